"""The tickets in front of one model: in lines by key and priority, ordered by due time, counted in items, bytes and cost."""

from __future__ import annotations

import asyncio
import heapq
import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from hashtagger.models.runtimes.base import Ready
from hashtagger.questions import OnProgress, Priority


@dataclass(slots=True, eq=False)
class Ticket:
    """One question on its way through a model."""

    question: Any
    priority: Priority
    number: int
    """In the order of arrival."""
    arrived: float
    late_at: float
    """On the monotonic clock: an answer is worth nothing afterwards."""
    future: asyncio.Future[Any]
    on_progress: OnProgress | None = None
    ready: Ready | None = None
    cost: float = 1.0
    """A guess until it was prepared."""
    counted: bool = False
    """It is in the queue, prepared or not."""

    @property
    def due(self) -> float:
        """Arrival + slack: what waits long enough outranks everything newer."""
        return self.arrived + self.priority.slack_s

    @property
    def abandoned(self) -> bool:
        """Answered, failed, or nobody waits for it. May be read from any thread."""
        return self.future.done()


_Place = tuple[Hashable, Priority]
"""A line: tickets of one key and one priority."""
_SWEPT_AT = 64
"""Places that may stay empty behind a question that waits long, before they are looked for."""
_Rank = tuple[float, int]
"""When it is due, and its number."""


class WaitingTickets:
    """Belongs to the event loop."""

    def __init__(self) -> None:
        self.items = 0
        self.ready = 0
        """Of them, those that are prepared."""
        self.size_bytes = 0
        self._cost = dict.fromkeys(Priority, 0.0)
        self._rests_until = dict.fromkeys(Priority, -math.inf)
        self._lines: dict[_Place, list[tuple[float, int, Ticket]]] = {}

    def cost_before(self, priority: Priority) -> float:
        """Of the tickets that will go first before one of that priority that arrives now, about."""
        return sum(cost for other, cost in self._cost.items() if other.slack_s <= priority.slack_s)

    def admit(self, ticket: Ticket) -> None:
        """From now on it counts; ``place`` makes it eligible once it is prepared."""
        ticket.counted = True
        self.items += 1
        self._cost[ticket.priority] += ticket.cost

    def place(self, ticket: Ticket, ready: Ready) -> None:
        self._cost[ticket.priority] += ready.cost - ticket.cost
        ticket.ready, ticket.cost = ready, ready.cost
        self.size_bytes += ready.size_bytes
        self.ready += 1
        line = self._lines.setdefault((ready.key, ticket.priority), [])
        if len(line) > 2 * self.items + _SWEPT_AT:
            line[:] = [entry for entry in line if entry[2].counted]
            heapq.heapify(line)
        heapq.heappush(line, (ticket.due, ticket.number, ticket))

    def leave(self, ticket: Ticket) -> None:
        """It counts no more; nothing happens when it left already."""
        if not ticket.counted:
            return
        ticket.counted = False
        self.items -= 1
        self._cost[ticket.priority] = self._cost[ticket.priority] - ticket.cost if self.items else 0.0
        if ticket.ready is not None:
            self.ready -= 1
            self.size_bytes -= ticket.ready.size_bytes

    def drop(self, ticket: Ticket) -> None:
        """It left unanswered: what it weighs is given back now, although its place in the order is found empty later."""
        if ticket.counted:
            self.leave(ticket)
            ticket.question = ticket.ready = None

    def rest(self, priority: Priority, until: float) -> None:
        """
        Tickets of that priority are not due before, however long they have waited.

        Without it, a job whose slack is spent would have the device to itself until it is done.
        """
        self._rests_until[priority] = until

    def due_of(self, ticket: Ticket) -> float:
        """Of one that was cut already, and has to run again."""
        return max(ticket.due, self._rests_until[ticket.priority])

    def first_due(self) -> float:
        """Of the most urgent ticket; infinity when there is none."""
        return min((rank[0] for rank, _ in self._heads(list(self._lines))), default=math.inf)

    def cut(self, *, max_items: int, max_cost: float) -> list[Ticket]:
        """The most urgent ticket, and those behind it that may share a batch with it; they are in the queue no more."""
        batch: list[Ticket] = []
        cost = 0.0
        heads = self._heads(list(self._lines))
        while heads and len(batch) < max_items:
            key, priority = min(heads)[1]
            ticket = self._lines[key, priority][0][2]
            if batch and cost + ticket.cost > max_cost:
                break
            heapq.heappop(self._lines[key, priority])
            self.leave(ticket)
            batch.append(ticket)
            cost += ticket.cost
            heads = self._heads([(key, other) for other in Priority])
        return batch

    def _heads(self, places: Sequence[_Place]) -> list[tuple[_Rank, _Place]]:
        """The first live ticket of each line and when it is due; empty lines are forgotten."""
        found: list[tuple[_Rank, _Place]] = []
        for place in places:
            line = self._lines.get(place)
            while line and not line[0][2].counted:
                heapq.heappop(line)
            if line:
                due, number, _ = line[0]
                found.append(((max(due, self._rests_until[place[1]]), number), place))
            else:
                self._lines.pop(place, None)
        return found
