"""hashtagger accounts: bring a history, look at it, forget it."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from ranker import recount

HEADER = "post_id,published_at,observed_at,text,likes"


def table(tmp_path, *more):
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=60)
    lines = [HEADER]
    for number in range(20):
        published = begin + timedelta(days=number)
        caption, likes = ("#sun #luck", 1_500) if number % 2 else ("#sun", 100)
        seen = published + timedelta(days=2)
        lines.append(f"{number},{published.isoformat()},{seen.isoformat()},{caption},{likes + number % 5}")
    file = tmp_path / "posts.csv"
    file.write_text("\n".join([*lines, *more]))
    return file


def test_a_history_is_brought_shown_and_forgotten(hashtagger, tmp_path):
    brought = hashtagger("accounts", "import", table(tmp_path, "x,soon,,,"), "--profile", "me")
    assert (brought.code, "20 posts" in brought.out, "1 refused" in brought.out) == (0, True, True)
    assert "line 22: its time cannot be read" in brought.out
    shown = hashtagger("accounts", "tags", "me")
    assert "A post usually earns" in shown.out
    assert "#luck" in shown.out
    told = json.loads(hashtagger("accounts", "tags", "me", "--json").out)
    assert (told["posts"], [each["tag"] for each in told["tags"]]) == (20, ["sun", "luck"])
    assert told["tags"][1]["verdict"] == "earned more than usual"
    gone = hashtagger("accounts", "forget", "me", "--yes")
    assert "20 posts" in gone.out
    assert json.loads(hashtagger("accounts", "tags", "me", "--json").out)["tags"] == []


def test_a_file_that_is_none_is_told_in_a_line(hashtagger, tmp_path):
    file = tmp_path / "posts.csv"
    file.write_text("just words")
    said = hashtagger("accounts", "import", file, "--profile", "me")
    assert said.code == 1
    assert "no column post_id" in said.err


def test_nothing_is_forgotten_without_a_yes(hashtagger, tmp_path):
    hashtagger("accounts", "import", table(tmp_path), "--profile", "me")
    assert hashtagger("accounts", "forget", "me").code == 1
    assert json.loads(hashtagger("accounts", "tags", "me", "--json").out)["posts"] == 20


def test_others_may_write_while_what_was_brought_is_counted(hashtagger, tmp_path, monkeypatch):
    count, written = recount.count_account, []

    def counting(connection, account, *, now):
        with sqlite3.connect(connection.engine.url.database, timeout=0) as other:
            other.execute("UPDATE meta SET value = value")
        written.append(account)
        return count(connection, account, now=now)

    monkeypatch.setattr(recount, "count_account", counting)
    assert hashtagger("accounts", "import", table(tmp_path), "--profile", "me").code == 0
    assert len(written) == 1


@pytest.mark.parametrize("profile", ["", "a/b"])
def test_nothing_is_brought_for_a_profile_that_no_path_can_name(hashtagger, tmp_path, profile):
    said = hashtagger("accounts", "import", table(tmp_path), "--profile", profile)
    assert said.code == 1
    assert "1 to 100 characters, none of them '/'" in said.err


def test_an_account_without_tags_is_told_in_words_alone(hashtagger):
    (told,) = hashtagger("accounts", "tags", "nobody").out.splitlines()
    assert told.startswith("What its posts earn is not known yet")
