"""Exams from real posts: of the tags that an account used later, which earned more? Split by account, and by time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account
from hashtagger.types import Tag
from ranker.folds import fold_of
from ranker.judging.posts_2017 import RealPost

FOLDS = 6
"""Of accounts. Ways are chosen on the first half of them, and judged once on the other."""
EARLIER_SHARE = 0.6
"""Of an account's posts, in an exam by account: its own past."""
LEAST_LABEL_AGE_H = 40.0
"""Younger posts earn by the hour, and only their day is known: they are no labels."""
TIMES = (date(2017, 4, 5), date(2017, 4, 16), date(2017, 4, 24))
"""By time: what comes after the first teaches, after the second chooses (and teaches then), after the third is judged."""


@dataclass(frozen=True, slots=True, eq=False)
class Sitting:
    """One account at one moment. The items are the tags of its later posts; no later post is known to what orders them."""

    account: Account
    earlier: tuple[RealPost, ...]
    later: tuple[RealPost, ...]
    """All strictly after ``earlier``."""
    items: tuple[Tag, ...]
    """At least two, in order."""
    labels: NDArray[np.float64]
    """[len(items)] Mean residual of the later posts with the tag; not all equal."""

    @property
    def named(self) -> str:
        return f"{self.account.owner}/{self.account.profile_id}"


@dataclass(frozen=True, slots=True, eq=False)
class Exam:
    """What is known of all accounts, sittings to learn from, and sittings that are judged."""

    known: Sequence[RealPost]
    """Posts that the figures of tags may come from when ``judged`` is ordered."""
    lessons: Sequence[tuple[Sequence[RealPost], Sequence[Sitting]]]
    """The same for sittings to learn from: known posts, and sittings that are in none of them."""
    judged: Sequence[Sitting]


def by_account(posts: Sequence[RealPost], residuals: Mapping[str, float], *, judge: bool) -> list[Exam]:
    """
    One exam for each fold of accounts that is judged: nothing of its accounts is known but their own earlier posts.

    ``residuals``: id of a post → its label. Without ``judge`` only the first half of the folds exists at all.
    """
    folds: list[list[RealPost]] = [[] for _ in range(FOLDS)]
    for post in posts:
        folds[fold_of(post.outcome.account, FOLDS)].append(post)
    half = FOLDS // 2
    there = range(FOLDS if judge else half)
    sittings = [_split_each(folds[fold], residuals) for fold in there]

    def without(*left_out: int) -> list[RealPost]:
        return [post for fold in there if fold not in left_out for post in folds[fold]]

    return [
        Exam(
            without(fold), [(without(fold, other), sittings[other]) for other in there if other != fold], sittings[fold]
        )
        for fold in there
        if not judge or fold >= half
    ]


def by_time(posts: Sequence[RealPost], residuals: Mapping[str, float], *, judge: bool) -> list[Exam]:
    """One exam: of what is later than a day nothing is known. Without ``judge`` it ends where the judged time begins."""
    first, second, third = TIMES

    def lesson(start: date, end: date) -> tuple[list[RealPost], list[Sitting]]:
        known = [post for post in posts if _day(post) < start]
        return known, _sittings(known, [post for post in posts if start <= _day(post) < end], residuals)

    lessons = [lesson(first, second), lesson(second, third)] if judge else [lesson(first, second)]
    known, judged = lesson(third, date.max) if judge else lesson(second, third)
    return [Exam(known, lessons, judged)]


def labels_by(later: Sequence[RealPost], items: Sequence[Tag], residuals: Mapping[str, float]) -> NDArray[np.float64]:
    """Mean residual of the posts of ``later`` with each of ``items``: [len(items)]; each is on one of them at least."""
    earned: dict[Tag, list[float]] = {tag: [] for tag in items}
    for post in later:
        for tag in post.outcome.tags:
            earned[tag].append(residuals[post.outcome.post_id])
    return np.array([np.mean(earned[tag]) for tag in items])


def shuffled(posts: Sequence[RealPost], residuals: Mapping[str, float], seed: int) -> dict[str, float]:
    """``residuals``, dealt anew among the posts of each account: whoever still finds something in them deceives himself."""
    rng = np.random.default_rng(seed)
    dealt: dict[str, float] = {}
    for mine in _of_accounts([post for post in posts if post.outcome.post_id in residuals]).values():
        ids = [post.outcome.post_id for post in mine]
        dealt |= dict(zip(ids, rng.permutation([residuals[each] for each in ids]).tolist(), strict=True))
    return dealt


def _split_each(posts: Sequence[RealPost], residuals: Mapping[str, float]) -> list[Sitting]:
    """Each account at the day after about ``EARLIER_SHARE`` of its posts."""
    days: dict[Account, list[date]] = {}
    for post in posts:
        days.setdefault(post.outcome.account, []).append(_day(post))
    cuts = {account: sorted(each)[int(EARLIER_SHARE * len(each))] for account, each in days.items()}
    earlier = [post for post in posts if _day(post) < cuts[post.outcome.account]]
    return _sittings(earlier, [post for post in posts if _day(post) >= cuts[post.outcome.account]], residuals)


def _sittings(earlier: Sequence[RealPost], later: Sequence[RealPost], residuals: Mapping[str, float]) -> list[Sitting]:
    before, after = _of_accounts(earlier), _of_accounts([post for post in later if post.outcome.post_id in residuals])
    sittings = []
    for account in sorted(after, key=lambda each: (each.owner, each.profile_id)):
        items = tuple(sorted({tag for post in after[account] for tag in post.outcome.tags}))
        labels = labels_by(after[account], items, residuals)
        if len(items) > 1 and np.ptp(labels) > 0:
            sittings.append(Sitting(account, tuple(before.get(account, ())), tuple(after[account]), items, labels))
    return sittings


def _of_accounts(posts: Sequence[RealPost]) -> dict[Account, list[RealPost]]:
    found: dict[Account, list[RealPost]] = {}
    for post in posts:
        found.setdefault(post.outcome.account, []).append(post)
    return found


def _day(post: RealPost) -> date:
    return post.outcome.published.date()
