from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from hashtagger.ranking import Exploration
from hashtagger.types import Tag
from ranker.swaps import Swap, contrast_weights, greedy_weights, swap_of


def tags(names: str) -> tuple[Tag, ...]:
    return tuple(map(Tag, names))


def exploration(
    greedy: str = "abcde", pool: str = "vwxyz", fixed: str = "", rate: float = 0.25, chances: tuple[float, ...] = ()
) -> Exploration:
    chances = chances or (1 / len(pool),) * len(pool)
    return Exploration(rate, tags(greedy), tags(fixed), tuple(zip(tags(pool), chances, strict=True)))


def outcomes(said: Exploration) -> Iterator[tuple[float, Exploration, set[Tag]]]:
    """Everything that chance may do, with its probability and the slate that is shown."""
    yield 1 - said.rate, said, set(said.greedy)
    free = [place for place, tag in enumerate(said.greedy, start=1) if tag not in said.fixed]
    for place in free:
        for tag, chance in said.pool:
            shown = set(said.greedy) - {said.greedy[place - 1]} | {tag}
            yield said.rate * chance / len(free), replace(said, position=place, tag=tag), shown


def weight_of(swap: Swap) -> float:
    fields = (swap.changed, swap.rate, swap.free, swap.explored, swap.entered, swap.left)
    return float(contrast_weights(*fields))


CASES = [
    (exploration(), "abcdv"),
    (exploration(), "vwxyz"),
    (exploration(), "edcba"),
    (exploration(rate=0.6, chances=(0.5, 0.2, 0.1, 0.1, 0.1)), "vbwde"),
    (exploration(fixed="ab"), "abvwx"),
    (exploration(pool="v"), "vbcde"),
    (exploration(greedy="abc", pool="vw", fixed="a", chances=(0.9, 0.1)), "awc"),
]


@pytest.mark.parametrize(("said", "target"), CASES)
def test_weights_are_those_of_the_pseudo_inverse(said: Exploration, target: str) -> None:
    every = sorted({*said.greedy, *(tag for tag, _ in said.pool)})
    mark = lambda slate: np.array([tag in slate for tag in every], dtype=float)  # noqa: E731
    moments = sum(chance * np.outer(mark(shown), mark(shown)) for chance, _, shown in outcomes(said))
    inverse = np.linalg.pinv(moments, rcond=1e-12)

    for _, happened, shown in outcomes(said):
        contrast = (mark(tags(target)) - mark(said.greedy)) @ inverse @ mark(shown)
        of_greedy = mark(said.greedy) @ inverse @ mark(shown)
        assert weight_of(swap_of(happened, tags(target))) == pytest.approx(contrast, abs=1e-9)
        assert float(greedy_weights(said.rate, happened.tag is not None)) == pytest.approx(of_greedy, abs=1e-9)


@pytest.mark.parametrize(("said", "target"), CASES)
def test_over_all_that_chance_may_do_the_weighted_mean_is_the_difference(said: Exploration, target: str) -> None:
    worth = dict(zip(tags("abcdevwxyz"), np.random.default_rng(4).normal(size=10), strict=True))
    value = lambda slate: 3.0 + sum(worth[tag] for tag in slate)  # noqa: E731

    found = sum(
        chance * weight_of(swap_of(happened, tags(target))) * value(shown) for chance, happened, shown in outcomes(said)
    )

    assert found == pytest.approx(value(tags(target)) - value(said.greedy))


@pytest.mark.parametrize(
    ("said", "target", "why"),
    [
        (exploration(), "abcdq", "q could not come in"),
        (exploration(fixed="e"), "abcdv", "e could not give way"),
        (exploration(), "abcd", "a shorter slate was never shown"),
        (exploration(), "abcdev", "nor a longer one"),
        (exploration(rate=0.0), "abcdv", "nothing was left to chance"),
        (exploration(rate=1.0), "abcdv", "the greedy slate was never shown"),
        (exploration(pool="vw", chances=(1.0, 0.0)), "abcdw", "w had no chance"),
        (exploration(pool="v", fixed="abcde"), "abcdv", "nothing could give way"),
    ],
)
def test_a_slate_that_chance_does_not_cover_is_not_supported(said: Exploration, target: str, why: str) -> None:
    assert not swap_of(said, tags(target)).supported, why


def test_the_same_tags_need_no_chance_in_any_order() -> None:
    same = swap_of(Exploration(0.0, tags("abc")), tags("cab"))

    assert same.supported
    assert (same.changed, weight_of(same)) == (0, 0.0)
