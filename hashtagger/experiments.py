"""Experiments of creators: an account's coming posts, split by chance between two ways to be recommended for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hashtagger.posts import Account
from hashtagger.ranking import CURRENT


class ExperimentState(StrEnum):
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the two ways."""

    name: str
    policy: str = CURRENT
    """"current", "baseline", "shadow" (whichever it is when an answer is made) or the version of a ranker."""
    tags: int | None = None
    """So many tags, whatever the request says; 0: none at all. None: as many as are asked for."""


@dataclass(frozen=True, slots=True)
class Experiment:
    id: str
    account: Account
    name: str
    arms: tuple[Arm, Arm]
    """The second is compared with the first."""
    created: datetime
    state: ExperimentState = ExperimentState.RUNNING
    ended: datetime | None = None

    def draw(self, content: str) -> Arm:
        """
        The arm of what is to be posted, each with probability one half.

        The same content gets the same arm however often it is asked about: nobody can ask again until the other arm comes.
        """
        first = hashlib.sha256(f"{self.id}\0{content}".encode("utf-8", "surrogatepass")).digest()[0]
        return self.arms[first & 1]
