"""Homoglyph skeletons: which tags look alike to a reader. For grouping and block lists only, never as identity."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=50_000)
def skeleton(tag: str) -> str:
    """
    The same string for tags that look alike: 'ｐаураl', 'PayPal' and 'pay_pal' all give 'paypal'.

    A hand-kept subset of Unicode's confusables (UTS #39) for Latin, Greek, Cyrillic, Armenian and IPA letters; NFKC
    covers fullwidth and mathematical letters. Accents, underscores and joiners are dropped, and a digit between two
    letters is read as the letter it stands for. Idempotent; may be empty for a tag of separators only.
    """
    text = unicodedata.normalize("NFKD", tag.lstrip("#＃")).casefold().translate(_LOOKALIKES)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not _is_dropped(c))
    return unicodedata.normalize("NFC", _LEET.sub(lambda m: _LETTER_OF_DIGIT[m[0]], text))


def _is_dropped(char: str) -> bool:
    # Marks of other scripts are vowels, not ornaments.
    if "\u0300" <= char <= "\u036f" or char == "\u0640":
        return True
    return unicodedata.category(char) in ("Pc", "Pd", "Po", "Cf", "Mn") and not _is_vowel_sign(char)


def _is_vowel_sign(char: str) -> bool:
    return unicodedata.category(char) == "Mn" and not "\ufe00" <= char <= "\ufe0f"


_LETTER_OF_DIGIT = {"0": "o", "1": "i", "3": "e", "5": "s"}
_LEET = re.compile(r"(?<=[a-z])[0135](?=[a-z])")

_GROUPS = {
    "a": "аɑαа⍺ᴀⱥ",
    "ae": "æӕᴁ",
    "b": "ьвᏏƅɓᴃ",
    "c": "сϲᴄⅽƈȼ¢",
    "d": "ԁɗđðⅾɖᏧ",
    "e": "еєҽɛεℯᴇ",
    "f": "ƒſẝϝ",
    "g": "ɡɢց",
    "h": "һհɦħнʜ",
    "i": "іıιɩӏɪ¡ǃɨ",
    "j": "јϳɉʝᴊ",
    "k": "кκᴋҝқĸƙ",
    "l": "ⅼłɫʟƚɭ",
    "m": "мᴍⅿɱ",
    "n": "ոпηɴŋɲƞ",
    "o": "оοσօᴏøɵөѳ",
    "oe": "œ",
    "p": "рρᴘþƥҏ",
    "q": "ԛգʠ",
    "r": "ᴦʀɾɼ",
    "s": "ѕꜱʂ§ƨ",
    "t": "тτᴛŧƭţ",
    "u": "υսᴜʋ",
    "v": "νѵᴠⅴ",
    "w": "ѡωԝᴡʍ",
    "x": "хχ×ⅹҳ",
    "y": "уγүყʏўƴ",
    "z": "ᴢʐƶȥ",
}
_LOOKALIKES = str.maketrans({glyph: latin for latin, glyphs in _GROUPS.items() for glyph in glyphs})
