"""How a tag is written for people: CamelCase, which screen readers can speak, or left alone when that is a guess."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from hashtagger.errors import InvalidTag
from hashtagger.text.hashtags import canonical_tag
from hashtagger.text.segment import case_boundaries, split_tag

SURE_ENOUGH = 0.75
"""Least confidence of a split that is shown; chosen in docs/measurements/segmentation.md."""


def display_tag(tag: str, words: Sequence[str] | None = None) -> str:
    """
    ``tag`` (canonical or as typed, with or without '#') with '#', each of its words capitalised.

    ``words``: its words where they are known; None: they are split off, and an unsure split leaves the tag as it is.
    Left alone too: a spelling that already has inner capitals, scripts without case, and a tag that capitals would
    turn into another one (Turkish 'ı'). The answer always has the canonical key of ``tag``.

    >>> display_tag("goldenhour", ("golden", "hour"))
    '#GoldenHour'
    """
    name = tag.lstrip("#＃")
    as_is = f"#{name}"
    if case_boundaries(name) or name.isupper() or any(unicodedata.category(c) == "Lo" for c in name):
        return as_is
    if words is None:
        split = split_tag(name)
        if split.confidence < SURE_ENOUGH:
            return as_is
        words = split.words
    separator = "_" if "_" in name.strip("_") and "_" not in "".join(words) else ""
    shown = unicodedata.normalize("NFC", "#" + separator.join(_capitalised(word) for word in words))
    try:
        return shown if canonical_tag(shown) == canonical_tag(name) else as_is
    except InvalidTag:
        return as_is


def _capitalised(word: str) -> str:
    bare = word.casefold()
    if bare in _ACRONYMS:
        return bare.upper()
    return _SPELLINGS.get(bare) or word[:1].upper() + word[1:]


_ACRONYM_WORDS = """
3d 4k ai api asmr atv b2b b2c bbq bff bmw bmx bnw bts ceo cgi css dc dcu diy dj djs dnd dslr edm esl faq fbf
fomo fps ftw fyi gif gmt gps grwm hd hdr hiit html iot irl lgbt lgbtq lgbtqia lol lp mcu ml mma mlb mls motd mtb
mua nasa nba ncaa nfl nft nfts nhl nyc ocd ootd ootn pc php pov ptsd qotd rpg rv sf seo sfx sql suv tbr tbt
5k 10k adhd cpu dna fifa fmx gta ikea iss jdm kotd ktm lan pct potd rgb snes trx ufo vsco y2k
tgif tv uae ufc ugc ui uk usa ux vfx vip vr vw wcw mcm wfh wip wips wnba wtf wwe yolo
"""
_ACRONYMS = frozenset(_ACRONYM_WORDS.split())
_SPELLINGS = {
    "iphone": "iPhone",
    "ipad": "iPad",
    "macbook": "MacBook",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "linkedin": "LinkedIn",
    "gopro": "GoPro",
    "playstation": "PlayStation",
    "github": "GitHub",
    "igers": "IGers",
    "motogp": "MotoGP",
    "javascript": "JavaScript",
    "whatsapp": "WhatsApp",
    "wordpress": "WordPress",
    "soundcloud": "SoundCloud",
    "mcdonalds": "McDonalds",
}
