"""Reads the YAML file of a user's own sources, and knows the line of everything that is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from hashtagger.errors import InvalidRequest

MAX_BYTES = 1024 * 1024
_YES_NO = {"true": True, "yes": True, "false": False, "no": False}


class InvalidSources(InvalidRequest):
    """``problems``: everything that is wrong in the file, as ``file:line: reason``."""

    code = "invalid_sources"
    advice = "Correct these lines; docs/sources.md describes the file."

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Entry:
    """
    One source of the file. A getter gives back a harmless value where the file has none that is right, and notes the problem.

    Every value is text to begin with: unlike in other YAML, ``no`` is a language and ``NO`` a country.
    """

    def __init__(self, file: Path, node: MappingNode, keys: Collection[str]) -> None:
        self.problems: list[str] = []
        self._file = file
        self._node = node
        self._values = self._pairs(node, keys, "a source")

    def problem(self, key: str, reason: str) -> None:
        """Note ``reason`` at the line of ``key``, or of the source where the key is missing."""
        self._note(self._values.get(key, self._node), reason)

    def text(self, key: str, *, default: str | None = None, matches: str = "", says: str = "") -> str:
        """The text of ``key``; without a ``default`` it must be there. ``says`` describes what ``matches`` means."""
        node = self._values.get(key)
        if node is None:
            if default is None:
                self.problem(key, f"{key!r} is missing")
            return default or ""
        value = node.value.strip() if isinstance(node, ScalarNode) else ""
        if not isinstance(node, ScalarNode) or (not value and default is None):
            self.problem(key, f"{key!r} must be a text")
        elif matches and not re.fullmatch(matches, value):
            self.problem(key, f"{key!r} must be {says}, not {value!r}")
        return value

    def choice(self, key: str, options: Sequence[str], *, default: str | None = None) -> str:
        value = self.text(key, default=default)
        if key in self._values and value and value not in options:
            self.problem(key, f"{key!r} must be one of {', '.join(options)}, not {value!r}")
            return default or ""
        return value

    def number(self, key: str, *, default: int) -> int:
        """A whole number from 1."""
        value = self.text(key, default=str(default), matches="[1-9][0-9]{0,5}", says="a whole number from 1")
        return int(value) if re.fullmatch("[1-9][0-9]{0,5}", value) else default

    def flag(self, key: str) -> bool:
        value = self.choice(key, list(_YES_NO), default="no")
        return _YES_NO.get(value, False)

    def texts(self, key: str, keys: Collection[str] | None) -> dict[str, str]:
        """The mapping of text to text under ``key``, {} where there is none; ``keys`` are those allowed, None for any."""
        node = self._values.get(key)
        if node is None:
            return {}
        if not isinstance(node, MappingNode):
            self.problem(key, f"{key!r} must hold names and values")
            return {}
        pairs = self._pairs(node, keys, f"'{key}'")
        for value in pairs.values():
            if not isinstance(value, ScalarNode) or not value.value.strip():
                self._note(value, f"the values of {key!r} must be texts")
        return {name: value.value.strip() for name, value in pairs.items() if isinstance(value, ScalarNode)}

    def _pairs(self, node: MappingNode, keys: Collection[str] | None, where: str) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, ScalarNode) else ""
            if keys is not None and name not in keys:
                self._note(key, f"{where} has no key {name!r}; it has {', '.join(sorted(keys))}")
            elif name in found:
                self._note(key, f"{name!r} stands here twice")
            else:
                found[name] = value
        return found

    def _note(self, node: Node, reason: str) -> None:
        self.problems.append(f"{self._file.name}:{node.start_mark.line + 1}: {reason}")


def read_entries(path: Path, keys: Collection[str]) -> list[Entry]:
    """
    The entries under ``sources`` of the file at ``path``; ``keys`` are those that an entry may have.

    Raises ``InvalidSources`` when the file cannot be read or has another shape.
    """
    try:
        data = path.read_bytes()
        if len(data) > MAX_BYTES:
            raise InvalidSources([f"{path.name}:1: the file has more than {MAX_BYTES:,} bytes"])
        root = yaml.compose(data, Loader=yaml.SafeLoader)
    except OSError as error:
        raise InvalidSources([f"{path.name}:1: the file cannot be read: {error.strerror}"]) from None
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InvalidSources([f"{path.name}:{line}: not YAML: {getattr(error, 'problem', None) or error}"]) from None
    return [Entry(path, node, keys) for node in _sources(path, root)]


def _sources(path: Path, root: Node | None) -> list[MappingNode]:
    if root is None:
        return []
    pairs = root.value if isinstance(root, MappingNode) else []
    for key, _ in pairs:
        if key.value != "sources":
            raise InvalidSources([f"{path.name}:{key.start_mark.line + 1}: the file has one key, 'sources'"])
    if len(pairs) != 1 or not isinstance(pairs[0][1], SequenceNode):
        raise InvalidSources([f"{path.name}:{root.start_mark.line + 1}: the file must hold a list under 'sources'"])
    nodes = pairs[0][1].value
    wrong = [node for node in nodes if not isinstance(node, MappingNode)]
    if wrong:
        raise InvalidSources([f"{path.name}:{wrong[0].start_mark.line + 1}: a source must hold keys and values"])
    return list(nodes)
