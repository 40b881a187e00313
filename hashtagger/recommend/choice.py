"""From a ranking to the tags that are shown: the best that go together, and at times one left to chance."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from hashtagger.ranking import Exploration, Ranking, Shadow, Situation
from hashtagger.recommend.assignment import content_of
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.diversify import choose
from hashtagger.recommend.exploration import draw, plan, slate
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.types import ScoredCandidate, Tag


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What is shown of a ranking, and all that led to it; it is logged."""

    situation: Situation
    ranking: Ranking
    exploration: Exploration
    """Drawn."""
    shown: tuple[ScoredCandidate, ...]
    shadow_shown: tuple[Tag, ...] = ()
    """What the model that is only watched would have shown."""
    baseline_shown: tuple[Tag, ...] | None = None
    """What the baseline would have shown in place of a learned model; None: it ordered the answer itself."""


def make_choice(
    request: RecommendationRequest,
    situation: Situation,
    ranking: Ranking,
    contradictions: Contradictions,
    *,
    room: int,
    explore: float,
    recommendation_id: str,
) -> Choice:
    """
    At most ``room`` tags. ``explore`` is the share of answers in which chance has a say; it has none where the request, its
    account, a wished mix or an experiment forbid it.
    """
    chosen = choose(ranking.scored, limit=room, mix=request.mix, contradictions=contradictions)

    def would_show(watched: Shadow) -> tuple[Tag, ...]:
        best = choose(_ordered_by(watched, ranking), limit=room, mix=request.mix, contradictions=contradictions)
        return tuple(each.candidate.record.tag for each in best)

    shadow_shown = () if ranking.shadow is None else would_show(ranking.shadow)
    baseline_shown = None if ranking.baseline is None else would_show(ranking.baseline)
    may_explore = request.explore and situation.account.explore and not request.mix and request.experiment is None
    planned = plan(
        ranking.scored,
        chosen,
        rate=explore if may_explore else 0.0,
        asked_for=request.seed_tags,
        preferred=(*shadow_shown, *(baseline_shown or ())),
        contradictions=contradictions,
    )
    exploration = draw(planned, seed_of(request, situation.now, recommendation_id))
    by_tag = {each.candidate.record.tag: each for each in ranking.scored}
    shown = tuple(by_tag[tag] for tag in slate(exploration))
    return Choice(situation, ranking, exploration, shown, shadow_shown, baseline_shown)


def seed_of(request: RecommendationRequest, now: datetime, recommendation_id: str) -> str:
    """
    What chance is drawn from: the account, the day (UTC) and the content, as a sha256, so that asking again for the same post
    on the same day cannot draw until the answer pleases. Without a profile it is the id, half of which is random.
    """
    if request.profile_id is None:
        return recommendation_id
    parts = (request.owner, request.profile_id, now.astimezone(UTC).date().isoformat(), content_of(request))
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def _ordered_by(watched: Shadow, ranking: Ranking) -> Sequence[ScoredCandidate]:
    pairs = zip(watched.scores.tolist(), ranking.scored, strict=True)
    return [each for _, each in sorted(pairs, key=lambda pair: (-pair[0], pair[1].candidate.record.tag))]
