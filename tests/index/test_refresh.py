import asyncio
from datetime import UTC, datetime

import numpy as np
import pytest

from hashtagger.index import prompts, refresh
from hashtagger.index.faiss_index import FaissTagIndex
from hashtagger.index.generations import write_generation
from hashtagger.index.refresh import IndexRefresher
from hashtagger.models.fake import FakeModels
from hashtagger.storage.database import Database
from hashtagger.storage.tag_writes import TagDraft, delete_tags, upsert_tags
from hashtagger.types import Deadline, Tag

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def put(database: Database, *names: str, meaning: str = "") -> None:
    drafts = [TagDraft(Tag(name), name, (name,), "en", meaning=meaning) for name in names]
    with database.writing() as connection:
        upsert_tags(connection, drafts, source="starter", now=NOW)


async def nearest(refresher: IndexRefresher, text: str) -> str:
    query = await refresher._models.embed_texts([text], deadline=Deadline.after(5))
    return refresher.index.search(query, limit=1)[0][0].tag


@pytest.fixture
def models() -> FakeModels:
    return FakeModels()


@pytest.fixture
def refresher(database: Database, models: FakeModels, tmp_path) -> IndexRefresher:
    return IndexRefresher(database, models, tmp_path / "index")


async def test_the_first_start_builds_the_index_from_the_database(database, refresher):
    put(database, "dog", "beach", "coffee")
    index = await refresher.open()
    assert index.size == 3
    assert await nearest(refresher, "beach") == "beach"


async def test_an_empty_catalogue_is_no_failure(refresher):
    assert (await refresher.open()).size == 0


async def test_the_next_start_embeds_nothing_again(database, refresher, models, tmp_path):
    put(database, "dog", "beach")
    await refresher.open()
    models.calls.clear()
    again = IndexRefresher(database, models, tmp_path / "index")
    assert (await again.open()).size == 2
    assert models.calls == {}


async def test_a_start_takes_in_what_changed_while_it_was_down(database, refresher, models, tmp_path):
    put(database, "dog", "beach")
    await refresher.open()
    put(database, "coffee")
    again = IndexRefresher(database, models, tmp_path / "index")
    assert (await again.open()).size == 3


async def test_a_new_tag_is_found_after_one_refresh_without_a_rebuild(database, refresher, tmp_path):
    put(database, "dog", "beach")
    await refresher.open()
    put(database, "coffee")
    assert await refresher.refresh() == 1
    assert await nearest(refresher, "coffee") == "coffee"
    assert len(list((tmp_path / "index").glob("gen-*"))) == 1


async def test_a_deleted_tag_is_found_no_more(database, refresher):
    put(database, "dog", "beach")
    await refresher.open()
    with database.writing() as connection:
        delete_tags(connection, [Tag("dog")], source="user", now=NOW)
    await refresher.refresh()
    assert await nearest(refresher, "dog") == "beach"


async def test_a_tag_with_a_new_meaning_is_found_by_it(database, refresher):
    put(database, "caturday", "beach")
    await refresher.open()
    put(database, "caturday", meaning="lazy kitten")
    await refresher.refresh()
    assert await nearest(refresher, "lazy kitten") == "caturday"


async def test_nothing_new_costs_no_embedding(database, refresher, models):
    put(database, "dog")
    await refresher.open()
    models.calls.clear()
    assert await refresher.refresh() == 0
    assert models.calls == {}


async def test_many_changes_make_a_new_generation(database, refresher, monkeypatch, tmp_path):
    monkeypatch.setattr(refresh, "REBUILD_ABOVE", 3)
    put(database, "dog")
    await refresher.open()
    put(database, *(f"tag{i}" for i in range(6)))
    await refresher.refresh()
    assert refresher.index.size == 7
    assert refresher.index.pending == 0
    assert len(list((tmp_path / "index").glob("gen-*"))) == 2


async def test_a_generation_ahead_of_the_database_is_not_used(database, refresher, models, tmp_path):
    put(database, "dog", "beach")
    row = np.eye(models.embedding_dim, dtype=np.float32)[:1]
    foreign = FaissTagIndex.build([Tag("gone")], row, fingerprint=refresher.index.fingerprint, revision=10_000)
    write_generation(tmp_path / "index", foreign)
    assert (await refresher.open()).size == 2
    put(database, "coffee")
    assert await refresher.refresh() == 1


async def test_watching_goes_on_after_any_failure(refresher, monkeypatch):
    outcomes: list[Exception] = [OSError("No space left on device"), ZeroDivisionError()]
    refreshed = asyncio.Event()

    async def fail_twice() -> int:
        if outcomes:
            raise outcomes.pop()
        refreshed.set()
        return 0

    monkeypatch.setattr(refresher, "refresh", fail_twice)
    watching = asyncio.create_task(refresher.watch(every_s=0.0))
    await asyncio.wait_for(refreshed.wait(), 30)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert outcomes == []


async def test_vectors_of_other_prompts_are_made_anew(database, refresher, models, tmp_path, monkeypatch):
    put(database, "dog", "beach")
    await refresher.open()
    models.calls.clear()
    monkeypatch.setattr(prompts, "prompts_for", lambda words, meaning: [f"this is {words}"])
    again = IndexRefresher(database, models, tmp_path / "index")
    assert (await again.open()).size == 2
    assert models.calls.keys() == {"embed_texts"}


async def test_another_model_gets_an_index_of_its_own(database, refresher, tmp_path):
    put(database, "dog", "beach")
    await refresher.open()
    other = IndexRefresher(database, FakeModels(fingerprint="other"), tmp_path / "index")
    await other.open()
    assert other.index.fingerprint != refresher.index.fingerprint
    assert await nearest(other, "dog") == "dog"
