"""What was known of a post beforehand: nothing that came later, and what serving would have known."""

import math
from dataclasses import replace

import numpy as np
import pytest

from hashtagger.posts import PostFormat
from hashtagger.types import Tag, TagStats
from ranker.hindsight import prospects_before
from tests.fakes.builders import a_record
from tests.ranker.outcomes import outcome


def before(outcomes, residuals=None, records=None, **more):
    found = np.zeros(len(outcomes)) if residuals is None else np.asarray(residuals, dtype=float)
    return prospects_before(outcomes, found, records or {}, **more)


def test_the_history_of_a_post_is_the_posts_of_its_account_that_were_two_days_old():
    posts = [outcome(n, log=log, hour=hour) for n, (log, hour) in enumerate([(2, 0), (4, 10), (9, 50), (3, 58)])]
    first, _, third, last = before(posts)
    assert (first.account_posts, math.isnan(first.level)) == (0.0, True)
    assert third.account_posts == pytest.approx(math.log1p(1))
    assert math.isnan(third.spread)
    assert last.level == pytest.approx(3.0)
    assert last.spread == pytest.approx(math.sqrt(2.0))


def test_a_post_is_history_only_from_when_somebody_looked_at_it():
    posts = [outcome(0, log=9.0, age_h=90 * 24.0, tags=(Tag("dog"),)), outcome(1, hour=72.0, tags=(Tag("dog"),))]
    later = outcome(2, hour=91 * 24.0)
    _, soon, late = before([*posts, later], [1.0, 0.0, 0.0])
    assert (soon.account_posts, math.isnan(soon.level)) == (0.0, True)
    assert math.isnan(soon.lift_mean)
    assert late.account_posts == pytest.approx(math.log1p(2))


def test_what_other_accounts_earned_is_not_its_history():
    found = before([outcome(0, who="b", log=9.0), outcome(1, hour=100)])
    assert found[1].account_posts == 0.0


def test_nothing_that_comes_later_changes_what_was_known():
    chance = np.random.default_rng(0)
    posts = [
        outcome(n, who=str(n % 4), hour=20.0 * n, log=float(chance.normal(4, 1)), tags=(Tag(f"t{n % 3}"),))
        for n in range(60)
    ]
    residuals = chance.normal(size=60)
    was = before(posts, residuals)
    changed = [*posts[:40], *(replace(post, interactions=1e6) for post in posts[40:])]
    now = before(changed, [*residuals[:40], *np.full(20, 9.0)])
    assert [astext(each) for each in now[:40]] == [astext(each) for each in was[:40]]


def astext(prospect) -> str:
    return repr(prospect)


def test_a_tag_whose_posts_earned_more_has_a_higher_lift_later():
    posts = [outcome(n, who=str(n % 20), hour=10.0 * n, tags=(Tag("good" if n % 2 else "poor"),)) for n in range(400)]
    found = before(posts, [0.5 if n % 2 else -0.5 for n in range(400)])
    assert math.isnan(found[0].lift_mean)
    assert found[399].lift_mean > 0.02 > -0.02 > found[398].lift_mean
    assert found[399].own_lift_max > found[399].lift_max


def test_the_catalogue_is_asked_for_tags_that_it_has():
    posts = [outcome(0, tags=(Tag("dog"),)), outcome(1, tags=(Tag("nobody"),)), outcome(2)]
    known, unknown, none = before(posts, records={Tag("dog"): a_record("dog")})
    assert not math.isnan(known.reach_prior)
    assert math.isnan(unknown.reach_prior)
    assert (unknown.tags, none.tags) == (1.0, 0.0)


def test_how_much_is_posted_with_a_tag_is_what_was_logged_then_and_not_what_the_catalogue_says_now():
    posts = [outcome(0, tags=(Tag("dog"), Tag("cat"))), outcome(1, hour=100.0, log=2.0, tags=(Tag("dog"), Tag("cat")))]
    records = {Tag(name): a_record(name, stats=TagStats(posts_per_day=50_000.0)) for name in ("dog", "cat")}
    imported, made_here = before(posts, records=records, volumes={"local/a/1": {Tag("dog"): 4.0}})
    assert all(map(math.isnan, (imported.volume_mean, imported.volume_max, imported.competition)))
    assert (made_here.volume_mean, made_here.volume_max) == (4.0, 4.0)
    assert made_here.competition == pytest.approx(4.0 - 3.0)


def test_a_draft_that_is_not_known_has_no_length():
    posts = [outcome(0), outcome(1, format=PostFormat.CAROUSEL)]
    photo, carousel = before(posts, texts={"local/a/0": "four"})
    assert (photo.text_length, photo.images) == (pytest.approx(math.log1p(4)), 1.0)
    assert math.isnan(carousel.text_length)
    assert math.isnan(carousel.images)
