"""What stands in the catalogue files, one value a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hashtagger.types import Flag, PlatformRule, Reach, Tag

Match = Literal["tag", "word", "regex"]


@dataclass(frozen=True, slots=True)
class CatalogueTag:
    """One tag, with everything that the lines about it in several categories say together."""

    tag: Tag
    display: str
    words: tuple[str, ...]
    reach: Reach
    meaning: str
    aliases: tuple[Tag, ...]
    language: str
    categories: tuple[str, ...]
    visual: bool
    """One of its categories is something a photo can show."""
    where: str
    """``file:line`` of the first line about it."""


@dataclass(frozen=True, slots=True)
class CatalogueCategory:
    category: str
    title: str
    visual: bool


@dataclass(frozen=True, slots=True)
class FlagRule:
    """``flag`` holds for the tag ``pattern``, for tags with that word, or where the regex is found in the tag."""

    match: Match
    pattern: str
    flag: Flag


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two words or tags that must not stand in one answer."""

    left: str
    right: str
    reason: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All files together."""

    tags: tuple[CatalogueTag, ...]
    categories: tuple[CatalogueCategory, ...]
    flag_rules: tuple[FlagRule, ...]
    contradictions: tuple[Contradiction, ...]
    related: tuple[tuple[Tag, ...], ...]
    """Tags that are used together on one post."""
    platform_rules: tuple[PlatformRule, ...]
    fingerprint: str
    """Of the content of all files."""
