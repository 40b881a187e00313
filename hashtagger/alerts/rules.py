"""Says what is news to a watchlist between two hours of trends; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hashtagger.observations import Trend

Key = tuple[str, str]


class RuleKind(StrEnum):
    """What must happen."""

    ENTERS_TOP = "enters_top"
    """It stands among the first ``value`` and did not before."""
    Z_ABOVE = "z_above"
    """Its z rises above ``value``."""
    VELOCITY_ABOVE = "velocity_above"
    """Its velocity rises above ``value``."""


@dataclass(frozen=True, slots=True)
class Rule:
    kind: RuleKind
    value: float

    def __str__(self) -> str:
        return f"{self.kind.value} {self.value:g}"


@dataclass(frozen=True, slots=True)
class News:
    """A trend that does what a rule waits for, and did not before."""

    rule: Rule
    trend: Trend
    place: int
    """In the list that the watchlist's filters give, from 1."""


def news(
    rules: Sequence[Rule], before: Sequence[Trend], now: Sequence[Trend], *, tags: Collection[str] = ()
) -> Iterator[News]:
    """
    What each of ``rules`` finds new in ``now`` against ``before``; both are whole lists, the highest score first.

    Of ``tags`` only, where some are given; places are counted in the whole list all the same.
    """
    earlier = {_key(trend): (place, trend) for place, trend in enumerate(before, 1)}
    for rule in rules:
        for place, trend in enumerate(now, 1):
            if tags and trend.name not in tags:
                continue
            was = earlier.get(_key(trend))
            if _holds(rule, place, trend) and not (was is not None and _holds(rule, *was)):
                yield News(rule, trend, place)


def _holds(rule: Rule, place: int, trend: Trend) -> bool:
    if rule.kind is RuleKind.ENTERS_TOP:
        return place <= rule.value
    value = trend.z if rule.kind is RuleKind.Z_ABOVE else trend.velocity
    return value is not None and value > rule.value


def _key(trend: Trend) -> Key:
    return trend.kind.value, trend.name
