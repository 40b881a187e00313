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

    lift = Σ weight · voice / (Σ weight + K),    error = wider · ω / sqrt(Σ weight + K),    K = ω² / τ²

which is the mean of a random-effects analysis (DerSimonian & Laird, 1986) shrunk as James and Stein's is (Efron & Morris,
1975). The variances come from the data by the method of moments (DerSimonian & Laird; Morris, 1983), within bounds, and so it
is certain how far anybody can move a lift: see ``furthest``. An account's own lift of a tag is shrunk in the same way towards
the lift over all.

Levels of accounts take in a part of what their usual tags earn, so residuals show less of ω and τ than there is. Weights are
made of what shows; errors are not: ``wider`` and ``behind`` of the variances come from ``ranker/lift_errors.py``.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hashtagger.posts import Account, PostOutcome
from hashtagger.ranking import EarnedTag, TagLift
from hashtagger.storage.recommendations import LOCAL
from hashtagger.types import Tag
from ranker.bootstrap import cluster_numbers
from ranker.cells import Cells, Floats, Integers, cells_of
from ranker.lift_errors import accounts_before_levels, errors_before_levels, tags_before_levels
from ranker.voices import even_sample, newcomers, voice_of

VOICE_VOTES = 5.0
FRESH_POSTS = 20.0
"""An account with as many posts beside one has half a vote."""
LOUDEST = 1.0
"""Log units: no voice says more than that a tag earns 2.7 times the usual."""
VOICE_CLIP = 2.0
"""Standard deviations."""
LEAST_ACCOUNTS, MOST_ACCOUNTS = 0.05, 0.25
"""Bounds of ω, log units."""
MOST_BEHIND = 0.5
"""Bound of ω before levels take in their part, log units."""
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
    behind: float = 0.0
    """ω before levels take in their part, at least ``accounts``: errors of an account's lifts are made of it."""
    wider: float = 1.0
    """So many times further off are lifts over all than ω and K alone say."""


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
    cells = cells_of(outcomes, residuals)
    if not len(cells.tag):
        return PopulationLifts({}, {}, NOT_KNOWN)
    variances, usual = _usual(outcomes, residuals, cells)
    tag, weight, voice, parts = _voices(cells, variances, voice_votes, newcomers(outcomes))
    size = len(cells.tags)
    total = np.bincount(tag, weight, size) + _prior(variances)
    lift = np.bincount(tag, weight * voice, size) / total
    error = variances.accounts / np.sqrt(total)
    variances = _before_levels(variances, usual, cells, parts / total[cells.tag], error)
    error = variances.wider * error
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
    cells = cells_of(outcomes, residuals)
    found: dict[Account, dict[Tag, EarnedTag]] = defaultdict(dict)
    unknown = TagLift(0, 0.0, variances.wider * variances.tags)
    behind2, left = max(variances.behind, variances.accounts) ** 2, cells.left
    for cell in range(len(cells.tag)):
        tag, count, mean = cells.tags[cells.tag[cell]], float(cells.posts[cell]), float(cells.mean[cell])
        over_all = population.get(tag, unknown)
        prior = 1.0 / (variances.accounts**2 + (over_all.error / variances.wider) ** 2)
        seen = count / variances.noise**2
        lift = (prior * over_all.lift + seen * mean) / (prior + seen)
        part, shows = seen / (prior + seen), float(left[cell])
        error2 = (1.0 - part * shows) ** 2 * (behind2 + over_all.error**2) + part**2 * shows / seen
        earned = TagLift(int(count), lift, error2**0.5, cells.last[cell])
        found[cells.accounts[cells.account[cell]]][tag] = EarnedTag(mean, earned)
    return dict(found)


def _usual(outcomes: Sequence[PostOutcome], residuals: Floats, cells: Cells) -> tuple[Variances, Cells]:
    """
    The variances of ``outcomes``, of which none of many posts says too much, and the cells that they are found in; ``cells``
    are those of all.
    """
    chosen = even_sample(outcomes)
    if len(chosen) < len(outcomes):
        residuals = residuals[chosen]
        cells = cells_of([outcomes[at] for at in chosen.tolist()], residuals)
    if not len(cells.tag):
        return NOT_KNOWN, cells
    part = _parts(cells.accounts)[cells.account]
    without = [each for number in range(_PARTS) if len((each := cells.of(part != number)).tag) > 1]
    choices = without if len(set(part.tolist())) == _PARTS else [cells]
    found = [_moments(each, residuals) for each in choices]
    logs = np.log(np.array(found) + 1e-3)
    at = int(np.argmax(np.abs(logs - np.median(logs, axis=0)).sum(axis=1)))
    return _within_bounds(*found[at]), choices[at]


