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

from hashtagger.posts import FeedbackKind, PostOutcome
from hashtagger.settings import RankerSettings
from hashtagger.storage.database import Database
from hashtagger.storage.lift_reports import put_report
from hashtagger.storage.outcomes import PUBLISHED_WITHIN, read_outcomes
from hashtagger.types import Tag
from ranker.logged import LoggedAnswer, read_logged
from ranker.offpolicy import OffPolicyReport, Published, estimate
from ranker.pairs import LEARNED, Pair, published, together, watched_beside
from ranker.residuals import fit
from ranker.voices import even_sample

MOST_ANSWERS = 100_000
"""The newest answers with a known post that a report is made of."""
MOST_PAIRS = 5
NOT_YET: Mapping[str, Any] = {
    "made": None,
    "since": None,
    "posts": 0,
    "posts_with_an_answer": 0,
    "policies": {},
    "feedback": [],
    "comparisons": [],
}
"""What there is to tell before the first night."""


def keep_report(database: Database, settings: RankerSettings, *, now: datetime) -> dict[str, Any]:
    """Make it, and put it where ``latest_report`` finds it."""
    report = make_report(database, settings, now=now)
    database.write_now(put_report, report, now=now)
    return report


def make_report(database: Database, settings: RankerSettings, *, now: datetime) -> dict[str, Any]:
    """Of the last ``window_days``, as JSON values. Blocks; no transaction is open while it estimates."""
    since = now - timedelta(days=settings.window_days)
    with database.reading() as connection:
        outcomes, answers, counts = _read(connection, since, now)
    earned = earned_by(outcomes)
    return {
        "made": now.isoformat(),
        "since": since.isoformat(),
        "posts": len(outcomes),
        "posts_with_an_answer": len(_answered(outcomes)),
        "policies": dict(Counter(answer.policy for answer in answers).most_common()),
        "feedback": kept_by_position(answers),
        "comparisons": [
            _comparison(pair, found, earned, counts.get(pair), settings) for pair, found in pairs_of(answers).items()
        ],
    }


def pairs_of(answers: Iterable[LoggedAnswer]) -> dict[Pair, list[tuple[LoggedAnswer, Sequence[Tag]]]]:
    """
    What can be compared → answers, oldest first, each with what the watched policy would have shown.

    First all learned models together, where there were several, then the newest pairs of single ones.
    """
    single: defaultdict[Pair, list[tuple[LoggedAnswer, Sequence[Tag]]]] = defaultdict(list)
    pooled: defaultdict[Pair, list[tuple[LoggedAnswer, Sequence[Tag]]]] = defaultdict(list)
    of: defaultdict[Pair, set[Pair]] = defaultdict(set)
    for answer in answers:
        with_baseline = answer.baseline_shown is not None
        for pair in watched_beside(answer.policy, answer.shadow, with_baseline=with_baseline):
            shown = answer.shadow_shown if pair[1] == answer.shadow else answer.baseline_shown or ()
            single[pair].append((answer, shown))
            if (all_of_them := together(pair)) is not None:
                pooled[all_of_them].append((answer, shown))
                of[all_of_them].add(pair)
    several = {pair: found for pair, found in pooled.items() if len(of[pair]) > 1}
    newest = sorted(single, key=lambda pair: single[pair][-1][0].created, reverse=True)[:MOST_PAIRS]
    return several | {pair: single[pair] for pair in newest}


def earned_by(outcomes: Sequence[PostOutcome]) -> dict[str, float]:
    """Id of a post → its residual engagement; what is usual is told by a sample in which no owner is most."""
    if not outcomes:
        return {}
    model = fit([outcomes[at] for at in even_sample(outcomes).tolist()])
    return dict(zip((each.post_id for each in outcomes), model.residuals(outcomes).tolist(), strict=True))


def slim(answer: LoggedAnswer) -> LoggedAnswer:
    """Without the rows of tags that chance could not have shown: a report holds many answers at once."""
    could = {*answer.exploration.greedy, *(tag for tag, _ in answer.exploration.pool), *answer.shadow_shown}
    could.update(answer.baseline_shown or ())
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
    current, other = ("the learned models" if policy == LEARNED else policy for policy in (current, other))
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
        return (
            "No engagement of a post with one of our answers was reported yet that counts (seen when the post was an hour "
            "old, or later), so nothing can be said of lift."
        )
    if not report["comparisons"]:
        return "No other policy was watched beside the one that answers, so there is nothing to compare."
    return " ".join(each["words"] for each in report["comparisons"])


def told_of(report: Mapping[str, Any] | None) -> dict[str, Any]:
    """The report with its ``summary`` as ``words``: what the API, exports and the command line show."""
    return {**(report or NOT_YET), "words": summary(report)}


def _read(
    connection: sa.Connection, since: datetime, now: datetime
) -> tuple[Sequence[PostOutcome], Sequence[LoggedAnswer], Mapping[Pair, Published]]:
    """The posts, the answers from ``since`` on that led to one, and counts of all answers."""
    outcomes = read_outcomes(connection, since=since - PUBLISHED_WITHIN, until=now)
    of_answers = [each for each in outcomes if each.recommendation_id is not None][-MOST_ANSWERS:]
    found = read_logged(connection, since=since, until=now, outcomes=of_answers, with_post=True)
    answers = [slim(answer) for answer in found if answer.experiment_id is None]
    return outcomes, answers, published(connection, since=since, until=now, known=_answered(outcomes))


def _answered(outcomes: Iterable[PostOutcome]) -> set[str]:
    """Ids of the answers with a known post."""
    return {each.recommendation_id for each in outcomes if each.recommendation_id is not None}


def _comparison(
    pair: Pair,
    found: Sequence[tuple[LoggedAnswer, Sequence[Tag]]],
    earned: Mapping[str, float],
    counts: Published | None,
    settings: RankerSettings,
) -> dict[str, Any]:
    current, other = pair
    answers = [answer for answer, _ in found]
    said = estimate(
        answers,
        target=other,
        slates={answer.recommendation_id: shown for answer, shown in found},
        residuals=np.array([np.nan if each.outcome is None else earned[each.outcome.post_id] for each in answers]),
        published=counts,
        min_effective_samples=settings.min_effective_samples,
    )
    return {"current": current, "other": other, "words": in_words(current, other, said), **said.to_json()}
