"""Puts names that mean the same side by side: a group has one front name, scores are never merged."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from hashtagger.text.confusables import skeleton

MIN_TYPO_LENGTH = 8
MIN_TOGETHER = 1
_TRAILING_NUMBER = re.compile(r"(?<=\w{4})_?\d{1,4}$")


def group_of(names: Sequence[str], together: Callable[[str, str], float] = lambda a, b: 0.0) -> dict[str, str]:
    """
    name → the name that stands for its group: the first of ``names`` in it, so give the highest score first.

    Two names are near-duplicates when they are equal without accents, lookalike letters and a trailing year or number
    ('cafe', 'café'; 'worldcup', 'worldcup2026'), or when both have at least eight characters, are one edit apart and
    are used together: ``together(a, b)`` is the number of posts that hold both, and is asked only for names one edit apart.
    Nearness is passed on: friends of friends share a group.
    """
    front = {name: name for name in names}
    place = {name: i for i, name in enumerate(front)}
    first_with: dict[str, str] = {}
    for name in front:
        _join(front, first_with.setdefault(plain_key(name), name), name, place)
    for a, b in _one_edit_apart(front):
        if together(a, b) >= MIN_TOGETHER:
            _join(front, a, b, place)
    return {name: _find(front, name) for name in front}


def plain_key(name: str) -> str:
    """
    Without accents, lookalikes and a trailing year or number of up to four digits (if four characters stay).

    >>> plain_key("café"), plain_key("worldcup2026"), plain_key("ps5")
    ('cafe', 'worldcup', 'ps5')
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not "\u0300" <= c <= "\u036f")
    key = _TRAILING_NUMBER.sub("", unicodedata.normalize("NFC", bare))
    return skeleton(key) or key


def within_one_edit(a: str, b: str) -> bool:
    """Whether one letter changed, added, left out, or swapped with its neighbour turns ``a`` into ``b``; or none."""
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    same = next((i for i, (p, q) in enumerate(zip(a, b, strict=False)) if p != q), len(a))
    if len(a) < len(b):
        return a[same:] == b[same + 1 :]
    swapped = a[same : same + 2] == b[same : same + 2][::-1] and a[same + 2 :] == b[same + 2 :]
    return a[same + 1 :] == b[same + 1 :] or swapped


def _one_edit_apart(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Pairs of long names, each once; found by what is left when one letter goes, not by comparing all with all."""
    sharing: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if len(name) >= MIN_TYPO_LENGTH:
            for rest in {name, *(name[:i] + name[i + 1 :] for i in range(len(name)))}:
                sharing[rest].append(name)
    seen = set()
    for alike in sharing.values():
        for i, a in enumerate(alike):
            for b in alike[i + 1 :]:
                if (a, b) not in seen and within_one_edit(a, b):
                    seen.add((a, b))
                    yield a, b


def _find(front: dict[str, str], name: str) -> str:
    while front[name] != name:
        front[name] = front[front[name]]
        name = front[name]
    return name


def _join(front: dict[str, str], a: str, b: str, place: Mapping[str, int]) -> None:
    a, b = _find(front, a), _find(front, b)
    if a != b:
        first, second = sorted((a, b), key=place.__getitem__)
        front[second] = first
