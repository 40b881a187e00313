"""Tags are completed while they are typed: own ones first, then the broad ones, nothing that nobody should be led to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
import sqlalchemy as sa

from hashtagger.storage import migrate, suggestions
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.flags import set_flags
from hashtagger.storage.history import count_uses, note_use
from hashtagger.storage.suggestions import Suggestion, suggest_tags
from hashtagger.storage.tables import tag_starts
from hashtagger.storage.tag_writes import delete_tags
from hashtagger.storage.trending import put_stats
from hashtagger.types import FlagKind, Reach, Tag, TagStats
from tests.storage.builders import NOW, draft, flag, put_tags, tags
from tests.storage.test_migrations import empty_url as empty_url  # a fixture
from tests.storage.test_past_answers import plan


def suggested(database: Database, start: str, **more: object) -> Sequence[Suggestion]:
    with database.reading() as connection:
        return suggest_tags(connection, start, **{"owner": "me", **more})  # type: ignore[arg-type]


def names(database: Database, start: str, **more: object) -> list[str]:
    return [each.tag for each in suggested(database, start, **more)]


def used(database: Database, *uses: tuple[str, int]) -> None:
    changes = {("p", Tag(tag)): n for tag, n in uses}
    database.write_now(count_uses, "me", changes, last_used={"p": NOW})


def flagged(database: Database, **kinds: FlagKind) -> None:
    database.write_now(set_flags, [(Tag(tag), flag(kind)) for tag, kind in kinds.items()])


def test_a_tag_is_found_by_itself_by_another_spelling_and_by_a_word_inside(database: Database) -> None:
    put_tags(
        database,
        draft("goldenhour", words=("golden", "hour"), aliases=tags("magichour")),
        draft("hourglass", words=("hourglass",)),
        draft("sunset"),
    )
    assert names(database, "golden") == ["goldenhour"]
    assert names(database, "magic") == ["goldenhour"]
    assert names(database, "hour") == ["hourglass", "goldenhour"]
    assert names(database, "nothing") == []


def test_the_spelling_that_was_begun_is_told(database: Database) -> None:
    put_tags(database, draft("goldenhour", words=("golden", "hour"), aliases=tags("magichour", "magichours")))
    assert [each.alias for each in suggested(database, "magic")] == ["magichour"]


def test_small_words_inside_begin_nothing(database: Database) -> None:
    put_tags(database, draft("dogsofinstagram", words=("dogs", "of", "instagram")), draft("office"))
    assert names(database, "of") == ["office"]


def test_the_broad_stand_before_the_niche_and_the_measured_before_the_rest(database: Database) -> None:
    put_tags(
        database,
        draft("dogs", reach=Reach.NICHE),
        draft("dogsofberlin", reach=Reach.BROAD),
        draft("dogmom", reach=Reach.BROAD),
        draft("doggo", reach=Reach.MEDIUM),
    )
    database.write_now(put_stats, [(Tag("dogsofberlin"), TagStats(900.0, as_of=NOW))])
    assert names(database, "do") == ["dogsofberlin", "dogmom", "doggo", "dogs"]


def test_what_was_typed_whole_stands_first(database: Database) -> None:
    put_tags(database, draft("dog", reach=Reach.NICHE), draft("dogmom", reach=Reach.BROAD))
    assert names(database, "dog") == ["dog", "dogmom"]


def test_own_tags_of_the_profile_stand_first_the_most_used_before_the_others(database: Database) -> None:
    put_tags(database, draft("dogmom", reach=Reach.BROAD), draft("doglife", reach=Reach.NICHE))
    used(database, ("doglife", 2), ("dog_of_mine", 12), ("cat", 50))
    database.write_now(note_use, "me", "p", tags("doodle"), now=NOW)
    found = suggested(database, "do", profile_id="p")
    assert [(each.tag, each.uses) for each in found] == [
        ("dog_of_mine", 12),
        ("doglife", 2),
        ("doodle", 0),
        ("dogmom", None),
    ]
    assert (found[0].reach, found[1].reach) == (None, Reach.NICHE)
    assert names(database, "do", profile_id="q") == ["dogmom", "doglife"]
    assert names(database, "do", profile_id="p", owner="you") == ["dogmom", "doglife"]


def test_an_own_tag_is_found_by_a_word_inside_too(database: Database) -> None:
    put_tags(database, draft("goldenhour", words=("golden", "hour")))
    used(database, ("goldenhour", 3))
    assert [each.uses for each in suggested(database, "hour", profile_id="p")] == [3]


def test_before_anything_is_typed_the_profile_sees_its_own(database: Database) -> None:
    put_tags(database, "dog", "cat")
    used(database, ("cat", 2), ("dog", 1))
    assert names(database, "", profile_id="p") == ["cat", "dog"]
    assert names(database, "") == []


@pytest.mark.parametrize("kind", sorted(suggestions.LEFT_OUT))
def test_nobody_is_led_to_what_is_held_back_unless_it_was_typed_whole(database: Database, kind: FlagKind) -> None:
    put_tags(database, draft("beauty", reach=Reach.BROAD), draft("beautyfan", reach=Reach.NICHE))
    flagged(database, beauty=kind)
    used(database, ("beauty", 9))
    assert names(database, "beau", profile_id="p") == ["beautyfan"]
    whole = suggested(database, "beauty", profile_id="p")
    assert [(each.tag, [f.kind for f in each.flags]) for each in whole] == [("beautyfan", []), ("beauty", [kind])]


def test_what_was_typed_whole_is_told_though_enough_others_begin_so(database: Database) -> None:
    put_tags(database, "spam", *(f"spam{n}" for n in range(20)))
    flagged(database, spam=FlagKind.SPAM)
    found = names(database, "spam", limit=5)
    assert (len(found), found[-1]) == (5, "spam")


def test_what_may_be_restricted_is_shown_with_its_flag_behind_the_others(database: Database) -> None:
    put_tags(database, draft("beautyblogger", reach=Reach.BROAD), draft("beautyfan", reach=Reach.NICHE))
    flagged(database, beautyblogger=FlagKind.RESTRICTED)
    assert names(database, "beau") == ["beautyfan", "beautyblogger"]


def test_flagged_tags_do_not_take_the_places_of_others(database: Database) -> None:
    bad = [draft(f"sex{n}", reach=Reach.BROAD) for n in range(40)]
    put_tags(database, *bad, draft("sextant", reach=Reach.NICHE))
    flagged(database, **{each.tag: FlagKind.ADULT for each in bad})
    assert names(database, "sex") == ["sextant"]


def test_a_changed_or_deleted_tag_is_found_as_it_is_now(database: Database) -> None:
    put_tags(database, draft("goldenhour", words=("golden", "hour")), "goldfish")
    put_tags(database, draft("goldenhour", words=("goldenhour",), reach=Reach.BROAD), source="user")
    assert names(database, "hour") == []
    assert names(database, "gold") == ["goldenhour", "goldfish"]
    database.write_now(delete_tags, tags("goldfish"), source="user", now=NOW + timedelta(hours=1))
    assert names(database, "gold") == ["goldenhour"]


def test_a_start_is_compared_by_code_point_and_no_character_is_a_wildcard(database: Database) -> None:
    put_tags(database, "日本", "日本酒", "zürich", "a_b", "axb")
    assert names(database, "日本") == ["日本", "日本酒"]
    assert names(database, "zü") == ["zürich"]
    assert names(database, "a_") == ["a_b"]
    assert names(database, "%") == []


def test_what_begins_so_comes_out_of_its_index(database: Database) -> None:
    put_tags(database, *(f"tag{n}" for n in range(200)))
    asked = suggestions._STARTING.params(start="ta", end="tb", reach="broad", most=9)
    query = str(asked.compile(database.engine, compile_kwargs={"literal_binds": True}))
    assert "ix_tag_starts_reach" in plan(database, query)


def test_tags_that_were_there_before_the_upgrade_are_found_after_it(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    with open_database(empty_url) as database:
        put_tags(database, draft("goldenhour", words=("golden", "Hour", "of"), reach=Reach.BROAD), "日本")
        before = rows_of(database)
    migrate.downgrade(empty_url, to="0004")
    migrate.upgrade(empty_url)
    with open_database(empty_url) as database:
        assert rows_of(database) == before
    assert len(before) == 3


def rows_of(database: Database) -> list[tuple[str, ...]]:
    with database.reading() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.select(tag_starts)))
