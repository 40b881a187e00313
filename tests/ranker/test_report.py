"""The lift report: what is compared, that each night makes one, and the command that makes one now."""

from dataclasses import replace
from datetime import timedelta

from hashtagger.settings import RankerSettings
from hashtagger.storage.database import open_database
from hashtagger.storage.lift_reports import latest_report
from hashtagger.types import Tag
from ranker import report
from ranker.baseline import VERSION
from ranker.pairs import LEARNED
from ranker.report import keep_report, pairs_of
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


def learned(*pairs):
    """One answer for each (what answered, its shadow), the baseline watched beside."""
    answers = world(len(pairs))
    return [
        replace(answer, policy=policy, shadow=shadow, shadow_shown=(Tag("new"),), baseline_shown=(Tag("old"),))
        for answer, (policy, shadow) in zip(answers, pairs, strict=True)
    ]


def test_the_baseline_is_watched_beside_every_learned_model_whatever_the_shadow():
    pairs = pairs_of(learned(("monday", "tuesday"), ("monday", "wednesday"), ("tuesday", None)))
    assert {pair: [shown for _, shown in found] for pair, found in pairs.items()} == {
        (LEARNED, VERSION): [("old",)] * 3,
        ("tuesday", VERSION): [("old",)],
        ("monday", VERSION): [("old",)] * 2,
        ("monday", "tuesday"): [("new",)],
        ("monday", "wednesday"): [("new",)],
    }


def test_learned_models_together_are_never_compared_with_learned_models_together():
    nights = [(f"v{number}", f"v{number + 1}") for number in range(20)]
    assert (LEARNED, LEARNED) not in pairs_of(learned(*nights))


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


def test_no_transaction_is_open_while_a_report_is_estimated(database, monkeypatch):
    database.write_now(store, watched(*"a" * 60))
    under_way = []

    def on(name):
        real = getattr(report, name)

        def seen(*arguments, **named):
            under_way.append((name, database.engine.pool.checkedout()))
            return real(*arguments, **named)

        monkeypatch.setattr(report, name, seen)

    on("fit")
    on("estimate")
    keep_report(database, RankerSettings(), now=NOW)
    assert under_way == [("fit", 0), ("estimate", 0)]
