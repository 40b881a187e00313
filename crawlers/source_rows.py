"""Every source that trends come from, as rows: where it is asked, how often, what it needs, what its terms are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hashtagger.trend_sources import SOURCES as SOURCE_NOTES


class SourceKind(StrEnum):
    """How far a source's word carries."""

    COUNTS = "counts"
    """Says how many people used a tag."""
    LIST = "list"
    """Says what trends by a rule of its own; being on it is no evidence of popularity."""
    ENRICHER = "enricher"
    """Is asked about tags that we know already."""
    STREAM = "stream"
    """Is listened to all the time, by a worker of ``crawlers.streams``; no spider."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source."""

    name: str
    """As in ``settings.trends.sources`` and in every table."""
    title: str
    kind: SourceKind
    endpoint: str
    """Base address; ``{channel}`` is the target's. ``settings.trends.endpoints`` replaces it, placeholder included."""
    every_s: int
    """Cadence; 0 of a stream."""
    terms: str
    terms_url: str
    licence: str
    """What may be done with the data, passing them on above all."""
    on_by_default: bool = False
    needs: Sequence[str] = ()
    """
    Fields of ``settings.trends`` without which it cannot run; all need ``contact`` besides. Whoever puts in a key has
    accepted the contract of that API: its terms decide then, and robots.txt is not asked.
    """
    daily: bool = False
    """It publishes whole days, so its slots are days, and the newest is yesterday."""
    min_rows: int = 1
    """A good answer has at least so many observations."""
    may_be_empty: bool = False
    """No rows at all are a good answer too."""


def _row(name: str, **facts: Any) -> SourceRow:
    """What readers are told too is taken from ``hashtagger.trend_sources``, so that both go by the same."""
    note = SOURCE_NOTES[name]
    return SourceRow(
        name=name,
        title=note.title,
        every_s=note.every_s,
        licence=note.terms,
        needs=note.needs,
        daily=note.daily,
        **facts,
    )


_ROWS = (
    _row(
        "mastodon",
        kind=SourceKind.COUNTS,
        endpoint="https://{channel}/api/v1",
        terms="Public API of each instance; 300 requests in 5 minutes. List only instances whose rules allow it.",
        terms_url="https://docs.joinmastodon.org/methods/trends/",
        on_by_default=True,
        may_be_empty=True,
    ),
    _row(
        "wikipedia",
        kind=SourceKind.LIST,
        endpoint="https://wikimedia.org/api/rest_v1",
        terms="Public API; the User-Agent names a contact. A day appears some hours after its end, until then 404.",
        terms_url="https://doc.wikimedia.org/generated-data-platform/aqs/analytics-api/",
        on_by_default=True,
        min_rows=10,
    ),
    _row(
        "bluesky",
        kind=SourceKind.STREAM,
        endpoint="wss://jetstream2.us-east.bsky.network",
        terms="Public stream without a key; one connection, resumed from a cursor. Deletions are honoured.",
        terms_url="https://docs.bsky.app/docs/advanced-guides/firehose",
        on_by_default=True,
    ),
    _row(
        "bluesky_topics",
        kind=SourceKind.LIST,
        endpoint="https://public.api.bsky.app/xrpc",
        terms="Public API without a key, marked as unspecified: it may change without notice.",
        terms_url="https://docs.bsky.app/docs/advanced-guides/rate-limits",
    ),
    _row(
        "google_trends",
        kind=SourceKind.LIST,
        endpoint="https://trends.google.com",
        terms="A feed without documentation or promise; robots.txt is asked first and obeyed.",
        terms_url="https://policies.google.com/terms",
        min_rows=3,
    ),
    _row(
        "x",
        kind=SourceKind.LIST,
        endpoint="https://api.x.com/2",
        terms="Paid API with a key of your own; 75 requests in 15 minutes.",
        terms_url="https://developer.x.com/en/developer-terms/agreement-and-policy",
    ),
    _row(
        "youtube",
        kind=SourceKind.LIST,
        endpoint="https://www.googleapis.com/youtube/v3",
        terms="API with a key of your own; 1 of 10,000 daily units a request. Since July 2025 music, films and games only.",
        terms_url="https://developers.google.com/youtube/terms/api-services-terms-of-service",
    ),
    _row(
        "pinterest",
        kind=SourceKind.LIST,
        endpoint="https://api.pinterest.com/v5",
        terms="API with an OAuth token of your own (scope user_accounts:read); figures are weekly.",
        terms_url="https://policy.pinterest.com/en/developer-guidelines",
    ),
    _row(
        "instagram",
        kind=SourceKind.ENRICHER,
        endpoint="https://graph.facebook.com/v24.0",
        terms="Needs an app that passed review and a business account; 30 different tags in 7 days.",
        terms_url="https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search",
        may_be_empty=True,
    ),
)

SOURCES: Mapping[str, SourceRow] = {row.name: row for row in _ROWS}
"""All built-in sources by name, those on by default first."""
