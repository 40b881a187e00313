"""Posts as their owners tell of them: in parts, by several ways, late and twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.posts import Account, Post
from hashtagger.storage.bulk import bulk_insert, bulk_upsert, moments
from hashtagger.storage.feedback import chosen_of
from hashtagger.storage.history import count_uses
from hashtagger.storage.ids import new_id
from hashtagger.storage.post_rows import COLUMNS, row_of, stored_of
from hashtagger.storage.post_rows import StoredPost as StoredPost  # this is where others look for it
from hashtagger.storage.ranking_tables import posts as table
from hashtagger.storage.tags import resolve
from hashtagger.storage.upserts import batched
from hashtagger.types import Tag

SOURCES = ("engagement", "feedback", "import")
"""Who may tell of a post; a later one is believed more."""

_TOLD = tuple(f.name for f in fields(Post) if f.name not in ("id", "owner", "external_id"))
_BUT_ID = attrgetter(*(f.name for f in fields(Post) if f.name != "id"))


def put_posts(
    connection: sa.Connection, posts: Sequence[Post], *, source: str, api_key_id: str | None, now: datetime
) -> list[StoredPost]:
    """
    Keep what is said of ``posts``; answers each as it is known now, in their order.

    A post is known by its owner and ``external_id``; the ``id`` given here counts only when it is new ('' makes one). What
    was None is filled in; another value replaces the known one when ``source`` is believed as much or more. The tags of a
    post of a known profile count as uses by it, once for each post.
    """
    by_owner: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        by_owner[post.owner].append(post)
    known: dict[tuple[str, str], StoredPost] = {}
    for owner, said in sorted(by_owner.items()):
        before = hold_posts(connection, owner, [post.external_id for post in said])
        after = dict(before)
        for post in said:
            found = after.get(post.external_id)
            after[post.external_id] = merged(found, post, source=source, api_key_id=api_key_id, now=now)
        for external_id, stored in save_posts(connection, owner, before, after).items():
            known[owner, external_id] = stored
    return [known[post.owner, post.external_id] for post in posts]


def follow_feedback(connection: sa.Connection, owner: str, recommendation_ids: Collection[str]) -> None:
    """Choose again the tags of the posts that were made with these answers, after feedback on them changed."""
    take_turn(connection, owner)
    before: dict[str, StoredPost] = {}
    for batch in batched(sorted(set(recommendation_ids))):
        mine = (table.c.recommendation_id.in_(batch), table.c.owner == owner)
        for row in connection.execute(_held(mine)):
            before[row.external_id] = stored_of(row)
    save_posts(connection, owner, before, before, choose_again=True)


def hold_posts(connection: sa.Connection, owner: str, external_ids: Collection[str]) -> dict[str, StoredPost]:
    """
    external id → post, of those that are there.

    Until the transaction ends nobody else changes a post of ``owner``, so what is made of these can be saved.
    """
    take_turn(connection, owner)
    found: dict[str, StoredPost] = {}
    for batch in batched(sorted(set(external_ids))):
        mine = (table.c.owner == owner, table.c.external_id.in_(batch))
        for row in connection.execute(_held(mine)):
            found[row.external_id] = stored_of(row)
    return found


def merged(known: StoredPost | None, said: Post, *, source: str, api_key_id: str | None, now: datetime) -> StoredPost:
    """What is known of a post once ``said`` is known too; the very object ``known`` when that changes nothing."""
    if known is None:
        post = said if said.id else Post(new_id(now), *_BUT_ID(said))
        return StoredPost(post, source, now, api_key_id)
    is_believed = SOURCES.index(source) >= SOURCES.index(known.source)
    changes: dict[str, Any] = {}
    for name in _TOLD:
        value, old = getattr(said, name), getattr(known.post, name)
        if value is not None and value != old and (is_believed or old is None):
            changes[name] = value
    if not changes and (known.source == source or not is_believed):
        return known
    return replace(known, post=replace(known.post, **changes), source=source if is_believed else known.source)


def save_posts(
    connection: sa.Connection,
    owner: str,
    before: Mapping[str, StoredPost],
    after: Mapping[str, StoredPost],
    *,
    choose_again: bool = False,
) -> dict[str, StoredPost]:
    """
    Write what changed between ``before`` (from ``hold_posts``, in this transaction) and ``after``; answers what is kept.

    Tags are chosen for a post that got its answer, or another one; ``choose_again`` for all.
    """
    kept = _chosen(connection, before, after, choose_again)
    changed = [stored for key, stored in kept.items() if before.get(key) != stored]
    moment = moments(connection)
    made = (row_of(stored, moment) for stored in changed if stored.post.external_id not in before)
    bulk_insert(connection, table, COLUMNS, made)  # nobody else can have written them meanwhile
    known = (row_of(stored, moment) for stored in changed if stored.post.external_id in before)
    bulk_upsert(connection, table, COLUMNS, known)
    was = [before[stored.post.external_id] for stored in changed if stored.post.external_id in before]
    names = _names(connection, [*changed, *was])
    uses: Counter[tuple[str, Tag]] = Counter()
    last_used: dict[str, datetime] = {}
    for stored in changed:
        if (old := before.get(stored.post.external_id)) is not None:
            uses.subtract(_uses(old, names))
        if (profile_id := stored.post.profile_id) is not None:
            uses.update(_uses(stored, names))
            used = stored.post.published or stored.created
            if profile_id not in last_used or used > last_used[profile_id]:
                last_used[profile_id] = used
    count_uses(connection, owner, {key: by for key, by in uses.items() if by}, last_used=last_used)
    return kept


def read_post(connection: sa.Connection, external_id: str, *, owner: str) -> StoredPost:
    """Raises ``NotFound`` for a post that is not there, or is somebody else's."""
    query = sa.select(table).where(table.c.owner == owner, table.c.external_id == external_id)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"There is no post '{external_id}'.")
    return stored_of(row)


