"""What off-policy estimates are made of: each answer's weights, and what a direct model knows of the slates it could have had."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hashtagger.types import Tag
from ranker.bootstrap import cluster_numbers
from ranker.features import NAMES, SCHEMA
from ranker.logged import LoggedAnswer
from ranker.swaps import Swap, contrast_weights, greedy_weights

Floats = NDArray[np.float64]

DIRECT = ("relevance", "tag_lift", "account_tag_lift", "tag_posts", "volume")
"""What the direct model knows of a tag."""
_COLUMNS = [NAMES.index(name) for name in DIRECT]


@dataclass(frozen=True, slots=True, eq=False)
class Contrasts:
    """The supported answers with known posts, seen from a target. Arrays of one length n."""

    weights: Floats
    """w: of the target's slate minus the greedy one; 0 where they are the same."""
    greedy: Floats
    """v: of the greedy slate."""
    tags_changed: NDArray[np.int64]
    """Tags that only the target shows; 0 where it shows the greedy ones."""
    earned: Floats
    """r: residual engagement."""
    accounts: NDArray[np.int64]
    shift: Floats
    """[n, k]: what the direct model knows of the slate that was shown, minus the same of the greedy one."""
    wanted: Floats
    """[n, k]: the same of the target's slate."""
    expected: Floats
    """[n, k]: mean of ``shift`` over what chance could have done."""

    @property
    def changed(self) -> NDArray[np.bool_]:
        return self.tags_changed > 0


def contrasts_of(
    answers: Sequence[LoggedAnswer], swaps: Sequence[Swap], targets: Sequence[Sequence[Tag]], earned: Floats
) -> Contrasts:
    """
    ``swaps`` are those from ``answers`` to ``targets`` (slates), all supported; ``earned`` is finite. All [n], in order.
    """
    rate = np.array([swap.rate for swap in swaps])
    explored = np.array([swap.explored for swap in swaps], dtype=bool)
    changed = np.array([swap.changed for swap in swaps], dtype=np.int64)
    sides = [_sides(answer, target) for answer, target in zip(answers, targets, strict=True)]
    shift, wanted, expected = np.array(sides).reshape(-1, 3, len(DIRECT)).transpose(1, 0, 2)
    accounts: list[Hashable] = [answer.account for answer in answers]
    return Contrasts(
        contrast_weights(
            changed,
            rate,
            np.array([swap.free for swap in swaps]),
            explored,
            np.array([swap.entered for swap in swaps]),
            np.array([swap.left for swap in swaps], dtype=bool),
        ),
        greedy_weights(rate, explored),
        changed,
        earned,
        cluster_numbers(accounts),
        shift,
        wanted,
        expected,
    )


def _sides(answer: LoggedAnswer, target: Sequence[Tag]) -> Floats:
    """What the direct model knows of the shown slate, of the target's and of the mean one, each minus the greedy one. [3, k]"""
    if answer.schema != SCHEMA:
        return np.zeros((3, len(DIRECT)))
    place = {tag: i for i, tag in enumerate(answer.candidates)}
    known = np.nan_to_num(np.asarray(answer.rows[:, _COLUMNS], dtype=np.float64))

    def side(tags: Sequence[Tag]) -> Floats:
        return np.asarray(known[[place[tag] for tag in tags if tag in place]].sum(axis=0))

    said = answer.exploration
    greedy = side(said.greedy)
    free = [tag for tag in said.greedy if tag not in said.fixed]
    drawn = np.zeros(len(DIRECT))
    if said.rate and said.pool and free:
        mean_in = sum((chance * side([tag]) for tag, chance in said.pool), np.zeros(len(DIRECT)))
        drawn = said.rate * (mean_in - side(free) / len(free))
    return np.stack([side(answer.shown) - greedy, side(target) - greedy, drawn])
