"""What lists without counts say of an hour: the share of each name, and which line it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa

from hashtagger.observations import CrawlTarget, TrendKind, start_of
from hashtagger.storage.listings import Listing, ListLine, newest_listings
from hashtagger.trends.merging import NOVELTY_SLOTS, list_shares

NO_LISTS = frozenset({"mastodon", "instagram"})
"""Mastodon's lists are counted by the hour (``rollup``); of Instagram only tags are asked that are known already."""


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of one list."""

    name: str
    """Canonical tag, or the phrase in lower case."""
    kind: TrendKind
    share: float
    line: ListLine


@dataclass(frozen=True, slots=True)
class ListedTarget:
    """One list as it stood at the end of an hour."""

    target: CrawlTarget
    fetched: datetime
    age_h: float
    period_h: float
    slots: int
    names: Sequence[ListedName]


def read_lists(connection: sa.Connection, hour: int) -> list[ListedTarget]:
    """The newest good list of every target at the end of ``hour``, each name once, at its best place."""
    as_of = start_of(hour + 1)
    found = newest_listings(connection, as_of=as_of, not_sources=NO_LISTS, most_slots=NOVELTY_SLOTS)
    return [_read(listing, as_of) for listing in found]


def phrase_key(raw_name: str) -> str:
    """
    How a phrase is named among trends.

    >>> phrase_key(" Solar  Eclipse")
    'solar eclipse'
    """
    return " ".join(raw_name.casefold().split())


def _read(listing: Listing, as_of: datetime) -> ListedTarget:
    age_h = (as_of - listing.fetched) / timedelta(hours=1)
    lines = listing.lines
    shares = list_shares(
        np.array([np.nan if line.rank is None else line.rank for line in lines], np.float64),
        length=max([1, len(lines), *(line.rank for line in lines if line.rank is not None)]),
        listed=np.array([line.listed for line in lines], np.float64),
        slots=listing.slots,
        age_h=age_h,
        period_h=listing.period_h,
    )
    best: dict[tuple[TrendKind, str], ListedName] = {}
    for line, share in zip(lines, shares.tolist(), strict=True):
        if line.kind is TrendKind.HASHTAG and line.tag is None:
            continue  # the source calls it a hashtag, but nobody could post it
        name = line.tag if line.kind is TrendKind.HASHTAG and line.tag is not None else phrase_key(line.raw_name)
        key = (line.kind, name)
        if name and (key not in best or best[key].share < share):
            best[key] = ListedName(name, line.kind, share, line)
    return ListedTarget(
        target=listing.target,
        fetched=listing.fetched,
        age_h=age_h,
        period_h=listing.period_h,
        slots=listing.slots,
        names=list(best.values()),
    )
