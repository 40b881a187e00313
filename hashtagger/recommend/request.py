"""What a caller asks for and what it gets: the two ends of a recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from hashtagger.errors import InvalidRequest
from hashtagger.forecast import NO_FORECASTER, Forecast, NoForecast
from hashtagger.types import (
    Caption,
    Deadline,
    DecodedImage,
    ModelVersions,
    PlatformRule,
    RankedTag,
    Reach,
    ScoredCandidate,
    Tag,
)

if TYPE_CHECKING:
    from hashtagger.recommend.choice import Choice

Placement = Literal["end", "inline"]

MIXES: Mapping[str, Mapping[Reach, int]] = {
    "best": {},
    "balanced": {Reach.NICHE: 2, Reach.MEDIUM: 2, Reach.BROAD: 1},
    "niche": {Reach.NICHE: 4, Reach.MEDIUM: 1},
    "broad": {Reach.BROAD: 4, Reach.MEDIUM: 1},
}
"""Named wishes for how widely used the five tags should be; ``best`` asks only for the best fitting ones."""


def parse_mix(text: str) -> Mapping[Reach, int]:
    """
    Read a name of ``MIXES`` or counts such as ``niche:2,broad:1``. Raises ``InvalidRequest``.

    >>> parse_mix("niche:2, broad:1")
    {<Reach.NICHE: 'niche'>: 2, <Reach.BROAD: 'broad'>: 1}
    """
    if text in MIXES:
        return MIXES[text]
    try:
        pairs = [part.split(":") for part in text.split(",")]
        mix = {Reach(name.strip()): int(count) for name, count in pairs}
    except ValueError:
        mix = {}
    if not mix or any(count < 0 or count > 30 for count in mix.values()):
        raise InvalidRequest(
            f"mix is {text!r}; it must be one of {', '.join(MIXES)} or counts such as 'niche:2,medium:2,broad:1'",
            code="invalid_mix",
        )
    return mix


@dataclass(frozen=True, slots=True, eq=False)
class RecommendationRequest:
    """One question, already verified: at least one image or some text or a seed tag."""

    deadline: Deadline
    images: tuple[DecodedImage, ...] = ()
    text: str = ""
    platform: str = "instagram"
    limit: int = 5
    """0: nothing is shown, everything is logged."""
    mix: Mapping[Reach, int] = field(default_factory=dict)
    seed_tags: tuple[Tag, ...] = ()
    exclude_tags: frozenset[Tag] = frozenset()
    language: str | None = None
    region: str | None = None
    profile_id: str | None = None
    placement: Placement = "end"
    explore: bool = True
    """Whether chance may have a say in which tags are shown."""
    policy: str = "current"
    """What orders the tags; see ``Ranker.rank``."""
    experiment: tuple[str, str] | None = None
    """Id and arm of the experiment that the answer belongs to."""
    owner: str = "local"
    """Who may read the answer again: the tenant of the API key; ``local`` where no keys are used."""
    api_key_id: str | None = None

    def as_logged(self) -> dict[str, object]:
        """Everything but pixels, deadline and owner, as plain JSON."""
        return {
            "platform": self.platform,
            "limit": self.limit,
            "mix": {reach.value: count for reach, count in self.mix.items()},
            "seed_tags": list(self.seed_tags),
            "exclude_tags": sorted(self.exclude_tags),
            "language": self.language,
            "region": self.region,
            "profile_id": self.profile_id,
            "placement": self.placement,
            "explore": self.explore,
            "policy": self.policy,
            "images": [image.fingerprint for image in self.images],
        }


@dataclass(frozen=True, slots=True, eq=False)
class Recommendation:
    """One answer. ``degraded`` names every stage that was skipped or late."""

    recommendation_id: str
    created: datetime
    captions: tuple[Caption, ...]
    tags: tuple[RankedTag, ...]
    text_with_tags: str
    platform_rule: PlatformRule
    degraded: tuple[str, ...]
    models: ModelVersions
    candidates: tuple[ScoredCandidate, ...]
    """Everything that was considered, best first; logged so that a ranker can learn from it."""
    choice: Choice
    experiment: tuple[str, str] | None
    """As the request's."""
    stage_seconds: Mapping[str, float]
    forecast: Forecast | NoForecast = NO_FORECASTER
    """Of a post that carries ``tags``."""
