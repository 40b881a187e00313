"""Rules of platforms on a day."""

from __future__ import annotations

from datetime import date

import pytest

from hashtagger.storage.database import Database
from hashtagger.storage.platforms import all_rules, replace_rules, rule_on, rules_on
from hashtagger.types import PlatformRule


def rule(platform: str, since: str, until: str | None = None, max_tags: int | None = 5) -> PlatformRule:
    return PlatformRule(platform, max_tags, 3, None, 2200, since, until, "a page", "a note")


OLD = rule("instagram", "2011-01", "2025-12", 30)
NEW = rule("instagram", "2025-12")
ENDED = rule("vine", "2013-01-24", "2017-01-17", None)


@pytest.fixture(autouse=True)
def _rules(database: Database) -> None:
    database.write_now(replace_rules, [NEW, OLD, ENDED])


@pytest.mark.parametrize(
    ("platform", "day", "expected"),
    [
        ("instagram", date(2010, 12, 31), None),
        ("instagram", date(2011, 1, 1), OLD),
        ("instagram", date(2025, 11, 30), OLD),
        ("instagram", date(2025, 12, 1), NEW),
        ("instagram", date(2030, 1, 1), NEW),
        ("vine", date(2017, 1, 17), ENDED),
        ("vine", date(2017, 1, 18), None),
        ("unknown", date(2026, 1, 1), None),
    ],
)
def test_the_rule_is_the_newest_that_has_begun_and_not_ended(
    database: Database, platform: str, day: date, expected: PlatformRule | None
) -> None:
    with database.reading() as connection:
        assert rule_on(connection, platform, day) == expected


def test_a_month_without_a_successor_lasts_to_its_last_day(database: Database) -> None:
    ending = rule("threads", "2023-07", "2025-02")
    database.write_now(replace_rules, [ending])
    with database.reading() as connection:
        assert rule_on(connection, "threads", date(2025, 2, 28)) == ending
        assert rule_on(connection, "threads", date(2025, 3, 1)) is None


def test_every_platform_that_has_a_rule_today_is_listed(database: Database) -> None:
    with database.reading() as connection:
        assert rules_on(connection, date(2016, 1, 1)) == [OLD, ENDED]
        assert rules_on(connection, date(2026, 1, 1)) == [NEW]
        assert all_rules(connection) == [OLD, NEW, ENDED]
