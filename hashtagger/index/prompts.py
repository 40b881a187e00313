"""Say in sentences what a tag stands for, so that a text tower can embed it."""

from __future__ import annotations

import hashlib


def prompts_for(words: str, meaning: str) -> list[str]:
    """
    The texts whose mean embedding stands for a tag; at least one.

    ``words`` are its words in lower case, ``meaning`` the English phrase of what it shows, empty when the words say it.
    Chosen on the dev photos of the tag check; ``docs/training/tag_check.md`` has the comparison.

    >>> prompts_for("golden hour", "")
    ['golden hour', 'a photo of golden hour']
    >>> prompts_for("ootd", "the clothes somebody wears")
    ['ootd', 'the clothes somebody wears', 'a photo of the clothes somebody wears']
    """
    words, meaning = words.strip(), meaning.strip()
    phrase = meaning or words
    # Words in another script tell an English text tower nothing.
    texts = [words] if words.isascii() else []
    return list(dict.fromkeys([*texts, phrase, f"a photo of {phrase}"]))


def vectors_fingerprint(model: str) -> str:
    """
    Identifies the tag vectors that the model of this embedding fingerprint gives for today's prompts, in hex.

    Other prompts make other vectors, so those that were stored before a change of ``prompts_for`` are not used after it.
    """
    examples = (("golden hour", ""), ("ootd", "the clothes somebody wears"), ("海", ""), ("海", "the sea"))
    texts = [text for words, meaning in examples for text in (*prompts_for(words, meaning), "")]
    return hashlib.sha256("\n".join([model, *texts]).encode()).hexdigest()
