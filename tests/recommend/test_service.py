import asyncio
from pathlib import Path
from typing import Any

import pytest

from hashtagger.errors import ModelUnavailable, NotFound
from hashtagger.recommend.record import as_answer
from hashtagger.settings import RecommendSettings
from hashtagger.storage.companions import learn_companions
from hashtagger.storage.database import Database
from hashtagger.storage.flags import set_flags
from hashtagger.storage.history import note_use, own_tags
from hashtagger.storage.recommendations import read_recommendation
from hashtagger.storage.trending import put_stats
from hashtagger.text.hashtags import extract_tags
from hashtagger.types import FlagKind, Tag, TagStats
from tests.fakes.builders import a_flag
from tests.fakes.installation import NOW, World, open_world


@pytest.fixture
async def world(sqlite_database: Database, world_folder: Path) -> World:
    return await open_world(sqlite_database, world_folder)


def tags(answer: Any) -> list[str]:
    return [tag.tag for tag in answer.tags]


async def test_a_photo_gets_tags_that_fit_each_with_a_reason(world):
    answer = await world.ask("a dog on the beach")
    assert {"dog", "beach"} <= set(tags(answer))
    assert len(answer.tags) <= 5
    assert all(tag.reasons for tag in answer.tags)
    assert [tag.position for tag in answer.tags] == list(range(1, len(answer.tags) + 1))
    assert answer.degraded == ()


async def test_reasons_name_the_evidence_that_there_was(world):
    (dog,) = [tag for tag in (await world.ask("a dog on the beach")).tags if tag.tag == "dog"]
    assert "caption says 'dog'" in dog.reasons
    assert any(reason.startswith("looks like 'dog' (0.") for reason in dog.reasons)


async def test_a_reason_tells_the_draft_from_the_caption(world):
    by_tag = {tag.tag: tag for tag in (await world.ask("sunset", text="coffee time")).tags}
    assert any(reason.startswith("close in meaning to the caption") for reason in by_tag["sunset"].reasons)
    assert any(reason.startswith("close in meaning to the text") for reason in by_tag["coffeetime"].reasons)


async def test_a_draft_alone_is_enough(world):
    answer = await world.ask(text="Fresh snow on the mountain today")
    assert {"snow", "mountain"} <= set(tags(answer))
    assert answer.text_with_tags.startswith("Fresh snow on the mountain today")
    assert {found.tag for found in extract_tags(answer.text_with_tags)} == set(tags(answer))


async def test_seed_tags_bring_their_companions(world):
    groups = [[Tag("coffee"), Tag("friends")]] * 3
    with world.database.writing() as connection:
        learn_companions(connection, groups, source="test")
    answer = await world.ask(seed_tags=(Tag("coffee"),))
    assert tags(answer)[:2] == ["coffee", "friends"]
    assert answer.tags[1].reasons == ("often used with #coffee",)


async def test_a_carousel_is_about_what_its_pictures_share(world):
    answer = await world.ask("dog beach", "dog garden", "dog street")
    assert tags(answer)[0] == "dog"


async def test_trending_tags_near_the_picture_are_proposed_and_far_ones_are_not(world):
    stats = TagStats(posts_per_day=900.0, z=5.0, sources=("mastodon",), as_of=NOW)
    with world.database.writing() as connection:
        put_stats(connection, [(Tag("waves"), stats), (Tag("car"), stats), (Tag("city"), stats)])
    answer = await world.ask("waves")
    (waves,) = [tag for tag in answer.tags if tag.tag == "waves"]
    assert any("rising on mastodon, z 5.0" in reason for reason in waves.reasons)
    assert "car" not in tags(answer)


async def test_the_creators_own_tags_count_where_they_fit(world):
    with world.database.writing() as connection:
        note_use(connection, "local", "me", [Tag("doglife"), Tag("car")], now=NOW)
    answer = await world.ask("dog life", profile_id="me")
    by_tag = {tag.tag: tag for tag in answer.tags}
    assert any("you used it" in reason for reason in by_tag["doglife"].reasons)
    assert "car" not in by_tag


