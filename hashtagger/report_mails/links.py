"""Where the API answers the same file as the one in a mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from hashtagger.reports.asked import View

_PLACES: Mapping[View, str] = {
    View.TRENDS: "trends",
    View.TAG: "trends/{tag}",
    View.SEASONALITY: "seasonality/{tag}",
    View.COMPARISON: "comparison",
    View.LIFT: "lift",
    View.EXPERIMENT: "experiments/{experiment_id}",
}


def export_path(view: View, params: Mapping[str, Any], file_format: str) -> str:
    """
    The route, with its query, that answers ``view`` in ``file_format``.

    >>> export_path(View.TRENDS, {"region": "DE"}, "pdf")
    '/v1/exports/trends?region=DE&format=pdf'
    >>> export_path(View.TAG, {"tag": "sun set", "hours": 24}, "csv")
    '/v1/exports/trends/sun%20set?hours=24&format=csv'
    """
    place = _PLACES[view]
    named = {name: value for name, value in params.items() if f"{{{name}}}" in place}
    path = place.format(**{name: quote(str(value), safe="") for name, value in named.items()})
    asked = {name: value for name, value in params.items() if name not in named}
    return f"/v1/exports/{path}?{urlencode({**asked, 'format': file_format})}"
