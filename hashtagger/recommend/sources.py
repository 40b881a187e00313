"""
Where candidates come from: each source looks at one kind of evidence and proposes tags with a strength from 0 to 1.

A source knows nothing of the others; one that fails or is late costs only its own candidates.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Protocol

from hashtagger.ports import TagIndex, VisionModels
from hashtagger.recommend.calibration import as_questions, strength_of_z
from hashtagger.recommend.request import RecommendationRequest
from hashtagger.storage import companions, embeddings, history, tags
from hashtagger.storage.catalogue_view import CatalogueView
from hashtagger.storage.database import Database
from hashtagger.text.hashtags import extract_tags
from hashtagger.text.phrases import candidate_keys
from hashtagger.types import Evidence, ImageSignals, Neighbour, Tag, Vectors

VISUAL_MIDDLE, VISUAL_SLOPE = 3.0, 2.0
MEANING_MIDDLE, MEANING_SLOPE = 4.3, 1.7
"""Where a z-score counts as an even chance, and how fast it turns; chosen on the dev photos of the tag check."""

DIGITS = 4
"""Of a strength; more would be noise, and they are logged with every answer."""

NEAR = 0.1
"""A trending tag or one of the creator's own that fits less than this is not proposed at all."""

QUICK_SEARCH = 25_000
"""Tags times queries up to which a search (well under a millisecond) costs less than handing it to a thread."""


class CandidateSource(Protocol):
    """One kind of evidence."""

    name: str

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        """At most a few hundred tags, in any order."""
        ...


class VisualNeighbours:
    """Tags whose embedding is near the pictures; of several pictures, near the best one and near all on average."""

    name = "visual"

    def __init__(self, index: TagIndex, models: VisionModels, *, limit: int = 300) -> None:
        self._index, self._models, self._limit = index, models, limit

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        if signals.embeddings is None:
            return {}
        queries = as_questions(signals.embeddings, self._models.tag_map)
        found = await _search(self._index, queries, limit=self._limit)
        strengths = pool(found, middle=VISUAL_MIDDLE, slope=VISUAL_SLOPE)
        return {tag: Evidence(strength, "looks like {words} ({strength})") for tag, strength in strengths.items()}


class MeaningNeighbours:
    """Tags whose embedding is near the captions or the draft, in text space."""

    name = "meaning"

    def __init__(self, index: TagIndex, *, limit: int = 60) -> None:
        self._index, self._limit = index, limit

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        if signals.text_embeddings is None:
            return {}
        found = await _search(self._index, signals.text_embeddings, limit=self._limit)
        nearest: dict[Tag, tuple[float, str]] = {}
        for number, neighbours in enumerate(found):
            what = "caption" if number < len(signals.captions) else "text"
            for each in neighbours:
                nearest[each.tag] = max((each.z, what), nearest.get(each.tag, (each.z, what)))
        return {
            tag: Evidence(strength, f"close in meaning to the {nearest[tag][1]} ({{strength}})")
            for tag, strength in pool(found, middle=MEANING_MIDDLE, slope=MEANING_SLOPE).items()
        }


class CaptionPhrases:
    """Tags that the captions name: their words, pairs of words and compounds."""

    name = "caption"

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        texts = [caption.text for caption in signals.captions]
        return await _named_in(catalogue, texts, "caption says '{key}'")


class WrittenPhrases:
    """Tags that a text in the pictures names; proposes nothing unless ``recommend.read_text`` is on."""

    name = "ocr"

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        return await _named_in(catalogue, signals.written, "the picture says '{key}'")


class DraftPhrases:
    """Tags that the draft text names."""

    name = "text"

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        return await _named_in(catalogue, [request.text], "your text says '{key}'")


class SeedCompanions:
    """Tags that creators use beside the seed tags and the tags already in the draft."""

    name = "companions"

    def __init__(self, database: Database, *, limit: int = 60) -> None:
        self._database, self._limit = database, limit

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        typed = [found.tag for found in extract_tags(request.text, request.platform)]
        seeds = list(dict.fromkeys([*request.seed_tags, *typed]))
        if not seeds:
            return {}
        found = await self._database.read(companions.companions_of, seeds, limit=self._limit)
        best = {seed: Evidence(1.0, f"you asked for #{seed}") for seed in request.seed_tags}
        for seed, others in found.items():
            for other in others:
                known = best.get(other.tag)
                if known is None or known.strength < other.strength:
                    best[other.tag] = Evidence(round(other.strength, DIGITS), f"often used with #{seed}")
        return best


