"""The models behind a Unix socket, asked as if they were in this process; never imports torch."""

from __future__ import annotations

import asyncio
import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import structlog

from hashtagger.errors import DeadlineExceeded, ModelUnavailable
from hashtagger.models.remote.connection import Connection
from hashtagger.models.remote.wire import (
    Answered,
    Ask,
    AskMetrics,
    AskPool,
    AskStatus,
    BrokenFrame,
    Cancel,
    Failed,
    Message,
    Progressed,
)
from hashtagger.questions import OnProgress, Priority, Question
from hashtagger.types import Deadline, ModelStatus, PoolStatus

A = TypeVar("A")

RESTART_S = 5.0
"""From the death of a models process to the next answer, as callers are told."""
STATUS_S = 2.0
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.05, 2.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question under way."""

    answer: asyncio.Future[Any]
    on_progress: OnProgress | None


class RemoteBackend:
    """
    Implements ``hashtagger.ports.ModelBackend``; belongs to one event loop.

    Connects with the first question and again after a loss. While there is no connection everything fails at once with
    ``ModelUnavailable``; ``why_lost`` adds to its message. ``status`` raises it too.
    """

    def __init__(self, path: Path, *, drain_s: float = 20.0, why_lost: Callable[[], str] = lambda: "") -> None:
        self._path, self._drain_s, self._why_lost = path, drain_s, why_lost
        self._connection: Connection | None = None
        self._connecting = asyncio.Lock()
        self._asked: dict[int, _Asked] = {}
        self._numbers = itertools.count(1)
        self._closed = False
        self._pause_s = _FIRST_PAUSE_S
        self._next_try = 0.0

    async def ask(
        self,
        model_id: str,
        question: Question[A],
        *,
        deadline: Deadline,
        priority: Priority = Priority.INTERACTIVE,
        on_progress: OnProgress | None = None,
    ) -> A:
        """See ``ModelBackend.ask``. Also raises ``InvalidRequest`` for a question that is too large to be sent."""

        def message(number: int) -> Ask:
            return Ask(number, model_id, question, deadline.remaining_s, priority, on_progress is not None)

        return cast("A", await self._answer_to(message, deadline, on_progress))

    async def status(self) -> tuple[ModelStatus, ...]:
        """Raises ``TryLater`` when nobody can be asked."""
        return cast("tuple[ModelStatus, ...]", await self._answer_to(AskStatus, Deadline.after(STATUS_S), None))

    async def pool_status(self) -> PoolStatus:
        """Raises ``TryLater`` when nobody can be asked."""
        return cast("PoolStatus", await self._answer_to(AskPool, Deadline.after(STATUS_S), None))

    async def metrics(self) -> str:
        """What the models process counts, as Prometheus text. Raises ``TryLater`` when nobody can be asked."""
        return cast("str", await self._answer_to(AskMetrics, Deadline.after(STATUS_S), None))

    async def aclose(self) -> None:
        """Leaves the models process running: others may be using it."""
        self._closed = True
        if self._asked:
            await asyncio.wait([asked.answer for asked in self._asked.values()], timeout=self._drain_s)
        if self._connection is not None:
            self._connection.close()

    async def _answer_to(
        self,
        message: Callable[[int], Ask | AskStatus | AskPool | AskMetrics],
        deadline: Deadline,
        on_progress: OnProgress | None,
    ) -> Any:
        if self._closed:
            raise ModelUnavailable("the models were closed", retry_after_s=RESTART_S)
        if deadline.remaining_s <= 0:
            raise _too_late()
        number, asked = next(self._numbers), _Asked(asyncio.get_running_loop().create_future(), on_progress)
        connection: Connection | None = None
        try:
            async with asyncio.timeout(deadline.remaining_s):
                connection = await self._connected()
                self._asked[number] = asked
                await connection.send(message(number))
                return await asked.answer
        except TimeoutError:
            raise _too_late() from None
        except ConnectionError:
            raise self._gone() from None
        finally:
            self._asked.pop(number, None)
            if asked.answer.cancelled() or asked.answer.cancel():
                # Nobody waits for it any more, so that nobody should work on it.
                if connection is not None:
                    connection.send_small(Cancel(number))
            else:
                asked.answer.exception()  # seen, also when the connection was lost while we still sent

    async def _connected(self) -> Connection:
        if self._connection is None or self._connection.lost:
            async with self._connecting:
                if self._connection is None or self._connection.lost:
                    await self._connect()
        assert self._connection is not None
        return self._connection

    async def _connect(self) -> None:
        wait_s = self._next_try - time.monotonic()
        if wait_s > 0:
            raise self._gone()
        try:
            _refuse_foreign(self._path)
            loop = asyncio.get_running_loop()
            _, self._connection = await loop.create_unix_connection(self._new_connection, str(self._path))
        except OSError as error:
            self._next_try = time.monotonic() + self._pause_s
            self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
            log.debug("models_process_not_reached", error=str(error))
            raise self._gone() from None
        self._pause_s = _FIRST_PAUSE_S

    def _new_connection(self) -> Connection:
        return Connection(self._on_message, self._on_lost)

    def _on_message(self, connection: Connection, message: Message) -> None:
        if not isinstance(message, Answered | Failed | Progressed):
            connection.abort()
            return
        asked = self._asked.get(message.number)
        if asked is None or asked.answer.done():
            return
        match message:
            case Answered():
                asked.answer.set_result(message.answer)
            case Failed():
                try:
                    asked.answer.set_exception(message.error())
                except BrokenFrame:
                    connection.abort()
            case Progressed() if asked.on_progress is not None:
                try:
                    asked.on_progress(message.share)
                except Exception:
                    # Its fault, not that of the connection that everybody shares.
                    log.exception("progress_not_told")

    def _on_lost(self, connection: Connection) -> None:
        if connection is not self._connection:
            return
        self._connection = None
        if not self._closed:
            log.warning("models_process_lost", questions=len(self._asked))
        for asked in self._asked.values():
            if not asked.answer.done():
                asked.answer.set_exception(self._gone())

    def _gone(self) -> ModelUnavailable:
        message = "the models process does not answer; it is started again"
        why = self._why_lost()
        return ModelUnavailable(f"{message} ({why})" if why else message, retry_after_s=RESTART_S)


def _refuse_foreign(path: Path) -> None:
    """Somebody else's socket in our place would get all pictures."""
    # Of the name as well: a link of somebody else may point to another socket by the time we connect.
    for owner in (path.lstat().st_uid, path.stat().st_uid):
        if owner not in (os.geteuid(), 0):
            raise PermissionError(f"{path} belongs to user {owner}")


def _too_late() -> DeadlineExceeded:
    return DeadlineExceeded("no answer of the models process in time", retry_after_s=1.0)
