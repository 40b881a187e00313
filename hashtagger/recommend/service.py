"""The story of a recommendation: understand, propose, merge, make safe, rank, choose, explain, remember."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import sqlalchemy as sa
import structlog

from hashtagger.catalogue.entries import Contradiction
from hashtagger.errors import HashtaggerError, NotFound
from hashtagger.ports import Clock, Ranker, VisionModels
from hashtagger.recommend import merge, safety
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.diversify import choose
from hashtagger.recommend.reasons import reasons_for
from hashtagger.recommend.record import as_stored
from hashtagger.recommend.request import Recommendation, RecommendationRequest
from hashtagger.recommend.situation import situation_of
from hashtagger.recommend.sources import CandidateSource
from hashtagger.recommend.understand import understand
from hashtagger.settings import RecommendSettings
from hashtagger.storage import tags
from hashtagger.storage.catalogue_view import Catalogue, CatalogueView
from hashtagger.storage.database import Database
from hashtagger.storage.history import note_use
from hashtagger.storage.ids import new_id
from hashtagger.storage.recommendations import StoredRecommendation, write_recommendation
from hashtagger.storage.uploads import Upload
from hashtagger.telemetry import Metrics, Stopwatch
from hashtagger.text.hashtags import extract_tags
from hashtagger.text.tag_text import append_tags
from hashtagger.types import Candidate, Evidence, ImageSignals, PlatformRule, RankedTag, ScoredCandidate, Tag

log = structlog.get_logger()

AlsoWrite = Callable[[sa.Connection, Recommendation], None]
"""Its only effect is on the database; it may run again when a transaction is tried again."""


class Recommender:
    """Answers one request at a time per caller; holds no state between requests."""

    def __init__(
        self,
        *,
        models: VisionModels,
        sources: Sequence[CandidateSource],
        ranker: Ranker,
        database: Database,
        clock: Clock,
        settings: RecommendSettings,
        metrics: Metrics,
    ) -> None:
        self._models, self._sources, self._ranker = models, sources, ranker
        self._database, self._clock, self._settings, self._metrics = database, clock, settings, metrics
        self._catalogue = Catalogue(database)
        self._contradictions: tuple[tuple[Contradiction, ...], Contradictions] = ((), Contradictions(()))

    async def recommend(self, request: RecommendationRequest, *, also_write: AlsoWrite | None = None) -> Recommendation:
        """
        At most ``request.limit`` tags, fewer when the rest is noise; written to the database before it is returned.

        ``also_write`` runs in the transaction that writes the answer: both happen, or neither.
        Raises ``NotFound`` (platform) and what ``VisionModels.embed_images`` raises. Everything else that fails is left out
        and named in ``degraded``.
        """
        watch = Stopwatch()
        catalogue = await self._catalogue.view()
        rule = await self._rule(catalogue, request.platform)
        with watch.stage("understand"):
            signals = await understand(
                self._models,
                request.images,
                request.text,
                deadline=request.deadline,
                caption_timeout_s=self._settings.caption_timeout_s,
            )
        with watch.stage("propose"):
            proposals, failed = await self._ask_every_source(signals, request, catalogue)
        with watch.stage("rank"):
            evidence = merge.evidence_by_tag(proposals)
            keys = merge.strongest(evidence, self._settings.candidates)
            records = await catalogue.records(keys, region=request.region or tags.WORLD)
            contradictions = self._table_of(await catalogue.contradictions())
            candidates = merge.candidates(evidence, records)
            # Here and not on a thread: the interpreter runs one of them at a time, and a hop costs as much as the ranking.
            ranked, chosen = self._rank(candidates, request, rule, contradictions)
        answer = self._answer(request, signals, rule, ranked, chosen, (*signals.missing, *failed), watch)
        with watch.stage("remember"):
            stored, uploads = as_stored(request, answer)
            await self._database.write(_remember, request, answer, stored, uploads, also_write)
        self._measure(answer)
        return answer

    async def _rule(self, catalogue: CatalogueView, platform: str) -> PlatformRule:
        rule = await catalogue.rule_on(platform, self._clock.now().date())
        if rule is None:
            raise NotFound(
                f"platform {platform!r} is not known",
                code="unknown_platform",
                advice="GET /v1/platforms lists the platforms that are.",
            )
        return rule

    async def _ask_every_source(
        self, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> tuple[dict[str, dict[Tag, Evidence]], tuple[str, ...]]:
        answers = await asyncio.gather(*(self._ask(source, signals, request, catalogue) for source in self._sources))
        proposals = {s.name: a for s, a in zip(self._sources, answers, strict=True) if a is not None}
        failed = tuple(f"source:{s.name}" for s in self._sources if s.name not in proposals)
        return proposals, failed

    async def _ask(
        self, source: CandidateSource, signals: ImageSignals, request: RecommendationRequest, catalogue: CatalogueView
    ) -> dict[Tag, Evidence] | None:
        """A source that cannot answer in time costs us its candidates, not the whole response."""
        limit_s = min(self._settings.source_timeout_s, max(request.deadline.remaining_s, 0.05))
        try:
            async with asyncio.timeout(limit_s):
                return await source.propose(signals, request, catalogue)
        except (HashtaggerError, TimeoutError) as error:
            log.warning("source_failed", source=source.name, error=type(error).__name__)
        except Exception:
            # A bug in one source is ours to mend; the caller still gets the other sources' answer.
            log.exception("source_crashed", source=source.name)
        return None

    def _table_of(self, pairs: tuple[Contradiction, ...]) -> Contradictions:
        """Made once for every list that the database has handed out."""
        if pairs is not self._contradictions[0]:
            self._contradictions = (pairs, Contradictions(pairs))
        return self._contradictions[1]

    def _rank(
        self,
        candidates: Sequence[Candidate],
        request: RecommendationRequest,
        rule: PlatformRule,
        contradictions: Contradictions,
    ) -> tuple[Sequence[ScoredCandidate], list[ScoredCandidate]]:
        typed = {found.tag for found in extract_tags(request.text, request.platform)}
        safe = safety.safe_candidates(
            candidates,
            draft=request.text,
            asked_for=request.seed_tags,
            excluded=request.exclude_tags | typed,
            rule=rule,
            contradictions=contradictions,
            language=request.language,
        )
        ranked = self._ranker.rank(safe, situation_of(request, rule, now=self._clock.now())).scored
        # Tags already in the draft count towards what the platform allows.
        room = request.limit if rule.max_tags is None else max(0, min(request.limit, rule.max_tags - len(typed)))
        return ranked, choose(ranked, limit=room, mix=request.mix, contradictions=contradictions)

    def _answer(
        self,
        request: RecommendationRequest,
        signals: ImageSignals,
        rule: PlatformRule,
        ranked: Sequence[ScoredCandidate],
        chosen: Sequence[ScoredCandidate],
        degraded: tuple[str, ...],
        watch: Stopwatch,
    ) -> Recommendation:
        shown = tuple(_shown(scored, position) for position, scored in enumerate(chosen, start=1))
        return Recommendation(
            recommendation_id=new_id(self._clock.now()),
            created=self._clock.now(),
            captions=signals.captions,
            tags=shown,
            text_with_tags=append_tags(
                request.text,
                [tag.display for tag in shown],
                request.placement,
                platform=rule.platform,
                max_chars=rule.max_post_chars,
            ),
            platform_rule=rule,
            degraded=degraded,
            models=replace(self._models.versions, ranker=self._ranker.version),
            candidates=tuple(ranked),
            stage_seconds=watch.seconds,
        )

    def _measure(self, answer: Recommendation) -> None:
        for stage, seconds in answer.stage_seconds.items():
            self._metrics.stage_seconds.labels(stage).observe(seconds)
        for stage in answer.degraded:
            self._metrics.degraded.labels(stage).inc()
        self._metrics.tags_shown.observe(len(answer.tags))


def _remember(
    connection: sa.Connection,
    request: RecommendationRequest,
    answer: Recommendation,
    stored: StoredRecommendation,
    uploads: Sequence[Upload],
    also_write: AlsoWrite | None,
) -> None:
    write_recommendation(connection, stored, uploads)
    if request.profile_id is not None:
        # What a creator types is what a creator uses: the next answer for this profile knows it.
        typed = (found.tag for found in extract_tags(request.text, request.platform))
        own = tags.resolve(connection, [*request.seed_tags, *typed]).values()
        note_use(connection, request.owner, request.profile_id, own, now=answer.created)
    if also_write is not None:
        also_write(connection, answer)


def _shown(scored: ScoredCandidate, position: int) -> RankedTag:
    record = scored.candidate.record
    return RankedTag(
        tag=record.tag,
        display=f"#{record.display}",
        position=position,
        score=scored.score,
        relevance=scored.relevance,
        reach=record.reach,
        stats=record.stats,
        flags=record.flags,
        reasons=reasons_for(scored.candidate),
    )
