"""Requests see every change of the catalogue at once, and ask the database nothing that did not change."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from hashtagger.catalogue.entries import Contradiction, FlagRule
from hashtagger.ranking import TagLift
from hashtagger.storage import catalogue_view
from hashtagger.storage.catalogue_view import Catalogue, CatalogueView, Experience
from hashtagger.storage.companions import learn_companions
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.flags import clear_flag, replace_contradictions, replace_flag_rules, set_flags
from hashtagger.storage.platforms import replace_rules
from hashtagger.storage.tables import companions
from hashtagger.storage.tag_lifts import put_lifts
from hashtagger.storage.tag_writes import delete_tags
from hashtagger.storage.trending import put_stats
from hashtagger.types import FlagKind, PlatformRule, Tag, TagRecord, TagStats
from tests.storage.builders import NOW, draft, flag, put_tags, tags

DOG, BEACH = tags("dog", "beach")
TODAY = date(2026, 11, 21)
RULE = PlatformRule("instagram", 5, 3, None, 2200, "2025-12", None, "a page")


async def records(catalogue: Catalogue, *names: str, region: str = "") -> dict[Tag, TagRecord]:
    return await (await catalogue.view()).records(tags(*names), region=region)


@pytest.fixture
async def catalogue(database: Database) -> Catalogue:
    """One that was asked about everything before."""
    put_tags(database, "dog", "beach")
    catalogue = Catalogue(database)
    view = await catalogue.view()
    assert list(await records(catalogue, "dog", "beach", "unknown")) == ["dog", "beach"]
    assert await view.resolve(tags("doggo", "dog")) == {"dog": "dog"}
    assert await view.trending("", limit=5) == []
    assert await view.contradictions() == ()
    assert await view.rule_on("instagram", TODAY) is None
    return catalogue


async def test_what_did_not_change_is_asked_once(catalogue: Catalogue, database: Database) -> None:
    statements: list[str] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *seen: statements.append(seen[2]))
    view = await catalogue.view()
    await view.records(tags("dog", "beach", "unknown"), region="")
    await view.resolve(tags("doggo", "dog"))
    await view.trending("", limit=5)
    await view.contradictions()
    await view.rule_on("instagram", TODAY)
    assert len([each for each in statements if each.startswith("SELECT")]) == 1  # the versions


async def test_a_changed_tag_is_seen_at_once(catalogue: Catalogue, database: Database) -> None:
    put_tags(database, draft("dog", meaning="a good boy"))
    assert (await records(catalogue, "dog"))[DOG].meaning == "a good boy"


async def test_a_new_and_a_deleted_tag_are_seen_at_once(catalogue: Catalogue, database: Database) -> None:
    put_tags(database, "unknown")
    database.write_now(delete_tags, tags("dog"), source="user", now=NOW)
    assert list(await records(catalogue, "dog", "beach", "unknown")) == ["beach", "unknown"]
    assert await (await catalogue.view()).resolve(tags("dog", "unknown")) == {"unknown": "unknown"}


async def test_a_new_alias_is_seen_at_once(catalogue: Catalogue, database: Database) -> None:
    put_tags(database, replace(draft("dog"), aliases=tuple(tags("doggo"))))
    assert await (await catalogue.view()).resolve(tags("doggo")) == {"doggo": "dog"}


async def test_a_flag_counts_as_soon_as_it_is_set_and_no_longer_than_it_is(
    catalogue: Catalogue, database: Database
) -> None:
    database.write_now(set_flags, [(DOG, flag(FlagKind.BLOCKED))])
    assert (await records(catalogue, "dog"))[DOG].flags
    database.write_now(clear_flag, DOG, FlagKind.BLOCKED)
    assert not (await records(catalogue, "dog"))[DOG].flags


async def test_a_new_rule_flags_at_once(catalogue: Catalogue, database: Database) -> None:
    database.write_now(replace_flag_rules, [FlagRule("tag", "dog", flag(FlagKind.SPAM))])
    assert [each.kind for each in (await records(catalogue, "dog"))[DOG].flags] == [FlagKind.SPAM]


async def test_new_statistics_are_seen_at_once_and_regions_are_kept_apart(
    catalogue: Catalogue, database: Database
) -> None:
    for region, z in (("", 1.0), ("DE", 5.0)):
        database.write_now(put_stats, [(DOG, TagStats(z=z, as_of=NOW))], region=region)
    assert (await records(catalogue, "dog"))[DOG].stats.z == 1.0
    assert (await records(catalogue, "dog", region="DE"))[DOG].stats.z == 5.0
    assert [tag for tag, _ in await (await catalogue.view()).trending("DE", limit=5)] == ["dog"]


async def test_new_contradictions_and_platform_rules_count_at_once(catalogue: Catalogue, database: Database) -> None:
    pair = Contradiction("cat", "dog", "they fight")
    database.write_now(replace_contradictions, [pair])
    database.write_now(replace_rules, [RULE])
    view = await catalogue.view()
    assert await view.contradictions() == (pair,)
    assert await view.rule_on("instagram", TODAY) == RULE


async def test_forgetting_for_want_of_room_loses_nothing_of_the_answer(
    catalogue: Catalogue, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_tags(database, "cat")
    assert list(await records(catalogue, "dog")) == ["dog"]
    monkeypatch.setattr(catalogue_view, "MOST", 2)
    assert list(await records(catalogue, "dog", "beach", "cat")) == ["dog", "beach", "cat"]


async def test_records_of_all_regions_together_and_lists_of_trends_are_bounded(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_view, "MOST", 5)
    monkeypatch.setattr(catalogue_view, "MOST_TRENDS", 3)
    view = await catalogue.view()
    for region in ("AA", "BB", "CC", "DD", "EE"):
        assert list(await view.records([DOG, BEACH], region=region)) == [DOG, BEACH]
        assert await view.trending(region, limit=5) == []
    assert len(view._records) <= 5
    assert len(view._trending) <= 3


async def test_a_question_larger_than_the_memory_is_answered_and_not_kept(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_view, "MOST", 2)
    view = await catalogue.view()
    many = tags(*(f"unknown{number}" for number in range(10)), "dog")
    assert await view.resolve(many) == {"dog": "dog"}
    assert len(view._tags) <= 2


async def test_an_answer_of_an_older_version_that_comes_late_is_not_kept(
    catalogue: Catalogue, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = database.read
    gate, reading = asyncio.Event(), asyncio.Event()

    async def slow(*question: object, **options: object) -> object:
        found = await real(*question, **options)  # type: ignore[arg-type]
        reading.set()
        await gate.wait()
        return found

    monkeypatch.setattr(database, "read", slow)
    late = asyncio.create_task(catalogue.view())
    await reading.wait()
    monkeypatch.setattr(database, "read", real)
    put_tags(database, draft("dog", meaning="a good boy"))
    assert (await records(catalogue, "dog"))[DOG].meaning == "a good boy"
    gate.set()
    await late
    put_tags(database, draft("dog", meaning="a better boy"))
    assert (await records(catalogue, "dog"))[DOG].meaning == "a better boy"


async def test_two_processes_on_one_database_see_each_others_changes(
    catalogue: Catalogue, database: Database, database_url: str
) -> None:
    with open_database(database_url) as other:
        put_tags(other, draft("dog", meaning="a good boy"))
    assert (await records(catalogue, "dog"))[DOG].meaning == "a good boy"


async def test_new_companions_are_seen_at_once_and_old_ones_asked_once(
    catalogue: Catalogue, database: Database
) -> None:
    assert await (await catalogue.view()).experience([DOG, BEACH]) == {}
    await database.write(learn_companions, [(DOG, BEACH)], source="test")
    view = await catalogue.view()
    assert await view.experience([DOG]) == {DOG: Experience(None, {BEACH: 1.0})}
    with database.writing() as connection:  # behind the back of the versions
        connection.execute(sa.delete(companions))
    assert await view.experience([DOG]) == {DOG: Experience(None, {BEACH: 1.0})}


async def test_new_lifts_are_seen_at_once(catalogue: Catalogue, database: Database) -> None:
    assert await (await catalogue.view()).experience([DOG]) == {}
    await database.write(put_lifts, {DOG: TagLift(3, 0.5, 0.25)}, {DOG: 2}, now=NOW)
    found = await (await catalogue.view()).experience([DOG, BEACH])
    assert found == {DOG: Experience(TagLift(3, 0.5, 0.25), {})}


async def test_a_catalogue_is_read_ahead_shortly_after_it_changed(
    catalogue: Catalogue, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_view, "WARM_AFTER_S", 0.0)
    await database.write(learn_companions, [(DOG, BEACH)], source="test")
    view = await catalogue.view()
    warmed = asyncio.Event()
    read = view.warm

    async def warm() -> None:
        await read()
        warmed.set()

    monkeypatch.setattr(CatalogueView, "warm", lambda _: warm())
    keeping = asyncio.create_task(catalogue.keep_warm())
    await warmed.wait()
    keeping.cancel()
    with database.writing() as connection:  # behind the back of the versions
        connection.execute(sa.delete(companions))
    assert await view.experience([DOG]) == {DOG: Experience(None, {BEACH: 1.0})}


async def test_a_catalogue_that_cannot_be_read_ahead_is_read_as_it_is_asked_for(
    catalogue: Catalogue, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_view, "MOST_WARM", 0)
    view = await catalogue.view()
    known = dict(view._records)
    await view.warm()
    assert view._records == known
    assert (await view.records([DOG], region=""))[DOG].tag == DOG
