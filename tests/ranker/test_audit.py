"""Who is named by an audit, why, and what becomes of those who are distrusted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from benchmarks.poisoning_attacks import report_of
from hashtagger.settings import Settings
from hashtagger.storage.distrust import distrust, read_distrusted, trust
from hashtagger.storage.engagements import Report, take_reports
from hashtagger.storage.keys import create_key, revoke_key
from hashtagger.storage.outcomes import read_outcomes
from ranker.audit import audit
from ranker.recount import is_due, recount
from tests.ranker.outcomes import START, outcome, tagged

NOW = START + timedelta(days=100)
TAGS = [f"t{n}" for n in range(12)]


def posts(owner, count, *, first_day=0.0, tags=None, likes=None, profiles=2):
    return [
        replace(
            outcome(n, hour=24 * first_day + 7 * n, owner=owner, who=f"p{n % profiles}"),
            tags=tagged(tags or [TAGS[n % 12], TAGS[n * 5 % 12]]),
            interactions=float(likes if likes is not None else 30 + n * 17 % 90),
        )
        for n in range(count)
    ]


def put(database, owner, made, *, day=30.0, key=None, **changed):
    """``changed``: counts over those of each report."""
    reports = [with_counts(report_of(each), **changed) for each in made]
    now = START + timedelta(days=day)
    database.write_now(take_reports, reports, owner=owner, api_key_id=key, now=now, oldest=START - timedelta(days=1))


def with_counts(report, **changed):
    names = ("impressions", "reach", "likes", "comments", "shares", "saves", "follows")
    counts = tuple(changed.get(name, count) for name, count in zip(names, report.counts, strict=True))
    return Report(report.post, counts, report.observed)


def audited(database):
    with database.reading() as connection:
        found = audit(connection, now=NOW, days=100)
    return found, {one.owner: one for one in found.owners}


def count_all(database):
    recount(database, now=NOW, settings=Settings())


@pytest.fixture
def honest(sqlite_database):
    for number in range(8):
        put(sqlite_database, f"tenant{number}", posts(f"tenant{number}", 60))
    return sqlite_database


def said_of(one):
    return "; ".join(reason.text for reason in one.reasons)


def test_nothing_is_said_against_honest_owners(honest):
    count_all(honest)
    found, owners = audited(honest)
    assert {owner: said_of(one) for owner, one in owners.items()} == {f"tenant{n}": "" for n in range(8)}
    assert (found.gate, list(found.bursts)) == (None, [])
    assert owners["tenant0"].votes > 0


def test_what_cannot_be_true_is_named_with_numbers(database):
    put(database, "honest", posts("honest", 30))
    put(database, "liar", posts("liar", 30), reach=3)
    put(database, "copier", posts("copier", 30, likes=777))
    shrinking = posts("shrinker", 30)
    for age, likes in ((10.0, 500), (40.0, 20)):
        put(
            database,
            "shrinker",
            [replace(each, age_h=age, interactions=float(likes + n)) for n, each in enumerate(shrinking)],
        )
    found, owners = audited(database)
    assert "30 of 30 reports cannot be true" in said_of(owners["liar"])
    assert "30 of 30 posts had exactly 777 likes" in said_of(owners["copier"])
    assert "in 30 of 60 reports a total is smaller" in said_of(owners["shrinker"])
    assert said_of(owners["honest"]) == ""
    assert found.owners[-1].owner == "honest"


def test_an_owner_that_a_tag_rests_on_is_named_with_the_tag(honest):
    pushed = [
        replace(each, published=START + timedelta(hours=n / 4), interactions=1e5 if n % 2 else 1.0)
        for n, each in enumerate(posts("pusher", 2_400, profiles=1))
    ]
    pushed = [replace(each, tags=tagged(["push"])) if n % 2 else each for n, each in enumerate(pushed)]
    put(honest, "pusher", pushed, key="K1")
    put(
        honest,
        "tenant0",
        [replace(each, post_id=f"more {each.post_id}") for each in posts("tenant0", 4, tags=["push"])],
    )
    count_all(honest)
    found, owners = audited(honest)
    assert found.owners[0].owner == "pusher"
    assert owners["pusher"].leads[0][0] == "push"
    assert "rests on it mostly: #push" in said_of(owners["pusher"])


def test_a_key_that_sends_thousands_a_day_is_named(honest):
    _, key = honest.write_now(create_key, "bulk", owner="tenant0", scopes=["recommend"], now=START)
    many = [
        replace(each, post_id=f"bulk {n}", published=START + timedelta(hours=n / 4))
        for n, each in enumerate(posts("tenant0", 2_100))
    ]
    put(honest, "tenant0", many, key=key.id)
    one = audited(honest)[1]["tenant0"]
    assert "one key sent 2,100 reports on" in said_of(one)
    assert list(one.advice) == ["hashtagger ranker distrust tenant0", f"hashtagger keys revoke {key.id}"]
    honest.write_now(revoke_key, key.id, now=NOW)
    assert list(audited(honest)[1]["tenant0"].advice) == ["hashtagger ranker distrust tenant0"]


def test_a_crowd_that_came_on_one_day_is_told_together(honest):
    for number in range(12):
        put(honest, f"sybil{number}", posts(f"sybil{number}", 3, first_day=90.0), day=96.0)
    found, owners = audited(honest)
    assert found.bursts == [("2026-04-11", 12)]
    assert owners["sybil0"].is_new
    assert "one of 12 owners that came on 2026-04-11" in said_of(owners["sybil0"])
    assert found.owners[0].owner.startswith("sybil")


def test_whoever_is_distrusted_counts_for_nothing_until_trusted_again(database):
    put(database, "honest", posts("honest", 5), key="K0")
    put(database, "bad", posts("bad", 4), key="K1")

    def owners():
        with database.reading() as connection:
            return [each.account.owner for each in read_outcomes(connection, since=START, until=NOW)]

    count_all(database)
    for who in ("bad", "K1"):
        assert database.write_now(distrust, who)
        assert set(owners()) == {"honest"}
        with database.reading() as connection:
            assert is_due(connection, now=NOW)
            assert read_distrusted(connection) == {who}
        assert audited(database)[1]["bad"].is_distrusted is (who == "bad")
        assert database.write_now(trust, who)
        assert not database.write_now(trust, who)
    assert len(owners()) == 9


def test_an_empty_database_has_nobody_to_name(database):
    found, owners = audited(database)
    assert (owners, found.gate) == ({}, None)