def newest_post_of(
    connection: sa.Connection, recommendation_id: str, *, owner: str, external_id: str | None = None
) -> StoredPost | None:
    """The post that we heard of last of those made with this answer; or the one of this name."""
    query = sa.select(table).where(table.c.recommendation_id == recommendation_id, table.c.owner == owner)
    if external_id is not None:
        query = query.where(table.c.external_id == external_id)
    row = connection.execute(query.order_by(table.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else stored_of(row)


def list_posts(connection: sa.Connection, *, owner: str, limit: int, after: str | None = None) -> list[StoredPost]:
    """Those of ``owner`` in the order of their external ids, beginning behind ``after``."""
    query = sa.select(table).where(table.c.owner == owner).order_by(table.c.external_id).limit(limit)
    if after is not None:
        query = query.where(table.c.external_id > after)
    return [stored_of(row) for row in connection.execute(query)]


def count_posts(connection: sa.Connection, *, api_key_id: str, since: datetime) -> int:
    """Posts that a key was the first to tell of since then."""
    mine = (table.c.api_key_id == api_key_id, table.c.created >= since)
    return connection.execute(sa.select(sa.func.count()).select_from(table).where(*mine)).scalar_one()


def delete_post(connection: sa.Connection, external_id: str, *, owner: str) -> None:
    """With what it earned; its tags no longer count as uses. Raises ``NotFound`` as above."""
    take_turn(connection, owner)
    stored = read_post(connection, external_id, owner=owner)
    connection.execute(sa.delete(table).where(table.c.id == stored.post.id))
    lost = dict.fromkeys(_uses(stored, _names(connection, [stored])), -1)
    count_uses(connection, owner, lost, last_used={})


def forget_posts(connection: sa.Connection, account: Account) -> int:
    """
    Delete the posts of an account with what they earned; answers how many.

    Their tags go on counting as uses until ``history.forget_profile``.
    """
    take_turn(connection, account.owner)
    mine = (table.c.owner == account.owner, table.c.profile_id == account.profile_id)
    return connection.execute(sa.delete(table).where(*mine)).rowcount


def purge_posts(connection: sa.Connection, *, older_than: datetime, limit: int = 10_000) -> int:
    """Delete at most ``limit`` posts published (or, if that is not known, heard of) before then; answers how many."""
    old = sa.or_(table.c.published < older_than, sa.and_(table.c.published.is_(None), table.c.created < older_than))
    ids = connection.scalars(sa.select(table.c.id).where(old).order_by(table.c.id).limit(limit)).all()
    for batch in batched(ids):
        connection.execute(sa.delete(table).where(table.c.id.in_(batch)))
    return len(ids)


def take_turn(connection: sa.Connection, owner: str) -> None:
    """From here until the transaction ends nobody else writes posts of ``owner``, or counts what their keys wrote."""
    if connection.dialect.name == "postgresql":  # SQLite has one writer anyway
        key = sa.func.hashtext(f"posts:{owner}")
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _held(conditions: tuple[sa.ColumnElement[bool], ...]) -> sa.Select[Any]:
    """Also against the deleting of an answer, which writes into the posts that were made with it."""
    return sa.select(table).where(*conditions).with_for_update(key_share=True)


def _chosen(
    connection: sa.Connection, before: Mapping[str, StoredPost], after: Mapping[str, StoredPost], choose_again: bool
) -> dict[str, StoredPost]:
    """``after`` with the tags chosen anew where that is due."""
    due: dict[str, str] = {}
    for key, stored in after.items():
        answer, old = stored.post.recommendation_id, before.get(key)
        if answer is not None and (choose_again or old is None or old.post.recommendation_id != answer):
            due[key] = answer
    if not due:
        return dict(after)
    chosen = chosen_of(connection, sorted(set(due.values())))
    return {key: replace(stored, chosen=chosen[due[key]]) if key in due else stored for key, stored in after.items()}


def _names(connection: sa.Connection, posts: Sequence[StoredPost]) -> Mapping[Tag, Tag]:
    """The tag of the catalogue that each of their tags stands for; what it does not know is left out."""
    return resolve(connection, (tag for stored in posts for tag in stored.tags or ()))


def _uses(stored: StoredPost, names: Mapping[Tag, Tag]) -> list[tuple[str, Tag]]:
    """Profile and tag, each once: an alias is a use of its tag."""
    profile_id = stored.post.profile_id
    if profile_id is None:
        return []
    return [(profile_id, tag) for tag in dict.fromkeys(names.get(tag, tag) for tag in stored.tags or ())]
