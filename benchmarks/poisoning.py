"""How far somebody who wants to can move a tag, in what tags are believed to earn and in the order of candidates.

    python -m benchmarks.poisoning [--quick]

A world of honest tenants reports to a real database through the functions that the HTTP API calls; then each attack
(``benchmarks/poisoning_attacks.py``) is written beside it and lifts are counted again. The order of 300 candidates is that of
the evidence sum plus the lift, in answers to other tenants; "places" is how far the target rose on average. The bar is a
calculation from the caps (``ranker.lifts.furthest``), not from a run. Then a ranker is learned from honest and poisoned answers
together: what the gate says, and how far the target would rise if it were let through. The last line is JSON.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.creator_world.logs import Logging, make_log
from benchmarks.creator_world.posts import make_posts
from benchmarks.creator_world.views import FIRST_DAY, logged_answers
from benchmarks.creator_world.world import Scenario, World, make_world
from benchmarks.poisoning_attacks import ATTACKS, Batch, Plan, honest, patient
from benchmarks.report import arguments, finish, table
from hashtagger.posts import Account
from hashtagger.ranking import Rows
from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from hashtagger.storage.engagements import take_reports
from hashtagger.storage.migrate import upgrade
from hashtagger.types import Tag
from ranker.baseline import sums_of
from ranker.features import NAMES
from ranker.gate import judge
from ranker.labels import group_of
from ranker.lifts import VOICE_VOTES, WORST, PopulationLifts, furthest
from ranker.logged import LoggedAnswer
from ranker.recount import count, read
from ranker.training import Collected, train
from ranker.weights import weigh

CANDIDATES, LISTS = 300, 200
TENANTS = 60
SEED = 5
BOUND = furthest(np.array([VOICE_VOTES]), WORST)
"""Log units: as far as one voice moves a lift, whatever the data say of the variances."""
LEARNED_PLACES = 30
"""A model that raises the target by more on average must not pass the gate."""
_RELEVANCE, _LIFT, _VOLUME = (NAMES.index(name) for name in ("relevance", "tag_lift", "volume"))

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Honest answers, the tag that attackers want to raise, and other tenants' candidates: rows [LISTS, CANDIDATES, features]."""

    world: World
    answers: Sequence[LoggedAnswer]
    plan: Plan
    tags: NDArray[np.int64]
    """[LISTS, CANDIDATES]; the first of each is the target."""
    rows: Rows

    def places(self, lifts: PopulationLifts, score: Callable[[Rows], Floats]) -> Floats:
        """Place of the target in each list, from 0, where ``lifts`` hold. [LISTS]"""
        scores = self.scores(lifts, score)
        return np.asarray((scores > scores[:, :1]).sum(axis=1), np.float64)

    def scores(self, lifts: PopulationLifts, score: Callable[[Rows], Floats]) -> Floats:
        known = [lifts.lifts.get(Tag(name)) for name in self.world.names]
        values = np.array([0.0 if each is None else each.lift for each in known])
        rows = self.rows.copy()
        rows[:, :, _LIFT] = values[self.tags]
        return score(rows.reshape(-1, len(NAMES))).reshape(self.tags.shape)


def main() -> None:
    options = arguments(__doc__).parse_args()
    stage = make_stage(3_000 if options.quick else 8_000, size=0.1 if options.quick else 1.0)
    with tempfile.TemporaryDirectory() as folder:
        clean_file = Path(folder) / "clean.db"
        clean = counted(clean_file, honest(stage.answers), stage.plan)
        rows = []
        for name, attack in {**ATTACKS, "500 patient owners (no bar)": patient}.items():
            poisoned_file = Path(shutil.copyfile(clean_file, Path(folder) / "poisoned.db"))
            rows.append(moved(stage, clean, counted(poisoned_file, attack(stage.plan), stage.plan), name))
            poisoned_file.unlink()
            table(rows[-1:])
    table(rows)
    learned = learned_rows(stage, clean, parts=1 if options.quick else 3)
    table(learned)
    held = all(row["lift moved"] <= BOUND and row["places"] <= row["places at most"] for row in rows[:-1])
    gate = all(row["outcome"] != "promoted" or float(row["places"]) <= LEARNED_PLACES for row in learned[1:])
    finish(
        {"benchmark": "poisoning", "posts": len(stage.answers), "attacks": rows, "learned": learned},
        bar={"lift_at_most": round(BOUND, 4), "learned_places_at_most": LEARNED_PLACES},
        passed=bool(held and gate),
    )


