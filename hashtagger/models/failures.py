"""What goes wrong inside a runtime: carried between threads, told from one another, and said in our own words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from hashtagger.errors import BrokenModel, HashtaggerError, ModelUnavailable

P = ParamSpec("P")
T = TypeVar("T")

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory")
"""What torch says on a GPU and on a CPU."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What one question got instead of an answer."""

    error: BaseException


def each(work: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """``work`` of each item, or its ``Failure``; one that fails costs the others nothing."""
    found: list[Any] = []
    for item in items:
        try:
            found.append(work(item))
        except Exception as error:
            found.append(Failure(error))
    return found


def results_of(visit: asyncio.Future[list[Any]], count: int) -> list[Any]:
    """What ``each`` gave on another thread; ``count`` failures when it could not be run there."""
    error = asyncio.CancelledError() if visit.cancelled() else visit.exception()
    return visit.result() if error is None else [Failure(error)] * count


def called(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """
    ``work(...)`` on another thread.

    A ``StopIteration`` becomes a ``RuntimeError``: no future can carry one, and whoever waits for it would wait for ever.
    """
    try:
        return work(*args, **kwargs)
    except StopIteration as error:
        raise RuntimeError("next() found nothing") from error


def out_of_memory(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or any(words in str(error) for words in _OUT_OF_MEMORY)


def without_frames(error: Exception) -> Exception:
    """The same error; the frames that it came through keep their tensors alive for as long as it remembers them."""
    error.__traceback__ = error.__context__ = error.__cause__ = None
    return error


def explained(model: str, error: BaseException) -> Exception:
    """What the caller is told."""
    if isinstance(error, HashtaggerError):
        return error
    if out_of_memory(error):
        message = f"{model}: the device has no memory left for this"
        return ModelUnavailable(message, retry_after_s=5.0, code="out_of_memory")
    wrapped = BrokenModel(f"{model}: {type(error).__name__}: {error}")
    wrapped.__cause__ = error
    return wrapped
