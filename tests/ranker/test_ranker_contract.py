"""What every ranker promises, asked of each of them."""

import numpy as np
import pytest

from hashtagger.ranking import BASELINE, CURRENT
from hashtagger.settings import Settings
from hashtagger.types import FlagKind
from ranker.artefacts import RANKER, Shelf
from ranker.baseline import BaselineRanker, evidence_sum
from ranker.features import FEATURES, SCHEMA, build_rows
from ranker.live import LiveRanker
from tests.fakes.builders import a_candidate, a_flag
from tests.ranker.shelves import NOW, a_situation, candidates, let_reading_end, model_text, put_model, tags_of


@pytest.fixture(params=["baseline", "live without a model", "live with a model", "live and off"])
def ranker(request, tmp_path):
    if request.param == "baseline":
        yield BaselineRanker()
        return
    settings = Settings(data_dir=tmp_path, ranker={"enabled": request.param != "live and off"})
    if request.param != "live without a model":
        shelf = Shelf(settings.ranker_dir)
        shelf.promote(RANKER, put_model(shelf, model_text("visual", -1.0)).version, now=NOW)
    yield LiveRanker(settings)
    let_reading_end()


def test_every_candidate_is_there_once_with_its_own_row(ranker):
    found, situation = candidates(), a_situation()
    ranking = ranker.rank(found, situation)
    assert sorted(tags_of(ranking)) == sorted(each.record.tag for each in found)
    assert (ranking.rows.shape, ranking.rows.dtype) == ((len(found), len(FEATURES)), np.float32)
    np.testing.assert_array_equal(ranking.rows, build_rows(ranking.scored, situation))


def test_the_best_is_first_and_equals_come_in_the_order_of_their_tags(ranker):
    equal = [a_candidate(name, evidence={"visual": 0.4}) for name in ("b", "c", "a")]
    ranking = ranker.rank([*candidates(), *equal], a_situation())
    keys = [(-each.score, each.candidate.record.tag) for each in ranking.scored]
    assert keys == sorted(keys)
    assert [tag for tag in tags_of(ranking) if tag in "abc"] == ["a", "b", "c"]


def test_the_order_of_the_candidates_does_not_matter(ranker):
    found, situation = candidates(), a_situation()
    assert tags_of(ranker.rank(found, situation)) == tags_of(ranker.rank(found[::-1], situation))


def test_relevance_stays_that_of_the_evidence(ranker):
    found = [*candidates(), a_candidate("bad", flags=(a_flag(FlagKind.RESTRICTED),))]
    expected = {each.candidate.record.tag: each.relevance for each in evidence_sum(found)}
    ranking = ranker.rank(found, a_situation())
    assert {each.candidate.record.tag: each.relevance for each in ranking.scored} == expected


def test_the_ranking_says_what_made_it(ranker):
    ranking = ranker.rank(candidates(), a_situation(), policy=CURRENT)
    assert (ranking.policy, ranking.schema, ranking.degraded) == (ranker.version, SCHEMA, ())
    assert ranker.status.version == ranker.version


def test_the_baseline_can_always_be_asked_for(ranker):
    found, situation = candidates(), a_situation()
    ranking = ranker.rank(found, situation, policy=BASELINE)
    assert (ranking.policy, ranking.degraded) == ("baseline-1", ())
    assert tags_of(ranking) == tags_of(BaselineRanker().rank(found, situation))


def test_no_candidates_are_no_trouble(ranker):
    ranking = ranker.rank([], a_situation())
    assert (list(ranking.scored), ranking.rows.shape, ranking.degraded) == ([], (0, len(FEATURES)), ())
    assert ranker.reasons(ranking.rows, ranking.policy) == []


def test_there_are_reasons_for_each_row_perhaps_none(ranker):
    ranking = ranker.rank(candidates(), a_situation())
    reasons = ranker.reasons(ranking.rows[:5], ranking.policy)
    assert len(reasons) == 5
    assert all(isinstance(each, str) for some in reasons for each in some)


def test_an_unknown_policy_is_answered_all_the_same(ranker):
    ranking = ranker.rank(candidates(), a_situation(), policy="2026-01-01T000000-00000000")
    assert ranking.policy == "baseline-1"
    assert ranker.reasons(ranking.rows[:1], "nonsense") == [()]
