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
    MAX_POSTS,
    Collected,
    OldPost,
    Unusable,
    Wanted,
    count_of,
    moment_of,
    tags_in,
)
from hashtagger.posts import COUNTS, Engagement, Post, PostFormat

MAX_VALUES = 2_000_000
"""Commas and brackets of the JSON files of one export: more would take too much memory, and hold up everything else."""
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
    found = _Found(wanted)
    room = MAX_VALUES
    for name, data in sorted(files.items()):
        try:
            values = _values(data)
            if values > room:
                raise _invalid(f"the JSON is too much: more than {MAX_VALUES:,} values; export a shorter time")
            room -= values
            found.take_file(name, data)
        except InvalidRequest as error:
            if len(files) == 1:
                raise
            found.collected.refuse(name, str(error))
    found.take_counts(observed)
    return found.collected


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


class _Found:
    """Posts and what they earned, as the files of one export tell of them."""

    def __init__(self, wanted: Wanted) -> None:
        self.collected = Collected()
        self._wanted = wanted
        self._is_of: dict[str, int] = {}
        """External id → hash of its picture's name and its caption, by which a post is known when it is told of twice."""
        self._earned: dict[int, dict[str, int]] = {}

    def take_file(self, name: str, data: bytes) -> None:
        """Raises ``InvalidRequest`` for a file that is none of an export."""
        for number, item in enumerate(_items(_loaded(data)), 1):
            where = f"{name}, post {number}"
            if number > MAX_POSTS:
                self.collected.refuse(where, f"only {MAX_POSTS:,} posts are read of one file")
                return
            try:
                self._take(item, name, where)
            except Unusable as wrong:
                self.collected.refuse(where, str(wrong))

    def take_counts(self, observed: datetime | None) -> None:
        """Bring insights together with their posts, once all files are taken."""
        posts = self.collected.posts
        for second, counts in self._earned.items():
            known = posts.get(_external_id(self._wanted, second))
            # Insights of a post whose caption is not in the export say nothing of tags.
            if known is not None and counts:
                moment = observed if observed is not None and observed.timestamp() > second else self._wanted.now
                posts[known.post.external_id] = replace(known, engagement=Engagement(moment, **counts))

    def _take(self, item: Any, name: str, where: str) -> None:
        if not isinstance(item, dict):
            raise Unusable("it is no object")
        if isinstance(item.get("string_map_data"), dict):
            second, counts = _insights(item["string_map_data"], self._wanted)
            self._earned.setdefault(second, {}).update(counts)
            return
        published, caption = _when(item, self._wanted), _caption(item)
        external_id = _external_id(self._wanted, int(published.timestamp()))
        is_of = hash((_file_of(item), caption))
        if self._is_of.setdefault(external_id, is_of) != is_of:
            raise Unusable(
                f"another post was made in the same second, {published:%Y-%m-%d %H:%M:%S} UTC; only one is kept"
            )
        post = Post(
            id="",
            owner=self._wanted.owner,
            external_id=external_id,
            profile_id=self._wanted.profile_id,
            platform=self._wanted.platform,
            published=published,
            format=_format(item, name),
            tags=tags_in(caption),
        )
        self.collected.add(OldPost(post), where)


def _values(data: bytes) -> int:
    """At least as many as there will be in memory, told before anything is parsed."""
    return data.count(b",") + data.count(b"[") + data.count(b"{")


def _loaded(data: bytes) -> Any:
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
    return PostFormat.CLIP if _file_of(item).casefold().endswith(_MOVIES) else PostFormat.PHOTO


def _file_of(item: Mapping[str, Any]) -> str:
    """Where the export has its first picture; '' when it does not say."""
    first = (_media(item) or [item])[0]
    return str(first.get("uri") or first.get("path") or "")


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
