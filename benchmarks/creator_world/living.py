"""A world that lives with a running service: creators ask, keep some tags, publish, and tell later what it came to."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx
import numpy as np
import orjson

from benchmarks.creator_world.behaviour import grown, interactions, keep_chances, season
from benchmarks.creator_world.catalogue import catalogue_of, draft
from benchmarks.creator_world.views import FIRST_DAY
from benchmarks.creator_world.world import Floats, Random, World
from hashtagger.catalogue.files import read_catalogue
from hashtagger.settings import Settings
from hashtagger.storage import migrate
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.keys import create_key
from hashtagger.storage.starter import load_starter
from hashtagger.storage.trending import put_stats
from hashtagger.types import Tag, TagStats

PLATFORM = "linkedin"
"""One that allows five tags beside those that are typed."""
ASKED = 5
AGES_H = (24.0, 48.0)
"""What a post has earned is told at these ages,"""
LATE, LATE_DAYS = 0.1, 3
"""by this share up to so many days later,"""
TWICE = 0.1
"""and by this share a second time on the day after."""
CONNECTIONS = 4


@dataclass(frozen=True, slots=True)
class Draft:
    """One post before it has tags; creators write on the hour."""

    number: int
    account: int
    cluster: int
    moment: datetime
    text: str


@dataclass
class Creators:
    """Those of a world, with their keys, at a service that runs."""

    world: World
    keys: Sequence[str]
    client: httpx.AsyncClient
    seed: int
    answered: dict[str, Draft] = field(default_factory=dict)
    """By the id of the answer."""
    waiting: list[tuple[datetime, int, dict[str, Any]]] = field(default_factory=list)
    """When it will be told, by whom, and the row."""
    degraded: Counter[str] = field(default_factory=Counter)
    """Parts that answers had to do without → in how many."""

    async def publish(self, drafts: Sequence[Draft]) -> None:
        """Some at once, each: ask, keep some of the tags, post."""
        line = asyncio.Semaphore(CONNECTIONS)

        async def one(wanted: Draft) -> None:
            async with line:
                await self._publish(wanted)

        await asyncio.gather(*map(one, drafts))

    async def report(self, now: datetime) -> None:
        """Tell in bulk what is due, each creator for itself."""
        due = [each for each in self.waiting if each[0] <= now]
        self.waiting = [each for each in self.waiting if each[0] > now]
        rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for _, account, row in due:
            rows[account].append(row)
        for account, theirs in rows.items():
            body = b"\n".join(map(orjson.dumps, theirs))
            headers = self._headers(account) | {"content-type": "application/x-ndjson"}
            told = await _done(self.client.post("/v1/posts/engagement", content=body, headers=headers))
            if told["refused"]:
                raise RuntimeError(f"rows of engagement were refused: {told['refusals'][:3]}")

    async def _publish(self, wanted: Draft) -> None:
        rng = np.random.default_rng([self.seed, wanted.number])
        headers = self._headers(wanted.account)
        body = {"text": wanted.text, "platform": PLATFORM, "profile_id": profile(wanted.account), "limit": ASKED}
        answer = await _done(self.client.post("/v1/recommendations", json=body, headers=headers))
        id, shown = answer["recommendation_id"], answer["tags"]
        self.answered[id] = wanted
        self.degraded.update(answer["degraded"])
        relevance = np.array([tag["relevance"] for tag in shown])
        lifts = lifts_of(self.world, wanted, [tag["tag"] for tag in shown])
        places = np.arange(1, len(shown) + 1)
        kept = rng.random(ASKED)[: len(shown)] < keep_chances(
            places, relevance, attention=self.world.scenario.attention
        )
        post = {
            "post_id": f"post-{wanted.number}",
            "published_at": wanted.moment.isoformat(),
            "format": "photo",
            "followers": int(self.world.followers[wanted.account]),
        }
        events = [{"kind": "kept" if k else "removed", "tag": t["tag"]} for k, t in zip(kept, shown, strict=True)]
        path = f"/v1/recommendations/{id}/feedback"
        await _done(self.client.post(path, json={"events": events, "post": post}, headers=headers))
        self._will_tell(wanted, float(lifts[kept].sum()), rng)

    def _will_tell(self, wanted: Draft, lift: float, rng: Random) -> None:
        world = self.world
        noise = rng.normal(0.0, world.scenario.noise) * (2.0 if world.spam[wanted.account] else 1.0)
        level = world.level[wanted.account] + float(season(wanted.moment.hour, wanted.moment.weekday())) + lift + noise
        for age_h in AGES_H:
            row = {"post_id": f"post-{wanted.number}", "age_h": age_h, "likes": int(interactions(level + grown(age_h)))}
            when = wanted.moment + timedelta(hours=age_h)
            if rng.random() < LATE:
                when += timedelta(days=float(rng.uniform(0, LATE_DAYS)))
            self.waiting.append((when, wanted.account, row))
            if rng.random() < TWICE:
                self.waiting.append((when + timedelta(days=1), wanted.account, row))

    def _headers(self, account: int) -> dict[str, str]:
        return {"authorization": f"Bearer {self.keys[account]}"}


def settle(world: World, settings: Settings, *, seed: int) -> tuple[list[str], str]:
    """Make a database with the tags of the world and what is posted with them; the keys of its creators, and an admin's."""
    migrate.upgrade(settings.database_url)
    catalogue = catalogue_of(world, read_catalogue(), np.random.default_rng(seed))
    stats = [
        (Tag(name), TagStats(posts_per_day=float(np.expm1(volume)), sources=("world",), as_of=FIRST_DAY))
        for name, volume in zip(world.names, np.maximum(world.volume, 0.0), strict=True)
    ]
    with open_database(settings.database_url) as database:
        database.write_now(load_starter, catalogue, now=FIRST_DAY)
        database.write_now(put_stats, stats)
        keys = [_key(database, profile(account), ("recommend", "read")) for account in range(world.scenario.accounts)]
        return keys, _key(database, "admin", ("admin",))


