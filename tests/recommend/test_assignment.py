"""What an experiment makes of a request."""

from dataclasses import replace

import pytest

from hashtagger.experiments import Arm, Experiment
from hashtagger.posts import Account
from hashtagger.recommend.assignment import assigned, content_of
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.types import Deadline
from tests.storage.builders import NOW

ASKED = RecommendationRequest(Deadline.after(60), text="A dog", profile_id="p")


def experiment(*tags):
    first, second = (Arm(f"arm {n}", tags=number) for n, number in enumerate(tags))
    return Experiment("E", Account("local", "p"), "Which?", (first, second), NOW)


@pytest.mark.parametrize(("limit", "tags", "expected"), [(5, 10, 10), (5, 2, 2), (5, 0, 0), (3, None, 3)])
def test_the_number_of_an_arm_stands_in_place_of_the_limit(limit, tags, expected):
    assert assigned(replace(ASKED, limit=limit), experiment(tags, tags)).limit == expected


def test_drafts_without_letters_get_both_arms():
    drafts = ("🐶", "🐱", "🌊", "🌞", "🍕", "🍣", "🎉", "🚲", "❤️", "⚽", "🏔️", "🌵")
    assert len({assigned(replace(ASKED, text=draft), experiment(0, 5)).experiment for draft in drafts}) == 2


def test_a_draft_is_the_same_one_whatever_its_marks_case_and_spaces():
    drafts = ("A dog, at  the beach!", "a DOG at the beach", "a dog at the beach 🌊")
    assert len({content_of(replace(ASKED, text=draft)) for draft in drafts}) == 1
    assert content_of(replace(ASKED, text=" 🐶  🌊\n")) == content_of(replace(ASKED, text="🐶 🌊"))
