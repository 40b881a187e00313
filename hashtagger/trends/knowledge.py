"""Looks up what the database knows of the names of one trend list, in few queries for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from hashtagger.observations import TrendKind
from hashtagger.storage import tags as catalogue
from hashtagger.storage.flags import flags_of
from hashtagger.storage.tag_hours import Scope, co_tags_of
from hashtagger.storage.tag_reviews import BY_RULES, ReviewState, reviews_of
from hashtagger.storage.tag_series import TagUse, authors_of, observed_hours, uses_of
from hashtagger.storage.trend_scores import authors_when_seen, first_seen, scored_hours
from hashtagger.text.segment import split_tag
from hashtagger.trends.assembling import Candidate, Place, tags_of
from hashtagger.trends.gates import co_tag_similarity
from hashtagger.trends.groups import group_of
from hashtagger.trends.scoring import WEEK_H
from hashtagger.trends.seasonality import seasonality
from hashtagger.types import Flag, Tag, TagRecord

DAY_H = 24
LOOKED_INTO = 300
"""For how many names, the highest scores first, the season and the company of a tag are looked up."""
REWRITTEN = frozenset({"mastodon"})
"""Sources whose hours are estimated anew as more becomes known, so that fewer authors than first told prove nothing."""
GAP_H = 6
"""After more hours without scores a name counts as first seen again."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says of the names of one list."""

    records: Mapping[Tag, TagRecord]
    flags: Mapping[Tag, Sequence[Flag]]
    approved: frozenset[Tag]
    uses: Mapping[Tag, Sequence[TagUse]]
    """The last 24 hours, as the source that counts most saw them."""
    when_seen: Mapping[Tag, float]
    similarity: Mapping[Tag, float | None]
    seasons: Mapping[Tag, str]
    groups: Mapping[str, str]
    seen_since: Mapping[tuple[str, str], int]


def look_up(connection: sa.Connection, place: Place, candidates: Sequence[Candidate], hour: int) -> Known:
    """What is known of ``candidates`` at the end of ``hour``; sources and lists of one place."""
    hashtags = tags_of(candidates)
    records = catalogue.records(connection, hashtags)
    reviews = reviews_of(connection, hashtags)
    by_source: dict[str, list[Tag]] = defaultdict(list)
    for each in candidates:
        if each.busiest is not None:
            by_source[each.busiest[0].scope.source].append(Tag(each.name))
    region, language = place
    uses: dict[Tag, list[TagUse]] = {}
    when_seen: dict[Tag, float] = {}
    for source, names in sorted(by_source.items()):
        uses |= uses_of(connection, Scope(source, *place), names, hour - DAY_H + 1, hour)
        if source not in REWRITTEN:
            before = (hour - DAY_H + 1, hour - 1)
            when_seen |= authors_when_seen(connection, source, region, language, names, *before)
    together = co_tags_of(connection, sorted(by_source), hashtags, first_day=hour // DAY_H - 1, last_day=hour // DAY_H)
    earlier = scored_hours(connection, hour - GAP_H, hour - 1)
    return Known(
        records=records,
        flags=_flags(connection, candidates, records),
        approved=frozenset(
            tag for tag, r in reviews.items() if r.state is ReviewState.APPROVED and r.decided_by != BY_RULES
        ),
        uses=uses,
        when_seen=when_seen,
        similarity=_similarity(connection, sorted(by_source), hashtags[:LOOKED_INTO], hour),
        seasons=_seasons(connection, place, candidates[:LOOKED_INTO], hour),
        groups=group_of(hashtags, lambda a, b: together.get(Tag(a), {}).get(b, 0)),
        seen_since=first_seen(connection, earlier[-1], *place) if earlier else {},
    )


def flagged_as(each: Candidate) -> Tag:
    """A phrase is judged as the tag that it would make."""
    lines = [mention.listed.line for mention in each.mentions.values()]
    return next((line.tag for line in lines if line.tag is not None and each.kind is TrendKind.PHRASE), Tag(each.name))


def _flags(
    connection: sa.Connection, candidates: Sequence[Candidate], records: Mapping[Tag, TagRecord]
) -> Mapping[Tag, Sequence[Flag]]:
    words: dict[Tag, Sequence[str]] = {}
    for each in candidates:
        tag = flagged_as(each)
        words[tag] = [*dict.fromkeys((*words.get(tag, ()), *_words(each, records.get(tag))))]
    return flags_of(connection, words)


def _words(each: Candidate, known: TagRecord | None) -> Sequence[str]:
    if each.kind is TrendKind.PHRASE:
        return each.name.split()
    return known.words if known else [word.casefold() for word in split_once(Tag(each.name)).words]


def _similarity(
    connection: sa.Connection, sources: Sequence[str], names: Sequence[Tag], hour: int
) -> dict[Tag, float | None]:
    """How much of the company of each tag today (or yesterday, while today has little) is that of the weeks before."""
    today = hour // DAY_H
    found: dict[Tag, float | None] = {}
    for day in (today, today - 1):
        open_ = [name for name in names if found.get(name) is None]
        now = co_tags_of(connection, sources, open_, first_day=day, last_day=day)
        before = co_tags_of(connection, sources, list(now), first_day=day - 28, last_day=day - 1)
        found |= {name: co_tag_similarity(company, before.get(name, {})) for name, company in now.items()}
    return found


def _seasons(connection: sa.Connection, place: Place, candidates: Sequence[Candidate], hour: int) -> dict[Tag, str]:
    by_source: dict[str, list[Tag]] = defaultdict(list)
    for each in candidates:
        if each.busiest is not None:
            by_source[each.busiest[0].scope.source].append(Tag(each.name))
    found: dict[Tag, str] = {}
    for source, names in by_source.items():
        scope, first = Scope(source, *place), hour - 4 * WEEK_H + 1
        counts = authors_of(connection, scope, names, first, hour)
        found.update(zip(names, seasonality(counts, observed_hours(connection, scope, first, hour)), strict=True))
    return found


split_once = lru_cache(maxsize=20_000)(split_tag)
"""A split takes a millisecond, and most trends of an hour were trends in the hour before."""
