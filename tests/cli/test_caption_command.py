"""``hashtagger caption``, as somebody types it."""

import json

import pytest
from PIL import Image

from api.cli.main import main
from api.cli.setup import Setup
from hashtagger.models.fake import FakeModels
from hashtagger.settings import Settings


@pytest.fixture
def photos(tmp_path):
    paths = [tmp_path / f"{name}.png" for name in ("red", "blue")]
    for path, colour in zip(paths, ((200, 40, 40), (50, 90, 200)), strict=True):
        Image.new("RGB", (64, 48), colour).save(path)
    return paths


@pytest.fixture
def models():
    return FakeModels()


@pytest.fixture
def caption(tmp_path, capsys, models):
    setup = Setup(Settings(data_dir=tmp_path / "data", _env_file=None), load_models=lambda _: models)

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main(["caption", *map(str, arguments)], setup=setup)
        return stopped.value.code or 0, capsys.readouterr()

    return run


def test_each_photo_gets_a_line(caption, photos):
    code, said = caption(*photos)
    assert code == 0, said.err
    assert said.out.splitlines() == ["red.png: red", "blue.png: blue"]


def test_a_story_is_told_over_all_photos(caption, photos):
    _, said = caption(*photos, "--style", "story")
    assert said.out.splitlines() == ["red.png, blue.png: Red. Blue. Red. Blue."]


def test_json_is_what_the_api_answers(caption, photos):
    _, said = caption(photos[0], "--style", "alt-text", "--language", "de", "--count", "2", "--json")
    (found,) = json.loads(said.out)
    assert found["photos"] == ["red.png"]
    assert [each["text"] for each in found["captions"]] == ["[de] red."]
    assert found["models"]["translate"] == "fake-translate"


def test_a_missing_model_is_one_line_with_its_command(caption, photos, models):
    models.not_pulled.add("fake-story")
    code, said = caption(photos[0], "--style", "story")
    assert code == 1
    assert "hashtagger models pull fake-story" in said.err
    assert "Traceback" not in said.err


def test_nothing_is_written_to_the_data_folder(caption, photos, tmp_path):
    caption(photos[0])
    assert not (tmp_path / "data").exists()
