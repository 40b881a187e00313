"""Text of answers made safe: bytes of any charset in, names without entities, controls and tricks of direction out."""

from __future__ import annotations

import codecs
import html
import json
import re
import unicodedata

from crawlers.parse.errors import BrokenRow
from hashtagger.observations import TrendKind
from hashtagger.text.dialects import HASH_SIGNS
from hashtagger.text.sanitize import clean_text

MAX_NAME_CHARS = 255
"""Wikipedia's titles are the longest names of any source."""
MAX_URL_CHARS = 500
_MAX_ESCAPES = 3
_NULS_OF_WIDE_TEXT = 4
"""One byte in so many at least."""

_DECLARED = re.compile(rb"""^\s{0,20}<\?xml[^>]{0,100}?\sencoding\s{0,5}=\s{0,5}["']([A-Za-z0-9._-]{1,40})["']""")
# With its semicolon only: 'R&D' and 'rock&not' are names.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s\x00-\x20\x7f]*")


def decode(body: bytes, charset: str | None = None) -> str:
    """
    ``body`` as text without NULs and without a byte order mark; never raises.

    A byte order mark decides, then whether every other byte is a NUL (UTF-16, UTF-32). Else it is UTF-8 when its bytes
    are, whatever is declared (few texts are UTF-8 by chance); else ``charset``, else that of the XML declaration; what
    does not fit becomes U+FFFD, and costs the rows it stands in.
    """
    wide, declared = _wide(body), _declared(body)
    for name, errors in ((wide, "strict"), ("utf-8", "strict"), (charset, "replace"), (declared, "replace")):
        try:
            if name is not None:
                return _plain(body.decode(name, errors))
        except (LookupError, ValueError):
            continue  # not its bytes, or a name that stands for no charset
    return _plain(body.decode("utf-8", "replace"))


def clean_name(value: object) -> str:
    """
    A name on one line: entities resolved (also twice escaped ones), controls, invisible and bidirectional characters
    removed, blanks collapsed, NFC. '' when nothing is left.

    BrokenRow: no text, damaged (U+FFFD, half of a surrogate pair), or longer than MAX_NAME_CHARS.
    """
    if not isinstance(value, str):
        raise BrokenRow("a name is missing")
    if len(value) > 4 * MAX_NAME_CHARS:
        raise BrokenRow(f"a name of {len(value)} characters")
    text = value
    for _ in range(_MAX_ESCAPES):
        plain = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        if plain == text:
            break
        text = plain
    if "\ufffd" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise BrokenRow("a damaged name")
    name = unicodedata.normalize("NFC", clean_text(text))
    if len(name) > MAX_NAME_CHARS:
        raise BrokenRow(f"a name of {len(name)} characters")
    return name


def without_controls(text: str) -> str:
    """``text`` without the control characters that XML forbids and no parser of it takes; line ends and tabs stay."""
    return _CONTROLS.sub("", text)


def clean_url(value: object) -> str | None:
    """``value`` when it is an http or https address of at most MAX_URL_CHARS; else None."""
    if isinstance(value, str) and len(value) <= MAX_URL_CHARS and _WEB_ADDRESS.fullmatch(value):
        return value if clean_text(value) == value else None
    return None


def kind_of(name: str) -> TrendKind:
    """A hashtag where ``name`` begins with '#', else a phrase."""
    return TrendKind.HASHTAG if name[:1] in HASH_SIGNS else TrendKind.PHRASE


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\x00", "")


def _wide(body: bytes) -> str | None:
    head = body[:256]
    has_mark = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE))
    if not has_mark and head.count(0) * _NULS_OF_WIDE_TEXT < len(head):
        return None  # a few NULs in other text are dirt
    name = json.detect_encoding(head)
    return name if name not in ("utf-8", "utf-8-sig") else None


def _declared(body: bytes) -> str | None:
    found = _DECLARED.match(body[:200])
    return found[1].decode("ascii") if found else None
