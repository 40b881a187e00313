"""Everything that is asked and answered crosses unchanged, and nothing else does."""

from __future__ import annotations

import enum
import itertools
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger import errors, questions
from hashtagger.errors import HashtaggerError, InvalidRequest, MissingComponent, ModelUnavailable, Overloaded
from hashtagger.models.remote import wire
from hashtagger.models.remote.wire import (
    Answered,
    Ask,
    AskMetrics,
    AskPool,
    AskStatus,
    BrokenFrame,
    Cancel,
    Failed,
    Progressed,
)
from hashtagger.questions import (
    Adapter,
    Answer,
    AnswerQuestions,
    EmbedImage,
    EmbedText,
    Generate,
    Generated,
    GenerationKind,
    Priority,
    Question,
    ReadText,
    TellStory,
    TextBox,
    Translate,
    WriteCaptions,
)
from hashtagger.types import Caption, LoadState, ModelStatus, PoolStatus, Task
from tests.models.conftest import a_picture

PICTURE = a_picture(1, width=7, height=3)
QUESTIONS: list[Question[Any]] = [
    EmbedImage(PICTURE),
    EmbedText("größer 🐕"),
    WriteCaptions(PICTURE, count=3, prompt="a photo of", max_words=9, seed=2**62),
    Translate("a dog", "en", "de"),
    TellStory(("a dog", "a ball"), sentences=2, seed=7),
    AnswerQuestions(PICTURE, ("what?", "where?"), candidates=("here", "there")),
    AnswerQuestions(PICTURE, ("what?",)),
    ReadText(PICTURE),
    Generate(GenerationKind.ANIMATE, "a dog", 64, 32, 1, 4, 0.5, "", PICTURE, 0.3, (Adapter("style", 0.25),), 8),
    Generate(GenerationKind.TEXT_TO_IMAGE, "a dog", 64, 32, 1, 4, 0.5),
]
ANSWERS: list[Any] = [
    np.linspace(-1, 1, 5, dtype=np.float32),
    (Caption("a dog", -0.25), Caption("a cat", -1.5)),
    "ein Hund",
    (Answer("red", 0.5), Answer("yes", 0.75, (("yes", 0.75), ("no", 0.25)))),
    (TextBox("STOP", 0.9, ((0.0, 0.0), (0.5, 0.0), (0.5, 1.0), (0.0, 1.0))),),
    (),
    Generated((PICTURE.pixels, a_picture(2, width=7, height=3).pixels), 9, withheld=True),
    (ModelStatus("clip", Task.CLIP, LoadState.FAILED, False, "broken", 12, 3, 1),),
    PoolStatus((ModelStatus("clip", Task.CLIP, LoadState.READY, True, retry_in_s=0.5),), 12, None, "cpu"),
]


def crossed(message: wire.Message) -> wire.Message:
    """As it arrives on the other side."""
    frame = b"".join(wire.encode(message))
    sizes = wire.read_header(frame[: wire.HEADER_BYTES])
    body = bytearray(frame[wire.HEADER_BYTES :])
    assert len(body) == sizes.body_bytes
    return wire.decode(body, sizes)


def assert_same(left: Any, right: Any) -> None:
    assert type(left) is type(right)
    if isinstance(left, np.ndarray):
        assert left.dtype == right.dtype
        np.testing.assert_array_equal(left, right)
    elif is_dataclass(left):
        for field in fields(left):
            assert_same(getattr(left, field.name), getattr(right, field.name))
    elif isinstance(left, tuple):
        for one, other in itertools.zip_longest(left, right):
            assert_same(one, other)
    else:
        assert left == right


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
def test_a_question_arrives_as_it_was_asked(question: Question[Any]):
    asked = Ask(3, "some-model", question, 1.5, Priority.BULK, True)
    assert_same(crossed(asked), asked)


def test_every_kind_of_question_was_tried():
    defined = {kind for kind in vars(questions).values() if is_dataclass(kind)}
    assert defined <= {type(value) for value in _everything_in([*QUESTIONS, *ANSWERS])}


@pytest.mark.parametrize("answer", ANSWERS, ids=str)
def test_an_answer_arrives_as_it_was_given(answer: Any):
    assert_same(crossed(Answered(4, answer)), Answered(4, answer))


@pytest.mark.parametrize("message", [AskStatus(1), AskPool(1), AskMetrics(1), Cancel(2), Progressed(3, 0.5)], ids=str)
def test_small_messages_arrive(message: wire.Message):
    assert crossed(message) == message


