"""
Instagram's "download your information", as JSON: posts with captions, and what the insights say they earned.

Posts are in ``content/posts_1.json`` and ``reels.json`` (before 2023: ``media/``), up to 2020 in ``media.json``; insights in
``past_instagram_insights/posts.json`` and ``reels.json``. Neither names a post's id, so posts are known, and the two files are
brought together, by the second in which a post was made. Texts come as UTF-8 read as Latin-1, and are mended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson

from hashtagger.errors import InvalidRequest
from hashtagger.history_import.history import (
    Collected,
    OldPost,
    Unusable,
    Wanted,
    count_of,
    moment_of,
    tags_in,
)
from hashtagger.posts import COUNTS, Engagement, Post, PostFormat

MAX_VALUES = 5_000_000
"""Commas and brackets of a JSON file: more would take too much memory."""
_MOVIES = (".mp4", ".mov", ".webm")
_LISTS = (
    *("ig_reels_media", "ig_igtv_media", "organic_insights_posts", "organic_insights_reels"),
    *("photos", "videos"),
)
_ONE_POST = frozenset({"media", "creation_timestamp", "string_map_data"})
"""A file with a single post may hold it without a list."""
_COUNT_NAMES: Mapping[str, str] = {
    "impressions": "impressions",
    "views": "impressions",
    "accounts reached": "reach",
    "instagram reach": "reach",
    "reach": "reach",
    "likes": "likes",
    "instagram likes": "likes",
    "comments": "comments",
    "instagram comments": "comments",
    "shares": "shares",
    "instagram shares": "shares",
    "saves": "saves",
    "instagram saves": "saves",
    "follows": "follows",
    "follows and followers gained": "follows",
}
_MOMENT_NAMES = ("creation timestamp", "upload timestamp", "display time")


def read_export(files: Mapping[str, bytes], wanted: Wanted, *, observed: datetime | None = None) -> Collected:
    """
    The posts in the JSON files of an export, by their names in it; ``observed`` is the moment of their insights.

    Raises ``InvalidRequest`` (code ``invalid_history``) when no file can be read as one.
    """
    found = Collected()
    earned: dict[int, dict[str, int]] = {}
    for name, data in sorted(files.items()):
        try:
            items = list(_items(_loaded(data)))
        except InvalidRequest as error:
            if len(files) == 1:
                raise
            found.refuse(name, str(error))
            continue
        for number, item in enumerate(items, 1):
            try:
                _take(item, name, wanted, found, earned)
            except Unusable as wrong:
                found.refuse(f"{name}, post {number}", str(wrong))
    for second, counts in earned.items():
        known = found.posts.get(_external_id(wanted, second))
        # Insights of a post whose caption is not in the export say nothing of tags.
        if known is not None and counts:
            moment = observed if observed is not None and observed.timestamp() > second else wanted.now
            found.posts[known.post.external_id] = replace(known, engagement=Engagement(moment, **counts))
    return found


def mended(text: str) -> str:
    """
    A text of an export as it was written.

    >>> mended("caf\\u00c3\\u00a9 #\\u00f0\\u009f\\u008d\\u0095"), mended("already \\u2764 right")
    ('café #🍕', 'already ❤ right')
    """
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _loaded(data: bytes) -> Any:
    if data.count(b",") + data.count(b"[") + data.count(b"{") > MAX_VALUES:
        raise _invalid("the JSON file has too many values")
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _invalid(f"the file is not JSON: {error.msg} at position {error.pos}") from None


def _items(loaded: Any) -> Iterator[Any]:
    """Posts and insights, from whatever list of an export they are in."""
    if isinstance(loaded, list):
        yield from loaded
        return
    lists = [loaded[name] for name in _LISTS if isinstance(loaded.get(name), list)] if isinstance(loaded, dict) else []
    if lists:
        for each in lists:
            yield from each
    elif isinstance(loaded, dict) and not _ONE_POST.isdisjoint(loaded):
        yield loaded
    else:
        raise _invalid("the JSON file is not one of Instagram's export")


def _take(item: Any, name: str, wanted: Wanted, found: Collected, earned: dict[int, dict[str, int]]) -> None:
    if not isinstance(item, dict):
        raise Unusable("it is no object")
    if isinstance(item.get("string_map_data"), dict):
        second, counts = _insights(item["string_map_data"], wanted)
        earned.setdefault(second, {}).update(counts)
        return
    published, caption = _when(item, wanted), _caption(item)
    post = Post(
        id="",
        owner=wanted.owner,
        external_id=_external_id(wanted, int(published.timestamp())),
        profile_id=wanted.profile_id,
        platform=wanted.platform,
        published=published,
        format=_format(item, name),
        tags=tags_in(caption),
    )
    found.add(OldPost(post), name)


def _insights(said: Mapping[str, Any], wanted: Wanted) -> tuple[int, dict[str, int]]:
    second: int | None = None
    counts: dict[str, int] = {}
    for key, value in said.items():
        if not isinstance(value, dict):
            continue
        name = mended(str(key)).strip().casefold()
        if name in _MOMENT_NAMES and value.get("timestamp"):
            second = int(moment_of(value["timestamp"], wanted.now).timestamp())
        elif name in _COUNT_NAMES and (count := count_of(value.get("value"))) is not None:
            counts.setdefault(_COUNT_NAMES[name], count)
    if second is None:
        raise Unusable("it does not say when it was published")
    return second, {name: counts[name] for name in COUNTS if name in counts}


def _when(item: Mapping[str, Any], wanted: Wanted) -> datetime:
    first = _media(item)[:1]
    for each in (item, *first):
        if each.get("creation_timestamp"):
            return moment_of(each["creation_timestamp"], wanted.now)
    if isinstance(taken := item.get("taken_at"), str):
        try:
            moment = datetime.fromisoformat(taken)
        except ValueError:
            raise Unusable("it does not say when it was published") from None
        return moment_of((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp(), wanted.now)
    raise Unusable("it does not say when it was published")


def _caption(item: Mapping[str, Any]) -> str:
    """Of a post with one picture the caption stands with the picture; of one with several, with the post."""
    for each in (item, *_media(item)[:1]):
        for name in ("title", "caption"):
            if isinstance(text := each.get(name), str) and text:
                return mended(text)
    return ""


def _format(item: Mapping[str, Any], name: str) -> PostFormat:
    media = _media(item) or [item]
    if "reels" in name or "igtv" in name:
        return PostFormat.CLIP
    if len(media) > 1:
        return PostFormat.CAROUSEL
    uri = str(media[0].get("uri") or media[0].get("path") or "")
    return PostFormat.CLIP if uri.casefold().endswith(_MOVIES) else PostFormat.PHOTO


def _media(item: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    media = item.get("media")
    return [each for each in media if isinstance(each, dict)] if isinstance(media, list) else []


def _external_id(wanted: Wanted, second: int) -> str:
    """The same whenever the same post comes again."""
    profile = hashlib.sha256(f"{wanted.platform}\n{wanted.profile_id}".encode()).hexdigest()[:12]
    return f"export:{profile}:{second}"


def _invalid(message: str) -> InvalidRequest:
    return InvalidRequest(
        message,
        code="invalid_history",
        advice="Send Instagram's export in the format JSON (the ZIP, posts_1.json or the insights' posts.json), or a CSV.",
    )
