"""The only definition of what a ranker knows of a candidate: names, order, units, and which way each may count."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

import numpy as np

from hashtagger.posts import PostFormat
from hashtagger.ranking import Rows, Situation, TagLift
from hashtagger.recommend.diversify import RELEVANCE_FLOOR
from hashtagger.types import Reach, ScoredCandidate, Tag, TagRecord

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of a row."""

    name: str
    unit: str
    monotone: int = 0
    """1: more of it never ranks a tag lower. -1: never higher. 0: the ranker may learn either."""


FEATURES: tuple[Feature, ...] = (
    # what the sources saw (hashtagger/recommend/sources.py); 0 where a source did not propose the tag
    Feature("visual", "strength 0..1", 1),
    Feature("caption", "strength 0..1", 1),
    Feature("text", "strength 0..1", 1),
    Feature("ocr", "strength 0..1", 1),
    Feature("meaning", "strength 0..1", 1),
    Feature("companions", "strength 0..1", 1),
    Feature("trending", "strength 0..1", 1),
    Feature("history", "strength 0..1", 1),
    Feature("evidence_count", "sources", 1),
    Feature("relevance", "0..1, the baseline's", 1),
    # what was measured of the tag in public
    Feature("volume", "log1p posts a day"),
    Feature("velocity", "growth a day"),
    Feature("z", "standard deviations above its usual"),
    Feature("stats_age", "hours since it was measured"),
    Feature("competition", "log1p posts a day less the account's mean log1p interactions"),
    Feature("reach_prior", "0 niche, 1 medium, 2 broad"),
    Feature("tag_age", "log1p days since the catalogue has it"),
    # the tag itself
    Feature("length", "characters"),
    Feature("words", "count"),
    Feature("visual_tag", "1 when a picture can show it"),
    Feature("flags", "count", -1),
    Feature("language_match", "1 when its language was asked for, 0 when another was, NaN when none was"),
    Feature("typed", "1 for a tag that was asked for", 1),
    # how it goes with the rest
    Feature("category_match", "share of all relevance that is in its best category"),
    Feature("category_account", "share of the account's uses of tags that is in its best category"),
    Feature("seed_companion_max", "strength 0..1, NaN without seeds", 1),
    Feature("seed_companion_mean", "strength 0..1 over all seeds", 1),
    Feature("candidate_companion_max", "strength 0..1, of the candidates above the relevance floor"),
    Feature("candidate_companion_sum", "strength of the same, weighted by relevance"),
    # what it earned
    Feature("tag_posts", "log1p posts of all accounts with known engagement"),
    Feature("tag_lift", "log engagement beyond what was expected, shrunk", 1),
    Feature("tag_lift_error", "log engagement"),
    Feature("account_tag_posts", "log1p posts of the account"),
    Feature("account_tag_lift", "log engagement beyond what was expected, shrunk", 1),
    Feature("account_tag_error", "log engagement"),
    Feature("account_tag_age", "log1p days since the account used it"),
    # who posts, and when
    Feature("account_posts", "log1p posts with known engagement"),
    Feature("account_level", "mean log1p interactions"),
    Feature("account_spread", "standard deviation of log1p interactions"),
    Feature("followers", "log1p"),
    Feature("platform_max_tags", "tags, NaN without a limit"),
    Feature("format", "0 text, 1 photo, 2 carousel, 3 clip"),
    Feature("images", "count"),
    Feature("text_length", "log1p characters of the draft"),
    Feature("hour", "UTC hour 0..23"),
    Feature("weekday", "0 Monday .. 6"),
)

NAMES = tuple(feature.name for feature in FEATURES)
SCHEMA = hashlib.sha256("\n".join(f"{f.name}\t{f.unit}\t{f.monotone}" for f in FEATURES).encode()).hexdigest()[:16]
"""Changes with every change of the definition; a model that was trained with another one is refused."""

SOURCES = NAMES[: NAMES.index("evidence_count")]
"""Sources of evidence that have a column."""

_AT = {name: place for place, name in enumerate(NAMES)}
_SOURCE_AT = {name: _AT[name] for name in SOURCES}
_RECORD = slice(_AT["volume"], _AT["flags"] + 1)
"""Columns that come from the record of the tag."""
_REACH = {Reach.NICHE: 0.0, Reach.MEDIUM: 1.0, Reach.BROAD: 2.0}
_FORMAT = {PostFormat.TEXT: 0.0, PostFormat.PHOTO: 1.0, PostFormat.CAROUSEL: 2.0, PostFormat.CLIP: 3.0}

