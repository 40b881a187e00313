"""
Lifts: what posts with a tag earned beyond what was expected, over all accounts and for each account, and how sure that is.

A residual r (``ranker/residuals.py``) of a post of account a with tag t is seen as

    r = μ_t + u_ta + e,    μ ~ N(0, τ²),   u ~ N(0, ω²),   e ~ N(0, σ²)

Each account has one vote for a tag: the mean m of its n posts with it, of weight  g · n / (n + σ²/ω²)  < 1, where
g = N / (N + 20) for an account with N other posts: a first post only tells its level, and fresh accounts count little. The
votes of one owner are one voice: their weighted mean, with the sum of their weights, but at most ``VOICE_VOTES``; so are those
of all newcomers together (``ranker/voices.py``), however many they are. Only what was asked without keys, by whoever runs the
machine, has a voice for each account. A voice is brought to two standard deviations of
what it is under the model, and to within ``LOUDEST``. Then

    lift = Σ weight · voice / (Σ weight + K),    error = ω / sqrt(Σ weight + K),    K = ω² / τ²

which is the mean of a random-effects analysis (DerSimonian & Laird, 1986) shrunk as James and Stein's is (Efron & Morris,
1975). The variances come from the data by the method of moments (DerSimonian & Laird; Morris, 1983), within bounds, and so it
is certain how far anybody can move a lift: see ``furthest``. An account's own lift of a tag is shrunk in the same way towards
the lift over all.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from hashtagger.posts import Account, PostOutcome
from hashtagger.ranking import EarnedTag, TagLift
from hashtagger.storage.recommendations import LOCAL
from hashtagger.types import Tag
from ranker.covariates import Floats
from ranker.levels import Integers
from ranker.voices import even_sample, newcomers

VOICE_VOTES = 5.0
FRESH_POSTS = 20.0
"""An account with as many posts beside one has half a vote."""
LOUDEST = 1.0
"""Log units: no voice says more than that a tag earns 2.7 times the usual."""
VOICE_CLIP = 2.0
"""Standard deviations."""
LEAST_ACCOUNTS, MOST_ACCOUNTS = 0.05, 0.25
"""Bounds of ω, log units."""
LEAST_PRIOR, MOST_PRIOR = 4.0, 400.0
"""Bounds of K, votes."""
LEAST_NOISE = 0.3
"""Bound of σ, log units."""
_ROUNDS = 20
_PARTS = 10
"""Of the owners. The part without which variances differ most is left out of them, so that nobody alone decides them."""


@dataclass(frozen=True, slots=True)
class Variances:
    """Standard deviations in log units, above 0."""

    noise: float
    """σ, of a post's residual."""
    accounts: float
    """ω, of what a tag earns one account around what it earns all."""
    tags: float
    """τ, of what tags earn over all."""


NOT_KNOWN = Variances(0.7, 0.15, 0.03)
"""Before there are posts to tell."""
WORST = Variances(LEAST_NOISE, MOST_ACCOUNTS, MOST_ACCOUNTS / LEAST_PRIOR**0.5)
"""Those that let a voice move a lift furthest."""


@dataclass(frozen=True, slots=True)
class PopulationLifts:
    """What tags earned over all accounts."""

    lifts: Mapping[Tag, TagLift]
    accounts: Mapping[Tag, int]
    """Accounts that used it."""
    variances: Variances


def weight_of(posts: Floats, history: Floats, variances: Variances) -> Floats:
    """The vote of accounts with ``history`` posts, 1 or more, of which ``posts`` have the tag. 0..1."""
    others = history - 1.0
    return np.asarray(others / (others + FRESH_POSTS) * posts / (posts + (variances.noise / variances.accounts) ** 2))


def furthest(voices: Floats, variances: Variances) -> float:
    """
    The furthest that voices of these weights can move a lift together, in log units, up or down.

    Other voices that are there only make it less. With ``WORST`` it holds whatever the data say of the variances.
    """
    return float(np.sum(voices * _loudness(voices, variances)) / (np.sum(voices) + _prior(variances)))


def tag_lifts(
    outcomes: Sequence[PostOutcome], residuals: Floats, *, voice_votes: float = VOICE_VOTES
) -> PopulationLifts:
    """The lifts of all tags of ``outcomes``; ``residuals`` float64 [len(outcomes)]. Does not depend on the order of posts."""
    cells = _cells(outcomes, residuals)
    if not len(cells.tag):
        return PopulationLifts({}, {}, NOT_KNOWN)
    variances = _usual(outcomes, residuals, cells)
    tag, weight, voice = _voices(cells, variances, voice_votes, newcomers(outcomes))
    size = len(cells.tags)
    total = np.bincount(tag, weight, size) + _prior(variances)
    lift = np.bincount(tag, weight * voice, size) / total
    error = variances.accounts / np.sqrt(total)
    posts = np.bincount(cells.tag, cells.posts, size).astype(int)
    last = cells.last_used()
    return PopulationLifts(
        {t: TagLift(int(posts[i]), float(lift[i]), float(error[i]), last[i]) for i, t in enumerate(cells.tags)},
        dict(zip(cells.tags, np.bincount(cells.tag, minlength=size).tolist(), strict=True)),
        variances,
    )


