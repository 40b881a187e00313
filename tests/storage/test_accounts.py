"""Accounts: what their owners say stays, what is counted is replaced, what is forgotten stays forgotten."""

from __future__ import annotations

from datetime import timedelta

from hashtagger.posts import Account, Post
from hashtagger.ranking import AccountHistory, EarnedTag, TagLift
from hashtagger.storage import accounts
from hashtagger.storage.accounts import CountedAccount
from hashtagger.storage.database import Database
from hashtagger.storage.forgetting import forget_creator
from hashtagger.storage.history import note_use
from hashtagger.storage.meta import TAG_LIFTS_VERSION, read_meta
from hashtagger.storage.posts import put_posts
from hashtagger.storage.tag_lifts import lifts_of, put_lifts
from hashtagger.types import Tag
from tests.storage.builders import NOW, tags

ME, OTHER = Account("o", "me"), Account("o", "other")
DOG = EarnedTag(0.5, TagLift(3, 0.1, 0.05, NOW))


def counted(**changes: object) -> CountedAccount:
    values = {"posts": 3, "level": 2.5, "spread": 0.5, "tags": {Tag("dog"): DOG}}
    return CountedAccount(**{**values, **changes})  # type: ignore[arg-type]


def put_post(database: Database, account: Account) -> None:
    post = Post("", account.owner, f"of {account.profile_id}", account.profile_id)
    database.write_now(put_posts, [post], source="import", api_key_id=None, now=NOW)


def put(database: Database, account: Account, known: CountedAccount) -> None:
    put_post(database, account)
    database.write_now(accounts.put_one_account, account, known, now=NOW)


def test_what_was_counted_is_read(database: Database) -> None:
    put(database, ME, counted())
    with database.reading() as connection:
        assert accounts.read_account(connection, ME) == AccountHistory(3, None, 2.5, 0.5, {Tag("dog"): DOG.lift})
        assert accounts.earned_tags(connection, ME) == {Tag("dog"): DOG}
        assert accounts.read_account(connection, ME, tags("cat", "sun")).tags == {}
        assert list(accounts.read_account(connection, ME, tags("cat", "dog")).tags) == ["dog"]


def test_nothing_is_known_of_an_account_that_was_never_seen(database: Database) -> None:
    with database.reading() as connection:
        assert accounts.read_account(connection, ME) == AccountHistory()
        assert accounts.find_account(connection, ME) is None


def test_another_owners_account_of_the_same_name_is_another_one(database: Database) -> None:
    put(database, ME, counted())
    with database.reading() as connection:
        assert accounts.read_account(connection, Account("n", "me")) == AccountHistory()


def test_what_an_owner_said_stays_when_posts_are_counted(database: Database) -> None:
    database.write_now(accounts.change_account, ME, {"followers": 900, "explore": False}, now=NOW)
    older = counted(followers=500, followers_as_of=NOW - timedelta(days=1))
    put(database, ME, older)
    with database.reading() as connection:
        history = accounts.read_account(connection, ME)
    assert (history.followers, history.explore, history.posts) == (900, False, 3)


def test_followers_that_a_later_post_told_are_believed(database: Database) -> None:
    database.write_now(accounts.change_account, ME, {"followers": 900}, now=NOW)
    later = counted(followers=1_000, followers_as_of=NOW + timedelta(days=1))
    for _ in range(2):
        put(database, ME, later)
    with database.reading() as connection:
        assert accounts.read_account(connection, ME).followers == 1_000


def test_a_change_of_one_thing_leaves_the_other(database: Database) -> None:
    assert database.write_now(accounts.change_account, ME, {"explore": False}, now=NOW).explore is False
    changed = database.write_now(accounts.change_account, ME, {"followers": 7}, now=NOW)
    assert (changed.followers, changed.explore) == (7, False)


def test_a_count_of_all_replaces_what_was_known(database: Database) -> None:
    for account in (ME, OTHER):
        put(database, account, counted())
    assert database.write_now(accounts.put_all_accounts, {ME: counted(posts=4, tags={})}, now=NOW) == 1
    with database.reading() as connection:
        assert accounts.read_account(connection, ME) == AccountHistory(4, None, 2.5, 0.5)
        assert accounts.read_account(connection, OTHER) == AccountHistory()


def test_an_account_that_was_forgotten_meanwhile_stays_forgotten(database: Database) -> None:
    assert database.write_now(accounts.put_all_accounts, {ME: counted()}, now=NOW) == 0
    database.write_now(accounts.put_one_account, ME, counted(), now=NOW)
    with database.reading() as connection:
        assert accounts.find_account(connection, ME) is None


def test_only_the_tags_with_most_posts_are_kept(database: Database) -> None:
    earned = {Tag(f"t{n}"): EarnedTag(0.0, TagLift(n, 0.0, 0.1, NOW)) for n in range(1, accounts.MOST_TAGS + 3)}
    put(database, ME, counted(tags=earned))
    with database.reading() as connection:
        kept = accounts.read_account(connection, ME).tags
    assert len(kept) == accounts.MOST_TAGS
    assert Tag("t2") not in kept


def test_forgetting_one_account_leaves_the_others(database: Database) -> None:
    for account in (ME, OTHER):
        put(database, account, counted())
    database.write_now(accounts.forget_account, ME)
    with database.reading() as connection:
        assert accounts.read_account(connection, ME) == AccountHistory()
        assert accounts.read_account(connection, OTHER).posts == 3


def test_used_tags_come_most_used_first_with_what_they_earned(database: Database) -> None:
    for names in (("cat", "dog"), ("dog",), ("ant",)):
        database.write_now(note_use, ME.owner, ME.profile_id, tags(*names), now=NOW)
    database.write_now(note_use, OTHER.owner, OTHER.profile_id, tags("dog", "fox"), now=NOW)
    put(database, ME, counted())
    with database.reading() as connection:
        first = accounts.used_tags(connection, ME, limit=2)
        rest = accounts.used_tags(connection, ME, limit=2, after=(1, Tag("ant")))
    assert [(each.tag, each.uses, each.earned) for each in first] == [("dog", 2, DOG), ("ant", 1, None)]
    assert [each.tag for each in rest] == ["cat"]


def test_forgetting_a_creator_takes_posts_tags_and_counts_and_nothing_of_others(database: Database) -> None:
    for account in (ME, OTHER):
        put_post(database, account)
        database.write_now(note_use, account.owner, account.profile_id, tags("dog"), now=NOW)
        put(database, account, counted())
    expected = {"posts": 1, "tags": 1, "recommendations": 0, "experiments": 0}
    assert database.write_now(forget_creator, ME) == expected
    with database.reading() as connection:
        assert not accounts.is_known(connection, ME)
        assert accounts.is_known(connection, OTHER)
        assert accounts.read_account(connection, OTHER).tags == {Tag("dog"): DOG.lift}
    assert database.write_now(forget_creator, ME) == dict.fromkeys(expected, 0)


def test_lifts_are_replaced_as_a_whole_and_change_the_version(database: Database) -> None:
    versions = []
    for name in ("dog", "cat"):
        lifts = {Tag(name): TagLift(2, 0.25, 0.5)}
        assert database.write_now(put_lifts, lifts, {Tag(name): 2}, now=NOW) == 1
        with database.reading() as connection:
            assert lifts_of(connection, tags("dog", "cat", "sun")) == lifts
            versions.append(read_meta(connection, TAG_LIFTS_VERSION))
    assert versions[0] != versions[1]
