"""Reads trends for those who look at them: lists by pages, one name with its past, what others made of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from hashtagger.observations import (
    ANY_LANGUAGE,
    WORLD,
    Confidence,
    Trend,
    TrendKind,
    TrendState,
)
from hashtagger.storage.flags import flags_of
from hashtagger.storage.tables import tag_categories, tag_flags
from hashtagger.storage.tag_decisions import decisions_of, in_force
from hashtagger.storage.trend_tables import co_tags, source_hours, source_scores, tag_reviews, trend_snapshots, trends
from hashtagger.storage.upserts import batched
from hashtagger.storage.web_tables import tag_decisions
from hashtagger.text.segment import split_tag
from hashtagger.types import FlagKind, Tag

Condition = sa.ColumnElement[bool]

HIDDEN_FLAGS = frozenset({FlagKind.ADULT, FlagKind.BLOCKED, FlagKind.SPAM, FlagKind.ENGAGEMENT_BAIT})
"""What a tag is not even shown for among trends; the recommender's list of what it never proposes is longer."""


class Order(StrEnum):
    """What stands first."""

    BURST = "burst"
    VOLUME = "volume"
    GROWTH = "growth"


_BY = {Order.BURST: trends.c.score, Order.VOLUME: trends.c.posts_per_day, Order.GROWTH: trends.c.growth_per_day}


class Place(NamedTuple):
    """Behind which trend a page begins."""

    value: float
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Filters:
    """Which trends; every one narrows."""

    region: str = WORLD
    language: str = ANY_LANGUAGE
    category: str | None = None
    source: str | None = None
    kind: TrendKind | None = None


def newest_hour(connection: sa.Connection, *, before: int | None = None) -> int | None:
    """The newest hour that was scored (before ``before``, if given), in whatever region; None where there is none."""
    hours = []
    for table in (trends, source_scores):
        query = sa.select(sa.func.max(table.c.hour))
        hours.append(connection.scalar(query if before is None else query.where(table.c.hour < before)))
    return max((hour for hour in hours if hour is not None), default=None)


def list_trends(
    connection: sa.Connection,
    hour: int,
    filters: Filters | None = None,
    *,
    window_h: int = 1,
    order: Order = Order.BURST,
    limit: int = 50,
    after: Place | None = None,
) -> list[tuple[Place, Trend]]:
    """
    Trends that are shown of the ``window_h`` hours up to ``hour``, best first, beginning behind ``after``.

    Each name once, as it stood in the hour of the window that was best by ``order``; ties by name. A trend whose volume or
    growth is not known is left out of a list in that order. What was blocked or refused since it was scored is left out.
    """
    by, t = _BY[order], trends
    inside = t.c.hour.between(hour - window_h + 1, hour)
    wanted = [*_in_scope(filters or Filters()), t.c.state == TrendState.SHOWN.value, inside, by.is_not(None)]
    # Ranked by what ix_trends_list holds, without the rows: a week has a hundred thousand of them.
    ranked = sa.select(t.c.name, t.c.kind, sa.func.max(by).label("by")).where(*wanted).group_by(t.c.name, t.c.kind)
    if after is not None:
        ranked = ranked.having(_behind(sa.func.max(by), after))
    ranked = ranked.order_by(sa.func.max(by).desc(), t.c.name, t.c.kind)
    # Few names are hidden, so what was decided is asked of the first ones alone, and of all only where those are not enough.
    for asked in (ranked.limit(_ASKED_FOR_ONE * limit), ranked):
        found = _shown_of(connection, asked, by, wanted, limit)
        if len(found) == limit:
            break
    return found


def latest_of(connection: sa.Connection, names: Collection[str], filters: Filters | None = None) -> Trend | None:
    """The newest row of whichever of ``names`` has one, in whatever state, shown or not; hashtags before phrases."""
    t, wanted = trends, filters or Filters()
    query = sa.select(t).where(t.c.name.in_(names), t.c.region == wanted.region, t.c.language == wanted.language)
    row = connection.execute(query.order_by(t.c.hour.desc(), t.c.kind, t.c.name).limit(1)).one_or_none()
    return None if row is None else trend_from(row)