def account_lifts(
    outcomes: Sequence[PostOutcome], residuals: Floats, population: Mapping[Tag, TagLift], variances: Variances
) -> dict[Account, dict[Tag, EarnedTag]]:
    """
    What each tag earned each account of ``outcomes``, shrunk towards ``population``; a tag that is not in there towards 0.

    One account's posts answer for little of ``population``, so they are not taken out of it.
    """
    cells = _cells(outcomes, residuals)
    found: dict[Account, dict[Tag, EarnedTag]] = defaultdict(dict)
    unknown = TagLift(0, 0.0, variances.tags)
    for cell in range(len(cells.tag)):
        tag, count, mean = cells.tags[cells.tag[cell]], float(cells.posts[cell]), float(cells.mean[cell])
        over_all = population.get(tag, unknown)
        prior = 1.0 / (variances.accounts**2 + over_all.error**2)
        seen = count / variances.noise**2
        lift = (prior * over_all.lift + seen * mean) / (prior + seen)
        earned = TagLift(int(count), lift, (prior + seen) ** -0.5, cells.last[cell])
        found[cells.accounts[cells.account[cell]]][tag] = EarnedTag(mean, earned)
    return dict(found)


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """The posts of one account with one tag are a cell. Arrays are aligned, one row a cell."""

    tags: Sequence[Tag]
    accounts: Sequence[Account]
    tag: Integers
    account: Integers
    posts: Floats
    mean: Floats
    """Of residuals."""
    squares: Floats
    """Sums of them."""
    last: Sequence[datetime]
    history: Floats
    """Posts of the account, whatever their tags."""

    def of(self, chosen: NDArray[np.bool_]) -> _Cells:
        """Some of the cells, with the tags that they are of; ``last`` stays that of all."""
        kept, tag = np.unique(self.tag[chosen], return_inverse=True)
        return replace(
            self,
            tags=[self.tags[at] for at in kept.tolist()],
            tag=tag.reshape(-1),
            account=self.account[chosen],
            posts=self.posts[chosen],
            mean=self.mean[chosen],
            squares=self.squares[chosen],
            history=self.history[chosen],
        )

    def last_used(self) -> list[datetime]:
        """Of each tag."""
        newest: dict[int, datetime] = {}
        for tag, moment in zip(self.tag.tolist(), self.last, strict=True):
            newest[tag] = max(newest.get(tag, moment), moment)
        return [newest[at] for at in range(len(self.tags))]


def _cells(outcomes: Sequence[PostOutcome], residuals: Floats) -> _Cells:
    accounts = sorted({each.account for each in outcomes}, key=lambda a: (a.owner, a.profile_id))
    tags = sorted({tag for each in outcomes for tag in each.tags})
    account_at, tag_at = {a: i for i, a in enumerate(accounts)}, {t: i for i, t in enumerate(tags)}
    history = np.bincount([account_at[each.account] for each in outcomes], minlength=len(accounts))
    sums: dict[tuple[int, int], tuple[int, float, float, datetime]] = {}
    for each, residual in zip(outcomes, residuals.tolist(), strict=True):
        account = account_at[each.account]
        for tag in set(each.tags):
            key = (tag_at[tag], account)
            count, total, square, last = sums.get(key, (0, 0.0, 0.0, each.published))
            sums[key] = (count + 1, total + residual, square + residual**2, max(last, each.published))
    keys = sorted(sums)
    tag_of, account_of = (np.array([key[i] for key in keys], dtype=np.int64) for i in range(2))
    posts = np.array([sums[key][0] for key in keys], dtype=np.float64)
    mean = np.array([sums[key][1] for key in keys]) / np.maximum(posts, 1.0)
    squares = np.array([sums[key][2] for key in keys])
    newest = [sums[key][3] for key in keys]
    return _Cells(
        tags, accounts, tag_of, account_of, posts, mean, squares, newest, history[account_of].astype(np.float64)
    )


def _usual(outcomes: Sequence[PostOutcome], residuals: Floats, cells: _Cells) -> Variances:
    """The variances of ``outcomes``, of which none of many posts says too much; ``cells`` are theirs."""
    chosen = even_sample(outcomes)
    if len(chosen) < len(outcomes):
        residuals = residuals[chosen]
        cells = _cells([outcomes[at] for at in chosen.tolist()], residuals)
    if not len(cells.tag):
        return NOT_KNOWN
    part = _parts(cells.accounts)[cells.account]
    without = [each for number in range(_PARTS) if len((each := cells.of(part != number)).tag) > 1]
    found = [_moments(each, residuals) for each in (without if len(set(part.tolist())) == _PARTS else [cells])]
    logs = np.log(np.array(found) + 1e-3)
    return _within_bounds(*found[int(np.argmax(np.abs(logs - np.median(logs, axis=0)).sum(axis=1)))])


