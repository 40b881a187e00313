"""
Turns what a picture says of itself into the prompt for another one.

The rule is a small template language and not a model that follows instructions: what comes out can be foretold, is the same
every time, is returned to the caller beside the picture, and needs no model that a small machine could not hold. Diffusion
models read a prompt as a list of things to show, so appending works as an instruction would.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

CAPTION = "{caption}"
TEXT = "{text}"
_PLACE = re.compile(re.escape(CAPTION) + "|" + re.escape(TEXT))
MAX_PROMPT_CHARS = 2_000


def wants_text(prompt: str) -> bool:
    """Whether the prompt needs the writing in the picture."""
    return TEXT in prompt


def wants_caption(prompt: str) -> bool:
    """Whether the prompt needs a caption; one that names nothing replaces the caption, which is told all the same."""
    return CAPTION in prompt or TEXT not in prompt


def edited(
    prompt: str, *, caption: str = "", text: str = "", replace: Mapping[str, str] | None = None, instruction: str = ""
) -> str:
    """
    The final prompt: caption and text with words replaced, put into ``prompt``, then ``instruction`` behind a comma.

    Words are replaced whole, in any case, all at once, so that a swap is possible. An empty ``prompt`` stands for the caption
    alone; one without a placeholder replaces it.

    >>> edited("", caption="a dog on grass", replace={"dog": "cat"}, instruction="as a watercolour")
    'a cat on grass, as a watercolour'
    >>> edited("a poster that says {text}", text="SALE {caption}")
    'a poster that says SALE {caption}'
    """
    found = {CAPTION: _replaced(caption, replace or {}), TEXT: _replaced(text, replace or {})}
    filled = _PLACE.sub(lambda place: found[place[0]], prompt if prompt.strip() else CAPTION)
    parts = (filled.strip(), instruction.strip())
    return ", ".join(part for part in parts if part)[:MAX_PROMPT_CHARS]


def _replaced(text: str, replace: Mapping[str, str]) -> str:
    words = {word.casefold(): new for word, new in replace.items() if word.strip()}
    if not words:
        return text
    # As they were written: folded, "Straße" would be another word than the one in the text.
    longest_first = sorted(filter(str.strip, replace), key=len, reverse=True)
    any_word = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return any_word.sub(lambda found: words.get(found[0].casefold(), found[0]), text)
