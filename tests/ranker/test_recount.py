"""Counting again what tags earned: whole, repeatable, and by the same model for one account as for all."""

import pytest

from hashtagger.posts import Account, Engagement, Post, PostFormat
from hashtagger.settings import Settings
from hashtagger.storage.accounts import read_account
from hashtagger.storage.companions import companions_of
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.meta import TAG_LIFTS_VERSION, read_meta
from hashtagger.storage.posts import forget_posts, put_posts
from hashtagger.storage.tag_lifts import lifts_of
from hashtagger.types import Companion
from ranker import recount
from tests.ranker.outcomes import START, timedelta
from tests.storage.builders import put_tags

NOW = START + timedelta(days=90)
SETTINGS = Settings()


def put(connection, account, posts, *, first=0):
    """Posts 10 hours apart, all with 'sun'; those with 'luck' too earned e times as much."""
    made = []
    for number in range(first, first + posts):
        tags = ("sun", "luck") if number % 2 else ("sun",)
        made.append(
            Post(
                *("", account.owner, f"{account.profile_id} {number}", account.profile_id),
                platform="instagram",
                published=START + timedelta(hours=10 * number),
                format=PostFormat.PHOTO,
                tags=tags,
                followers=100 + number,
            )
        )
    stored = put_posts(connection, made, source="import", api_key_id=None, now=NOW)
    rows = []
    for number, each in enumerate(stored, first):
        likes = (270 if number % 2 else 100) + 7 * (number % 5)
        rows.append((each.post.id, Engagement(each.post.published + timedelta(hours=48), likes=likes)))
    put_engagements(connection, rows, api_key_id=None, now=NOW)


def count_all(connection):
    return recount.recount(connection, now=NOW, settings=SETTINGS)


def account(name):
    return Account("local", name)


def test_it_counts_posts_tags_and_accounts_and_changes_the_version(database):
    with database.writing() as connection:
        for name in "abc":
            put(connection, account(name), 20)
        assert count_all(connection) == {"posts": 60, "tags": 2, "accounts": 3, "companions": 0}
        first = read_meta(connection, TAG_LIFTS_VERSION)
        count_all(connection)
        assert read_meta(connection, TAG_LIFTS_VERSION) != first
        history = read_account(connection, account("a"))
        lifts = lifts_of(connection, ("sun", "luck"))
    assert (history.posts, history.followers) == (20, 119)
    assert history.level == pytest.approx(5.2, abs=0.1)
    assert history.spread == pytest.approx(0.5, abs=0.1)
    assert lifts["luck"].lift > 0.01 > lifts["sun"].lift
    assert (lifts["luck"].posts, lifts["sun"].posts) == (30, 60)
    assert history.tags["luck"].lift > lifts["luck"].lift


def test_it_learns_which_tags_go_together_also_from_posts_that_nobody_counted(database):
    put_tags(database, "sun", "luck", "sea")
    with database.writing() as connection:
        for name in "abc":
            put(connection, account(name), 20)
        assert count_all(connection)["companions"] == 2
        assert companions_of(connection, ["luck", "sun"]) == {
            "luck": (Companion("sun", 1.0),),
            "sun": (Companion("luck", pytest.approx(0.4142, abs=1e-4)),),
        }
        told = {"platform": "instagram", "published": START, "tags": ("sea", "sun")}
        posts = [Post("", "local", f"told {name}", name, **told) for name in "abc"]
        put_posts(connection, posts, source="import", api_key_id=None, now=NOW)
        count_all(connection)
        assert companions_of(connection, ["sea"]) == {"sea": (Companion("sun", 1.0),)}


def test_one_account_is_counted_as_all_are(sqlite_database):
    with sqlite_database.writing() as connection:
        for name in "abc":
            put(connection, account(name), 20)
        count_all(connection)
        before = read_account(connection, account("a"))
        assert recount.recount_account(connection, account("a"), now=NOW) == 20
        after = read_account(connection, account("a"))
    assert set(after.tags) == set(before.tags)
    for tag, lift in after.tags.items():
        assert lift.lift == pytest.approx(before.tags[tag].lift)


def test_an_account_that_brings_its_history_is_known_at_once(sqlite_database):
    with sqlite_database.writing() as connection:
        put(connection, account("a"), 20)
        assert recount.recount_account(connection, account("a"), now=NOW) == 20
        history = read_account(connection, account("a"))
        assert lifts_of(connection, ["luck"]) == {}
    assert history.posts == 20
    assert history.tags["luck"].lift > 0.05


def test_a_model_of_another_version_is_not_used(sqlite_database):
    with sqlite_database.writing() as connection:
        put(connection, account("a"), 20)
        recount.write_meta(connection, recount.LIFT_MODEL, '{"residuals": {"platforms": []}, "variances": {"x": 1}}')
        assert recount.recount_account(connection, account("a"), now=NOW) == 20


def test_it_is_due_when_something_came_or_went_and_every_day(sqlite_database):
    with sqlite_database.writing() as connection:
        assert recount.is_due(connection, now=NOW)
        put(connection, account("a"), 4)
        count_all(connection)
        assert not recount.is_due(connection, now=NOW)
        assert recount.is_due(connection, now=NOW + timedelta(days=1))
        put(connection, account("a"), 1, first=4)
        assert recount.is_due(connection, now=NOW)
        count_all(connection)
        forget_posts(connection, account("a"))
        assert recount.is_due(connection, now=NOW)


def test_without_posts_nothing_is_known(sqlite_database):
    with sqlite_database.writing() as connection:
        put(connection, account("a"), 4)
        count_all(connection)
        forget_posts(connection, account("a"))
        assert count_all(connection) == {"posts": 0, "tags": 0, "accounts": 0, "companions": 0}
        assert recount.recount_account(connection, account("a"), now=NOW) == 0
        history = read_account(connection, account("a"))
        assert lifts_of(connection, ["sun"]) == {}
    assert (history.posts, history.level, dict(history.tags)) == (0, None, {})


def test_a_recount_that_fails_changes_nothing(sqlite_database, monkeypatch):
    with sqlite_database.writing() as connection:
        put(connection, account("a"), 4)
        count_all(connection)

    def fail(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(recount, "put_lifts", fail)

    def put_and_count(connection):
        put(connection, account("b"), 4)
        count_all(connection)

    monkeypatch.setattr(recount, "put_lifts", fail)
    with pytest.raises(RuntimeError):
        sqlite_database.write_now(put_and_count)
    with sqlite_database.reading() as connection:
        assert read_account(connection, account("a")).posts == 4
        assert read_account(connection, account("b")).posts == 0
