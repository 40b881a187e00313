"""The published formula is the one that runs: the example and the numbers of ``docs/trends.md``."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from hashtagger.settings import TrendSettings
from hashtagger.trends.gates import Judgement, TagEvidence, judge
from hashtagger.trends.scoring import ScoringParams

PAGE = (Path(__file__).parents[2] / "docs" / "trends.md").read_text("utf-8")


def test_the_example_prints_what_the_page_says() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (printed,) = re.findall(r"prints `(.*?)`", PAGE)
    said = io.StringIO()

    with contextlib.redirect_stdout(said):
        exec(compile(example, "trends.md", "exec"), {})  # our own page

    assert said.getvalue().strip() == printed


def test_the_numbers_of_the_formula_are_those_in_use() -> None:
    params = ScoringParams()

    assert f"`k` = {params.prior_weight:g}, `φ` = {params.phi:g}, `ε` = {params.smallest_mean:g}" in PAGE
    assert f"`A_min` = {TrendSettings().min_authors}" in PAGE
    assert f"last {params.window_h} columns" in PAGE
    assert f"fewer than {TrendSettings().public_floor} authors" in PAGE


@pytest.mark.parametrize(
    "judgement",
    [
        judge(TagEvidence(authors=1)),
        judge(TagEvidence(), blocked=True),
        judge(
            TagEvidence(
                authors=80,
                posts=900,
                weight=9,
                servers=1,
                authors_when_seen=900,
                co_tag_similarity=0.0,
                promoted=True,
            )
        ),
    ],
)
def test_every_reason_for_holding_a_trend_back_is_explained(judgement: Judgement) -> None:
    assert judgement.reasons
    assert all(f"| `{reason}` |" in PAGE for reason in judgement.reasons)
