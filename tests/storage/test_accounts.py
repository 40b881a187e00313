"""Accounts: what their owners say stays, what is counted is replaced, what is forgotten stays forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from hashtagger.posts import Account, Post
from hashtagger.ranking import AccountHistory, EarnedTag, TagLift
from hashtagger.storage import accounts
from hashtagger.storage.accounts import CountedAccount
from hashtagger.storage.database import Database
from hashtagger.storage.forgetting import forget_creator
from hashtagger.storage.history import count_uses, note_use
from hashtagger.storage.idempotency import Claim, SavedResponse, claim, finish
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
    with database.reading() as connection:
        changed = accounts.changed_accounts(connection, {ME: counted(posts=4, tags={})})
    database.write_now(accounts.put_accounts, changed, now=NOW)
    with database.reading() as connection:
        assert accounts.read_account(connection, ME) == AccountHistory(4, None, 2.5, 0.5)
        assert accounts.read_account(connection, OTHER) == AccountHistory()


def test_an_account_that_was_forgotten_meanwhile_stays_forgotten(database: Database) -> None:
    put_post(database, OTHER)
    database.write_now(accounts.put_accounts, {ME: counted(), OTHER: counted()}, now=NOW)
    with database.reading() as connection:
        assert accounts.find_account(connection, ME) is None
        assert accounts.read_account(connection, OTHER).posts == 3


def lifted(**changes: object) -> Mapping[Tag, EarnedTag]:
    return {Tag("dog"): replace(DOG, lift=replace(DOG.lift, **changes))}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now_counted", "is_change"),
    [
        (counted(), False),
        (counted(level=2.5004, tags=lifted(lift=0.1004)), False),
        (counted(posts=4), True),
        (counted(level=2.6), True),
        (counted(spread=None), True),
        (counted(followers=7, followers_as_of=NOW), True),
        (counted(tags={}), True),
        (counted(tags={Tag("cat"): DOG}), True),
        (counted(tags=lifted(lift=0.102)), True),
        (counted(tags=lifted(posts=2)), True),
    ],
)
def test_only_what_changed_is_written_again(database: Database, now_counted: CountedAccount, is_change: bool) -> None:
    put(database, ME, counted())
    with database.reading() as connection:
        changed = accounts.changed_accounts(connection, {ME: now_counted})
    assert changed == ({ME: now_counted} if is_change else {})


def test_a_new_account_is_a_change_and_one_that_only_has_settings_is_none(database: Database) -> None:
    database.write_now(accounts.change_account, OTHER, {"explore": False}, now=NOW)
    with database.reading() as connection:
        assert list(accounts.changed_accounts(connection, {ME: counted()})) == [ME]


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
    for account, used in ((ME, {"cat": 1, "dog": 2, "ant": 1}), (OTHER, {"dog": 1, "fox": 1})):
        changes = {(account.profile_id, Tag(tag)): uses for tag, uses in used.items()}
        database.write_now(count_uses, account.owner, changes, last_used={account.profile_id: NOW})
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


def test_lifts_that_are_known_as_nearly_change_nothing(database: Database) -> None:
    versions = []
    for lift in (0.25, 0.2504, 0.26):
        database.write_now(put_lifts, {Tag("dog"): TagLift(2, lift, 0.5)}, {Tag("dog"): 2}, now=NOW)
        with database.reading() as connection:
            versions.append(
                (lifts_of(connection, tags("dog"))[Tag("dog")].lift, read_meta(connection, TAG_LIFTS_VERSION))
            )
    assert versions[0] == versions[1]
    assert versions[2][0] == 0.26
    assert versions[2][1] != versions[1][1]


def test_forgetting_a_creator_takes_the_answers_kept_for_retries_and_leaves_those_of_others(database: Database) -> None:
    claims = {}
    for owner, key in (("o", "answered"), ("o", "under way"), ("n", "answered")):
        claims[owner, key] = database.write_now(claim, owner, key, "h", now=NOW)
    draft = SavedResponse(201, {}, b'{"draft": "a very private caption"}')
    for name in (("o", "answered"), ("n", "answered")):
        database.write_now(finish, claims[name], draft)
    database.write_now(forget_creator, ME)
    assert isinstance(database.write_now(claim, "o", "answered", "h", now=NOW), Claim)
    assert database.write_now(claim, "n", "answered", "h", now=NOW) == draft
    assert database.write_now(finish, claims["o", "under way"], draft)
