"""What can be chosen on the pages of trends, made from what the API counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu; ``words`` is '' where the page names the value itself, ``trends`` None where nothing is counted."""

    value: str
    words: str = ""
    trends: int | None = None


def menus_of(scopes: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Sequence[Choice]]:
    """
    The menus ``region``, ``language``, ``category``, ``platform`` and ``kind`` from an answer of GET /v1/trends/scopes.

    Regions are counted in the chosen language, languages in the chosen region. What is chosen is in its menu even when the
    list holds nothing of it, so that a page always says what it shows.
    """
    held = {(each["region"], each["language"]): each["trends"] for each in scopes["lists"]}
    region, language = scopes["region"], scopes["language"]
    regions = sorted({place for place, _ in held} | {"", region})
    languages = sorted({spoken for _, spoken in held} | {"", language})
    menus: dict[str, Sequence[Choice]] = {
        "region": [Choice(each, trends=held.get((each, language), 0)) for each in regions],
        "language": [Choice(each, trends=held.get((region, each), 0)) for each in languages],
    }
    for name, told in (("category", "categories"), ("platform", "platforms"), ("kind", "kinds")):
        menus[name] = _narrowing(name, scopes[told], chosen.get(name, ""))
    return menus


def _narrowing(name: str, told: Sequence[Mapping[str, Any]], chosen: str) -> Sequence[Choice]:
    found = [Choice(each[name], each.get("title", ""), each["trends"]) for each in told]
    if chosen and chosen not in {each.value for each in found}:
        found.append(Choice(chosen, chosen, 0))
    return [Choice(""), *found]
