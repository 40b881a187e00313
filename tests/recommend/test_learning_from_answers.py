"""Whole recommendations: what the ranker is told, what is left to chance, and what is logged of it."""

import asyncio
from pathlib import Path

import pytest
import sqlalchemy as sa

from hashtagger.posts import Account, PostFormat
from hashtagger.ranking import Ranking, TagLift
from hashtagger.recommend import situation as situations
from hashtagger.recommend.exploration import LEAST_TAGS, propensity_of, slate
from hashtagger.recommend.reasons import EXPLORED
from hashtagger.recommend.record import as_answer
from hashtagger.settings import RecommendSettings
from hashtagger.storage.accounts import change_account
from hashtagger.storage.catalogue_view import CatalogueView
from hashtagger.storage.companions import learn_companions
from hashtagger.storage.database import Database
from hashtagger.storage.ranking_logs import read_log
from hashtagger.storage.ranking_tables import ranking_logs
from hashtagger.storage.recommendations import read_recommendation
from hashtagger.storage.tables import recommendations
from hashtagger.storage.tag_lifts import put_lifts
from hashtagger.text.hashtags import extract_tags
from hashtagger.types import Reach, Tag
from ranker.baseline import BaselineRanker
from tests.fakes.installation import NOW, World, open_world

MUCH = "dog beach sunset coffee mountain bicycle garden"
"""A picture with so much in it that five tags are shown and others could be."""


