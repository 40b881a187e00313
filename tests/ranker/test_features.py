"""Rows of candidates: what stands in each column, and what a row may not depend on."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log1p
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.posts import PostFormat
from hashtagger.ranking import AccountHistory, Situation, TagLift
from hashtagger.recommend.ingredients import from_ingredients, ingredients
from hashtagger.storage.recommendations import StoredRecommendation
from hashtagger.types import Candidate, Evidence, FlagKind, Reach, ScoredCandidate, Tag, TagRecord, TagStats
from ranker import features
from ranker.features import FEATURES, NAMES, SOURCES, build_rows
from tests.fakes.builders import a_flag, a_record

NOW = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)  # a Saturday
PLAIN = Situation(now=NOW, platform="instagram", format=PostFormat.PHOTO, images=1, text="", max_tags=5)


def one(words: str = "dog life", relevance: float = 0.5, evidence=None, **record) -> ScoredCandidate:
    seen = {source: Evidence(value, "") for source, value in (evidence or {"visual": 0.8}).items()}
    first_seen, categories = record.pop("first_seen", None), record.pop("categories", ("dogs",))
    made = replace(a_record(words, **record), first_seen=first_seen, categories=categories)
    return ScoredCandidate(Candidate(made, seen), relevance, relevance)


def row(*scored: ScoredCandidate, situation: Situation = PLAIN) -> dict[str, float]:
    """The first one's row, by name."""
    return dict(zip(NAMES, build_rows(scored or (one(),), situation)[0].tolist(), strict=True))


def has(found: dict[str, float], **wanted: float) -> None:
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, rel=1e-6, nan_ok=True)


def test_the_evidence_of_each_source_has_its_column_and_others_only_count():
    found = row(one(evidence={"visual": 0.25, "ocr": 0.5, "a source without a column": 0.9}, relevance=0.75))
    has(found, visual=0.25, ocr=0.5, caption=0.0, history=0.0, evidence_count=3, relevance=0.75)


def test_what_was_measured_of_a_tag_is_there_with_its_age():
    stats = TagStats(posts_per_day=99.0, growth_per_day=0.5, z=-1.5, as_of=NOW - timedelta(hours=6))
    found = row(one(stats=stats, first_seen=NOW - timedelta(days=9)))
    has(found, volume=log1p(99), velocity=0.5, z=-1.5, stats_age=6, tag_age=log1p(9))


def test_competition_is_the_volume_less_what_the_account_is_used_to():
    situation = replace(PLAIN, account=AccountHistory(posts=3, level=1.5))
    has(row(one(stats=TagStats(posts_per_day=99.0)), situation=situation), competition=log1p(99) - 1.5)
    assert np.isnan(row(one(stats=TagStats(posts_per_day=99.0)))["competition"])


def test_the_tag_itself_is_described():
    found = row(one("dog life", reach=Reach.BROAD, visual=False, flags=(a_flag(FlagKind.RESTRICTED),)))
    has(found, length=7, words=2, reach_prior=2, visual_tag=0, flags=1, typed=0)


def test_a_language_matches_only_where_one_was_asked_for():
    assert np.isnan(row()["language_match"])
    has(row(situation=replace(PLAIN, language="en")), language_match=1)
    has(row(situation=replace(PLAIN, language="de")), language_match=0)


def test_a_category_counts_by_the_relevance_of_all_that_is_in_it():
    scored = (one("dog", 0.5, categories=("dogs", "pets")), one("cat", 0.3, categories=("pets",)), one("sea", 0.2))
    has(row(*scored), category_match=0.8)
    assert np.isnan(row(one("sky", categories=()))["category_match"])


def test_a_category_of_the_account_counts_by_its_share():
    situation = replace(PLAIN, account_categories={"dogs": 0.6, "food": 0.4})
    has(row(situation=situation), category_account=0.6)
    has(row(one(categories=("sea",)), situation=situation), category_account=0.0)
    assert np.isnan(row()["category_account"])


def test_companions_of_the_seeds_count_at_most_and_on_average():
    companions = {Tag("sun"): {Tag("dog"): 0.5}, Tag("sea"): {Tag("dog"): 0.25}}
    situation = replace(PLAIN, seeds=(Tag("sun"), Tag("sea"), Tag("sky")), companions=companions)
    has(row(one("dog"), situation=situation), seed_companion_max=0.5, seed_companion_mean=0.25)
    assert np.isnan(row(one("dog"))["seed_companion_max"])


