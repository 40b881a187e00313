"""The nightly training as the scheduler runs it: a program of its own, with limits, on either database."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

from hashtagger.experiments import Arm, Experiment
from hashtagger.orders import Order, order_line
from hashtagger.posts import Account
from hashtagger.settings import Settings
from hashtagger.storage.database import open_database
from hashtagger.storage.experiments import add_experiment
from hashtagger.storage.job_runs import SlotClaim, recent_runs
from hashtagger.storage.lift_reports import latest_report
from hashtagger.supervisor import as_line
from jobs.office import Office
from jobs.runner import latest_slot, run_slot
from jobs.timetable import TIMETABLE
from ranker.artefacts import KEPT, RANKER, Shelf
from ranker.gate import Outcome, Verdict
from ranker.lightgbm_ranker import read_model
from ranker.promotion import promote
from ranker.report import summary
from ranker.train import in_words, run
from tests.jobs.conftest import NOON, StoppedClock
from tests.ranker.made_up import world
from tests.ranker.made_up_store import store
from tests.ranker.shelves import put_model

JOB = next(job for job in TIMETABLE if job.name == "ranker")
NOW = NOON


def office_of(url, folder, **ranker):
    limits = {"min_posts": 100, **ranker}
    settings = Settings(data_dir=folder, database={"url": url}, ranker=limits)
    return Office(open_database(url, pool_size=2), settings, StoppedClock())


async def last_run(office):
    return (await office.database.read(recent_runs, "ranker"))[0]


async def test_the_nightly_job_learns_judges_and_keeps(database_url, tmp_path):
    office = office_of(database_url, tmp_path)
    await office.database.write(store, world(400, effect=3.0))
    counts = await run_slot(office, JOB, latest_slot(JOB, NOW))
    assert counts is not None, (await last_run(office)).error
    assert (counts["outcome"], counts["posts"]) == ("promoted", 400)
    assert counts["recount"]["posts"] == 400
    shelf = Shelf(office.settings.ranker_dir)
    kept = shelf.open(RANKER, shelf.current(RANKER))
    assert kept.manifest.version == counts["version"]
    assert kept.manifest.facts["gate"]["passed"] is True
    assert read_model(kept).version == counts["version"]
    assert b"## Not for" in kept.files["card.md"]
    assert counts["report"] == summary(await office.database.read(latest_report))
    office.database.close()


def test_a_report_that_cannot_be_made_is_told_and_undoes_nothing(sqlite_url, tmp_path, monkeypatch):
    office = office_of(sqlite_url, tmp_path)
    office.database.write_now(store, world(150, effect=3.0))
    monkeypatch.setattr("ranker.train.keep_report", lambda *_, **__: 1 / 0)
    told = run(office.settings, now=NOW)
    assert told["report"] == "It could not be made: ZeroDivisionError: division by zero"
    assert Shelf(office.settings.ranker_dir).versions(RANKER) == (told["version"],)
    assert "Lift report: It could not be made" in in_words(told)
    office.database.close()


def test_a_forecast_that_cannot_be_learned_is_told_and_undoes_nothing(sqlite_url, tmp_path, monkeypatch):
    office = office_of(sqlite_url, tmp_path)
    office.database.write_now(store, world(150, effect=3.0))
    monkeypatch.setattr("ranker.train.train_forecast", lambda *_, **__: 1 / 0)
    told = run(office.settings, now=NOW)
    assert told["forecast"] == {"error": "ZeroDivisionError: division by zero"}
    with office.database.reading() as connection:
        assert told["report"] == summary(latest_report(connection))
    assert Shelf(office.settings.ranker_dir).versions(RANKER) == (told["version"],)
    assert "could not be learned: ZeroDivisionError" in in_words(told)
    office.database.close()


def test_a_current_model_that_is_dismissed_gives_way_to_the_baseline(sqlite_url, tmp_path, monkeypatch):
    office = office_of(sqlite_url, tmp_path)
    office.database.write_now(store, world(150))
    shelf = Shelf(office.settings.ranker_dir)
    for hours in (2, 1):
        promote(shelf, put_model(shelf, after_h=-hours).version, force=True, now=NOW)
    monkeypatch.setattr("ranker.train.judge", lambda *_: Verdict(Outcome.SHADOW, "not better", dismissed="it is worse"))
    told = run(office.settings, now=NOW)
    assert shelf.current(RANKER) is None
    assert shelf.shadow(RANKER) == told["version"]
    assert "The current model is dismissed: it is worse." in in_words(told)
    office.database.close()


def test_what_became_current_while_another_was_judged_is_not_dismissed(sqlite_url, tmp_path, monkeypatch):
    office = office_of(sqlite_url, tmp_path)
    office.database.write_now(store, world(150))
    shelf = Shelf(office.settings.ranker_dir)
    judged, other = (put_model(shelf, after_h=-hours).version for hours in (2, 1))
    promote(shelf, judged, force=True, now=NOW)

    def judge_slowly(*_):
        promote(shelf, other, force=True, now=NOW)
        return Verdict(Outcome.SHADOW, "not better", dismissed="it is worse")

    monkeypatch.setattr("ranker.train.judge", judge_slowly)
    run(office.settings, now=NOW)
    assert shelf.current(RANKER) == other
    office.database.close()


async def test_with_nothing_to_learn_from_it_says_so_and_the_slot_is_done(sqlite_url, tmp_path):
    office = office_of(sqlite_url, tmp_path)
    await office.database.write(store, world(20))
    counts = await run_slot(office, JOB, latest_slot(JOB, NOW))
    assert counts["outcome"] == "nothing_learned"
    assert "it takes 100" in counts["why"]
    assert Shelf(office.settings.ranker_dir).versions(RANKER) == ()
    office.database.close()


async def test_a_training_that_needs_more_memory_than_it_may_have_fails_in_words(sqlite_url, tmp_path):
    office = office_of(sqlite_url, tmp_path, memory_bytes=16 << 20)
    await office.database.write(store, world(120))
    assert await run_slot(office, JOB, latest_slot(JOB, NOW)) is None
    assert "more than 16 MiB of memory" in (await last_run(office)).error
    office.database.close()


def test_versions_that_running_experiments_name_stay(sqlite_url, tmp_path):
    office = office_of(sqlite_url, tmp_path)
    office.database.write_now(store, world(150, effect=3.0))
    shelf = Shelf(office.settings.ranker_dir)
    made = [shelf.put(RANKER, {}, facts={"n": n}, now=NOW - timedelta(days=90 - n)).version for n in range(KEPT + 1)]
    arms = (Arm("plain", "baseline"), Arm("old", made[0]))
    office.database.write_now(add_experiment, Experiment("E", Account("studio", "a"), "Old?", arms, NOW))
    told = run(office.settings, now=NOW)
    assert set(shelf.versions(RANKER)) == {told["version"], *made} - {made[1]}
    office.database.close()


def test_killed_while_it_learns_it_leaves_the_shelf_as_it_was(sqlite_url, tmp_path):
    office = office_of(sqlite_url, tmp_path)
    office.database.write_now(store, world(120))
    shelf = Shelf(office.settings.ranker_dir)
    version = shelf.put(RANKER, {"model.txt": b"the one before"}, facts={}, now=NOW).version
    shelf.promote(RANKER, version, now=NOW)
    before = snapshot(office.settings.ranker_dir)
    command = [sys.executable, "-m", "tests.jobs.stalled_training", "--ordered"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, start_new_session=True, **pipes) as process:
        claim = SlotClaim("ranker", "now", 1, NOW)
        process.stdin.write(as_line(office.settings) + order_line(Order(claim, NOW, NOW)))
        process.stdin.flush()
        assert process.stdout.readline() == b"learning\n"
        os.kill(process.pid, signal.SIGKILL)
    assert snapshot(office.settings.ranker_dir) == before
    assert shelf.current(RANKER) == version
    office.database.close()


def test_a_dry_run_tells_what_would_come_of_it_and_keeps_nothing(sqlite_url, tmp_path):
    office = office_of(sqlite_url, tmp_path)
    office.database.write_now(store, world(150))
    told = in_words(run(office.settings, now=NOW, dry_run=True))
    assert "agreement@5 learned" in told
    assert "150 posts" in told
    assert Shelf(tmp_path / "ranker").versions(RANKER) == ()
    office.database.close()


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
