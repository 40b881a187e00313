"""
Engagement ranking on real posts: of the tags that an account used later, which earned more?

Labels are residuals (``ranker/residuals.py``, all posts, no tag knows of it). Everything else is learned from posts of other
accounts or of earlier days only. Which learned way is "the ranker" is chosen on accounts and days that are not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ranker.bootstrap import Interval
from ranker.judging.learned_ways import WAYS, Floats, lambdarank, lift_of, ndcg_of
from ranker.judging.posts_2017 import RealPost, read_posts
from ranker.judging.sittings import LEAST_LABEL_AGE_H, Exam, Sitting, by_account, by_time, labels_by, shuffled
from ranker.judging.tag_columns import Columns, columns_of, joined
from ranker.judging.tag_figures import Control, figures_of, signs, without_count_and_length, without_viral
from ranker.judging.verdict import Verdict, interval_of, shown
from ranker.residuals import fit

TABLE = "engagement"
BAR = "NDCG@5 of the ranker above popularity and above the baseline, both with the whole interval, in both splits"
POPULARITY, BASELINE, CHANCE = "popularity", "baseline", "chance"
PRINTED = ("NDCG@5", f"over {POPULARITY}", f"over {BASELINE}", f"lift@5 over {POPULARITY}, %")
ALONE = "(stands beside few tags)"
"""Peeks at the posts that are judged, to show what NDCG rewards whatever is true."""
SHUFFLES = 3
EXAMS: Mapping[str, Callable[..., list[Exam]]] = {"by account": by_account, "by time": by_time}
LABELS: Mapping[str, Control] = {
    "labels without number of tags and length of caption": without_count_and_length,
    "labels cut at one standard deviation": without_viral,
    "labels: better or worse than expected": signs,
}
"""Ideas about what to learn from; what is judged stays the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """NDCG@5 and lift@5 of each sitting by each way, and the accounts of the sittings."""

    by_way: Mapping[str, Floats]
    lifts: Mapping[str, Floats]
    """Percent; see ``lift_of``."""
    accounts: tuple[str, ...]
    items: int
    shuffled: Mapping[str, float]
    """The mean NDCG@5 above chance when the labels are dealt anew among the posts of each account: 0 is right."""


def judge(data: Path, *, quick: bool = False) -> Verdict:
    """The table; ``quick`` leaves out the ideas about labels. Raises InvalidRequest when the posts are not in ``data``."""
    posts = read_posts(data)
    controls = {} if quick else LABELS
    chosen_on = {name: marks_of(exams, posts, controls, judge=False) for name, exams in EXAMS.items()}
    best = max((*WAYS, *controls), key=lambda way: sum(marks.by_way[way].mean() for marks in chosen_on.values()))
    judged = {name: marks_of(exams, posts, controls, judge=True) for name, exams in EXAMS.items()}
    return verdict_of(chosen_on, judged, best, len(posts))


def marks_of(
    exams: Callable[..., list[Exam]], posts: Sequence[RealPost], controls: Mapping[str, Control], *, judge: bool
) -> Marks:
    """All ways on all exams, the sittings one behind the other."""
    residuals = labels_of(posts)
    plain = exams(posts, residuals, judge=judge)
    controlled = {name: exams(posts, labels_of(posts, control), judge=judge) for name, control in controls.items()}
    parts: list[dict[str, Floats]] = []
    lifts: list[dict[str, Floats]] = []
    placebos: list[dict[str, Floats]] = []
    for number, exam in enumerate(plain):
        asked, lesson = columns_of(exam.judged, figures_of(exam.known)), lesson_of(exam)
        alone = _alone(exam.judged)
        scores = _scores(lesson, asked) | {ALONE: alone}
        for name, control in controls.items():
            same = columns_of(exam.judged, figures_of(exam.known, control=control), ideas=False)
            scores[name] = lambdarank(lesson_of(controlled[name][number], control), same)
        parts.append({name: ndcg_of(asked, each) for name, each in scores.items()})
        lifts.append({name: lift_of(asked, each) for name, each in scores.items()})
        for seed in range(SHUFFLES if judge else 0):
            dealt = shuffled(posts, residuals, seed)
            sittings = [sitting for _, each in exam.lessons for sitting in each]
            asked, lesson = _labelled(asked, exam.judged, dealt), _labelled(lesson, sittings, dealt)
            dealt_scores = _scores(lesson, asked) | {ALONE: alone}
            placebos.append({name: ndcg_of(asked, each) for name, each in dealt_scores.items()})
    return Marks(
        {name: np.concatenate([part[name] for part in parts]) for name in parts[0]},
        {name: np.concatenate([part[name] for part in lifts]) for name in lifts[0]},
        tuple(sitting.named for exam in plain for sitting in exam.judged),
        sum(len(sitting.items) for exam in plain for sitting in exam.judged),
        {name: _gain(placebos, name) for name in placebos[0]} if placebos else {},
    )


