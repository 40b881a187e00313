"""What a forecast learns from: looks that are apart, what was logged at the time, and no more posts than can be held."""

import math
from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from hashtagger.forecast import Early, Quantity
from hashtagger.posts import Engagement, Post
from hashtagger.ranking import Exploration
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.posts import put_posts
from hashtagger.storage.ranking_logs import RankingLog, write_log
from hashtagger.storage.recommendations import StoredRecommendation, write_recommendation
from hashtagger.types import Tag
from ranker import forecast_material
from ranker.features import FEATURES, NAMES, SCHEMA
from ranker.forecast_material import EARLY_FROM_H, material_of, read_material
from ranker.quantiles import EARLY, NEW
from ranker.residuals import fit
from tests.ranker.outcomes import START, outcome

NOW = START + timedelta(days=400)


def seen(posts, age_h):
    return {each.post_id: [Early(age_h, each.interactions)] for each in posts}


def test_what_was_seen_once_is_no_example_of_a_second_look():
    once = [outcome(n, hour=10.0 * n, age_h=30.0) for n in range(20)]
    twice = [outcome(n, hour=10.0 * n, age_h=EARLY_FROM_H) for n in range(20, 40)]
    found = material_of([*once, *twice], seen([*once, *twice], 30.0), {}, {})
    assert len(found.lesson(EARLY, Quantity.INTERACTIONS).truth) == len(twice)
    # A day after publishing is near enough for a first forecast.
    assert len(found.lesson(NEW, Quantity.INTERACTIONS).truth) == len(once) + len(twice)


def test_one_owner_with_very_many_posts_does_not_say_what_is_usual(monkeypatch):
    taught = []
    monkeypatch.setattr(forecast_material, "fit", lambda posts: (taught.extend(posts), fit(posts))[1])
    monkeypatch.setattr(forecast_material, "prospects_before", lambda *_, **__: [])
    usual = [outcome(n, owner=f"o{n % 12}", hour=float(n)) for n in range(240)]
    flood = [outcome(n, owner="flood", hour=n / 20) for n in range(4_000)]
    material_of(sorted([*usual, *flood], key=lambda each: each.published), {}, {}, {})
    owners = Counter(each.account.owner for each in taught)
    assert owners["flood"] < 600
    assert owners.total() - owners["flood"] > 100


def stored(database, posts, *, answer: str | None = None):
    """``posts`` with one look each, at their age; those of ``answer`` when it is given."""
    rows = [
        Post(
            *("", each.account.owner, each.post_id, each.account.profile_id, each.platform),
            published=each.published,
            format=each.format,
            tags=each.tags,
            recommendation_id=answer,
        )
        for each in posts
    ]

    def write(connection):
        kept = put_posts(connection, rows, source="import", api_key_id=None, now=NOW)
        looks = [
            (one.post.id, Engagement(each.published + timedelta(hours=each.age_h), likes=int(each.interactions)))
            for one, each in zip(kept, posts, strict=True)
        ]
        put_engagements(connection, looks, api_key_id=None, now=NOW)

    database.write_now(write)


def read(database, **more):
    with database.reading() as connection:
        return read_material(connection, since=START - timedelta(days=1), until=NOW, **more)


def test_the_newest_posts_are_enough(sqlite_database):
    stored(sqlite_database, [outcome(n, who=str(n), owner=f"o{n}", hour=float(n)) for n in range(60)])
    assert len(read(sqlite_database).outcomes) == 60
    found = read(sqlite_database, most=40)
    assert [each.account.profile_id for each in found.outcomes] == [str(n) for n in range(20, 60)]
    assert len(found.prospects) == 40


@pytest.mark.parametrize(("schema", "volumes"), [(SCHEMA, (4.5, 5.0)), ("another", (math.nan, math.nan))])
def test_how_much_was_posted_with_a_tag_is_read_from_what_was_logged(database, schema, volumes):
    rows = np.zeros((3, len(FEATURES)), dtype=np.float32)
    rows[:, NAMES.index("volume")] = (4.0, 5.0, 6.0)
    told = [{"tag": tag, "score": 1.0, "relevance": 1.0} for tag in ("dog", "cat", "horse")]
    answer = StoredRecommendation(id="r1", created=START, platform="instagram", candidates=told, items=())

    def write(connection):
        write_recommendation(connection, answer)
        write_log(connection, "r1", RankingLog(schema, rows, Exploration(0.0, (Tag("dog"),))))

    database.write_now(write)
    tags = (Tag("dog"), Tag("cat"), Tag("own"))
    stored(database, [outcome(1, hour=2.0, tags=tags)], answer="r1")
    stored(database, [outcome(2, hour=3.0, tags=tags)])
    made_here, imported = read(database).prospects
    assert math.isnan(imported.volume_mean)
    assert (made_here.volume_mean, made_here.volume_max) == pytest.approx(volumes, nan_ok=True)


def test_an_answer_without_candidates_is_passed_over(sqlite_database):
    answer = StoredRecommendation(id="r1", created=START, platform="instagram", candidates=[], items=())
    nothing = RankingLog(SCHEMA, np.zeros((0, len(FEATURES)), np.float32), Exploration(0.0, ()))
    sqlite_database.write_now(lambda connection: write_recommendation(connection, answer))
    sqlite_database.write_now(lambda connection: write_log(connection, "r1", nothing))
    stored(sqlite_database, [outcome(1, hour=2.0, tags=(Tag("own"),))], answer="r1")
    assert len(read(sqlite_database).prospects) == 1
