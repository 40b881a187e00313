"""Answers for the models process: many questions at once on every connection, each cancelled with whoever asked."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import stat
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path

import structlog

from hashtagger.errors import BrokenModel, HashtaggerError, MissingComponent, ModelUnavailable, Overloaded
from hashtagger.models.remote.connection import Connection
from hashtagger.models.remote.wire import (
    Answered,
    Ask,
    AskMetrics,
    AskPool,
    AskStatus,
    Cancel,
    Failed,
    FromModels,
    Message,
    Progressed,
)
from hashtagger.ports import ModelBackend
from hashtagger.types import Deadline

MAX_OPEN = 2048
"""Questions under way on one connection; the queues of the models are bounded more tightly."""
BACKLOG = 64
_PROBE_S = 2.0
_LAST_ANSWERS_S = 2.0
"""For answers that are there, to clients that still read."""

log = structlog.get_logger()


class ModelServer:
    """
    Serves ``backend`` on a Unix socket that only this user may open: ``async with ModelServer(backend, path): ...``.

    On leaving no new questions are taken, those under way are answered within the time that the backend gives them, then
    connections are closed and the socket is removed.
    """

    def __init__(self, backend: ModelBackend, path: Path, *, metrics: Callable[[], Awaitable[str]]) -> None:
        """``metrics``: what is counted here, as Prometheus text."""
        self._backend, self._path, self._metrics = backend, path, metrics
        self._open: dict[Connection, dict[int, asyncio.Task[None]]] = {}
        self._draining = False
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> ModelServer:
        """Raises ``MissingComponent`` when the path cannot be listened on."""
        listener = listen(self._path)
        self._stack.callback(self._path.unlink, missing_ok=True)
        server = await asyncio.get_running_loop().create_unix_server(self._connection, sock=listener, backlog=BACKLOG)
        self._stack.callback(server.close)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self._draining = True
        await self._stack.aclose()
        await self._backend.aclose()
        under_way = {task for tasks in self._open.values() for task in tasks.values()}
        if under_way:
            await asyncio.wait(under_way, timeout=_LAST_ANSWERS_S)
        for connection in list(self._open):
            connection.close()

    def _connection(self) -> Connection:
        connection = Connection(self._on_message, self._on_lost)
        self._open[connection] = {}
        return connection

    def _on_message(self, connection: Connection, message: Message) -> None:
        tasks = self._open[connection]
        match message:
            case Ask() | AskStatus() | AskPool() | AskMetrics() if len(tasks) >= MAX_OPEN:
                error = Overloaded(f"{len(tasks)} questions are under way on this connection", retry_after_s=1.0)
                connection.send_small(Failed.of(message.number, error))
            case Ask() | AskStatus() | AskPool() | AskMetrics() if message.number not in tasks:
                task = asyncio.create_task(self._answer(connection, message))
                tasks[message.number] = task
                task.add_done_callback(lambda _: tasks.pop(message.number, None))
            case Cancel():
                if message.number in tasks:
                    tasks[message.number].cancel()
            case _:
                log.warning("unexpected_message", kind=type(message).__name__)
                connection.abort()

    def _on_lost(self, connection: Connection) -> None:
        for task in list(self._open.pop(connection, {}).values()):
            task.cancel()

    async def _answer(self, connection: Connection, message: Ask | AskStatus | AskPool | AskMetrics) -> None:
        answer: FromModels
        try:
            match message:
                case Ask():
                    answer = Answered(message.number, await self._ask(connection, message))
                case AskStatus():
                    answer = Answered(message.number, await self._backend.status())
                case AskPool():
                    answer = Answered(message.number, await self._backend.pool_status())
                case AskMetrics():
                    answer = Answered(message.number, await self._metrics())
        except HashtaggerError as error:
            answer = Failed.of(message.number, error)
        except Exception as error:
            log.exception("question_crashed")
            answer = Failed.of(message.number, BrokenModel(f"{type(error).__name__}: {error}"))
        with contextlib.suppress(ConnectionError):
            try:
                await connection.send(answer)
            except (HashtaggerError, TypeError) as error:
                log.error("answer_not_sent", error=str(error))
                connection.send_small(Failed.of(message.number, BrokenModel(f"its answer cannot be sent: {error}")))

    async def _ask(self, connection: Connection, message: Ask) -> object:
        if self._draining:
            raise ModelUnavailable("the models process is stopping", retry_after_s=5.0)
        report = partial(_report, asyncio.get_running_loop(), connection, message.number)
        return await self._backend.ask(
            message.model_id,
            message.question,
            deadline=Deadline.after(message.remaining_s),
            priority=message.priority,
            on_progress=report if message.wants_progress else None,
        )


def listen(path: Path) -> socket.socket:
    """
    A listening socket at ``path`` with mode 0600. A socket that a dead process left there is replaced.

    Raises ``MissingComponent`` when somebody listens there already, or something else is in the way.
    """
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(path.lstat().st_mode):
            raise _unusable(path, "something that is no socket is there")
        if _answers(path):
            raise _unusable(path, "another process listens there")
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        # Nobody can connect before listen(), so there is no moment at which others may.
        path.chmod(0o600)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise _unusable(path, str(error)) from None
    return listener


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        # One that hangs with a full backlog would hold us up for ever.
        probe.settimeout(_PROBE_S)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            return False
        except OSError as error:
            raise _unusable(path, str(error)) from None
    return True


def _unusable(path: Path, why: str) -> MissingComponent:
    return MissingComponent(
        f"cannot listen on {path}: {why}",
        code="socket_taken",
        advice="Stop what runs there, or name another socket: HASHTAGGER_MODELS__SOCKET",
    )


def _report(loop: asyncio.AbstractEventLoop, connection: Connection, number: int, share: float) -> None:
    # Models report from their own threads.
    loop.call_soon_threadsafe(connection.send_small, Progressed(number, share))