def drafts_of(world: World, *, days: int, posts_a_day: int, seed: int) -> list[Draft]:
    """In the order of time; spam accounts write more often."""
    rng = np.random.default_rng(seed)
    drafts: list[Draft] = []
    for day in range(days):
        for hour in np.sort(rng.integers(24, size=posts_a_day)):
            account = int(rng.choice(len(world.activity), p=world.activity))
            cluster = int(rng.choice(world.niches.shape[1], p=world.niches[account]))
            moment = FIRST_DAY + timedelta(days=day, hours=int(hour))
            drafts.append(Draft(len(drafts), account, cluster, moment, draft(cluster, rng)))
    return drafts


def lifts_of(world: World, wanted: Draft, tags: Sequence[str]) -> Floats:
    """What each tag truly adds to the post when it is kept, 0 for one that is not of this world. [len(tags)]"""
    if world.spam[wanted.account] or not tags:
        return np.zeros(len(tags))
    number_of = {name: number for number, name in enumerate(world.names)}
    numbers = np.array([number_of.get(tag, -1) for tag in tags], dtype=np.int64)
    clusters, days = np.full(len(tags), wanted.cluster), np.full(len(tags), (wanted.moment - FIRST_DAY).days)
    return np.where(numbers < 0, 0.0, world.lifts_on(clusters, numbers, days))


def profile(account: int) -> str:
    return f"creator-{account}"


def _key(database: Database, owner: str, scopes: Sequence[str]) -> str:
    return database.write_now(create_key, owner, owner=owner, scopes=scopes, now=FIRST_DAY)[0]


async def _done(request: Awaitable[httpx.Response]) -> Any:
    """What it answered. Raises ``RuntimeError`` when it was refused."""
    response = await request
    if response.is_error:
        raise RuntimeError(f"{response.request.url}: {response.status_code} {response.text[:500]}")
    return response.json()
