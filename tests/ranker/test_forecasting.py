"""Training the forecast from the database: learned on older posts, promoted only when newer ones keep the promise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hashtagger.forecast import Forecast, Quantity
from hashtagger.posts import Engagement, Post
from hashtagger.settings import RankerSettings, Settings
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.posts import put_posts
from ranker import forecasting
from ranker.artefacts import FORECAST, Shelf
from ranker.conformal import Coverage
from ranker.forecast_learning import Demands, Lesson, parts_of, parts_to_keep
from ranker.forecast_material import read_material
from ranker.forecast_model import read_model
from ranker.forecasting import train_forecast, try_stage
from ranker.quantiles import EARLY, KNOWN, NEW
from tests.ranker.forecasts import EASY, SMALL_WORLD, material, prospect, world

NOW = world().outcomes[-1].published + timedelta(days=3)


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(data_dir=tmp_path, ranker=RankerSettings(min_posts=100))


def fill(database, outcomes=None):
    """Each post was looked at after 3, 24 and 48 hours."""
    outcomes = world().outcomes if outcomes is None else outcomes
    posts = [
        Post(
            *("", "local", each.post_id, each.account.profile_id, each.platform),
            published=each.published,
            format=each.format,
            tags=each.tags,
            followers=each.followers,
        )
        for each in outcomes
    ]

    def write(connection):
        rows = []
        for stored, outcome in zip(
            put_posts(connection, posts, source="import", api_key_id=None, now=NOW), outcomes, strict=True
        ):
            looks = [(look.age_h, look.interactions) for look in world().seen[outcome.post_id] if look.age_h in (3, 24)]
            for age_h, likes in [*looks, (outcome.age_h, outcome.interactions)]:
                observed = outcome.published + timedelta(hours=age_h)
                rows.append((stored.post.id, Engagement(observed, likes=int(likes), reach=None)))
        put_engagements(connection, rows, api_key_id=None, now=NOW)

    database.write_now(write)


def wide_open(monkeypatch):
    """The small world says little: whatever it covers is enough."""
    monkeypatch.setattr(forecasting, "BAR", (0.3, 1.0))


def test_what_was_posted_and_earned_is_learned_and_promoted(database, settings, monkeypatch):
    wide_open(monkeypatch)
    fill(database)
    shelf = Shelf(settings.ranker_dir)
    told = train_forecast(database, settings, shelf, now=NOW, demands=EASY)
    assert told["promoted"] == 1
    assert told["posts"] == len(material().lesson(KNOWN, Quantity.INTERACTIONS).truth)
    artefact = shelf.open(FORECAST, shelf.current(FORECAST))
    assert isinstance(read_model(artefact).forecast(prospect()), Forecast)
    facts = artefact.manifest.facts
    assert facts["gate"]["passed"] is True
    assert facts["posts"] == len(world().outcomes)
    small = facts["judged"]["interactions, known"]["coverage"]["small"]
    assert set(small) == {"posts", "accounts", "share", "factor", "error"}
    assert facts["judged"]["reach, known"] == {"kept": [], "why_not": "too few posts: 0", "coverage": {}}


def test_what_is_read_from_the_database_is_what_was_known(database):
    fill(database)
    with database.reading() as connection:
        read = read_material(connection, since=NOW - timedelta(days=400), until=NOW)
    assert repr(list(read.prospects)) == repr(list(material().prospects))
    assert read.lesson(EARLY, Quantity.INTERACTIONS).matrix.shape[0] == 2 * len(world().outcomes)


def test_too_few_posts_leave_the_shelf_as_it_was(sqlite_database, settings):
    fill(sqlite_database, world().outcomes[:50])
    shelf = Shelf(settings.ranker_dir)
    assert train_forecast(sqlite_database, settings, shelf, now=NOW, demands=EASY)["promoted"] == 0
    assert shelf.versions(FORECAST) == ()


def test_posts_that_were_looked_at_weeks_later_are_history_only(sqlite_database, settings):
    fill(sqlite_database, [replace(each, age_h=600.0) for each in world().outcomes])
    # Of each, what was seen after 24 hours is near enough; a world without that look teaches nothing.
    with sqlite_database.reading() as connection:
        read = read_material(connection, since=NOW - timedelta(days=400), until=NOW)
    assert {each.age_h for each in read.outcomes} == {24.0}
    late = replace(read, outcomes=[replace(each, age_h=600.0) for each in read.outcomes])
    assert len(late.lesson(KNOWN, Quantity.INTERACTIONS).truth) == 0


def test_an_interval_that_holds_too_few_is_kept_on_the_shelf_but_not_promoted(sqlite_database, settings, monkeypatch):
    fill(sqlite_database)
    shelf = Shelf(settings.ranker_dir)
    poor = {"small": Coverage(200, 50, 0.7, 3.0, 0.3), "large": Coverage(200, 50, 0.8, 3.0, 0.3)}
    monkeypatch.setattr(forecasting, "judge_stage", lambda *_, **__: poor)
    told = train_forecast(sqlite_database, settings, shelf, now=NOW, demands=EASY)
    assert told["promoted"] == 0
    assert shelf.current(FORECAST) is None
    newest = shelf.manifest(FORECAST, shelf.versions(FORECAST)[0])
    assert newest.facts["gate"] == {"passed": False, "why": "does not keep its promise: small 70.0 %"}
    assert newest.facts["judged"]["interactions, known"]["kept"] == []


@pytest.mark.parametrize(("posts", "share", "why"), [(999, 0.77, ""), (1000, 0.77, "77.0 %"), (1000, 0.79, "")])
def test_the_more_posts_judge_the_nearer_the_share_must_be(monkeypatch, posts, share, why):
    monkeypatch.setattr(forecasting, "judge_stage", lambda *_, **__: {"small": Coverage(posts, 200, share, 3.0, 0.3)})
    trial = try_stage(material().lesson(KNOWN, Quantity.INTERACTIONS), KNOWN, 7.8, EASY)
    assert trial.why == (f"does not keep its promise: small {why}" if why else "")


@pytest.mark.parametrize(("stage", "kept"), [(KNOWN, set()), (NEW, {"large"}), (EARLY, {"large"})])
def test_a_group_that_missed_is_left_out_but_accounts_with_history_keep_all_or_none(monkeypatch, stage, kept):
    found = {"small": Coverage(200, 90, 0.7, 3.0, 0.3), "large": Coverage(200, 90, 0.8, 3.0, 0.3)}
    monkeypatch.setattr(forecasting, "judge_stage", lambda *_, **__: found)
    assert try_stage(material().lesson(stage, Quantity.INTERACTIONS), stage, 7.8, EASY).kept == kept


def test_a_group_that_could_not_be_judged_is_promised_nothing(monkeypatch):
    wide_open(monkeypatch)
    lesson = material().lesson(KNOWN, Quantity.INTERACTIONS)
    everything = try_stage(lesson, KNOWN, 7.8, EASY)
    assert set(everything.coverage) == {"small", "large"}
    most = max(one.posts for one in everything.coverage.values())
    assert len(try_stage(lesson, KNOWN, 7.8, replace(EASY, posts=most)).coverage) <= 1
    assert try_stage(lesson, KNOWN, 7.8, Demands(learned=10_000)).why.startswith("too few posts")


@pytest.mark.parametrize("stage", [KNOWN, NEW, EARLY])
def test_no_post_is_in_two_parts_and_new_accounts_are_in_one_part_only(stage):
    lesson: Lesson = material().lesson(stage, Quantity.INTERACTIONS)
    for parts in (
        parts_of(stage, lesson, calibrate_from=0.6, judge_from=0.8),
        parts_to_keep(stage, lesson, calibrate_from=0.8),
    ):
        assert (parts.learned.astype(int) + parts.calibrated + parts.judged).max() == 1
        assert parts.learned.any()
        assert parts.calibrated.any()
        if stage is NEW:
            by_part = [set(lesson.accounts[mask]) for mask in (parts.learned, parts.calibrated, parts.judged)]
            assert not by_part[0] & by_part[1]
            assert not (by_part[0] | by_part[1]) & by_part[2]
        elif parts.judged.any():
            assert lesson.order[parts.learned].max() <= lesson.order[parts.calibrated].min()
            assert lesson.order[parts.calibrated].max() < lesson.order[parts.judged].min()


def test_the_small_world_is_small():
    assert len(world().outcomes) == SMALL_WORLD.accounts * SMALL_WORLD.posts
