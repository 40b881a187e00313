"""
The whole loop at work: creators ask the real service, post and report; at night a ranker is learned from what they earned.

    python -m benchmarks.closed_loop [--quick] [--posts-a-day N] [--seed N] [--worlds lift,zero]

Thirty simulated days of ``benchmarks/creator_world``: a server process on a socket of this machine, 200 creators with keys
of their own over four connections, the nightly job as the program that the timetable runs, and a clock that is moved on from
hour to hour. Everything goes through HTTP but the making of keys and tags. The world knows what each slate of tags is truly
worth, so every post is valued four times: by what was shown, by what was shown but for chance, by what the baseline, and by
what popularity would have shown of the same candidates. Printed are the lifts with 95 % intervals over accounts, what became
of each night's model, and what the lift report of the last night says beside the truth of the very answers it speaks of.

lift    hidden lifts as ``SCENARIO`` has them
zero    the same world in which tags do nothing

Standard output ends with one JSON line.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from benchmarks.closed_loop_server import SharedClock, serving
from benchmarks.closed_loop_truth import GREEDY, Valued, about, lifts, value
from benchmarks.creator_world.living import CONNECTIONS, Creators, drafts_of, settle
from benchmarks.creator_world.views import FIRST_DAY
from benchmarks.creator_world.world import Scenario, make_world
from benchmarks.report import arguments, finish, table
from hashtagger.settings import RankerSettings, Settings
from hashtagger.storage.database import open_database
from hashtagger.storage.job_runs import recent_runs
from hashtagger.telemetry import configure_logs
from jobs.office import Office
from jobs.runner import latest_slot, run_slot
from jobs.timetable import TIMETABLE

SCENARIO = Scenario(accounts=200, clusters=6, cluster_tags=40, general_tags=0, lifted=0.3, size=0.15, spam=0.02)
"""Three tags of ten are worth something, 15 % on average, one in five of those does harm; the rest is worth nothing."""
EXPLORE = 0.5
"""More than the service does by itself (a quarter), so that thirty days tell something of the models that are watched."""
MIN_POSTS = RankerSettings().min_posts
NIGHTLY = next(job for job in TIMETABLE if job.name == "ranker")
NIGHT = 4
"""The hour in which the nightly job of 03:30 is done."""
NO_EFFECT = "no measurable effect"
PATIENCE_S = 30.0
"""For every part of an answer."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--posts-a-day", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", default="lift,zero")
    options = parser.parse_args()
    days, posts_a_day, min_posts = (3, 60, 100) if options.quick else (30, options.posts_a_day, MIN_POSTS)
    figures: dict[str, Any] = {"benchmark": "closed_loop", "days": days, "posts_a_day": posts_a_day}
    for name in options.worlds.split(","):
        scenario = SCENARIO if name == "lift" else replace(SCENARIO, lift=0.0)
        figures[name] = asyncio.run(
            lived(scenario, days=days, posts_a_day=posts_a_day, min_posts=min_posts, seed=options.seed)
        )
        show(name, figures[name])
    bars = bars_of(figures, quick=options.quick)
    finish(figures, bar=dict.fromkeys(bars, True), passed=all(bars.values()))


def bars_of(figures: Mapping[str, Any], *, quick: bool) -> dict[str, bool]:
    """
    Bar in words → whether it was reached. A quick run is too short for any lift, and its reports refuse: it must have learned,
    and not lie.
    """
    bars: dict[str, bool] = {}
    if (found := figures.get("lift")) is not None:
        if quick:
            bars["a model was learned"] = any(night["version"] for night in found["nights"])
        else:
            lifts = found["lifts"]["last ten days"]
            bars["lift over the baseline above 0"] = lifts["shown - baseline"]["low"] > 0
            bars["lift over popularity above 0"] = lifts["shown - popularity"]["low"] > 0
        held = [each["holds"] for each in found["report"] if each["holds"] is not None]
        bars["the report's intervals hold the truth"] = all(held) and (quick or bool(held))
    if (found := figures.get("zero")) is not None:
        said = [each["verdict"] for each in found["report"]]
        honest = all(v == NO_EFFECT or v.startswith("refused") for v in said)
        bars["without lift no effect is reported"] = honest and (quick or NO_EFFECT in said)
    worlds = [figures[name] for name in ("lift", "zero") if name in figures]
    bars["the baseline is made again as it was logged"] = not any(each["unlike_log"] for each in worlds)
    return bars


def show(name: str, figures: Mapping[str, Any]) -> None:
    print(f"\n== {name}: {figures['posts']} posts, {figures['wall_s']:.0f} s of wall time {figures['seconds']}")
    print(f"parts that answers had to do without: {figures['degraded'] or 'none'}")
    table(figures["nights"])
    print()
    for span, found in figures["lifts"].items():
        table([{"posts": span, "true lift": pair, **interval} for pair, interval in found.items()])
    print()
    table(figures["by_policy"])
    print()
    table(figures["watched"])
    print(f"\nreport: {figures['words']}")
    table([{key: each[key] for key in each if key != "notes"} for each in figures["report"]])


