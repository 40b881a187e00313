"""What the pages under test show: a month of trends in several places, sources in every state of health, tags to review."""

from __future__ import annotations

import math
import random
from datetime import UTC, datetime, timedelta

from hashtagger.observations import Confidence, SourceHour, SourceState, TagHour, TrendKind, hour_of
from hashtagger.storage.database import Database
from hashtagger.storage.lift_reports import put_report
from hashtagger.storage.sources import write_source
from hashtagger.storage.tag_hours import put_co_tags, put_source_hours, put_tag_hours
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.types import Tag
from tests.trend_builders import put_trends, trend

NOW = datetime.now(UTC)
HOUR = hour_of(NOW) - 1
DAYS = 28

RISING = ("lunareclipse", "goldenhour", "sourdough", "streetphotography", "matcha", "trailrunning", "catsofmastodon")
RISING += ("autumnleaves", "pottery", "surfing", "veganrecipes", "wildlife", "northernlights", "vinyl", "bookstagram")
PLACES = (("", ""), ("US", ""), ("DE", ""), ("", "en"), ("", "de"), ("", "ar"), ("", "ja"))
QUIET = (
    "bakery",
    "birdwatching",
    "canoe",
    "ceramics",
    "cycling",
    "desksetup",
    "embroidery",
    "espresso",
    "fermentation",
)
QUIET += ("gravelbike", "herbgarden", "inktober", "knitting", "lakelife", "moss", "nightbus", "origami", "plantparent")
"""Little known ones, so that the list of the whole world has a second page."""
BESIDE = (("moon", 812), ("astronomy", 390), ("nightsky", 144), ("bloodmoon", 96))
FOREIGN = (("ja", "", "紅葉", "紅葉"), ("ar", "", "كسوف_القمر", "كسوف_القمر"))


LIFT = {
    "made": (NOW - timedelta(hours=9)).isoformat(),
    "since": (NOW - timedelta(days=180)).isoformat(),
    "posts": 5_120,
    "posts_with_an_answer": 4_890,
    "policies": {"baseline-1": 4_890},
    "feedback": [{"position": place, "shown": 3_100, "removed": 120 + 45 * place} for place in range(1, 6)],
    "comparisons": [],
}
"""What a night's job had to tell; its comparison is written below."""
_INTERVAL = {"estimate": 0.021, "low": -0.013, "high": 0.055}
_COMPARISON = {
    "current": "baseline-1",
    "other": "2026-11-20T030000-1a2b3c4d",
    "target": "2026-11-20T030000-1a2b3c4d",
    "words": "No measurable effect of the ranker of 20 November instead of baseline-1: "
    "between -1.3 % and +5.7 % interactions (98 % interval).",
    "verdict": "no measurable effect",
    "verdict_level": 0.98,
    "verdict_interval": _INTERVAL,
    "answers": 4_890,
    "with_post": 0.83,
    "supported": 0.91,
    "changed": 0.42,
    "tags_changed": 1.6,
    "accounts": 212,
    "effective_samples": 1_904.0,
    "ips": _INTERVAL,
    "snips": _INTERVAL,
    "dr": _INTERVAL,
    "direct": _INTERVAL,
    "detectable": 0.048,
    "notes": [],
}
LIFT["comparisons"] = [_COMPARISON]