def test_companions_among_the_candidates_count_where_these_fit_the_post():
    companions = {Tag("cat"): {Tag("dog"): 0.5}, Tag("sea"): {Tag("dog"): 0.9}, Tag("dog"): {Tag("dog"): 1.0}}
    scored = (one("dog"), one("cat", 0.8), one("sea", 0.1))
    found = row(*scored, situation=replace(PLAIN, companions=companions))
    has(found, candidate_companion_max=0.5, candidate_companion_sum=0.4)


def test_what_a_tag_earned_is_told_of_everybody_and_of_the_account():
    used = TagLift(7, 0.5, 0.25, NOW - timedelta(days=3))
    situation = replace(
        PLAIN, lifts={Tag("dog"): TagLift(99, 0.1, 0.05)}, account=AccountHistory(tags={Tag("dog"): used})
    )
    found = row(one("dog"), situation=situation)
    has(found, tag_posts=log1p(99), tag_lift=0.1, tag_lift_error=0.05)
    has(found, account_tag_posts=log1p(7), account_tag_lift=0.5, account_tag_error=0.25, account_tag_age=log1p(3))
    nothing = row(one("cat"), situation=situation)
    assert all(np.isnan(nothing[name]) for name in ("tag_posts", "tag_lift", "account_tag_posts", "account_tag_age"))


def test_who_posts_and_when_is_the_same_for_all():
    account = AccountHistory(posts=9, followers=999, level=3.5, spread=0.5)
    situation = replace(PLAIN, account=account, format=PostFormat.CLIP, images=4, text="12345", max_tags=None, now=NOW)
    found = row(situation=situation)
    has(found, account_posts=log1p(9), followers=log1p(999), account_level=3.5, account_spread=0.5)
    has(found, format=3, images=4, text_length=log1p(5), hour=15, weekday=5, platform_max_tags=float("nan"))


def test_the_hour_is_that_of_utc():
    there = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
    assert row(situation=replace(PLAIN, now=there))["hour"] == 15


def test_without_candidates_there_are_no_rows():
    assert build_rows([], PLAIN).shape == (0, len(FEATURES))


def test_another_record_of_the_same_tag_is_not_taken_for_the_first():
    """Columns of records are kept by identity, and Python uses an identity again."""
    volumes = []
    for posts in range(300):
        volumes.append(row(one("dog", stats=TagStats(posts_per_day=float(posts))))["volume"])
    assert volumes == pytest.approx([log1p(posts) for posts in range(300)])


def test_no_more_records_are_kept_ready_than_allowed(monkeypatch):
    monkeypatch.setattr(features, "MOST_RECORDS", 10)
    for number in range(50):
        row(one(f"dog {number}"))
    assert len(features._ready) <= 10


