"""What every captioner's runtime must do; a test module subclasses this and says which ``runtime`` it means."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hashtagger.errors import BrokenModel, InvalidRequest
from hashtagger.models.catalogue import find_row
from hashtagger.models.installed import Installed
from hashtagger.models.runtimes.base import Abandoned
from hashtagger.models.runtimes.captions import CaptionRuntime
from hashtagger.questions import WriteCaptions
from hashtagger.settings import ModelSettings, Settings
from hashtagger.text.sanitize import clean_text
from hashtagger.types import Caption
from tests.models.conftest import DEVICE, a_picture


def installed(model_id: str, folder: Path, **changes: Any) -> Installed:
    """The row as if it had been pulled to ``folder``; in float32, so that a batch may be compared with its parts."""
    return Installed(replace(find_row(model_id), **{"precision": "float32"} | changes), folder)


def on_device(folder: Path) -> Settings:
    return Settings(data_dir=folder, models=ModelSettings(device=DEVICE, threads=1), _env_file=None)


def go_on(share: float) -> None:
    assert 0 <= share <= 1


def answers(runtime: Any, questions: Sequence[Any]) -> list[Any]:
    """As the pool does it: prepare each, run them together, finish each."""
    ready = [runtime.prepare(question) for question in questions]
    assert len({each.key for each in ready}) == 1
    results = runtime.run([each.payload for each in ready], go_on)
    assert len(results) == len(questions)
    return [runtime.finish(question, result) for question, result in zip(questions, results, strict=True)]


def captions(runtime: CaptionRuntime, **wish: Any) -> tuple[Caption, ...]:
    return answers(runtime, [a_question(**wish)])[0]


def a_question(picture: int = 3, **wish: Any) -> WriteCaptions:
    return WriteCaptions(a_picture(picture), **{"max_words": 6} | wish)


class CaptionRuntimeContract:
    """Subclasses have a fixture ``runtime`` and the name of a prompt that their small vocabulary can say."""

    prompt = "a dog"

    def test_captions_are_distinct_and_best_first(self, runtime: CaptionRuntime):
        found = captions(runtime, count=3)
        assert 1 <= len(found) <= 3
        assert len({each.text for each in found}) == len(found)
        scores = [each.score for each in found]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] <= 0
        assert all(map(math.isfinite, scores))

    def test_a_batch_answers_like_single_questions_in_order(self, runtime: CaptionRuntime):
        questions = [a_question(number, count=2) for number in range(3)]
        together = answers(runtime, questions)
        for question, found in zip(questions, together, strict=True):
            (alone,) = answers(runtime, [question])
            assert [each.text for each in alone] == [each.text for each in found]
            assert [each.score for each in alone] == pytest.approx([each.score for each in found], abs=1e-3)

    @pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (300, 1)])
    def test_odd_shapes_get_captions(self, runtime: CaptionRuntime, width: int, height: int):
        question = replace_picture(a_question(), width, height)
        assert answers(runtime, [question])[0][0].text

    def test_captions_begin_with_the_prompt_as_the_caller_wrote_it(self, runtime: CaptionRuntime):
        for each in captions(runtime, prompt=f"  {self.prompt.title()}\u202e ", count=2):
            assert each.text.startswith(self.prompt.title())

    @pytest.mark.parametrize("words", [1, 4])
    def test_captions_keep_to_their_length(self, runtime: CaptionRuntime, words: int):
        assert all(len(each.text.split()) <= words for each in captions(runtime, count=2, max_words=words))

    def test_a_prompt_that_leaves_no_room_is_refused(self, runtime: CaptionRuntime):
        with pytest.raises(InvalidRequest, match="no room"):
            runtime.prepare(a_question(prompt=f"{self.prompt} {self.prompt}", max_words=4))

    def test_a_prompt_longer_than_the_model_can_read_is_refused(self, runtime: CaptionRuntime):
        with pytest.raises(InvalidRequest):
            runtime.prepare(a_question(prompt=" ".join([self.prompt] * 100), max_words=1000))

    def test_without_a_seed_the_answer_is_the_same_every_time(self, runtime: CaptionRuntime):
        assert captions(runtime) == captions(runtime)

    def test_the_same_seed_gives_the_same_captions_and_another_seed_others(self, runtime: CaptionRuntime):
        assert captions(runtime, seed=7, count=2) == captions(runtime, seed=7, count=2)
        assert captions(runtime, seed=7, count=2) != captions(runtime, seed=8, count=2)

    def test_seeded_captions_do_not_depend_on_their_company(self, runtime: CaptionRuntime):
        questions = [a_question(number, seed=10 + number, count=2) for number in range(3)]
        together = answers(runtime, questions)
        alone = [answers(runtime, [question])[0] for question in questions]
        assert [[each.text for each in found] for found in together] == [
            [each.text for each in found] for found in alone
        ]

    def test_only_equal_wishes_share_a_batch(self, runtime: CaptionRuntime):
        keys = [
            runtime.prepare(question).key
            for question in (
                a_question(1),
                a_question(2),
                a_question(seed=1),
                a_question(seed=2),
                a_question(count=2),
                a_question(prompt=self.prompt),
                a_question(max_words=9),
            )
        ]
        assert keys[0] == keys[1]
        assert keys[2] == keys[3]
        assert len(set(keys)) == 5

    def test_more_captions_cost_more(self, runtime: CaptionRuntime):
        assert runtime.prepare(a_question(count=5)).cost > runtime.prepare(a_question()).cost >= 1
        assert runtime.prepare(a_question()).size_bytes > 0

    def test_captions_are_clean_text(self, runtime: CaptionRuntime):
        for seed in range(2):
            for each in captions(runtime, seed=seed, count=3, max_words=8):
                assert each.text == clean_text(each.text)
                assert "\ufffd" not in each.text

    def test_it_pauses_between_words_and_stops_when_nobody_waits(self, runtime: CaptionRuntime):
        shares: list[float] = []

        def leave(share: float) -> None:
            shares.append(share)
            if len(shares) == 2:
                raise Abandoned

        with pytest.raises(Abandoned):
            runtime.run([runtime.prepare(a_question()).payload], leave)
        assert shares == sorted(shares)

    def test_its_weights_are_counted(self, runtime: CaptionRuntime):
        assert runtime.resident_bytes > 100_000

    def test_saying_nothing_is_a_fault_of_the_model(self, runtime: CaptionRuntime):
        with pytest.raises(BrokenModel):
            runtime.finish(a_question(), [("", -1.0)])


def replace_picture(question: WriteCaptions, width: int, height: int) -> WriteCaptions:
    return replace(question, image=a_picture(width=width, height=height))
