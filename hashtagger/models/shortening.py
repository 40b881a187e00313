"""Takes words off the parts of a prompt that may lose some, until a model can read the whole of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

Part = tuple[int, int]
"""First character, and the one behind the last."""

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese write words without spaces between them; they are cut at a character."""
_WORD = re.compile(rf"\s*(?:[{_UNSPACED}]|[^\s{_UNSPACED}]{{1,40}})")


def shortened(prompt: str, parts: Sequence[Part], fits: Callable[[str], bool]) -> str | None:
    """
    The longest form of ``prompt`` that fits when words are taken off the ends of ``parts``, off the longest part first.

    ``parts`` lie in order and do not overlap; what is outside them is kept. None: it does not fit without them either.

    >>> shortened("a sign: buy one get one free, in ink", [(8, 28)], lambda text: len(text) <= 30)
    'a sign: buy one get, in ink'
    >>> shortened("in ink", [], lambda text: len(text) < 5) is None
    True
    """
    words = [_WORD.findall(prompt[first:end]) for first, end in parts]
    kept = _in_turn(words)

    def text(lost: int) -> str:
        return _joined(prompt, parts, words, kept[lost])

    lost = bisect_left(range(len(kept)), True, key=lambda lost: fits(text(lost)))
    return text(lost) if lost < len(kept) else None


def _in_turn(words: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """How many words of each part are left when none, one, two … are lost."""
    left = [len(part) for part in words]
    found = [tuple(left)]
    while any(left):
        left[left.index(max(left))] -= 1
        found.append(tuple(left))
    return found


def _joined(prompt: str, parts: Sequence[Part], words: Sequence[Sequence[str]], kept: Sequence[int]) -> str:
    pieces, done = [], 0
    for (first, end), part, count in zip(parts, words, kept, strict=True):
        pieces += [prompt[done:first], *part[:count]]
        done = end
    return "".join([*pieces, prompt[done:]]).strip()
