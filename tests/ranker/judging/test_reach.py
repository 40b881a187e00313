"""Judging intervals on posts like those of 2017."""

import pytest

from hashtagger.errors import InvalidRequest
from ranker.judging.posts_2017 import read_posts
from ranker.judging.reach import LATER, NOTHING, UNSEEN, judge, judge_reach
from tests.ranker.judging.real_posts import lively_posts, row, write


def posts_of_two_sizes() -> list[dict[str, object]]:
    rows = lively_posts(accounts=110, posts=20)
    return [{**each, "followers": 1000 + 10 * int(each["account"])} for each in rows]


@pytest.fixture(scope="module")
def verdict(tmp_path_factory):
    return judge(write(tmp_path_factory.mktemp("posts"), posts_of_two_sizes()))


def test_every_split_is_judged_in_both_halves_beside_simpler_methods(verdict):
    assert {each["split"] for each in verdict.rows} == {LATER, UNSEEN, NOTHING}
    assert {each["half"] for each in verdict.rows} == {"small", "large"}
    of_known = [each["method"] for each in verdict.rows if each["split"] == LATER and each["half"] == "small"]
    blind = "ours, tags not looked at"
    assert of_known == ["ours", blind, "account mean ± 1.28 sd", "account mean, calibrated", "population quantiles"]
    of_nothing = [each["method"] for each in verdict.rows if each["split"] == NOTHING and each["half"] == "small"]
    assert of_nothing == ["ours", blind, "population quantiles"]


def test_what_is_calibrated_covers_about_what_it_promises(verdict):
    for each in verdict.figures["rows"]:
        if each["method"] == "ours" and each["split"] != NOTHING:
            assert each["coverage"].estimate == pytest.approx(80, abs=7)


def test_an_account_with_history_gets_a_narrower_interval_than_the_population(verdict):
    factors = {(each["split"], each["half"], each["method"]): each["factor"] for each in verdict.rows}
    for half in ("small", "large"):
        assert factors[UNSEEN, half, "ours"] < factors[UNSEEN, half, "population quantiles"] / 2


def test_the_bar_is_the_share_of_each_half(verdict):
    ours = [each["coverage"].estimate for each in verdict.figures["rows"] if each["method"] == "ours"]
    assert len(ours) == 6
    assert verdict.passed == all(78 <= share <= 82 for share in ours)


def test_the_past_of_an_account_is_known_although_all_posts_were_looked_at_later(verdict):
    known = [each for each in verdict.rows if each["split"] == UNSEEN and each["method"] == "ours"]
    assert min(each["posts"] for each in known) > 100


def test_posts_that_were_too_young_when_they_were_looked_at_do_not_count(verdict, tmp_path):
    young = row(account=0, day="2017-05-01", likes=10**9, followers=1000)
    posts = read_posts(write(tmp_path, [*posts_of_two_sizes(), young]))
    assert max(post.outcome.interactions for post in posts) == 1e9
    assert judge_reach(posts).rows == verdict.rows


def test_too_few_posts_are_told_with_what_to_do(tmp_path):
    with pytest.raises(InvalidRequest, match="posts are too few to judge forecasts by") as caught:
        judge(write(tmp_path, lively_posts(accounts=6)))
    assert "posts of more accounts" in caught.value.advice
