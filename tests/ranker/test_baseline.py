from hypothesis import given
from hypothesis import strategies as st

from hashtagger.types import FlagKind, TagStats
from ranker.baseline import evidence_sum
from tests.fakes.builders import a_candidate, a_flag


def order(*candidates):
    return [scored.candidate.record.tag for scored in evidence_sum(candidates)]


def test_stronger_evidence_ranks_higher():
    assert order(a_candidate("cat", evidence={"visual": 0.3}), a_candidate("dog", evidence={"visual": 0.9})) == [
        "dog",
        "cat",
    ]


def test_two_sources_that_agree_beat_one():
    both = a_candidate("dog", evidence={"visual": 0.6, "caption": 0.6})
    assert order(a_candidate("cat", evidence={"visual": 0.6}), both) == ["dog", "cat"]


def test_a_rising_tag_wins_among_equals_but_not_over_a_better_fit():
    rising = a_candidate("run", evidence={"visual": 0.6}, stats=TagStats(z=4.0))
    assert order(a_candidate("jog", evidence={"visual": 0.6}), rising) == ["run", "jog"]
    assert order(a_candidate("jog", evidence={"visual": 0.9}), rising) == ["jog", "run"]


def test_a_flagged_tag_comes_after_an_unflagged_equal():
    flagged = a_candidate("ape", flags=(a_flag(FlagKind.RESTRICTED, 0.2),))
    assert order(flagged, a_candidate("dog")) == ["dog", "ape"]


def test_equals_come_in_the_order_of_their_tags():
    assert order(a_candidate("b"), a_candidate("a")) == ["a", "b"]


@given(st.dictionaries(st.sampled_from(["visual", "caption", "text", "meaning", "other"]), st.floats(0, 1), min_size=1))
def test_relevance_stays_between_0_and_1_and_grows_with_evidence(evidence):
    (less,) = evidence_sum([a_candidate("dog", evidence=evidence)])
    (more,) = evidence_sum([a_candidate("dog", evidence={**evidence, "companions": 0.5})])
    assert 0.0 <= less.relevance <= more.relevance <= 1.0