_NAN = math.nan
WHOLE = 1_000_000
"""Relevance and strength are summed as millionths."""
MOST_RECORDS = 10_000
"""Records whose columns are kept ready, about a kilobyte each with the record; beyond it they are all forgotten."""

_ready: dict[int, tuple[TagRecord, bytes]] = {}
"""id of a record → the record, which keeps the id its own, and its columns as float64."""


def build_rows(scored: Sequence[ScoredCandidate], situation: Situation) -> Rows:
    """
    The rows of ``scored`` in ``situation``: float32 [len(scored), len(FEATURES)], in order; NaN where nothing is known.

    Of ``scored`` only candidate and relevance (the baseline's) count, not the score. Depends on nothing else, and a row not
    on the order of the others: sums over candidates are made of whole numbers. So what was logged gives the same bits.
    """
    rows = np.full((len(scored), len(FEATURES)), np.nan, dtype=np.float32)
    if not scored:
        return rows
    records = [each.candidate.record for each in scored]
    tags = [record.tag for record in records]
    relevance = [each.relevance for each in scored]
    _put_evidence(rows, scored, relevance)
    _put_records(rows, records, situation)
    _put_categories(rows, records, relevance, situation)
    _put_company(rows, tags, relevance, situation)
    _put_earned(rows, "tag_posts", tags, situation.lifts)
    _put_earned(rows, "account_tag_posts", tags, situation.account.tags)
    _put_last_used(rows, tags, situation)
    _put_setting(rows, situation)
    return rows


def _put_evidence(rows: Rows, scored: Sequence[ScoredCandidate], relevance: Sequence[float]) -> None:
    rows[:, : len(SOURCES)] = 0.0
    places, strengths = [], []
    for start, each in enumerate(scored):
        for source, found in each.candidate.evidence.items():
            if source in _SOURCE_AT:
                places.append(start * len(FEATURES) + _SOURCE_AT[source])
                strengths.append(found.strength)
    rows.put(places, strengths)
    rows[:, _AT["evidence_count"]] = [len(each.candidate.evidence) for each in scored]
    rows[:, _AT["relevance"]] = relevance


def _put_records(rows: Rows, records: Sequence[TagRecord], situation: Situation) -> None:
    columns = np.frombuffer(b"".join([_columns_of(record) for record in records])).reshape(len(records), -1)
    rows[:, _RECORD] = columns
    now, first = situation.now.timestamp(), _RECORD.start
    measured, listed = columns[:, _AT["stats_age"] - first], columns[:, _AT["tag_age"] - first]
    rows[:, _AT["stats_age"]] = np.maximum(now - measured, 0.0) / 3600
    rows[:, _AT["tag_age"]] = np.log1p(np.maximum(now - listed, 0.0) / DAY_S)
    level = situation.account.level
    rows[:, _AT["competition"]] = np.nan if level is None else columns[:, _AT["competition"] - first] - level
    if situation.language is not None:
        rows[:, _AT["language_match"]] = [record.language == situation.language for record in records]
    seeds = frozenset(situation.seeds)
    rows[:, _AT["typed"]] = [record.tag in seeds for record in records] if seeds else 0.0


def _columns_of(record: TagRecord) -> bytes:
    """The columns ``_RECORD`` as float64; moments as seconds since 1970, competition without the account."""
    known = _ready.get(id(record))
    if known is not None:
        return known[1]
    stats = record.stats
    volume = _NAN if stats.posts_per_day is None else math.log1p(max(stats.posts_per_day, 0.0))
    columns = {
        "volume": volume,
        "velocity": _NAN if stats.growth_per_day is None else stats.growth_per_day,
        "z": _NAN if stats.z is None else stats.z,
        "stats_age": _NAN if stats.as_of is None else stats.as_of.timestamp(),
        "competition": volume,
        "reach_prior": _REACH[record.reach],
        "tag_age": _NAN if record.first_seen is None else record.first_seen.timestamp(),
        "length": float(len(record.tag)),
        "words": float(len(record.words)),
        "visual_tag": float(record.visual),
        "flags": float(len(record.flags)),
    }
    packed = np.array([columns[name] for name in NAMES[_RECORD]]).tobytes()
    if len(_ready) >= MOST_RECORDS:
        _ready.clear()
    _ready[id(record)] = (record, packed)
    return packed


