import numpy as np
import pytest

from benchmarks.position_bias import make_candidates, mean_ndcg, one_run, row, shown_and_kept


def test_tags_further_down_are_kept_less_often_only_where_attention_falls() -> None:
    rng = np.random.default_rng(1)
    candidates = make_candidates(rng, 3000, 10)
    kept = {}
    for attention in (0.0, 0.09):
        answers = shown_and_kept(candidates, rng, attention=attention)
        kept[attention] = [(answers.grades[answers.positions == place] > 0).mean() for place in (1, 10)]

    assert kept[0.09][1] < 0.3 * kept[0.09][0]
    # The policy puts what fits first, so some difference is true.
    assert kept[0.0][1] > 0.7 * kept[0.0][0]


def test_the_order_of_the_truth_is_the_best() -> None:
    candidates = make_candidates(np.random.default_rng(2), 20, 8)

    assert mean_ndcg(candidates, candidates.fits) == pytest.approx(1.0)
    assert mean_ndcg(candidates, -candidates.fits) < 0.6


def test_a_run_tells_of_both_models_and_rows_of_their_difference() -> None:
    found = row(0.09, [one_run(0.09, 150, seed) for seed in range(3)])

    assert found["low"] <= found["difference"] <= found["high"]
    assert found["difference"] == pytest.approx(found["with"] - found["without"], abs=2e-4)
