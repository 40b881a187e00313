"""Whether learning from kept and removed tags sees through the places in which they were shown.

    python -m benchmarks.position_bias [--quick]

Each run is a new world: answers of ten tags in the order of a policy that mixes what fits with what is often used; creators
keep a tag by how well it fits and by its place (``benchmarks/creator_world/behaviour.py``). The ranker's own training learns
from what was kept, once with LightGBM's ``positions`` and once without, and orders new candidates; NDCG@5 is against how well
they truly fit. The interval is over runs. Standard output ends with one JSON line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.creator_world.behaviour import keep_chances
from benchmarks.creator_world.world import Floats, Integers, Random
from benchmarks.report import arguments, finish, table
from ranker.bootstrap import paired_interval
from ranker.dataset import Table
from ranker.features import NAMES
from ranker.labels import LEVELS, REMOVED, USED
from ranker.learn import learn
from ranker.ndcg import ndcg_by_group

SHOWN = 10
ATTENTIONS = (0.0, 0.03, 0.06, 0.09)
"""What each further place takes off the chance that a tag is kept; the bar is for the last."""
TESTED = 500
"""New posts with twenty candidates each."""


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """n posts with k candidates each, all [n, k]."""

    visual: Floats
    caption: Floats
    volume: Floats
    fits: Floats
    """The truth, 0..1."""

    def rows(self) -> np.ndarray:
        """float32 [n · k, features]; what is not said here is unknown."""
        rows = np.full((self.fits.size, len(NAMES)), np.nan, dtype=np.float32)
        for name in ("visual", "caption", "volume"):
            rows[:, NAMES.index(name)] = getattr(self, name).ravel()
        return rows


def main() -> None:
    options = arguments(__doc__).parse_args()
    runs, posts = (6, 800) if options.quick else (20, 3000)
    rows = [row(attention, [one_run(attention, posts, seed) for seed in range(runs)]) for attention in ATTENTIONS]
    table(rows)
    finish(
        {"benchmark": "position_bias", "runs": runs, "posts": posts, "figures": rows},
        bar={"difference_low_above": 0.0, "attention": ATTENTIONS[-1]},
        passed=float(rows[-1]["low"]) > 0.0,
    )


def one_run(attention: float, posts: int, seed: int) -> Mapping[str, float]:
    """Mean NDCG@5 on new posts: of both models, and of the order that creators were shown."""
    rng = np.random.default_rng([seed, round(1000 * attention)])
    seen, new = make_candidates(rng, posts, SHOWN), make_candidates(rng, TESTED, 2 * SHOWN)
    answers = shown_and_kept(seen, rng, attention=attention)
    found = {"shown": mean_ndcg(new, policy(new, rng))}
    for name, debias in (("with", True), ("without", False)):
        learned = learn(answers, None, debias=debias, threads=1)
        found[name] = mean_ndcg(new, learned.scores(new.rows()).reshape(new.fits.shape))
    return found


def make_candidates(rng: Random, posts: int, count: int) -> Candidates:
    """How well a tag fits shows in picture and caption, each with noise; how often it is used says nothing of it."""
    fits = rng.beta(1.5, 2.5, (posts, count))
    visual, caption = (np.clip(fits + rng.normal(0.0, noise, fits.shape), 0.0, 1.0) for noise in (0.2, 0.3))
    return Candidates(visual, caption, rng.normal(5.0, 1.5, fits.shape), fits)


def policy(candidates: Candidates, rng: Random) -> Floats:
    """Scores of what ordered the answers: half what fits, half what is often used, and a little chance."""
    return np.asarray(candidates.visual + 0.2 * (candidates.volume - 5.0) + rng.normal(0.0, 0.1, candidates.fits.shape))


def shown_and_kept(candidates: Candidates, rng: Random, *, attention: float) -> Table:
    """All candidates were shown; those that were kept have the best grade, those that were removed the worst."""
    n, k = candidates.fits.shape
    positions = (-policy(candidates, rng)).argsort(axis=1).argsort(axis=1) + 1
    kept = rng.random((n, k)) < keep_chances(positions, candidates.fits, attention=attention)
    flat: Integers = positions.ravel()
    return Table(
        rows=candidates.rows(),
        grades=np.where(kept.ravel(), LEVELS - 1, 0).astype(np.int32),
        sizes=np.full(n, k, dtype=np.int32),
        positions=flat.astype(np.int32),
        weights=np.ones(n * k),
        group_weights=np.ones(n),
        use=np.where(kept.ravel(), USED, REMOVED).astype(np.int8),
        worth=np.full(n, LEVELS - 1, dtype=np.int32),
        residuals=np.zeros(n),
    )


def mean_ndcg(candidates: Candidates, scores: Floats) -> float:
    n, k = candidates.fits.shape
    return float(np.nanmean(ndcg_by_group(candidates.fits.ravel(), scores.ravel(), np.full(n, k), 5)))


def row(attention: float, runs: list[Mapping[str, float]]) -> dict[str, float]:
    """Means over runs, and the interval of the difference."""
    names = ("shown", "without", "with")
    values = {name: np.array([run[name] for run in runs]) for name in names}
    gain = paired_interval(values["with"], values["without"], np.arange(len(runs)))
    means = {name: round(float(values[name].mean()), 4) for name in names}
    return {
        "attention": attention,
        **means,
        "difference": round(gain.estimate, 4),
        "low": round(gain.low, 4),
        "high": round(gain.high, 4),
    }


if __name__ == "__main__":
    main()
