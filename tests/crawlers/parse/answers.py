"""Small answers of every source, written from the fields that its documentation lists."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hashtagger.observations import CrawlTarget

NOW = datetime(2026, 11, 21, 14, 35, 12, tzinfo=UTC)
HOUR = datetime(2026, 11, 21, 14, tzinfo=UTC)
TODAY = datetime(2026, 11, 21, tzinfo=UTC)
DAY_S = 86_400


def target(source: str, channel: str = "", *, region: str = "", language: str = "") -> CrawlTarget:
    return CrawlTarget(source, channel, region, language)


def as_json(answer: Any) -> bytes:
    return json.dumps(answer, ensure_ascii=False).encode()


def mastodon_tag(
    name: str = "caturday", *, counts: tuple[tuple[int, int], ...] = ((688, 806), (47, 49))
) -> dict[str, Any]:
    """``counts``: accounts and uses, today first."""
    days = [
        {"day": str(int(TODAY.timestamp()) - back * DAY_S), "accounts": str(accounts), "uses": str(uses)}
        for back, (accounts, uses) in enumerate(counts)
    ]
    return {"id": "7", "name": name, "url": f"https://cats.example/tags/{name}", "history": days}


def wikipedia_day(articles: list[Any], **fields: Any) -> dict[str, Any]:
    day = {"access": "all-access", "year": "2026", "month": "11", "day": "20", "articles": articles}
    return {"items": [{"project": "en.wikipedia", **day, **fields}]}


def article(title: Any, rank: int, views: int = 1000) -> dict[str, Any]:
    return {"article": title, "views": views, "rank": rank}


def google_feed(items: str, *, namespace: str = "https://trends.google.com/trending/rss") -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<rss xmlns:ht="{namespace}" version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def google_item(title: str, traffic: str = "200+") -> str:
    return (
        f"<item><title>{title}</title><ht:approx_traffic>{traffic}</ht:approx_traffic>"
        "<link>https://trends.example/trending/rss?geo=US</link><pubDate>Thu, 8 Oct 2026 11:40:00 -0700</pubDate>"
        "<ht:news_item><ht:news_item_title>News</ht:news_item_title></ht:news_item></item>"
    )


def video(title: str = "", description: str = "", tags: Any = None) -> dict[str, Any]:
    snippet = {"title": title, "description": description, "categoryId": "10"}
    if tags is not None:
        snippet["tags"] = tags
    return {"kind": "youtube#video", "id": "abc", "snippet": snippet, "statistics": {"viewCount": "12"}}


def video_list(*videos: Any) -> dict[str, Any]:
    return {"kind": "youtube#videoListResponse", "pageInfo": {"totalResults": len(videos)}, "items": list(videos)}


def keyword(name: Any, series: Any = None) -> dict[str, Any]:
    growth = {"pct_growth_wow": 50, "pct_growth_mom": 400, "pct_growth_yoy": 10001}
    return {
        "keyword": name,
        **growth,
        "time_series": series if series is not None else {"2026-11-10": 31, "2026-11-17": 77},
    }


def topic(name: str = "Solar Eclipse", *, posts: Any = 120, link: str = "/search?q=eclipse") -> dict[str, Any]:
    return {
        "topic": "solareclipse", "displayName": name, "link": link, "startedAt": "2026-11-21T10:00:00.000Z",
        "postCount": posts, "status": "hot", "category": "science", "actors": [],
    }  # fmt: skip


ANSWERS: dict[str, bytes] = {
    "mastodon": as_json([mastodon_tag(), mastodon_tag("ラーメン")]),
    "wikipedia": as_json(
        wikipedia_day([article("Main_Page", 1), article("Black_hole", 2), article("Solar_eclipse", 3)])
    ),
    "google_trends": google_feed(google_item("gta6") + google_item("solar eclipse", "500K+")),
    "x": as_json({"data": [{"trend_name": "#AI", "tweet_count": 125000}, {"trend_name": "Breaking News"}]}),
    "youtube": as_json(video_list(video("#nfl week", "#NFL100", ["american football"]), video("song", "#nfl"))),
    "pinterest": as_json({"trends": [keyword("autumn nails"), keyword("couples costumes")]}),
    "instagram": as_json({"data": [{"id": "1", "caption": "#sunset over #paris"}, {"id": "2"}]}),
    "bluesky_topics": as_json({"trends": [topic(), topic("#AEW")]}),
}
"""One good answer of every source."""
