import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from hashtagger.posts import Account
from hashtagger.ranking import Exploration
from hashtagger.types import Tag
from ranker.features import NAMES, SCHEMA
from ranker.logged import LoggedAnswer
from ranker.offpolicy import OffPolicyReport, estimate

GREEDY, POOL = (Tag("a"), Tag("b")), (Tag("x"), Tag("y"))
CANDIDATES = (*GREEDY, *POOL)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ROWS = np.zeros((4, len(NAMES)), dtype=np.float32)
ROWS[:, NAMES.index("tag_lift")] = (0.1, 0.4, -0.2, 0.3)
BALANCED = [(0, "")] * 4 + [(place, tag) for place in (1, 2) for tag in POOL]
"""With rate 0.5 each of these is as likely as any other: what chance does, in exactly the shares that it should."""
WORTH = {Tag("a"): 0.5, Tag("b"): -1.0, Tag("x"): 2.0, Tag("y"): 0.25}


def answer(account: int, number: int, target: tuple[Tag, ...], *, schema: str = SCHEMA) -> LoggedAnswer:
    place, tag = BALANCED[number % len(BALANCED)]
    shown = tuple(tag if place == at else old for at, old in enumerate(GREEDY, start=1))
    return LoggedAnswer(
        recommendation_id=f"{account}-{number}",
        account=Account("me", f"p{account}"),
        created=NOW,
        platform="instagram",
        policy="baseline-1",
        schema=schema,
        candidates=CANDIDATES,
        scores=np.zeros(4),
        relevance=np.ones(4),
        rows=ROWS,
        shown=shown,
        exploration=Exploration(
            0.5, GREEDY, (), tuple((each, 0.5) for each in POOL), place or None, Tag(tag) if place else None
        ),
        shadow="new",
        shadow_shown=target,
    )


def answers(target: tuple[Tag, ...] = (Tag("x"), Tag("b")), *, accounts: int = 40, each: int = 8, schema: str = SCHEMA):
    return [answer(account, number, target, schema=schema) for account in range(accounts) for number in range(each)]


def earned(logged: list[LoggedAnswer], *, noise: float = 0.0, worth: dict[Tag, float] = WORTH) -> np.ndarray:
    rng = np.random.default_rng(6)
    return np.array([sum(worth[tag] for tag in each.shown) for each in logged]) + noise * rng.normal(size=len(logged))


def judged(logged: list[LoggedAnswer], residuals: np.ndarray, *, least: float = 10, **kwargs) -> OffPolicyReport:
    return estimate(logged, target="new", residuals=residuals, min_effective_samples=least, draws=300, **kwargs)


@pytest.mark.parametrize("schema", [SCHEMA, "of another day"])
@pytest.mark.parametrize("target", [("x", "b"), ("a", "y"), ("y", "x")])
def test_where_chance_did_what_it_should_all_three_estimates_are_exact(target: tuple[str, str], schema: str) -> None:
    slate = tuple(map(Tag, target))
    logged = answers(slate, schema=schema)

    found = judged(logged, earned(logged))

    truth = sum(WORTH[tag] for tag in slate) - sum(WORTH[tag] for tag in GREEDY)
    estimates = [each.estimate for each in (found.ips, found.snips, found.dr) if each]
    assert estimates == pytest.approx([truth] * 3)


def test_the_direct_model_is_right_where_tags_earn_what_their_rows_say() -> None:
    logged = answers(each=80)
    lifts = dict(zip(CANDIDATES, ROWS[:, NAMES.index("tag_lift")].tolist(), strict=True))

    found = judged(logged, earned(logged, worth=lifts))

    assert found.direct is not None
    assert found.direct.estimate == pytest.approx(-0.3, rel=0.1)
    assert found.direct.high - found.direct.low < 0.5


@pytest.mark.parametrize(("worth_of_x", "verdict"), [(0.6, "better"), (-0.6, "worse"), (0.0, "no measurable effect")])
def test_the_verdict_is_where_the_interval_is(worth_of_x: float, verdict: str) -> None:
    logged = answers(accounts=60, each=64)

    found = judged(logged, earned(logged, noise=0.5, worth=dict.fromkeys(CANDIDATES, 0.0) | {Tag("x"): worth_of_x}))

    assert found.verdict == verdict
    assert found.dr is not None
    assert found.dr.holds(worth_of_x)


