"""Say in sentences what a tag stands for, so that a text tower can embed it."""

from __future__ import annotations

TEMPLATES = ("{}", "a photo of {}", "{} in the picture")


def prompts_for(words: str, meaning: str) -> list[str]:
    """
    The texts whose mean embedding stands for a tag; at least one.

    ``words`` are its words in lower case, ``meaning`` the English phrase of what it shows, empty when the words say it.

    >>> prompts_for("goldenhour", "warm light before sunset")
    ['warm light before sunset', 'a photo of warm light before sunset', 'warm light before sunset in the picture']
    """
    phrase = meaning.strip() or words.strip()
    return [template.format(phrase) for template in TEMPLATES]
