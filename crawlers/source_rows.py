"""Every source that trends come from, as rows: where it is asked, how often, what it needs, what its terms are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

HOUR_S = 3600
DAY_S = 24 * HOUR_S


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
    """Fields of ``settings.trends`` without which it cannot run; all need ``contact`` besides."""
    daily: bool = False
    """It publishes whole days, so its slots are days, and the newest is yesterday."""
    min_rows: int = 1
    """A good answer has at least so many observations."""
    may_be_empty: bool = False
    """No rows at all are a good answer too."""
    obeys_robots: bool = True
    """
    False where the address is a documented API for programs, whose terms say what may be asked; robots.txt of such
    hosts keeps search engines from indexing the answers (Wikimedia's disallows all of ``/api/``).
    """


_ROWS = (
    SourceRow(
        name="mastodon",
        title="Mastodon trending tags",
        kind=SourceKind.COUNTS,
        endpoint="https://{channel}/api/v1",
        every_s=HOUR_S,
        terms="Public API of each instance; 300 requests in 5 minutes. List only instances whose rules allow it.",
        terms_url="https://docs.joinmastodon.org/methods/trends/",
        licence="Counts only are kept; no posts, no accounts.",
        on_by_default=True,
        may_be_empty=True,
    ),
    SourceRow(
        name="wikipedia",
        title="Wikipedia most viewed pages",
        kind=SourceKind.LIST,
        endpoint="https://wikimedia.org/api/rest_v1",
        every_s=6 * HOUR_S,
        terms="Public API; the User-Agent names a contact. A day appears some hours after its end, until then 404.",
        terms_url="https://doc.wikimedia.org/generated-data-platform/aqs/analytics-api/",
        licence="CC0 1.0: may be passed on.",
        on_by_default=True,
        daily=True,
        min_rows=10,
        obeys_robots=False,
    ),
    SourceRow(
        name="bluesky",
        title="Bluesky posts (Jetstream)",
        kind=SourceKind.STREAM,
        endpoint="wss://jetstream2.us-east.bsky.network",
        every_s=0,
        terms="Public stream without a key; one connection, resumed from a cursor. Deletions are honoured.",
        terms_url="https://docs.bsky.app/docs/advanced-guides/firehose",
        licence="Counts only are kept; no posts, no accounts.",
        on_by_default=True,
        obeys_robots=False,
    ),
    SourceRow(
        name="bluesky_topics",
        title="Bluesky trending topics",
        kind=SourceKind.LIST,
        endpoint="https://public.api.bsky.app/xrpc",
        every_s=HOUR_S,
        terms="Public API without a key, marked as unspecified: it may change without notice.",
        terms_url="https://docs.bsky.app/docs/advanced-guides/rate-limits",
        licence="No licence stated: score with it, do not pass the list on.",
    ),
    SourceRow(
        name="google_trends",
        title="Google Trends daily feed",
        kind=SourceKind.LIST,
        endpoint="https://trends.google.com",
        every_s=HOUR_S,
        terms="A feed without documentation or promise; robots.txt is asked first and obeyed.",
        terms_url="https://policies.google.com/terms",
        licence="No licence stated: score with it, do not pass the list on.",
        min_rows=3,
    ),
    SourceRow(
        name="x",
        title="X trends by place",
        kind=SourceKind.LIST,
        endpoint="https://api.x.com/2",
        every_s=HOUR_S,
        terms="Paid API with a key of your own; 75 requests in 15 minutes.",
        terms_url="https://developer.x.com/en/developer-terms/agreement-and-policy",
        licence="Passing on is restricted: score with it only.",
        needs=("x_bearer_token",),
        obeys_robots=False,
    ),
    SourceRow(
        name="youtube",
        title="YouTube most popular videos",
        kind=SourceKind.LIST,
        endpoint="https://www.googleapis.com/youtube/v3",
        every_s=3 * HOUR_S,
        terms="API with a key of your own; 1 of 10,000 daily units a request. Since July 2025 music, films and games only.",
        terms_url="https://developers.google.com/youtube/terms/api-services-terms-of-service",
        licence="Stored answers must be refreshed or deleted within 30 days; tags and counts only are kept.",
        needs=("youtube_key",),
        obeys_robots=False,
    ),
    SourceRow(
        name="pinterest",
        title="Pinterest trending keywords",
        kind=SourceKind.LIST,
        endpoint="https://api.pinterest.com/v5",
        every_s=DAY_S,
        terms="API with an OAuth token of your own (scope user_accounts:read); figures are weekly.",
        terms_url="https://policy.pinterest.com/en/developer-guidelines",
        licence="Passing on is restricted: score with it only.",
        needs=("pinterest_token",),
        obeys_robots=False,
    ),
    SourceRow(
        name="instagram",
        title="Instagram hashtag search",
        kind=SourceKind.ENRICHER,
        endpoint="https://graph.facebook.com/v24.0",
        every_s=DAY_S,
        terms="Needs an app that passed review and a business account; 30 different tags in 7 days.",
        terms_url="https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/hashtag-search",
        licence="Tags and counts only are kept; captions are read and forgotten.",
        needs=("instagram_token", "instagram_user_id"),
        may_be_empty=True,
        obeys_robots=False,
    ),
)

SOURCES: Mapping[str, SourceRow] = {row.name: row for row in _ROWS}
"""All built-in sources by name, those on by default first."""
