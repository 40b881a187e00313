"""The lift report from storage to words: what it counts, what it leaves out, how it says it."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import orjson
import pytest
import sqlalchemy as sa

from hashtagger.posts import FeedbackKind
from hashtagger.settings import RankerSettings
from hashtagger.storage.ranking_tables import posts
from hashtagger.types import Tag
from ranker.bootstrap import Interval
from ranker.offpolicy import OffPolicyReport, estimate
from ranker.report import earned_by, in_words, kept_by_position, make_report, slim, summary
from ranker.residuals import fit
from tests.ranker.made_up import BEGIN, DAYS, LIFT, world
from tests.ranker.made_up_store import store
from tests.ranker.outcomes import outcome

NOW = BEGIN + timedelta(days=DAYS + 1)
SETTINGS = RankerSettings(min_effective_samples=50)


def watched(answer):
    """With a shadow that knows lifts: the best of the pool in place of the worst greedy tag, where that is better."""
    lift = dict(zip(answer.candidates, answer.rows[:, LIFT].tolist(), strict=True))
    worst = min(answer.exploration.greedy, key=lift.__getitem__)
    best = max((tag for tag, _ in answer.exploration.pool), key=lift.__getitem__)
    shown = (best if tag == worst and lift[best] > lift[worst] else tag for tag in answer.exploration.greedy)
    return replace(answer, shadow="new", shadow_shown=tuple(shown))


@pytest.fixture(scope="module")
def answers():
    return [watched(answer) for answer in world(600, effect=3.0, rate=0.5, candidates=12)]


def reported(database, answers, settings=SETTINGS):
    database.write_now(store, answers)
    return make_report(database, settings, now=NOW)


def test_what_is_stored_becomes_a_report(sqlite_database, answers):
    report = reported(sqlite_database, answers)
    (found,) = report["comparisons"]
    assert (report["posts"], report["posts_with_an_answer"], report["policies"]) == (600, 600, {"baseline-1": 600})
    assert (found["current"], found["other"], found["verdict"]) == ("baseline-1", "new", "better")
    assert found["supported"] == 1.0
    assert found["verdict_interval"]["low"] > 0
    assert summary(report) == found["words"]
    assert orjson.loads(orjson.dumps(report))["comparisons"][0]["dr"] == found["dr"]


def test_the_baseline_is_judged_beside_all_learned_models_that_answered(sqlite_database, answers):
    """Each night another shadow, one promotion between; the baseline would have shown what earns more."""
    some = [
        replace(
            answer, policy=f"v{number // 300}", shadow=f"v{number // 100 + 2}", shadow_shown=answer.exploration.greedy
        )
        for number, answer in enumerate(answers)
    ]
    some = [replace(each, baseline_shown=old.shadow_shown) for each, old in zip(some, answers, strict=True)]
    found = reported(sqlite_database, some)["comparisons"]
    (all_of_them,) = [each for each in found if each["current"] == "learned"]
    assert (all_of_them["other"], all_of_them["answers"], all_of_them["verdict"]) == ("baseline-1", 600, "better")
    assert {each["answers"] for each in found if each["other"] == "baseline-1"} == {600, 300}


def test_what_needs_more_posts_is_refused(sqlite_database, answers):
    (found,) = reported(sqlite_database, answers[:60], RankerSettings(min_effective_samples=1e6))["comparisons"]
    assert found["verdict"].startswith("refused: ")
    assert (found["dr"], found["verdict_interval"]) == (None, None)


def test_answers_in_an_experiment_without_a_post_or_too_old_do_not_count(sqlite_database, answers):
    others = [
        replace(answers[0], experiment_id="E"),
        replace(answers[1], outcome=None),
        replace(answers[2], created=NOW - timedelta(days=SETTINGS.window_days + 1)),
    ]
    report = reported(sqlite_database, [*others, *answers[3:40]])
    assert report["policies"] == {"baseline-1": 37}
    (found,) = report["comparisons"]
    assert (found["answers"], found["with_post"]) == (38, pytest.approx(37 / 38))


def test_posts_without_an_answer_take_no_room_from_the_others(sqlite_database, answers, monkeypatch):
    monkeypatch.setattr("ranker.report.MOST_ANSWERS", 10)
    sqlite_database.write_now(store, answers[:40])
    imported = [each.outcome.post_id for each in answers[20:40]]
    without_answer = sa.update(posts).where(posts.c.id.in_(imported)).values(recommendation_id=None)
    sqlite_database.write_now(lambda connection: connection.execute(without_answer))
    assert make_report(sqlite_database, SETTINGS, now=NOW)["policies"] == {"baseline-1": 10}


def test_whether_what_was_shown_decided_what_was_published_is_told_of_all_answers(sqlite_database, answers):
    drawn = [place for place, each in enumerate(answers) if each.exploration.tag is not None]
    gone = set(drawn[::2])
    some = [replace(each, outcome=None) if place in gone else each for place, each in enumerate(answers)]
    (found,) = reported(sqlite_database, some)["comparisons"]
    assert (found["answers"], found["with_post"]) == (600, pytest.approx(1 - len(gone) / 600))
    assert "had a say in what was published" in found["notes"][-1]


def test_one_owner_with_very_many_posts_does_not_say_what_is_usual():
    honest = [outcome(n, owner=f"owner{n % 40}", who="a", hour=float(n), log=3.0 + n % 7 / 10) for n in range(2_000)]
    flood = [
        outcome(n, owner="flood", who="f", hour=float(n % 2_000), log=0.5 if n % 24 < 12 else 9.0)
        for n in range(20_000)
    ]
    alone, beside = earned_by(honest), earned_by([*honest, *flood])
    moved = max(abs(beside[each.post_id] - alone[each.post_id]) for each in honest)
    plain = dict(zip([p.post_id for p in honest], fit([*honest, *flood]).residuals(honest), strict=True))
    moved_by_a_plain_fit = max(abs(plain[each.post_id] - alone[each.post_id]) for each in honest)
    assert moved < moved_by_a_plain_fit / 2


def test_without_any_post_the_report_says_so(sqlite_database):
    report = make_report(sqlite_database, SETTINGS, now=NOW)
    assert (report["posts"], report["feedback"], report["comparisons"]) == (0, [], [])
    assert summary(report).startswith("No engagement of a post")


def test_without_a_shadow_there_is_nothing_to_compare(sqlite_database, answers):
    report = reported(sqlite_database, [replace(each, shadow=None, shadow_shown=()) for each in answers[:20]])
    assert summary(report).startswith("No other policy was watched")


def test_an_answer_made_slim_tells_the_same():
    wide = [watched(answer) for answer in world(300, rate=0.5, candidates=40)]
    residuals = np.random.default_rng(1).normal(size=len(wide))
    told = [
        estimate(each, target="new", residuals=residuals, min_effective_samples=1, draws=50)
        for each in (wide, [slim(answer) for answer in wide])
    ]
    assert told[0].dr is not None
    assert told[0] == told[1]
    assert slim(wide[0]).rows.shape[0] == 10


def test_feedback_is_counted_by_position(answers):
    kept, removed, added = FeedbackKind.KEPT, FeedbackKind.REMOVED, FeedbackKind.ADDED
    one, two, three = (replace(answer, shown=(Tag("a"), Tag("b"))) for answer in answers[:3])
    told = [
        replace(one, feedback={Tag("a"): kept, Tag("b"): removed}),
        replace(two, feedback={Tag("b"): removed, Tag("c"): added}),
        replace(three, feedback=None),
    ]
    assert kept_by_position(told) == [
        {"position": 1, "shown": 2, "removed": 0},
        {"position": 2, "shown": 2, "removed": 2},
    ]


@pytest.mark.parametrize(
    ("verdict", "low", "high", "words"),
    [
        ("better", 0.01, 0.05, "new instead of old would earn more: between +1.0 % and +5.1 %"),
        ("worse", -0.05, -0.01, "new instead of old would earn less: between -4.9 % and -1.0 %"),
        ("no measurable effect", -0.01, 0.02, "No measurable effect of new instead of old: between -1.0 % and +2.0 %"),
    ],
)
def test_a_comparison_is_said_as_a_person_would_with_its_level(verdict, low, high, words):
    told = in_words("old", "new", found_as(verdict, Interval((low + high) / 2, low, high)))
    assert told == f"{words} interactions (98 % interval)."


def test_a_refusal_is_said_with_its_reason():
    told = in_words("old", "new", found_as("refused: it is too early", None))
    assert told == "Nothing can be said of new instead of old: it is too early."


def test_before_the_first_night_there_is_no_report():
    assert summary(None).startswith("There is no report yet")


def found_as(verdict, interval):
    counts = {"answers": 9, "with_post": 1.0, "supported": 1.0, "changed": 0.5, "tags_changed": 1.0, "accounts": 3}
    estimates = dict.fromkeys(("ips", "snips", "dr", "direct", "verdict_interval"), interval)
    rest = {"effective_samples": 500.0, "detectable": 0.03, "verdict_level": 0.98}
    return OffPolicyReport(target="new", verdict=verdict, **counts, **estimates, **rest)
