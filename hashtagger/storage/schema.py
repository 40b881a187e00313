"""What the tables are made of: one metadata, and a column of each sort."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from hashtagger.storage.columns import UtcDateTime, exact_text, json_value

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def key_column(name: str, *args: Any, **kwargs: Any) -> sa.Column[str]:
    """A short text that is compared: identifiers, canonical tags, names of kinds."""
    return sa.Column(name, exact_text(), *args, **{"nullable": False, **kwargs})


def text_column(name: str, **kwargs: Any) -> sa.Column[str]:
    """A text that is only read."""
    return sa.Column(name, sa.Text(), **{"nullable": False, **kwargs})


def moment_column(name: str, **kwargs: Any) -> sa.Column[Any]:
    return sa.Column(name, UtcDateTime(), **{"nullable": False, **kwargs})


def number_column(name: str, **kwargs: Any) -> sa.Column[float]:
    return sa.Column(name, sa.Double(), **kwargs)


def count_column(name: str, **kwargs: Any) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), **{"nullable": False, **kwargs})


def json_column(name: str, **kwargs: Any) -> sa.Column[Any]:
    return sa.Column(name, json_value(), **{"nullable": False, **kwargs})
