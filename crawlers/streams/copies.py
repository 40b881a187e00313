"""Tells posts that say the same, whoever posts them and whichever tags are hung on."""

from __future__ import annotations

import re

SAYS_SOMETHING_BYTES = 16
"""Shorter texts ('wow', 'good morning') are alike by chance; there what is attached must be the same too."""

_NOT_WORDS = re.compile(r"(?:https?://|[#＃@])\S+|[^\w#＃@]+|[\d_#＃@]+")


def fingerprint(text: str, attached: bytes = b"") -> int:
    """
    A number that is the same for posts that say the same, in this process.

    Tags, addresses, mentions, digits, punctuation, pictographs and case are left out of ``text``. Of a text with fewer
    than ``SAYS_SOMETHING_BYTES`` bytes left (UTF-8), ``attached`` (the embed as it came: its pictures by their hash, its
    link) belongs to what is said: two photos with a bare tag differ, a thousand bare tags do not.
    """
    words = _NOT_WORDS.sub("", text).casefold()
    if len(words.encode("utf-8", "surrogatepass")) < SAYS_SOMETHING_BYTES:
        return hash((words, attached))
    return hash(words)
