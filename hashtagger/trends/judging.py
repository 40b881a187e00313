"""Decides of each candidate whether it is shown and how far it may be believed, and writes it down as a trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from hashtagger.observations import Confidence, Trend, TrendKind, TrendState
from hashtagger.settings import TrendSettings
from hashtagger.storage.tag_series import TagUse
from hashtagger.storage.trend_reading import HIDDEN_FLAGS
from hashtagger.text.display import SURE_ENOUGH, display_tag
from hashtagger.trend_sources import note_of
from hashtagger.trends.assembling import Candidate, Place
from hashtagger.trends.gates import TagEvidence, confidence, is_stale, judge
from hashtagger.trends.knowledge import Known, flagged_as, look_up, split_once
from hashtagger.types import Tag


def judged(
    connection: sa.Connection, place: Place, candidates: Sequence[Candidate], hour: int, settings: TrendSettings
) -> list[Trend]:
    """The trends of one list, in the order of ``candidates``."""
    if not candidates:
        return []
    known = look_up(connection, place, candidates, hour)
    return _grouped([_trend(each, place, hour, known, settings) for each in candidates])


def _grouped(trends: Sequence[Trend]) -> list[Trend]:
    """Each group under the first of it that is shown: its name is told with all others, and must not be a hidden one."""
    fronts: dict[tuple[TrendKind, str], str] = {}
    for trend in trends:
        if trend.state is TrendState.SHOWN:
            fronts.setdefault((trend.kind, trend.group), trend.name)
    return [replace(trend, group=fronts.get((trend.kind, trend.group), trend.group)) for trend in trends]


def _trend(each: Candidate, place: Place, hour: int, known: Known, settings: TrendSettings) -> Trend:
    tag = Tag(each.name)
    busiest = each.busiest
    uses = known.uses.get(tag, ()) if busiest else ()
    judgement = judge(
        _evidence(each, known, uses),
        blocked=any(flag.kind in HIDDEN_FLAGS for flag in known.flags.get(flagged_as(each), ())),
        approved=tag in known.approved,
        unpublished=all(note_of(source).share_only for source in each.sources),
        public_floor=settings.public_floor,
    )
    authors = None if busiest is None else busiest[1].score.authors
    return Trend(
        name=each.name,
        display=_display(each, known),
        kind=each.kind,
        hour=hour,
        region=place[0],
        language=place[1],
        score=each.score,
        z=max((seen.score.z for _, seen in each.counted.values()), default=None),
        authors=authors,
        posts_per_day=sum(use.posts for use in uses) if busiest else None,
        growth_per_day=busiest[1].growth_per_day if busiest else None,
        velocity=busiest[1].velocity if busiest else None,
        confidence=_confidence(each, uses),
        sample_size=max((use.authors for use in uses), default=float(len(each.mentions))),
        sources=each.sources,
        evidence=each.evidence(),
        group=known.groups.get(each.name, each.name) if each.kind is TrendKind.HASHTAG else each.name,
        seasonality=known.seasons.get(tag, "") if each.kind is TrendKind.HASHTAG else "",
        first_seen=known.seen_since.get((each.kind.value, each.name), hour),
        state=judgement.state,
        reasons=judgement.reasons,
    )


def _evidence(each: Candidate, known: Known, uses: Sequence[TagUse]) -> TagEvidence:
    promoted = bool(each.mentions) and all(mention.listed.line.promoted for mention in each.mentions.values())
    if not uses:  # in a list; or counted, but by nobody for a day
        return TagEvidence(authors=0.0 if each.counted else None, promoted=promoted)
    tag = Tag(each.name)
    busiest = max(uses, key=lambda use: use.authors)
    return TagEvidence(
        authors=busiest.authors,
        posts=busiest.posts,
        weight=busiest.weight,
        servers=busiest.servers,
        authors_when_seen=known.when_seen.get(tag),
        co_tag_similarity=known.similarity.get(tag),
        promoted=promoted,
    )


def _confidence(each: Candidate, uses: Sequence[TagUse]) -> Confidence:
    counted = [scope for scope, _ in each.counted.values()]
    lists = [mention.target for mention in each.mentions.values()]
    stale = any(is_stale(lag_h=scope.lag_h) for scope in counted)
    stale = stale or any(is_stale(lag_h=target.age_h, period_h=target.period_h) for target in lists)
    return confidence(
        authors=max((use.authors for use in uses), default=None),
        witnesses=each.witnesses,
        history_h=max(
            [*(scope.history_h for scope in counted), *(int(target.slots * target.period_h) for target in lists)]
        ),
        stale=stale,
    )


def _display(each: Candidate, known: Known) -> str:
    record = known.records.get(Tag(each.name))
    if each.kind is TrendKind.HASHTAG:
        return record.display if record else _spelled(Tag(each.name))
    return " ".join(max(each.mentions.values(), key=lambda m: m.listed.share).listed.line.raw_name.split())


def _spelled(tag: Tag) -> str:
    split = split_once(tag)
    return display_tag(tag, split.words).removeprefix("#") if split.confidence >= SURE_ENOUGH else tag
