"""What administrators see in the installation under test: runs of jobs, decisions about tags, keys, rankers, a pool."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hashtagger.models.fake import FakeModels
from hashtagger.observations import hour_of
from hashtagger.settings import Settings
from hashtagger.storage.database import Database
from hashtagger.storage.job_runs import claim_slot, complete_slot, fail_slot
from hashtagger.storage.keys import create_key, revoke_key
from hashtagger.storage.tag_decisions import TagDecision, put_decision
from hashtagger.storage.tag_reviews import ReviewState, TagReview, put_reviews
from hashtagger.types import LoadState, ModelStatus, PoolStatus, Tag, Task
from ranker.artefacts import MANIFEST_FILE, RANKER, Shelf
from tests.browser.world import NOW
from tests.ranker.shelves import put_model

LONG_ERROR = "TimeoutError: the source did not answer\n" + "\n".join(
    f"  File 'crawlers/run.py', line {line}, in ask_again" for line in range(40, 60)
)


def fill_for_administrators(database: Database, settings: Settings) -> None:
    """Into an empty installation, after ``world.fill``."""
    database.write_now(_runs)
    _decisions(database)
    _keys(database)
    _shelf(Shelf(settings.ranker_dir))
    database.write_now(put_reviews, _reviews())


def busy_models() -> FakeModels:
    """Fake models that tell of a pool with something in it."""
    models = FakeModels()
    loaded = ModelStatus(
        "starter-clip-1",
        Task.CLIP,
        LoadState.READY,
        healthy=True,
        resident_bytes=154_000_000,
        queued=2,
        leases=5,
        queued_bytes=1_572_864,
        batches=18_204,
    )
    failed = ModelStatus(
        "blip-base",
        Task.CAPTION,
        LoadState.FAILED,
        healthy=False,
        failure="model.safetensors is not what was pulled: pull it again",
        retry_in_s=45.0,
        evictions=2,
    )
    models.pool = PoolStatus((loaded, failed), used_bytes=354_000_000, budget_bytes=4_000_000_000, device="cpu")
    return models


def _runs(connection: sa.Connection) -> None:
    for hours in range(1, 30):
        _run(connection, "trends", hours_ago=hours, took_s=24.0 + hours % 7, counts={"hours": 1, "trends": 380 + hours})
    for hours in range(1, 8):
        _run(connection, "crawl-mastodon", hours_ago=hours, took_s=41.5, counts={"instances": 12, "tags": 240})
    _run(connection, "purge", hours_ago=1, took_s=0.4, counts={"generations": 3, "sessions": 1})
    _run(connection, "crawl-wikipedia", hours_ago=7, took_s=3.1, error="robots.txt refuses /api/")
    _run(connection, "crawl-wikipedia", hours_ago=1, took_s=3.2, error="robots.txt refuses /api/")
    _run(connection, "lifts", hours_ago=2, took_s=600.0, error=LONG_ERROR)
    _run(connection, "retention", hours_ago=9)


def _run(
    connection: sa.Connection,
    job: str,
    *,
    hours_ago: float,
    took_s: float | None = None,
    counts: dict[str, Any] | None = None,
    error: str = "",
) -> None:
    """Without ``took_s`` its process died."""
    began = NOW - timedelta(hours=hours_ago)
    claim = claim_slot(connection, job, began.isoformat(), now=began, lease_s=60)
    if claim is None or took_s is None:
        return
    ended = began + timedelta(seconds=took_s)
    if error:
        fail_slot(connection, claim, now=ended, error=error)
    else:
        complete_slot(connection, claim, now=ended, counts=counts)


def _decisions(database: Database) -> None:
    for tag, verdict, reason, days in (
        ("blackfriday", "block", "not our style", 60),
        ("breastcancerawareness", "allow", "we are a clinic", None),
        ("الجمعة_البيضاء", "block", "a competitor's campaign", 30),
    ):
        until = None if days is None else NOW + timedelta(days=days)
        database.write_now(put_decision, TagDecision(Tag(tag), verdict, reason, "browser", NOW, until))


def _keys(database: Database) -> None:
    for name, owner, scopes in (
        ("website", "marketing", ["recommend", "read"]),
        ("old phone", "browser", ["recommend"]),
        ("reports", "marketing", ["read", "watch"]),
    ):
        _, key = database.write_now(create_key, name, owner=owner, scopes=scopes, now=NOW - timedelta(days=40))
        if name == "old phone":
            database.write_now(revoke_key, key.id, now=NOW - timedelta(days=3))


def _shelf(shelf: Shelf) -> None:
    """One that may become current, the shadow that its gate held back, and one whose manifest somebody changed."""
    broken = put_model(shelf, after_h=-48)
    shadow = put_model(shelf, after_h=-24, **_card(passed=False))
    shelf.set_shadow(RANKER, shadow.version)
    put_model(shelf, **_card(passed=True))
    shelf_folder = shelf._directory / RANKER / broken.version
    (shelf_folder / MANIFEST_FILE).write_text("{}")


def _card(*, passed: bool) -> dict[str, Any]:
    gain = 0.021 if passed else 0.004
    why = f"agreement@5 {gain:+.3f} [{gain - 0.008:.3f}, {gain + 0.008:.3f}] over what is current"

    def interval(at: float, half: float) -> dict[str, float]:
        return {"estimate": at, "low": round(at - half, 5), "high": round(at + half, 5)}

    orders = {
        "learned": {"value": interval(0.5312, 0.011)},
        "current": {"value": interval(0.5312 - gain, 0.012), "difference": interval(gain, 0.008)},
        "baseline": {"value": interval(0.5102, 0.013), "difference": interval(0.021, 0.009)},
    }
    return {
        "gate": {"passed": passed, "outcome": "promoted" if passed else "shadow", "why": why, "dismissed": ""},
        "window": {"since": "2026-05-21T00:00:00+00:00", "until": "2026-11-21T00:00:00+00:00"},
        "sizes": {
            "train": {"posts": 8_412, "accounts": 311, "rows": 612_400},
            "test": {"posts": 1_032, "accounts": 94, "rows": 74_210},
        },
        "trees": 143,
        "metrics": {"agreement@5": orders, "kept_ndcg@5": orders, "judged_posts": 1_032, "judged_accounts": 94},
        "importances": {"visual": 0.31, "lift_account": 0.22, "volume": 0.14, "growth": 0.09, "age_h": 0.05},
        "not_for": ["Judging people: it orders tags, and says nothing of the worth of an account or a picture."],
    }


def _reviews() -> list[TagReview]:
    """As the crawler notes them."""
    evidence = {
        "score": 0.91,
        "authors": 412.0,
        "hour": hour_of(NOW) - 2,
        "region": "DE",
        "language": "de",
        "sources": {
            "bluesky": {"share": 0.97, "z": 6.1, "authors": 390.0, "expected": 31.0},
            "mastodon": {"share": 0.6, "z": 2.2, "authors": 22.0, "expected": 9.5},
        },
    }
    waiting = TagReview(
        Tag("adventsmarkt"), ReviewState.NEW, "few people, many posts", evidence, NOW - timedelta(hours=2)
    )
    passed = TagReview(
        Tag("lunareclipse"),
        ReviewState.APPROVED,
        "2 independent sources",
        evidence,
        NOW - timedelta(days=2),
        NOW - timedelta(days=1),
        "rules",
    )
    refused = TagReview(
        Tag("getrichnow"),
        ReviewState.REFUSED,
        "a scam",
        evidence,
        NOW - timedelta(days=2),
        NOW - timedelta(hours=5),
        "browser",
    )
    return [waiting, passed, refused]
