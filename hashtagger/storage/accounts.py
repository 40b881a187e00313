"""What is known of accounts: what their owners say, and what was counted from their posts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.posts import Account
from hashtagger.ranking import AccountHistory, EarnedTag, TagLift
from hashtagger.storage.bulk import bulk_insert, bulk_upsert, moments
from hashtagger.storage.ranking_tables import account_tags, accounts, posts
from hashtagger.storage.tables import profile_tags
from hashtagger.storage.upserts import batched, insert_new
from hashtagger.types import Tag

MOST_TAGS = 1_000
"""Tags that are kept of one account, those with most posts first: they are read with each request."""


@dataclass(frozen=True, slots=True)
class CountedAccount:
    """What an account's posts with known engagement come to."""

    posts: int
    level: float | None
    """Mean log1p(interactions)."""
    spread: float | None
    followers: int | None = None
    """The last that a post told."""
    followers_as_of: datetime | None = None
    tags: Mapping[Tag, EarnedTag] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredAccount:
    """An account without its tags."""

    followers: int | None
    explore: bool
    posts: int
    level: float | None
    spread: float | None
    updated: datetime


@dataclass(frozen=True, slots=True)
class UsedTag:
    """A tag that an account used, and what it earned, if that is known."""

    tag: Tag
    uses: int
    last_used: datetime
    earned: EarnedTag | None = None


def read_account(connection: sa.Connection, account: Account, tags: Iterable[Tag] | None = None) -> AccountHistory:
    """The history of an account, with ``tags`` or with all that it used; an unknown account has none."""
    known = find_account(connection, account)
    if known is None:
        return AccountHistory()
    lifts = {tag: earned.lift for tag, earned in earned_tags(connection, account, tags).items()}
    return AccountHistory(known.posts, known.followers, known.level, known.spread, lifts, known.explore)


def find_account(connection: sa.Connection, account: Account) -> StoredAccount | None:
    row = connection.execute(sa.select(accounts).where(*_is(accounts, account))).one_or_none()
    if row is None:
        return None
    return StoredAccount(row.followers, row.explore, row.posts, row.level, row.spread, row.updated)


def earned_tags(connection: sa.Connection, account: Account, tags: Iterable[Tag] | None = None) -> dict[Tag, EarnedTag]:
    """What ``tags``, or all, earned an account; those that earned nothing known are left out."""
    mine = sa.select(account_tags).where(*_is(account_tags, account))
    if tags is None:
        return {Tag(row.tag): _earned(row) for row in connection.execute(mine)}
    found: dict[Tag, EarnedTag] = {}
    for batch in batched(dict.fromkeys(tags)):
        rows = connection.execute(mine.where(account_tags.c.tag.in_(batch)))
        found |= {Tag(row.tag): _earned(row) for row in rows}
    return found


def is_known(connection: sa.Connection, account: Account) -> bool:
    """Whether anything is there of an account: a setting, a post or a used tag."""
    tables = (accounts, profile_tags, posts)
    return any(
        connection.execute(sa.select(sa.true()).where(*_is(table, account)).limit(1)).first() for table in tables
    )


def used_tags(
    connection: sa.Connection, account: Account, *, limit: int, after: tuple[int, Tag] | None = None
) -> list[UsedTag]:
    """The tags of an account, those with most uses first, then by tag, beginning behind (uses, tag)."""
    used, earned = profile_tags.c, account_tags.c
    same = sa.and_(earned.owner == used.owner, earned.profile_id == used.profile_id, earned.tag == used.tag)
    query = (
        sa.select(
            used.tag, used.uses, used.last_used.label("used"), earned.posts, earned.mean, earned.lift, earned.error
        )
        .add_columns(earned.last_used)
        .select_from(profile_tags.outerjoin(account_tags, same))
        .where(*_is(profile_tags, account))
        .order_by(used.uses.desc(), used.tag)
        .limit(limit)
    )
    if after is not None:
        uses, tag = after
        query = query.where(sa.or_(used.uses < uses, sa.and_(used.uses == uses, used.tag > tag)))
    rows = connection.execute(query)
    return [UsedTag(Tag(r.tag), r.uses, r.used, None if r.posts is None else _earned(r)) for r in rows]


def change_account(
    connection: sa.Connection, account: Account, changes: Mapping[str, Any], *, now: datetime
) -> StoredAccount:
    """Set ``followers`` or ``explore``, or both, of an account, which is made when it is not there; answers it."""
    if "followers" in changes:
        changes = {**changes, "followers_as_of": now}
    key = {"owner": account.owner, "profile_id": account.profile_id}
    if not insert_new(connection, accounts, {**key, "explore": True, "posts": 0, "updated": now, **changes}):
        connection.execute(sa.update(accounts).where(*_is(accounts, account)).values(updated=now, **changes))
    changed = find_account(connection, account)
    assert changed is not None
    return changed


