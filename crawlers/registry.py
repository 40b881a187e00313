"""What is known of each source: its row, whether it may run, the lists it fetches, and the request behind each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote, urlencode

from crawlers.source_rows import SOURCES, SourceKind, SourceRow
from hashtagger.errors import NotFound
from hashtagger.observations import WORLD, CrawlTarget
from hashtagger.settings import TrendSettings
from hashtagger.trend_sources import why_off

__all__ = [
    "COUNTRIES",
    "INSTAGRAM_EDGES",
    "SOURCES",
    "CrawlRequest",
    "SourceKind",
    "SourceRow",
    "base_of",
    "instagram_media",
    "instagram_target",
    "is_ready",
    "slot_of",
    "source",
    "targets",
    "url_of",
]

COUNTRIES = "countries"
"""Channel of Wikipedia's lists by country; its other channels are projects ('en.wikipedia')."""
INSTAGRAM_EDGES = ("top_media", "recent_media")


@dataclass(frozen=True, slots=True)
class CrawlRequest:
    """A GET request; secrets stand in the headers only and are never printed. One with headers follows no redirect."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def source(name: str) -> SourceRow:
    """The row of ``name``; NotFound names those that exist."""
    if name not in SOURCES:
        raise NotFound(f"no source is called {name!r}; there are {', '.join(SOURCES)}")
    return SOURCES[name]


def is_ready(name: str, settings: TrendSettings) -> str | None:
    """None when ``name`` may run; else the reason why not, naming the variable that changes it."""
    source(name)
    return why_off(name, settings)


def targets(name: str, settings: TrendSettings) -> list[CrawlTarget]:
    """
    The lists that one run of source ``name`` fetches, in order. Empty for a stream, and for an enricher, whose targets
    are the tags it is asked about: ``instagram_target(tag)``.
    """
    source(name)
    make = _TARGETS.get(name)
    return make(settings) if make else []


def slot_of(name: str, moment: datetime) -> datetime:
    """The slot that a crawl at ``moment`` stands for: that hour, or the day before where a source publishes days."""
    utc = moment.astimezone(UTC)
    if source(name).daily:
        return utc.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    return utc.replace(minute=0, second=0, microsecond=0)


def url_of(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> CrawlRequest:
    """
    The one request that fetches ``target``; of Instagram the search for the tag, which ``instagram_media`` follows.

    ValueError for a source without requests (a stream).
    """
    if target.source not in _REQUESTS:
        raise ValueError(f"{target.source!r} is not fetched by single requests")
    path, headers = _REQUESTS[target.source](target, slot, settings)
    return CrawlRequest(base_of(target, settings) + path, headers)


def base_of(target: CrawlTarget, settings: TrendSettings) -> str:
    """The source's base address for ``target`` without a closing slash: the configured one, else the real one."""
    base = settings.endpoints.get(target.source, source(target.source).endpoint)
    return base.replace("{channel}", quote(target.channel, safe=":.-")).rstrip("/")


def instagram_target(tag: str) -> CrawlTarget:
    """The target that asks Instagram about ``tag``."""
    return CrawlTarget("instagram", channel=tag)


def instagram_media(tag: str, hashtag_id: str, settings: TrendSettings, *, edge: str = "top_media") -> CrawlRequest:
    """The request that follows the search for ``tag``: its top or recent posts (``INSTAGRAM_EDGES``)."""
    query = urlencode({"user_id": settings.instagram_user_id or "", "fields": "id,caption,timestamp", "limit": 50})
    path = f"/{quote(hashtag_id, safe='')}/{edge}?{query}"
    return CrawlRequest(base_of(instagram_target(tag), settings) + path, _bearer(_secret(settings, "instagram_token")))


_Path = tuple[str, Mapping[str, str]]


def _mastodon(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    return "/trends/tags?limit=20", {}


def _wikipedia(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    day = f"{slot:%Y/%m/%d}"
    if target.channel == COUNTRIES:
        return f"/metrics/pageviews/top-per-country/{quote(target.region, safe='')}/all-access/{day}", {}
    return f"/metrics/pageviews/top/{quote(target.channel, safe='')}/all-access/{day}", {}


def _bluesky_topics(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    return "/app.bsky.unspecced.getTrends?limit=25", {}


def _google_trends(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    return "/trending/rss?" + urlencode({"geo": target.region}), {}


def _x(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    path = f"/trends/by/woeid/{quote(target.channel, safe='')}?max_trends=50&trend.fields=trend_name,tweet_count"
    return path, _bearer(_secret(settings, "x_bearer_token"))


def _youtube(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    query = {"part": "snippet", "chart": "mostPopular", "regionCode": target.region, "maxResults": 50}
    return "/videos?" + urlencode(query), {"X-Goog-Api-Key": _secret(settings, "youtube_key")}


def _pinterest(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    path = f"/trends/keywords/{quote(target.channel, safe='')}/top/growing?limit=50"
    return path, _bearer(_secret(settings, "pinterest_token"))


def _instagram(target: CrawlTarget, slot: datetime, settings: TrendSettings) -> _Path:
    query = urlencode({"user_id": settings.instagram_user_id or "", "q": target.channel})
    return f"/ig_hashtag_search?{query}", _bearer(_secret(settings, "instagram_token"))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _secret(settings: TrendSettings, name: str) -> str:
    """'' where it is not set: a dry run shows the request of a source that is not ready."""
    value = getattr(settings, name)
    return value.get_secret_value() if value is not None else ""


def _mastodon_targets(settings: TrendSettings) -> list[CrawlTarget]:
    return [CrawlTarget("mastodon", channel=instance) for instance in settings.mastodon_instances]


def _wikipedia_targets(settings: TrendSettings) -> list[CrawlTarget]:
    projects = [
        CrawlTarget("wikipedia", channel=project, language=project.partition(".")[0])
        for project in settings.wikipedia_projects
    ]
    countries = [CrawlTarget("wikipedia", channel=COUNTRIES, region=code) for code in settings.wikipedia_countries]
    return projects + countries


def _pinterest_targets(settings: TrendSettings) -> list[CrawlTarget]:
    """Pinterest joins small markets ('DE+AT+CH'); such a list has no one country."""
    return [
        CrawlTarget("pinterest", channel=code, region=code if len(code) == 2 else WORLD)
        for code in settings.pinterest_regions
    ]


_TARGETS: Mapping[str, Callable[[TrendSettings], list[CrawlTarget]]] = {
    "mastodon": _mastodon_targets,
    "wikipedia": _wikipedia_targets,
    "bluesky_topics": lambda _: [CrawlTarget("bluesky_topics", channel="")],
    "google_trends": lambda s: [CrawlTarget("google_trends", "", region=code) for code in s.google_regions],
    "x": lambda s: [CrawlTarget("x", channel=woeid, region=region) for woeid, region in s.x_woeids.items()],
    "youtube": lambda s: [CrawlTarget("youtube", "", region=code) for code in s.youtube_regions],
    "pinterest": _pinterest_targets,
}

_REQUESTS: Mapping[str, Callable[[CrawlTarget, datetime, TrendSettings], _Path]] = {
    "mastodon": _mastodon,
    "wikipedia": _wikipedia,
    "bluesky_topics": _bluesky_topics,
    "google_trends": _google_trends,
    "x": _x,
    "youtube": _youtube,
    "pinterest": _pinterest,
    "instagram": _instagram,
}
