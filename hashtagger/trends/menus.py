"""What can be chosen among trends now: the lists that have any, and the sorts of trends that one of them holds."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hashtagger.storage.trend_reading import newest_hour
from hashtagger.storage.trend_scopes import ListCounts, count_list, count_lists
from hashtagger.trend_sources import note_of
from hashtagger.trends.answers import Asked, frame


def menus(connection: sa.Connection, asked: Asked) -> dict[str, Any]:
    """
    Every list of the newest hour with the number of its trends, and what the list of ``asked.filters`` holds by kind,
    source and category; plain values. Other filters than region and language are not looked at.
    """
    hour, filters = newest_hour(connection), asked.filters
    lists: dict[tuple[str, str], int] = {}
    held = ListCounts({}, {}, {})
    if hour is not None:
        lists = count_lists(connection, hour)
        held = count_list(connection, hour, region=filters.region, language=filters.language)
    return {
        **frame(connection, asked, hour),
        "lists": [{"region": r, "language": language, "trends": n} for (r, language), n in lists.items()],
        "kinds": [{"kind": kind, "trends": n} for kind, n in held.kinds.items()],
        "platforms": [{"platform": s, "title": note_of(s).title, "trends": n} for s, n in held.sources.items()],
        "categories": [
            {"category": category, "title": title, "trends": n} for (category, title), n in held.categories.items()
        ],
    }
