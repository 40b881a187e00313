"""Who holds how much of the device's memory: weights of each model, and one reserve to work in for all of them."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """Of one model."""

    weights_bytes: int
    working_bytes: int = 0
    """Of one batch."""


class Budget:
    """
    ``used_bytes`` is the weights of all holders and the largest working memory among them.

    Batches that run side by side on a device are together as large as one that has the device to itself, so the working
    memory is needed once: whoever runs has it.
    """

    def __init__(self, total_bytes: int | None = None) -> None:
        self.total_bytes = total_bytes
        """None while it is not known: everything fits."""
        self._held: dict[Hashable, Need] = {}

    @property
    def used_bytes(self) -> int:
        return _sum_of(self._held.values())

    def held_by(self, holder: Hashable) -> int:
        """Its weights; 0 when it holds nothing."""
        need = self._held.get(holder)
        return 0 if need is None else need.weights_bytes

    def hold(self, holder: Hashable, need: Need) -> None:
        """Replaces what ``holder`` held before."""
        self._held[holder] = need

    def give_back(self, holder: Hashable) -> None:
        self._held.pop(holder, None)

    def fits(self, *needs: Need, without: Collection[Hashable] = ()) -> bool:
        """Whether all of ``needs`` fit beside everybody but ``without``."""
        others = [need for holder, need in self._held.items() if holder not in without]
        return self._enough_for([*others, *needs])

    def fits_beside_only(self, need: Need, holders: Collection[Hashable]) -> bool:
        """Whether it would fit if nobody but ``holders`` were there."""
        others = [held for holder, held in self._held.items() if holder in holders]
        return self._enough_for([*others, need])

    def _enough_for(self, needs: Collection[Need]) -> bool:
        return self.total_bytes is None or _sum_of(needs) <= self.total_bytes


def _sum_of(needs: Collection[Need]) -> int:
    weights = sum(need.weights_bytes for need in needs)
    return weights + max((need.working_bytes for need in needs), default=0)
