"""
What it costs to know how many different authors used each tag of an hour: the posts themselves, or a sketch for each tag.

Needs ``pip install datasketches`` for the second. ``python -m benchmarks.distinct_authors [--quick]``
"""

from __future__ import annotations

import gc
import importlib.util
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

import psutil

from benchmarks.report import arguments, finish, table
from crawlers.streams.events import Post
from crawlers.streams.hour_counter import Gates, HourCounter
from hashtagger.types import Tag

LG_K = 11
"""2,048 registers: a standard error of 2 %."""
LANGUAGES = ("en", "ja", "pt", "de", "es")


def main() -> None:
    given = arguments(__doc__)
    given.add_argument("--one", nargs=2, help="one way in this process, for the benchmark itself")
    options = given.parse_args()
    if options.one:
        print(json.dumps(_measure(options.one[0], int(options.one[1]))))
        return
    n_posts = 20_000 if options.quick else 100_000
    ways = ["posts", *(["sketches"] if importlib.util.find_spec("datasketches") else [])]
    results = [_in_own_process(way, n_posts) for way in ways]
    fullest = _in_own_process("fullest", Gates().max_uses - 1)
    table([*results, fullest])
    figures = {"posts": n_posts, "ways": results, "fullest_hour_mib": fullest["mib"]}
    finish(figures, bar={"worst_error": 0}, passed=results[0]["worst_error"] == 0)


def _in_own_process(way: str, n_posts: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.distinct_authors", "--one", way, str(n_posts)]
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    measured: dict[str, Any] = json.loads(answer.stdout)
    return measured


def _measure(way: str, n_posts: int) -> dict[str, Any]:
    posts = _strangers(n_posts) if way == "fullest" else _posts(n_posts)
    truth: dict[str, set[str]] = {}
    for post in posts if isinstance(posts, list) else ():
        for tag in post.tags:
            truth.setdefault(tag, set()).add(post.author)
    gc.collect()
    before, started = psutil.Process().memory_info().rss, time.process_time()
    kept, counted = _by_sketches(posts) if way == "sketches" else _by_posts(posts)
    seconds = time.process_time() - started
    used = psutil.Process().memory_info().rss - before
    del kept
    errors = [abs(counted[tag] - len(authors)) / len(authors) for tag, authors in truth.items() if len(authors) >= 2]
    return {
        "way": way,
        "tags": len(truth),
        "mib": round(used / 2**20, 1),
        "us_per_post": round(seconds / n_posts * 1e6, 1),
        "worst_error": round(max(errors, default=0.0), 4),
        "takes_deletions": way != "sketches",
    }


def _by_posts(posts: Iterable[Post]) -> tuple[object, dict[str, float]]:
    counter = HourCounter(0)
    for post in posts:
        counter.add(post)
    return counter, {row.tag: row.authors for row in counter.rows() if not row.language}


def _by_sketches(posts: Iterable[Post]) -> tuple[object, dict[str, float]]:
    """A sketch for each tag in each language and in any, and a set of posts, without which repeats count."""
    hll_sketch = importlib.import_module("datasketches").hll_sketch
    sketches: dict[tuple[str, str], Any] = {}
    seen: set[int] = set()
    for post in posts:
        key = hash((post.author, post.rkey))
        if key in seen:
            continue
        seen.add(key)
        for tag in post.tags:
            for language in ("", *post.languages):
                sketch = sketches.get((tag, language))
                if sketch is None:
                    sketch = sketches[tag, language] = hll_sketch(LG_K)
                sketch.update(post.author)
    return sketches, {tag: each.get_estimate() for (tag, language), each in sketches.items() if not language}


def _posts(n_posts: int) -> list[Post]:
    """Tags by Zipf's law, every author with few posts, texts of their own."""
    rng = random.Random(5)
    posts = []
    for number in range(n_posts):
        tags = dict.fromkeys(
            Tag(f"tag{int(200_000 ** rng.random())}") for _ in range(rng.choice((1, 1, 2, 2, 3, 4, 6)))
        )
        author = f"did:plc:{number * 7 // 10:024d}"
        posts.append(Post(number, author, f"k{number}", tuple(tags), (rng.choice(LANGUAGES),), number, False))
    return posts


def _strangers(n_posts: int) -> Iterator[Post]:
    """The dearest hour there is: every post by an author of its own with a tag of its own. One at a time."""
    for number in range(n_posts):
        yield Post(
            number, f"did:plc:{number:024d}", f"k{number}", (Tag(f"tag{number}x"),), ("en",), hash((number, 7)), False
        )


if __name__ == "__main__":
    main()
