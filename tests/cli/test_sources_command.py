"""``hashtagger sources``, as somebody types it."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from api.cli.main import main
from api.cli.setup import Setup
from hashtagger.observations import CrawlTarget, Snapshot, SourceState, TrendKind, TrendObservation
from hashtagger.settings import Settings, TrendSettings
from hashtagger.storage.database import open_database
from hashtagger.storage.snapshots import put_snapshot
from hashtagger.storage.sources import write_source

NOW = datetime.now(UTC)


@pytest.fixture
def folder(cli_template, tmp_path):
    return shutil.copytree(cli_template, tmp_path / "data")


@pytest.fixture
def sources(folder, capsys):
    """``sources("--json", x_bearer_token="…")`` → what the command printed and its exit code."""

    def run(*arguments, **trends):
        settings = Settings(data_dir=folder, trends=TrendSettings(**{"contact": "a@b.c", **trends}))
        with pytest.raises(SystemExit) as stopped:
            main(["sources", *arguments], setup=Setup(settings))
        said = capsys.readouterr()
        return said.out, said.err, stopped.value.code

    return run


def test_each_source_says_whether_it_runs_and_what_it_needs(sources):
    told = {each["name"]: each for each in json.loads(sources("--json", sources=["mastodon", "x"])[0])}
    assert list(told)[:3] == ["mastodon", "wikipedia", "bluesky"]
    assert told["mastodon"]["on"]
    assert told["wikipedia"]["why_off"] == "switched off; add 'wikipedia' to HASHTAGGER_TRENDS__SOURCES"
    assert told["x"]["why_off"] == "needs HASHTAGGER_TRENDS__X_BEARER_TOKEN"
    assert told["x"]["needs"] == ["HASHTAGGER_TRENDS__CONTACT", "HASHTAGGER_TRENDS__X_BEARER_TOKEN"]
    assert told["x"]["licence"]
    assert told["mastodon"]["last_success"] is None


def test_each_source_says_what_it_last_did(sources, folder):
    target = CrawlTarget("mastodon", "mastodon.social")
    hour = NOW.replace(minute=0, second=0, microsecond=0)
    line = TrendObservation("dawn", TrendKind.HASHTAG, hour)
    with open_database(Settings(data_dir=folder).database_url) as database:
        for age_h, lines in ((2, (line, line, line)), (1, (line, line))):
            when = hour - timedelta(hours=age_h)
            database.write_now(
                put_snapshot, Snapshot(target, when, NOW, "run", lines), lambda name, kind: (None, False)
            )
        database.write_now(
            write_source, SourceState("mastodon", last_success=NOW - timedelta(hours=3), last_error="timeout (5)")
        )
    told = json.loads(sources("--json")[0])[0]
    assert told["sample_size"] == 2
    assert 3 * 3600 <= told["lag_s"] < 4 * 3600
    out = sources()[0]
    assert "timeout (5)" in out
    assert "3 h" in out
    assert "https://docs.joinmastodon.org/methods/trends/" in out


def test_a_dry_run_lists_the_requests_and_hides_the_keys(sources):
    out, _, code = sources("--dry-run", x_bearer_token="s3cr3t", sources=["x", "google_trends"])
    assert code == 0
    assert "GET https://mastodon.social/api/v1/trends/tags?limit=20" in out
    assert "GET https://api.x.com/2/trends/by/woeid/1?" in out
    assert "Authorization: Bearer ***" in out
    assert "X-Goog-Api-Key: (not set)" in out
    assert "GET https://trends.google.com/robots.txt" in out
    assert "GET https://wikimedia.org/robots.txt" in out
    assert "GET https://api.x.com/robots.txt" not in out
    assert "User-Agent: Hashtagger/" in out
    assert "(+a@b.c)" in out
    assert "s3cr3t" not in out


def test_robots_of_a_documented_api_are_not_asked_where_the_operator_says_so(sources):
    asked = {"documented_apis": ["wikipedia"]}
    assert "GET https://wikimedia.org/robots.txt" not in sources("--dry-run", **asked)[0]
    told = {each["name"]: each["robots"] for each in json.loads(sources("--json", **asked)[0])}
    assert "HASHTAGGER_TRENDS__DOCUMENTED_APIS" in told["wikipedia"]
    assert told["mastodon"].startswith("robots.txt of the host is asked first and obeyed")
    assert "a key of your own" in told["x"]


def test_a_broken_file_of_sources_is_told_with_its_lines(sources, tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("sources:\n  - nam: x\n")
    _, err, code = sources(custom_sources=file)
    assert code == 1
    assert "mine.yaml:2: a source has no key 'nam'" in err


@pytest.mark.parametrize("arguments", [["sources"], ["sources", "--dry-run"]])
def test_the_list_does_not_load_scrapy(arguments, folder):
    program = (
        "import sys\nfrom api.cli.main import main\nfrom api.cli.setup import Setup\n"
        "from hashtagger.settings import Settings\n"
        f"setup = Setup(Settings(_env_file=None, data_dir={str(folder)!r}))\n"
        f"try:\n    main({arguments!r}, setup=setup)\nexcept SystemExit:\n    pass\n"
        "print(sorted({'scrapy', 'torch', 'fastapi'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.splitlines()[-1] == "[]"
