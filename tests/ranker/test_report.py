"""The lift report: what is compared, that each night makes one, and the command that makes one now."""

from dataclasses import replace
from datetime import timedelta

from hashtagger.settings import RankerSettings
from hashtagger.storage.database import open_database
from hashtagger.storage.lift_reports import latest_report
from hashtagger.types import Tag
from ranker.baseline import VERSION
from ranker.report import LEARNED, keep_report, pairs_of
from tests.ranker.made_up import world
from tests.ranker.made_up_store import store

NOW = world(1)[0].created + timedelta(days=100)


def watched(*shadows):
    """One answer of the baseline for each of ``shadows``."""
    answers = world(len(shadows))
    return [
        replace(answer, policy=VERSION, shadow=shadow, shadow_shown=(*answer.shown[:4], Tag("new")))
        for answer, shadow in zip(answers, shadows, strict=True)
    ]


def test_all_learned_models_are_judged_together_before_each_of_them():
    pairs = pairs_of(watched("monday", "monday", "tuesday", None))
    assert {pair: len(answers) for pair, answers in pairs.items()} == {
        (VERSION, LEARNED): 3,
        (VERSION, "tuesday"): 1,
        (VERSION, "monday"): 2,
    }
    assert next(iter(pairs)) == (VERSION, LEARNED)


def test_a_single_model_is_not_told_of_twice():
    assert list(pairs_of(watched("monday", "monday"))) == [(VERSION, "monday")]


def test_only_the_newest_models_are_told_of_one_by_one():
    pairs = pairs_of(watched(*"abcdefgh"))
    assert list(pairs) == [(VERSION, LEARNED), *((VERSION, each) for each in "hgfed")]


def test_a_report_is_kept_with_what_it_says_of_both(sqlite_url):
    with open_database(sqlite_url) as database:
        database.write_now(store, watched(*"ab" * 60))
        made = keep_report(database, RankerSettings(), now=NOW)
        with database.reading() as connection:
            kept = latest_report(connection)
    assert kept["made"] == made["made"] == NOW.isoformat()
    assert [each["other"] for each in kept["comparisons"]] == [LEARNED, "b", "a"]
    assert all(each["verdict"].startswith("refused: ") for each in kept["comparisons"])
