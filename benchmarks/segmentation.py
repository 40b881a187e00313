"""Word splitting of hashtags against gold splits: ours, wordninja, wordsegment; and whether the confidence is honest.

    python -m benchmarks.segmentation --data DIR [--quick] [--fit]

DIR holds ``segmentation/`` with STAN-large (train, dev) and BOUN (dev). A split is right when its words are the gold
words, apart from case; a gold token '_' is left out. ``--quick`` looks at STAN-large dev only. ``--fit`` searches the
weights on STAN-large train (minutes) and fits the confidence; nothing is fitted on the dev sets. The last line is JSON.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import arguments, finish
from hashtagger.errors import MissingComponent
from hashtagger.text import segment
from hashtagger.text.build_words import wikipedia_words
from hashtagger.text.display import SURE_ENOUGH
from hashtagger.text.wordfile import PAIRS_FILE, WORDS_FILE, WordLists, shipped_words

BAR = 0.70
Gold = list[tuple[str, str]]
Splitter = Callable[[str], Sequence[str]]


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    folder = options.data / "segmentation"
    sets = {"STAN-large dev": stan(folder / "stan_large_dev.tsv")}
    if not options.quick:
        sets["BOUN dev"] = boun(folder / "boun_dev.txt")
    if options.fit:
        fit(stan(folder / "stan_large_train.tsv"))
    exact = compare(sets)
    for name, gold in sets.items():
        calibration(name, gold)
    ours = exact["ours", "STAN-large dev"]
    figures = {f"{who}, {name}": round(value, 4) for (who, name), value in exact.items()}
    finish({"benchmark": "segmentation", "exact": figures}, bar={"exact": BAR}, passed=ours >= BAR)


def stan(path: Path) -> Gold:
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:] if line]
    return [(tag, folded(split)) for tag, split in rows]


def boun(path: Path) -> Gold:
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [(line.replace(" ", ""), folded(line)) for line in lines if line]


def folded(split: str) -> str:
    return " ".join(word for word in split.casefold().split() if word != "_")


def splitters() -> dict[str, Splitter]:
    """Ours, the peers that are installed, and doing nothing."""
    found: dict[str, Splitter] = {
        "ours": lambda tag: segment.split_tag(tag).words,
        "ours, in lower case": lambda tag: segment.split_tag(tag.lower()).words,
        "ours, without pairs": with_lists(WordLists(shipped_words().ranks, frozenset())),
        "one word always": lambda tag: [tag],
    }
    try:
        plain = wikipedia_words()
        ranks = dict(zip(plain, range(len(plain)), strict=True))
        found["ours, wordninja's words only"] = with_lists(WordLists(ranks, frozenset()))
        found["wordninja 2.0.0"] = import_module("wordninja").split
        wordsegment = import_module("wordsegment")
        wordsegment.load()
        found["wordsegment 1.3.1"] = wordsegment.segment
    except (ImportError, MissingComponent) as error:
        print(f"(left out: {error})")
    return found


def with_lists(lists: WordLists) -> Splitter:
    """Our splitter on other lists."""
    return lambda tag: segment.split_tag(tag, lists=lists).words


def compare(sets: dict[str, Gold]) -> dict[tuple[str, str], float]:
    load_ms = []
    for _ in range(5):
        start = time.process_time()
        shipped_words.__wrapped__()
        load_ms.append(1e3 * (time.process_time() - start))
    size_mb = (WORDS_FILE.stat().st_size + PAIRS_FILE.stat().st_size) / 1e6
    print(f"word lists: {size_mb:.2f} MB, loaded in {sorted(load_ms)[2]:.0f} ms CPU (median of 5)")
    for name, gold in sets.items():
        missing = sum(answer.replace(" ", "") != tag.casefold().replace("_", "") for tag, answer in gold)
        print(f"{name}: {missing} of {len(gold)} gold splits have letters that the tag has not")
    print()
    shipped_words()
    exact = {}
    print("| splitter | set | exact | µs CPU/tag |\n|---|---|---|---|")
    for who, split in splitters().items():
        for name, gold in sets.items():
            start = time.process_time()
            right = sum(folded(" ".join(split(tag))) == answer for tag, answer in gold)
            us = 1e6 * (time.process_time() - start) / len(gold)
            exact[who, name] = right / len(gold)
            print(f"| {who} | {name} ({len(gold)}) | {100 * right / len(gold):.1f} % | {us:.0f} |")
    return exact


def calibration(name: str, gold: Gold) -> None:
    splits = [segment.split_tag(tag) for tag, _ in gold]
    sure = np.array([split.confidence for split in splits])
    right = np.array([folded(" ".join(s.words)) == g for s, (_, g) in zip(splits, gold, strict=True)])
    print(f"\n{name}\n\n| confidence | tags | mean confidence | right |\n|---|---|---|---|")
    edges = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
    for low, high in pairwise(edges):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            mean = sure[inside].mean()
            print(f"| {low:.2f}-{min(high, 1):.2f} | {inside.sum()} | {mean:.2f} | {right[inside].mean():.2f} |")
    print("\n| threshold | share shown | right among them |\n|---|---|---|")
    for threshold in (0.5, 0.6, 0.7, 0.75, 0.8, 0.9):
        shown = sure >= threshold
        mark = " (used)" if math.isclose(threshold, SURE_ENOUGH) else ""
        print(f"| {threshold}{mark} | {100 * shown.mean():.0f} % | {100 * right[shown].mean():.1f} % |")
    print()


STEPS = {
    "per_word": (-0.5, 0.5),
    "unknown": (-1.5, 1.5),
    "unknown_per_char": (-0.2, 0.2),
    "one_letter": (-2, 2),
    "two_letters": (-1, 1),
    "number": (-2, 2),
    "pair": (-1, 1),
    "case_boundary": (-3, 3),
    "case_inside": (-3, 3),
}


def fit(gold: Gold) -> None:
    """Coordinate search of the weights for exact splits, then logistic regression of being right."""
    best = segment.DEFAULT_WEIGHTS
    top = exact_with(best, gold)
    for name, steps in STEPS.items():
        for step in steps:
            tried = replace(best, **{name: getattr(best, name) + step})
            score = exact_with(tried, gold)
            if score > top:
                best, top = tried, score
    segment.DEFAULT_WEIGHTS = best
    print(f"train exact {top:.4f} with {best}")
    rows, right = [], []
    for tag, answer in gold:
        if tag.isascii() and tag.isalnum():
            low = tag.lower()
            lattice = segment.Lattice(low, segment.case_boundaries(tag), shipped_words())
            single = lattice.best.start == 0 and not lattice.best.has_unknown
            rows.append((1.0, min(lattice.margin, segment.MARGIN_CAP), float(single)))
            right.append(folded(" ".join(segment.split_tag(tag).words)) == answer)
    weights = logistic(np.array(rows), np.array(right, float))
    print("confidence: bias, per margin, one word =", weights.round(3).tolist())


def exact_with(weights: segment.SplitWeights, gold: Gold) -> float:
    segment.DEFAULT_WEIGHTS = weights
    return sum(folded(" ".join(segment.split_tag(tag).words)) == answer for tag, answer in gold) / len(gold)


def logistic(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's method with an L2 weight of 1."""
    w = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.eye(len(w))
        w = w + np.linalg.solve(hessian, x.T @ (y - p) - w)
    return w


if __name__ == "__main__":
    main()
