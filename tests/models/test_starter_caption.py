import json
import shutil

import pytest

from hashtagger.errors import BrokenModel
from hashtagger.models.catalogue import CATALOGUE
from hashtagger.models.installed import Installed
from hashtagger.models.manifest import weights_sha256
from hashtagger.models.runtimes.clip_card import read_clip_card
from hashtagger.models.runtimes.openclip import load_openclip
from hashtagger.models.runtimes.starter_caption import load_starter_caption


@pytest.fixture
def tower(tower_dir):
    return load_openclip(read_clip_card(Installed(CATALOGUE[0], tower_dir), "float32"), device="cpu")


def test_a_captioner_belongs_to_the_tower_it_was_trained_on(tower, tower_dir, captioner_dir, tmp_path):
    folder = shutil.copytree(captioner_dir, tmp_path / "captioner")
    path = folder / "captioner.json"
    settings = json.loads(path.read_text())
    path.write_text(json.dumps(settings | {"tower": weights_sha256(tower_dir)}))
    load_starter_caption(folder, tower)
    path.write_text(json.dumps(settings | {"tower": "0" * 64}))
    with pytest.raises(BrokenModel, match="another image tower"):
        load_starter_caption(folder, tower)