def fill(database: Database) -> None:
    """Fill an empty installation."""
    chosen = random.Random(7)
    _sources(database)
    _hours(database, chosen)
    found = []
    for region, language in PLACES:
        for place, name in enumerate(RISING):
            found.append(_trend(name, place, region, language, chosen))
    for language, region, name, display in FOREIGN:
        found.append(trend(name, display=display, hour=HOUR, region=region, language=language, score=0.97))
    phrase = trend("total eclipse tonight", display="Total eclipse tonight", hour=HOUR, kind=TrendKind.PHRASE)
    alike = trend("lunareclipse2026", display="LunarEclipse2026", hour=HOUR, score=0.31, z=3.1, group="lunareclipse")
    quiet = [_quiet(name, place) for place, name in enumerate(QUIET)]
    put_trends(database, *found, phrase, alike, *quiet)
    rows = [(Tag("lunareclipse"), Tag(other), posts) for other, posts in BESIDE]
    database.write_now(put_co_tags, "bluesky", HOUR // 24, rows)
    database.write_now(put_report, LIFT, now=NOW)
    database.write_now(put_reviews, _reviews())


def _trend(name: str, place: int, region: str, language: str, chosen: random.Random):
    z = 8.0 - 0.4 * place
    authors = round(420 / (1 + 0.5 * place)) if not region else round(60 / (1 + place))
    both = place % 3 == 0
    evidence = {
        "bluesky": {"share": 0.99 - 0.03 * place, "z": z, "authors": authors, "expected": authors / 9, "age_h": 0}
    }
    if both:
        evidence["mastodon"] = {"share": 0.8, "z": z / 2, "authors": authors / 4, "expected": authors / 12, "age_h": 1}
    return trend(
        name,
        display=name,
        hour=HOUR,
        region=region,
        language=language,
        score=round(0.98 - 0.05 * place, 3),
        z=z,
        authors=float(authors),
        posts_per_day=float(authors * 8),
        growth_per_day=round(chosen.uniform(-0.2, 5.0), 2),
        velocity=round(chosen.uniform(-1, 4), 2),
        confidence=(Confidence.SURE, Confidence.SURE, Confidence.THIN, Confidence.STALE)[place % 4],
        sample_size=float(authors),
        sources=("bluesky", "mastodon") if both else ("bluesky",),
        evidence=evidence,
        group="lunareclipse" if name == "lunareclipse" else name,
        seasonality=("", "daily", "weekly")[place % 3],
        first_seen=HOUR - 3 * (place + 1),
    )


def _quiet(name: str, place: int):
    """Seen by few; of the last ones by fewer than may be told of."""
    return trend(
        name,
        display=name,
        hour=HOUR,
        score=round(0.2 - 0.01 * place, 3),
        z=2.0 - 0.05 * place,
        authors=22.0 - place,
        sample_size=22.0 - place,
        posts_per_day=90.0 - place,
        growth_per_day=None,
        velocity=-0.1 * place,
        confidence=Confidence.THIN,
        reasons=("few_authors",) if place == 3 else (),
    )


def _hours(database: Database, chosen: random.Random) -> None:
    first = HOUR - 24 * DAYS
    for source, share in (("bluesky", 1.0), ("mastodon", 0.25)):
        rows, heard = [], []
        for hour in range(first, HOUR + 1):
            missed = hour % 97 == 0
            heard.append(SourceHour(hour, 0.0 if missed else 1.0, authors=9_000.0 * share, posts=20_000.0 * share))
            if missed:
                continue
            for place, name in enumerate(RISING):
                usual = (40 / (1 + place / 3)) * share * (1.2 + math.sin(2 * math.pi * (hour % 24) / 24))
                burst = 6.0 if place % 2 == 0 and hour > HOUR - 6 else 1.0
                count = round(usual * burst * chosen.uniform(0.8, 1.2))
                if count:
                    rows.append(TagHour(Tag(name), hour, count, 1.6 * count, count))
        database.write_now(put_tag_hours, source, rows)
        database.write_now(put_source_hours, source, heard)


def _sources(database: Database) -> None:
    for state in (
        SourceState("bluesky", NOW, NOW - timedelta(seconds=5)),
        SourceState(
            "mastodon", NOW - timedelta(hours=3), NOW - timedelta(hours=4), "two instances timed out", failures=2
        ),
        SourceState(
            "wikipedia", NOW - timedelta(hours=1), NOW - timedelta(days=2), "robots.txt refuses /api/", failures=6
        ),
    ):
        database.write_now(write_source, state)


def _reviews() -> list[TagReview]:
    reasons = ("new", "looks like spam: 80 % of its posts share one text", "contains a flagged word")
    return [
        TagReview(
            Tag(f"{name}{number}"),
            ReviewState.NEW,
            reasons[number % 3],
            {"authors": 40 + number, "hours": 5, "sources": ["bluesky"]},
            NOW - timedelta(hours=number),
        )
        for number, name in enumerate(
            ("moonnight", "freecash", "cozydesk", "tramspotting", "lakehouse", "zinefest") * 4
        )
    ]
