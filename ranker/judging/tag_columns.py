"""The items of a sitting as columns of numbers: the rows of the service, and one column for each idea."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import PostFormat
from hashtagger.ranking import AccountHistory, Rows, Situation, TagLift
from hashtagger.text.phrases import candidate_keys
from hashtagger.types import Candidate, Evidence, Reach, Tag, TagRecord, TagStats
from ranker.baseline import evidence_sum
from ranker.features import build_rows
from ranker.judging.sittings import Sitting
from ranker.judging.tag_figures import TagFigures
from ranker.lifts import account_lifts
from ranker.residuals import engagement

Floats = NDArray[np.float64]

BROAD, MEDIUM = 10, 3
"""Accounts that make a tag broad or medium."""
MAX_TAGS = 30


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """Items of sittings laid end to end: n items of g sittings."""

    sizes: NDArray[np.int64]
    """[g]"""
    labels: Floats
    """[n]"""
    rows: Rows
    """[n, features] As the service has them, as far as such posts know."""
    ideas: Mapping[str, Floats]
    """Name → [n]; higher is meant to be better."""


def columns_of(sittings: Sequence[Sitting], figures: TagFigures, *, ideas: bool = True) -> Columns:
    """What ``figures``, which must not have seen the sittings' later posts, and each account's earlier posts say."""
    over_all = _over_all(figures) if ideas else None
    per_sitting = [_of_sitting(sitting, figures, over_all) for sitting in sittings]
    return Columns(
        np.array([len(sitting.items) for sitting in sittings], np.int64),
        np.concatenate([sitting.labels for sitting in sittings]),
        np.concatenate([rows for rows, _ in per_sitting]),
        {name: np.concatenate([ideas[name] for _, ideas in per_sitting]) for name in per_sitting[0][1]},
    )


def joined(parts: Sequence[Columns]) -> Columns:
    """One behind the other."""
    return Columns(
        np.concatenate([part.sizes for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.rows for part in parts]),
        {name: np.concatenate([part.ideas[name] for part in parts]) for name in parts[0].ideas},
    )


def _over_all(figures: TagFigures) -> dict[str, Floats]:
    """Ideas that are the same for every account: name → [tags]."""
    return {
        "popularity": np.log1p(figures.accounts),
        "mean lift, prior 3 posts": figures.mean_lift(3),
        "mean lift, prior 30 posts": figures.mean_lift(30),
        "mean lift, prior 300 posts": figures.mean_lift(300),
        "recent lift": figures.recent_lift(30),
        "joint lift of all tags": figures.joint_lift(30),
        "lift of tags used alike": figures.cluster_lift(30),
    }


def _of_sitting(
    sitting: Sitting, figures: TagFigures, over_all: Mapping[str, Floats] | None
) -> tuple[Rows, dict[str, Floats]]:
    situation = situation_of(sitting, figures)
    mine = [tag for post in sitting.earlier for tag in post.outcome.tags]
    written = candidate_keys(situation.text)
    scored = evidence_sum([_candidate(tag, written, mine, len(sitting.earlier), figures) for tag in sitting.items])
    place = {each.candidate.record.tag: at for at, each in enumerate(scored)}
    order = np.array([place[tag] for tag in sitting.items])
    rows = build_rows(scored, situation)[order]
    if over_all is None:
        return rows, {}
    ideas = {"baseline": np.array([each.score for each in scored])[order]}
    return rows, ideas | _ideas(sitting, figures, over_all, mine, situation)


def _ideas(
    sitting: Sitting, figures: TagFigures, over_all: Mapping[str, Floats], mine: Sequence[Tag], situation: Situation
) -> dict[str, Floats]:
    known = np.array([figures.number.get(tag, -1) for tag in sitting.items])
    niche = figures.niche_lift(sorted(set(mine)), 30)
    by_tag = {**over_all, "lift among like accounts": niche}
    ideas = {name: np.where(known >= 0, values[known], 0.0) for name, values in by_tag.items()}
    lifts = {tag: lift.lift for tag, lift in situation.lifts.items()}
    own = lifts | {tag: lift.lift for tag, lift in situation.account.tags.items()}
    uses = [float(mine.count(tag)) for tag in sitting.items]
    return ideas | {
        "tag lift": np.array([lifts.get(tag, 0.0) for tag in sitting.items]),
        "account tag lift": np.array([own.get(tag, 0.0) for tag in sitting.items]),
        "used before by the account": np.array(uses),
        "new to the account": -np.array(uses),
        "short": -np.array([float(len(tag)) for tag in sitting.items]),
    }


def situation_of(sitting: Sitting, figures: TagFigures) -> Situation:
    """As the service would see the account on the first day of its later posts, with all their captions as the draft."""
    population = figures.population
    outcomes = [post.outcome for post in sitting.earlier]
    own: dict[Tag, TagLift] = {}
    level = spread = None
    if outcomes:
        found = account_lifts(outcomes, figures.model.residuals(outcomes), population.lifts, population.variances)
        own = {tag: earned.lift for tag, earned in found.get(sitting.account, {}).items() if tag in sitting.items}
        level = float(engagement(outcomes).mean())
        spread = float(engagement(outcomes).std(ddof=1)) if len(outcomes) > 1 else None
    first = min(post.outcome.published for post in sitting.later)
    return Situation(
        now=datetime.combine(first.date(), time(), UTC),
        platform="instagram",
        format=PostFormat.PHOTO,
        images=1,
        text="\n".join(post.caption for post in sitting.later),
        max_tags=MAX_TAGS,
        account=AccountHistory(len(outcomes), sitting.later[0].outcome.followers, level, spread, own),
        lifts={tag: population.lifts[tag] for tag in sitting.items if tag in population.lifts},
    )


def _candidate(
    tag: Tag, written: Mapping[Tag, float], mine: Sequence[Tag], posts: int, figures: TagFigures
) -> Candidate:
    """Evidence without pictures: the captions name it, the account used it (the share of its ``posts``)."""
    evidence = {}
    if tag in written:
        evidence["text"] = Evidence(min(1.0, written[tag]), "")
    if tag in mine:
        evidence["history"] = Evidence(min(1.0, mine.count(tag) / posts), "")
    at = figures.number.get(tag)
    accounts, uses = (figures.accounts[at], figures.uses[at]) if at is not None else (0.0, 0.0)
    reach = Reach.BROAD if accounts >= BROAD else Reach.MEDIUM if accounts >= MEDIUM else Reach.NICHE
    stats = TagStats(posts_per_day=float(uses))
    return Candidate(TagRecord(tag, tag, (tag,), "", (), "", reach, True, stats=stats), evidence)