def first_seen_of(connection: sa.Connection, name: str) -> int | None:
    """The hour in which ``name`` was first a trend, anywhere."""
    found: int | None = connection.scalar(sa.select(sa.func.min(trends.c.first_seen)).where(trends.c.name == name))
    return found


def group_members(connection: sa.Connection, trend: Trend) -> list[str]:
    """Names that are shown and stand in the group of ``trend`` in its hour, best first; itself too."""
    t = trends
    query = sa.select(t.c.name).where(
        t.c.hour == trend.hour,
        t.c.region == trend.region,
        t.c.language == trend.language,
        t.c.kind == trend.kind.value,
        t.c.group_name == trend.group,
        *shown_conditions(),
    )
    return list(connection.scalars(query.order_by(t.c.score.desc(), t.c.name)))


def hidden_names(connection: sa.Connection, names: Iterable[str]) -> set[str]:
    """
    Which of ``names`` nobody may be shown: flagged out, refused, or held for review when last scored. A tag that an
    administrator allowed is neither flagged out nor refused. What was decided about a tag holds for the phrase that makes it.
    """
    wanted = [Tag(name) for name in dict.fromkeys(names)]
    made = {name: Tag("".join(name.split())) for name in wanted}
    decided = decisions_of(connection, made.values())
    verdicts = {name: decided[tag].verdict for name, tag in made.items() if tag in decided}
    allowed = {name for name, verdict in verdicts.items() if verdict == "allow"}
    flags = flags_of(connection, {name: split_tag(name).words for name in wanted if name not in verdicts})
    found: set[str] = {name for name, each in flags.items() if any(flag.kind in HIDDEN_FLAGS for flag in each)}
    found.update(verdicts.keys() - allowed)
    held = (TrendState.REVIEW.value, TrendState.BLOCKED.value, TrendState.UNPUBLISHED.value)
    for batch in batched(wanted):
        refused = sa.select(tag_reviews.c.tag).where(tag_reviews.c.tag.in_(batch), tag_reviews.c.state == "refused")
        found.update(tag for tag in connection.scalars(refused) if tag not in allowed)
        newest = sa.select(trends.c.name, sa.func.max(trends.c.hour).label("hour")).where(trends.c.name.in_(batch))
        last = newest.group_by(trends.c.name).subquery()
        on = sa.and_(trends.c.name == last.c.name, trends.c.hour == last.c.hour)
        kept_back = sa.select(trends.c.name, trends.c.state).join_from(last, trends, on).where(trends.c.state.in_(held))
        found.update(
            row.name
            for row in connection.execute(kept_back)
            if row.name not in allowed or row.state != TrendState.BLOCKED.value  # by a flag that holds no more
        )
    return found


def used_together(
    connection: sa.Connection, tag: Tag, sources: Collection[str], *, since_day: int, least: int, limit: int
) -> list[tuple[Tag, int]]:
    """Tags that stood in at least ``least`` posts with ``tag`` since that day (since 1970), most first, and in how many."""
    t, n = co_tags, sa.func.sum(co_tags.c.n)
    query = (
        sa.select(t.c.other, n.label("posts"))
        .where(t.c.source.in_(sources), t.c.tag == tag, t.c.day >= since_day)
        .group_by(t.c.other)
        .having(n >= least)
        .order_by(n.desc(), t.c.other)
        .limit(limit)
    )
    return [(Tag(row.other), int(row.posts)) for row in connection.execute(query)]


def sample_sizes(connection: sa.Connection, sources: Iterable[str], *, since: datetime) -> dict[str, float]:
    """
    What the newest data of each source holds: authors of its last hour, where it counts any, else lines of the usable
    lists of its last slot, fetched after ``since``.
    """
    found: dict[str, float] = {}
    t = trend_snapshots
    usable = (t.c.fetched >= since, t.c.verdict.in_(("good", "empty")))
    lines = sa.select(t.c.source, t.c.slot, sa.func.sum(t.c.rows).label("rows")).where(*usable)
    for row in connection.execute(lines.group_by(t.c.source, t.c.slot).order_by(t.c.slot)):
        found[row.source] = float(row.rows)  # the last slot stays
    h = source_hours
    for source in sources:
        counted = sa.select(h.c.authors).where(h.c.source == source, h.c.region == WORLD, h.c.language == ANY_LANGUAGE)
        authors = connection.scalar(counted.order_by(h.c.hour.desc()).limit(1))
        if authors:
            found[source] = float(authors)
    return found


