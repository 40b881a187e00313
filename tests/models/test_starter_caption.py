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
from tests.models.caption_contract import a_question, answers, captions


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


class TestDrawing:
    """With a seed captions are drawn."""

    @pytest.fixture
    def runtime(self, tower, captioner_dir):
        return load_starter_caption(captioner_dir, tower)

    def test_the_same_seed_gives_the_same_captions_and_another_seed_others(self, runtime):
        first, again, other = (captions(runtime, seed=seed, count=3) for seed in (3, 3, 4))
        assert first == again
        assert [each.text for each in first] != [each.text for each in other]

    def test_captions_do_not_depend_on_their_company(self, runtime):
        questions = [a_question(number, seed=number, count=2) for number in range(3)]
        together = answers(runtime, questions)
        alone = [answers(runtime, [question])[0] for question in questions]
        assert [[each.text for each in found] for found in together] == [
            [each.text for each in found] for found in alone
        ]

    def test_they_are_distinct_best_first_and_keep_to_prompt_and_length(self, runtime):
        found = captions(runtime, seed=1, count=4, prompt="a dog", max_words=6)
        assert len({each.text for each in found}) == len(found)
        scores = [each.score for each in found]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] <= 0
        assert all(each.text.startswith("a dog") and len(each.text.split()) <= 6 for each in found)

    def test_none_ends_in_a_word_that_asks_for_another(self, runtime):
        for seed in range(20):
            for each in captions(runtime, seed=seed, count=3, max_words=4):
                assert each.text.split()[-1] not in {"a", "the", "of"} or len(each.text.split()) == 1

    def test_drawn_and_searched_captions_do_not_share_a_batch(self, runtime):
        assert runtime.prepare(a_question(seed=1)).key != runtime.prepare(a_question()).key
        assert runtime.prepare(a_question(seed=1)).key == runtime.prepare(a_question(seed=2)).key
