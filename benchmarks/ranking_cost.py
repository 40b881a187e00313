"""
What ranking and its log cost beside a whole recommendation on the starter profile.

A booster of 150 trees with 15 leaves, as large as training makes them, orders the candidates. Processor time of all threads:

* rows and scores of 300 candidates, at most 0.10 of one recommendation for a photo of 1 megapixel, and at most 0.10 of the
  time that one takes by the clock, whichever is the larger share
* what the model has to say for five shown tags (its contributions), reported
* making and packing the log of such an answer, and its bytes, reported

The 300 are an answer's own candidates, filled up with others of the catalogue. Of each of them everything is known: statistics,
lift, twenty companions, and of every tenth what the account made of it. The ``own`` figures are of the answers as they were.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import orjson
import sqlalchemy as sa

from benchmarks.recommend import PATIENCE_S, decode, photos
from benchmarks.report import arguments, finish, table
from hashtagger.bootstrap import Services, open_services
from hashtagger.garbage import keep_what_is_loaded
from hashtagger.models.threads import set_thread_environment
from hashtagger.ranking import CURRENT, AccountHistory, RankerStatus, Ranking, Rows, Situation, TagLift
from hashtagger.recommend.ingredients import ingredients
from hashtagger.recommend.request import Recommendation, RecommendationRequest
from hashtagger.settings import ModelSettings, RecommendSettings, Settings
from hashtagger.storage import tags
from hashtagger.storage.database import Database
from hashtagger.storage.ranking_logs import LEVEL, pack_rows
from hashtagger.storage.ranking_tables import ranking_logs
from hashtagger.storage.tables import recommendations
from hashtagger.types import Candidate, Deadline, Evidence, ScoredCandidate, Tag, TagStats
from ranker.baseline import evidence_sum
from ranker.features import FEATURES, SCHEMA, build_rows

CANDIDATES, TREES, LEAVES = 300, 150, 15
BAR = {"share_at_most": 0.10}
TAKEN = 10
"""Rankings that are timed together, so that the clock's step does not show."""


def main() -> None:
    options = arguments(__doc__).parse_args()
    set_thread_environment()
    asyncio.run(measure(rounds=12 if options.quick else 60))


class Boosted:
    """The smallest ranker that scores by a booster."""

    version = "booster"
    status = RankerStatus("booster")

    def __init__(self) -> None:
        self._booster = a_booster()

    def rank(self, candidates: Sequence[Candidate], situation: Situation, *, policy: str = CURRENT) -> Ranking:
        scored = evidence_sum(candidates)
        rows = build_rows(scored, situation)
        scores = self.scores(rows).tolist()
        order = sorted(range(len(scored)), key=lambda at: (-scores[at], scored[at].candidate.record.tag))
        best = [ScoredCandidate(scored[at].candidate, scores[at], scored[at].relevance) for at in order]
        return Ranking(best, self.version, SCHEMA, rows[order])

    def scores(self, rows: Rows) -> Any:
        return self._booster.predict(rows, raw_score=True, num_threads=1)

    def contributions(self, rows: Rows) -> Any:
        return self._booster.predict(rows, pred_contrib=True, num_threads=1)

    def reasons(self, rows: Rows, policy: str) -> list[tuple[str, ...]]:
        return [()] * len(rows)


def a_booster() -> lightgbm.Booster:
    """Of the size that training makes; it learned noise that depends on many columns."""
    random = np.random.default_rng(1)
    rows = random.random((4000, len(FEATURES)), dtype=np.float32)
    rows[random.random(rows.shape) < 0.2] = np.nan
    labels = np.nan_to_num(rows) @ random.normal(size=len(FEATURES)) + random.normal(size=4000)
    parameters = {"num_leaves": LEAVES, "num_threads": 1, "verbose": -1, "objective": "regression"}
    return lightgbm.train(parameters, lightgbm.Dataset(rows, labels), num_boost_round=TREES)


async def measure(*, rounds: int) -> None:
    ranker = Boosted()
    with tempfile.TemporaryDirectory() as folder:
        patient = RecommendSettings(source_timeout_s=PATIENCE_S, caption_timeout_s=PATIENCE_S)
        models = ModelSettings(backend="local")  # in this process, where its processor time is counted
        settings = Settings(data_dir=Path(folder), log_level="WARNING", recommend=patient, models=models)
        async with open_services(settings, load_ranker=lambda _: ranker) as services:
            await services.models.warm_up()
            for photo in photos("1 MP", 3, seed=99):
                await answer_to(services, photo)
            keep_what_is_loaded()
            found = [await one_round(services, ranker, photo) for photo in photos("1 MP", rounds, seed=5)]
    medians = {name: float(np.median([each[name] for each in found])) for name in found[0]}
    ranking_ms = medians["rows_ms"] + medians["scores_ms"]
    least_ms = min(medians["recommendation_ms"], medians["recommendation_clock_ms"])
    medians["share"], medians["log_share"] = ranking_ms / least_ms, medians["log_ms"] / least_ms
    table([{"figure": name, "median": value} for name, value in medians.items()])
    finish(
        {"candidates": CANDIDATES, "trees": TREES, **medians}, bar=BAR, passed=medians["share"] <= BAR["share_at_most"]
    )


