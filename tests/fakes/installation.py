"""A small installation with fake models, for tests of whole recommendations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa

from hashtagger.bootstrap import all_sources
from hashtagger.catalogue.entries import Contradiction
from hashtagger.index.refresh import IndexRefresher
from hashtagger.models.fake import FakeModels
from hashtagger.ports import Ranker
from hashtagger.recommend.request import Recommendation, RecommendationRequest
from hashtagger.recommend.service import AlsoWrite, Recommender
from hashtagger.settings import RecommendSettings
from hashtagger.storage.database import Database
from hashtagger.storage.flags import replace_contradictions
from hashtagger.storage.platforms import replace_rules
from hashtagger.storage.tag_writes import TagDraft, upsert_tags
from hashtagger.storage.tags import count_tags
from hashtagger.telemetry import Metrics
from hashtagger.types import Deadline, DecodedImage, Tag
from ranker.baseline import BaselineRanker
from tests.fakes.builders import a_rule

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = [
    "dog", "dog life", "dogs of instagram", "beach", "beach day", "sea", "sand", "waves", "sunset", "sunset lovers",
    "cat", "coffee", "coffee time", "mountain", "snow", "ski", "car", "city", "street", "bicycle", "flower", "garden",
    "steak", "vegan", "salad", "puppy", "running", "morning run", "happy", "friends",
]  # fmt: skip


class StoppedClock:
    def now(self) -> datetime:
        return NOW


class World:
    """Knows ``WORDS`` and 400 tags that no picture shows; nothing is late unless a test says so."""

    def __init__(self, database: Database, models: FakeModels, recommender: Recommender) -> None:
        self.database, self.models, self.recommender = database, models, recommender

    async def ask(
        self, *shows: str, timeout_s: float = 60.0, also_write: AlsoWrite | None = None, **wishes: Any
    ) -> Recommendation:
        images = tuple(photo(each) for each in shows)
        self.models.describes |= {each: each for each in shows}
        request = RecommendationRequest(deadline=Deadline.after(timeout_s), images=images, **wishes)
        return await self.recommender.recommend(request, also_write=also_write)


async def open_world(
    database: Database, folder: Path, *, ranker: Ranker | None = None, explore: float = 0.0, **settings: Any
) -> World:
    """Fills ``database`` where it has no tags; ``settings`` are fields of ``RecommendSettings``."""
    with database.reading() as connection:
        empty = count_tags(connection) == 0
    if empty:
        database.write_now(_fill)
    models = FakeModels()
    index = await IndexRefresher(database, models, folder / "index").open()
    recommender = Recommender(
        models=models,
        sources=all_sources(database, models, index),
        ranker=ranker or BaselineRanker(),
        database=database,
        clock=StoppedClock(),
        settings=RecommendSettings(**{"source_timeout_s": 60, "caption_timeout_s": 60, **settings}),
        metrics=Metrics(),
        explore=explore,
    )
    return World(database, models, recommender)


def photo(shows: str) -> DecodedImage:
    """A picture; ``FakeModels`` is told by ``describes`` that this fingerprint shows ``shows``."""
    return DecodedImage(np.zeros((8, 8, 3), np.uint8), 8, 8, "JPEG", shows)


def _fill(connection: sa.Connection) -> None:
    # A vocabulary of some size: what stands out is judged against all other tags.
    others = [f"topic {chr(97 + i // 26)}{chr(97 + i % 26)}x" for i in range(400)]
    upsert_tags(connection, [_draft(words) for words in [*WORDS, *others]], source="starter", now=NOW)
    replace_rules(connection, [a_rule(), a_rule("threads", 1), a_rule("mastodon", None)])
    replace_contradictions(connection, [Contradiction("vegan", "steak", "vegan food has no meat")])


def _draft(words: str) -> TagDraft:
    split = tuple(words.split())
    display = "".join(word.capitalize() for word in split)
    return TagDraft(Tag(display.casefold()), display, split, "en", visual=words not in ("happy", "friends"))
