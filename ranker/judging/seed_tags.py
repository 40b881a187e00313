"""Seed-tag completion: one tag of a post is shown, how well are the others found?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranker.judging.completion import GRIDS, SERVICE, Table, co_occurrence
from ranker.judging.harrison import Split, TagSets, read_tag_sets, split_posts
from ranker.judging.verdict import Verdict, interval_of, shown

TABLE = "seed-tags"
BAR = {"P@1": 27.75, "R@5": 22.17, "A@5": 52.74}
"""Plain co-occurrence, as it was measured beforehand on five random splits of the same size."""
BAR_IN_WORDS = (
    f"'{SERVICE}' above "
    + ", ".join(f"{metric} {value}" for metric, value in BAR.items())
    + ", and by no metric surely below plain co-occurrence on the same posts"
)
PLAIN = "co-occurrence"
BEST = "best on validation"
SEEN = "(has seen the judged posts)"
"""No way of this kind can do better: what a post shows is one tag, and this table knows the answers."""
CHOSEN_ON = 20_000
"""Posts that ways are chosen on: the ways differ by less than a few thousand posts can tell."""
SPLITS = 5
"""Seeds 0..4."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The best setting of one way."""

    setting: Mapping[str, float]
    worth: float
    """On validation: the mean over the metrics of the figure divided by that of plain co-occurrence."""


def judge(data: Path, *, quick: bool = False) -> Verdict:
    """The table; with ``quick`` from one split. Raises InvalidRequest when the labels are not in ``data``."""
    posts = read_tag_sets(data)
    hits: dict[str, list[NDArray[np.float64]]] = {}
    judged, chosen = [], []
    for seed in range(1 if quick else SPLITS):
        split = split_posts(posts, seed)
        choices = choose(posts, split, seed)
        learned = posts.take(split.learned)
        each = {name: found(GRIDS[name][0](learned, **c.setting), posts, split) for name, c in choices.items()}
        best = max(choices, key=lambda name: choices[name].worth)
        each |= {BEST: each[best], SEEN: found(co_occurrence(posts, damping=1.0), posts, split)}
        for name, values in each.items():
            hits.setdefault(name, []).append(values)
        judged.append(split.judged)
        chosen.append({**choices, BEST: Choice({}, choices[best].worth), "name": best})
    together = {name: np.concatenate(values) for name, values in hits.items()}
    return _verdict(together, np.concatenate(judged), chosen)


def choose(posts: TagSets, split: Split, seed: int) -> dict[str, Choice]:
    """For each way its best setting on a part of the posts to learn from, none of which are judged afterwards."""
    learning = posts.take(split.learned)
    inner = split_posts(learning, seed, judged=CHOSEN_ON)
    learned = learning.take(inner.learned)
    plain = found(GRIDS[PLAIN][0](learned), learning, inner).mean(axis=0)
    return {
        name: max(
            (
                Choice(s, float((found(scorer(learned, **s), learning, inner).mean(axis=0) / plain).mean()))
                for s in grid
            ),
            key=lambda choice: choice.worth,
        )
        for name, (scorer, grid) in GRIDS.items()
    }


def found(scores: Table, posts: TagSets, split: Split) -> NDArray[np.float64]:
    """
    P@1, R@5 and A@5 of each judged post, in percent: float64 [judged, 3].

    Whether the first tag is right, the share of the other tags that is among the first five, whether any of the five is right.
    """
    scores = scores.copy()
    np.fill_diagonal(scores, -np.inf)
    top = np.argsort(-scores, axis=1, kind="stable")[:, :5][split.shown]
    rest = posts.take(split.judged)
    has = np.zeros((len(rest), len(posts.vocabulary)), bool)
    has[np.repeat(np.arange(len(rest)), rest.sizes), rest.members] = True
    has[np.arange(len(rest)), split.shown] = False
    right = np.take_along_axis(has, top, axis=1)
    return 100.0 * np.column_stack([right[:, 0], right.sum(axis=1) / (rest.sizes - 1), right.any(axis=1)])


def _verdict(
    hits: Mapping[str, NDArray[np.float64]], judged: NDArray[np.int64], chosen: list[dict[str, Any]]
) -> Verdict:
    # A post may be judged in several splits: whole posts are drawn again, not single judgements.
    figures = {name: [interval_of(values[:, m], judged) for m in range(3)] for name, values in hits.items()}
    gains = {
        name: [interval_of(values[:, m] - hits[PLAIN][:, m], judged) for m in range(3)] for name, values in hits.items()
    }
    rows = [
        {
            "way": name,
            **{metric: shown(figures[name][m]) for m, metric in enumerate(BAR)},
            **{f"{metric} over plain": shown(gains[name][m]) for m, metric in enumerate(BAR)},
        }
        for name in hits
    ]
    passed = all(
        figures[SERVICE][m].estimate > bar and gains[SERVICE][m].high > 0 for m, bar in enumerate(BAR.values())
    )
    sure = [metric for m, metric in enumerate(BAR) if gains[SERVICE][m].low > 0]
    return Verdict(
        table=TABLE,
        data=f"HARRISON labels, {len(chosen)} random splits, {len(judged)} judged posts of two tags or more",
        bar=BAR_IN_WORDS,
        passed=passed,
        rows=rows,
        notes=(
            f"{BEST}: {', '.join(sorted({each['name'] for each in chosen}))}",
            f"'{SERVICE}' is surely above plain co-occurrence by {', '.join(sure) or 'nothing'}",
        ),
        figures={"figures": figures, "gains": gains, "chosen": [_settings(each) for each in chosen]},
    )


def _settings(chosen: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {**c.setting, "worth": c.worth} if isinstance(c, Choice) else c for name, c in chosen.items()}