def put_all_accounts(connection: sa.Connection, counted: Mapping[Account, CountedAccount], *, now: datetime) -> int:
    """
    Make ``counted`` what is known of all accounts; answers of how many. What owners said stays.

    Accounts whose posts are gone since they were counted are left out: whoever was forgotten stays so.
    """
    take_turn(connection)
    there = {Account(*row) for row in connection.execute(sa.select(posts.c.owner, posts.c.profile_id).distinct())}
    kept = {account: each for account, each in counted.items() if account in there}
    connection.execute(sa.update(accounts).values(**_NOTHING, updated=now))
    connection.execute(sa.delete(account_tags))
    _put(connection, kept, now)
    return len(kept)


def put_one_account(connection: sa.Connection, account: Account, counted: CountedAccount, *, now: datetime) -> None:
    """
    Make ``counted`` what is known of ``account``; what its owner said stays.

    Nothing is written of an account without posts but that it has none: whoever was forgotten meanwhile stays so.
    """
    take_turn(connection)
    connection.execute(sa.delete(account_tags).where(*_is(account_tags, account)))
    if connection.execute(sa.select(sa.true()).where(*_is(posts, account)).limit(1)).first() is None:
        connection.execute(sa.update(accounts).where(*_is(accounts, account)).values(**_NOTHING, updated=now))
        return
    _put(connection, {account: counted}, now)


def forget_account(connection: sa.Connection, account: Account) -> None:
    """Delete what is known of an account and of its tags; its posts are not touched."""
    take_turn(connection)
    for table in (account_tags, accounts):
        connection.execute(sa.delete(table).where(*_is(table, account)))


def take_turn(connection: sa.Connection) -> None:
    """Until the transaction ends nobody else counts or forgets accounts."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("accounts"))))


def _put(connection: sa.Connection, counted: Mapping[Account, CountedAccount], now: datetime) -> None:
    moment = moments(connection)
    rows = [_row(account, each, moment, now) for account, each in sorted(counted.items(), key=_by_name)]
    bulk_upsert(connection, accounts, _COLUMNS, rows, change=_WHAT_WAS_COUNTED)
    tags = (row for account, each in sorted(counted.items(), key=_by_name) for row in _tag_rows(account, each, moment))
    bulk_insert(connection, account_tags, _TAG_COLUMNS, tags)


_NOTHING: Mapping[str, Any] = {"posts": 0, "level": None, "spread": None}
_COLUMNS = (
    *("owner", "profile_id", "followers", "followers_as_of", "explore"),
    *("posts", "level", "spread", "updated"),
)
_TAG_COLUMNS = ("owner", "profile_id", "tag", "posts", "mean", "lift", "error", "last_used")
_IS_LATER = (
    "excluded.followers_as_of IS NOT NULL AND "
    "(accounts.followers_as_of IS NULL OR excluded.followers_as_of > accounts.followers_as_of)"
)
_WHAT_WAS_COUNTED = (
    "SET posts = excluded.posts, level = excluded.level, spread = excluded.spread, updated = excluded.updated, "
    f"followers = CASE WHEN {_IS_LATER} THEN excluded.followers ELSE accounts.followers END, "
    f"followers_as_of = CASE WHEN {_IS_LATER} THEN excluded.followers_as_of ELSE accounts.followers_as_of END"
)


def _row(account: Account, counted: CountedAccount, moment: Any, now: datetime) -> tuple[Any, ...]:
    as_of = None if counted.followers_as_of is None else moment(counted.followers_as_of)
    return (
        *(account.owner, account.profile_id, counted.followers, as_of, True),
        *(counted.posts, counted.level, counted.spread, moment(now)),
    )


def _tag_rows(account: Account, counted: CountedAccount, moment: Any) -> Sequence[tuple[Any, ...]]:
    most = sorted(counted.tags.items(), key=lambda item: (-item[1].lift.posts, item[0]))[:MOST_TAGS]
    return [
        (
            *(account.owner, account.profile_id, tag, each.lift.posts, each.mean, each.lift.lift, each.lift.error),
            moment(each.lift.last_used),
        )
        for tag, each in most
    ]


def _by_name(item: tuple[Account, CountedAccount]) -> tuple[str, str]:
    """So that two writers lock the rows in one order."""
    return item[0].owner, item[0].profile_id


def _earned(row: sa.Row[Any]) -> EarnedTag:
    return EarnedTag(row.mean, TagLift(row.posts, row.lift, row.error, row.last_used))


def _is(table: sa.Table, account: Account) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.owner == account.owner, table.c.profile_id == account.profile_id
