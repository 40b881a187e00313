"""
The lift report: what the logs can honestly say of one policy beside another, with intervals, or that they cannot say it.

Posts of one policy are never compared with posts of another directly: what is told of a policy that did not answer comes from
the tags that chance brought in (``ranker/offpolicy.py``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import sqlalchemy as sa

from hashtagger.posts import FeedbackKind
from hashtagger.settings import RankerSettings
from hashtagger.storage.database import Database
from hashtagger.storage.lift_reports import put_report
from hashtagger.storage.outcomes import read_outcomes
from ranker.baseline import VERSION as BASELINE
from ranker.logged import PUBLISHED_WITHIN, LoggedAnswer, read_logged
from ranker.offpolicy import OffPolicyReport, estimate
from ranker.residuals import fit

MOST_ANSWERS = 100_000
"""The newest answers with a known post that a report is made of."""
MOST_PAIRS = 5
LEARNED = "learned"
"""All learned models together, each while it answered or was watched: a single one is seldom watched for long."""


def keep_report(database: Database, settings: RankerSettings, *, now: datetime) -> dict[str, Any]:
    """Make it, and put it where ``latest_report`` finds it."""
    with database.reading() as connection:
        report = make_report(connection, settings, now=now)
    database.write_now(put_report, report, now=now)
    return report


def make_report(connection: sa.Connection, settings: RankerSettings, *, now: datetime) -> dict[str, Any]:
    """Of the last ``window_days``, as JSON values."""
    since = now - timedelta(days=settings.window_days)
    outcomes = read_outcomes(connection, since=since - PUBLISHED_WITHIN, until=now)
    known = {each.recommendation_id for each in outcomes if each.recommendation_id is not None}
    earned = (
        dict(zip((each.post_id for each in outcomes), fit(outcomes).residuals(outcomes), strict=True))
        if outcomes
        else {}
    )
    answers = [
        slim(answer)
        for answer in read_logged(connection, since=since, until=now, outcomes=outcomes[-MOST_ANSWERS:], with_post=True)
        if answer.experiment_id is None
    ]
    return {
        "made": now.isoformat(),
        "since": since.isoformat(),
        "posts": len(outcomes),
        "posts_with_an_answer": len(known),
        "policies": dict(Counter(answer.policy for answer in answers).most_common()),
        "feedback": kept_by_position(answers),
        "comparisons": [
            _comparison(current, found, other, earned, settings)
            for (current, other), found in pairs_of(answers).items()
        ],
    }


def pairs_of(answers: Iterable[LoggedAnswer]) -> dict[tuple[str, str], list[LoggedAnswer]]:
    """
    What can be compared: (what answered, what was watched beside it) → answers, oldest first.

    First all learned models together, where there were several, then the newest pairs of single ones.
    """
    single: defaultdict[tuple[str, str], list[LoggedAnswer]] = defaultdict(list)
    together: defaultdict[tuple[str, str], list[LoggedAnswer]] = defaultdict(list)
    for answer in answers:
        if answer.shadow is not None:
            single[answer.policy, answer.shadow].append(answer)
            together[_kind(answer.policy), _kind(answer.shadow)].append(answer)
    several = {pair: found for pair, found in together.items() if len({(a.policy, a.shadow) for a in found}) > 1}
    newest = sorted(single, key=lambda pair: single[pair][-1].created, reverse=True)[:MOST_PAIRS]
    return several | {pair: single[pair] for pair in newest}


def slim(answer: LoggedAnswer) -> LoggedAnswer:
    """Without the rows of tags that chance could not have shown: a report holds many answers at once."""
    could = {*answer.exploration.greedy, *(tag for tag, _ in answer.exploration.pool), *answer.shadow_shown}
    places = [place for place, tag in enumerate(answer.candidates) if tag in could]
    return replace(
        answer,
        candidates=tuple(answer.candidates[place] for place in places),
        scores=answer.scores[places],
        relevance=answer.relevance[places],
        rows=np.ascontiguousarray(answer.rows[places]),
    )


def kept_by_position(answers: Iterable[LoggedAnswer]) -> list[dict[str, Any]]:
    """Of the answers that creators said something to: how many tags at each position were shown, and how many removed."""
    shown: Counter[int] = Counter()
    removed: Counter[int] = Counter()
    for answer in answers:
        for position, tag in enumerate(answer.shown if answer.feedback is not None else (), start=1):
            shown[position] += 1
            removed[position] += (answer.feedback or {}).get(tag) is FeedbackKind.REMOVED
    return [{"position": place, "shown": shown[place], "removed": removed[place]} for place in sorted(shown)]


def in_words(current: str, other: str, found: OffPolicyReport) -> str:
    """One comparison as a person would say it."""
    if found.verdict_interval is None:
        return f"Nothing can be said of {other} instead of {current}: {found.verdict.removeprefix('refused: ')}."
    low, high = (100.0 * np.expm1(value) for value in (found.verdict_interval.low, found.verdict_interval.high))
    between = f"between {low:+.1f} % and {high:+.1f} % interactions ({100 * found.verdict_level:.0f} % interval)"
    if found.verdict == "no measurable effect":
        return f"No measurable effect of {other} instead of {current}: {between}."
    return f"{other} instead of {current} would earn {'more' if found.verdict == 'better' else 'less'}: {between}."


def summary(report: Mapping[str, Any] | None) -> str:
    """The whole report in a sentence or a few; None: there is no report yet."""
    if report is None:
        return "There is no report yet: the job 'ranker' makes one each night."
    if not report["posts_with_an_answer"]:
        return "No engagement of a post with one of our answers was reported, so nothing can be said of lift."
    if not report["comparisons"]:
        return "No other policy was watched beside the one that answers, so there is nothing to compare."
    return " ".join(each["words"] for each in report["comparisons"])


def _comparison(
    current: str, answers: Sequence[LoggedAnswer], other: str, earned: Mapping[str, float], settings: RankerSettings
) -> dict[str, Any]:
    residuals = np.array([np.nan if each.outcome is None else earned[each.outcome.post_id] for each in answers])
    found = estimate(
        answers,
        target=other,
        slates={each.recommendation_id: each.shadow_shown for each in answers},
        residuals=residuals,
        min_effective_samples=settings.min_effective_samples,
    )
    return {"current": current, "other": other, "words": in_words(current, other, found), **found.to_json()}


def _kind(policy: str) -> str:
    return BASELINE if policy == BASELINE else LEARNED
