"""What a ranking was made of, as JSON small enough to keep with every answer, and back again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from hashtagger.posts import PostFormat
from hashtagger.ranking import AccountHistory, Situation, TagLift
from hashtagger.recommend.diversify import RELEVANCE_FLOOR
from hashtagger.storage.recommendations import StoredRecommendation
from hashtagger.types import Candidate, Evidence, Flag, FlagKind, Reach, ScoredCandidate, Tag, TagRecord, TagStats


def ingredients(scored: Sequence[ScoredCandidate], situation: Situation) -> dict[str, Any]:
    """
    Everything that rows are made of beside what the recommendation keeps anyway (candidates with evidence, draft, platform,
    language, region): records as they were, account, lifts, companions. Tags are named by their place in ``scored``; moments
    and enumerations stand as they are, ``orjson`` writes both.

    Of companions only what rows look at: those of the seeds, and of candidates at or above the relevance floor.
    """
    tags = [each.candidate.record.tag for each in scored]
    place = {tag: number for number, tag in enumerate(tags)}
    speakers = [each.candidate.record.tag for each in scored if each.relevance >= RELEVANCE_FLOOR]
    account = situation.account
    return {
        "now": situation.now,
        "format": situation.format,
        "images": situation.images,
        "max_tags": situation.max_tags,
        "seeds": list(situation.seeds),
        "account": [account.posts, account.followers, account.level, account.spread, account.explore],
        "account_categories": dict(situation.account_categories),
        "account_tags": _lifts(account.tags, place),
        "lifts": _lifts(situation.lifts, place),
        "companions": {
            tag: [[place[other], strength] for other, strength in situation.companions[tag].items() if other in place]
            for tag in dict.fromkeys([*situation.seeds, *speakers])
            if tag in situation.companions
        },
        "records": _records([each.candidate.record for each in scored]),
    }


def from_ingredients(kept: StoredRecommendation, logged: Mapping[str, Any]) -> tuple[list[ScoredCandidate], Situation]:
    """What ``ingredients`` was told, as far as rows depend on it: details and reasons, spellings and meanings are gone."""
    tags = [Tag(each["tag"]) for each in kept.candidates]
    records = _read_records(tags, logged["records"])
    scored = [
        ScoredCandidate(Candidate(record, _evidence(each["evidence"])), each["score"], each["relevance"])
        for record, each in zip(records, kept.candidates, strict=True)
    ]
    posts, followers, level, spread, explore = logged["account"]
    account_tags = _read_lifts(logged["account_tags"], tags)
    situation = Situation(
        now=datetime.fromisoformat(logged["now"]),
        platform=kept.platform,
        format=PostFormat(logged["format"]),
        images=logged["images"],
        text=kept.draft,
        max_tags=logged["max_tags"],
        language=kept.language,
        region=kept.region,
        seeds=tuple(Tag(seed) for seed in logged["seeds"]),
        account=AccountHistory(posts, followers, level, spread, account_tags, explore),
        account_categories=logged["account_categories"],
        lifts=_read_lifts(logged["lifts"], tags),
        companions={
            Tag(tag): {tags[at]: strength for at, strength in others} for tag, others in logged["companions"].items()
        },
    )
    return scored, situation


def _lifts(lifts: Mapping[Tag, TagLift], place: Mapping[Tag, int]) -> list[list[Any]]:
    found = ((place[tag], lift) for tag, lift in lifts.items() if tag in place)
    return [[at, lift.posts, lift.lift, lift.error, lift.last_used] for at, lift in found]


def _read_lifts(rows: Iterable[Sequence[Any]], tags: Sequence[Tag]) -> dict[Tag, TagLift]:
    return {tags[at]: TagLift(posts, lift, error, _moment(last)) for at, posts, lift, error, last in rows}


def _records(records: Sequence[TagRecord]) -> dict[str, list[Any]]:
    """By column, because equal values side by side take next to no room once they are packed."""
    return {
        "words": [len(record.words) for record in records],
        "categories": [" ".join(record.categories) for record in records],
        "language": [record.language for record in records],
        "reach": [record.reach for record in records],
        "visual": [record.visual for record in records],
        "flags": [[flag.kind for flag in record.flags] for record in records],
        "stats": [_stats(record.stats) for record in records],
        "first_seen": [record.first_seen for record in records],
    }


def _read_records(tags: Sequence[Tag], columns: Mapping[str, Sequence[Any]]) -> list[TagRecord]:
    rows = (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))
    return [
        TagRecord(
            tag=tag,
            display=tag,
            words=(tag,) * row["words"],
            meaning="",
            categories=tuple(row["categories"].split()),
            language=row["language"],
            reach=Reach(row["reach"]),
            visual=row["visual"],
            flags=tuple(Flag(FlagKind(kind), "", 1.0, "", "") for kind in row["flags"]),
            stats=_read_stats(row["stats"]),
            first_seen=_moment(row["first_seen"]),
        )
        for tag, row in zip(tags, rows, strict=True)
    ]


def _stats(stats: TagStats) -> list[Any] | None:
    values = [stats.posts_per_day, stats.growth_per_day, stats.z, stats.as_of]
    return None if values == [None] * 4 else values


def _read_stats(values: Sequence[Any] | None) -> TagStats:
    if values is None:
        return TagStats()
    posts_per_day, growth_per_day, z, as_of = values
    return TagStats(posts_per_day, growth_per_day, z, as_of=_moment(as_of))


def _evidence(strengths: Mapping[str, float]) -> dict[str, Evidence]:
    return {source: Evidence(strength, "") for source, strength in strengths.items()}


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
