"""Who is signed in, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hashtagger.storage.keys import create_key, revoke_key
from hashtagger.storage.web_sessions import end_session, key_of_session, open_session, purge_sessions

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)


def opened(database) -> str:
    _, key = database.write_now(create_key, "me", owner="me", scopes=["read"], now=NOW)
    database.write_now(open_session, "token", key.id, now=NOW, expires=LATER)
    return key.id


def asked(database, token, now):
    return database.write_now(key_of_session, token, now=now)


def test_a_token_stands_for_its_key_until_it_expires(database):
    id = opened(database)
    assert asked(database, "token", NOW).id == id
    assert asked(database, "token", LATER) is None
    assert asked(database, "other", NOW) is None


def test_the_token_itself_is_not_stored(database):
    opened(database)
    rows = database.write_now(lambda connection: connection.exec_driver_sql("SELECT * FROM web_sessions").all())
    assert not any("token" in str(value) for row in rows for value in row)


def test_a_revoked_key_signs_nobody_in(database):
    database.write_now(revoke_key, opened(database), now=NOW)
    assert asked(database, "token", NOW) is None


def test_what_was_ended_or_has_expired_is_gone(database):
    opened(database)
    database.write_now(end_session, "token")
    database.write_now(end_session, "token")
    assert asked(database, "token", NOW) is None
    opened(database)
    assert [database.write_now(purge_sessions, now=moment) for moment in (NOW, LATER)] == [0, 1]
