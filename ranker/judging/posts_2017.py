"""Real posts of large accounts, looked at once at the end of April 2017, as outcomes."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hashtagger.errors import InvalidRequest, InvalidTag
from hashtagger.posts import Account, PostFormat, PostOutcome
from hashtagger.text.hashtags import canonical_tag
from hashtagger.types import Tag

CAPTURED = datetime(2017, 5, 1, 12, tzinfo=UTC)
"""The posts carry days, not hours: each counts as published at noon, and looked at on the last day at noon."""
LEAST_AGE_H = 6.0
"""Of the few posts of the day of the capture."""
EARLIEST = datetime(2010, 10, 1, tzinfo=UTC)
"""There was no Instagram before; such a day stands for an unknown one."""
COLUMNS = ("account", "followers", "date", "likes", "is_video", "multi_image", "hashtags", "caption")
ADVICE = f"Give --data the folder that has ig_posts_2017.csv with the columns {', '.join(COLUMNS)}."


@dataclass(frozen=True, slots=True)
class RealPost:
    """One post with its caption."""

    outcome: PostOutcome
    caption: str


def read_posts(data: Path) -> list[RealPost]:
    """
    The posts of ``data``/ig_posts_2017.csv in the order of the file, without those of an unknown day.

    Likes are the interactions. Raises InvalidRequest, naming the line, when the file is missing or is another.
    """
    path = data / "ig_posts_2017.csv"
    if not path.is_file():
        raise InvalidRequest(f"{path} is missing", advice=ADVICE)
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise InvalidRequest(f"{path} has no column {', '.join(missing)}", advice=ADVICE)
        posts = []
        for number, row in enumerate(rows):
            try:
                posts.append(_post(number, row))
            except (TypeError, ValueError) as error:
                raise InvalidRequest(f"{path}, line {rows.line_num}: {error}", advice=ADVICE) from error
    return [post for post in posts if post.outcome.published >= EARLIEST]


def _post(number: int, row: dict[str, str]) -> RealPost:
    published = datetime.strptime(row["date"], "%Y-%m-%d").replace(hour=12, tzinfo=UTC)
    outcome = PostOutcome(
        post_id=str(number),
        account=Account(f"account-{row['account']}", "posts-2017"),
        platform="instagram",
        published=published,
        format=_format(row),
        tags=_tags(row["hashtags"].split()),
        interactions=float(int(row["likes"])),
        age_h=max((CAPTURED - published) / timedelta(hours=1), LEAST_AGE_H),
        followers=int(row["followers"]),
    )
    return RealPost(outcome, row["caption"])


def _format(row: dict[str, str]) -> PostFormat:
    if int(row["is_video"]):
        return PostFormat.CLIP
    return PostFormat.CAROUSEL if int(row["multi_image"]) else PostFormat.PHOTO


def _tags(words: Iterable[str]) -> tuple[Tag, ...]:
    """Each once, in the order of the post; what no platform takes as a tag is left out."""
    tags: dict[Tag, None] = {}
    for word in words:
        try:
            tags[canonical_tag(word)] = None
        except InvalidTag:
            continue
    return tuple(tags)
