"""
How long the creator's page waits for the database: the history of an owner with 100,000 answers, suggestions out of 100,000
tags, the menus and the sparklines of trends, on SQLite and PostgreSQL. ``python -m benchmarks.creator_reading [--quick]``

Of 51 times the quickest counts: what else the machine does is not their cost.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from benchmarks.report import arguments, finish, table
from benchmarks.trend_reading import HOUR, fill_trends, filled_database
from hashtagger.settings import TrendSettings
from hashtagger.storage.bulk import bulk_insert, moments
from hashtagger.storage.database import Database
from hashtagger.storage.history import count_uses
from hashtagger.storage.ids import new_id
from hashtagger.storage.past_answers import list_past_answers
from hashtagger.storage.suggestions import suggest_tags
from hashtagger.storage.tables import recommendation_items, recommendations
from hashtagger.storage.tag_writes import TagDraft, upsert_tags
from hashtagger.storage.trend_reading import Filters
from hashtagger.trends.answers import Asked
from hashtagger.trends.detail import compared
from hashtagger.trends.menus import menus
from hashtagger.types import Reach, Tag

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BAR_MS = {"history": 50.0, "suggest": 5.0, "scopes": 100.0, "sparklines": 50.0}
REPEATS = 51
OWN_TAGS = 500
_LARGE = orjson.dumps([{"tag": f"tag{n}", "score": n / 7, "evidence": {"visual": n / 9}} for n in range(60)]).decode()


def main() -> None:
    quick = arguments(__doc__).parse_args().quick
    count = 10_000 if quick else 100_000
    size = {"tags": count, "answers": count}
    rows: list[dict[str, Any]] = []
    for kind in ("sqlite", "postgresql"):
        with filled_database(kind, lambda connection: _fill(connection, **size)) as database:
            for name, ask in _QUESTIONS.items():
                took = list(_took_ms(database, ask))
                rows.append({"database": kind, "question": name, "ms": min(took), "median": statistics.median(took)})
    table(rows)
    passed = all(row["ms"] <= BAR_MS[row["question"].split()[0]] for row in rows)
    figures = {f"{row['database']} {row['question']}": round(row["ms"], 2) for row in rows}
    finish({**size, "ms": figures}, bar=BAR_MS, passed=passed)


def _history(**more: Any) -> Callable[[sa.Connection], object]:
    return lambda connection: list_past_answers(connection, **{"owner": "me", "limit": 21, **more})


def _suggest(start: str, profile_id: str | None = None) -> Callable[[sa.Connection], object]:
    return lambda connection: suggest_tags(connection, start, owner="me", profile_id=profile_id)


_ASKED = Asked(Filters(), TrendSettings(), NOW)
_COMPARED = [Tag(f"tag{n}") for n in range(5)]
_QUESTIONS: dict[str, Callable[[sa.Connection], object]] = {
    "history first page": _history(),
    "history a page of 100": _history(limit=101),
    "history from the middle": _history(before=new_id(NOW - timedelta(minutes=50_000))),
    "history of a profile that asked seldom": _history(profile_id="seldom"),
    "history of a platform that nobody asked for": _history(platform="x"),
    **{f"suggest {start!r}": _suggest(start) for start in ("s", "ma", "kor", "mako", "nothing")},
    **{f"suggest {start!r} of a profile": _suggest(start, "often") for start in ("s", "ma", "kor", "mako")},
    "scopes": lambda connection: menus(connection, _ASKED),
    "sparklines of five tags": lambda connection: compared(
        connection, _COMPARED, Filters(), hour=HOUR, hours=168, daily=False, floor=10
    ),
}


def _fill(connection: sa.Connection, *, tags: int, answers: int) -> None:
    chosen = random.Random(7)
    fill_trends(connection, tags=1_000, rows=100_000, scopes=5, trend_hours=1)
    drafts = list(_drafts(chosen, tags))
    upsert_tags(connection, drafts, source="import", now=NOW)
    own = {("often", draft.tag): chosen.randrange(1, 50) for draft in chosen.sample(drafts, OWN_TAGS)}
    count_uses(connection, "me", own, last_used={"often": NOW})
    moment = moments(connection)
    asked = [(new_id(NOW - timedelta(minutes=n)), NOW - timedelta(minutes=n), n) for n in range(answers)]
    columns = [column.name for column in recommendations.columns]
    bulk_insert(connection, recommendations, columns, (_answer(id, moment(at), n) for id, at, n in asked))
    items = [column.name for column in recommendation_items.columns]
    bulk_insert(
        connection,
        recommendation_items,
        items,
        (
            (id, place, chosen.choice(drafts).tag, 1.0, 0.5, "{}", 1.0, "[]", "[]")
            for id, _, _ in asked
            for place in range(1, 6)
        ),
    )


def _drafts(chosen: random.Random, count: int) -> Iterator[TagDraft]:
    """Two to four words of two or three syllables each; one tag of twenty is broad, four of twenty are medium."""
    syllables = [c + v for c in "bdfgklmnprst" for v in "aeiou"]
    seen: set[str] = set()
    while len(seen) < count:
        words = tuple("".join(chosen.choices(syllables, k=chosen.randint(2, 3))) for _ in range(chosen.randint(2, 4)))
        tag = "".join(words)
        if tag in seen:
            continue
        seen.add(tag)
        reach = chosen.choices(list(Reach), weights=[15, 4, 1])[0]
        yield TagDraft(Tag(tag), tag.title(), words, "en", reach)


def _answer(id: str, at: Any, n: int) -> tuple[Any, ...]:
    captions = '[{"text": "a dog on a beach", "score": -0.5}]'
    profile = "seldom" if n % 5_000 == 4_999 else "often"
    asked = (id, at, "me", None, profile, "instagram", "en", None, "A walk along the sea. " * 20, "{}", captions)
    return (*asked, "{}", "[]", _LARGE, "baseline-1", _LARGE, 40.0)


def _took_ms(database: Database, ask: Callable[[sa.Connection], object]) -> Iterator[float]:
    for turn in range(REPEATS + 1):
        with database.reading() as connection:
            began = time.perf_counter()
            ask(connection)
            if turn:  # the first one compiles the statements
                yield 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
