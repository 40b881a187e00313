"""Reach intervals: does the 80 % interval of a forecast hold 80 % of what came, for small and for large accounts?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from hashtagger.errors import InvalidRequest
from hashtagger.forecast import AT_H, LEVEL
from ranker.conformal import Band, Floats, applied, corrections, coverage
from ranker.forecast_learning import FOLDS, Demands, Lesson, Mask, Parts, boundary_of, in_order, learn_stage, parts_of
from ranker.forecast_model import LARGE, LEAST_HISTORY, SMALL, sizes_of
from ranker.hindsight import prospects_before
from ranker.judging.posts_2017 import RealPost, read_posts
from ranker.judging.verdict import Verdict, interval_of, shown
from ranker.prospects import OF_TAGS, PLACE, matrix_of
from ranker.quantiles import KNOWN, NEW, QUANTILES, Stage
from ranker.residuals import account_numbers, engagement, fit

TABLE = "reach"
BAR = (78.0, 82.0)
CALIBRATE_FROM, JUDGE_FROM = 0.6, 0.8
"""Shares of each account's posts, in the order of time."""
TEN_PERCENT = 1.2816
"""Standard deviations above the mean beyond which a tenth of a normal law lies."""
JUDGED_ANYWAY = Demands(accounts=1, new_accounts=1)
"""As many accounts as there are: the judge says how well it went."""
LATER, UNSEEN, NOTHING = "later posts", "unseen accounts, earlier posts known", "unseen accounts, nothing known"
"""Where nothing is known of an account the lifts of tags are still those of all earlier posts, its own among them."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """Forecasts of posts that nothing was fitted to, by each method."""

    name: str
    posts: Lesson
    bands: dict[str, Band]
    """Method → one interval for each post."""


def judge(data: Path, *, quick: bool = False) -> Verdict:
    """See ``judge_reach``. Raises InvalidRequest when ``data`` has no ig_posts_2017.csv, or too few posts in it."""
    return judge_reach(read_posts(data))


def judge_reach(posts: Sequence[RealPost], *, seed: int = 0) -> Verdict:
    """
    Likes of posts that were at least two days old, forecast from what was known when each was published.

    All posts were looked at once, years after the first of them: their likes count as history as if they had been looked at
    two days after publishing. The bar is for the shares of both halves in every split; intervals are 95 %, whole accounts
    drawn. Raises InvalidRequest when there are too few posts.
    """
    posts = [post for post in posts if post.outcome.age_h >= AT_H]
    lesson = _lesson(posts, seed)
    boundary = boundary_of(lesson.matrix, lesson.accounts)
    splits = [_later(lesson, boundary, seed), *(_by_account(lesson, stage, boundary, seed) for stage in (KNOWN, NEW))]
    rows = [row for split in splits for row in _rows(split, boundary)]
    ours = [row["coverage"] for row in rows if row["method"] == "ours"]
    passed = all(BAR[0] <= each.estimate <= BAR[1] for each in ours)
    return Verdict(
        TABLE,
        f"likes of {len(posts):,} real posts of {len(set(lesson.accounts.tolist()))} accounts of 2017, two days old or more",
        "the 80 % interval covers 78-82 % in each follower half",
        passed,
        [{**row, "coverage": shown(row["coverage"])} for row in rows],
        (f"halves are divided at {math.expm1(boundary):,.0f} followers", "factor: median of (1 + high) / (1 + low)"),
        {"rows": rows},
    )


def _lesson(posts: Sequence[RealPost], seed: int) -> Lesson:
    outcomes = [post.outcome for post in posts]
    moments = [outcome.published.timestamp() for outcome in outcomes]
    early = in_order(moments) < CALIBRATE_FROM
    model = fit([outcome for outcome, is_early in zip(outcomes, early, strict=True) if is_early])
    texts = {post.outcome.post_id: post.caption for post in posts}
    residuals = model.residuals(outcomes, past_only=True)
    looked_at = [replace(outcome, age_h=AT_H) for outcome in outcomes]  # else nothing would be known of any account
    matrix = matrix_of(prospects_before(looked_at, residuals, {}, texts=texts))
    matrix[:, PLACE["hour"]] = np.nan  # only the day is known
    accounts = account_numbers(outcomes)
    order = np.empty(len(outcomes))
    for account in range(int(accounts.max()) + 1):
        mine = accounts == account
        order[mine] = in_order(np.array(moments)[mine].tolist())
    shuffled = np.random.default_rng(seed).permutation(int(accounts.max()) + 1)
    return Lesson(matrix, engagement(outcomes), accounts, order, shuffled[accounts] % FOLDS)


def _later(lesson: Lesson, boundary: float, seed: int) -> Split:
    known = lesson.of(_has_history(lesson))
    parts = parts_of(KNOWN, known, calibrate_from=CALIBRATE_FROM, judge_from=JUDGE_FROM)
    return _split(LATER, known, KNOWN, [parts], boundary, seed)


def _by_account(lesson: Lesson, stage: Stage, boundary: float, seed: int) -> Split:
    """Every account is judged once, by models that were fitted and calibrated on others."""
    posts = lesson.of(_has_history(lesson)) if stage is KNOWN else lesson
    turns = []
    for fold in range(FOLDS):
        judged, calibrated = posts.folds == fold, posts.folds == (fold + 1) % FOLDS
        turns.append(Parts(~judged & ~calibrated, calibrated, judged))
    return _split(UNSEEN if stage is KNOWN else NOTHING, posts, stage, turns, boundary, seed)


def _has_history(lesson: Lesson) -> Mask:
    return np.asarray(lesson.matrix[:, PLACE["account_posts"]] >= math.log1p(LEAST_HISTORY))


def _split(name: str, lesson: Lesson, stage: Stage, turns: Sequence[Parts], boundary: float, seed: int) -> Split:
    methods: dict[str, Callable[[Parts], Band]] = {
        "ours": lambda parts: _ours(lesson, stage, parts, boundary, seed),
        "ours, tags not looked at": lambda parts: _ours(_without_tags(lesson), stage, parts, boundary, seed),
        "account mean ± 1.28 sd": lambda parts: _account_mean(lesson.matrix[parts.judged]),
        "account mean, calibrated": lambda parts: _calibrated_mean(lesson, parts, boundary),
        "population quantiles": lambda parts: _population(lesson.truth[parts.learned], int(parts.judged.sum())),
    }
    if stage is NEW:
        methods = {name: make for name, make in methods.items() if not name.startswith("account mean")}
    found = {method: _joined([make(parts) for parts in turns]) for method, make in methods.items()}
    places = np.concatenate([np.flatnonzero(parts.judged) for parts in turns])
    judged = lesson.of(places)
    return Split(name, judged, found)


def _ours(lesson: Lesson, stage: Stage, parts: Parts, boundary: float, seed: int) -> Band:
    calibrated = learn_stage(stage, lesson, parts, boundary=boundary, seed=seed, demands=JUDGED_ANYWAY)
    if calibrated is None:
        raise InvalidRequest(
            f"{len(lesson.truth)} posts are too few to judge forecasts by",
            advice=f"Give --data posts of more accounts, with likes, at least {AT_H:g} hours old: some hundreds of each half.",
        )
    return calibrated.band(lesson.matrix[parts.judged], boundary)


def _without_tags(lesson: Lesson) -> Lesson:
    matrix = lesson.matrix.copy()
    matrix[:, [PLACE[name] for name in OF_TAGS]] = np.nan
    return replace(lesson, matrix=matrix)


def _account_mean(matrix: Floats) -> Band:
    level, spread = matrix[:, PLACE["level"]], matrix[:, PLACE["spread"]]
    return Band(level - TEN_PERCENT * spread, level, level + TEN_PERCENT * spread)


def _calibrated_mean(lesson: Lesson, parts: Parts, boundary: float) -> Band:
    """The same for every account of a half: the mean, and as much to both sides as held enough posts before."""
    matrix, aside = lesson.matrix[parts.judged], lesson.of(parts.calibrated)
    level, past = matrix[:, PLACE["level"]], aside.matrix[:, PLACE["level"]]
    groups = sizes_of(aside.matrix, boundary)
    by = corrections(
        Band(past, past, past), aside.truth, groups, aside.accounts, level=LEVEL, least_posts=1, least_accounts=1
    )
    return applied(Band(level, level, level), sizes_of(matrix, boundary), by)


def _population(learned: Floats, count: int) -> Band:
    low, median, high = (np.full(count, value) for value in np.quantile(learned, QUANTILES))
    return Band(low, median, high)


def _joined(bands: Sequence[Band]) -> Band:
    return Band(*(np.concatenate([getattr(band, end) for band in bands]) for end in ("low", "median", "high")))


def _rows(split: Split, boundary: float) -> list[dict[str, Any]]:
    groups = sizes_of(split.posts.matrix, boundary)
    rows = []
    for group in (SMALL, LARGE):
        mine = groups == group
        truth, accounts = split.posts.truth[mine], split.posts.accounts[mine]
        for method, band in split.bands.items():
            part = Band(band.low[mine], band.median[mine], band.high[mine])
            said = coverage(part, truth, accounts.tolist())
            interval = interval_of(np.where(part.covers(truth), 100.0, 0.0), accounts)
            rows.append(
                {
                    "split": split.name,
                    "half": group,
                    "method": method,
                    "posts": said.posts,
                    "accounts": said.accounts,
                    "coverage": interval,
                    "factor": said.factor,
                    "error": said.error,
                }
            )
    return rows