class TrendingNear:
    """Trending tags, as far as they look like the pictures or mean what the text says."""

    name = "trending"

    def __init__(self, database: Database, index: TagIndex, models: VisionModels, *, limit: int = 200) -> None:
        self._database, self._index, self._models, self._limit = database, index, models, limit

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        region = request.region or tags.WORLD
        trends = await catalogue.trending(region, limit=self._limit)
        near = await _nearness(self._database, self._index, self._models, signals, [tag for tag, _ in trends])
        return {
            tag: Evidence(near[tag], f"rising on {' and '.join(stats.sources)}, z {stats.z:.1f}")
            for tag, stats in trends
            if tag in near
        }


class OwnHistory:
    """Tags that this profile used before, as far as they fit this post."""

    name = "history"

    def __init__(self, database: Database, index: TagIndex, models: VisionModels, *, limit: int = 200) -> None:
        self._database, self._index, self._models, self._limit = database, index, models, limit

    async def propose(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence]:
        if request.profile_id is None:
            return {}
        uses = await self._database.read(history.own_tags, request.owner, request.profile_id, limit=self._limit)
        near = await _nearness(self._database, self._index, self._models, signals, [use.tag for use in uses])
        return {use.tag: Evidence(near[use.tag], f"you used it {_times(use.uses)}") for use in uses if use.tag in near}


def pool(found: Sequence[Sequence[Neighbour]], *, middle: float, slope: float) -> dict[Tag, float]:
    """
    One strength per tag over several queries: half the best, half the mean (0 where a query did not find it).
    """
    best: dict[Tag, float] = {}
    total: dict[Tag, float] = {}
    for neighbours in found:
        for each in neighbours:
            value = strength_of_z(each.z, middle=middle, slope=slope)
            total[each.tag] = total.get(each.tag, 0.0) + value
            best[each.tag] = max(value, best.get(each.tag, 0.0))
    return {tag: round(0.5 * best[tag] + 0.5 * total[tag] / len(found), DIGITS) for tag in best}


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


async def _search(index: TagIndex, queries: Vectors, *, limit: int) -> list[list[Neighbour]]:
    if index.size * len(queries) <= QUICK_SEARCH:
        return index.search(queries, limit=limit)
    return await asyncio.to_thread(index.search, queries, limit=limit)


async def _named_in(catalogue: CatalogueView, texts: Sequence[str], detail: str) -> dict[Tag, Evidence]:
    keys: dict[Tag, float] = {}
    for text in texts:
        for key, weight in candidate_keys(text).items():
            keys[key] = max(weight, keys.get(key, 0.0))
    best: dict[Tag, Evidence] = {}
    for key, tag in (await catalogue.resolve(keys)).items():
        strength = min(1.0, keys[key])
        if tag not in best or best[tag].strength < strength:
            best[tag] = Evidence(strength, detail.format(key=key))
    return best


async def _nearness(
    database: Database, index: TagIndex, models: VisionModels, signals: ImageSignals, keys: Sequence[Tag]
) -> dict[Tag, float]:
    """0..1 for each of a few tags: how near it is to the pictures, or to the text where there are none."""
    if not keys:
        return {}
    queries, middle, slope = signals.text_embeddings, MEANING_MIDDLE, MEANING_SLOPE
    if signals.embeddings is not None:
        queries, middle, slope = as_questions(signals.embeddings, models.tag_map), VISUAL_MIDDLE, VISUAL_SLOPE
    if queries is None:
        return {}
    found, vectors = await database.read(embeddings.embeddings_of, index.fingerprint, keys)
    if not found:
        return {}
    z = index.standardise(queries, queries @ vectors.T).max(axis=0)
    return {
        tag: round(strength, DIGITS)
        for tag, value in zip(found, z.tolist(), strict=True)
        if (strength := strength_of_z(value, middle=middle, slope=slope)) >= NEAR
    }