def _scores(lesson: Columns, asked: Columns) -> dict[str, Floats]:
    learned = {name: way(lesson, asked) for name, way in WAYS.items()}
    return {CHANCE: np.zeros(len(asked.labels)), **asked.ideas, **learned}


def _alone(sittings: Sequence[Sitting]) -> Floats:
    """Minus the mean number of tags of the later posts with each item: what no way may know."""
    beside = [
        [len(post.outcome.tags) for post in sitting.later if tag in post.outcome.tags]
        for sitting in sittings
        for tag in sitting.items
    ]
    return -np.array([np.mean(each) for each in beside])


def _labelled(columns: Columns, sittings: Sequence[Sitting], residuals: Mapping[str, float]) -> Columns:
    labels = [labels_by(sitting.later, sitting.items, residuals) for sitting in sittings]
    return replace(columns, labels=np.concatenate(labels))


def _gain(parts: Sequence[Mapping[str, Floats]], name: str) -> float:
    """Over chance, the lists in which nothing gains left out."""
    return float(np.nanmean(np.concatenate([part[name] - part[CHANCE] for part in parts])))


def labels_of(posts: Sequence[RealPost], control: Control | None = None) -> dict[str, float]:
    """Id of a post → residual engagement in log units, of the posts that are old enough."""
    outcomes = [post.outcome for post in posts]
    residuals = fit(outcomes).residuals(outcomes)
    if control is not None:
        residuals = control(posts, residuals)
    return {
        each.post_id: float(residual)
        for each, residual in zip(outcomes, residuals, strict=True)
        if each.age_h >= LEAST_LABEL_AGE_H
    }


def lesson_of(exam: Exam, control: Control | None = None) -> Columns:
    """Everything that ``exam`` lets one learn from."""
    return joined(
        [
            columns_of(sittings, figures_of(known, control=control), ideas=control is None)
            for known, sittings in exam.lessons
        ]
    )


def verdict_of(chosen_on: Mapping[str, Marks], judged: Mapping[str, Marks], best: str, posts: int) -> Verdict:
    """The table of all ways, and whether the way ``best`` reached the bar."""
    rows, figures = [], {}
    for way in judged["by account"].by_way:
        row: dict[str, Any] = {"way": way + (" = the ranker" if way == best else "")}
        for name in EXAMS:
            row[f"{name}: validation"] = float(chosen_on[name].by_way[way].mean())
            said = _said(judged[name], way)
            row |= {f"{name}: {what}": shown(said[what]) for what in PRINTED}
            row[f"{name}: shuffled"] = judged[name].shuffled.get(way, "")
            figures[f"{way}, {name}"] = said
        rows.append(row)
    beaten = [figures[f"{best}, {name}"][f"over {other}"].low > 0 for name in EXAMS for other in (POPULARITY, BASELINE)]
    sizes = "; ".join(f"{name}: {len(marks.accounts)} sittings, {marks.items} tags" for name, marks in judged.items())
    return Verdict(
        table=TABLE,
        data=f"{posts} real posts of 2017; judged {sizes}",
        bar=BAR,
        passed=all(beaten),
        rows=rows,
        notes=(f"the ranker is the learned way that was best where ways are chosen: {best}",),
        figures={**figures, "shuffled": {name: marks.shuffled for name, marks in judged.items()}},
    )


def _said(marks: Marks, way: str) -> dict[str, Interval]:
    values = marks.by_way[way]
    return {
        "NDCG@5": interval_of(values, marks.accounts),
        **{
            f"over {other}": interval_of(values - marks.by_way[other], marks.accounts)
            for other in (POPULARITY, BASELINE, CHANCE)
        },
        **{
            f"lift@5 over {other}, %": interval_of(marks.lifts[way] - marks.lifts[other], marks.accounts)
            for other in (POPULARITY, BASELINE, CHANCE)
        },
    }
