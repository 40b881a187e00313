"""What a program of the schedule is told on its standard input: the settings, and for which slot it works."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime

import orjson

from hashtagger.settings import Settings
from hashtagger.storage.job_runs import SlotClaim
from hashtagger.supervisor import die_with_parent, from_line


@dataclass(frozen=True, slots=True)
class Order:
    """What a program is told beside the settings."""

    claim: SlotClaim
    due: datetime
    """The time that the slot stands for."""
    now: datetime
    """By our clock; the program's goes on from there."""


def order_line(order: Order) -> bytes:
    claim = order.claim
    told = {"job": claim.job, "slot": claim.slot, "attempt": claim.attempt, "lease_until": claim.lease_until}
    return orjson.dumps({**told, "due": order.due, "now": order.now}) + b"\n"


def order_from(line: bytes) -> Order:
    """Raises ``ValueError`` when it is none of ``order_line``."""
    told = orjson.loads(line)
    lease_until, due, now = (datetime.fromisoformat(told[name]) for name in ("lease_until", "due", "now"))
    return Order(SlotClaim(told["job"], told["slot"], told["attempt"], lease_until), due, now)


def ordered() -> tuple[Settings, Order]:
    """The program's side: what its standard input says. It dies with its parent from now on."""
    settings, order = from_line(sys.stdin.buffer.readline()), order_from(sys.stdin.buffer.readline())
    die_with_parent()
    return settings, order
