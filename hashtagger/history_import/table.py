"""
A table of posts as CSV: our own columns, and those that Meta Business Suite and Creator Studio write.

The first line names the columns, in any order and spelling of ``_COLUMNS``; others are not looked at. Commas, semicolons or tabs
stand between cells.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from hashtagger.clock import zone_of
from hashtagger.errors import InvalidRequest, InvalidTag, InvalidText
from hashtagger.history_import.history import (
    MAX_POSTS,
    MAX_TAGS,
    Collected,
    OldPost,
    Unusable,
    Wanted,
    count_of,
    moment_of,
    tags_in,
)
from hashtagger.posts import COUNTS, Engagement, Post, PostFormat
from hashtagger.text.hashtags import canonical_tag
from hashtagger.text.sanitize import check_text
from hashtagger.types import Tag

MAX_CELL_CHARS = 100_000

_COLUMNS: Mapping[str, Sequence[str]] = {
    "post_id": ("post id", "external id", "media id", "content id", "video id", "id"),
    "published_at": (
        "published at",
        "publish time",
        "published",
        "publish date",
        "posted at",
        "created at",
        "date",
        "timestamp",
    ),
    "text": ("text", "caption", "description", "post message", "message", "content", "title"),
    "tags": ("tags", "hashtags"),
    "format": ("format", "post type", "media type", "content type", "type"),
    "url": ("url", "permalink", "post url", "link"),
    "followers": ("followers", "follower count"),
    "observed_at": ("observed at", "measured at"),
    "impressions": ("impressions", "views", "post impressions"),
    "reach": ("reach", "accounts reached", "post reach"),
    "likes": ("likes", "like count", "reactions", "likes and reactions"),
    "comments": ("comments", "comment count"),
    "shares": ("shares", "share count"),
    "saves": ("saves", "saved"),
    "follows": ("follows", "new follows"),
}
"""Our name of a column → what it may be called; the first that is there counts."""
_FORMATS = (
    ("carousel", PostFormat.CAROUSEL),
    ("album", PostFormat.CAROUSEL),
    ("reel", PostFormat.CLIP),
    ("video", PostFormat.CLIP),
    ("clip", PostFormat.CLIP),
    ("igtv", PostFormat.CLIP),
    ("image", PostFormat.PHOTO),
    ("photo", PostFormat.PHOTO),
    ("picture", PostFormat.PHOTO),
    ("text", PostFormat.TEXT),
    ("status", PostFormat.TEXT),
    ("link", PostFormat.TEXT),
)
_POST_ID = re.compile(r"[A-Za-z0-9_:@=~+-][A-Za-z0-9._:@=~+-]{0,199}")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


def read_table(data: bytes, wanted: Wanted, *, time_zone: str = "UTC") -> Collected:
    """
    The posts of a CSV file; a row that is wrong is refused alone, by its line.

    ``time_zone`` (a name as 'Europe/Berlin') is that of times without one. Raises ``InvalidRequest`` (codes
    ``invalid_history``, ``unknown_time_zone``) for a file without the columns post_id, published_at, and text or tags.
    """
    zone = zone_of(time_zone)
    text = _text(data)
    rows = _rows(text)
    places = _places(next(rows, (1, []))[1])
    found, days_first = Collected(), _days_first(text)
    for number, (line, cells) in enumerate(rows, 1):
        if number > MAX_POSTS:
            found.refuse(
                f"line {line}", f"only {MAX_POSTS:,} rows are read of one file: send those from here on in another"
            )
            break
        if not any(cells):
            continue
        values = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
        try:
            found.add(_old_post({k: v for k, v in values.items() if v}, wanted, zone, days_first), f"line {line}")
        except (Unusable, InvalidText) as wrong:
            found.refuse(f"line {line}", str(wrong))
    return found


def _old_post(values: Mapping[str, str], wanted: Wanted, zone: ZoneInfo, days_first: bool) -> OldPost:
    published = _moment(values.get("published_at", ""), zone, days_first, wanted.now)
    counts = {name: count for name in COUNTS if (count := count_of(values.get(name))) is not None}
    observed = wanted.now
    if "observed_at" in values:
        observed = _moment(values["observed_at"], zone, days_first, wanted.now)
    if observed < published:
        raise Unusable("it was observed before it was published")
    post = Post(
        id="",
        owner=wanted.owner,
        external_id=_post_id(values.get("post_id", "")),
        profile_id=wanted.profile_id,
        platform=wanted.platform,
        url=_url(values.get("url")),
        published=published,
        format=_format(values.get("format", "")),
        tags=_tags(values["tags"]) if "tags" in values else tags_in(check_text(values.get("text", ""))),
        followers=count_of(values.get("followers")),
    )
    return OldPost(post, Engagement(observed, **counts) if counts else None)


def _post_id(text: str) -> str:
    if not _POST_ID.fullmatch(text):
        raise Unusable("its post_id is missing or has other characters than letters, digits and ._:@=~+-")
    return text


def _url(text: str | None) -> str | None:
    """None for what is no address: nothing depends on it."""
    is_one = text is not None and len(text) <= 2_000 and re.fullmatch(r"https?://[^\s\x00]+", text)
    return text if is_one else None


def _format(text: str) -> PostFormat:
    """A post whose kind is not told is a photo, as most are."""
    folded = text.casefold()
    return next((kind for part, kind in _FORMATS if part in folded), PostFormat.PHOTO)


def _tags(text: str) -> tuple[Tag, ...]:
    found: list[Tag] = []
    for spelling in re.split(r"[,;|\s]+", text):
        if not spelling:
            continue
        try:
            found.append(canonical_tag(spelling))
        except InvalidTag as wrong:
            raise Unusable(f"tags: {wrong}") from None
    return tuple(dict.fromkeys(found))[:MAX_TAGS]


def _moment(text: str, zone: ZoneInfo, days_first: bool, now: datetime) -> datetime:
    if text.isascii() and text.isdigit() and len(text) in (10, 13):  # seconds or milliseconds
        return moment_of(int(text[:10]), now)
    try:
        return moment_of(_parsed(text, zone, days_first).timestamp(), now)
    except (ValueError, OverflowError):
        raise Unusable("its time cannot be read; write it as 2026-11-20T07:30:00Z") from None


def _parsed(text: str, zone: ZoneInfo, days_first: bool) -> datetime:
    for form, is_day_first in ((_SLASHED, days_first), (_DOTTED, True)):
        if found := form.fullmatch(text):
            one, two, year, hour, minute, second = (int(part or 0) for part in found.groups())
            day, month = (one, two) if is_day_first else (two, one)
            return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _days_first(text: str) -> bool:
    """Whether dates with slashes can only be read with the day first; Meta writes the month first."""
    return any(int(each[1]) > 12 for each in _SLASHED.finditer(text))


def _text(data: bytes) -> str:
    """UTF-8, or UTF-16 where a byte order mark says so."""
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        raise _invalid("the table is not in UTF-8") from None


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row, the line on which it ends; at least a header."""
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(_lines(text), delimiter=delimiter)
    try:
        yield from ((reader.line_num, cells) for cells in reader)
    except csv.Error as error:
        raise _invalid(f"the table cannot be read at line {reader.line_num}: {error}") from None


def _lines(text: str) -> Iterator[str]:
    """So that one quote that is never closed does not make a cell of the rest."""
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MAX_CELL_CHARS:
            raise _invalid(f"line {number} of the table is too long")
        yield line


def _places(header: Sequence[str]) -> dict[str, int]:
    names = {re.sub(r"[\s_]+", " ", cell).strip().casefold(): place for place, cell in reversed([*enumerate(header)])}
    places: dict[str, int] = {}
    for ours, spellings in _COLUMNS.items():
        if (known := next((name for name in spellings if name in names), None)) is not None:
            places[ours] = names[known]
    missing = [name for name in ("post_id", "published_at") if name not in places]
    if "text" not in places and "tags" not in places:
        missing.append("text (or tags)")
    if missing:
        raise _invalid(f"the table has no column {', '.join(missing)}")
    return places


def _invalid(message: str) -> InvalidRequest:
    advice = "Send a CSV in UTF-8 whose first line names the columns, at least post_id, published_at, and text or tags."
    return InvalidRequest(message, code="invalid_history", advice=advice)
