import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtagger.trends.merging import BONUS, capped_weights, list_shares, merge, shares


def test_a_share_is_the_rank_among_what_rose() -> None:
    assert shares([0.0, 5.0, 20.0, 10.0, 8.0]).tolist() == [0.0, 0.25, 1.0, 0.75, 0.5]


def test_equal_peaks_share_their_middle_rank() -> None:
    assert shares([6.0, 6.0, 6.0, 9.0]).tolist() == [0.5, 0.5, 0.5, 1.0]


def test_the_first_of_a_quiet_night_keeps_only_a_part_of_its_rank() -> None:
    assert shares([1.0, 0.0]).tolist() == [0.25, 0.0]


def test_no_tag_or_none_that_rose_has_no_share() -> None:
    assert shares([]).tolist() == []
    assert shares([0.0, 0.0]).tolist() == [0.0, 0.0]


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
def test_shares_lie_between_0_and_1_and_keep_the_order_of_peaks(peak) -> None:
    given_shares = shares(peak)

    assert ((given_shares >= 0) & (given_shares <= 1)).all()
    assert np.array_equal(np.argsort(given_shares, kind="stable"), np.argsort(np.array(peak), kind="stable")) or (
        (np.diff(given_shares[np.argsort(peak, kind="stable")]) >= 0).all()
    )


@given(st.permutations([0.0, 1.0, 2.0, 7.0, 7.0, 30.0]))
def test_shares_do_not_depend_on_the_order_of_tags(peak) -> None:
    by_peak = dict(zip([0.0, 1.0, 2.0, 7.0, 7.0, 30.0], shares([0.0, 1.0, 2.0, 7.0, 7.0, 30.0]), strict=True))

    assert shares(peak).tolist() == [by_peak[p] for p in peak]


def test_a_new_name_at_the_top_of_a_list_has_almost_all_of_its_share() -> None:
    share = list_shares([1], length=20, listed=[0], slots=28, age_h=0.0)

    assert share[0] == pytest.approx(1 - 1 / 30)


def test_a_name_that_is_always_listed_has_almost_no_share() -> None:
    assert list_shares([1], length=20, listed=[28], slots=28, age_h=0.0)[0] == pytest.approx(1 / 30)


def test_with_no_earlier_list_half_of_the_standing_is_believed() -> None:
    assert list_shares([1, 11], length=20, listed=[0, 0], slots=0, age_h=0.0).tolist() == [0.5, 0.25]


def test_a_list_fades_with_its_age_and_a_daily_one_more_slowly() -> None:
    def share(age_h: float, period_h: float) -> float:
        return float(list_shares([1], length=20, listed=[0], slots=28, age_h=age_h, period_h=period_h)[0])

    assert share(4, 1) == pytest.approx(share(0, 1) / 2)
    assert share(24, 24) == pytest.approx(share(0, 24) / 2)


def test_a_list_without_order_puts_every_name_in_the_middle() -> None:
    assert list_shares([np.nan], length=20, listed=[0], slots=0, age_h=0.0)[0] == pytest.approx(0.5 * (1 - 9.5 / 20))


def test_three_sources_weigh_by_what_they_count() -> None:
    assert capped_weights(["mastodon", "bluesky", "wikipedia"]) == pytest.approx(
        {"bluesky": 0.4, "mastodon": 0.4, "wikipedia": 0.2}
    )


@given(st.sets(st.sampled_from(["bluesky", "mastodon", "x", "wikipedia", "google", "youtube", "mine"]), min_size=1))
def test_no_source_weighs_more_than_one_half_and_all_no_more_than_one(sources) -> None:
    weights = capped_weights(sources)

    assert max(weights.values()) <= 0.5
    assert sum(weights.values()) == pytest.approx(1.0 if len(sources) > 1 else 0.5)


def test_a_source_that_is_bought_cannot_lift_a_tag_above_what_two_others_agree_on() -> None:
    bought = {"bluesky": [1.0, 0.0], "mastodon": [0.0, 0.7], "wikipedia": [0.0, 0.6]}

    merged = merge(bought, capped_weights(bought, {"bluesky": 100.0, "mastodon": 1.0, "wikipedia": 1.0}))

    assert merged.score[0] == 0.5 < merged.score[1] + BONUS
    assert merged.witnesses.tolist() == [1, 2]


def test_a_second_witness_brings_the_bonus() -> None:
    weights = {"bluesky": 0.5, "mastodon": 0.5}

    alone = merge({"bluesky": [0.8], "mastodon": [0.2]}, weights)
    together = merge({"bluesky": [0.8], "mastodon": [0.25]}, weights)

    assert alone.score[0] == pytest.approx(0.5)
    assert together.score[0] == pytest.approx(0.525 + BONUS)


def test_two_views_of_the_same_posts_are_one_witness() -> None:
    merged = merge({"bluesky": [1.0], "bluesky_topics": [1.0]}, {"bluesky": 0.5, "bluesky_topics": 0.5})

    assert merged.witnesses.tolist() == [1]
    assert merged.score.tolist() == [1.0]


def test_an_outage_of_one_source_does_not_lift_the_others() -> None:
    weights = capped_weights(["bluesky", "mastodon"])

    assert merge({"bluesky": [1.0]}, weights).score.tolist() == [0.5]


def test_merging_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        merge({}, {})


def test_two_views_of_the_same_posts_share_one_half():
    weights = capped_weights(["bluesky", "bluesky_topics", "wikipedia"])
    assert weights["bluesky"] + weights["bluesky_topics"] == pytest.approx(0.5)
    assert weights["bluesky"] == pytest.approx(2 * weights["bluesky_topics"])
    assert weights["wikipedia"] == pytest.approx(0.5)
    assert sum(capped_weights(["bluesky", "bluesky_topics"]).values()) == pytest.approx(0.5)
