"""Each attack is shown to work on a plain rule, and to fail here."""

import numpy as np
import pytest

from hashtagger.observations import Confidence, TrendState
from hashtagger.trends import mastodon_rule
from hashtagger.trends.gates import (
    TagEvidence,
    co_tag_similarity,
    confidence,
    counted_authors,
    is_stale,
    judge,
    post_weight,
)
from hashtagger.trends.merging import capped_weights, merge
from hashtagger.trends.scoring import recent_z, score_last_hour

HOURS = 800
HEARD = np.ones(HOURS)
HONEST = TagEvidence(authors=80, posts=96, weight=40, servers=25)


def quiet_tag(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).poisson(4.0, (1, HOURS)).astype(float)


def last_z(counts: np.ndarray) -> float:
    return float(recent_z(counts, HEARD, slice(-1, None))[0, 0])


def reasons(**changes: object) -> tuple[str, ...]:
    evidence = {"authors": 80, "posts": 96, "weight": 40, "servers": 25} | changes
    return judge(TagEvidence(**evidence)).reasons  # type: ignore[arg-type]


def test_an_honest_trend_is_shown() -> None:
    assert judge(HONEST).state is TrendState.SHOWN
    assert judge(HONEST).reasons == ()


# ---- attacks ---------------------------------------------------------------------------------------------------------


def test_three_accounts_with_thousands_of_posts_move_posts_but_not_authors() -> None:
    authors, posts = quiet_tag(), quiet_tag()
    authors[0, -6:] += 3
    posts[0, -6:] += 1000

    assert last_z(posts) > 50
    assert last_z(authors) < 5
    assert judge(TagEvidence(authors=12, posts=1000, weight=1000)).reasons == ("few_authors",)
    assert judge(TagEvidence(authors=12, posts=1000, weight=1000)).state is TrendState.REVIEW


def test_300_accounts_with_one_text_count_as_three() -> None:
    fooled, counted = quiet_tag(), quiet_tag()
    fooled[0, -6:] += 300
    counted[0, -6:] += counted_authors([300])

    assert last_z(fooled) > 15
    assert last_z(counted) < 5


def test_many_people_with_texts_of_their_own_all_count() -> None:
    assert counted_authors([1] * 300) == 300


def test_many_accounts_of_two_servers_are_held_back() -> None:
    assert reasons(servers=2) == ("few_servers",)
    assert reasons(servers=3) == ()
    assert reasons(servers=0) == ()
    assert reasons(servers=1, authors=20, posts=20, weight=10) == ()


def test_one_burst_hour_does_not_trend() -> None:
    counts = quiet_tag()
    counts[0, -1] += 500

    assert mastodon_rule.raw_scores(counts)[0, -1] > 1000
    assert score_last_hour(counts, HEARD).stable[0] < 3
    assert score_last_hour(counts, HEARD).peak[0] < 3


def test_a_tag_stuffed_into_posts_with_many_others_is_held_back() -> None:
    assert reasons(posts=96, weight=96 / 8) == ("stuffed",)
    assert post_weight(1) == 1
    assert post_weight(8) == 1 / 8
    assert post_weight(9) == post_weight(0) == 0


def test_a_hijacked_tag_is_held_back() -> None:
    before = {"cats": 400, "pets": 300, "caturday": 300}
    crypto = {"airdrop": 200, "giveaway": 180, "cats": 20}

    similarity = co_tag_similarity(crypto, before)

    assert similarity is not None
    assert similarity < 0.2
    assert reasons(co_tag_similarity=similarity) == ("hijacked",)


def test_the_same_company_as_ever_is_no_hijack() -> None:
    before = {"cats": 400, "pets": 300, "caturday": 300}

    similarity = co_tag_similarity({"cats": 40, "pets": 33, "kitten": 20}, before)

    assert similarity is not None
    assert similarity > 0.7
    assert reasons(co_tag_similarity=similarity) == ()


def test_too_few_common_posts_accuse_nobody() -> None:
    assert co_tag_similarity({"airdrop": 29}, {"cats": 400}) is None
    assert co_tag_similarity({"airdrop": 30}, {"cats": 29}) is None


