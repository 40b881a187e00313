import pytest

from benchmarks.creator_world.logs import Logging
from benchmarks.creator_world.world import Scenario
from benchmarks.off_policy import CASES, Case, one_run, order_bias, power, summary
from ranker.bootstrap import Interval

STRONG = Case("strong", Scenario(accounts=60), Logging(rate=0.5))


def test_a_world_has_the_lift_that_was_asked_for_and_a_strong_one_is_found() -> None:
    truth, said = one_run(STRONG, 10_000, 0.5, 1)

    assert truth == pytest.approx(0.5)
    assert said.verdict == "better"
    assert said.dr is not None
    assert said.dr.estimate == pytest.approx(0.5, abs=0.2)


def test_a_world_in_which_tags_do_nothing_is_no_effect() -> None:
    assert one_run(STRONG, 10_000, 0.0, 2)[1].verdict == "no measurable effect"


def test_errors_are_shares_of_the_truth_and_refused_runs_do_not_count() -> None:
    truth, said = one_run(STRONG, 10_000, 0.5, 1)
    refused = one_run(Case("few accounts", Scenario(accounts=20)), 500, 0.5, 1)
    assert isinstance(said.dr, Interval)

    row = summary("", "dr", [(truth, said), refused])

    assert row["runs"] == 1
    assert row["bias"] == pytest.approx(said.dr.estimate / 0.5 - 1.0, abs=1e-4)


def test_more_posts_and_larger_lifts_are_found_more_often(monkeypatch: pytest.MonkeyPatch) -> None:
    _, small = one_run(STRONG, 50_000, 0.03, 1)
    monkeypatch.setattr("benchmarks.off_policy.several", lambda *_, **__: [(0.5, small)] * 2)

    row = power(CASES[0], 2)

    assert float(row["3% 10k"]) < float(row["3% 50k"]) < float(row["3% 200k"])
    assert float(row["1% 50k"]) < float(row["3% 50k"]) < float(row["5% 50k"])


def test_a_tag_in_the_last_place_is_worth_less_than_the_weights_know() -> None:
    first, last = order_bias(0.08, 1), order_bias(0.08, 5)

    assert first["bias"] < 0 < last["bias"]
    assert order_bias(0.0, 5)["bias"] == 0
