"""What was known of each post when it was published, so that a forecast learns from nothing that came later."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np

from hashtagger.forecast import AT_H
from hashtagger.posts import Account, PostFormat, PostOutcome
from hashtagger.ranking import AccountHistory, Situation, TagLift
from hashtagger.types import Candidate, Reach, ScoredCandidate, Tag, TagRecord
from ranker.conformal import Floats
from ranker.features import NAMES, build_rows
from ranker.lifts import account_lifts, tag_lifts
from ranker.prospects import NAN, Prospect, prospect_of, without_tags

COUNTS = 12
"""Lifts are counted so often over the whole time, as the nightly job counts them again and again."""
_REACH_AT, _VOLUME_AT, _COMPETITION_AT = (NAMES.index(name) for name in ("reach_prior", "volume", "competition"))
_NO_TAG = Tag("")
_IMAGES = {PostFormat.TEXT: 0.0, PostFormat.PHOTO: 1.0}


def prospects_before(
    outcomes: Sequence[PostOutcome],
    residuals: Floats,
    records: Mapping[Tag, TagRecord],
    *,
    texts: Mapping[str, str] | None = None,
    volumes: Mapping[str, Mapping[Tag, float]] | None = None,
    lag_h: float = AT_H,
) -> list[Prospect]:
    """
    One for each of ``outcomes``, in their order, made only from posts that had been looked at by then (``age_h``) and were
    published ``lag_h`` (above 0) earlier.

    ``residuals`` [n] say what each earned beyond what was expected. ``records`` are those of the catalogue, for what does
    not change with time: how much is posted with a tag comes from ``volumes`` (post id → tag → log1p posts a day when the
    post was made), or is not known. ``texts``: post id → draft, where it is known; the images are as many as the format says.
    """
    made: dict[int, Prospect] = {}
    order = sorted(range(len(outcomes)), key=lambda at: outcomes[at].published)
    known = [each.published + timedelta(hours=max(lag_h, each.age_h)) for each in outcomes]
    ripening = sorted(order, key=lambda at: known[at])
    levels = _Levels()
    ripe = 0
    for block in _blocks(order):
        begin = outcomes[block[0]].published
        lifts = _lifts(outcomes, residuals, [at for at in order if known[at] <= begin])
        for at in block:
            while known[ripening[ripe]] <= outcomes[at].published:  # ends at this post itself, which is known later
                levels.add(outcomes[ripening[ripe]])
                ripe += 1
            text = (texts or {}).get(outcomes[at].post_id)
            made[at] = _prospect(
                outcomes[at], levels, lifts, records, text, (volumes or {}).get(outcomes[at].post_id, {})
            )
    return [made[at] for at in range(len(outcomes))]


@dataclass(slots=True)
class _Levels:
    """Sums over the posts of each account: how many, of log1p(interactions), of their squares."""

    sums: dict[Account, tuple[int, float, float]] = field(default_factory=dict)

    def add(self, outcome: PostOutcome) -> None:
        posts, total, squares = self.sums.get(outcome.account, (0, 0.0, 0.0))
        value = math.log1p(outcome.interactions)
        self.sums[outcome.account] = (posts + 1, total + value, squares + value * value)

    def history(self, outcome: PostOutcome, lifts: Mapping[Tag, TagLift]) -> AccountHistory:
        posts, total, squares = self.sums.get(outcome.account, (0, 0.0, 0.0))
        spread = math.sqrt(max(squares - total**2 / posts, 0.0) / (posts - 1)) if posts > 1 else None
        level = total / posts if posts else None
        return AccountHistory(posts=posts, followers=outcome.followers, level=level, spread=spread, tags=lifts)


@dataclass(frozen=True, slots=True, eq=False)
class _Lifts:
    population: Mapping[Tag, TagLift] = field(default_factory=dict)
    own: Mapping[Account, Mapping[Tag, TagLift]] = field(default_factory=dict)


def _blocks(order: Sequence[int]) -> Iterator[Sequence[int]]:
    size = max(math.ceil(len(order) / COUNTS), 1)
    for start in range(0, len(order), size):
        yield order[start : start + size]


def _lifts(outcomes: Sequence[PostOutcome], residuals: Floats, past: Sequence[int]) -> _Lifts:
    posts, rest = [outcomes[at] for at in past], residuals[list(past)]
    if not posts:
        return _Lifts()
    found = tag_lifts(posts, rest)
    own = account_lifts(posts, rest, found.lifts, found.variances)
    return _Lifts(found.lifts, {who: {tag: one.lift for tag, one in tags.items()} for who, tags in own.items()})


def _prospect(
    outcome: PostOutcome,
    levels: _Levels,
    lifts: _Lifts,
    records: Mapping[Tag, TagRecord],
    text: str | None,
    volumes: Mapping[Tag, float],
) -> Prospect:
    mine = lifts.own.get(outcome.account, {})
    situation = Situation(
        now=outcome.published,
        platform=outcome.platform,
        format=outcome.format,
        images=0,
        text=text or "",
        max_tags=None,
        account=levels.history(outcome, {tag: mine[tag] for tag in outcome.tags if tag in mine}),
        lifts={tag: lifts.population[tag] for tag in outcome.tags if tag in lifts.population},
    )
    tags = outcome.tags or (_NO_TAG,)
    rows = build_rows([_candidate(records.get(tag) or _unlisted(tag)) for tag in tags], situation)
    rows[[tag not in records for tag in tags], _REACH_AT] = np.nan
    rows[:, _VOLUME_AT] = [volumes.get(tag, NAN) for tag in tags]
    level = situation.account.level
    rows[:, _COMPETITION_AT] = np.nan if level is None else rows[:, _VOLUME_AT] - level
    prospect = replace(
        prospect_of(rows),
        images=_IMAGES.get(outcome.format, NAN),
        text_length=NAN if text is None else math.log1p(len(text)),
    )
    return prospect if outcome.tags else without_tags(prospect)


def _candidate(record: TagRecord) -> ScoredCandidate:
    return ScoredCandidate(Candidate(record, {}), 0.0, 0.0)


def _unlisted(tag: Tag) -> TagRecord:
    return TagRecord(
        tag=tag, display=tag, words=(), meaning="", categories=(), language="", reach=Reach.MEDIUM, visual=False
    )
