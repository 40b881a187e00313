"""Saved groups as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from hashtagger.errors import Conflict, NotFound
from hashtagger.storage.database import Database
from hashtagger.storage.saved_groups import (
    SavedGroup,
    add_saved_group,
    delete_saved_group,
    list_saved_groups,
    read_saved_group,
    replace_saved_group,
)
from tests.storage.builders import NOW

GROUP = SavedGroup("A", "me", "Walks", ["GoldenHour", "日本"], NOW, NOW)


def put(database: Database, *groups: SavedGroup, most: int = 9) -> None:
    for group in groups:
        database.write_now(add_saved_group, group, most=most)


def test_a_saved_group_comes_back_as_it_was_written(database: Database) -> None:
    put(database, GROUP)
    with database.reading() as connection:
        assert read_saved_group(connection, "A", owner="me") == GROUP


def test_the_newest_stands_first_and_a_page_begins_behind_the_last(database: Database) -> None:
    put(database, *(replace(GROUP, id=id) for id in "ABC"), replace(GROUP, id="D", owner="you"))
    with database.reading() as connection:
        assert [g.id for g in list_saved_groups(connection, owner="me", limit=2)] == ["C", "B"]
        assert [g.id for g in list_saved_groups(connection, owner="me", limit=2, before="B")] == ["A"]


def test_a_replaced_one_keeps_when_it_was_made(database: Database) -> None:
    put(database, GROUP)
    later = NOW + timedelta(hours=1)
    changed = database.write_now(replace_saved_group, "A", owner="me", name="Sea", tags=["sea"], now=later)
    assert changed == SavedGroup("A", "me", "Sea", ["sea"], NOW, later)


def test_an_owner_has_so_many_and_no_more(database: Database) -> None:
    put(database, GROUP, replace(GROUP, id="B"), most=2)
    with pytest.raises(Conflict) as refused:
        put(database, replace(GROUP, id="C"), most=2)
    assert refused.value.code == "too_many_saved_groups"
    put(database, replace(GROUP, id="D", owner="you"), most=2)


def test_what_belongs_to_another_is_not_found(database: Database) -> None:
    put(database, GROUP)
    with database.reading() as connection, pytest.raises(NotFound):
        read_saved_group(connection, "A", owner="you")
    with pytest.raises(NotFound):
        database.write_now(delete_saved_group, "A", owner="you")
    with pytest.raises(NotFound):
        database.write_now(replace_saved_group, "A", owner="you", name="mine", tags=["a"], now=NOW)
    with database.reading() as connection:
        assert read_saved_group(connection, "A", owner="me") == GROUP


def test_a_deleted_one_is_gone(database: Database) -> None:
    put(database, GROUP)
    database.write_now(delete_saved_group, "A", owner="me")
    with pytest.raises(NotFound):
        database.write_now(delete_saved_group, "A", owner="me")