async def test_what_a_creator_types_counts_next_time(world):
    await world.ask("a dog on the beach", text="Sunday #waves", seed_tags=(Tag("sand"),), profile_id="me")
    used = await world.database.read(own_tags, "local", "me")
    assert {use.tag for use in used} == {"waves", "sand"}
    assert await world.database.read(own_tags, "local", "somebody else") == []


async def test_flagged_and_excluded_tags_are_never_shown(world):
    with world.database.writing() as connection:
        set_flags(connection, [(Tag("beach"), a_flag(FlagKind.ADULT))])
    answer = await world.ask("a dog on the beach", exclude_tags=frozenset({Tag("dog")}))
    assert {"beach", "dog"}.isdisjoint(tags(answer))


async def test_what_the_draft_rules_out_is_not_shown(world):
    assert "steak" not in tags(await world.ask("steak and salad", text="a vegan lunch"))


async def test_tags_in_the_draft_count_towards_what_the_platform_allows(world):
    answer = await world.ask("a dog on the beach", text="Sunday #friends", platform="threads")
    assert answer.tags == ()
    assert answer.text_with_tags == "Sunday #friends"


async def test_a_platform_without_a_cap_gives_as_many_as_asked_for(world):
    answer = await world.ask("dog beach sea sand waves sunset cat coffee", platform="mastodon", limit=8)
    assert len(answer.tags) > 5


async def test_an_unknown_platform_is_named_before_any_model_is_asked(world):
    world.models.calls.clear()
    with pytest.raises(NotFound, match="myspace"):
        await world.ask("dog", platform="myspace")
    assert world.models.calls == {}


async def test_a_late_caption_is_left_out_and_named(world):
    world.models.hold("caption")
    world.recommender._settings = RecommendSettings(source_timeout_s=60, caption_timeout_s=0.05)
    answer = await world.ask("dog")
    assert answer.degraded[0] == "caption"
    assert answer.captions == ()


async def test_a_caption_model_that_fails_costs_only_the_caption(world):
    world.models.fail("caption")
    answer = await world.ask("a dog on the beach")
    assert answer.degraded == ("caption",)
    assert "dog" in tags(answer)


async def test_without_the_embedding_of_the_picture_there_is_no_answer(world):
    world.models.fail("embed_images")
    with pytest.raises(ModelUnavailable):
        await world.ask("dog")


async def test_a_source_that_crashes_costs_only_its_candidates(world, monkeypatch):
    (caption,) = [s for s in world.recommender._sources if s.name == "caption"]

    async def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(caption, "propose", crash)
    answer = await world.ask("dog")
    assert answer.degraded == ("source:caption",)
    assert "dog" in tags(answer)


async def test_a_source_that_hangs_is_left_behind(world, monkeypatch):
    (caption,) = [s for s in world.recommender._sources if s.name == "caption"]

    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(caption, "propose", hang)
    world.recommender._settings = RecommendSettings(source_timeout_s=2, caption_timeout_s=60)
    assert "source:caption" in (await world.ask("dog")).degraded


async def test_a_picture_of_nothing_known_gets_fewer_tags(world):
    assert len((await world.ask("xylophone quartet")).tags) <= 2


async def test_the_answer_is_stored_with_everything_a_ranker_needs(world):
    answer = await world.ask("a dog on the beach", text="Hello", profile_id="me")
    stored = await world.database.read(read_recommendation, answer.recommendation_id, owner="local")
    assert stored.answer == as_answer(answer)
    assert stored.draft == "Hello"
    assert stored.models == {"clip": "fake-clip", "caption": "fake-caption", "ranker": "baseline-1"}
    assert [item.tag for item in stored.items] == tags(answer)
    assert stored.items[0].features.keys() <= {"visual", "caption", "text", "meaning"}
    assert len(stored.candidates) > len(stored.items)


async def test_an_answer_belongs_to_its_owner(world):
    answer = await world.ask("dog", owner="alice")
    with pytest.raises(NotFound):
        await world.database.read(read_recommendation, answer.recommendation_id, owner="bob")


async def test_the_same_question_gets_the_same_tags(world):
    first, second = await world.ask("a dog on the beach"), await world.ask("a dog on the beach")
    assert [(t.tag, t.score) for t in first.tags] == [(t.tag, t.score) for t in second.tags]