async def one_round(services: Services, ranker: Boosted, photo: bytes) -> dict[str, float]:
    started, began = time.process_time(), time.perf_counter()
    answer = await answer_to(services, photo)
    whole_ms, clock_ms = 1e3 * (time.process_time() - started), 1e3 * (time.perf_counter() - began)
    scored, situation = all_known(answer, services.database)
    rows = build_rows(scored, situation)
    own = answer.choice.ranking
    return {
        "recommendation_ms": whole_ms,
        "recommendation_clock_ms": clock_ms,
        "rows_ms": cost_ms(lambda: build_rows(scored, situation)),
        "scores_ms": cost_ms(lambda: ranker.scores(rows)),
        "reasons_ms": cost_ms(lambda: ranker.contributions(rows[:5])),
        "log_ms": cost_ms(lambda: packed(scored, situation, rows)),
        "log_bytes": sum(map(len, packed(scored, situation, rows))),
        "own_candidates": len(own.scored),
        "own_log_ms": cost_ms(lambda: packed(own.scored, answer.choice.situation, own.rows)),
        **stored_bytes(services.database, answer.recommendation_id),
    }


def packed(scored: Sequence[ScoredCandidate], situation: Situation, rows: Rows) -> tuple[bytes, bytes]:
    """As ``storage/ranking_logs.py`` packs them."""
    return pack_rows(rows), zlib.compress(orjson.dumps(ingredients(scored, situation)), LEVEL)


def stored_bytes(database: Database, recommendation_id: str) -> dict[str, int]:
    """Of the log as it was written, and of the candidates that the recommendation keeps beside it."""
    c = ranking_logs.c
    query = sa.select(
        c.rows, c.situation, sa.cast(c.exploration, sa.Text), sa.cast(recommendations.c.candidates, sa.Text)
    )
    with database.reading() as connection:
        row = connection.execute(query.join(recommendations).where(recommendations.c.id == recommendation_id)).one()
    names = ("own_rows_bytes", "own_situation_bytes", "own_exploration_bytes", "own_candidates_bytes")
    return {name: len(value) for name, value in zip(names, row, strict=True)}


async def answer_to(services: Services, photo: bytes) -> Recommendation:
    image = await decode(services, photo)
    request = RecommendationRequest(deadline=Deadline.after(PATIENCE_S), images=(image,), explore=False)
    return await services.recommender.recommend(request)


def all_known(answer: Recommendation, database: Database) -> tuple[list[ScoredCandidate], Situation]:
    random = np.random.default_rng(2)
    own = {each.candidate.record.tag: each.candidate for each in answer.candidates}
    with database.reading() as connection:
        others = {record.tag: record for record in tags.list_tags(connection, limit=2 * CANDIDATES, language="en")}
    made = {tag: Candidate(record, {"visual": seen(random)}) for tag, record in others.items() if tag not in own}
    now = answer.choice.situation.now
    stats = TagStats(123.4, 0.56, 1.7, ("bluesky",), now)
    chosen = list({**own, **made}.values())[:CANDIDATES]
    candidates = [replace(each, record=replace(each.record, stats=stats)) for each in chosen]
    names = [each.record.tag for each in candidates]
    lifts = {tag: TagLift(int(random.integers(1, 500)), random.normal(), random.random(), now) for tag in names}
    beside = {tag: {Tag(str(other)): seen(random).strength for other in random.choice(names, 20)} for tag in names}
    account = AccountHistory(120, 5000, 4.2, 1.1, {tag: lifts[tag] for tag in names[::10]})
    shares = {"animals": 0.5, "travel": 0.25}
    situation = replace(
        answer.choice.situation, account=account, account_categories=shares, lifts=lifts, companions=beside
    )
    return evidence_sum(candidates), situation


def seen(random: np.random.Generator) -> Evidence:
    return Evidence(round(float(random.beta(1, 6)), 4), "made up")


def cost_ms(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    started = time.process_time()
    for _ in range(TAKEN):
        work()
    return 1e3 * (time.process_time() - started) / TAKEN


if __name__ == "__main__":
    main()
