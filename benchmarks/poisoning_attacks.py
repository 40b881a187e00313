"""Honest tenants, and those who want one tag to rise: what each reports, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from hashtagger.posts import COUNTS, Account, Post, PostFormat, PostOutcome
from hashtagger.storage.engagements import Report
from hashtagger.types import Tag
from ranker.logged import LoggedAnswer

HUGE = 1_000_000
_LIKES = COUNTS.index("likes")


@dataclass(frozen=True, slots=True)
class Batch:
    """What one key reports at one moment."""

    owner: str
    now: datetime
    reports: Sequence[Report]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an attacker knows: the tag, its rivals, and when the world begins and ends; ``size`` 1 is the whole attack."""

    target: Tag
    rivals: Sequence[Tag]
    begin: datetime
    end: datetime
    size: float = 1.0

    def many(self, count: int) -> int:
        return max(int(count * self.size), 10)


def report_of(outcome: PostOutcome, *, likes: int | None = None, age_h: float | None = None) -> Report:
    """What an owner says of a post."""
    post = Post(
        *("", outcome.account.owner, outcome.post_id, outcome.account.profile_id, outcome.platform),
        published=outcome.published,
        format=outcome.format,
        tags=outcome.tags,
        followers=outcome.followers,
    )
    counts: list[int | None] = [None] * len(COUNTS)
    counts[_LIKES] = int(outcome.interactions) if likes is None else likes
    return Report(post, tuple(counts), outcome.published + timedelta(hours=age_h or outcome.age_h))


def honest(answers: Sequence[LoggedAnswer]) -> Iterator[Batch]:
    """Every tenant reports once in ten days what is two days old."""
    told = [replace(a.outcome, recommendation_id=None) for a in answers if a.outcome is not None]

    def when(each: PostOutcome) -> tuple[datetime, str]:
        days = (each.published - told[0].published).days // 10 * 10 + 13
        return told[0].published + timedelta(days=days), each.account.owner

    for (now, owner), posts in groupby(sorted(told, key=when), key=when):
        yield Batch(owner, now, [report_of(each) for each in posts])


def one_key(plan: Plan) -> Iterator[Batch]:
    """A new owner with one profile and 100,000 posts; every other one has the tag and earned a million likes, the rest none."""
    yield from _pushed(plan, "pusher", plan.many(100_000), profiles=1)


def many_profiles(plan: Plan) -> Iterator[Batch]:
    """An owner of old with a thousand profiles."""
    yield _sleeper(plan, "agency")
    yield from _pushed(plan, "agency", plan.many(100_000), profiles=plan.many(1_000))


def sybils(plan: Plan) -> Iterator[Batch]:
    """500 owners that came in the last days, with a few posts each."""
    for number in range(500):
        yield from _pushed(plan, f"sybil-{number}", 6, profiles=1)


def backdated(plan: Plan) -> Iterator[Batch]:
    """The same, whose posts say that they are old; and posts from the future, which are refused."""
    for number in range(500):
        posts = [
            replace(each, published=plan.begin + timedelta(days=n))
            for n, each in enumerate(_posts(plan, f"old-{number}", 6))
        ]
        ahead = replace(posts[0], post_id="ahead", published=plan.end + timedelta(days=300))
        yield Batch(f"old-{number}", plan.end, [report_of(each) for each in (*posts, ahead)])


def replays(plan: Plan) -> Iterator[Batch]:
    """An owner of old with 300 posts, of which it reports again and again, more each time, at ages from an hour on."""
    yield _sleeper(plan, "replayer")
    posts = _posts(plan, "replayer", 300)
    for turn in range(20):
        reports = [report_of(each, likes=int(each.interactions) * (turn + 1), age_h=1.0 + 5.0 * turn) for each in posts]
        yield Batch("replayer", plan.end, [*reports, *reports])


def turned(plan: Plan) -> Iterator[Batch]:
    """An owner that was honest for months and then pushes."""
    yield _sleeper(plan, "turncoat", 300)
    yield from _pushed(plan, "turncoat", plan.many(2_000), profiles=1)


def pairs(plan: Plan) -> Iterator[Batch]:
    """An owner of old pushes the tag and puts every rival on posts that earn nothing."""
    yield _sleeper(plan, "envious")
    posts = [
        each if plan.target in each.tags else replace(each, tags=tuple(plan.rivals[n % len(plan.rivals) :][:20]))
        for n, each in enumerate(_posts(plan, "envious", plan.many(20_000)))
    ]
    yield Batch("envious", plan.end, [report_of(each) for each in posts])


def patient(plan: Plan) -> Iterator[Batch]:
    """500 owners that waited for two months: nothing but the operator tells them from honest ones."""
    for number in range(500):
        yield _sleeper(plan, f"patient-{number}", 4)
        yield from _pushed(plan, f"patient-{number}", 6, profiles=1)


ATTACKS: Mapping[str, Callable[[Plan], Iterator[Batch]]] = {
    "one key, 100,000 posts": one_key,
    "one owner, 1,000 profiles": many_profiles,
    "500 new owners": sybils,
    "replayed, growing": replays,
    "backdated and future": backdated,
    "turned bad": turned,
    "rivals put down": pairs,
}
"""Those that the bound holds for."""


def _pushed(plan: Plan, owner: str, count: int, *, profiles: int) -> Iterator[Batch]:
    yield Batch(owner, plan.end, [report_of(each) for each in _posts(plan, owner, count, profiles)])


def _posts(plan: Plan, owner: str, count: int, profiles: int = 1) -> list[PostOutcome]:
    """Of the last five weeks; the posts of a profile earn a million with the tag and nothing without it, by turns."""
    made = []
    for number in range(count):
        is_good = number // profiles % 2 == 0
        made.append(
            PostOutcome(
                post_id=f"pushed-{number}",
                account=Account(owner, f"profile-{number % profiles}"),
                platform="instagram",
                published=plan.end - timedelta(days=35) + timedelta(days=30) * (number / count),
                format=PostFormat.PHOTO,
                tags=(plan.target,) if is_good else (Tag("calm"),),
                interactions=float(HUGE if is_good else 0),
                age_h=48.0,
                followers=5_000,
            )
        )
    return made


def _sleeper(plan: Plan, owner: str, posts: int = 5) -> Batch:
    """What an owner reported in the first weeks, like everybody else."""
    made = [
        replace(
            each,
            post_id=f"early-{n}",
            published=plan.begin + timedelta(hours=n),
            tags=(Tag("calm"),),
            interactions=40.0 + n % 7,
        )
        for n, each in enumerate(_posts(plan, owner, posts))
    ]
    return Batch(owner, plan.begin + timedelta(days=15), [report_of(each) for each in made])
