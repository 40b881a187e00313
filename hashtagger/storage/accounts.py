"""What is known of accounts: what their owners say, and what was counted from their posts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
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
CLOSE = 1e-3
"""Natural log units. What is counted anew and as near to what is known is not written: one new post moves everything a little."""


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


def changed_accounts(
    connection: sa.Connection, counted: Mapping[Account, CountedAccount]
) -> dict[Account, CountedAccount]:
    """
    Those of ``counted``, which is all that there are, of which something else is known than was counted, by name; with those
    that are known and were not counted.

    Levels, spreads, means, lifts and errors that are ``CLOSE`` are no change.
    """
    unlike = {account: each for account, each in counted.items() if each.posts}
    for account, row, tags in _known(connection):
        found = counted.get(account, _NOT_COUNTED)
        if _is_as_known(found, row, tags):
            unlike.pop(account, None)
        else:
            unlike[account] = found
    return dict(sorted(unlike.items(), key=_by_name))


def put_accounts(connection: sa.Connection, counted: Mapping[Account, CountedAccount], *, now: datetime) -> None:
    """
    Make ``counted`` what is known of these accounts; what their owners said stays.

    Nothing is written of an account without posts but that it has none: whoever was forgotten since it was counted stays so.
    """
    take_turn(connection)
    kept = {}
    for batch in batched(sorted(counted.items(), key=_by_name)):
        names = [account for account, _ in batch]
        connection.execute(sa.delete(account_tags).where(_is_one_of(account_tags, names)))
        mine = sa.select(posts.c.owner, posts.c.profile_id).where(_is_one_of(posts, names)).distinct()
        there = {Account(*row) for row in connection.execute(mine)}
        gone = [account for account in names if account not in there]
        nothing = {"posts": 0, "level": None, "spread": None, "updated": now}
        connection.execute(sa.update(accounts).where(_is_one_of(accounts, gone)).values(nothing))
        kept.update({account: each for account, each in batch if account in there})
    moment = moments(connection)
    rows = (_row(account, each, moment, now) for account, each in kept.items())
    bulk_upsert(connection, accounts, _COLUMNS, rows, change=_WHAT_WAS_COUNTED)
    tags = (row for account, each in kept.items() for row in _tag_rows(account, each, moment))
    bulk_insert(connection, account_tags, _TAG_COLUMNS, tags)


def put_one_account(connection: sa.Connection, account: Account, counted: CountedAccount, *, now: datetime) -> None:
    """See ``put_accounts``."""
    put_accounts(connection, {account: counted}, now=now)


def forget_account(connection: sa.Connection, account: Account) -> None:
    """Delete what is known of an account and of its tags; its posts are not touched."""
    take_turn(connection)
    for table in (account_tags, accounts):
        connection.execute(sa.delete(table).where(*_is(table, account)))


def take_turn(connection: sa.Connection) -> None:
    """Until the transaction ends nobody else counts or forgets accounts."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext("accounts"))))


_NOT_COUNTED = CountedAccount(0, None, None)


def _known(connection: sa.Connection) -> Iterator[tuple[Account, sa.Row[Any], dict[Tag, EarnedTag]]]:
    """Each account that is kept, its row, and what its tags earned."""
    rows = {Account(row.owner, row.profile_id): row for row in connection.execute(sa.select(accounts))}
    tags = sa.select(account_tags).order_by(account_tags.c.owner, account_tags.c.profile_id)
    found = connection.execute(tags.execution_options(yield_per=_FETCHED_ROWS))
    for name, mine in groupby(found, key=lambda row: (row.owner, row.profile_id)):
        yield Account(*name), rows.pop(Account(*name)), {Tag(row.tag): _earned(row) for row in mine}
    yield from ((account, row, {}) for account, row in rows.items())


def _is_as_known(counted: CountedAccount, row: sa.Row[Any], tags: Mapping[Tag, EarnedTag]) -> bool:
    most = _most_used(counted)
    newest = counted.followers_as_of
    return (
        counted.posts == row.posts
        and is_close(counted.level, row.level)
        and is_close(counted.spread, row.spread)
        and (newest is None or (row.followers_as_of is not None and newest <= row.followers_as_of))
        and len(most) == len(tags)
        and all(tag in tags and _is_like(each, tags[tag]) for tag, each in most)
    )


def _is_like(one: EarnedTag, other: EarnedTag) -> bool:
    a, b = one.lift, other.lift
    return (
        (a.posts, a.last_used) == (b.posts, b.last_used)
        and is_close(one.mean, other.mean)
        and is_close(a.lift, b.lift)
        and is_close(a.error, b.error)
    )


def is_close(one: float | None, other: float | None) -> bool:
    return one == other if one is None or other is None else abs(one - other) <= CLOSE


_COLUMNS = (
    *("owner", "profile_id", "followers", "followers_as_of", "explore"),
    *("posts", "level", "spread", "updated"),
)
_FETCHED_ROWS = 10_000
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
    return [
        (
            *(account.owner, account.profile_id, tag, each.lift.posts, each.mean, each.lift.lift, each.lift.error),
            moment(each.lift.last_used),
        )
        for tag, each in _most_used(counted)
    ]


def _most_used(counted: CountedAccount) -> list[tuple[Tag, EarnedTag]]:
    return sorted(counted.tags.items(), key=lambda item: (-item[1].lift.posts, item[0]))[:MOST_TAGS]


def _by_name(item: tuple[Account, CountedAccount]) -> tuple[str, str]:
    """So that two writers lock the rows in one order."""
    return item[0].owner, item[0].profile_id


def _earned(row: sa.Row[Any]) -> EarnedTag:
    return EarnedTag(row.mean, TagLift(row.posts, row.lift, row.error, row.last_used))


def _is(table: sa.Table, account: Account) -> tuple[sa.ColumnElement[bool], ...]:
    return table.c.owner == account.owner, table.c.profile_id == account.profile_id


def _is_one_of(table: sa.Table, some: Iterable[Account]) -> sa.ColumnElement[bool]:
    """Not as a list of pairs, for which SQLite looks at the whole table."""
    return sa.or_(sa.false(), *(sa.and_(*_is(table, account)) for account in some))
