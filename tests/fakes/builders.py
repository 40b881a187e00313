"""Small builders of domain values for the tests of the recommender."""

from hashtagger.types import (
    Candidate,
    Evidence,
    Flag,
    FlagKind,
    PlatformRule,
    Reach,
    ScoredCandidate,
    Tag,
    TagRecord,
    TagStats,
)


def a_record(
    words: str,
    *,
    reach: Reach = Reach.MEDIUM,
    language: str = "en",
    visual: bool = True,
    flags: tuple[Flag, ...] = (),
    stats: TagStats | None = None,
) -> TagRecord:
    split = tuple(words.split())
    display = "".join(word.capitalize() for word in split)
    return TagRecord(
        Tag(display.casefold()), display, split, "", ("dogs",), language, reach, visual, flags, stats or TagStats()
    )


def a_flag(kind: FlagKind, confidence: float = 1.0) -> Flag:
    return Flag(kind, "because", confidence, "a test", "2026-11-20")


def a_candidate(words: str, *, evidence: dict[str, float] | None = None, **record: object) -> Candidate:
    strengths = {"visual": 0.8} if evidence is None else evidence
    found = {source: Evidence(value, f"{source} says {words}") for source, value in strengths.items()}
    return Candidate(a_record(words, **record), found)  # type: ignore[arg-type]


def scored(words: str, score: float = 0.8, **record: object) -> ScoredCandidate:
    return ScoredCandidate(a_candidate(words, **record), score, score)


def a_rule(platform: str = "instagram", max_tags: int | None = 5, **limits: int | None) -> PlatformRule:
    return PlatformRule(
        platform=platform,
        max_tags=max_tags,
        advised_tags=5,
        max_tag_chars=limits.get("max_tag_chars", 100),
        max_post_chars=limits.get("max_post_chars"),
        since="2025-12",
        until=None,
        source="a test",
    )
