"""
``python -m ranker.train [--dry-run] [--json]``: learn a ranker from what posts earned, and let the gate say what becomes of it.

A program of its own, so that it can be given limits and be killed. As the nightly job it gets its orders on the standard input
(``jobs/process.py``). What it needs more memory for than ``HASHTAGGER_RANKER__MEMORY_BYTES`` it does not do.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import lightgbm
import orjson
import structlog

from hashtagger.errors import BrokenArtefact, Conflict, HashtaggerError, NotFound
from hashtagger.orders import ordered
from hashtagger.settings import Settings
from hashtagger.storage.database import Database, open_database
from hashtagger.storage.experiments import policies_in_use
from hashtagger.storage.migrate import upgrade
from hashtagger.telemetry import configure_logs
from ranker.artefacts import MODEL_FILE, RANKER, Shelf
from ranker.card import KEPT, as_markdown, facts_of
from ranker.forecasting import train_forecast
from ranker.gate import Outcome, Verdict, judge, too_little
from ranker.lightgbm_ranker import LightgbmModel, read_model
from ranker.promotion import rollback
from ranker.recount import recount
from ranker.report import keep_report, summary
from ranker.training import collect, train
from ranker.weights import weigh

CARD_FILE = "card.md"
NOTHING = "nothing_learned"
MIB = 1 << 20

log = structlog.get_logger()


def main(arguments: Sequence[str] | None = None) -> int:
    """Its exit status. Prints what became of it; with ``--json``, or on orders, as one JSON object."""
    parser = argparse.ArgumentParser(
        prog="python -m ranker.train", description="Learn a ranker from what posts earned."
    )
    parser.add_argument("--dry-run", action="store_true", help="learn and judge, and keep nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--ordered", action="store_true", help="settings and time come on the standard input")
    chosen = parser.parse_args(arguments)
    settings, now = Settings(), datetime.now(UTC)
    if chosen.ordered:
        settings, order = ordered()
        now = order.now
    configure_logs(settings)
    told: Mapping[str, Any]
    try:
        with limited_memory(settings.ranker.memory_bytes):
            told, status = run(settings, now=now, dry_run=chosen.dry_run), 0
    except HashtaggerError as error:
        told, status = {"error": f"{error} {error.advice}".strip()}, 1
    except Exception as error:
        log.exception("training_failed")
        told, status = {"error": f"{type(error).__name__}: {error}"}, 1
    said = orjson.dumps(told).decode() if chosen.json or chosen.ordered else in_words(told)
    sys.stdout.write(said + "\n")
    return status


def run(settings: Settings, *, now: datetime, dry_run: bool = False) -> dict[str, Any]:
    """
    Count lifts again, learn, judge, and keep; then the same for the forecast; then make the lift report. Answers what came of
    it, as JSON values.

    ``dry_run`` changes nothing on the shelf, and in the database nothing but its tables' version.
    """
    upgrade(settings.database_url)
    with open_database(settings.database_url, pool_size=2, busy_timeout_s=settings.database.busy_timeout_s) as database:
        recounted = {} if dry_run else dict(recount(database, now=now, settings=settings))
        told = {"recount": recounted, **learn_from(database, settings, now=now, dry_run=dry_run)}
        if not dry_run:
            told["forecast"] = _forecast(database, settings, now)
            told["report"] = _reported(database, settings, now)
        return told


def learn_from(database: Database, settings: Settings, *, now: datetime, dry_run: bool = False) -> dict[str, Any]:
    """As ``run``, without the counting."""
    since = now - timedelta(days=settings.ranker.window_days)
    with database.reading() as connection:
        collected = collect(connection, since=since, until=now)
    counts = {"posts": len(collected.groups), "known_posts": len(collected.outcomes), "answers": dict(collected.counts)}
    if (why := too_little(collected, min_posts=settings.ranker.min_posts)) is not None:
        return {"outcome": NOTHING, "why": why, **counts}
    shelf = Shelf(settings.ranker_dir)
    current = _current(shelf)
    try:
        training = train(
            collected, current=None if current is None else current.scores, threads=settings.ranker.threads
        )
    except ValueError as error:
        return {"outcome": NOTHING, "why": f"the posts cannot be split by time and account: {error}", **counts}
    shares = weigh(collected.groups)[1]
    verdict = judge(training.held, shares, collected.counts)
    facts = facts_of(training, collected, shares, verdict, since=since, until=now)
    told = {"outcome": verdict.outcome.value, "why": verdict.why, **counts, "metrics": facts["metrics"]}
    if verdict.dismissed:
        told["dismissed"] = verdict.dismissed
    if dry_run:
        return {**told, "dry_run": True}
    if current is not None and verdict.dismissed and verdict.outcome is not Outcome.PROMOTED:
        _dismiss(shelf, current.version, now)
    files = {MODEL_FILE: training.learned.text.encode(), CARD_FILE: as_markdown(facts).encode()}
    with database.reading() as connection:
        needed = policies_in_use(connection)
    return {**told, "version": _shelved(shelf, files, facts, verdict, now, needed)}


def in_words(told: Mapping[str, Any]) -> str:
    """A summary for people."""
    if "error" in told:
        return f"It failed: {told['error']}"
    head = f"{told['outcome'].replace('_', ' ').capitalize()}: {told['why']}."
    posts = f"{told['posts']} posts with a tag of ours, {told['known_posts']} with known engagement."
    left = ", ".join(
        f"{count} {why.removeprefix('answers_').replace('_', ' ')}" for why, count in told["answers"].items()
    )
    lines = [head, posts, f"Answers: {left or 'none'}."]
    if "dismissed" in told:
        lines.append(f"The current model is dismissed: {told['dismissed']}.")
    for measure in ("agreement@5", KEPT):
        for name, found in told.get("metrics", {}).get(measure, {}).items():
            if (value := found["value"]) is not None:
                lines.append(
                    f"{measure} {name}: {value['estimate']:+.4f} ({value['low']:+.4f} to {value['high']:+.4f})"
                )
    if "error" in told.get("forecast", {}):
        lines.append(f"Forecast: it could not be learned: {told['forecast']['error']}")
    if "report" in told:
        lines.append(f"Lift report: {told['report']}")
    if "version" in told:
        lines.append(f"Kept as {told['version']}; 'hashtagger ranker show {told['version']}' prints its card.")
    return "\n".join(lines)


@contextmanager
def limited_memory(limit_bytes: int) -> Iterator[None]:
    """
    Let this process have at most so much memory of its own (RLIMIT_DATA) from now on, also after the block.

    Running out of it inside becomes a ``HashtaggerError`` that names the setting.
    """
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    limit = limit_bytes if hard == resource.RLIM_INFINITY else min(limit_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    except (MemoryError, lightgbm.basic.LightGBMError) as error:
        if isinstance(error, lightgbm.basic.LightGBMError) and "bad_alloc" not in str(error):
            raise
        raise HashtaggerError(
            f"the training needs more than {limit // MIB} MiB of memory",
            code="out_of_memory",
            advice="Set HASHTAGGER_RANKER__MEMORY_BYTES higher, or HASHTAGGER_RANKER__WINDOW_DAYS lower.",
        ) from None


def _forecast(database: Database, settings: Settings, now: datetime) -> dict[str, Any]:
    """What came of it. The ranker stays learned, and the lift report is made, when the forecast cannot be."""
    try:
        return dict(train_forecast(database, settings, Shelf(settings.ranker_dir), now=now))
    except Exception as error:
        log.exception("forecast_failed")
        return {"error": f"{type(error).__name__}: {error}"}


def _reported(database: Database, settings: Settings, now: datetime) -> str:
    """The lift report in words. What was learned stays learned when it cannot be made, so that is only told."""
    try:
        return summary(keep_report(database, settings.ranker, now=now))
    except Exception as error:
        log.exception("lift_report_failed")
        return f"It could not be made: {type(error).__name__}: {error}"


def _current(shelf: Shelf) -> LightgbmModel | None:
    """What orders answers now; None when that is the baseline, or stands in for a model that cannot be used."""
    try:
        version = shelf.current(RANKER)
        return None if version is None else read_model(shelf.open(RANKER, version))
    except (BrokenArtefact, NotFound) as error:
        log.warning("current_ranker_not_compared", reason=str(error))
        return None


def _shelved(
    shelf: Shelf,
    files: Mapping[str, bytes],
    facts: Mapping[str, Any],
    verdict: Verdict,
    now: datetime,
    needed: Collection[str],
) -> str:
    """The new version. Of the old ones the ``needed`` stay: running experiments name them."""
    version = shelf.put(RANKER, files, facts=facts, now=now).version
    if verdict.outcome is Outcome.PROMOTED:
        shelf.promote(RANKER, version, now=now)
        shelf.set_shadow(RANKER, None)  # it was to be compared with what was current before
    elif verdict.outcome is Outcome.SHADOW and version != shelf.current(RANKER):
        shelf.set_shadow(RANKER, version)
    shelf.tidy(RANKER, needed=needed)
    return version


def _dismiss(shelf: Shelf, version: str, now: datetime) -> None:
    """Back to the baseline, past models of before that nobody judged today. What became current meanwhile stays."""
    current: str | None = version
    try:
        while current is not None:
            current = rollback(shelf, instead_of=current, now=now)
    except Conflict as error:
        log.warning("dismissed_ranker_left", version=version, reason=str(error))


if __name__ == "__main__":
    sys.exit(main())
