"""What each platform allows, from when, according to whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

import sqlalchemy as sa

from hashtagger.storage.meta import PLATFORM_RULES_VERSION, new_version
from hashtagger.storage.tables import platform_rules
from hashtagger.types import PlatformRule


def rule_on(connection: sa.Connection, platform: str, day: date) -> PlatformRule | None:
    """
    The rule of ``platform`` on ``day``: the newest that has begun, unless it ended before; None where there is none.

    Dates may name a month only (2025-12): a rule begins with its first day and ends with its last.
    """
    begun = sa.select(platform_rules).where(
        platform_rules.c.platform == platform,
        platform_rules.c.since <= day.isoformat(),  # '2025-12' sorts before '2025-12-01'
    )
    row = connection.execute(begun.order_by(platform_rules.c.since.desc()).limit(1)).first()
    if row is None or (row.until is not None and day.isoformat()[: len(row.until)] > row.until):
        return None
    return _rule(row)


def all_rules(connection: sa.Connection) -> list[PlatformRule]:
    """Every rule, past ones too, by platform and date."""
    query = sa.select(platform_rules).order_by(platform_rules.c.platform, platform_rules.c.since)
    return [_rule(row) for row in connection.execute(query)]


def rules_on(connection: sa.Connection, day: date) -> list[PlatformRule]:
    """The rule of every platform that has one on ``day``, by platform."""
    names = connection.scalars(sa.select(platform_rules.c.platform).distinct().order_by(platform_rules.c.platform))
    found = [rule_on(connection, name, day) for name in names.all()]
    return [rule for rule in found if rule is not None]


def replace_rules(connection: sa.Connection, rules: Iterable[PlatformRule]) -> None:
    """Make ``rules`` the only rules."""
    connection.execute(sa.delete(platform_rules))
    new_version(connection, PLATFORM_RULES_VERSION)
    rows = [asdict(rule) for rule in rules]
    if rows:
        connection.execute(sa.insert(platform_rules), rows)


def _rule(row: sa.Row[Any]) -> PlatformRule:
    return PlatformRule(
        platform=row.platform,
        max_tags=row.max_tags,
        advised_tags=row.advised_tags,
        max_tag_chars=row.max_tag_chars,
        max_post_chars=row.max_post_chars,
        since=row.since,
        until=row.until,
        source=row.source,
        note=row.note,
    )
