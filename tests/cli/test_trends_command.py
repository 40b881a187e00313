"""``hashtagger trends``, as somebody types it."""

import json
import shutil

import pytest

from api.cli.main import main
from api.cli.setup import Setup
from hashtagger.observations import start_of
from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from hashtagger.trends.entering import enter_tags
from hashtagger.trends.run import score_hour
from tests.trends.builders import FIRST, SETTINGS, burst, count

HOUR = FIRST + 12


@pytest.fixture
def settings(cli_template, tmp_path):
    return Settings(data_dir=shutil.copytree(cli_template, tmp_path / "data"))


@pytest.fixture
def risen(settings):
    """A database in which an unknown tag has risen."""
    with open_database(settings.database_url) as database:
        heard = range(HOUR - 239, HOUR + 1)
        count(database, {"zorptastic": burst(HOUR)}, heard=heard)
        score_hour(database, HOUR, settings=SETTINGS)
        database.write_now(enter_tags, now=start_of(HOUR + 1))


@pytest.fixture
def trends(settings, capsys):
    """``trends("list", "--json")`` → what the command printed and its exit code."""

    def run(*arguments):
        with pytest.raises(SystemExit) as stopped:
            main(["trends", *arguments], setup=Setup(settings))
        said = capsys.readouterr()
        return said.out, said.err, stopped.value.code

    return run


def test_before_anything_was_scored_it_says_so(trends):
    assert trends("list")[0].strip() == "Nothing was scored yet."
    assert json.loads(trends("list", "--json")[0]) == []


@pytest.mark.usefixtures("risen")
def test_the_trends_of_the_newest_hour_are_listed(trends):
    (trend,) = json.loads(trends("list", "--json")[0])
    assert (trend["name"], trend["sources"], trend["hour"]) == ("zorptastic", ["bluesky"], HOUR)
    said = trends("list")[0]
    assert "Zorptastic" in said
    assert "2026-11-20 12:00 UTC" in said


@pytest.mark.usefixtures("risen")
def test_hours_are_scored_again(trends):
    said, _, code = trends("recompute", "--from", "2026-11-20T11", "--to", "2026-11-20T12")
    assert code == 0
    assert [line.split("  ") for line in said.splitlines()] == [
        ["2026-11-20 11:00", "1 scores, 1 trends"],
        ["2026-11-20 12:00", "1 scores, 1 trends"],
    ]


@pytest.mark.parametrize("span", [("yesterday", "2026-11-20"), ("2026-11-20T12", "2026-11-20T11")])
def test_a_span_that_is_none_is_refused(trends, span):
    assert trends("recompute", "--from", span[0], "--to", span[1])[2] == 2


@pytest.mark.usefixtures("risen")
def test_new_tags_wait_until_somebody_decides(trends):
    assert "#zorptastic  new from a trend" in trends("reviews")[0]
    assert trends("refuse", "#Zorptastic", "--reason", "nonsense")[2] == 0
    assert trends("reviews")[0] == ""
    assert json.loads(trends("list", "--json")[0]) == []
    assert trends("approve", "zorptastic")[2] == 0
    assert trends("approve", "unheardof")[2] == 1
