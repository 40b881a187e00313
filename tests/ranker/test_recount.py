"""Counting again what tags earned: whole, repeatable, and by the same model for one account as for all."""

import pytest

from hashtagger.posts import Account, Engagement, Post, PostFormat
from hashtagger.settings import Settings
from hashtagger.storage.accounts import find_account, put_accounts, read_account
from hashtagger.storage.companions import companions_of
from hashtagger.storage.engagements import put_engagements
from hashtagger.storage.meta import TAG_LIFTS_VERSION, read_meta
from hashtagger.storage.posts import forget_posts, put_posts
from hashtagger.storage.tag_lifts import lifts_of
from hashtagger.types import Companion
from ranker import recount
from ranker.residuals import fit
from tests.ranker.outcomes import START, timedelta
from tests.storage.builders import draft, put_tags

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


def count_all(database):
    return recount.recount(database, now=NOW, settings=SETTINGS)


def account(name):
    return Account("local", name)


def known(database, name):
    with database.reading() as connection:
        return read_account(connection, account(name))


def test_it_counts_posts_tags_and_accounts_and_changes_the_version(database):
    for name in "abc":
        database.write_now(put, account(name), 20)
    versions = []
    for posts in (60, 80):
        assert count_all(database) == {"posts": posts, "tags": 2, "accounts": posts // 20, "companions": 0}
        with database.reading() as connection:
            lifts = lifts_of(connection, ("sun", "luck"))
            versions.append(read_meta(connection, TAG_LIFTS_VERSION))
        assert (lifts["luck"].posts, lifts["sun"].posts) == (posts // 2, posts)
        database.write_now(put, account("d"), 20)
    assert versions[0] != versions[1]
    history = known(database, "a")
    assert (history.posts, history.followers) == (20, 119)
    assert history.level == pytest.approx(5.2, abs=0.1)
    assert history.spread == pytest.approx(0.5, abs=0.1)
    assert lifts["luck"].lift > 0.01 > lifts["sun"].lift
    assert history.tags["luck"].lift > lifts["luck"].lift


def test_what_did_not_change_is_not_written_again(database):
    for name in "ab":
        database.write_now(put, account(name), 20)
    count_all(database)
    with database.reading() as connection:
        before = read_meta(connection, TAG_LIFTS_VERSION)
    recount.recount(database, now=NOW + timedelta(hours=1), settings=SETTINGS)
    with database.reading() as connection:
        assert read_meta(connection, TAG_LIFTS_VERSION) == before
        assert {find_account(connection, account(name)).updated for name in "ab"} == {NOW}


def test_other_writers_get_their_turn_between_accounts(sqlite_database, monkeypatch):
    for name in "abc":
        sqlite_database.write_now(put, account(name), 4)
    turns = []

    def put_some(connection, counted, *, now):
        turns.append([each.profile_id for each in counted])
        put_accounts(connection, counted, now=now)

    monkeypatch.setattr(recount, "put_accounts", put_some)
    monkeypatch.setattr(recount, "CHUNK_ROWS", 4)
    count_all(sqlite_database)
    assert turns == [["a", "b"], ["c"]]
    assert [known(sqlite_database, name).posts for name in "abc"] == [4, 4, 4]


def test_no_transaction_is_open_while_it_counts(database, monkeypatch):
    database.write_now(put, account("a"), 4)
    under_way = []

    def watched(outcomes):
        under_way.append(database.engine.pool.checkedout())
        return fit(outcomes)

    monkeypatch.setattr(recount, "fit", watched)
    count_all(database)
    assert under_way == [0]


def test_an_alias_earns_for_its_tag(database):
    put_tags(database, draft("sunny", aliases=("sun",)))
    for name in "ab":
        database.write_now(put, account(name), 20)
    count_all(database)
    with database.reading() as connection:
        assert set(lifts_of(connection, ("sun", "sunny", "luck"))) == {"sunny", "luck"}
    assert set(known(database, "a").tags) == {"sunny", "luck"}
    database.write_now(recount.recount_account, account("a"), now=NOW)
    assert set(known(database, "a").tags) == {"sunny", "luck"}


def test_a_post_with_a_tag_and_its_alias_has_the_tag_once(sqlite_database):
    put_tags(sqlite_database, draft("luck", aliases=("sun",)))
    sqlite_database.write_now(put, account("a"), 4)
    count_all(sqlite_database)
    with sqlite_database.reading() as connection:
        assert lifts_of(connection, ["luck"])["luck"].posts == 4


def test_it_learns_which_tags_go_together_also_from_posts_that_nobody_counted(database):
    put_tags(database, "sun", "luck", "sea")
    for name in "abc":
        database.write_now(put, account(name), 20)
    assert count_all(database)["companions"] == 2
    with database.reading() as connection:
        assert companions_of(connection, ["luck", "sun"]) == {
            "luck": (Companion("sun", 1.0),),
            "sun": (Companion("luck", pytest.approx(0.4142, abs=1e-4)),),
        }
    told = {"platform": "instagram", "published": START, "tags": ("sea", "sun")}
    posts = [Post("", "local", f"told {name}", name, **told) for name in "abc"]
    database.write_now(put_posts, posts, source="import", api_key_id=None, now=NOW)
    count_all(database)
    with database.reading() as connection:
        assert companions_of(connection, ["sea"]) == {"sea": (Companion("sun", 1.0),)}


def test_one_account_is_counted_as_all_are(sqlite_database):
    for name in "abc":
        sqlite_database.write_now(put, account(name), 20)
    count_all(sqlite_database)
    before = known(sqlite_database, "a")
    assert sqlite_database.write_now(recount.recount_account, account("a"), now=NOW) == 20
    after = known(sqlite_database, "a")
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


def is_due(database, *, after_days=0):
    with database.reading() as connection:
        return recount.is_due(connection, now=NOW + timedelta(days=after_days))


def test_it_is_due_when_something_came_or_went_and_every_day(sqlite_database):
    assert is_due(sqlite_database)
    sqlite_database.write_now(put, account("a"), 4)
    count_all(sqlite_database)
    assert not is_due(sqlite_database)
    assert is_due(sqlite_database, after_days=1)
    sqlite_database.write_now(put, account("a"), 1, first=4)
    assert is_due(sqlite_database)
    count_all(sqlite_database)
    sqlite_database.write_now(forget_posts, account("a"))
    assert is_due(sqlite_database)


@pytest.mark.parametrize("corrected", [{"tags": ("moon",)}, {"followers": 7}, {"format": PostFormat.CLIP}])
def test_it_is_due_when_a_post_was_corrected(database, corrected):
    database.write_now(put, account("a"), 4)
    count_all(database)
    post = Post("", "local", "a 1", "a", **corrected)
    database.write_now(put_posts, [post], source="import", api_key_id=None, now=NOW)
    assert is_due(database)


def test_it_is_due_when_a_tag_got_another_spelling(sqlite_database):
    put_tags(sqlite_database, "sunny")
    sqlite_database.write_now(put, account("a"), 4)
    count_all(sqlite_database)
    put_tags(sqlite_database, draft("sunny", aliases=("sun",)))
    assert is_due(sqlite_database)


def test_without_posts_nothing_is_known(sqlite_database):
    sqlite_database.write_now(put, account("a"), 4)
    count_all(sqlite_database)
    sqlite_database.write_now(forget_posts, account("a"))
    assert count_all(sqlite_database) == {"posts": 0, "tags": 0, "accounts": 0, "companions": 0}
    assert sqlite_database.write_now(recount.recount_account, account("a"), now=NOW) == 0
    with sqlite_database.reading() as connection:
        assert lifts_of(connection, ["sun"]) == {}
    history = known(sqlite_database, "a")
    assert (history.posts, history.level, dict(history.tags)) == (0, None, {})


def test_a_recount_that_fails_leaves_the_lifts_and_is_due_again(sqlite_database, monkeypatch):
    sqlite_database.write_now(put, account("a"), 4)
    count_all(sqlite_database)
    sqlite_database.write_now(put, account("b"), 4)

    def fail(*_, **__):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(recount, "put_companions", fail)
        with pytest.raises(RuntimeError):
            count_all(sqlite_database)
    assert is_due(sqlite_database)
    with sqlite_database.reading() as connection:
        assert lifts_of(connection, ["sun"])["sun"].posts == 4
    count_all(sqlite_database)
    assert not is_due(sqlite_database)