def make_stage(posts: int, *, size: float, seed: int = SEED) -> Stage:
    """Creators of ``TENANTS`` owners; the target is a tag that fits everything and is worth nothing."""
    rng = np.random.default_rng(seed)
    world = make_world(Scenario(lift=3.0, accounts=300, general_tags=20), rng)
    log = make_log(world, make_posts(world, posts, rng), rng, Logging())
    answers = [owned(each, n) for n, each in enumerate(logged_answers(world, log))]
    general = np.arange(len(world.names) - world.scenario.general_tags, len(world.names))
    target = int(general[np.argmin(np.abs(world.lifts[:, general]).max(axis=0))])
    rivals = [Tag(name) for number, name in enumerate(world.names) if number != target]
    plan = Plan(Tag(world.names[target]), rivals, FIRST_DAY, FIRST_DAY + timedelta(days=100), size)
    others = np.delete(np.arange(len(world.names)), target)
    tags = np.stack([np.array([target, *rng.choice(others, CANDIDATES - 1, replace=False)]) for _ in range(LISTS)])
    rows = np.full((*tags.shape, len(NAMES)), np.nan, np.float32)
    rows[:, :, _RELEVANCE] = rng.beta(2.0, 2.0, tags.shape)
    rows[:, :, _VOLUME] = world.volume[tags]
    rows[:, :, NAMES.index("visual")] = rows[:, :, _RELEVANCE]
    return Stage(world, answers, plan, tags, rows)


def owned(answer: LoggedAnswer, number: int) -> LoggedAnswer:
    """The answer of one of ``TENANTS`` owners."""
    assert answer.outcome is not None
    creator = answer.account.profile_id
    account = Account(f"tenant-{int(creator.split('-')[1]) % TENANTS}", creator)
    outcome = replace(answer.outcome, account=account, heard=answer.created, post_id=f"post-{number}")
    return replace(answer, account=account, outcome=outcome)


def counted(file: Path, batches: Iterable[Batch], plan: Plan) -> PopulationLifts:
    """Write ``batches`` as the API would, and count lifts as the job would."""
    settings = Settings()
    url = f"sqlite:///{file}"
    if not file.exists():
        upgrade(url)
    with open_database(url) as database:
        with database.writing() as connection:
            for each in batches:
                oldest = each.now - timedelta(days=settings.ranker.keep_posts_days)
                take_reports(
                    connection,
                    each.reports,
                    owner=each.owner,
                    api_key_id=f"key {each.owner}",
                    now=each.now,
                    oldest=oldest,
                )
        with database.reading() as connection:
            material = read(connection, now=plan.end, settings=settings)
        return count(material).population


def moved(stage: Stage, clean: PopulationLifts, poisoned: PopulationLifts, name: str) -> dict[str, Any]:
    """How far the target's lift and place went, and how far they could at most: the target up and all others down."""
    target = stage.plan.target
    before, after = (each.lifts[target].lift for each in (clean, poisoned))
    scores = stage.scores(clean, _evidence_and_lift)
    window = (scores > scores[:, :1]) & (scores <= scores[:, :1] + 2 * BOUND)
    places = stage.places(clean, _evidence_and_lift) - stage.places(poisoned, _evidence_and_lift)
    return {
        "attack": name,
        "lift moved": after - before,
        "one voice at most": furthest(np.array([VOICE_VOTES]), poisoned.variances),
        "places": float(places.mean()),
        "places at most": float(window.sum(axis=1).mean()),
        "others": _others(clean, poisoned, target),
    }