def _voices(cells: _Cells, variances: Variances, most: float, new: Collection[str]) -> tuple[Integers, Floats, Floats]:
    """Tag, weight and what is said, of every voice."""
    weight = weight_of(cells.posts, cells.history, variances)
    speaker = _speakers(cells.accounts, new)[cells.account]
    pairs, voice = np.unique(np.column_stack([cells.tag, speaker]), axis=0, return_inverse=True)
    voice = voice.reshape(-1)
    total = np.bincount(voice, weight).astype(np.float64)
    said = np.bincount(voice, weight * cells.mean) / np.maximum(total, 1e-12)
    heard = np.minimum(total, most)
    loudness = _loudness(heard, variances)
    return np.asarray(pairs[:, 0]), heard, np.clip(said, -loudness, loudness)


def _speakers(accounts: Sequence[Account], new: Collection[str]) -> Integers:
    """A number for each owner, one for all that are ``new``, and for each account of the one who needs no key."""
    numbers: dict[object, int] = {}
    owners = (None if account.owner in new else account.owner for account in accounts)
    who = (account if owner == LOCAL else owner for account, owner in zip(accounts, owners, strict=True))
    return np.array([numbers.setdefault(each, len(numbers)) for each in who], dtype=np.int64)


def _loudness(weight: Floats, variances: Variances) -> Floats:
    spread = np.sqrt(variances.tags**2 + variances.accounts**2 / np.maximum(weight, 1e-12))
    return np.minimum(VOICE_CLIP * spread, LOUDEST)


def _prior(variances: Variances) -> float:
    """K: as many votes as what is known beforehand counts."""
    return (variances.accounts / variances.tags) ** 2


def _parts(accounts: Sequence[Account]) -> Integers:
    """A number below ``_PARTS`` for each account; all of one owner have the same; -1 without keys."""
    names = (account.owner for account in accounts)
    return np.array(
        [-1 if name == LOCAL else zlib.crc32(name.encode("utf-8", "surrogatepass")) % _PARTS for name in names],
        np.int64,
    )


def _moments(cells: _Cells, residuals: Floats) -> tuple[float, float, float]:
    """σ², ω², τ², the first two within their bounds."""
    noise2 = max(_noise2(cells, residuals), LEAST_NOISE**2)
    omega2 = min(max(_between_accounts(cells, noise2), LEAST_ACCOUNTS**2), MOST_ACCOUNTS**2)
    return noise2, omega2, _between_tags(cells, Variances(noise2**0.5, omega2**0.5, omega2**0.5))


def _within_bounds(noise2: float, omega2: float, tau2: float) -> Variances:
    prior = min(max(omega2 / max(tau2, 1e-12), LEAST_PRIOR), MOST_PRIOR)
    return Variances(noise2**0.5, omega2**0.5, (omega2 / prior) ** 0.5)


def _noise2(cells: _Cells, residuals: Floats) -> float:
    """Mean square within cells; of all residuals when no account used a tag twice."""
    freedom = float(np.sum(cells.posts - 1.0))
    return (
        float(np.sum(cells.squares - cells.posts * cells.mean**2)) / freedom
        if freedom
        else float(np.mean(residuals**2))
    )


def _between_accounts(cells: _Cells, noise2: float) -> float:
    """DerSimonian and Laird's estimate, the tags pooled: 0 or more."""
    weight = cells.posts / noise2
    total = np.bincount(cells.tag, weight)
    mean = np.bincount(cells.tag, weight * cells.mean) / total
    spread = float(np.sum(weight * (cells.mean - mean[cells.tag]) ** 2))
    scale = float(np.sum(total - np.bincount(cells.tag, weight**2) / total))
    return max((spread - (len(cells.tag) - len(total))) / scale, 0.0) if scale > 1e-9 else 0.0


def _between_tags(cells: _Cells, variances: Variances) -> float:
    """Morris's estimate: τ² = Σ w (mean² - v) / Σ w with w = 1 / (v + τ²), until it stays."""
    weight = 1.0 / (variances.accounts**2 + variances.noise**2 / cells.posts)
    total = np.bincount(cells.tag, weight)
    mean, error2 = np.bincount(cells.tag, weight * cells.mean) / total, 1.0 / total
    tau2 = 0.0
    for _ in range(_ROUNDS):
        share = 1.0 / (error2 + tau2)
        tau2 = max(float(np.sum(share * (mean**2 - error2)) / np.sum(share)), 0.0)
    return tau2
