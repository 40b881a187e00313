"""API keys."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from hashtagger.errors import NotFound
from hashtagger.storage.database import Database
from hashtagger.storage.keys import (
    ApiKey,
    create_key,
    find_by_id,
    find_key,
    list_keys,
    note_key_use,
    page_keys,
    revoke_key,
)
from hashtagger.storage.tables import api_keys
from tests.storage.builders import NOW


def made(database: Database, name: str = "phone", owner: str = "alice") -> tuple[str, ApiKey]:
    return database.write_now(create_key, name, owner=owner, scopes=["write", "read", "read"], now=NOW)


def found(database: Database, plain: str) -> ApiKey | None:
    with database.reading() as connection:
        return find_key(connection, plain)


def test_a_key_is_found_by_its_plain_text(database: Database) -> None:
    plain, key = made(database)
    assert found(database, plain) == key
    assert (key.owner, sorted(key.scopes), key.revoked) == ("alice", ["read", "write"], None)
    assert plain.startswith(key.prefix)


def test_a_key_holds_256_random_bits(database: Database) -> None:
    first, second = made(database)[0], made(database)[0]
    assert first != second
    assert first.startswith("ht_")
    assert len(first) == len("ht_") + 43  # 32 bytes in base64


def test_the_plain_text_is_stored_nowhere(database: Database) -> None:
    plain, _ = made(database)
    with database.reading() as connection:
        row = connection.execute(sa.select(api_keys)).one()
    assert plain[len("ht_") + 8 :] not in str(row)


@pytest.mark.parametrize("wrong", ["", "ht_", "ht_unknown", "ht_\x00" + "a" * 42, "\ud800", "x" * 10_000])
def test_what_is_no_key_is_not_found(database: Database, wrong: str) -> None:
    made(database)
    assert found(database, wrong) is None


def test_a_key_with_the_right_beginning_only_is_not_found(database: Database) -> None:
    plain, _ = made(database)
    assert found(database, plain[:-1] + ("a" if plain[-1] != "a" else "b")) is None


def test_a_revoked_key_is_not_found_but_listed(database: Database) -> None:
    plain, key = made(database)
    revoked = database.write_now(revoke_key, key.id, now=NOW)
    assert revoked.revoked == NOW
    assert found(database, plain) is None
    with database.reading() as connection:
        assert list_keys(connection) == [revoked]


def test_revoking_twice_keeps_the_first_time(database: Database) -> None:
    _, key = made(database)
    database.write_now(revoke_key, key.id, now=NOW)
    assert database.write_now(revoke_key, key.id, now=NOW + timedelta(days=1)).revoked == NOW


def test_revoking_what_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        database.write_now(revoke_key, "none", now=NOW)


def test_an_owner_sees_only_their_keys(database: Database) -> None:
    _, mine = made(database)
    made(database, owner="bob")
    with database.reading() as connection:
        assert list_keys(connection, owner="alice") == [mine]


def test_pages_of_keys_begin_with_the_newest_and_narrow_as_asked(database: Database) -> None:
    made_keys = [made(database, owner=owner)[1] for owner in ("alice", "bob", "alice", "alice")]
    newest_first = sorted(made_keys, key=lambda key: key.id, reverse=True)
    revoked = database.write_now(revoke_key, newest_first[0].id, now=NOW)
    with database.reading() as connection:
        first = page_keys(connection, limit=2)
        assert first == [revoked, newest_first[1]]
        assert page_keys(connection, limit=9, before=first[-1].id) == newest_first[2:]
        assert {key.owner for key in page_keys(connection, limit=9, owner="bob")} == {"bob"}
        assert page_keys(connection, limit=9, revoked=True) == [revoked]
        assert page_keys(connection, limit=9, revoked=False) == newest_first[1:]


def test_use_is_noted_at_most_once_a_minute(database: Database) -> None:
    _, key = made(database)
    for seconds in (0, 30, 61):
        database.write_now(note_key_use, key.id, now=NOW + timedelta(seconds=seconds))
        with database.reading() as connection:
            last_used = find_by_id(connection, key.id).last_used
        assert last_used == NOW + timedelta(seconds=61 if seconds == 61 else 0)
