"""What is measured of a rule: bursts caught, how late, at which rate of false alarms, and who fills the list."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.trend_world.rules import PUBLIC_FLOOR
from benchmarks.trend_world.world import BURST_H, JUDGED_FROM, SIZES, Floats, World

LIST_FROM = 28 * 24
LIST_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Detection:
    """Of the bursts of one world, at one threshold."""

    caught: float
    """Share of bursts with the number above the threshold in one of the first 12 hours, and not in the hour before."""
    median_delay_h: float
    """Of those caught; 0 is the hour in which the burst began. NaN if none was."""
    caught_big: float
    """Of the bursts with ten authors in one of those hours: what may be published at all."""
    caught_by_size: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TopList:
    """Of the ten highest numbers above 0 of every hour after day 28."""

    precision: float
    """Share of the places held by a tag whose burst is on."""
    shows: float
    """Share held by shows: daily or weekly."""
    shows_first: float
    """Share of hours in which a show stands first."""
    possible: float
    """The precision of a list that knew the bursts and had to fill ten places."""
    pooled: float
    """Of all tag-hours, as many highest as there are burst hours: share that are."""
    pooled_shows: float


def threshold(numbers: Floats, world: World, budget: float) -> float:
    """The number that quiet tags exceed in a share ``budget`` of their hours after day 21."""
    return float(np.quantile(numbers[world.quiet][:, JUDGED_FROM:], 1 - budget, method="higher"))


def false_alarms(numbers: Floats, world: World, limit: float, hours: slice = slice(JUDGED_FROM, None)) -> float:
    """Share of the quiet tags' hours above ``limit``."""
    return float((numbers[world.quiet][:, hours] > limit).mean())


def detection(numbers: Floats, world: World, limit: float) -> Detection:
    tags = np.flatnonzero(world.start >= 0)
    above = numbers[tags[:, None], world.start[tags][:, None] + np.arange(-1, BURST_H)] > limit
    caught = above[:, 1:].any(axis=1) & ~above[:, 0]
    delay = above[:, 1:].argmax(axis=1)[caught]
    authors = world.authors[tags[:, None], world.start[tags][:, None] + np.arange(BURST_H)]
    of_size = [caught[world.size[tags] == size] for size in SIZES]
    return Detection(
        float(caught.mean()),
        float(np.median(delay)) if len(delay) else float("nan"),
        float(caught[authors.max(axis=1) >= PUBLIC_FLOOR].mean()),
        tuple(float(some.mean()) if len(some) else float("nan") for some in of_size),
    )


def top_list(numbers: Floats, world: World) -> TopList:
    judged, running = numbers[:, LIST_FROM:], world.running[:, LIST_FROM:]
    shows = np.broadcast_to(world.weekly[:, None], judged.shape)
    places = np.argsort(-judged, axis=0, kind="stable")[:LIST_LENGTH]
    filled = np.take_along_axis(judged, places, 0) > 0
    held = np.take_along_axis(running, places, 0) & filled
    by_shows = np.take_along_axis(shows, places, 0) & filled
    highest = np.argsort(-judged, axis=None, kind="stable")[: running.sum()]
    return TopList(
        precision=float(held.sum() / max(filled.sum(), 1)),
        shows=float(by_shows.sum() / max(filled.sum(), 1)),
        shows_first=float(by_shows[0].mean()),
        possible=float(np.minimum(running.sum(axis=0), LIST_LENGTH).mean() / LIST_LENGTH),
        pooled=float(running.ravel()[highest].mean()),
        pooled_shows=float(shows.ravel()[highest].mean()),
    )