def _put_categories(rows: Rows, records: Sequence[TagRecord], relevance: Sequence[float], situation: Situation) -> None:
    groups = [record.categories for record in records]
    weights: dict[tuple[str, ...], int] = {}  # tags of the same categories together: there are few such groups
    for group, weight in zip(groups, relevance, strict=True):
        weights[group] = weights.get(group, 0) + round(weight * WHOLE)
    by_category: dict[str, int] = {}
    for group, total in weights.items():
        for name in group:
            by_category[name] = by_category.get(name, 0) + total
    everything = sum(weights.values())
    shares = {name: total / everything for name, total in by_category.items()} if everything else {}
    for column, share in (("category_match", shares), ("category_account", situation.account_categories)):
        best = {group: max((share.get(name, 0.0) for name in group), default=_NAN) for group in weights}
        if share:
            rows[:, _AT[column]] = [best[group] for group in groups]


def _put_company(rows: Rows, tags: Sequence[Tag], relevance: Sequence[float], situation: Situation) -> None:
    place = {tag: number for number, tag in enumerate(tags)}
    if situation.seeds:
        best, total = _beside(place, dict.fromkeys(situation.seeds, WHOLE), situation.companions)
        rows[:, _AT["seed_companion_max"]] = best
        rows[:, _AT["seed_companion_mean"]] = np.array(total, dtype=np.float64) / len(situation.seeds)
    # Only those that fit speak for others: what is used beside noise says nothing.
    fitting = {tag: round(r * WHOLE) for tag, r in zip(tags, relevance, strict=True) if r >= RELEVANCE_FLOOR}
    rows[:, _AT["candidate_companion_max"]], rows[:, _AT["candidate_companion_sum"]] = _beside(
        place, fitting, situation.companions
    )


def _beside(
    place: Mapping[Tag, int], weights: Mapping[Tag, int], companions: Mapping[Tag, Mapping[Tag, float]]
) -> tuple[list[float], list[float]]:
    """For each tag of ``place`` the best strength and the weighted sum with which tags of ``weights`` name it; 0 by none."""
    best, total = [0.0] * len(place), [0] * len(place)
    for tag, weight in weights.items():
        for other, strength in companions.get(tag, {}).items():
            if other in place and other != tag:
                at = place[other]
                best[at] = max(best[at], strength)
                total[at] += round(strength * weight)
    return best, [each / WHOLE for each in total]


def _put_earned(rows: Rows, first: str, tags: Sequence[Tag], lifts: Mapping[Tag, TagLift]) -> None:
    """Posts, lift and error into the column ``first`` and the two behind it."""
    known = [(at, lifts[tag]) for at, tag in enumerate(tags) if tag in lifts] if lifts else []
    if known:
        values = [(math.log1p(lift.posts), lift.lift, lift.error) for _, lift in known]
        rows[[at for at, _ in known], _AT[first] : _AT[first] + 3] = values


def _put_last_used(rows: Rows, tags: Sequence[Tag], situation: Situation) -> None:
    now, mine = situation.now.timestamp(), situation.account.tags
    for at, tag in enumerate(tags) if mine else ():
        if tag in mine and (last := mine[tag].last_used) is not None:
            rows[at, _AT["account_tag_age"]] = math.log1p(max(now - last.timestamp(), 0.0) / DAY_S)


def _put_setting(rows: Rows, situation: Situation) -> None:
    """What is the same for all candidates: the last columns, in their order."""
    account, now = situation.account, situation.now.astimezone(UTC)
    rows[:, _AT["account_posts"] :] = (
        math.log1p(account.posts),
        _NAN if account.level is None else account.level,
        _NAN if account.spread is None else account.spread,
        _NAN if account.followers is None else math.log1p(account.followers),
        _NAN if situation.max_tags is None else situation.max_tags,
        _FORMAT[situation.format],
        situation.images,
        math.log1p(len(situation.text)),
        now.hour,
        now.weekday(),
    )
