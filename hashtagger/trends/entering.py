"""Lets new trending tags into the catalogue, held back until they passed a review by rules or by a human."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import Trend, TrendKind, TrendState, hour_of
from hashtagger.storage import tags as catalogue
from hashtagger.storage.flags import clear_flag, set_flags
from hashtagger.storage.tag_decisions import forget_decision
from hashtagger.storage.tag_reviews import (
    BY_RULES,
    ReviewState,
    TagReview,
    decide,
    list_reviews,
    put_reviews,
    reviews_of,
)
from hashtagger.storage.tag_series import languages_of
from hashtagger.storage.tag_writes import TagDraft, upsert_tags
from hashtagger.storage.trend_reading import newest_hour
from hashtagger.storage.trend_scores import past_of, trends_of
from hashtagger.text.segment import split_tag
from hashtagger.trends.merging import BONUS_SHARE, FAMILIES
from hashtagger.types import Flag, FlagKind, Tag

SOURCE = "trends"
"""Of the flag on what has not been reviewed."""
REVIEW_SOURCE = "review"
"""Of the flag on what a human refused."""
MOST_NEW = 50
"""Tags that enter in one run, the highest scores first."""
DAY_H = 24
ENOUGH_WITNESSES = 2
LEAST_AGE = timedelta(hours=24)
ENOUGH_AUTHORS = 50.0
UNKNOWN_LANGUAGE = "und"


def enter_tags(connection: sa.Connection, *, now: datetime, most: int = MOST_NEW) -> Mapping[str, int]:
    """
    Bring the trending hashtags of the newest hour that the catalogue does not know into it; answers how many entered
    and how many wait for a human.

    What is shown enters with the flag ``UNREVIEWED``: the index finds it, the recommender never proposes it. What is held
    back, known or not, only gets a review; it enters when a human approved it. Phrases, tags that were refused, and tags
    that somebody deleted from the catalogue do not enter.
    """
    hour = newest_hour(connection)
    if hour is None or hour < hour_of(now) - DAY_H:
        return {"entered": 0, "queued": 0}
    best = _best(trends_of(connection, hour, [TrendState.SHOWN, TrendState.REVIEW]))
    reviews = reviews_of(connection, list(best))
    approved = {tag for tag, review in reviews.items() if review.state is ReviewState.APPROVED}
    refused = {tag for tag, review in reviews.items() if review.state is ReviewState.REFUSED}
    # A tag of the catalogue is no less suspicious: only a known one can be hijacked.
    held = [t for tag, t in best.items() if t.state is TrendState.REVIEW and _may_wait(reviews.get(tag))][:most]
    known = catalogue.resolve(connection, best)
    unknown = [t for tag, t in best.items() if t.state is TrendState.SHOWN and tag not in known]
    shown = [trend for trend in unknown if trend.name not in refused][:most]
    new = [trend for trend in shown if trend.name not in approved]
    # The flag comes first: nobody may see the tag without it.
    set_flags(connection, [(Tag(trend.name), _unreviewed(now)) for trend in new])
    put_reviews(connection, [_review(trend, now) for trend in (*new, *held)])
    languages = languages_of(connection, [Tag(trend.name) for trend in shown], hour - DAY_H + 1, hour)
    drafts = [_draft(trend, languages) for trend in shown]
    return {"entered": upsert_tags(connection, drafts, source="crawl", now=now).added, "queued": len(held)}


def review_by_rules(connection: sa.Connection, *, now: datetime) -> Mapping[str, int]:
    """
    Approve the new tags that nothing speaks against; answers how many.

    Nothing speaks against a tag of the catalogue when no rule and no flag names it or one of its words, it was never
    held back in the last day, and either two independent sources carry it or, a day after it entered, one has seen
    fifty authors in an hour. All others wait, for the next run or a human.
    """
    approved = 0
    after: Tag | None = None
    while page := list_reviews(connection, ReviewState.NEW, limit=500, after=after):
        after = page[-1].tag
        records = catalogue.records(connection, [review.tag for review in page])
        clean = {
            tag for tag, record in records.items() if {flag.kind for flag in record.flags} <= {FlagKind.UNREVIEWED}
        }
        first = min(hour_of(now), *(hour_of(review.created) for review in page)) - DAY_H
        past = past_of(connection, clean, first, hour_of(now))
        for review in page:
            reason = _passes(review, past.get(review.tag, ()), now) if review.tag in clean else None
            if reason is not None:
                clear_flag(connection, review.tag, FlagKind.UNREVIEWED, source=SOURCE)
                decide(connection, review.tag, ReviewState.APPROVED, reason=reason, by=BY_RULES, now=now)
                approved += 1
    return {"approved": approved}


def approve(connection: sa.Connection, tag: Tag, *, by: str, now: datetime, reason: str = "") -> None:
    """Let ``tag`` be recommended, whatever was decided before. Raises ``NotFound`` for a tag without a review."""
    decide(connection, tag, ReviewState.APPROVED, reason=reason or "approved", by=by, now=now)
    clear_flag(connection, tag, FlagKind.UNREVIEWED, source=SOURCE)
    clear_flag(connection, tag, FlagKind.BLOCKED, source=REVIEW_SOURCE)
    forget_decision(connection, tag, verdict="block")  # the last word counts


def refuse(connection: sa.Connection, tag: Tag, *, by: str, now: datetime, reason: str = "") -> None:
    """Block ``tag``, also where the catalogue does not know it. Raises ``NotFound`` for a tag without a review."""
    why = reason or "refused"
    decide(connection, tag, ReviewState.REFUSED, reason=why, by=by, now=now)
    set_flags(connection, [(tag, Flag(FlagKind.BLOCKED, why, 1.0, REVIEW_SOURCE, now.date().isoformat()))])
    clear_flag(connection, tag, FlagKind.UNREVIEWED, source=SOURCE)
    forget_decision(connection, tag, verdict="allow")


def _best(trends: Sequence[Trend]) -> dict[Tag, Trend]:
    """The best row of each hashtag."""
    best: dict[Tag, Trend] = {}
    for trend in trends:
        if trend.kind is TrendKind.HASHTAG:
            best.setdefault(Tag(trend.name), trend)
    return best


def _may_wait(review: TagReview | None) -> bool:
    """What the rules let pass before is looked at again; what a human decided, or is to decide, is not."""
    return review is None or (review.state is ReviewState.APPROVED and review.decided_by == BY_RULES)


def _draft(trend: Trend, languages: Mapping[Tag, str]) -> TagDraft:
    tag = Tag(trend.name)
    spoken = (languages.get(tag) or trend.language).partition("-")[0]
    return TagDraft(
        tag=tag,
        display=trend.display,
        words=words_of(tag),
        language=spoken or ("en" if tag.isascii() else UNKNOWN_LANGUAGE),
    )


def words_of(tag: Tag) -> tuple[str, ...]:
    """The words of a tag that nobody split yet, in lower case."""
    return tuple(word.casefold() for word in split_tag(tag).words)


def _unreviewed(now: datetime) -> Flag:
    return Flag(FlagKind.UNREVIEWED, "new from a trend", 1.0, SOURCE, now.date().isoformat())


def _review(trend: Trend, now: datetime) -> TagReview:
    evidence: dict[str, Any] = {
        "score": trend.score,
        "authors": trend.authors,
        "hour": trend.hour,
        "region": trend.region,
        "language": trend.language,
        "sources": {source: dict(said) for source, said in trend.evidence.items()},
    }
    reason = ", ".join(trend.reasons) or "new from a trend"
    return TagReview(Tag(trend.name), ReviewState.NEW, reason, evidence, created=now)


def _passes(review: TagReview, past: Collection[Trend], now: datetime) -> str | None:
    """Why the tag may be approved, or None."""
    lately = [trend for trend in past if trend.hour >= hour_of(now) - DAY_H]
    if any(trend.state in (TrendState.REVIEW, TrendState.BLOCKED) for trend in lately):
        return None
    witnesses = max((_witnesses(trend) for trend in lately if trend.state is TrendState.SHOWN), default=0)
    if witnesses >= ENOUGH_WITNESSES:
        return f"{witnesses} independent sources"
    authors = max((trend.authors or 0.0 for trend in past), default=0.0)
    if now - review.created >= LEAST_AGE and authors >= ENOUGH_AUTHORS:
        return f"{authors:.0f} authors in an hour, and nothing against it for a day"
    return None


def _witnesses(trend: Trend) -> int:
    strong = [source for source, said in trend.evidence.items() if said.get("share", 0.0) >= BONUS_SHARE]
    return len({FAMILIES.get(source, source) for source in strong})
