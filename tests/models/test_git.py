import pytest

from hashtagger.errors import BrokenModel
from hashtagger.models.runtimes import git
from tests.models.caption_contract import CaptionRuntimeContract, a_question, answers, installed, on_device
from tests.models.writer_checkpoints import save_git


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_git(tmp_path_factory.mktemp("git") / "git")


@pytest.fixture(scope="module")
def runtime(folder):
    return git.load(installed("git-base-coco", folder), on_device(folder))


class TestGit(CaptionRuntimeContract):
    pass


def test_a_picture_is_looked_at_once_however_many_beams_there_are(runtime, monkeypatch):
    seen = []
    encoder = runtime._network._eyes.encoder
    look = encoder.forward
    monkeypatch.setattr(
        encoder, "forward", lambda pictures, **options: seen.append(pictures) or look(pictures, **options)
    )
    runtime.run([runtime.prepare(a_question(picture, count=3)).payload for picture in (1, 2)], lambda _: None)
    assert [len(pictures) for pictures in seen] == [2]


def test_one_look_says_what_a_look_for_every_beam_says(runtime, monkeypatch):
    questions = [a_question(picture, count=3) for picture in (1, 2)]
    once = answers(runtime, questions)
    monkeypatch.setattr(runtime._network._model.git, "image_encoder", runtime._network._eyes.encoder)
    for each, again in zip(once, answers(runtime, questions), strict=True):
        assert [caption.text for caption in again] == [caption.text for caption in each]
        assert [caption.score for caption in again] == pytest.approx([caption.score for caption in each], abs=1e-4)


def test_placeholders_of_the_vocabulary_are_not_said(runtime, monkeypatch):
    monkeypatch.setattr(
        runtime._network, "_tokenizer", type("Says", (), {"decode": lambda *_, **__: "a [unused0] dog"})()
    )
    assert runtime._network.text([1]).split() == ["a", "dog"]


def test_the_weights_of_another_model_are_broken(folder, tmp_path):
    from safetensors.torch import load_file, save_file

    for path in folder.iterdir():
        if path.suffix != ".safetensors":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    weights = load_file(folder / "model.safetensors")
    some = {name: value for name, value in weights.items() if "image_encoder" in name}
    save_file(some, tmp_path / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(BrokenModel, match="missing"):
        git.load(installed("git-base-coco", tmp_path), on_device(tmp_path))
