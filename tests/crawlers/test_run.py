"""``python -m crawlers.run``, as the job runner starts it."""

import json
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawlers.run import main
from hashtagger.observations import SourceState
from hashtagger.storage.sources import read_source, write_source

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(sqlite_url, monkeypatch):
    def put(**trends):
        monkeypatch.setenv("HASHTAGGER_DATABASE__URL", sqlite_url)
        for name, value in {"contact": "ops@example.org", **trends}.items():
            monkeypatch.setenv(f"HASHTAGGER_TRENDS__{name.upper()}", value)

    return put


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_crawl_that_was_refused_everywhere_ends_with_an_error(environment, sqlite_database):
    environment(
        endpoints=json.dumps({"wikipedia": f"http://127.0.0.1:{closed_port()}"}), wikipedia_projects='["en.wikipedia"]'
    )
    command = [sys.executable, "-m", "crawlers.run", "wikipedia", "--at", "2026-11-05T10:20:00+00:00"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT, env=dict(os.environ))
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["source"] == "wikipedia"
    assert report["errors"] == {"refused": 1}
    assert report["requests"] == 3
    assert report["retries"] == 2
    with sqlite_database.reading() as connection:
        state = read_source(connection, "wikipedia")
    assert state.last_error == "refused (1)"
    assert state.failures == 1
    assert state.last_attempt.date().isoformat() == "2026-11-05"


def test_nothing_is_asked_while_the_circuit_is_open(environment, sqlite_database, capsys):
    environment()
    until = datetime.now(UTC) + timedelta(hours=1)
    sqlite_database.write_now(write_source, SourceState("mastodon", failures=4, paused_until=until))
    assert main(["mastodon"]) == 75
    report = json.loads(capsys.readouterr().out)
    assert report["outcome"] == "paused"
    assert report["requests"] == 0
    assert report["paused_until"] == until.isoformat()


@pytest.mark.parametrize(
    ("source", "trends", "says"),
    [
        ("mastodon", {"contact": ""}, "needs HASHTAGGER_TRENDS__CONTACT"),
        ("x", {}, "switched off"),
        ("x", {"sources": '["x"]'}, "needs HASHTAGGER_TRENDS__X_BEARER_TOKEN"),
        ("bluesky", {}, "is a stream"),
        ("nowhere", {}, "no source is called 'nowhere'"),
    ],
)
def test_a_source_that_cannot_run_says_why(environment, capsys, source, trends, says):
    environment(**trends)
    assert main([source]) == 1
    assert says in json.loads(capsys.readouterr().out)["error"]
