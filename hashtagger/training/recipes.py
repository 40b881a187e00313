"""The ways to train the starter image tower that were compared, as data; ``docs/training/clip_recipes.md`` has the outcome."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class LossWeights:
    """
    How much each objective counts; see ``objectives.py`` for what they are.

    ``contrast`` and ``mean`` need captions; ``feature``, ``logit`` and ``guide`` only the teacher.
    """

    contrast: float = 1.0
    mean: float = 2.0
    feature: float = 4.0
    logit: float = 0.0
    guide: float = 0.0


@dataclass(frozen=True, slots=True)
class LatePhase:
    """What changes from a share of the run onwards, when the captions of the training photos begin to be learnt by heart."""

    start: float
    weights: LossWeights
    unlabelled: float
    erase: float


@dataclass(frozen=True, slots=True)
class Recipe:
    """
    Everything that decides a run but the seed, the data and its length.

    ``unlabelled`` is the share (below 1) of photos without captions in an epoch. ``views`` is how many fixed crops of
    each photo the teacher has seen; with 1 the student sees fresh crops and is told the teacher's opinion of the whole
    photo. ``sizes_px`` is the input side from a share of the run onwards.
    """

    backbone: str = "regnetx_002"
    projection: str = "linear"
    batch: int = 128
    peak_rate: float = 2e-3
    weight_decay: float = 0.05
    warm_up: float = 0.1
    drop_path: float = 0.0
    average_decay: float = 0.998
    unlabelled: float = 0.0
    views: int = 1
    min_area: float = 0.3
    colour: float = 0.3
    erase: float = 0.0
    sizes_px: tuple[tuple[float, int], ...] = ((0.0, 128),)
    weights: LossWeights = field(default_factory=LossWeights)
    guide_steps: int = 600
    late: LatePhase | None = None

    def at(self, progress: float) -> Recipe:
        """The recipe in force when ``progress`` (0..1) of the run is done."""
        if self.late is None or progress < self.late.start:
            return self
        late = self.late
        return replace(self, weights=late.weights, unlabelled=late.unlabelled, erase=late.erase, late=None)


_FIRST = Recipe()
_GROWING = replace(_FIRST, sizes_px=((0.0, 96), (0.5, 128)))
_GUIDED = replace(_GROWING, weights=LossWeights(guide=1.0))
_SMALL = ((0.0, 80), (0.4, 96), (0.75, 112))

RECIPES: dict[str, Recipe] = {
    "first": _FIRST,
    "growing": _GROWING,
    "guided": _GUIDED,
    "guided_small": replace(_GUIDED, sizes_px=_SMALL),
    "guided_small_v7w": replace(_GUIDED, sizes_px=_SMALL, unlabelled=1 / 3),
    "guided_small_mlp": replace(_GUIDED, sizes_px=_SMALL, projection="mlp"),
    "guided_small_logit": replace(_GUIDED, sizes_px=_SMALL, weights=LossWeights(guide=1.0, logit=0.5)),
    "guided_small_rate": replace(_GUIDED, sizes_px=_SMALL, peak_rate=4e-3),
    "guided_small_rate_logit": replace(
        _GUIDED, sizes_px=_SMALL, peak_rate=4e-3, weights=LossWeights(guide=1.0, logit=0.5)
    ),
    "guided_small_rate_v7w": replace(_GUIDED, sizes_px=_SMALL, peak_rate=4e-3, unlabelled=0.4),
    "final": replace(
        _GUIDED,
        sizes_px=((0.0, 80), (0.25, 96), (0.65, 112)),
        peak_rate=4e-3,
        projection="mlp",
        unlabelled=0.4,
        colour=0.4,
        erase=0.15,
        average_decay=0.999,
        late=LatePhase(
            start=0.572,
            weights=LossWeights(contrast=0.3, mean=0.5, feature=4.0, guide=3.0),
            unlabelled=0.5,
            erase=0.25,
        ),
    ),
}
