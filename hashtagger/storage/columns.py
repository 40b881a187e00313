"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine


class UtcDateTime(TypeDecorator[datetime]):
    """
    An aware UTC datetime: ``timestamptz`` on PostgreSQL, text of fixed width in UTC on SQLite.

    A naive datetime is refused with ``ValueError``, because guessing its zone loses hours silently.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def exact_text() -> TypeEngine[str]:
    """Text that is compared and ordered by code point on both databases."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def json_value() -> TypeEngine[Any]:
    """A JSON document; NaN, infinities and lone surrogates are refused on both databases (see ``database.py``)."""
    return sa.JSON(none_as_null=True)
