"""Writes hostile texts over everything that people, crawlers and models wrote into the database of a served installation."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import Trend, TrendKind
from hashtagger.storage.tables import metadata
from hashtagger.storage.tag_decisions import TagDecision, put_decision
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.storage.trend_scores import replace_scores
from hashtagger.types import Tag
from tests.browser.hostile_strings import hostile_strings, poisoned
from tests.browser.world import HOUR, NOW
from tests.trend_builders import trend

ALL = " ".join(hostile_strings())
"""All of them as one text, for columns that hold long ones."""
ROWS = 25
"""Of a list on one page; together they hold all."""
SINGLE = hostile_strings()[::125]
"""Trends of their own, far down the list."""
WRITTEN = {
    "saved_groups": ("name",),
    "watchlists": ("name", "email"),
    "alerts": ("error",),
    "report_mails": ("name", "email"),
    "experiments": ("name", "profile_id"),
    "sources": ("last_error",),
    "recommendations": ("draft",),
}
"""Columns with words of others: each row gets all the texts."""
ANSWER = ("caption", "text", "reasons", "text_with_tags", "reason", "display", "degraded", "clip", "ranker", "basis")
"""Fields of an answer with words in them."""


def in_rows() -> list[str]:
    """All the texts in ``ROWS`` pieces."""
    every = hostile_strings()
    size = -(-len(every) // ROWS)
    return [" ".join(every[at : at + size]) for at in range(0, len(every), size)]


def named(text: str) -> str:
    """The name of the trend that is displayed as ``text``: in small letters."""
    return text.casefold()


def write_over(connection: sa.Connection) -> None:
    """Over what ``world.fill`` and ``belongings`` left there; one transaction."""
    tables = metadata.tables
    for name, columns in WRITTEN.items():
        connection.execute(tables[name].update().values(dict.fromkeys(columns, ALL)))
    connection.execute(tables["api_keys"].update().values(name=ALL))
    failed = tables["job_runs"].c.status == "failed"
    connection.execute(tables["job_runs"].update().where(failed).values(error=ALL))
    connection.execute(tables["experiments"].update().values(arms=_arms(connection)))
    _answer(connection)
    _crawled(connection)
    _decided(connection)


def _arms(connection: sa.Connection) -> Any:
    arms = connection.scalar(sa.select(metadata.tables["experiments"].c.arms))
    first, second = itertools.islice(hostile_strings(), 2)
    return [{**arms[0], "name": first}, {**arms[1], "name": second}]


def _answer(connection: sa.Connection) -> None:
    """The texts one by one in all its fields; the text of the post and the reasons of the first tag hold all of them."""
    table = metadata.tables["recommendations"]
    answer = connection.scalar(sa.select(table.c.answer))
    answer = poisoned(answer, ANSWER, itertools.cycle(hostile_strings()))
    answer["text_with_tags"] = ALL
    answer["tags"][0]["reasons"] = list(hostile_strings())
    connection.execute(table.update().values(answer=answer, captions=[{"text": ALL, "score": -1.0}]))


def _crawled(connection: sa.Connection) -> None:
    """Phrases at the head of the list of trends, and tags that wait for a review."""
    phrases = [_phrase(text, score=1.0) for text in in_rows()]
    phrases += [_phrase(text, score=0.01) for text in SINGLE]
    replace_scores(connection, HOUR, (), phrases)
    reviews = [
        TagReview(Tag(text), ReviewState.NEW, text, {"authors": 1, text: text}, NOW + timedelta(minutes=place))
        for place, text in enumerate(in_rows())
    ]
    put_reviews(connection, reviews)


def _phrase(text: str, *, score: float) -> Trend:
    return trend(named(text), display=text, hour=HOUR, kind=TrendKind.PHRASE, score=score, z=99 * score, authors=900.0)


def _decided(connection: sa.Connection) -> None:
    for text in in_rows():
        put_decision(connection, TagDecision(Tag(text), "allow", text, text, NOW, None))
