"""New trending tags enter the catalogue, and none is recommended before it passed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from hashtagger.catalogue.entries import FlagRule
from hashtagger.errors import NotFound
from hashtagger.observations import CrawlTarget, TrendState, start_of
from hashtagger.recommend.safety import is_flagged_out
from hashtagger.storage import tags as catalogue
from hashtagger.storage.database import Database
from hashtagger.storage.flags import replace_flag_rules
from hashtagger.storage.tag_decisions import TagDecision, put_decision
from hashtagger.storage.tag_reviews import ReviewState, TagReview, reviews_of
from hashtagger.storage.tag_writes import delete_tags
from hashtagger.storage.trend_scores import trends_of
from hashtagger.trends import entering
from hashtagger.trends.run import score_hour
from hashtagger.types import FlagKind, Tag, TagRecord
from tests.storage.builders import draft, flag, put_tags, tags
from tests.trends.builders import FIRST, SETTINGS, burst, count, put_list

HOUR = FIRST + 12
NOW = start_of(HOUR + 1) + timedelta(minutes=6)
HEARD = range(HOUR - 239, HOUR + 1)


def _trend(database: Database, *names: str, **changes: Any) -> None:
    count(database, {name: burst(HOUR) for name in names}, **{"heard": HEARD, **changes})
    score_hour(database, HOUR, settings=SETTINGS)


def _second_source(database: Database, *names: str) -> None:
    count(database, {name: burst(HOUR) for name in names}, heard=HEARD, source="mastodon")
    score_hour(database, HOUR, settings=SETTINGS)


def _enter(database: Database, **kwargs: Any) -> tuple[int, int]:
    counts = database.write_now(entering.enter_tags, **{"now": NOW, **kwargs})
    return counts["entered"], counts["queued"]


def _approve_by_rules(database: Database, now: Any = NOW) -> int:
    return int(database.write_now(entering.review_by_rules, now=now)["approved"])


def _record(database: Database, name: str) -> TagRecord | None:
    with database.reading() as connection:
        return catalogue.records(connection, tags(name)).get(Tag(name))


def _review(database: Database, name: str) -> TagReview | None:
    with database.reading() as connection:
        return reviews_of(connection, tags(name)).get(Tag(name))


def _is_recommendable(database: Database, name: str) -> bool:
    record = _record(database, name)
    return record is not None and not is_flagged_out(record, asked_for=())


def test_a_new_trending_tag_enters_unreviewed(database: Database) -> None:
    _trend(database, "solareclipse")
    assert _enter(database) == (1, 0)
    record, review = _record(database, "solareclipse"), _review(database, "solareclipse")
    assert record is not None
    assert review is not None
    assert (record.display, record.words, record.language) == ("SolarEclipse", ("solar", "eclipse"), "en")
    assert [each.kind for each in record.flags] == [FlagKind.UNREVIEWED]
    assert not _is_recommendable(database, "solareclipse")
    assert (review.state, review.created, review.evidence["authors"]) == (ReviewState.NEW, NOW, 120.0)
    with database.reading() as connection:
        changed = catalogue.changed_since(connection, 0)  # what the index follows
    assert [change.tag for change in changed] == ["solareclipse"]


def test_entering_again_changes_nothing(sqlite_database: Database) -> None:
    _trend(sqlite_database, "solareclipse")
    _enter(sqlite_database)
    assert _enter(sqlite_database, now=NOW + timedelta(hours=1)) == (0, 0)
    review = _review(sqlite_database, "solareclipse")
    assert review is not None
    assert review.created == NOW


def test_tags_of_the_catalogue_and_their_other_spellings_stay_as_they_are(sqlite_database: Database) -> None:
    put_tags(sqlite_database, draft("sunset", display="SunSet", aliases=(Tag("sunsett"),)))
    _trend(sqlite_database, "sunset", "sunsett")
    assert _enter(sqlite_database) == (0, 0)
    assert _review(sqlite_database, "sunset") is None


def test_what_a_user_deleted_does_not_come_back(sqlite_database: Database) -> None:
    put_tags(sqlite_database, "unwanted", source="user")
    sqlite_database.write_now(delete_tags, tags("unwanted"), source="user", now=NOW)
    _trend(sqlite_database, "unwanted")
    assert _enter(sqlite_database) == (0, 0)
    assert _record(sqlite_database, "unwanted") is None


def test_at_most_so_many_enter_in_one_run_the_best_first(sqlite_database: Database) -> None:
    series = {f"tag{'abcde'[n]}": burst(HOUR, high=100.0 + 50 * n) for n in range(5)}
    count(sqlite_database, series, heard=HEARD)
    score_hour(sqlite_database, HOUR, settings=SETTINGS)
    assert _enter(sqlite_database, most=2) == (2, 0)
    assert [name for name in series if _record(sqlite_database, name)] == ["tagd", "tage"]


def test_the_language_is_the_one_it_is_used_in_most(sqlite_database: Database) -> None:
    for language, authors in [("en", 20.0), ("pt-BR", 90.0)]:
        count(sqlite_database, {"festa": burst(HOUR, high=authors)}, heard=HEARD, language=language)
    _trend(sqlite_database, "festa", "祭り")
    _enter(sqlite_database)
    languages = [record.language for name in ("festa", "祭り") if (record := _record(sqlite_database, name))]
    assert languages == ["pt", "und"]


def test_phrases_do_not_enter(sqlite_database: Database) -> None:
    put_list(sqlite_database, start_of(HOUR), ["Solar eclipse"], target=CrawlTarget("x", "1"))
    score_hour(sqlite_database, HOUR, settings=SETTINGS)
    assert _enter(sqlite_database) == (0, 0)


def test_a_suspicious_tag_waits_for_a_human_outside_of_the_catalogue(sqlite_database: Database) -> None:
    _trend(sqlite_database, "bots", posts_per_author=9.0)
    assert _enter(sqlite_database) == (0, 1)
    review = _review(sqlite_database, "bots")
    assert review is not None
    assert review.reason == "few_authors"
    assert _record(sqlite_database, "bots") is None
    assert _approve_by_rules(sqlite_database, NOW + timedelta(days=2)) == 0
    sqlite_database.write_now(entering.approve, Tag("bots"), by="admin", now=NOW)
    score_hour(sqlite_database, HOUR, settings=SETTINGS)
    assert _enter(sqlite_database) == (1, 0)
    assert _is_recommendable(sqlite_database, "bots")


def test_a_suspicious_tag_of_the_catalogue_waits_too(sqlite_database: Database) -> None:
    put_tags(sqlite_database, "bots")
    _trend(sqlite_database, "bots", posts_per_author=9.0)
    assert _enter(sqlite_database) == (0, 1)
    assert _enter(sqlite_database) == (0, 0)
    sqlite_database.write_now(entering.approve, Tag("bots"), by="admin", now=NOW)
    assert _enter(sqlite_database) == (0, 0)


def test_what_rules_let_pass_is_looked_at_again_when_it_becomes_suspicious(sqlite_database: Database) -> None:
    _trend(sqlite_database, "bots")
    _second_source(sqlite_database, "bots")
    _enter(sqlite_database)
    assert _approve_by_rules(sqlite_database) == 1
    for source in ("bluesky", "mastodon"):
        count(sqlite_database, {"bots": burst(HOUR)}, heard=HEARD, posts_per_author=9.0, source=source)
    score_hour(sqlite_database, HOUR, settings=SETTINGS)
    assert _enter(sqlite_database) == (0, 1)
    review = _review(sqlite_database, "bots")
    assert review is not None
    assert review.state is ReviewState.NEW


def test_two_sources_let_a_tag_pass(sqlite_database: Database) -> None:
    _trend(sqlite_database, "solareclipse", "alone")
    _second_source(sqlite_database, "solareclipse")
    _enter(sqlite_database)
    assert _approve_by_rules(sqlite_database) == 1
    assert _is_recommendable(sqlite_database, "solareclipse")
    assert not _is_recommendable(sqlite_database, "alone")
    review = _review(sqlite_database, "solareclipse")
    assert review is not None
    assert (review.state, review.decided_by) == (ReviewState.APPROVED, "rules")


def test_one_source_needs_a_day_and_fifty_authors(sqlite_database: Database) -> None:
    count(sqlite_database, {"many": burst(HOUR), "few": burst(HOUR, high=45.0)}, heard=HEARD)
    score_hour(sqlite_database, HOUR, settings=SETTINGS)
    _enter(sqlite_database, now=start_of(HOUR))
    assert _approve_by_rules(sqlite_database, start_of(HOUR) + timedelta(hours=23)) == 0
    assert _approve_by_rules(sqlite_database, start_of(HOUR) + timedelta(hours=24)) == 1
    assert [_is_recommendable(sqlite_database, name) for name in ("many", "few")] == [True, False]


@pytest.mark.parametrize(
    "rule",
    [
        FlagRule("word", "eclipse", flag(FlagKind.ADULT)),
        FlagRule("tag", "solareclipse", flag(FlagKind.SENSITIVE)),
        FlagRule("regex", "^solar", flag(FlagKind.SPAM)),
    ],
)
def test_a_rule_that_names_the_tag_or_a_word_of_it_keeps_it_back(sqlite_database: Database, rule: FlagRule) -> None:
    _trend(sqlite_database, "solareclipse")
    _second_source(sqlite_database, "solareclipse")
    _enter(sqlite_database)
    sqlite_database.write_now(replace_flag_rules, [rule])
    assert _approve_by_rules(sqlite_database, NOW + timedelta(days=2)) == 0
    assert not _is_recommendable(sqlite_database, "solareclipse")


def test_what_was_held_back_in_the_last_day_does_not_pass(sqlite_database: Database) -> None:
    _trend(sqlite_database, "turned")
    _enter(sqlite_database)
    series = {"turned": burst(HOUR + 1, hours=4)}
    heard = range(HOUR - 239, HOUR + 2)
    for source in ("bluesky", "mastodon"):
        count(sqlite_database, series, heard=heard, source=source, posts_per_author=9.0)
    score_hour(sqlite_database, HOUR + 1, settings=SETTINGS)
    assert _approve_by_rules(sqlite_database, start_of(HOUR + 2)) == 0


def test_a_refused_tag_is_blocked_and_does_not_enter_again(sqlite_database: Database) -> None:
    _trend(sqlite_database, "bad")
    _enter(sqlite_database)
    sqlite_database.write_now(entering.refuse, Tag("bad"), by="admin", now=NOW, reason="a slur")
    assert not _is_recommendable(sqlite_database, "bad")
    sqlite_database.write_now(delete_tags, tags("bad"), source="crawl", now=NOW)
    assert _enter(sqlite_database) == (0, 0)
    score_hour(sqlite_database, HOUR, settings=SETTINGS)
    with sqlite_database.reading() as connection:
        assert [each.name for each in trends_of(connection, HOUR, [TrendState.BLOCKED])] == ["bad"]
    sqlite_database.write_now(entering.approve, Tag("bad"), by="admin", now=NOW)
    score_hour(sqlite_database, HOUR, settings=SETTINGS)
    assert _enter(sqlite_database) == (1, 0)
    assert _is_recommendable(sqlite_database, "bad")


def test_a_review_has_the_last_word_over_the_block_and_allow_lists(sqlite_database: Database) -> None:
    _trend(sqlite_database, "eclipse")
    _enter(sqlite_database)
    for verdict, decide, passes in (("block", entering.approve, True), ("allow", entering.refuse, False)):
        decision = TagDecision(Tag("eclipse"), verdict, "so it is", "admin", NOW)  # type: ignore[arg-type]
        sqlite_database.write_now(put_decision, decision)
        assert _is_recommendable(sqlite_database, "eclipse") != passes
        sqlite_database.write_now(decide, Tag("eclipse"), by="admin", now=NOW)
        assert _is_recommendable(sqlite_database, "eclipse") == passes


def test_a_tag_that_is_on_the_block_list_does_not_enter(sqlite_database: Database) -> None:
    sqlite_database.write_now(put_decision, TagDecision(Tag("eclipse"), "block", "so it is", "admin", NOW))
    _trend(sqlite_database, "eclipse")
    assert _enter(sqlite_database) == (0, 0)


def test_a_tag_that_nobody_asked_about_cannot_be_decided(sqlite_database: Database) -> None:
    for decision in (entering.approve, entering.refuse):
        with pytest.raises(NotFound):
            sqlite_database.write_now(decision, Tag("x"), by="admin", now=NOW)


def test_old_trends_bring_nothing_in(sqlite_database: Database) -> None:
    _trend(sqlite_database, "solareclipse")
    assert _enter(sqlite_database, now=NOW + timedelta(days=2)) == (0, 0)
