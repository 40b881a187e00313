"""Web addresses in running text, as far as tags and words must not be looked for inside them."""

from __future__ import annotations

import re

URL = re.compile(
    r"(?:https?://|(?<![A-Za-z0-9_.@/-])(?:[A-Za-z0-9-]{1,63}\.){1,10}[A-Za-z]{2,24}/)"
    r"[A-Za-z0-9_!*';:=+,.$/%#\[\]\-~@|&?()\u2013]*"
)
"""
Scheme and address, or a domain with a path. A bare domain is left out: it cannot hold a '#', and 'home.cooking' is
more often a missing space. The path ends at the first character that is not ASCII.
"""