def shown_conditions() -> list[Condition]:
    """What the scorer let pass, and nobody has refused or blocked since; what was allowed needs no more than the first."""
    return [trends.c.state == TrendState.SHOWN.value, *_not_hidden(trends.c.name)]


def trend_from(row: sa.Row[Any]) -> Trend:
    """A row of ``trends`` as the value it was written from."""
    return Trend(
        name=row.name,
        display=row.display,
        kind=TrendKind(row.kind),
        hour=row.hour,
        region=row.region,
        language=row.language,
        score=row.score,
        z=row.z,
        authors=row.authors,
        posts_per_day=row.posts_per_day,
        growth_per_day=row.growth_per_day,
        velocity=row.velocity,
        confidence=Confidence(row.confidence),
        sample_size=row.sample_size,
        sources=tuple(row.sources),
        evidence=row.evidence,
        group=row.group_name,
        seasonality=row.seasonality,
        first_seen=row.first_seen,
        state=TrendState(row.state),
        reasons=tuple(row.reasons),
    )


_ASKED_FOR_ONE = 4
"""So many names are looked at for each that is wanted, before all are."""

_HIDDEN = sorted(kind.value for kind in HIDDEN_FLAGS)


def _shown_of(
    connection: sa.Connection,
    ranked: sa.Select[Any],
    by: sa.ColumnElement[float],
    wanted: Collection[Condition],
    limit: int,
) -> list[tuple[Place, Trend]]:
    """The first ``limit`` of ``ranked`` (name, kind, by) that are not hidden, each as in the best of the rows ``wanted``."""
    t, best = trends, ranked.subquery()
    first = sa.select(best).where(*_not_hidden(best.c.name)).order_by(best.c.by.desc(), best.c.name, best.c.kind)
    chosen = first.limit(limit).subquery()
    on = sa.and_(t.c.name == chosen.c.name, t.c.kind == chosen.c.kind, by == chosen.c.by)
    rows = connection.execute(
        sa.select(t, chosen.c.by)
        .join_from(chosen, t, on)
        .where(*wanted)
        .order_by(chosen.c.by.desc(), t.c.name, t.c.kind, t.c.hour.desc())
    )
    # Where several hours are equally good the newest stands first.
    newest = {(row.name, row.kind): row for row in reversed(rows.all())}
    return [(Place(row.by, row.name, row.kind), trend_from(row)) for row in reversed(newest.values())]


def _not_hidden(name: sa.ColumnElement[str]) -> list[Condition]:
    refused = sa.exists().where(tag_reviews.c.tag == name, tag_reviews.c.state == "refused")
    flagged = sa.exists().where(tag_flags.c.tag == name, tag_flags.c.kind.in_(_HIDDEN), tag_flags.c.confidence > 0)
    its = tag_decisions.c.tag == sa.func.replace(name, " ", "")  # of a phrase, the tag that it makes
    blocked, allowed = sa.exists().where(its, in_force("block")), sa.exists().where(its, in_force("allow"))
    return [~blocked, sa.or_(allowed, sa.and_(~refused, ~flagged))]


def _in_scope(filters: Filters) -> list[Condition]:
    t = trends
    wanted: list[Condition] = [t.c.region == filters.region, t.c.language == filters.language]
    if filters.kind is not None:
        wanted.append(t.c.kind == filters.kind.value)
    if filters.source is not None:
        wanted.append(sa.cast(t.c.sources, sa.Text).contains(f'"{filters.source}"', autoescape=True))
    if filters.category is not None:
        inside = sa.select(tag_categories.c.tag).where(tag_categories.c.category == filters.category)
        wanted += [t.c.kind == TrendKind.HASHTAG.value, t.c.name.in_(inside)]
    return wanted


def _behind(by: sa.ColumnElement[float], place: Place) -> Condition:
    t = trends
    further = sa.or_(t.c.name > place.name, sa.and_(t.c.name == place.name, t.c.kind > place.kind))
    return sa.or_(by < place.value, sa.and_(by == place.value, further))
