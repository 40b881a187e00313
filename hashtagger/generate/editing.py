"""
Turns what a picture says of itself into the prompt for another one.

The rule is a small template language and not a model that follows instructions: what comes out can be foretold, is the same
every time, is returned to the caller beside the picture, and needs no model that a small machine could not hold. Diffusion
models read a prompt as a list of things to show, so appending works as an instruction would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

CAPTION = "{caption}"
TEXT = "{text}"
_PLACE = re.compile(f"({re.escape(CAPTION)}|{re.escape(TEXT)})")
MAX_PROMPT_CHARS = 2_000
MAX_READ_CHARS = 1_000
"""Of what was read from a picture; several times what models read, so that an instruction behind it is not lost."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is asked to draw."""

    text: str
    spare: tuple[tuple[int, int], ...] = ()
    """Where in ``text`` stands what was read from the picture, as in ``Generate.spare``."""


def wants_text(prompt: str) -> bool:
    """Whether the prompt needs the writing in the picture."""
    return TEXT in prompt


def wants_caption(prompt: str) -> bool:
    """Whether the prompt needs a caption; one that names nothing replaces the caption, which is told all the same."""
    return CAPTION in prompt or TEXT not in prompt


def edited(
    prompt: str, *, caption: str = "", text: str = "", replace: Mapping[str, str] | None = None, instruction: str = ""
) -> Prompt:
    """
    The final prompt: caption and text with words replaced, put into ``prompt``, then ``instruction`` behind a comma.

    Words are replaced whole, in any case, all at once, so that a swap is possible. An empty ``prompt`` stands for the caption
    alone; one without a placeholder replaces it.

    >>> edited("", caption="a dog on grass", replace={"dog": "cat"}, instruction="as a watercolour")
    Prompt(text='a cat on grass, as a watercolour', spare=((0, 14),))
    >>> edited("a poster that says {text}", text="SALE {caption}").text
    'a poster that says SALE {caption}'
    """
    found = {CAPTION: _read(caption, replace or {}), TEXT: _read(text, replace or {})}
    filled, spare = "", []
    for piece in _PLACE.split(prompt.strip() or CAPTION):
        piece_text = found.get(piece, piece if filled else piece.lstrip())
        if piece in found and piece_text:
            spare.append((len(filled), len(filled) + len(piece_text)))
        filled += piece_text
    whole = ", ".join(part for part in (filled.rstrip(), instruction.strip()) if part)
    return Prompt(whole[:MAX_PROMPT_CHARS], tuple(spare))


def _read(text: str, replace: Mapping[str, str]) -> str:
    edited_text = _replaced(text, replace).strip()
    return edited_text if len(edited_text) <= MAX_READ_CHARS else edited_text[:MAX_READ_CHARS].rsplit(None, 1)[0]


def _replaced(text: str, replace: Mapping[str, str]) -> str:
    words = {word.casefold(): new for word, new in replace.items() if word.strip()}
    if not words:
        return text
    # As they were written: folded, "Straße" would be another word than the one in the text.
    longest_first = sorted(filter(str.strip, replace), key=len, reverse=True)
    any_word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return any_word.sub(lambda found: words.get(found[0].casefold(), found[0]), text)
