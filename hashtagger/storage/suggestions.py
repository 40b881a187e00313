"""Completes a tag while somebody types it: the tags of the account first, then the widely used ones of the catalogue."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.flags import flags_of
from hashtagger.storage.tables import profile_tags, tag_aliases, tag_starts, tag_stats, tags
from hashtagger.storage.tags import STATS_WINDOW_H, WORLD, behind
from hashtagger.storage.trend_reading import HIDDEN_FLAGS
from hashtagger.text.display import display_tag
from hashtagger.text.segment import split_tag
from hashtagger.types import Flag, FlagKind, Reach, Tag

LEFT_OUT = HIDDEN_FLAGS | {FlagKind.UNREVIEWED}
"""What nobody is led to: these are only told of a tag that was typed whole, so that its author learns of them."""
MOST_LOOKED_AT = 5_000
"""Of one reach, in their order: one letter begins thousands of tags, and a creator types the second at once."""
_SPARE = 2
"""So many times more candidates than are wanted, because some are left out."""
_BROADEST_FIRST = (Reach.BROAD, Reach.MEDIUM, Reach.NICHE)


@dataclass(frozen=True, slots=True)
class Suggestion:
    tag: Tag
    display: str
    """With '#'."""
    reach: Reach | None
    """None of an own tag that the catalogue does not know."""
    posts_per_day: float | None
    flags: tuple[Flag, ...]
    uses: int | None
    """By the profile, 0 where it only typed the tag; None of a tag that is not its own."""
    alias: Tag | None
    """The other spelling that was begun, where it was not the tag itself."""


def suggest_tags(
    connection: sa.Connection, start: str, *, owner: str, profile_id: str | None = None, limit: int = 10
) -> list[Suggestion]:
    """
    At most ``limit`` tags of which the key, an alias or a word begins with ``start`` (see ``typed_so_far``).

    First what ``profile_id`` used, most used first; then what was typed whole; then those without a warning before those
    with one, the broad before the rest, by posts a day, the shorter ones. ``start`` '': only the profile's own.
    """
    own = {} if profile_id is None else _own(connection, start, owner, profile_id, limit)
    if not start:
        return _judged(connection, own, own, {}, start)[:limit]
    aliases = _aliases(connection, start, limit)
    candidates = dict.fromkeys([*own, Tag(start), *aliases])
    found: list[Suggestion] = []
    for reach in _BROADEST_FIRST:
        candidates |= dict.fromkeys(_starting(connection, start, reach, limit=_SPARE * limit))
        if len(candidates) < _SPARE * limit and reach is not _BROADEST_FIRST[-1]:
            continue
        found = _judged(connection, candidates, own, aliases, start)
        if len(found) >= limit:
            break
    warned = [each for each in found if _is_left_out(each)]  # at most one: it was typed whole
    others = [each for each in found if not _is_left_out(each)]
    return others[: limit - len(warned)] + warned


def _own(connection: sa.Connection, start: str, owner: str, profile_id: str, limit: int) -> dict[Tag, int]:
    """Tag → how often the profile used it."""
    asked = {"start": start, "end": behind(start), "owner": owner, "profile": profile_id, "most": limit}
    return {Tag(row.tag): row.uses for row in connection.execute(_OWN, asked)}


def _aliases(connection: sa.Connection, start: str, limit: int) -> dict[Tag, Tag]:
    """Tag → the shortest of its other spellings that begins so."""
    found: dict[Tag, Tag] = {}
    for row in connection.execute(_ALIASES, {"start": start, "end": behind(start), "most": limit}):
        found.setdefault(Tag(row.tag), Tag(row.alias))
    return found


def _starting(connection: sa.Connection, start: str, reach: Reach, *, limit: int) -> list[Tag]:
    """Tags of one reach, the shortest first."""
    asked = {"start": start, "end": behind(start), "reach": reach.value, "most": limit}
    return [Tag(each) for each in connection.scalars(_STARTING, asked)]


def _judged(
    connection: sa.Connection,
    candidates: Collection[Tag],
    own: Mapping[Tag, int],
    aliases: Mapping[Tag, Tag],
    start: str,
) -> list[Suggestion]:
    """In their order; without those that are left out, unless one was typed whole."""
    known = {row.key: row for row in connection.execute(_KNOWN, {"keys": list(candidates)})}
    words: dict[Tag, Sequence[str]] = {Tag(key): row.words.split() for key, row in known.items()}
    words |= {tag: split_tag(tag).words for tag in own if tag not in known}
    flags = flags_of(connection, words)
    begun = {tag: alias for tag, alias in aliases.items() if not tag.startswith(start)}
    found = [_suggestion(tag, known.get(tag), flags[tag], own.get(tag), begun.get(tag)) for tag in words]
    told = [each for each in found if start in (each.tag, each.alias) or not _is_left_out(each)]
    return sorted(told, key=lambda each: _order(each, start))


def _suggestion(tag: Tag, row: Any, flags: tuple[Flag, ...], uses: int | None, alias: Tag | None) -> Suggestion:
    """``row``: what the catalogue says; None where it does not know the tag."""
    if row is None:
        return Suggestion(tag, display_tag(tag), None, None, flags, uses, None)
    return Suggestion(tag, f"#{row.display}", Reach(row.reach), row.posts_per_day, flags, uses, alias)


def _is_left_out(suggestion: Suggestion) -> bool:
    return any(flag.kind in LEFT_OUT for flag in suggestion.flags)


def _order(each: Suggestion, start: str) -> tuple[bool | float | str, ...]:
    reach = 0 if each.reach is None else _BROADEST_FIRST.index(each.reach)
    return (
        each.uses is None,
        -(each.uses or 0),
        start not in (each.tag, each.alias),
        bool(each.flags),
        reach,
        -(each.posts_per_day or 0.0),
        not each.tag.startswith(start),
        len(each.tag),
        each.tag,
    )


# Written once: to put them together anew for every letter that is typed would cost more than the database.
_ASKED: dict[str, sa.BindParameter[Any]] = {
    **{name: sa.bindparam(name) for name in ("start", "end", "reach", "owner", "profile")},
    "most": sa.bindparam("most", type_=sa.Integer()),
}


def _begun(column: sa.Column[str]) -> sa.ColumnElement[bool]:
    return sa.and_(column >= _ASKED["start"], column < _ASKED["end"])


def _shortest_of(some: sa.Select[Any], name: str) -> sa.Select[Any]:
    """Of the first ``MOST_LOOKED_AT`` of ``some``, each once, by length."""
    s = some.limit(MOST_LOOKED_AT).subquery().c
    return sa.select(*s).group_by(*s).order_by(sa.func.length(s[name]), s[name]).limit(_ASKED["most"])


# No EXISTS: PostgreSQL would rather read every tag that begins so than look for the few of a profile.
_WORD_INSIDE = (
    sa.select(tag_starts.c.tag)
    .where(tag_starts.c.tag == profile_tags.c.tag, _begun(tag_starts.c.start))
    .limit(1)
    .scalar_subquery()
)
_OWN = (
    sa.select(profile_tags.c.tag, profile_tags.c.uses)
    .where(profile_tags.c.owner == _ASKED["owner"], profile_tags.c.profile_id == _ASKED["profile"])
    .where(sa.or_(_begun(profile_tags.c.tag), _WORD_INSIDE.is_not(None)))
    .order_by(profile_tags.c.uses.desc(), profile_tags.c.last_used.desc(), profile_tags.c.tag)
    .limit(_ASKED["most"])
)
_ALIASES = _shortest_of(
    sa.select(tag_aliases.c.alias, tag_aliases.c.tag).where(_begun(tag_aliases.c.alias)).order_by(tag_aliases.c.alias),
    "alias",
)
_STARTING = _shortest_of(
    sa.select(tag_starts.c.tag)
    .where(tag_starts.c.reach == _ASKED["reach"], _begun(tag_starts.c.start))
    .order_by(tag_starts.c.start, tag_starts.c.tag),
    "tag",
)
_KNOWN = (
    sa.select(tags.c.key, tags.c.display, tags.c.words, tags.c.reach, tag_stats.c.posts_per_day)
    .outerjoin(
        tag_stats,
        sa.and_(tag_stats.c.tag == tags.c.key, tag_stats.c.region == WORLD, tag_stats.c.window_h == STATS_WINDOW_H),
    )
    .where(tags.c.key.in_(sa.bindparam("keys", expanding=True)))
)
