"""The ranker of the service: the model that is current on the shelf, or the baseline where there is none to use."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import structlog
from numpy.typing import NDArray

from hashtagger.errors import HashtaggerError
from hashtagger.ranking import BASELINE, CURRENT, SHADOW, RankerStatus, Ranking, Rows, Shadow, Situation
from hashtagger.settings import Settings
from hashtagger.types import Candidate, ScoredCandidate
from ranker import baseline
from ranker.artefacts import RANKER, Pointer, Shelf
from ranker.features import SCHEMA, build_rows
from ranker.following import Following
from ranker.words import in_words

if TYPE_CHECKING:
    from ranker.lightgbm_ranker import LightgbmModel

PINNED = 8
"""So many versions that were asked for by name stay in memory."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    """What one answer is made with; replaced as a whole, never changed."""

    stamp: tuple[int, int] | None = None
    """Of the pointer that it was read from."""
    current: LightgbmModel | None = None
    shadow: LightgbmModel | None = None
    trouble: str = ""
    shadow_trouble: str = ""
    models: Mapping[str, LightgbmModel] = field(default_factory=dict)
    """By version: these two, those asked for by name, and what was current before."""
    absent: frozenset[str] = frozenset()
    """Versions that were asked for by name, and are on the shelf, but cannot be had."""


class LiveRanker:
    """
    Implements ``hashtagger.ports.Ranker``; follows the shelf that any number of processes share.

    ``rank`` and ``reasons`` belong to one thread (the event loop); models are read on another one, while what was there
    before still serves. ``seconds`` is a monotonic clock.
    """

    def __init__(self, settings: Settings, *, seconds: Callable[[], float] = time.monotonic) -> None:
        self._enabled, self._shelf = settings.ranker.enabled, Shelf(settings.ranker_dir)
        self._following = Following(self._shelf, RANKER, self._take_in, seconds)
        self._loaded = _Loaded()
        self._pinned: tuple[str, ...] = ()
        self._said: set[tuple[str, str]] = set()
        self._fallbacks: Counter[str] = Counter()
        self._reloads = 0
        if self._enabled:
            self._loaded = self._read(self._loaded)

    @property
    def version(self) -> str:
        return _version(self._loaded.current)

    @property
    def status(self) -> RankerStatus:
        loaded = self._loaded
        return RankerStatus(
            version=self.version,
            shadow=None if loaded.shadow is None else loaded.shadow.version,
            trouble=loaded.trouble,
            shadow_trouble=loaded.shadow_trouble,
            reloads=self._reloads,
            fallbacks=dict(self._fallbacks),
        )

    def rank(self, candidates: Sequence[Candidate], situation: Situation, *, policy: str = CURRENT) -> Ranking:
        """See ``Ranker.rank``. When the ranker is off every policy is the baseline, and that is no degradation."""
        scored = baseline.evidence_sum(candidates)
        rows = build_rows(scored, situation)
        loaded = self._look()
        model, stands_in = self._choose(policy, loaded)
        if stands_in:
            self._fallbacks["unavailable"] += 1
        scores = None if model is None else self._scores(model, rows)
        if model is not None and scores is None:
            self._fallbacks["failed"] += 1
            model, stands_in = None, True
        shadow = None if loaded.shadow is None or loaded.shadow is model else self._shadow(loaded.shadow, rows)
        degraded = ("ranker",) if stands_in else ()
        if model is None or scores is None:
            return Ranking(scored, baseline.VERSION, SCHEMA, rows, shadow, degraded)
        # So that the lift report can always say what the learned model is worth beside no model at all.
        no_model = Shadow(baseline.VERSION, np.array([each.score for each in scored]))
        return _ordered(Ranking(scored, model.version, SCHEMA, rows, shadow, baseline=no_model), scores)

    def reasons(self, rows: Rows, policy: str) -> list[tuple[str, ...]]:
        """See ``Ranker.reasons``; ``policy`` is the version that the ranking names."""
        model = self._loaded.models.get(policy)
        if model is None or not len(rows):
            return [()] * len(rows)
        try:
            return [in_words(*pair) for pair in zip(rows, model.contributions(rows), strict=True)]
        except Exception as error:
            self._say(model.version, "ranker_reasons_failed", error)
            return [()] * len(rows)

    def refresh(self) -> None:
        """Take in what the shelf says now; blocks while models are read. Never raises; safe to call from any thread."""
        self._following.read_now()

    def _take_in(self) -> None:
        was = self._loaded
        now = self._read(was)
        if now.current is not was.current:
            self._reloads += 1
            log.info("ranker_swapped", was=_version(was.current), now=_version(now.current))
        self._loaded = now

    def _look(self) -> _Loaded:
        """What serves now; when the shelf says something else, reading that begins on another thread."""
        loaded = self._loaded
        if self._enabled:
            unread = any(version not in loaded.models and version not in loaded.absent for version in self._pinned)
            broken = bool(loaded.trouble or loaded.shadow_trouble or loaded.absent)
            self._following.look(loaded.stamp, unread=unread, broken=broken)
        return loaded

    def _choose(self, policy: str, loaded: _Loaded) -> tuple[LightgbmModel | None, bool]:
        """The model that ``policy`` means (None: the baseline), and whether the baseline only stands in for it."""
        if not self._enabled or policy in (BASELINE, baseline.VERSION):
            return None, False
        if policy == CURRENT:
            return loaded.current, bool(loaded.trouble)
        if policy == SHADOW:
            return loaded.shadow, loaded.shadow is None
        known = policy in loaded.models or policy in loaded.absent or policy in self._pinned
        if not known and self._shelf.holds(RANKER, policy):  # another name must not push out one that can be had
            self._pinned = (*self._pinned, policy)[-PINNED:]
            self._following.begin()
        model = loaded.models.get(policy)
        return model, model is None

    def _scores(self, model: LightgbmModel, rows: Rows) -> NDArray[np.float64] | None:
        try:
            return model.scores(rows)
        except Exception as error:
            # Whatever it is, the baseline has an answer, and an answer is what was asked for.
            self._say(model.version, "ranker_failed", error)
            return None

    def _shadow(self, model: LightgbmModel, rows: Rows) -> Shadow | None:
        scores = self._scores(model, rows)
        return None if scores is None else Shadow(model.version, scores)

    def _read(self, was: _Loaded) -> _Loaded:
        """All that the shelf names, from memory where it was read before."""
        stamp = self._shelf.stamp(RANKER)
        try:
            pointer, trouble = self._shelf.pointer(RANKER), ""
        except Exception as error:
            self._say("pointer", "ranker_unavailable", error)
            pointer, trouble = Pointer(), _told(error)
        wanted = dict.fromkeys([pointer.current, pointer.shadow, *self._pinned])
        found = {version: self._model(version, was) for version in wanted if version is not None}
        models = {version: model for version, model in found.items() if not isinstance(model, str)}
        if was.current is not None:
            # An answer that was ordered by it may still ask for its reasons.
            models.setdefault(was.current.version, was.current)
        absent = frozenset(version for version in self._pinned if version not in models)
        current, shadow = found.get(pointer.current or ""), found.get(pointer.shadow or "")
        return _Loaded(
            stamp=stamp,
            current=None if isinstance(current, str) else current,
            shadow=None if isinstance(shadow, str) else shadow,
            trouble=current if isinstance(current, str) else trouble,
            shadow_trouble=shadow if isinstance(shadow, str) else "",
            models=models,
            absent=absent,
        )

    def _model(self, version: str, was: _Loaded) -> LightgbmModel | str:
        """The model, or why it cannot be used."""
        if version in was.models:
            return was.models[version]
        try:
            from ranker.lightgbm_ranker import read_model

            return read_model(self._shelf.open(RANKER, version))
        except Exception as error:
            # Also a library that is missing or does not load.
            self._say(version, "ranker_unavailable", error)
            return _told(error)

    def _say(self, version: str, event: str, error: Exception) -> None:
        """Once for each version and event."""
        if (version, event) not in self._said:
            self._said.add((version, event))
            ours = isinstance(error, HashtaggerError)
            log.error(event, version=version, error=_told(error), exc_info=None if ours else error)


def _ordered(ranking: Ranking, scores: NDArray[np.float64]) -> Ranking:
    """
    In the order of ``scores`` (aligned with what is there), ties by tag.

    A candidate's score becomes the model's; its relevance stays the baseline's, the floor below which nothing is shown.
    """
    was, values = ranking.scored, scores.tolist()
    order = sorted(range(len(was)), key=lambda place: (-values[place], was[place].candidate.record.tag))
    return Ranking(
        scored=[ScoredCandidate(was[place].candidate, values[place], was[place].relevance) for place in order],
        policy=ranking.policy,
        schema=ranking.schema,
        rows=ranking.rows[order],
        shadow=_reordered(ranking.shadow, order),
        baseline=_reordered(ranking.baseline, order),
    )


def _reordered(watched: Shadow | None, order: list[int]) -> Shadow | None:
    return None if watched is None else Shadow(watched.policy, watched.scores[order])


def _told(error: Exception) -> str:
    """Never empty."""
    return str(error) or type(error).__name__


def _version(model: LightgbmModel | None) -> str:
    return baseline.VERSION if model is None else model.version