class Talkative(BaselineRanker):
    """Keeps what it was asked; has a reason for every tag, and stands in for another one."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def rank(self, candidates, situation, *, policy="current"):
        self.asked.append(policy)
        found = super().rank(candidates, situation, policy=policy)
        return Ranking(found.scored, "talkative-1", found.schema, found.rows, None, ("ranker",))

    def reasons(self, rows, policy):
        return [(f"{policy} says so",)] * len(rows)


@pytest.fixture
async def world(sqlite_database: Database, world_folder: Path) -> World:
    """Chance has a say in every answer that may be left to it."""
    return await open_world(sqlite_database, world_folder, explore=1.0)


async def log_of(world: World, answer):
    return await world.database.read(read_log, answer.recommendation_id)


async def test_an_explored_tag_stands_in_the_answer_and_says_so(world):
    answer = await world.ask(MUCH, text="Sunday")
    drawn = answer.choice.exploration
    assert len(answer.tags) == LEAST_TAGS
    assert [tag.tag for tag in answer.tags] == list(slate(drawn))
    (explored,) = [tag for tag in answer.tags if tag.explored]
    assert (explored.tag, explored.position) == (drawn.tag, drawn.position)
    assert explored.reasons[-1] == EXPLORED
    assert explored.tag in {found.tag for found in extract_tags(answer.text_with_tags)}
    assert [tag["explored"] for tag in as_answer(answer)["tags"]] == [tag.explored for tag in answer.tags]


async def test_the_chances_of_what_was_shown_are_stored(world):
    answer = await world.ask(MUCH)
    stored = await world.database.read(read_recommendation, answer.recommendation_id, owner="local")
    exploration = (await log_of(world, answer)).exploration
    assert [item.propensity for item in stored.items] == [propensity_of(exploration, item.tag) for item in stored.items]
    assert sorted(item.propensity for item in stored.items)[:4] == [0.8] * 4


@pytest.mark.parametrize(
    "wishes",
    [{"explore": False}, {"mix": {Reach.MEDIUM: 5}}, {"experiment": ("e1", "ours")}],
    ids=["the request", "a mix", "an experiment"],
)
async def test_chance_has_no_say_where_it_is_not_wanted(world, wishes):
    answer = await world.ask(MUCH, **wishes)
    assert len(answer.tags) == LEAST_TAGS
    assert not any(tag.explored for tag in answer.tags)
    stored = await world.database.read(read_recommendation, answer.recommendation_id, owner="local")
    assert {item.propensity for item in stored.items} == {1.0}


async def test_an_account_can_do_without_exploring(world):
    account = Account("local", "me")
    await world.database.write(change_account, account, {"explore": False}, now=NOW)
    assert not any(tag.explored for tag in (await world.ask(MUCH, profile_id="me")).tags)
    assert any(tag.explored for tag in (await world.ask(MUCH, profile_id="you")).tags)


async def test_nobody_is_explored_on_whose_account_cannot_be_read(world, monkeypatch):
    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(situations, "read_account", crash)
    answer = await world.ask(MUCH, profile_id="me")
    assert answer.degraded == ("account",)
    assert len(answer.tags) == LEAST_TAGS
    assert not any(tag.explored for tag in answer.tags)


async def test_experience_that_is_late_costs_only_itself(world, monkeypatch):
    async def hang(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(CatalogueView, "experience", hang)
    world.recommender._settings = RecommendSettings(source_timeout_s=1, caption_timeout_s=60)
    answer = await world.ask(text="a dog on the beach")
    assert answer.degraded == ("experience",)
    assert answer.tags


async def test_the_ranker_knows_what_is_known_of_the_candidates(world):
    with world.database.writing() as connection:
        learn_companions(connection, [[Tag("dog"), Tag("beach")]], source="test")
        put_lifts(
            connection,
            {Tag("dog"): TagLift(9, 0.5, 0.1), Tag("ski"): TagLift(9, 0.5, 0.1)},
            {Tag("dog"): 2, Tag("ski"): 2},
            now=NOW,
        )
    situation = (await world.ask("a dog on the beach", text="Sunday #sand", seed_tags=(Tag("sea"),))).choice.situation
    assert situation.lifts[Tag("dog")] == TagLift(9, 0.5, 0.1)
    assert situation.companions == {Tag("dog"): {Tag("beach"): 1.0}, Tag("beach"): {Tag("dog"): 1.0}}
    assert situation.seeds == ("sea", "sand")
    assert (situation.format, situation.images, situation.max_tags) == (PostFormat.PHOTO, 1, 5)


async def test_a_new_lift_counts_at_once(world):
    assert Tag("dog") not in (await world.ask("dog")).choice.situation.lifts
    await world.database.write(put_lifts, {Tag("dog"): TagLift(9, 0.5, 0.1)}, {Tag("dog"): 2}, now=NOW)
    assert (await world.ask("dog")).choice.situation.lifts[Tag("dog")].posts == 9


async def test_nothing_may_be_shown_and_everything_is_logged(world):
    answer = await world.ask(MUCH, limit=0, experiment=("e1", "without"))
    assert answer.tags == ()
    log = await log_of(world, answer)
    assert (log.experiment_id, log.arm) == ("e1", "without")
    assert len(log.rows) == len(answer.candidates) > 5


async def test_an_answer_is_never_stored_without_its_log(world):
    def crash(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await world.ask("dog", also_write=crash)
    await world.ask("dog")
    with world.database.reading() as connection:
        for table in (recommendations, ranking_logs):
            assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 1


async def test_the_answer_names_what_ordered_it_and_why(sqlite_database, world_folder):
    ranker = Talkative()
    world = await open_world(sqlite_database, world_folder, ranker=ranker)
    answer = await world.ask("a dog on the beach", policy="baseline")
    assert ranker.asked == ["baseline"]
    assert answer.models.ranker == "talkative-1"
    assert answer.degraded == ("ranker",)
    short = [tag for tag in answer.tags if "talkative-1 says so" in tag.reasons]
    assert short
    assert all(len(tag.reasons) <= 3 for tag in answer.tags)


async def test_what_is_written_in_a_picture_proposes_tags_where_that_is_on(sqlite_database, world_folder):
    world = await open_world(sqlite_database, world_folder, read_text=True)
    world.models.writings["dog"] = "fresh COFFEE"
    found = {each.candidate.record.tag: each.candidate for each in (await world.ask("dog")).candidates}
    assert found[Tag("coffee")].evidence["ocr"].detail == "the picture says 'coffee'"


async def test_pictures_are_not_read_unless_that_is_on(world):
    await world.ask("dog")
    assert "read_text" not in world.models.calls


@pytest.mark.parametrize("installed", [True, False])
async def test_text_that_cannot_be_read_is_missed_only_where_a_model_could_have(
    sqlite_database, world_folder, installed
):
    world = await open_world(sqlite_database, world_folder, read_text=True)
    world.models.fail("read_text")
    if not installed:
        world.models.not_pulled.add("fake-read-text")
    answer = await world.ask("dog")
    assert answer.degraded == (("read_text",) if installed else ())
    assert answer.tags
