"""``hashtagger ask`` and ``hashtagger read``, as somebody types them."""

import hashlib
import json

import pytest
from PIL import Image

from api.cli.main import main
from api.cli.setup import Setup
from hashtagger.models.fake import FakeModels
from hashtagger.settings import Settings


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "red.png"
    Image.new("RGB", (64, 48), (200, 40, 40)).save(path)
    return path


@pytest.fixture
def models(photo):
    fake = FakeModels()
    fake.writings[hashlib.sha256(photo.read_bytes()).hexdigest()] = "Fresh bread"
    return fake


@pytest.fixture
def command(tmp_path, models, capsys):
    """Runs a command on an empty data folder; gives exit code, output and errors."""
    setup = Setup(Settings(data_dir=tmp_path / "data"), load_models=lambda _: models)

    def run(*words):
        with pytest.raises(SystemExit) as stopped:
            main([str(word) for word in words], setup=setup)
        said = capsys.readouterr()
        return int(stopped.value.code or 0), said.out, said.err

    return run


def test_ask_answers_each_question(command, photo):
    code, out, _ = command("ask", photo, "What colour is it?", "What is it?")
    assert code == 0
    assert out.splitlines() == ["What colour is it?  red  (0.90)", "What is it?  red  (0.90)"]


def test_ask_ranks_given_answers(command, photo):
    _, out, _ = command("ask", photo, "What is it?", "--among", "a dog", "--among", "a cat")
    assert out.splitlines()[0].startswith("What is it?  a dog")
    assert out.splitlines()[1].strip().startswith("a cat")


def test_ask_prints_json(command, photo):
    _, out, _ = command("ask", photo, "What is it?", "--json")
    assert json.loads(out)["answers"][0]["answer"] == "red"


def test_ask_needs_a_question(command, photo):
    assert command("ask", photo)[0] == 2


def test_read_prints_what_is_written(command, photo):
    assert command("read", photo)[:2] == (0, "Fresh bread\n")


def test_read_says_when_nothing_is_written(command, photo, models):
    models.writings.clear()
    assert command("read", photo)[1] == "Nothing is written in it.\n"


def test_read_prints_json(command, photo):
    reading = json.loads(command("read", photo, "--json")[1])
    assert reading["boxes"][0]["text"] == "Fresh bread"
    assert reading["model"] == "fake-read-text"


def test_a_model_that_is_missing_is_told_with_its_command(command, photo, models):
    models.not_pulled.add("fake-answer")
    code, _, err = command("ask", photo, "What is it?")
    assert code == 1
    assert "hashtagger models pull fake-answer" in err


def test_what_is_no_picture_is_told_plainly(command, tmp_path):
    (tmp_path / "words.txt").write_text("no picture")
    code, _, err = command("read", tmp_path / "words.txt")
    assert code == 1
    assert "Traceback" not in err


def test_neither_database_nor_index_is_made(command, photo, tmp_path):
    command("read", photo)
    assert not (tmp_path / "data").exists()
