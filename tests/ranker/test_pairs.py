"""Which policies an answer tells of, and how many answers and posts there are of each pair."""

from dataclasses import replace
from datetime import timedelta

from hashtagger.ranking import Exploration
from ranker.baseline import VERSION
from ranker.pairs import LEARNED, published, together, watched_beside
from tests.ranker.made_up import BEGIN, DAYS, world
from tests.ranker.made_up_store import store

UNTIL = BEGIN + timedelta(days=DAYS + 1)


def test_an_answer_tells_of_the_baseline_and_of_the_shadow():
    assert watched_beside("monday", "tuesday", with_baseline=True) == [("monday", VERSION), ("monday", "tuesday")]
    assert watched_beside(VERSION, "tuesday", with_baseline=False) == [(VERSION, "tuesday")]
    assert watched_beside(VERSION, None, with_baseline=False) == []


def test_models_are_put_together_unless_both_are_learned():
    assert together(("monday", VERSION)) == (LEARNED, VERSION)
    assert together((VERSION, "monday")) == (VERSION, LEARNED)
    assert together(("monday", "tuesday")) is None


def test_all_answers_are_counted_by_what_chance_did_with_and_without_a_post(database):
    drawn = [each for each in world(60, rate=0.5) if each.exploration.tag is not None]
    usual = [each for each in world(60, rate=0.5) if each.exploration.tag is None]
    answers = [
        *drawn[:5],
        *usual[:4],
        replace(usual[4], exploration=Exploration(0.0, usual[4].exploration.greedy)),
    ]
    answers = [replace(each, policy="monday", shadow="tuesday", baseline_shown=each.shown) for each in answers]
    others = [replace(usual[5], policy="monday", experiment_id="E"), replace(usual[6], created=UNTIL), usual[7]]
    database.write_now(store, [*answers, *others])
    known = {each.recommendation_id for each in [*drawn[:2], *usual[:1]]}
    with database.reading() as connection:
        found = published(connection, since=BEGIN - timedelta(days=1), until=UNTIL, known=known)
    counts = {True: (5, 2), False: (4, 1), None: (1, 0)}
    assert found == {("monday", "tuesday"): counts, ("monday", VERSION): counts, (LEARNED, VERSION): counts}
