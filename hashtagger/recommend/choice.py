"""From a ranking to the tags that are shown: the best that go together, and at times one left to chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hashtagger.ranking import Exploration, Ranking, Situation
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
    would_show: tuple[Tag, ...] = ()
    if ranking.shadow is not None:
        watched = choose(_by_shadow(ranking), limit=room, mix=request.mix, contradictions=contradictions)
        would_show = tuple(each.candidate.record.tag for each in watched)
    may_explore = request.explore and situation.account.explore and not request.mix and request.experiment is None
    planned = plan(
        ranking.scored,
        chosen,
        rate=explore if may_explore else 0.0,
        asked_for=request.seed_tags,
        preferred=would_show,
        contradictions=contradictions,
    )
    exploration = draw(planned, recommendation_id)
    by_tag = {each.candidate.record.tag: each for each in ranking.scored}
    return Choice(situation, ranking, exploration, tuple(by_tag[tag] for tag in slate(exploration)), would_show)


def _by_shadow(ranking: Ranking) -> Sequence[ScoredCandidate]:
    if ranking.shadow is None:
        return ranking.scored
    pairs = zip(ranking.shadow.scores.tolist(), ranking.scored, strict=True)
    return [each for _, each in sorted(pairs, key=lambda pair: (-pair[0], pair[1].candidate.record.tag))]