async def lived(scenario: Scenario, *, days: int, posts_a_day: int, min_posts: int, seed: int) -> dict[str, Any]:
    """Everything that is measured in one world, as JSON values."""
    started = time.perf_counter()
    world = make_world(scenario, np.random.default_rng(seed))
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(Path(folder), min_posts=min_posts)
        configure_logs(settings)
        keys, admin = settle(world, settings, seed=seed)
        clock, spent = SharedClock(FIRST_DAY), defaultdict[str, float](float)
        with serving(settings, clock) as address:
            limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
            async with httpx.AsyncClient(base_url=address, limits=limits, timeout=60) as client:
                creators = Creators(world, keys, client, seed)
                nights = await live(creators, settings, clock, spent, days=days, posts_a_day=posts_a_day)
                report = await read_report(client, admin)
        valued = value(settings, world, creators.answered, until=datetime.fromisoformat(report["made"]))
        return {
            "posts": len(creators.answered),
            "wall_s": round(time.perf_counter() - started, 1),
            "seconds": {stage: round(seconds) for stage, seconds in spent.items()},
            "nights": nights,
            "lifts": lifts(valued, since_day=days - max(days // 3, 1)),
            "by_policy": by_policy(valued),
            "watched": watched(valued),
            "unlike_log": sum(each.unlike_log for each in valued),
            "degraded": dict(creators.degraded),
            "words": report["words"],
            "report": [about(valued, each) for each in report["comparisons"]],
        }


async def live(
    creators: Creators,
    settings: Settings,
    clock: SharedClock,
    spent: MutableMapping[str, float],
    *,
    days: int,
    posts_a_day: int,
) -> list[dict[str, Any]]:
    """
    All days, and one more in which only what posts had earned is told; a row for each night but the first two, before which
    next to nothing is known. ``spent``: seconds of wall time, added to.
    """
    drafts = drafts_of(creators.world, days=days, posts_a_day=posts_a_day, seed=creators.seed + 1)
    nights = []
    with open_database(settings.database_url) as database:
        office = Office(database, settings, clock)
        by_hour: dict[datetime, list[Any]] = {}
        for each in drafts:
            by_hour.setdefault(each.moment, []).append(each)
        for hour in range(24 * (days + 1) + NIGHT + 1):
            moment = FIRST_DAY + timedelta(hours=hour)
            clock.set(moment)
            began = time.perf_counter()
            if hour % 24 == NIGHT and hour > 72:
                nights.append({"day": hour // 24, **await night(office)})
                spent["nights"] += time.perf_counter() - began
                began = time.perf_counter()
            if moment in by_hour:
                await creators.publish(by_hour[moment])
                spent["posts"] += time.perf_counter() - began
                began = time.perf_counter()
            if hour % 24 == NIGHT - 1:
                await creators.report(moment)
                spent["engagement"] += time.perf_counter() - began
    return nights


async def night(office: Office) -> dict[str, Any]:
    """The nightly job, in a process of its own as always. Raises ``RuntimeError`` when it fails."""
    began = time.perf_counter()
    counts = await run_slot(office, NIGHTLY, latest_slot(NIGHTLY, office.clock.now()))
    if counts is None:
        run = (await office.database.read(recent_runs, NIGHTLY.name, limit=1))[0]
        raise RuntimeError(f"the night failed: {run.error}")
    return {
        "posts": counts["posts"],
        "outcome": counts["outcome"],
        "version": counts.get("version", ""),
        "forecast": "promoted" if counts["forecast"]["promoted"] else "",
        "why": counts["why"],
        "seconds": round(time.perf_counter() - began, 1),
    }


async def read_report(client: httpx.AsyncClient, admin: str) -> Any:
    response = await client.get("/v1/reports/lift", headers={"authorization": f"Bearer {admin}"})
    response.raise_for_status()
    return response.json()


def by_policy(valued: Sequence[Valued]) -> list[dict[str, Any]]:
    """How each policy did while it answered, in the order in which they came."""
    rows = []
    for policy in dict.fromkeys(each.policy for each in valued):
        theirs = [each for each in valued if each.policy == policy]
        means = {name: round(float(np.mean([each.values[name] for each in theirs])), 4) for name in theirs[0].values}
        rows.append({"policy": policy, "days": f"{theirs[0].day}-{theirs[-1].day}", "posts": len(theirs), **means})
    return rows


def watched(valued: Sequence[Valued]) -> list[dict[str, Any]]:
    """What each policy that was watched would have been worth, beside what the one that answered was, but for chance."""
    rows = []
    for policy in dict.fromkeys(name for each in valued for name in each.watched):
        theirs = [each for each in valued if policy in each.watched]
        means = {
            "worth": float(np.mean([each.watched[policy][0] for each in theirs])),
            "instead of": float(np.mean([each.values[GREEDY] for each in theirs])),
        }
        rows.append({"watched": policy, "posts": len(theirs), **{k: round(v, 4) for k, v in means.items()}})
    return rows


def settings_of(folder: Path, *, min_posts: int) -> Settings:
    return Settings(
        data_dir=folder,
        log_level="ERROR",
        ranker={"explore": EXPLORE, "min_posts": min_posts},
        auth={"required": True},
        serve={"requests_per_minute": 0, "jobs": False},
        # On a busy machine everything takes longer; an answer without its late parts would be another policy.
        recommend={"deadline_s": PATIENCE_S, "source_timeout_s": PATIENCE_S, "caption_timeout_s": PATIENCE_S},
    )


if __name__ == "__main__":
    main()