def test_what_only_the_narrower_interval_tells_from_nothing_is_no_effect() -> None:
    logged = answers(accounts=60, each=64)
    nothing = judged(logged, earned(logged, noise=0.5, worth=dict.fromkeys(CANDIDATES, 0.0)))
    assert nothing.dr is not None
    assert nothing.verdict_interval is not None
    between = -(nothing.dr.low + nothing.verdict_interval.low) / 2

    found = judged(logged, earned(logged, noise=0.5, worth=dict.fromkeys(CANDIDATES, 0.0) | {Tag("x"): between}))

    assert found.dr is not None
    assert found.verdict_interval is not None
    assert found.verdict_interval.low < 0 < found.dr.low
    assert (found.verdict, found.verdict_level) == ("no measurable effect", 0.98)


def test_it_is_told_how_many_tags_a_target_changes() -> None:
    one, two = answers((Tag("x"), Tag("b"))), answers((Tag("x"), Tag("y")), accounts=40)
    same = answers((Tag("b"), Tag("a")))
    logged = [replace(each, recommendation_id=str(i)) for i, each in enumerate([*one, *two, *same])]

    found = judged(logged, earned(logged), least=1)

    assert (found.changed, found.tags_changed) == (pytest.approx(2 / 3), 1.5)


def test_what_chance_did_not_cover_is_left_out_and_said() -> None:
    logged = [*answers(accounts=40), *answers((Tag("q"), Tag("b")), accounts=10)]
    logged = [replace(each, recommendation_id=str(i)) for i, each in enumerate(logged)]

    found = judged(logged, earned(logged))

    assert found.supported == 0.8
    assert found.ips is not None
    assert found.ips.estimate == pytest.approx(WORTH[Tag("x")] - WORTH[Tag("a")])
    assert found.notes[0].startswith("Of 80 of the 400 answers with a known post nothing is said")


@pytest.mark.parametrize(
    ("logged", "least", "why"),
    [
        (answers((Tag("q"), Tag("b"))), 10, "refused: chance could have led to the target's tags in no answer"),
        (answers((Tag("b"), Tag("a"))), 10, "refused: the target shows the same tags"),
        (answers(accounts=8), 10, "refused: the posts are of 8 accounts, and an interval needs 30"),
        (answers(), 1000, "refused: the effective sample size is 160, and 1000 is the least"),
        ([], 10, "refused: no answer says what the target would have shown"),
    ],
)
def test_a_report_that_could_not_be_honest_is_refused(logged: list[LoggedAnswer], least: float, why: str) -> None:
    found = judged(logged, earned(logged), least=least)

    assert found.verdict.startswith(why)
    assert found.dr is None


def test_without_any_post_it_is_refused() -> None:
    logged = answers()

    assert judged(logged, np.full(len(logged), np.nan)).verdict == "refused: of no answer the post is known"


def test_the_effective_sample_is_the_experiment_that_would_be_as_exact() -> None:
    # One swap, m = 2, p = 1/2, rate 1/2: the mean of w² is (2 + 2 - 1) / 0.5 + 1 / 0.5 = 8, so 4 · 320 / 8.
    logged = answers()
    found = judged(logged, earned(logged, noise=0.5))

    assert found.effective_samples == pytest.approx(160)


def test_chances_that_are_not_the_true_ones_are_noticed() -> None:
    logged = [each for each in answers(each=64) if each.exploration.tag != "y"]

    assert judged(logged, earned(logged)).verdict.startswith("refused: what was shown does not fit the logged chances")


def test_answers_without_a_post_count_for_nothing_but_their_share() -> None:
    logged = answers()
    residuals = earned(logged)
    residuals[160:] = np.nan

    found = judged(logged, residuals, least=1)

    assert (found.answers, found.with_post) == (320, 0.5)
    assert not found.notes


def test_a_reader_is_told_when_what_was_shown_decided_what_was_published() -> None:
    logged = answers(each=64)
    residuals = earned(logged)
    residuals[[each.exploration.tag is not None and i % 3 == 0 for i, each in enumerate(logged)]] = np.nan

    assert "had a say in what was published" in judged(logged, residuals).notes[-1]


def test_slates_of_any_policy_can_be_judged_and_only_named_answers_count() -> None:
    logged = answers()
    named = {each.recommendation_id: (Tag("a"), Tag("x")) for each in logged[:300]}

    found = judged(logged, earned(logged), slates=named)

    assert found.answers == 300
    assert estimate(logged, target="unknown", min_effective_samples=1).answers == 0


def test_a_report_is_json() -> None:
    logged = answers()

    said = json.loads(json.dumps(judged(logged, earned(logged)).to_json()))

    assert said["target"] == "new"
    assert set(said["dr"]) == {"estimate", "low", "high"}
