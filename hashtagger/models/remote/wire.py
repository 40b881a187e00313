"""
What crosses between an API process and the models process: msgpack with raw arrays behind it. No pickle.

A frame is a header (magic, bytes of the message, bytes of the arrays; big-endian), the message, the arrays. Dataclasses,
enums and arrays stand in the message as one-entry maps; only the classes of ``hashtagger.questions`` and those below can
be made from a frame, and arrays are uint8 or float32. Tuples stay tuples.
"""

from __future__ import annotations

import enum
import struct
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from math import prod
from typing import Any, NamedTuple, cast

import msgpack  # type: ignore[import-untyped]
import numpy as np

from hashtagger import errors, questions
from hashtagger.errors import HashtaggerError, InvalidRequest, TryLater
from hashtagger.questions import Priority, Question
from hashtagger.types import LoadState, ModelStatus, PoolStatus, Task

MAX_FRAME_BYTES = 256 * 1024 * 1024
"""A clip of sixty frames of a megapixel fits; a length beyond it is noise, or somebody else's protocol."""

_HEADER = struct.Struct(">4sII")
_MAGIC = b"HTM1"
_ALIGNMENT = 16
_DTYPES = frozenset({"|u1", "<f4"})

HEADER_BYTES = _HEADER.size
Buffer = bytes | memoryview


class BrokenFrame(Exception):
    """Bytes that are no frame of ours; what follows them cannot be understood either."""


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """To the models process; answered by ``Answered`` or ``Failed``, with ``Progressed`` before."""

    number: int
    """Of the question, unique on its connection."""
    model_id: str
    question: Question[Any]
    remaining_s: float
    """Clocks are not shared, so deadlines travel as the time that is left."""
    priority: Priority
    wants_progress: bool


@dataclass(frozen=True, slots=True)
class AskStatus:
    """To the models process; answered by ``Answered`` with a tuple of ``ModelStatus``."""

    number: int


@dataclass(frozen=True, slots=True)
class AskPool:
    """To the models process; answered by ``Answered`` with a ``PoolStatus``."""

    number: int


