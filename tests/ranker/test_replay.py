"""A logged answer's rows can be made again from the log, bit for bit."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from hashtagger.errors import NotFound
from hashtagger.ranking import Ranking, Shadow
from hashtagger.storage.companions import learn_companions
from hashtagger.storage.database import Database
from hashtagger.storage.ranking_logs import read_log
from hashtagger.storage.ranking_tables import account_tags, accounts, tag_lifts
from hashtagger.storage.recommendations import read_recommendation
from hashtagger.storage.tag_writes import TagDraft, upsert_tags
from hashtagger.storage.trending import put_stats
from hashtagger.types import Tag, TagStats
from ranker.baseline import BaselineRanker
from ranker.features import NAMES, SCHEMA
from ranker.replay import replay
from tests.fakes.installation import NOW, World, open_world

ACCOUNT = {"owner": "local", "profile_id": "me"}


class Reordering(BaselineRanker):
    """Orders by another score, as a learned model does; a shadow and the baseline are watched."""

    def rank(self, candidates, situation, *, policy="current"):
        first = super().rank(candidates, situation, policy=policy)
        order = sorted(range(len(first.scored)), key=lambda at: first.scored[at].candidate.record.tag[::-1])
        scored = [first.scored[at] for at in order]
        shadow = Shadow("watched-1", np.linspace(-1.0, 1.0, len(order)) / 3)
        baseline = Shadow(first.policy, np.array([each.score for each in scored]))
        return Ranking(scored, "learned-1", SCHEMA, first.rows[order], shadow, baseline=baseline)


@pytest.fixture
async def world(database: Database, tmp_path: Path) -> World:
    return await open_world(database, tmp_path, ranker=Reordering(), explore=1.0)


def know_much(database: Database) -> None:
    """An account, lifts, companions and statistics with digits that a rounding would lose."""
    third = 1 / 3
    stats = TagStats(posts_per_day=900 + third, growth_per_day=-third, z=5 * third, sources=("mastodon",), as_of=NOW)
    outside = [TagDraft(Tag(word), word, (word,), "en", categories=("outdoors",)) for word in ("dog", "sea", "beach")]
    with database.writing() as connection:
        upsert_tags(connection, outside, source="starter", now=NOW)
        put_stats(
            connection, [(Tag("waves"), stats), (Tag("dog"), TagStats(z=2.5, as_of=NOW - timedelta(hours=third)))]
        )
        groups = [["dog", "beach"], ["dog", "beach", "sand"], ["sunset", "waves", "dog"], ["sea", "sand"]]
        learn_companions(connection, [[Tag(tag) for tag in group] for group in groups], source="test")
        lift = {"posts": 7, "lift": third, "error": third / 7}
        rows = [{"tag": tag, "accounts": 3, "as_of": NOW, **lift} for tag in ("dog", "beach", "car")]
        connection.execute(tag_lifts.insert(), rows)
        row = {"followers": 4321, "explore": True, "posts": 12, "level": 4 + third, "spread": third, "updated": NOW}
        connection.execute(accounts.insert(), [ACCOUNT | row])
        used = {"mean": 0.0, "last_used": NOW - timedelta(days=third), **lift}
        connection.execute(account_tags.insert(), [ACCOUNT | used | {"tag": tag} for tag in ("dog", "sea", "car")])


async def test_the_rows_of_an_answer_that_knew_much_come_out_the_same(world):
    know_much(world.database)
    answer = await world.ask(
        "a dog on the beach",
        "sunset waves sea",
        text="Sunday #sand",
        seed_tags=(Tag("dog"),),
        profile_id="me",
        language="en",
    )
    with world.database.reading() as connection:
        log, again = read_log(connection, answer.recommendation_id), replay(connection, answer.recommendation_id)
    assert again.tobytes() == log.rows.tobytes() == answer.choice.ranking.rows.tobytes()
    known = {name for name, column in zip(NAMES, log.rows.T, strict=True) if not np.isnan(column).all()}
    assert known >= {
        "z",
        "tag_lift",
        "account_tag_lift",
        "account_tag_age",
        "competition",
        "seed_companion_max",
        "tag_age",
        "category_account",
    }
    (dog,) = [row for row, each in zip(log.rows, answer.candidates, strict=True) if each.candidate.record.tag == "dog"]
    companions = dog[[NAMES.index("seed_companion_max"), NAMES.index("candidate_companion_max")]]
    assert (companions > 0).all()
    assert answer.degraded == ()


async def test_the_rows_of_an_answer_that_knew_little_come_out_the_same(world):
    answer = await world.ask(text="Fresh snow on the mountain")
    with world.database.reading() as connection:
        assert replay(connection, answer.recommendation_id).tobytes() == answer.choice.ranking.rows.tobytes()


async def test_what_changes_afterwards_does_not_change_what_was(world):
    answer = await world.ask("a dog on the beach", profile_id="me")
    know_much(world.database)
    with world.database.reading() as connection:
        assert replay(connection, answer.recommendation_id).tobytes() == answer.choice.ranking.rows.tobytes()


async def test_an_answer_without_candidates_can_be_made_again(world):
    answer = await world.ask(text="…", language="ja")
    with world.database.reading() as connection:
        assert replay(connection, answer.recommendation_id).shape == (0, len(NAMES))
        assert len(read_log(connection, answer.recommendation_id).rows) == 0


async def test_everything_of_a_ranking_is_in_its_log(world):
    know_much(world.database)
    answer = await world.ask("dog beach sunset coffee mountain bicycle garden", experiment=None, profile_id="me")
    with world.database.reading() as connection:
        log = read_log(connection, answer.recommendation_id)
        kept = read_recommendation(connection, answer.recommendation_id, owner="local")
    choice = answer.choice
    assert log.schema == SCHEMA
    assert log.exploration == choice.exploration
    assert log.exploration.tag is not None
    assert (log.shadow, log.shadow_shown) == ("watched-1", choice.shadow_shown)
    by_the_sum = sorted(choice.ranking.scored, key=lambda each: (-each.score, each.candidate.record.tag))
    assert log.baseline_shown == choice.baseline_shown
    assert log.baseline_shown[0] == by_the_sum[0].candidate.record.tag
    assert log.shadow_scores.tobytes() == choice.ranking.shadow.scores.tobytes()
    assert [each["tag"] for each in kept.candidates] == [each.candidate.record.tag for each in choice.ranking.scored]
    assert kept.policy == kept.models["ranker"] == "learned-1"


async def test_an_unknown_answer_is_named(world):
    with world.database.reading() as connection, pytest.raises(NotFound, match="NOSUCH"):
        replay(connection, "NOSUCH")
