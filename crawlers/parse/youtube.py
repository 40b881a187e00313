"""Reads ``videos.list`` with ``chart=mostPopular`` of the YouTube Data API v3 (developers.google.com/youtube/v3/docs)."""

from __future__ import annotations

from datetime import datetime

from crawlers.parse.errors import BrokenRow, Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.rows import hour_start, json_of, list_in, object_of
from crawlers.parse.tally import hashtags_in, tally
from hashtagger.observations import CrawlTarget, TrendObservation, ValueKind

MAX_HASHTAGS = 60
"""YouTube itself ignores all hashtags of a video with more (support.google.com/youtube/answer/6390658)."""
_MAX_TEXT_CHARS = 5_100
"""A description has at most 5,000."""


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """
    One observation for each hashtag of titles and descriptions, and for each tag of the videos: a phrase without '#'.

    The rank is that of the best video which has it, the value the number of videos that do.
    """
    answer = json_of(body)
    videos = list_in(answer, "items")
    if answer.get("kind") != "youtube#videoListResponse":
        raise Unreadable("not a list of videos")
    slot = hour_start(fetched_at)
    found, dropped = tally(videos, _names)
    observations = [
        TrendObservation(
            raw_name=each.name,
            kind=each.kind,
            slot=slot,
            rank=each.first,
            value=float(each.posts),
            value_kind=ValueKind.POSTS,
            language=target.language,
        )
        for each in found
    ]
    return Parsed(observations, dropped)


def _names(video: object) -> list[str]:
    snippet = object_of(object_of(video).get("snippet"))
    tags = snippet.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise BrokenRow("tags that are no texts")
    texts = [hashtags_in(snippet.get(field), max_chars=_MAX_TEXT_CHARS) for field in ("title", "description")]
    hashtags = [name for names in texts for name in names]
    return [*(hashtags if len(hashtags) <= MAX_HASHTAGS else []), *tags]