def learned_rows(stage: Stage, clean: PopulationLifts, *, parts: int) -> list[dict[str, Any]]:
    """Honest answers alone, nine tenths of them to see what chance does, then each way to poison them."""
    size = len(stage.answers)
    many = [f"s-{number}" for number in range(500)]
    said: dict[str, list[LoggedAnswer]] = {
        "honest": list(stage.answers),
        **{
            f"honest, less part {part}": [a for n, a in enumerate(stage.answers) if n % 10 != part]
            for part in range(parts)
        },
        "one new key": [*stage.answers, *forged(stage, owners=["pusher"], count=size, is_new=True)],
        "one key of old": [*stage.answers, *forged(stage, owners=["turncoat"], count=size, is_new=False)],
        "500 new owners": [*stage.answers, *forged(stage, owners=many, count=size, is_new=True)],
        "100 new owners, few posts": [*stage.answers, *forged(stage, owners=many[:100], count=size // 4, is_new=True)],
    }
    rows: list[dict[str, Any]] = []
    start: Floats | None = None
    for name, answers in said.items():
        groups = [group for answer in answers if (group := group_of(answer)) is not None]
        outcomes = [answer.outcome for answer in answers if answer.outcome is not None]
        collected = Collected(groups, outcomes, {"answers_used": len(groups)})
        training, shares = train(collected), weigh(groups)[1]
        verdict = judge(training.held, shares, collected.counts)
        places = stage.places(clean, training.learned.scores)
        start = places if start is None else start
        rows.append(
            {
                "answers": name,
                "posts": len(groups),
                "newcomers": shares.new_owners,
                "cut": shares.cut,
                "outcome": verdict.outcome.value,
                "places": float((start - places).mean()),
                "why": verdict.why,
            }
        )
    return rows


def forged(stage: Stage, *, owners: Sequence[str], count: int, is_new: bool) -> list[LoggedAnswer]:
    """Answers like honest ones that showed the target: kept where the post earned a million, removed where it earned nothing."""
    target, found = stage.plan.target, []
    volume = stage.world.volume[stage.world.names.index(target)]
    for number in range(count):
        model = stage.answers[number * 7919 % len(stage.answers)]
        assert model.outcome is not None
        account = Account(owners[number % len(owners)], f"profile-{number // len(owners) % 20}")
        like = _renamed(model, model.shown[0], target, float(volume))
        is_good = number // len(owners) % 2 == 0
        rest = tuple(tag for tag in like.shown if tag != target)
        outcome = replace(
            model.outcome,
            post_id=f"forged-{number}",
            account=account,
            tags=(target,) if is_good else rest,
            interactions=1e6 if is_good else 0.0,
            heard=stage.plan.end - timedelta(days=3) if is_new else model.created,
            recommendation_id=f"forged-{number}",
        )
        found.append(
            replace(like, recommendation_id=f"forged-{number}", account=account, outcome=outcome, feedback=None)
        )
    return found


def _renamed(answer: LoggedAnswer, old: Tag, new: Tag, volume: float) -> LoggedAnswer:
    """The same answer with ``new`` where ``old`` stood; where ``new`` was there, the two change places."""

    def tags(names: Sequence[Tag]) -> tuple[Tag, ...]:
        return tuple(swap.get(name, name) for name in names)

    swap: Mapping[Tag, Tag] = {old: new, new: old}
    exploration = answer.exploration
    rows = answer.rows.copy()
    rows[answer.candidates.index(old), _VOLUME] = volume
    return replace(
        answer,
        candidates=tags(answer.candidates),
        shown=tags(answer.shown),
        rows=rows,
        exploration=replace(
            exploration,
            greedy=tags(exploration.greedy),
            fixed=tags(exploration.fixed),
            pool=tuple((swap.get(tag, tag), chance) for tag, chance in exploration.pool),
            tag=None if exploration.tag is None else swap.get(exploration.tag, exploration.tag),
        ),
    )


def _evidence_and_lift(rows: Rows) -> Floats:
    return sums_of(rows) + rows[:, _LIFT].astype(np.float64)


def _others(clean: PopulationLifts, poisoned: PopulationLifts, target: Tag) -> float:
    """The furthest that another tag's lift went, log units."""
    both = [tag for tag in clean.lifts if tag != target and tag in poisoned.lifts]
    return max(abs(poisoned.lifts[tag].lift - clean.lifts[tag].lift) for tag in both)


if __name__ == "__main__":
    main()
