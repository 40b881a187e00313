"""A world's log as the judges read it: as arrays, for many runs, and as logged answers with real rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from benchmarks.creator_world.behaviour import interactions
from benchmarks.creator_world.logs import SHOWN, Log, residuals
from benchmarks.creator_world.world import Floats, Integers, World
from hashtagger.posts import Account, FeedbackKind, PostFormat, PostOutcome
from hashtagger.ranking import Exploration
from hashtagger.types import Tag
from ranker.contrasts import DIRECT, Contrasts
from ranker.features import NAMES, SCHEMA
from ranker.logged import LoggedAnswer
from ranker.swaps import contrast_weights, greedy_weights

FIRST_DAY = datetime(2026, 1, 5, tzinfo=UTC)
"""A Monday."""
CURRENT_POLICY, TARGET = "most-relevant", "knows-lifts"


def contrasts(world: World, log: Log) -> Contrasts:
    """What ``ranker.offpolicy.report`` is given, where the pool holds all that the target brings in."""
    n = len(log.pool)
    rows = np.arange(n)
    came = log.pool == log.drawn[:, None]
    odds = 1.0 / (log.chances * came).sum(axis=1)
    wanted = _marked(log, log.target)
    new = wanted.copy()
    new[:, :SHOWN] = False
    changed = new.sum(axis=1)
    rate = np.full(n, log.rate)
    columns = candidate_columns(world, log)
    greedy = columns[:, :SHOWN].sum(axis=1)
    mean_in = (columns[rows[:, None], log.pool] * log.chances[:, :, None]).sum(axis=1)
    return Contrasts(
        weights=contrast_weights(
            changed, rate, SHOWN, log.explored, new[rows, log.drawn] * odds, ~wanted[rows, log.position]
        ),
        greedy=greedy_weights(rate, log.explored),
        tags_changed=changed,
        earned=residuals(log),
        accounts=np.unique(log.posts.accounts, return_inverse=True)[1],
        shift=columns[rows[:, None], log.shown].sum(axis=1) - greedy,
        wanted=columns[rows[:, None], log.target].sum(axis=1) - greedy,
        expected=log.rate * (mean_in - greedy / SHOWN),
    )


def candidate_columns(world: World, log: Log) -> Floats:
    """What a row says of each candidate, as far as the direct model reads it. [n, k, len(DIRECT)]"""
    known = {
        "relevance": log.posts.relevance,
        "tag_lift": world.believed[log.posts.candidates],
        "volume": world.volume[log.posts.candidates],
    }
    columns = np.zeros((*log.posts.candidates.shape, len(DIRECT)))
    for place, name in enumerate(DIRECT):
        if name in known:
            columns[:, :, place] = known[name]
    return columns


def logged_answers(world: World, log: Log) -> Iterator[LoggedAnswer]:
    """Answers as the service would have logged them, each with the post that came of it."""
    columns = candidate_columns(world, log)
    for i in range(len(log.posts.accounts)):
        names = tuple(Tag(world.names[tag]) for tag in log.posts.candidates[i])
        rows = np.full((len(names), len(NAMES)), np.nan, dtype=np.float32)
        rows[:, [NAMES.index(name) for name in DIRECT]] = columns[i]
        rows[:, NAMES.index("visual")] = log.posts.relevance[i]
        shown = _tags(names, log.shown[i])
        yield LoggedAnswer(
            recommendation_id=f"answer-{i}",
            account=_account(log, i),
            created=_moment(log, i),
            platform="instagram",
            policy=CURRENT_POLICY,
            schema=SCHEMA,
            candidates=names,
            scores=log.posts.relevance[i],
            relevance=log.posts.relevance[i],
            rows=rows,
            shown=shown,
            exploration=Exploration(
                log.rate,
                _tags(names, np.arange(SHOWN)),
                (),
                tuple(zip(_tags(names, log.pool[i]), log.chances[i].tolist(), strict=True)),
                int(log.position[i]) + 1 if log.explored[i] else None,
                names[log.drawn[i]] if log.explored[i] else None,
            ),
            shadow=TARGET,
            shadow_shown=_tags(names, log.target[i]),
            feedback={
                tag: FeedbackKind.KEPT if kept else FeedbackKind.REMOVED
                for tag, kept in zip(shown, log.kept[i], strict=True)
            },
            outcome=_outcome(world, log, i, shown),
        )


def _outcome(world: World, log: Log, i: int, shown: tuple[Tag, ...]) -> PostOutcome:
    return PostOutcome(
        post_id=f"post-{i}",
        account=_account(log, i),
        platform="instagram",
        published=_moment(log, i),
        format=PostFormat.PHOTO,
        tags=tuple(tag for tag, kept in zip(shown, log.kept[i], strict=True) if kept),
        interactions=float(interactions(log.earned[i])),
        age_h=float(log.ages_h[i]),
        followers=int(world.followers[log.posts.accounts[i]]),
        recommendation_id=f"answer-{i}",
    )


def _account(log: Log, i: int) -> Account:
    return Account("world", f"creator-{log.posts.accounts[i]}")


def _moment(log: Log, i: int) -> datetime:
    return FIRST_DAY + timedelta(days=int(log.posts.days[i]), hours=int(log.posts.hours[i]))


def _tags(names: tuple[Tag, ...], places: Integers) -> tuple[Tag, ...]:
    return tuple(names[place] for place in places)


def _marked(log: Log, slates: Integers) -> np.ndarray:
    """Whether each candidate is in the slate, [n, k]."""
    marked = np.zeros(log.posts.candidates.shape, dtype=bool)
    np.put_along_axis(marked, slates, True, axis=1)
    return marked
