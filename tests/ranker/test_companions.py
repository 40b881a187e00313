"""Which tags go together, as everybody's posts have it: shares, voices, limits."""

from datetime import timedelta

import numpy as np
import pytest

from hashtagger.posts import Account
from hashtagger.storage.posted_tags import PostedTags
from ranker.companions import LIMIT, MOST_TAGS, MOST_WEIGHT, companions_from, pairs_of
from tests.ranker.outcomes import START


def said(*posts, voices=None):
    """Pair → strength; without ``voices`` every post is somebody else's."""
    tags = {tag: tag for post in posts for tag in post}
    pairs = pairs_of(posts, np.arange(len(posts)) if voices is None else np.array(voices), tags)
    return {(pair.tag, pair.other): pair.strength for pair in pairs}


def posted(owner, *tags, profile="me", day=0):
    return PostedTags(Account(owner, profile), START + timedelta(days=day), tags)


def learned(*posts):
    return companions_from(posts, {tag: tag for each in posts for tag in each.tags})


def test_strength_is_the_share_of_the_posts_with_a_tag_that_have_the_other():
    assert said(*[("a", "b")] * 3, ("a", "c"), ("b", "d"), ("b", "d")) == {("a", "b"): 0.75, ("b", "a"): 0.6}


def test_a_post_with_many_tags_weighs_less():
    long = ("a", "b", *"cdefghi")
    found = said(*[("a", "b")] * 3, *[long] * 3)
    assert found["b", "c"] == pytest.approx(3 / 3 / (3 / 3 + 3 / 2**0.5), abs=1e-4)


def test_a_pair_that_less_than_three_have_stays_theirs():
    assert said(*[("a", "b")] * 50, ("a", "b"), voices=[*[0] * 50, 1]) == {}
    assert set(said(*[("a", "b")] * 3, voices=[0, 1, 2])) == {("a", "b"), ("b", "a")}


def test_the_profiles_and_the_many_posts_of_one_owner_are_one_voice():
    flood = [posted("flood", "a", "spam", profile=f"p{n}") for n in range(500)]
    others = [posted(f"o{n}", "a", "b") for n in range(40)]
    assert {pair.other for pair in learned(*flood, *others) if pair.tag == "a"} == {"b"}


def test_one_who_floods_a_pair_that_others_have_too_moves_it_by_a_stated_bound():
    rest = [("a", "b")] * 3 + [("a", "c")] * 40
    strength = said(*rest, *[("a", "b")] * 10_000, voices=[*range(43), *[43] * 10_000])["a", "b"]
    weight = 2**-0.5
    heard = min(MOST_WEIGHT, 3 * weight)  # at most as much as the three others together
    assert strength == pytest.approx((3 * weight + heard) / (43 * weight + MOST_WEIGHT), abs=1e-4)


def test_one_who_floods_a_tag_cannot_make_its_companions_vanish():
    rest = [("a", "b")] * 6
    assert said(*rest, *[("a", "x")] * 10_000, voices=[*range(6), *[6] * 10_000])["a", "b"] == 0.5


def test_newcomers_together_are_one_voice():
    old = [posted("first", "a"), posted("first", "a", day=400)]
    assert learned(*old, *(posted(f"new{n}", "a", "spam", day=399) for n in range(100))) == []
    assert learned(*old, *(posted(f"old{n}", "a", "b", day=1) for n in range(3))) != []


def test_whoever_runs_the_machine_has_a_voice_for_each_account():
    found = learned(*(posted("local", "a", "b", profile=f"p{n}") for n in range(3)))
    assert [(pair.tag, pair.other, pair.strength, pair.posts) for pair in found] == [("a", "b", 1, 3), ("b", "a", 1, 3)]


def test_only_tags_of_the_catalogue_count_and_an_alias_is_its_tag():
    pairs = pairs_of([("a", "bee", "x")] * 3, np.arange(3), {"a": "a", "b": "b", "bee": "b"})
    assert [(pair.tag, pair.other) for pair in pairs] == [("a", "b"), ("b", "a")]


def test_of_a_very_long_post_only_the_first_tags_are_paired():
    found = said(*[tuple(f"t{n:03}" for n in range(MOST_TAGS + 5))] * 3)
    assert {tag for tag, _ in found} == {f"t{n:03}" for n in range(MOST_TAGS)}


def test_a_tag_keeps_its_strongest_and_equals_go_by_name():
    posts = [("hub", f"t{n:03}") for n in range(LIMIT + 10) for _ in range(3)]
    found = said(*posts, ("hub", "t059"))
    assert [other for tag, other in found if tag == "hub"] == ["t059", *(f"t{n:03}" for n in range(LIMIT - 1))]


def test_blocks_change_nothing(monkeypatch):
    chance = np.random.default_rng(0)
    posts = [tuple(f"t{n}" for n in chance.integers(0, 20, 6)) for _ in range(200)]
    whole = said(*posts, voices=chance.integers(0, 40, 200).tolist())
    monkeypatch.setattr("ranker.companions._BLOCK_PAIRS", 50)
    chance = np.random.default_rng(0)
    posts = [tuple(f"t{n}" for n in chance.integers(0, 20, 6)) for _ in range(200)]
    assert said(*posts, voices=chance.integers(0, 40, 200).tolist()) == whole
    assert len(whole) > 100
    assert max(whole.values()) <= 1


def test_without_posts_there_is_nothing():
    assert learned() == []
    assert said(("a",), ()) == {}
