"""The exams on real posts: what may be known when, and that a way that knows orders better than one that does not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from ranker.judging import engagement
from ranker.judging.engagement import labels_of
from ranker.judging.learned_ways import centred, grades_of, lambdarank, lift_of, linear, ndcg_of
from ranker.judging.posts_2017 import RealPost, read_posts
from ranker.judging.sittings import Exam, by_account, by_time, shuffled
from ranker.judging.tag_columns import Columns, columns_of
from ranker.judging.tag_figures import figures_of, signs, without_count_and_length, without_viral
from tests.ranker.judging.real_posts import GOOD, lively_posts, write

Exams = Callable[..., list[Exam]]


@pytest.fixture(scope="module")
def posts(tmp_path_factory: pytest.TempPathFactory) -> list[RealPost]:
    return read_posts(write(tmp_path_factory.mktemp("posts"), lively_posts()))


def ids(posts: list[RealPost] | tuple[RealPost, ...]) -> set[str]:
    return {post.outcome.post_id for post in posts}


@pytest.mark.parametrize("judge", [True, False])
@pytest.mark.parametrize("exams", [by_account, by_time])
def test_no_later_post_of_a_sitting_is_known_to_what_orders_it(
    posts: list[RealPost], exams: Exams, judge: bool
) -> None:
    for exam in exams(posts, labels_of(posts), judge=judge):
        for known, sittings in [*exam.lessons, (exam.known, exam.judged)]:
            assert sittings
            for sitting in sittings:
                assert not ids(sitting.later) & (ids(list(known)) | ids(sitting.earlier))
                last = max((post.outcome.published for post in sitting.earlier), default=None)
                assert last is None or last < min(post.outcome.published for post in sitting.later)


def test_by_account_nothing_is_known_of_judged_accounts(posts: list[RealPost]) -> None:
    for exam in by_account(posts, labels_of(posts), judge=True):
        judged = {sitting.account for sitting in exam.judged}
        taught = {post.outcome.account for known, _ in exam.lessons for post in known}
        learned = {sitting.account for _, sittings in exam.lessons for sitting in sittings}
        assert not judged & (taught | learned | {post.outcome.account for post in exam.known})


def test_by_account_ways_are_chosen_on_other_accounts_than_they_are_judged_on(posts: list[RealPost]) -> None:
    chosen, judged = (by_account(posts, labels_of(posts), judge=judge) for judge in (False, True))
    seen = {post.outcome.account for exam in chosen for post in exam.known}
    seen |= {sitting.account for exam in chosen for sitting in exam.judged}
    assert not seen & {sitting.account for exam in judged for sitting in exam.judged}


def test_by_time_ways_are_chosen_on_earlier_posts_than_they_are_judged_on(posts: list[RealPost]) -> None:
    ((chosen,), (judged,)) = (by_time(posts, labels_of(posts), judge=judge) for judge in (False, True))
    last = max(post.outcome.published for sitting in chosen.judged for post in sitting.later)
    first = min(post.outcome.published for sitting in judged.judged for post in sitting.later)
    assert last < first
    assert max(post.outcome.published for post in judged.known) < first


def test_labels_are_dealt_anew_inside_an_account_only(posts: list[RealPost]) -> None:
    labels = labels_of(posts)
    dealt = shuffled(posts, labels, 1)
    assert dealt != labels
    for account in {post.outcome.account for post in posts}:
        mine = [
            post.outcome.post_id for post in posts if post.outcome.account == account and post.outcome.post_id in labels
        ]
        assert sorted(dealt[each] for each in mine) == sorted(labels[each] for each in mine)


def test_posts_too_young_are_no_labels(posts: list[RealPost]) -> None:
    labels = labels_of(posts)
    assert 0 < len(labels) < len(posts) or min(post.outcome.age_h for post in posts) >= 40
    assert all(post.outcome.age_h >= 40 for post in posts if post.outcome.post_id in labels)


@pytest.mark.parametrize("name", ["mean lift, prior 30 posts", "joint lift of all tags", "recent lift", "tag lift"])
def test_a_tag_that_lifts_is_found_by_every_figure(posts: list[RealPost], name: str) -> None:
    exam = by_account(posts, labels_of(posts), judge=True)[0]
    columns = columns_of(exam.judged, figures_of(exam.known))
    tags = [tag for sitting in exam.judged for tag in sitting.items]
    mine = np.array([tag == GOOD for tag in tags])
    assert columns.ideas[name][mine].min() > columns.ideas[name][~mine].max()


def test_columns_are_aligned_with_the_items(posts: list[RealPost]) -> None:
    exam = by_time(posts, labels_of(posts), judge=True)[0]
    columns = columns_of(exam.judged, figures_of(exam.known))
    assert columns.sizes.sum() == len(columns.labels) == len(columns.rows)
    assert all(len(values) == len(columns.labels) for values in columns.ideas.values())


def test_controls_take_out_what_they_name(posts: list[RealPost]) -> None:
    values = np.random.default_rng(0).normal(size=len(posts))
    length = np.log1p([len(post.caption) for post in posts])
    assert abs(np.corrcoef(without_count_and_length(posts, values), length)[0, 1]) < 1e-9
    assert np.abs(without_viral(posts, values)).max() == pytest.approx(values.std())
    assert len(np.unique(signs(posts, values))) == 2


def test_the_level_of_an_account_does_not_count() -> None:
    labels, sizes = np.array([3.0, 1.0, 2.0, 0.5, 0.1]), np.array([3, 2])
    scores = np.array([1.0, 2.0, 3.0, 1.0, 2.0])
    shifted = labels + np.repeat([10.0, -4.0], sizes)
    rows = np.zeros((5, 1), np.float32)
    one, other = (ndcg_of(Columns(sizes, each, rows, {}), scores) for each in (labels, shifted))
    np.testing.assert_allclose(one, other)


def test_the_lift_of_the_first_tags_is_in_percent_of_the_usual() -> None:
    columns = Columns(np.array([3]), np.array([0.3, 0.0, -0.3]), np.zeros((3, 1), np.float32), {})
    assert lift_of(columns, np.array([3.0, 2.0, 1.0]), 1) == pytest.approx(30.0)
    assert lift_of(columns, np.zeros(3), 2) == pytest.approx(0.0)


def test_grades_are_ranks_inside_a_sitting() -> None:
    labels = np.array([1.0, 2, 3, 4, 5, 7, 7])
    columns = Columns(np.array([5, 2]), labels, np.zeros((7, 1), np.float32), {})
    assert grades_of(columns).tolist() == [0, 1, 2, 3, 4, 2, 2]
    assert centred(labels, columns.sizes).tolist() == [-2, -1, 0, 1, 2, 0, 0]


def test_the_table_finds_a_lift_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engagement, "WAYS", {"few trees": partial(lambdarank, trees=2), "linear": linear})
    verdict = engagement.judge(write(tmp_path, lively_posts(accounts=40, lift=2.0)), quick=True)
    assert verdict.figures["tag lift, by account"]["over chance"].low > 0
    assert verdict.figures["tag lift, by time"]["over chance"].low > 0
    assert sum("= the ranker" in str(row["way"]) for row in verdict.rows) == 1
