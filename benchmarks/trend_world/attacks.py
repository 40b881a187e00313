"""Bot bursts on quiet tags, and what becomes of them: by the scorer alone, and behind the gates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.trend_world.rules import decaying_peaks
from benchmarks.trend_world.world import Floats, Random, World
from hashtagger.observations import TrendState
from hashtagger.trends.gates import TagEvidence, counted_authors, judge
from hashtagger.trends.scoring import hourly_z, recent_z, stable_z

ATTACK_H = 6
ORGANIC_POSTS = 1.2
"""Posts an author makes in an hour by himself."""


@dataclass(frozen=True, slots=True)
class Attack:
    """What bots add to a tag in each of six hours."""

    name: str
    accounts: int
    posts: int
    texts: int
    servers: int
    """That all of the hour's authors come from; 0 where the source does not tell."""


ATTACKS = (
    Attack("3 accounts, 500 posts", 3, 500, 500, 12),
    Attack("300 accounts, one text", 300, 300, 1, 12),
    Attack("300 accounts of 2 servers, own texts", 300, 300, 300, 2),
    Attack("40 accounts, 20 posts each", 40, 800, 800, 12),
    Attack("300 accounts, own texts, many servers", 300, 300, 300, 40),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares of the attacked tags."""

    posts_alert: float
    """A z of three hours on posts instead of authors would have raised an alert."""
    accounts_alert: float
    """The same on all accounts."""
    ours_alert: float
    """The same on the authors that count."""
    listed: float
    """In the first ten of an hour of the attack, before the gates."""
    shown: float
    """Among them after the gates."""


def outcome(attack: Attack, world: World, rng: Random, *, limit: float, tags: int = 40) -> Outcome:
    """``world`` with ``attack`` on ``tags`` of its quiet tags, each once after day 28, judged at ``limit``."""
    victims = rng.choice(np.flatnonzero(world.quiet), tags, replace=False)
    begins = rng.integers(28 * 24, world.authors.shape[1] - 24, tags)
    hours = begins[:, None] + np.arange(ATTACK_H)
    by_text = np.diff(np.linspace(0, attack.accounts, attack.texts + 1).round()).astype(int)
    counting = counted_authors(by_text.tolist()) if attack.texts < attack.accounts else attack.accounts
    accounts, authors, posts = world.authors.copy(), world.authors.copy(), world.authors * ORGANIC_POSTS
    for grown, more in ((accounts, attack.accounts), (authors, counting), (posts, attack.posts)):
        grown[victims[:, None], hours] += more

    def alerted(counts: Floats) -> float:
        z = recent_z(counts[victims], world.observed)
        return float((np.take_along_axis(z, hours, 1) > limit).any(axis=1).mean())

    peaks = decaying_peaks(stable_z(hourly_z(authors, world.observed), world.observed))
    first_ten = np.partition(peaks, -10, axis=0)[-10]
    listed = ((peaks[victims[:, None], hours] >= first_ten[hours]) & (peaks[victims[:, None], hours] > 0)).any(axis=1)
    passed = np.array([_shown(attack, authors[v, h], posts[v, h]) for v, h in zip(victims, hours, strict=True)])
    return Outcome(
        alerted(posts), alerted(accounts), alerted(authors), float(listed.mean()), float((listed & passed).mean())
    )


def _shown(attack: Attack, authors: Floats, posts: Floats) -> bool:
    hour = int(authors.argmax())
    seen = TagEvidence(
        authors=float(authors[hour]), posts=float(posts[hour]), weight=float(posts[hour]) / 2, servers=attack.servers
    )
    return judge(seen).state is TrendState.SHOWN