@settings(max_examples=60, deadline=None)
@given(
    shape=st.lists(st.integers(0, 5), min_size=1, max_size=4),
    step=st.sampled_from([1, 2]),
    dtype=st.sampled_from([np.uint8, np.float32]),
    count=st.integers(1, 3),
)
def test_arrays_of_any_shape_arrive_aligned(shape: list[int], step: int, dtype: type, count: int):
    arrays = tuple(
        np.arange(np.prod(shape) * (n + 1)).astype(dtype).reshape(n + 1, *shape)[n, ::step] for n in range(count)
    )
    arrived = crossed(Answered(1, arrays))
    assert_same(arrived, Answered(1, arrays))
    assert isinstance(arrived, Answered)
    assert all(array.flags.aligned and array.flags.writeable for array in arrived.answer)


def test_the_pixels_are_not_copied_on_the_way_out():
    parts = wire.encode(Ask(1, "m", EmbedImage(PICTURE), 1.0, Priority.BULK, False))
    assert any(np.shares_memory(np.frombuffer(part, np.uint8), PICTURE.pixels) for part in parts[1:])


def test_scalars_of_numpy_arrive_as_plain_ones():
    assert_same(crossed(Answered(1, Caption("a", np.float64(-0.5)))), Answered(1, Caption("a", -0.5)))


@pytest.mark.parametrize(
    "error",
    [
        ModelUnavailable("gone", retry_after_s=2.5),
        Overloaded("full", retry_after_s=0.5, code="queue_full", advice="Wait."),
        MissingComponent("not there", code="model_not_installed", advice="hashtagger models pull x"),
        InvalidRequest("no"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_comes_back_as_what_it_was(error: HashtaggerError):
    failed = crossed(Failed.of(1, error))
    assert isinstance(failed, Failed)
    back = failed.error()
    assert type(back) is type(error)
    assert (str(back), back.code, back.advice) == (str(error), error.code, error.advice)
    assert getattr(back, "retry_after_s", None) == getattr(error, "retry_after_s", None)


def test_every_error_of_the_tree_can_cross():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, HashtaggerError)]
    for kind in kinds:
        error = kind("why", retry_after_s=1.0) if issubclass(kind, errors.TryLater) else kind("why")
        assert type(Failed.of(1, error).error()) is kind


def test_an_error_from_elsewhere_arrives_as_its_relative():
    class QueueFull(Overloaded):
        """Known on one side only."""

    assert type(Failed.of(1, QueueFull("full", retry_after_s=1.0)).error()) is Overloaded


@dataclass(frozen=True)
class Caption2:
    text: str


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    "value",
    [Caption2("a"), Colour.RED, object(), {"a": object()}, np.zeros(2), np.array([None])],
    ids=["unknown dataclass", "unknown enum", "object", "object in a map", "float64", "array of objects"],
)
def test_what_has_no_form_is_refused_by_the_sender(value: Any):
    with pytest.raises(TypeError, match="form on the wire"):
        wire.encode(Answered(1, value))


@pytest.mark.parametrize("seed", [2**64, -(2**64)])
def test_a_number_beyond_64_bits_is_an_invalid_request(seed: int):
    with pytest.raises(InvalidRequest):
        wire.encode(Ask(1, "m", TellStory((), seed=seed), 1.0, Priority.BULK, False))


def test_more_than_a_frame_holds_is_an_invalid_request(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(wire, "MAX_FRAME_BYTES", 1000)
    with pytest.raises(InvalidRequest, match="at once"):
        wire.encode(Answered(1, np.zeros(1001, np.uint8)))


@pytest.mark.parametrize("header", [b"GET / HTTP/1", b"HTM1" + b"\xff" * 8, b"HTM1" + b"\0" * 8])
def test_a_header_that_is_none_is_refused(header: bytes):
    with pytest.raises(BrokenFrame):
        wire.read_header(header)


@pytest.mark.parametrize(
    "content",
    [
        {"value": ["Popen", "ls"]},
        {"value": ["Cancel"]},
        {"value": ["Cancel", 1, 2]},
        {"value": ["EmbedText", "a text is no message"]},
        {"enum": ["Priority", 5.0]},
        {"enum": ["Colour", 1]},
        {"array": ["|O", 1, 0]},
        {"array": ["<f4", 1000000, 0]},
        {"array": ["<f4", -1, 0]},
        {"array": ["|u1", 1, -5]},
        {"something": 1},
        {},
        {"value": ["Cancel", 1], "enum": 1},
        [[[]]],
        5,
    ],
    ids=str,
)
def test_a_message_that_is_none_is_refused(content: Any):
    packed = msgpack.packb(content)
    with pytest.raises(BrokenFrame):
        wire.decode(bytearray(packed), wire.Sizes(len(packed), 0))


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=1, max_size=200))
def test_noise_is_refused_and_nothing_worse(noise: bytes):
    with pytest.raises(BrokenFrame):
        wire.decode(bytearray(noise), wire.Sizes(len(noise), 0))


def _everything_in(value: Any) -> list[Any]:
    found = [value]
    if isinstance(value, tuple | list):
        found += [inner for each in value for inner in _everything_in(each)]
    elif is_dataclass(value):
        found += [inner for field in fields(value) for inner in _everything_in(getattr(value, field.name))]
    return found
