"""``hashtagger generate``: a picture without a server."""

import json

import pytest
from PIL import Image

SMALL = ("--width", 64, "--height", 64, "--steps", 2)


@pytest.fixture
def red_photo(tmp_path):
    path = tmp_path / "red.png"
    Image.new("RGB", (64, 48), (200, 40, 40)).save(path)
    return path


def test_words_become_a_picture_in_a_file(hashtagger, tmp_path):
    out = tmp_path / "dog.jpg"
    said = hashtagger("generate", "a", "dog", *SMALL, "--seed", 7, "--out", out)
    assert said.code == 0, said.err
    assert "seed 7" in said.out
    with Image.open(out) as picture:
        assert (picture.format, picture.size) == ("JPEG", (64, 64))


def test_a_photo_is_read_and_drawn_anew_and_the_steps_are_told(hashtagger, red_photo, tmp_path):
    said = hashtagger(
        *("generate", "--image", red_photo, "--kind", "image-text-image", "--instruction", "in ink", "--json"),
        *(*SMALL, "--out", tmp_path / "out.png"),
    )
    assert said.code == 0, said.err
    told = json.loads(said.out)
    assert [stage["text"] for stage in told["stages"]] == ["red", "red, in ink"]
    assert told["results"][0]["path"].endswith("out.png")


def test_what_cannot_be_is_said_in_one_line(hashtagger):
    said = hashtagger("generate")
    assert (said.code, said.err.splitlines()[0]) == (1, "error: text-to-image needs a prompt")


def test_a_name_that_says_no_kind_of_file_is_refused(hashtagger, tmp_path):
    assert hashtagger("generate", "a dog", "--out", tmp_path / "dog.txt").code == 2