@dataclass(frozen=True, slots=True)
class AskMetrics:
    """To the models process; answered by ``Answered`` with what it counts, as Prometheus text."""

    number: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """To the models process: nobody waits for this question any more. Not answered."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    number: int
    answer: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """An error of ``hashtagger.errors`` by its name, with what it says."""

    number: int
    kind: str
    message: str
    code: str
    advice: str
    retry_after_s: float | None

    @classmethod
    def of(cls, number: int, error: HashtaggerError) -> Failed:
        # An error defined elsewhere arrives as its nearest relative in our tree.
        kind = next(kind.__name__ for kind in type(error).__mro__ if _ERRORS.get(kind.__name__) is kind)
        wait_s = float(error.retry_after_s) if isinstance(error, TryLater) else None
        return cls(number, kind, str(error), error.code, error.advice, wait_s)

    def error(self) -> HashtaggerError:
        """Raises ``BrokenFrame`` for an error that we do not have."""
        kind = _ERRORS.get(self.kind)
        if kind is None:
            raise BrokenFrame(f"unknown error {self.kind!r}")
        if issubclass(kind, TryLater):
            return kind(self.message, retry_after_s=self.retry_after_s or 0.0, code=self.code, advice=self.advice)
        return kind(self.message, code=self.code, advice=self.advice)


@dataclass(frozen=True, slots=True)
class Progressed:
    number: int
    share: float
    """0..1"""


ToModels = Ask | AskStatus | AskPool | AskMetrics | Cancel
FromModels = Answered | Failed | Progressed
Message = ToModels | FromModels


class Sizes(NamedTuple):
    """Of the two parts of a frame behind its header; between them stands what aligns the second."""

    message_bytes: int
    arrays_bytes: int

    @property
    def arrays_at(self) -> int:
        return self.message_bytes + -self.message_bytes % _ALIGNMENT

    @property
    def body_bytes(self) -> int:
        return self.arrays_at + self.arrays_bytes


def encode(message: Message) -> list[Buffer]:
    """
    The parts of one frame, to be sent in this order; arrays are not copied.

    Raises ``InvalidRequest`` for what is too large or no valid text, ``TypeError`` for values that have no form on the wire.
    """
    arrays = _Arrays()
    try:
        packed: bytes = msgpack.packb(message, default=arrays.form_of, strict_types=True)
    except ValueError as error:
        raise InvalidRequest(f"this cannot be sent to a model: {error}") from None
    sizes = Sizes(len(packed), arrays.size_bytes)
    if sizes.body_bytes > MAX_FRAME_BYTES:
        raise InvalidRequest(f"more than {MAX_FRAME_BYTES // 2**20} MiB cannot be sent to a model at once")
    gap = b"\0" * (sizes.arrays_at - len(packed))
    return [_HEADER.pack(_MAGIC, *sizes) + packed + gap, *arrays.parts]


def read_header(header: bytes | bytearray) -> Sizes:
    """Raises ``BrokenFrame``."""
    magic, *lengths = _HEADER.unpack(header)
    if magic != _MAGIC:
        raise BrokenFrame("the bytes are not of our protocol, or of another version of it")
    sizes = Sizes(*lengths)
    if not sizes.message_bytes or sizes.body_bytes > MAX_FRAME_BYTES:
        raise BrokenFrame(f"a frame of {sizes.body_bytes} bytes")
    return sizes


def decode(body: bytearray, sizes: Sizes) -> Message:
    """
    The message in what followed the header. Its arrays lie in ``body``, which belongs to them from now on.

    Raises ``BrokenFrame``.
    """
    packed, arrays = memoryview(body)[: sizes.message_bytes], memoryview(body)[sizes.arrays_at :]
    try:
        message = msgpack.unpackb(packed, use_list=False, object_hook=lambda form: _value_of(form, arrays))
    except BrokenFrame:
        raise
    except Exception as error:
        # Whatever a parser and constructors raise on noise; the connection is given up in any case.
        raise BrokenFrame(f"{type(error).__name__}: {error}") from None
    if not isinstance(message, Message):
        raise BrokenFrame(f"{type(message).__name__} is no message")
    return message


class _Arrays:
    """Takes the arrays out of a message while it is packed."""

    def __init__(self) -> None:
        self.parts: list[Buffer] = []
        self.size_bytes = 0

    def form_of(self, value: Any) -> Any:
        """What stands in the message for a value that msgpack does not know."""
        if isinstance(value, tuple):
            return list(value)
        if isinstance(value, np.ndarray):
            return {"array": [value.dtype.str, *value.shape, self._add(value)]}
        if isinstance(value, enum.Enum) and type(value).__name__ in _ENUMS:
            return {"enum": [type(value).__name__, value.value]}
        if isinstance(value, np.generic):
            return value.item()
        if isinstance(value, int):
            raise InvalidRequest(f"{value} has more than 64 bits")
        known = _CLASSES.get(type(value).__name__)
        if known is None or known.kind is not type(value):
            raise TypeError(f"{type(value).__name__} has no form on the wire")
        return {"value": [type(value).__name__, *(getattr(value, name) for name in known.names)]}

    def _add(self, array: np.ndarray[Any, Any]) -> int:
        """Where it begins among the arrays."""
        if array.dtype.str not in _DTYPES:
            raise TypeError(f"arrays of {array.dtype} have no form on the wire")
        start = self.size_bytes
        if array.nbytes:
            self.parts.append(np.ascontiguousarray(array).data.cast("B"))
            padding = -array.nbytes % _ALIGNMENT
            if padding:
                self.parts.append(b"\0" * padding)
            self.size_bytes += array.nbytes + padding
        return start


class _Class(NamedTuple):
    kind: type
    names: tuple[str, ...]


def _value_of(form: dict[Any, Any], arrays: memoryview) -> Any:
    ((what, content),) = form.items()
    if what == "array":
        dtype, *shape, start = content
        if dtype not in _DTYPES or any(side < 0 for side in shape):
            raise BrokenFrame(f"no array: {content}")
        return (
            np.frombuffer(arrays, dtype, prod(shape), start).reshape(shape) if prod(shape) else np.zeros(shape, dtype)
        )
    if what == "enum":
        name, value = content
        return _ENUMS[name](value)
    if what == "value":
        known = _CLASSES[content[0]]
        if len(content) - 1 != len(known.names):
            raise BrokenFrame(f"a {content[0]} with {len(content) - 1} fields")
        return known.kind(*content[1:])
    raise BrokenFrame(f"unknown form {what!r}")


def _found(module: Any, wanted: Callable[[Any], bool]) -> dict[str, Any]:
    return {name: each for name, each in vars(module).items() if isinstance(each, type) and wanted(each)}


_CLASSES: dict[str, _Class] = {
    kind.__name__: _Class(kind, tuple(field.name for field in fields(kind)))
    for kind in (
        *_found(questions, is_dataclass).values(),
        *(ModelStatus, PoolStatus, Ask, AskStatus, AskPool, AskMetrics, Cancel, Answered, Failed, Progressed),
    )
}
_ENUMS: dict[str, type[enum.Enum]] = {
    **_found(questions, lambda kind: issubclass(kind, enum.Enum) and kind is not enum.StrEnum),
    "Task": Task,
    "LoadState": LoadState,
}
_ERRORS = cast("dict[str, type[HashtaggerError]]", _found(errors, lambda kind: issubclass(kind, HashtaggerError)))
