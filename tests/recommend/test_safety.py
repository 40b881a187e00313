import pytest

from hashtagger.catalogue.entries import Contradiction
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.safety import safe_candidates
from hashtagger.types import FlagKind, Tag
from tests.fakes.builders import a_candidate, a_flag, a_rule


def kept(*candidates, draft="", asked_for=(), excluded=(), rule=None, contradictions=(), language=None):
    return [
        c.record.tag
        for c in safe_candidates(
            candidates,
            draft=draft,
            asked_for=asked_for,
            excluded=frozenset(excluded),
            rule=rule or a_rule(),
            contradictions=Contradictions(contradictions),
            language=language,
        )
    ]


@pytest.mark.parametrize(
    "kind", [FlagKind.ADULT, FlagKind.SPAM, FlagKind.ENGAGEMENT_BAIT, FlagKind.SENSITIVE, FlagKind.BLOCKED]
)
def test_some_flags_keep_a_tag_out_even_when_asked_for(kind):
    assert kept(a_candidate("bad", flags=(a_flag(kind, 0.1),)), asked_for=[Tag("bad")]) == []


def test_a_tag_surely_restricted_is_dropped_and_a_doubtful_one_is_shown():
    sure = a_candidate("sure", flags=(a_flag(FlagKind.RESTRICTED, 0.9),))
    doubtful = a_candidate("doubtful", flags=(a_flag(FlagKind.RESTRICTED, 0.2),))
    assert kept(sure, doubtful) == ["doubtful"]


def test_an_over_generic_tag_stays_only_when_asked_for():
    love = a_candidate("love", flags=(a_flag(FlagKind.OVER_GENERIC),))
    assert kept(love) == []
    assert kept(love, asked_for=[Tag("love")]) == ["love"]


def test_excluded_tags_are_not_shown():
    assert kept(a_candidate("dog"), a_candidate("beach"), excluded=[Tag("dog")]) == ["beach"]


def test_what_the_draft_says_rules_out_what_contradicts_it():
    pair = Contradiction("vegan", "steak", "vegan food has no meat")
    assert kept(a_candidate("steak dinner"), a_candidate("salad"), draft="My vegan lunch", contradictions=[pair]) == [
        "salad"
    ]


def test_a_tag_longer_than_the_platform_allows_is_dropped():
    assert kept(a_candidate("dog"), a_candidate("labrador"), rule=a_rule(max_tag_chars=5)) == ["dog"]


def test_without_a_language_only_named_tags_come_from_other_languages():
    seen = a_candidate("perro", language="es", evidence={"visual": 0.9})
    named = a_candidate("playa", language="es", evidence={"text": 0.9})
    assert kept(a_candidate("dog"), seen, named) == ["dog", "playa"]


def test_with_a_language_tags_of_that_language_are_shown():
    assert kept(a_candidate("dog"), a_candidate("perro", language="es"), language="es") == ["perro"]
