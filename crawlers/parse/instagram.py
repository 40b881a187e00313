"""Reads ``ig_hashtag_search`` and ``{id}/top_media`` of Instagram's Graph API (developers.facebook.com/docs)."""

from __future__ import annotations

from datetime import datetime

from crawlers.parse.errors import BrokenRow, Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.rows import hour_start, json_of, list_in, object_of
from crawlers.parse.tally import hashtags_in, tally
from hashtagger.observations import CrawlTarget, TrendObservation, ValueKind

_MAX_CAPTION_CHARS = 2_300
"""Instagram allows 2,200."""


def parse(body: bytes, target: CrawlTarget, fetched_at: datetime) -> Parsed:
    """
    One observation for each hashtag of the captions, the asked one (``target.channel``) among them: what goes with it.

    The value is the number of posts that have it, out of the few that were shown, hence a lower bound. No ranks: this is
    no list of trends.
    """
    slot = hour_start(fetched_at)
    found, dropped = tally(list_in(json_of(body), "data"), _names)
    observations = [
        TrendObservation(
            raw_name=each.name,
            kind=each.kind,
            slot=slot,
            value=float(each.posts),
            value_kind=ValueKind.POSTS,
            value_is_lower_bound=True,
            language=target.language,
        )
        for each in found
    ]
    return Parsed(observations, dropped)


def hashtag_id(body: bytes) -> str:
    """The id in an answer to ``ig_hashtag_search``; Unreadable where there is none."""
    found = list_in(json_of(body), "data")
    first = found[0] if found else None
    name = first.get("id") if isinstance(first, dict) else None
    if not isinstance(name, str) or not (name.isascii() and name.isdigit() and len(name) <= 32):
        raise Unreadable("no id of a hashtag")
    return name


def _names(post: object) -> list[str]:
    media = object_of(post)
    if not isinstance(media.get("id"), str):
        raise BrokenRow("a post without an id")
    return hashtags_in(media.get("caption"), max_chars=_MAX_CAPTION_CHARS)
