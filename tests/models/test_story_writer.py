import json

import pytest

from hashtagger.errors import BrokenModel, InvalidRequest
from hashtagger.models.runtimes import story_writer
from hashtagger.models.runtimes.base import Abandoned
from hashtagger.models.runtimes.story_writer import EnoughSentences, chat, plain_story
from hashtagger.questions import TellStory
from hashtagger.text.sanitize import clean_text
from tests.models.caption_contract import answers, installed, on_device
from tests.models.writer_checkpoints import save_story_writer

DOG, CAT = "a dog runs on the beach", "a black cat sleeps"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_story_writer(tmp_path_factory.mktemp("story") / "writer")


@pytest.fixture(scope="module")
def runtime(folder):
    return story_writer.load(installed("smollm2-360m", folder), on_device(folder))


def test_a_batch_answers_like_single_questions_in_order(runtime):
    questions = [TellStory((DOG,), 1, 1), TellStory((DOG, CAT), 1, 2), TellStory((CAT,), 1, 1)]
    together = answers(runtime, questions)
    assert together == [answers(runtime, [question])[0] for question in questions]
    assert len(set(together)) == 3


def test_the_same_seed_tells_the_same_story_and_another_seed_another(runtime):
    first, again, other = (answers(runtime, [TellStory((DOG,), 1, seed)])[0] for seed in (3, 3, 4))
    assert first == again != other


def test_stories_of_different_length_do_not_share_a_batch(runtime):
    assert runtime.prepare(TellStory((DOG,), 1)).key != runtime.prepare(TellStory((DOG,), 2)).key


@pytest.mark.parametrize("question", [TellStory((), 2), TellStory((DOG,), 0), TellStory((DOG,), 13)])
def test_a_story_of_nothing_or_of_any_length_is_refused(runtime, question):
    with pytest.raises(InvalidRequest):
        runtime.prepare(question)


def test_it_pauses_between_words(runtime):
    def leave(share: float) -> None:
        raise Abandoned

    with pytest.raises(Abandoned):
        runtime.run([runtime.prepare(TellStory((DOG,), 1)).payload], leave)


def test_stories_are_clean_text(runtime):
    (story,) = answers(runtime, [TellStory((DOG,), 2, 9)])
    assert story == clean_text(story)


def test_its_weights_are_counted(runtime):
    assert runtime.resident_bytes > 50_000


def test_the_captions_are_in_the_question_in_their_order():
    asked = chat(TellStory((DOG, f"{CAT}\n\x00"), 3))[-1]["content"]
    assert f"1. {DOG}. 2. {CAT}." in asked
    assert "3 sentences" in asked
    assert "one sentence" in chat(TellStory((DOG,), 1))[-1]["content"]


@pytest.mark.parametrize(
    ("written", "story"),
    [
        ("One. Two. Three.", "One. Two."),
        ("One. Two and th", "One."),
        ("only half a sent", "only half a sent"),
        ('"One."  \n\n Two!', "One. Two!"),
        ("## Title: The Sea\u202e is *blue*.", "The Sea is blue."),
        ("Here is a story: A dog. A cat. A boy.", "A dog. A cat."),
        ("Story: A dog ran. #dog #beach", "A dog ran."),
        (" \u200b ", ""),
    ],
)
def test_only_whole_sentences_without_ornament_are_kept(written, story):
    assert plain_story(written, 2) == story


def test_a_row_ends_when_it_has_its_sentences():
    import torch

    class Says:
        def decode(self, row, **_):
            return "".join(map(chr, row.tolist()))

    rows = torch.tensor([[0, *map(ord, "Hi. Yes!")], [0, *map(ord, "Hi, 2.5 ")]])
    assert EnoughSentences(Says(), 1, 2)(rows, None).tolist() == [True, False]


def test_saying_nothing_is_a_fault_of_the_model(runtime):
    with pytest.raises(BrokenModel):
        runtime.finish(TellStory((DOG,)), "**")


def test_a_model_without_a_chat_template_is_no_story_writer(folder, tmp_path):
    for path in folder.iterdir():
        if path.suffix != ".jinja":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    path = tmp_path / "tokenizer_config.json"
    settings = json.loads(path.read_text())
    settings.pop("chat_template", None)
    path.write_text(json.dumps(settings))
    with pytest.raises(BrokenModel, match="chat template"):
        story_writer.load(installed("smollm2-360m", tmp_path), on_device(tmp_path))