def _before_levels(variances: Variances, usual: Cells, cells: Cells, shares: Floats, error: Floats) -> Variances:
    """
    With what levels take in given back: ``behind`` from the ``usual`` cells, ``wider`` from what the lifts of ``cells`` come to.

    ``shares`` [len(cells)]: of a cell in the lift of its tag; ``error`` [tags]: as ω and K have it.
    """
    noise2 = variances.noise**2
    omega2 = min(max(accounts_before_levels(usual, noise2), variances.accounts**2), MOST_BEHIND**2)
    tau2 = tags_before_levels(usual, noise2, variances.accounts**2, omega2)
    found2 = errors_before_levels(cells, shares, noise2, omega2, tau2)
    wider = (float(np.sum(found2)) / float(np.sum(error**2))) ** 0.5
    return replace(variances, behind=omega2**0.5, wider=max(wider, 1.0))


def _voices(
    cells: Cells, variances: Variances, most: float, new: Collection[str]
) -> tuple[Integers, Floats, Floats, Floats]:
    """Tag, weight and what is said, of every voice; and the weight of every cell in its voice."""
    weight = weight_of(cells.posts, cells.history, variances)
    speaker = cluster_numbers([voice_of(account, new) for account in cells.accounts])[cells.account]
    pairs, voice = np.unique(np.column_stack([cells.tag, speaker]), axis=0, return_inverse=True)
    voice = voice.reshape(-1)
    total = np.bincount(voice, weight).astype(np.float64)
    said = np.bincount(voice, weight * cells.mean) / np.maximum(total, 1e-12)
    heard = np.minimum(total, most)
    loudness = _loudness(heard, variances)
    parts = weight * (heard / np.maximum(total, 1e-12))[voice]
    return np.asarray(pairs[:, 0]), heard, np.clip(said, -loudness, loudness), parts


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


def _moments(cells: Cells, residuals: Floats) -> tuple[float, float, float]:
    """σ², ω², τ², the first two within their bounds."""
    noise2 = max(_noise2(cells, residuals), LEAST_NOISE**2)
    omega2 = min(max(_between_accounts(cells, noise2), LEAST_ACCOUNTS**2), MOST_ACCOUNTS**2)
    return noise2, omega2, _between_tags(cells, Variances(noise2**0.5, omega2**0.5, omega2**0.5))


def _within_bounds(noise2: float, omega2: float, tau2: float) -> Variances:
    prior = min(max(omega2 / max(tau2, 1e-12), LEAST_PRIOR), MOST_PRIOR)
    return Variances(noise2**0.5, omega2**0.5, (omega2 / prior) ** 0.5)


def _noise2(cells: Cells, residuals: Floats) -> float:
    """Mean square within cells; of all residuals when no account used a tag twice."""
    freedom = float(np.sum(cells.posts - 1.0))
    return (
        float(np.sum(cells.squares - cells.posts * cells.mean**2)) / freedom
        if freedom
        else float(np.mean(residuals**2))
    )


def _between_accounts(cells: Cells, noise2: float) -> float:
    """DerSimonian and Laird's estimate, the tags pooled: 0 or more."""
    weight = cells.posts / noise2
    total = np.bincount(cells.tag, weight)
    mean = np.bincount(cells.tag, weight * cells.mean) / total
    spread = float(np.sum(weight * (cells.mean - mean[cells.tag]) ** 2))
    scale = float(np.sum(total - np.bincount(cells.tag, weight**2) / total))
    return max((spread - (len(cells.tag) - len(total))) / scale, 0.0) if scale > 1e-9 else 0.0


def _between_tags(cells: Cells, variances: Variances) -> float:
    """Morris's estimate: τ² = Σ w (mean² - v) / Σ w with w = 1 / (v + τ²), until it stays."""
    weight = 1.0 / (variances.accounts**2 + variances.noise**2 / cells.posts)
    total = np.bincount(cells.tag, weight)
    mean, error2 = np.bincount(cells.tag, weight * cells.mean) / total, 1.0 / total
    tau2 = 0.0
    for _ in range(_ROUNDS):
        share = 1.0 / (error2 + tau2)
        tau2 = max(float(np.sum(share * (mean**2 - error2)) / np.sum(share)), 0.0)
    return tau2