def test_posts_that_are_deleted_once_the_tag_trends_take_it_back() -> None:
    assert reasons(authors_when_seen=200) == ("deleted_after",)
    assert reasons(authors_when_seen=100) == ()
    before, after = quiet_tag(), quiet_tag()
    before[0, -3:] += 200

    assert last_z(before) > 10
    assert last_z(after) < 3


def test_a_paid_place_is_held_back() -> None:
    assert judge(TagEvidence(promoted=True)).state is TrendState.REVIEW
    assert judge(TagEvidence(promoted=True)).reasons == ("promoted",)


def test_one_source_that_is_gamed_stays_below_a_tag_that_two_sources_see() -> None:
    weights = capped_weights(["bluesky", "mastodon", "wikipedia"])

    merged = merge({"bluesky": [1.0, 0.6], "mastodon": [0.0, 0.6], "wikipedia": [0.0, 0.0]}, weights)

    assert merged.score[0] < merged.score[1]


# ---- what is published -----------------------------------------------------------------------------------------------


def test_fewer_authors_than_the_floor_are_never_shown_even_when_approved() -> None:
    few = TagEvidence(authors=9, posts=9, weight=9)

    assert judge(few).state is TrendState.BELOW_FLOOR
    assert judge(few, approved=True).state is TrendState.BELOW_FLOOR
    assert judge(TagEvidence(authors=10, posts=10, weight=10)).state is TrendState.SHOWN
    assert judge(few, public_floor=9).state is TrendState.SHOWN


def test_a_public_list_without_author_counts_has_no_floor() -> None:
    assert judge(TagEvidence()).state is TrendState.SHOWN


def test_a_blocked_tag_is_never_shown() -> None:
    assert judge(HONEST, blocked=True).state is TrendState.BLOCKED
    assert judge(HONEST, blocked=True, approved=True).reasons == ("blocked",)


def test_what_a_human_approved_is_shown_with_the_suspicion_beside_it() -> None:
    suspicious = TagEvidence(authors=80, posts=96, weight=40, servers=2)

    assert judge(suspicious).state is TrendState.REVIEW
    assert judge(suspicious, approved=True).state is TrendState.SHOWN
    assert judge(suspicious, approved=True).reasons == ("few_servers",)


def test_every_suspicion_is_told() -> None:
    assert reasons(posts=1000, weight=100, servers=1, promoted=True) == (
        "promoted",
        "few_authors",
        "few_servers",
        "stuffed",
    )


# ---- confidence ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("authors", "witnesses", "history_h", "stale", "expected"),
    [
        (60, 1, 400, False, Confidence.SURE),
        (20, 2, 400, False, Confidence.SURE),
        (None, 2, 400, False, Confidence.SURE),
        (20, 1, 400, False, Confidence.THIN),
        (None, 1, 400, False, Confidence.THIN),
        (60, 2, 100, False, Confidence.THIN),
        (60, 2, 400, True, Confidence.STALE),
    ],
)
def test_confidence_needs_history_and_a_second_source_or_many_authors(
    authors: float | None, witnesses: int, history_h: int, stale: bool, expected: Confidence
) -> None:
    assert confidence(authors=authors, witnesses=witnesses, history_h=history_h, stale=stale) is expected


def test_a_source_is_stale_after_two_of_its_periods_and_never_before_three_hours() -> None:
    assert [is_stale(lag_h=3), is_stale(lag_h=3.5)] == [False, True]
    assert [is_stale(lag_h=48, period_h=24), is_stale(lag_h=49, period_h=24)] == [False, True]


def test_what_only_closed_sources_carry_counts_and_is_not_told():
    judgement = judge(TagEvidence(authors=None), unpublished=True)
    assert (judgement.state, judgement.reasons) == (TrendState.UNPUBLISHED, ("score_only",))
    assert judge(TagEvidence(authors=None), unpublished=True, blocked=True).state is TrendState.BLOCKED
