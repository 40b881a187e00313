"""What is seen of trends: the values that crawlers, streams, storage and the scorer share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from hashtagger.types import Tag

WORLD = ""
"""The region of what is seen everywhere; others are ISO 3166 codes in capitals."""
ANY_LANGUAGE = ""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def hour_of(moment: datetime) -> int:
    """
    The hour that holds ``moment``, counted from 1970 in UTC: how every table of trends names hours.

    >>> hour_of(datetime(1970, 1, 2, 1, 59, tzinfo=UTC))
    25
    """
    return int((moment - _EPOCH) // timedelta(hours=1))


def start_of(hour: int) -> datetime:
    """When ``hour`` begins, aware, in UTC; the inverse of ``hour_of``."""
    return _EPOCH + timedelta(hours=hour)


class TrendKind(StrEnum):
    """A trend is not a hashtag: what the source lists."""

    HASHTAG = "hashtag"
    PHRASE = "phrase"


class ValueKind(StrEnum):
    """What a number counts. Numbers of different kinds or sources are never added up."""

    ACCOUNTS = "accounts"
    POSTS = "posts"
    VIEWS = "views"
    SEARCHES = "searches"
    INDEX = "index"
    """0..100 on a scale of the source's own."""


class Verdict(StrEnum):
    """Whether a snapshot may be used; of a target without a good new one, the last good one stays, marked as stale."""

    GOOD = "good"
    EMPTY = "empty"
    """No rows, from a source where that is a valid answer."""
    TOO_FEW = "too_few"
    """Fewer rows than the source always has, or 60 % fewer than the median of the last seven good ones."""
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class TrendObservation:
    """One line of a source's list, as it was read; nothing in it is changed later."""

    raw_name: str
    """As the source wrote it, without control characters."""
    kind: TrendKind
    slot: datetime
    """Start of the time that the value is about: an hour, or a day where the source counts by days."""
    rank: int | None = None
    """From 1; None where the source has no order."""
    value: float | None = None
    value_kind: ValueKind | None = None
    value_is_lower_bound: bool = False
    """ '500K+' """
    language: str = ANY_LANGUAGE
    url: str | None = None
    promoted: bool = False
    """Somebody paid for its place."""


@dataclass(frozen=True, slots=True)
class CrawlTarget:
    """One list that a crawler fetches; each has its own history of snapshots."""

    source: str
    channel: str
    """Which of the source's places: an instance of Mastodon, a project of Wikipedia; '' where there is one."""
    region: str = WORLD
    language: str = ANY_LANGUAGE
    """Of the names in the list, where it has one."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that one fetch of one target gave; stored whole or not at all."""

    target: CrawlTarget
    slot: datetime
    """The hour (or day) that the crawl stood for: a second crawl of the same slot replaces the first."""
    fetched_at: datetime
    run_id: str
    observations: tuple[TrendObservation, ...]
    size_bytes: int = 0
    readable: bool = True
    """False when the answer could not be parsed; then there are no observations."""
    may_be_empty: bool = False
    min_rows: int = 1


@dataclass(frozen=True, slots=True)
class TagHour:
    """How much one tag was used in one hour, as one source counted it."""

    tag: Tag
    hour: int
    authors: float
    """
    Distinct authors whose use counts (see the gates of ``docs/trends.md``); a fraction where it was spread from a day.
    """
    posts: float
    weight: float
    """Posts, each split over its tags; a post with more than eight weighs nothing."""
    servers: int = 0
    """How many servers carried it; 0 where the source has none."""
    language: str = ANY_LANGUAGE
    region: str = WORLD


@dataclass(frozen=True, slots=True)
class SourceHour:
    """That a source was listened to in an hour: only then is a tag without a row a tag that nobody used."""

    hour: int
    observed: float
    """Share of the hour, 0..1."""
    authors: float = 0.0
    posts: float = 0.0
    language: str = ANY_LANGUAGE
    region: str = WORLD


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a source remembers between runs and what ``hashtagger sources`` tells."""

    name: str
    last_attempt: datetime | None = None
    last_success: datetime | None = None
    last_error: str = ""
    failures: int = 0
    """In a row; the circuit opens at a few."""
    paused_until: datetime | None = None
    cursor: str = ""
    """Where a stream goes on."""
    memory: Mapping[str, Any] = field(default_factory=dict)
    """The source's own: tags asked of Instagram with their dates, ETags."""


@dataclass(frozen=True, slots=True)
class SourceScore:
    """One tag in one hour as one source sees it (``hashtagger.trends.scoring``)."""

    source: str
    tag: Tag
    hour: int
    region: str
    language: str
    z: float
    stable: float
    """Median of the last three hourly z: an hour alone cannot trend."""
    peak: float
    """The highest ``stable`` of the past, halved every four hours."""
    share: float
    """0..1: where the peak stands among all tags of the source in that hour."""
    authors: float
    expected: float
    """Authors that an ordinary hour like this one has."""


class Confidence(StrEnum):
    """How far a trend may be believed."""

    SURE = "sure"
    """Two independent sources, or many authors of one."""
    THIN = "thin"
    """Few authors, or little history to compare with."""
    STALE = "stale"
    """A source that carries it has not answered lately."""


class TrendState(StrEnum):
    """Whether a trend is shown."""

    SHOWN = "shown"
    BELOW_FLOOR = "below_floor"
    """Fewer distinct authors than are published."""
    REVIEW = "review"
    BLOCKED = "blocked"
    UNPUBLISHED = "unpublished"
    """Only sources carry it that do not let their lists be passed on: it counts, and is not told."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One tag or phrase in one hour, all sources together, with the evidence side by side."""

    name: str
    """Canonical tag, or the phrase in lower case."""
    display: str
    kind: TrendKind
    hour: int
    region: str
    language: str
    score: float
    """0..1 and a bonus for a second source."""
    z: float | None
    """The highest of its sources; None where no source counts authors."""
    authors: float | None
    """In that hour, by the source that counted most; None where no source counts authors."""
    posts_per_day: float | None
    growth_per_day: float | None
    """Last 24 hours over the 24 before, minus 1."""
    velocity: float | None
    """Authors an hour, last three hours minus the three before, over their expectation."""
    confidence: Confidence
    sample_size: float
    """Authors (or lines of lists) that the score rests on."""
    sources: tuple[str, ...]
    evidence: Mapping[str, Mapping[str, Any]]
    """source → its share, z, authors, rank or value with kind, age in hours"""
    group: str
    """The name that stands for all its near-duplicates; its own where it has none."""
    seasonality: str
    """'' | daily | weekly: returns at this time anyway."""
    first_seen: int
    """Hour."""
    state: TrendState
    reasons: Sequence[str] = ()
    """Why it is held back."""
