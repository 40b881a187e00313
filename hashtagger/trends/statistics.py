"""What the catalogue's tags are told of the last day: how often they are used, and whether they rise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from hashtagger.observations import ANY_LANGUAGE, WORLD, SourceScore, Trend, TrendKind, TrendState, start_of
from hashtagger.storage import tags as catalogue
from hashtagger.storage.tag_hours import Scope
from hashtagger.storage.tag_series import catalogue_posts, observed_hours, scopes_heard
from hashtagger.types import Tag, TagStats

DAY_H = 24
LEAST_HEARD_H = 12.0
"""Of a day that is compared with another."""

Statistics = Mapping[str, Sequence[tuple[Tag, TagStats]]]
"""Region → its tags."""


def statistics(
    connection: sa.Connection, hour: int, trends: Sequence[Trend], scores: Sequence[SourceScore]
) -> Statistics:
    """
    The statistics of catalogue tags at the end of ``hour``: of all that were posted in the last day, and of those that
    trend. ``z`` is the highest peak of the sources, and None for what does not trend or is held back.
    """
    peaks: dict[tuple[str, str], float] = defaultdict(float)
    for score in scores:
        if score.language == ANY_LANGUAGE:
            peaks[score.region, score.tag] = max(peaks[score.region, score.tag], score.peak)
    listed = [t for t in trends if t.language == ANY_LANGUAGE and t.kind is TrendKind.HASHTAG]
    known = catalogue.resolve(connection, [Tag(trend.name) for trend in listed])
    found: dict[str, dict[Tag, TagStats]] = defaultdict(dict)
    found[WORLD] = _used(connection, hour)
    spoken: set[tuple[str, Tag]] = set()
    for trend in listed:  # the highest score first: of two spellings of one tag it speaks
        tag = known.get(Tag(trend.name))
        if tag is None or (trend.region, tag) in spoken:
            continue
        spoken.add((trend.region, tag))
        used = found[trend.region].get(tag, TagStats())
        found[trend.region][tag] = TagStats(
            posts_per_day=trend.posts_per_day if trend.posts_per_day is not None else used.posts_per_day,
            growth_per_day=trend.growth_per_day if trend.growth_per_day is not None else used.growth_per_day,
            z=peaks.get((trend.region, trend.name)) if trend.state is TrendState.SHOWN else None,
            sources=trend.sources,
            as_of=start_of(hour + 1),
        )
    return {region: list(stats.items()) for region, stats in found.items()}


def _used(connection: sa.Connection, hour: int) -> dict[Tag, TagStats]:
    """Of every catalogue tag, by the source that saw most posts; sources are never added up."""
    today, before = (hour - DAY_H + 1, hour), (hour - 2 * DAY_H + 1, hour - DAY_H)
    found: dict[Tag, TagStats] = {}
    for scope in scopes_heard(connection, *today):
        if (scope.region, scope.language) != (WORLD, ANY_LANGUAGE):
            continue
        earlier = catalogue_posts(connection, scope, *before) if _heard(connection, scope, today, before) else {}
        for tag, posts in catalogue_posts(connection, scope, *today).items():
            known = found.get(tag)
            if known is None or (known.posts_per_day or 0.0) < posts:
                grown = posts / earlier[tag] - 1 if earlier.get(tag) else None
                found[tag] = TagStats(posts, grown, None, (scope.source,), start_of(hour + 1))
    return found


def _heard(connection: sa.Connection, scope: Scope, *days: tuple[int, int]) -> bool:
    return all(observed_hours(connection, scope, *day).sum() >= LEAST_HEARD_H for day in days)
