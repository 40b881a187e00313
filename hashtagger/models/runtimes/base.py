"""What a model must be able to do to serve: prepare on any CPU thread, run in batches on the device, finish on any CPU thread."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Pause = Callable[[float], None]
"""
Called by a long ``run`` between its steps with the share that is done, 0..1.

Lets more urgent batches of other models go first. Raises ``Abandoned`` when nobody waits for this batch any more; ``run``
lets it pass.
"""


class Abandoned(Exception):
    """Everybody who wanted this batch has left."""


@dataclass(frozen=True, slots=True)
class Ready:
    """One question, prepared."""

    payload: Any
    key: Hashable = None
    """Only questions with equal keys may share a batch."""
    cost: float = 1.0
    """
    1 is an ordinary question of the model. A batch holds as many of those as its row says (``cpu_batch``, ``gpu_batch``),
    several cheaper ones for each of them, and fewer dearer ones; the time of a batch is predicted from its sum.
    """
    size_bytes: int = 0
    """Of what waits in the queue."""


class Runtime(Protocol):
    """
    One loaded model. Whoever loads it (``load(model: Installed, settings: Settings) -> Runtime`` in its module, on the one
    loader thread) raises ``BrokenModel`` when the files do not make a model; nothing is fetched.

    The pool calls ``prepare``, then ``run`` with the payloads of questions with equal keys, then ``finish``; what passes
    between the three is the runtime's own business.
    """

    @property
    def resident_bytes(self) -> int:
        """Of the weights, as measured after the load."""
        ...

    def prepare(self, question: Any) -> Ready:
        """Thread safe, touches no device. Raises ``InvalidRequest`` for what the model cannot do."""
        ...

    def run(self, payloads: Sequence[Any], pause: Pause) -> Sequence[Any]:
        """
        One result for each payload, in order; there is at least one. On the device, one batch at a time except in the
        families of ``families.CONCURRENT``.
        """
        ...

    def finish(self, question: Any, result: Any) -> Any:
        """The answer that the question promises. Thread safe, touches no device."""
        ...

    def close(self) -> None:
        """Give the memory back; nothing is called afterwards."""
        ...