TAGS = st.sampled_from([Tag(f"tag{number}") for number in range(8)])
MAYBE = st.none() | st.floats(0, 1e9)
MOMENTS = st.integers(0, 10**10).map(lambda age_ms: NOW - timedelta(milliseconds=age_ms))
LIFTS = st.builds(
    TagLift, st.integers(0, 10**6), st.floats(-5, 5), st.floats(0.001, 5), st.none() | MOMENTS
)  # fmt: skip
RECORDS = st.builds(
    TagRecord,
    tag=TAGS,
    display=st.just("x"),
    words=st.lists(st.just("w"), min_size=1, max_size=5).map(tuple),
    meaning=st.just(""),
    categories=st.lists(st.sampled_from(["a", "b", "c"]), max_size=3, unique=True).map(tuple),
    language=st.sampled_from(["en", "de"]),
    reach=st.sampled_from(Reach),
    visual=st.booleans(),
    flags=st.lists(st.just(a_flag(FlagKind.RESTRICTED)), max_size=2).map(tuple),
    stats=st.builds(TagStats, MAYBE, st.none() | st.floats(-100, 100), st.none() | st.floats(-50, 50), as_of=st.none() | MOMENTS),
    first_seen=st.none() | MOMENTS,
)  # fmt: skip
EVIDENCE = st.dictionaries(
    st.sampled_from([*SOURCES, "other"]), st.floats(0, 1).map(lambda v: Evidence(v, "")), min_size=1
)
SCORED = st.lists(
    st.builds(ScoredCandidate, st.builds(Candidate, RECORDS, EVIDENCE), st.floats(-1, 2), st.floats(0, 1)),
    max_size=8,
    unique_by=lambda each: each.candidate.record.tag,
)
SITUATIONS = st.builds(
    Situation,
    now=MOMENTS,
    platform=st.just("instagram"),
    format=st.sampled_from(PostFormat),
    images=st.integers(0, 10),
    text=st.text(max_size=20),
    max_tags=st.none() | st.integers(1, 30),
    language=st.sampled_from([None, "en", "de"]),
    seeds=st.lists(TAGS, max_size=3, unique=True).map(tuple),
    account=st.builds(
        AccountHistory, st.integers(0, 1000), st.none() | st.integers(0, 10**9), MAYBE, MAYBE,
        st.dictionaries(TAGS, LIFTS, max_size=5),
    ),
    account_categories=st.dictionaries(st.sampled_from(["a", "b", "z"]), st.floats(0, 1), max_size=3),
    lifts=st.dictionaries(TAGS, LIFTS, max_size=5),
    companions=st.dictionaries(TAGS, st.dictionaries(TAGS, st.floats(0, 1), min_size=2), min_size=2),
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(SCORED, SITUATIONS, st.randoms(use_true_random=False))
def test_a_row_does_not_depend_on_the_order_of_the_others(scored, situation, random):
    order = list(range(len(scored)))
    random.shuffle(order)
    shuffled = build_rows([scored[at] for at in order], situation)
    assert shuffled.tobytes() == build_rows(scored, situation)[order].tobytes()


@settings(max_examples=40, deadline=None)
@given(SCORED, SITUATIONS)
def test_every_value_is_a_number_in_its_range_or_unknown(scored, situation):
    rows = build_rows(scored, situation)
    assert (rows.dtype, rows.shape) == (np.float32, (len(scored), len(FEATURES)))
    assert not np.isinf(rows).any()
    for feature, column in zip(FEATURES, rows.T, strict=True):
        known = column[~np.isnan(column)]
        if "0..1" in feature.unit or feature.unit.startswith("share"):
            assert ((known >= 0) & (known <= 1)).all(), feature
        if feature.unit.startswith(("log1p", "hours", "characters", "count")) and "less" not in feature.unit:
            assert (known >= 0).all(), feature


@settings(max_examples=40, deadline=None)
@given(SCORED, SITUATIONS)
def test_what_the_sources_saw_and_what_the_request_is_are_always_known(scored, situation):
    rows = build_rows(scored, situation)
    sure = [*SOURCES, "evidence_count", "relevance", "length", "words", "flags", "typed", "hour", "weekday", "format"]
    assert not np.isnan(rows[:, [NAMES.index(name) for name in sure]]).any()


@settings(max_examples=30, deadline=None)
@given(SCORED, SITUATIONS)
def test_the_score_is_no_part_of_a_row(scored, situation):
    other = [replace(each, score=each.score + 1) for each in scored]
    assert build_rows(other, situation).tobytes() == build_rows(scored, situation).tobytes()


@settings(max_examples=40, deadline=None)
@given(SCORED, SITUATIONS)
def test_a_row_comes_out_the_same_after_it_was_logged(scored, situation):
    kept = StoredRecommendation(
        id="x",
        created=NOW,
        platform=situation.platform,
        language=situation.language,
        draft=situation.text,
        candidates=json.loads(json.dumps([logged_candidate(each) for each in scored])),
    )
    logged = orjson.loads(orjson.dumps(ingredients(scored, situation)))
    again = build_rows(*from_ingredients(kept, logged))
    assert again.tobytes() == build_rows(scored, situation).tobytes()


def logged_candidate(each: ScoredCandidate) -> dict:
    evidence = {source: found.strength for source, found in each.candidate.evidence.items()}
    return {"tag": each.candidate.record.tag, "score": 0.0, "relevance": each.relevance, "evidence": evidence}


def test_the_document_lists_every_feature_as_it_is():
    text = (Path(__file__).parents[2] / "docs" / "features.md").read_text()
    way = {1: "more is never worse", -1: "more is never better", 0: "either"}
    listed = [
        tuple(cell.strip() for cell in line.split("|")[1:4]) for line in text.splitlines() if line.startswith("| `")
    ]
    assert listed == [(f"`{each.name}`", each.unit, way[each.monotone]) for each in FEATURES]
