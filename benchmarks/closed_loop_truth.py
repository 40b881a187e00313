"""What the answers of a closed loop were truly worth, and what other policies would have been with the same candidates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from benchmarks.creator_world.behaviour import expected_gain
from benchmarks.creator_world.living import ASKED, Draft, lifts_of
from benchmarks.creator_world.views import FIRST_DAY
from benchmarks.creator_world.world import World
from hashtagger.recommend.diversify import RELEVANCE_FLOOR
from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from hashtagger.types import Tag
from ranker.baseline import VERSION, sums_of
from ranker.bootstrap import paired_interval
from ranker.logged import LoggedAnswer, read_logged
from ranker.pairs import LEARNED, watched_beside
from ranker.swaps import swap_of
from ranker.training import popularity

SHOWN, GREEDY, BASELINE, POPULARITY = "shown", "greedy", "baseline", "popularity"
PAIRS = ((SHOWN, BASELINE), (SHOWN, POPULARITY), (GREEDY, BASELINE))


@dataclass(frozen=True, slots=True)
class Valued:
    """One answer; values are true expected log engagement that tags add to its post."""

    day: int
    account: int
    policy: str
    values: Mapping[str, float]
    """Of what was shown, the same but for chance, and what the baseline and popularity would have shown."""
    watched: Mapping[str, tuple[float, bool]]
    """
    Policy that was watched → the same of what it would have shown, and whether the report can say something about it: the post
    is known, and chance could have led to its tags.
    """
    unlike_log: bool
    """The baseline as it is made again here differs from the one that the service logged: must not be."""


def value(settings: Settings, world: World, drafts: Mapping[str, Draft], *, until: datetime) -> list[Valued]:
    """Every answer in ``drafts`` (by its id), oldest first; posts are known as they were at ``until``."""
    with open_database(settings.database_url) as database, database.reading() as connection:
        answers = read_logged(connection, since=FIRST_DAY, until=until)
        known = (answer for answer in answers if answer.recommendation_id in drafts)
        return [_valued(world, drafts[answer.recommendation_id], answer) for answer in known]


def lifts(valued: Sequence[Valued], *, since_day: int) -> dict[str, Any]:
    """True lifts with their intervals over accounts, of the last days and of all."""
    last = [each for each in valued if each.day >= since_day]
    named = {"last ten days" if since_day >= 10 else f"from day {since_day}": last, "all days": valued}
    return {name: {f"{a} - {b}": _lift(some, a, b) for a, b in PAIRS} for name, some in named.items()}


def about(valued: Sequence[Valued], said: Mapping[str, Any]) -> dict[str, Any]:
    """What the report says of one pair of policies, beside the truth of the answers that it speaks of."""
    told_of = [
        worth - each.values[GREEDY]
        for each in valued
        if _meant(each.policy, said["current"])
        for policy, (worth, is_told) in each.watched.items()
        if is_told and _meant(policy, said["other"])
    ]
    truth = round(float(np.mean(told_of)), 4) if told_of else None
    dr = said["dr"]
    return {
        "current": said["current"],
        "other": said["other"],
        "answers": said["answers"],
        "told of": len(told_of),
        "truth": truth,
        "dr": None if dr is None else round(dr["estimate"], 4),
        "low": None if dr is None else round(dr["low"], 4),
        "high": None if dr is None else round(dr["high"], 4),
        "holds": None if dr is None or truth is None else dr["low"] <= truth <= dr["high"],
        "verdict": said["verdict"],
        "notes": said["notes"],
    }


def _valued(world: World, draft: Draft, answer: LoggedAnswer) -> Valued:
    fits = answer.relevance >= RELEVANCE_FLOOR
    orders = (sums_of(answer.rows), popularity(answer.rows)) if answer.candidates else (fits, fits)
    by_sum, by_volume = (_first(answer, order, fits) for order in orders)
    greedy = answer.exploration.greedy
    no_model = greedy if answer.baseline_shown is None else answer.baseline_shown
    pairs = watched_beside(answer.policy, answer.shadow, with_baseline=answer.baseline_shown is not None)
    watched = {other: answer.shadow_shown if other == answer.shadow else no_model for _, other in pairs}
    slates = {SHOWN: answer.shown, GREEDY: greedy, BASELINE: by_sum, POPULARITY: by_volume}
    return Valued(
        day=(answer.created - FIRST_DAY).days,
        account=draft.account,
        policy=answer.policy,
        values={name: _worth(world, draft, answer, slate) for name, slate in slates.items()},
        watched={
            other: (
                _worth(world, draft, answer, slate),
                answer.outcome is not None and swap_of(answer.exploration, slate).supported,
            )
            for other, slate in watched.items()
        },
        unlike_log=set(no_model) != set(by_sum),
    )


def _first(answer: LoggedAnswer, scores: np.ndarray, fits: np.ndarray) -> tuple[Tag, ...]:
    """The best that fit; no two tags of the world are alike or contradict each other, so nothing else has a say."""
    order = sorted(np.flatnonzero(fits).tolist(), key=lambda i: (-round(float(scores[i]), 6), answer.candidates[i]))
    return tuple(answer.candidates[i] for i in order[:ASKED])


def _worth(world: World, draft: Draft, answer: LoggedAnswer, slate: Sequence[Tag]) -> float:
    if not slate:
        return 0.0
    place = {tag: i for i, tag in enumerate(answer.candidates)}
    relevance = answer.relevance[[place[tag] for tag in slate]]
    true, places = lifts_of(world, draft, slate), np.arange(1, len(slate) + 1)
    return float(expected_gain(true, places, relevance, attention=world.scenario.attention))


def _lift(some: Sequence[Valued], ours: str, theirs: str) -> dict[str, float]:
    values = [[each.values[name] for each in some] for name in (ours, theirs)]
    found = paired_interval(values[0], values[1], [each.account for each in some])
    return {name: round(number, 4) for name, number in found.to_json().items()}


def _meant(version: str, name: str) -> bool:
    return version == name or (name == LEARNED and version != VERSION)
