"""The places of the menu, and in which of them a page is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """``words`` is English, translated where it is shown; ``below`` are the beginnings of the addresses that belong to it."""

    address: str
    words: str
    icon: str
    scope: str
    below: tuple[str, ...]


def marked(words: str) -> str:
    """Marks ``words`` for translation."""
    return words


PLACES = (
    Place("/", marked("Create"), "image", "recommend", ("/history", "/saved")),
    Place("/trends", marked("Trends"), "spark", "read", ("/trends",)),
    Place("/watchlists", marked("Watch"), "bell", "watch", ("/watchlists", "/report-mails")),
    Place("/experiments", marked("Learn"), "check", "read", ("/experiments", "/lift", "/accounts")),
    Place("/admin", marked("Admin"), "grip", "admin", ("/admin",)),
)


def menu(path: str, may: Callable[[str], bool]) -> Sequence[tuple[Place, str | None]]:
    """What a visitor may open, each with its ``aria-current``: 'page', 'true' for a page below it, or None."""
    return [(place, _current(place, path)) for place in PLACES if may(place.scope)]


def _current(place: Place, path: str) -> str | None:
    if path == place.address:
        return "page"
    return "true" if any(path == start or path.startswith(f"{start}/") for start in place.below) else None
