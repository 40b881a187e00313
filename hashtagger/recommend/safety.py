"""What must never be recommended: flagged tags, tags that contradict the draft, tags that a platform cannot carry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache

from hashtagger.recommend.contradictions import Contradictions, words_of
from hashtagger.text.hashtags import MAX_TAG_CHARS, is_valid_tag
from hashtagger.types import Candidate, FlagKind, PlatformRule, Tag, TagRecord

NEVER = frozenset(FlagKind) - {FlagKind.RESTRICTED, FlagKind.OVER_GENERIC}
_NAMED_BY = frozenset({"text", "companions", "history"})
RESTRICTED_CONFIDENCE = 0.5
"""A tag said to be restricted is dropped from this confidence on, and shown with its flag below it."""


def safe_candidates(
    candidates: Iterable[Candidate],
    *,
    draft: str,
    asked_for: Collection[Tag],
    excluded: Collection[Tag],
    rule: PlatformRule,
    contradictions: Contradictions,
    language: str | None,
) -> list[Candidate]:
    """
    The candidates that may be shown, in their order.

    An over-generic tag (#love) stays only when the caller asked for it. Tags of another language than
    ``language`` (None: English) go, see ``speaks``. What the draft and the seeds say wins over a contradicting tag.
    """
    ruled_out = contradictions.opposed_to([*re.findall(r"\w+", draft.casefold()), *asked_for])
    longest = MAX_TAG_CHARS if rule.max_tag_chars is None else rule.max_tag_chars
    # The cheap questions first: this is asked of hundreds of candidates.
    return [
        candidate
        for candidate in candidates
        if speaks(candidate, language, asked_for)
        and not is_flagged_out(candidate.record, asked_for)
        and candidate.record.tag not in excluded
        and len(candidate.record.tag) <= longest
        and is_linked(candidate.record.tag, rule.platform)
        and (not ruled_out or words_of(candidate.record).isdisjoint(ruled_out))
    ]


def is_flagged_out(record: TagRecord, asked_for: Collection[Tag]) -> bool:
    for flag in record.flags:
        if flag.kind in NEVER:
            return True
        if flag.kind is FlagKind.RESTRICTED and flag.confidence >= RESTRICTED_CONFIDENCE:
            return True
        if flag.kind is FlagKind.OVER_GENERIC and record.tag not in asked_for:
            return True
    return False


@lru_cache(maxsize=50_000)
def is_linked(tag: Tag, platform: str) -> bool:
    """``is_valid_tag``, remembered."""
    return is_valid_tag(tag, platform)


def speaks(candidate: Candidate, language: str | None, asked_for: Collection[Tag]) -> bool:
    """In the wished language (None: English), or a tag that the text, the seeds or the profile brought up."""
    record = candidate.record
    if record.language == (language or "en") or record.tag in asked_for:
        return True
    return not _NAMED_BY.isdisjoint(candidate.evidence)
