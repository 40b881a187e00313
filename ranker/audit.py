"""Who weighs how much in what is learned, and whose reports cannot be true: what an operator looks at before trusting it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa

from hashtagger.posts import Account
from hashtagger.storage import audits
from hashtagger.storage.distrust import read_distrusted
from hashtagger.storage.keys import ApiKey, list_keys
from hashtagger.storage.recommendations import LOCAL
from hashtagger.storage.tag_lifts import lifts_of
from hashtagger.types import Tag
from ranker.gate import suspicion
from ranker.lifts import FRESH_POSTS, VOICE_VOTES, Variances
from ranker.recount import last_variances
from ranker.voices import new_among
from ranker.weights import Shares, shares_of

MANY_A_DAY = 2_000
"""Reports of one key."""
BURST = 10
"""Owners that we first heard of on one day."""
LEAST_VOTES = 0.25
"""Tags with fewer votes in all have hardly a lift, and are not looked at."""
MOST_TAGS = 5
"""That are named of one owner."""
_IMPOSSIBLE, _FALLING, _REPEATED, _ONE_TAG = 0.01, 0.02, 0.2, 0.9


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks against an owner. ``weight``: 3 cannot be true, 2 is not usual, 1 is worth a look."""

    weight: int
    text: str


@dataclass(frozen=True, slots=True)
class Suspect:
    """One owner, whether anything speaks against it or not."""

    owner: str
    keys: Sequence[str]
    """Id, beginning and name of each of its keys that is not revoked."""
    key_ids: Sequence[str]
    profiles: int
    posts: int
    heard: datetime
    is_new: bool
    is_distrusted: bool
    votes: float
    """On the lifts of all tags together, after the caps."""
    capped_tags: int
    """Tags on which it would have more votes without a cap."""
    leads: Sequence[tuple[Tag, float]]
    """Tags whose lift rests on it mostly, with its share of the votes, 0..1."""
    reasons: Sequence[Reason]
    """The heaviest first."""

    @property
    def suspicion(self) -> int:
        return sum(reason.weight for reason in self.reasons)

    @property
    def advice(self) -> Sequence[str]:
        """Commands that an operator may want; none while nothing speaks against it."""
        if not self.reasons or self.owner == LOCAL:
            return ()
        revoke = [f"hashtagger keys revoke {key_id}" for key_id in self.key_ids]
        return ([] if self.is_distrusted else [f"hashtagger ranker distrust {self.owner}"]) + revoke


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit found."""

    since: datetime
    """Reports are looked at from here on, votes over all posts."""
    owners: Sequence[Suspect]
    """The most suspect first."""
    bursts: Sequence[tuple[str, int]]
    """Day (UTC), and how many owners we first heard of on it."""
    gate: str | None
    """Why a model learned now would be refused because of who sent its posts; None when nothing speaks against it."""


@dataclass(slots=True)
class _Standing:
    votes: float = 0.0
    capped: int = 0
    leads: list[tuple[Tag, float]] = field(default_factory=list)
    tags: Counter[Tag] = field(default_factory=Counter)
    """The tag of most of its posts."""


def audit(connection: sa.Connection, *, now: datetime, days: int = 30, window_days: int = 180) -> Audit:
    """
    Look at everybody's reports of the last ``days`` and at the votes that the last count of lifts gave.

    Reads only: a few passes over posts and reports, which take seconds for a million.
    """
    since = now - timedelta(days=days)
    told = audits.told_by_owner(connection)
    first = {each.owner: each.heard for each in told}
    new = new_among(first, max(first.values(), default=now))
    standing = _standings(connection, new)
    odd, repeated = audits.oddities_by_owner(connection, since=since), audits.most_repeated(connection, since=since)
    busy, keys, distrusted = (
        audits.busiest_days(connection, since=since),
        _keys(connection),
        read_distrusted(connection),
    )
    joined = Counter(f"{moment:%Y-%m-%d}" for owner, moment in first.items() if owner in new)
    bursts = sorted((day, count) for day, count in joined.items() if count >= BURST)
    found = []
    for each in told:
        mine, place = keys.get(each.owner, ()), standing[each.owner]
        reasons = [
            *_of_reports(odd.get(each.owner, audits.Oddities()), repeated.get(each.owner), each.posts),
            *_of_days([busy[key.id] for key in mine if key.id in busy]),
            *_of_votes(place, each.posts, each.owner),
            *_of_age(each, dict(bursts), each.owner in new),
        ]
        live = [key for key in mine if key.revoked is None]
        found.append(
            Suspect(
                owner=each.owner,
                keys=[f"{key.id} {key.prefix}… {key.name}" for key in live],
                key_ids=[key.id for key in live],
                profiles=each.profiles,
                posts=each.posts,
                heard=each.heard,
                is_new=each.owner in new,
                is_distrusted=each.owner in distrusted or any(key.id in distrusted for key in mine),
                votes=place.votes,
                capped_tags=place.capped,
                leads=sorted(place.leads, key=lambda lead: (-lead[1], lead[0]))[:MOST_TAGS],
                reasons=sorted(reasons, key=lambda reason: -reason.weight),
            )
        )
    found.sort(key=lambda one: (-one.suspicion, -one.posts, one.owner))
    answered = audits.answered_posts(connection, since=now - timedelta(days=window_days))
    return Audit(since, found, bursts, suspicion(_shares(answered, new), {}))


def _keys(connection: sa.Connection) -> Mapping[str, Sequence[ApiKey]]:
    found: dict[str, list[ApiKey]] = defaultdict(list)
    for key in list_keys(connection):
        found[key.owner].append(key)
    return found


def _standings(connection: sa.Connection, new: frozenset[str]) -> defaultdict[str, _Standing]:
    """Owner → its votes after the caps, and the tags that rest on it."""
    variances: Variances = last_variances(connection)
    ratio = (variances.noise / variances.accounts) ** 2
    found: defaultdict[str, _Standing] = defaultdict(_Standing)
    of_tag: list[tuple[str, float]] = []
    last: str | None = None
    led: dict[Tag, str] = {}
    for tag, owner, posts, weight in audits.votes(connection, fresh_posts=FRESH_POSTS, noise_ratio=ratio):
        if tag != last and last is not None:
            _add_tag(found, led, Tag(last), of_tag, new)
            of_tag = []
        last = tag
        of_tag.append((owner, weight))
        if posts > next(iter(found[owner].tags.values()), 0):
            found[owner].tags = Counter({Tag(tag): posts})
    if last is not None:
        _add_tag(found, led, Tag(last), of_tag, new)
    lifts = lifts_of(connection, led)
    least = 0.5 / variances.wider  # of an error: as far as the votes go, whatever levels take in
    for standing in found.values():  # a lift of about nothing rests on nobody; what one voice says is never sure
        standing.leads = [
            lead
            for lead in standing.leads
            if lead[0] in lifts and abs(lifts[lead[0]].lift) > least * lifts[lead[0]].error
        ]
    return found


def _add_tag(
    found: Mapping[str, _Standing],
    led: dict[Tag, str],
    tag: Tag,
    votes: Sequence[tuple[str, float]],
    new: frozenset[str],
) -> None:
    of_new = sum(weight for owner, weight in votes if owner in new)
    scale = min(1.0, VOICE_VOTES / max(of_new, 1e-12))
    counted = [
        (owner, weight * scale if owner in new else weight if owner == LOCAL else min(weight, VOICE_VOTES))
        for owner, weight in votes
    ]
    total = sum(weight for _, weight in counted)
    for (owner, before), (_, weight) in zip(votes, counted, strict=True):
        found[owner].votes += weight
        found[owner].capped += weight < before
        if len(votes) > 1 and total >= LEAST_VOTES and weight > total / 2 and owner != LOCAL:
            found[owner].leads.append((tag, weight / total))
            led[tag] = owner


def _of_reports(odd: audits.Oddities, repeated: tuple[int, int] | None, posts: int) -> list[Reason]:
    found = []
    if odd.impossible > _IMPOSSIBLE * odd.reports:
        found.append(
            Reason(3, f"{odd.impossible:,} of {odd.reports:,} reports cannot be true: more likes than people reached")
        )
    if odd.falling > _FALLING * odd.reports:
        found.append(Reason(2, f"in {odd.falling:,} of {odd.reports:,} reports a total is smaller than it was before"))
    if repeated is not None and repeated[1] >= 10 and repeated[1] > _REPEATED * posts:
        found.append(Reason(3, f"{repeated[1]:,} of {posts:,} posts had exactly {repeated[0]:,} likes"))
    return found


def _of_days(days: Sequence[tuple[str, int]]) -> list[Reason]:
    day, most = max(days, key=lambda each: each[1], default=("", 0))
    return [Reason(2, f"one key sent {most:,} reports on {day}")] if most >= MANY_A_DAY else []


def _of_votes(standing: _Standing, posts: int, owner: str) -> list[Reason]:
    found = []
    if standing.leads:
        names = ", ".join(f"#{tag}" for tag, _ in sorted(standing.leads, key=lambda lead: -lead[1])[:MOST_TAGS])
        found.append(Reason(2, f"what is known of {len(standing.leads):,} tags rests on it mostly: {names}"))
    tag, count = next(iter(standing.tags.items()), (Tag(""), 0))
    if owner != LOCAL and posts >= 20 and count >= _ONE_TAG * posts:
        found.append(Reason(1, f"{count:,} of {posts:,} posts have #{tag}"))
    if standing.capped:
        found.append(Reason(1, f"its say was cut on {standing.capped:,} tags"))
    return found


def _of_age(told: audits.Told, bursts: Mapping[str, int], is_new: bool) -> list[Reason]:
    joined = bursts.get(f"{told.heard:%Y-%m-%d}", 0)
    return [Reason(2, f"one of {joined:,} owners that came on {told.heard:%Y-%m-%d}")] if is_new and joined else []


def _shares(answered: Sequence[tuple[str, str, int]], new: frozenset[str]) -> Shares:
    """As ``ranker.weights.weigh`` finds them, from how many posts each account has."""
    return shares_of(
        [Account(owner, profile) for owner, profile, _ in answered],
        np.array([count for *_, count in answered], np.float64),
        new,
    )[1]
