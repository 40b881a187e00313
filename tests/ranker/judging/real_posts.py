"""Made-up posts in the format of the posts of 2017."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

HEADER = [
    "account",
    "followers",
    "following",
    "n_posts",
    "date",
    "likes",
    "is_video",
    "multi_image",
    "hashtags",
    "caption",
]
GOOD = "sunset"
"""The tag whose posts earn more."""


def row(
    account: int = 0, day: str = "2017-04-01", likes: int = 100, tags: str = "", **more: object
) -> dict[str, object]:
    empty = dict.fromkeys(HEADER, 0)
    return {
        **empty,
        "account": account,
        "followers": 1000,
        "date": day,
        "likes": likes,
        "hashtags": tags,
        "caption": "",
        **more,
    }


def write(folder: Path, rows: list[dict[str, object]], header: list[str] = HEADER) -> Path:
    with (folder / "ig_posts_2017.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return folder


def lively_posts(*, accounts: int = 40, posts: int = 16, lift: float = 1.0) -> list[dict[str, object]]:
    """Accounts of different sizes that post every second day; ``GOOD`` lifts a post by ``lift`` log units."""
    rng = np.random.default_rng(5)
    names = [GOOD, *(f"tag{letter}" for letter in "abcdefgh")]
    rows = []
    for account in range(accounts):
        level = rng.normal(7, 1)
        for number in range(posts):
            tags = rng.choice(names, 2, replace=False).tolist()
            earned = np.exp(level + rng.normal(0, 0.2) + (lift if GOOD in tags else 0.0))
            day = date(2017, 4, 29) - timedelta(days=2 * number)
            rows.append(row(account, day.isoformat(), int(earned), " ".join(tags), caption=f"a {tags[0]} day"))
    return rows
