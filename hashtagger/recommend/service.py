"""The story of a recommendation: understand, propose, merge, make safe, rank, choose, explain, remember."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from hashtagger.catalogue.entries import Contradiction
from hashtagger.errors import NotFound
from hashtagger.forecast import NO_FORECASTER, Forecast, NoForecast
from hashtagger.ports import Clock, Forecaster, Ranker, VisionModels
from hashtagger.recommend import merge, safety
from hashtagger.recommend.assignment import by_experiment
from hashtagger.recommend.choice import Choice, make_choice
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.patience import in_time
from hashtagger.recommend.reasons import has_room, reasons_for
from hashtagger.recommend.record import as_log, as_stored
from hashtagger.recommend.request import Recommendation, RecommendationRequest
from hashtagger.recommend.situation import Known, read_known, situation_of
from hashtagger.recommend.sources import CandidateSource
from hashtagger.recommend.understand import understand
from hashtagger.settings import RecommendSettings
from hashtagger.storage import tags
from hashtagger.storage.catalogue_view import Catalogue, CatalogueView
from hashtagger.storage.database import Database
from hashtagger.storage.history import note_use
from hashtagger.storage.ids import new_id
from hashtagger.storage.ranking_logs import write_log
from hashtagger.storage.recommendations import StoredRecommendation, write_recommendation
from hashtagger.storage.uploads import Upload
from hashtagger.telemetry import Metrics, Stopwatch
from hashtagger.text.hashtags import extract_tags
from hashtagger.text.tag_text import append_tags
from hashtagger.types import Candidate, Evidence, ImageSignals, PlatformRule, RankedTag, ScoredCandidate, Tag

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
        explore: float = 0.0,
        forecaster: Forecaster | None = None,
    ) -> None:
        """``explore``: the share of answers in which chance may bring in one tag."""
        self._models, self._sources, self._ranker = models, sources, ranker
        self._database, self._clock, self._settings, self._metrics = database, clock, settings, metrics
        self._explore, self._catalogue, self._forecaster = explore, Catalogue(database), forecaster
        self._contradictions: tuple[tuple[Contradiction, ...], Contradictions] = ((), Contradictions(()))

    async def keep_warm(self) -> None:
        """Never ends: see ``Catalogue.keep_warm``. Nobody has to run it."""
        await self._catalogue.keep_warm()

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
        request, late = await by_experiment(self._database, request, limit_s=self._settings.source_timeout_s)
        with watch.stage("understand"):
            signals = await self._understand(request)
        with watch.stage("propose"):
            proposals, failed = await self._ask_every_source(signals, request, catalogue)
        with watch.stage("rank"):
            evidence = merge.evidence_by_tag(proposals)
            keys = merge.strongest(evidence, self._settings.candidates)
            (safe, contradictions), known = await asyncio.gather(
                self._safe_candidates(evidence, keys, request, rule, catalogue),
                read_known(self._database, catalogue, request, keys, limit_s=self._settings.source_timeout_s),
            )
            # Here and not on a thread: the interpreter runs one of them at a time, and a hop costs as much as the ranking.
            id = new_id(self._clock.now())
            choice = self._choose(safe, known, request, rule, contradictions, id)
        forecast = self._forecast(choice)
        degraded = (*late, *signals.missing, *failed, *known.late, *choice.ranking.degraded)
        if isinstance(forecast, NoForecast) and forecast.failed:
            degraded = (*degraded, "forecast")
        answer = self._answer(id, request, signals, rule, choice, degraded, watch)
        answer = replace(answer, forecast=forecast)
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

    async def _understand(self, request: RecommendationRequest) -> ImageSignals:
        return await understand(
            self._models,
            request.images,
            request.text,
            deadline=request.deadline,
            caption_timeout_s=self._settings.caption_timeout_s,
            read_text=self._settings.read_text,
        )

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
        work = source.propose(signals, request, catalogue)
        limit_s = self._settings.source_timeout_s
        return await in_time(f"source:{source.name}", work, limit_s=limit_s, deadline=request.deadline)

    def _table_of(self, pairs: tuple[Contradiction, ...]) -> Contradictions:
        """Made once for every list that the database has handed out."""
        if pairs is not self._contradictions[0]:
            self._contradictions = (pairs, Contradictions(pairs))
        return self._contradictions[1]

    async def _safe_candidates(
        self,
        evidence: Mapping[Tag, Mapping[str, Evidence]],
        keys: Sequence[Tag],
        request: RecommendationRequest,
        rule: PlatformRule,
        catalogue: CatalogueView,
    ) -> tuple[list[Candidate], Contradictions]:
        records = await catalogue.records(keys, region=request.region or tags.WORLD)
        contradictions = self._table_of(await catalogue.contradictions())
        safe = safety.safe_candidates(
            merge.candidates(evidence, records),
            draft=request.text,
            asked_for=request.seed_tags,
            excluded=request.exclude_tags | _typed(request),
            rule=rule,
            contradictions=contradictions,
            language=request.language,
        )
        return safe, contradictions

    def _choose(
        self,
        safe: Sequence[Candidate],
        known: Known,
        request: RecommendationRequest,
        rule: PlatformRule,
        contradictions: Contradictions,
        recommendation_id: str,
    ) -> Choice:
        situation = situation_of(request, rule, known, now=self._clock.now())
        # Tags already in the draft count towards what the platform allows.
        typed = len(_typed(request))
        room = request.limit if rule.max_tags is None else max(0, min(request.limit, rule.max_tags - typed))
        return make_choice(
            request,
            situation,
            self._ranker.rank(safe, situation, policy=request.policy),
            contradictions,
            room=room,
            explore=self._explore,
            recommendation_id=recommendation_id,
        )

    def _answer(
        self,
        id: str,
        request: RecommendationRequest,
        signals: ImageSignals,
        rule: PlatformRule,
        choice: Choice,
        degraded: tuple[str, ...],
        watch: Stopwatch,
    ) -> Recommendation:
        shown = self._shown(choice)
        return Recommendation(
            recommendation_id=id,
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
            models=replace(self._models.versions, ranker=choice.ranking.policy),
            candidates=tuple(choice.ranking.scored),
            choice=choice,
            experiment=request.experiment,
            stage_seconds=watch.seconds,
        )

    def _forecast(self, choice: Choice) -> Forecast | NoForecast:
        if self._forecaster is None:
            return NO_FORECASTER
        shown = {each.candidate.record.tag for each in choice.shown}
        rows = [number for number, each in enumerate(choice.ranking.scored) if each.candidate.record.tag in shown]
        return self._forecaster.forecast(choice.ranking.rows[rows])

    def _shown(self, choice: Choice) -> tuple[RankedTag, ...]:
        place = {each.candidate.record.tag: number for number, each in enumerate(choice.ranking.scored)}
        # What the model has to say is dear, so it is asked only about tags whose evidence says little.
        asked = [each.candidate.record.tag for each in choice.shown if has_room(each.candidate)]
        rows = choice.ranking.rows[[place[tag] for tag in asked]]
        said = self._ranker.reasons(rows, choice.ranking.policy) if asked else []
        learned = dict(zip(asked, said, strict=True))
        explored = choice.exploration.tag
        return tuple(
            _ranked_tag(each, position, learned.get(tag, ()), explored=tag == explored)
            for position, each in enumerate(choice.shown, start=1)
            for tag in (each.candidate.record.tag,)
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
    write_log(connection, stored.id, as_log(request, answer))
    if request.profile_id is not None:
        # The next answer for this profile knows what its creator typed.
        typed = (found.tag for found in extract_tags(request.text, request.platform))
        own = tags.resolve(connection, [*request.seed_tags, *typed]).values()
        note_use(connection, request.owner, request.profile_id, own, now=answer.created)
    if also_write is not None:
        also_write(connection, answer)


def _typed(request: RecommendationRequest) -> frozenset[Tag]:
    return frozenset(found.tag for found in extract_tags(request.text, request.platform))


def _ranked_tag(scored: ScoredCandidate, position: int, learned: Sequence[str], *, explored: bool) -> RankedTag:
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
        reasons=reasons_for(scored.candidate, learned, explored=explored),
        explored=explored,
    )
