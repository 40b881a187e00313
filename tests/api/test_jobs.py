"""/v1/jobs and /v1/job-runs: administrators see the timetable and what became of it."""

from datetime import timedelta

from hashtagger.storage.job_runs import claim_slot, complete_slot, fail_slot
from jobs.timetable import TIMETABLE
from tests.api.test_reviews import ON, key


async def run(running, job, slot, *, ago_s=100.0, took_s=None, error=None, lease_s=60.0):
    services = running.state["services"]
    began = services.clock.now() - timedelta(seconds=ago_s)
    claim = await services.database.write(claim_slot, job, slot, now=began, lease_s=lease_s)
    if error is not None:
        await services.database.write(fail_slot, claim, now=began + timedelta(seconds=took_s), error=error)
    elif took_s is not None:
        ended = began + timedelta(seconds=took_s)
        await services.database.write(complete_slot, claim, now=ended, counts={"rows": 3})


async def test_every_job_is_told_with_when_it_is_next_due_or_why_it_is_off(start):
    async with start() as running:
        now = running.state["services"].clock.now()
        told = (await running.client.get("/v1/jobs")).json()
    jobs = {each["name"]: each for each in told["jobs"]}
    assert list(jobs) == [job.name for job in TIMETABLE]
    assert (jobs["trends"]["every_s"], jobs["trends"]["why_off"]) == (3600, None)
    assert jobs["trends"]["next_due"][:13] >= now.isoformat()[:13]
    assert jobs["crawl-mastodon"]["next_due"] is None
    assert "CONTACT" in jobs["crawl-mastodon"]["why_off"]
    assert (told["scheduled_here"], told["trouble"]) == (True, None)


async def test_the_last_run_of_a_job_is_told_with_its_time_and_what_went_wrong(start):
    async with start() as running:
        await run(running, "trends", "s1", ago_s=200, took_s=12.5)
        await run(running, "purge", "s1", took_s=3, error="no luck")
        await run(running, "lifts", "s1", lease_s=1_000)
        jobs = {each["name"]: each for each in (await running.client.get("/v1/jobs")).json()["jobs"]}
    done, failed, running_now = (jobs[name]["last_run"] for name in ("trends", "purge", "lifts"))
    assert (done["state"], done["seconds"], done["counts"], done["error"]) == ("done", 12.5, {"rows": 3}, None)
    assert (failed["state"], failed["error"]) == ("failed", "no luck")
    assert (running_now["state"], running_now["finished"]) == ("running", None)
    assert running_now["seconds"] >= 100
    assert jobs["ranker"]["last_run"] is None


async def test_what_never_ends_is_told_apart(start):
    async with start() as running:
        await run(running, "deliver-alerts", "standing", lease_s=1_000)
        standing = {each["name"]: each for each in (await running.client.get("/v1/jobs")).json()["standing"]}
        history = (await running.client.get("/v1/job-runs")).json()["runs"]
    assert standing["deliver-alerts"]["running"]
    assert standing["deliver-alerts"]["since"] is not None
    assert (standing["stream-bluesky"]["running"], standing["stream-bluesky"]["since"]) == (False, None)
    assert "CONTACT" in standing["stream-bluesky"]["why_off"]
    assert history == []


async def test_a_wrong_file_of_own_sources_is_told_and_costs_only_itself(start, tmp_path):
    path = tmp_path / "sources.yaml"
    path.write_text("nothing: right")
    async with start(trends={"custom_sources": path}) as running:
        told = (await running.client.get("/v1/jobs")).json()
    assert told["trouble"]
    assert [each["name"] for each in told["jobs"]] == [job.name for job in TIMETABLE]


async def test_the_history_comes_by_pages_newest_first(start):
    async with start() as running:
        for n in range(3):
            await run(running, "trends", f"s{n}", ago_s=100 - n, took_s=1)
        first = (await running.client.get("/v1/job-runs", params={"limit": 2})).json()
        second = (await running.client.get("/v1/job-runs", params={"limit": 2, "cursor": first["next"]})).json()
    assert [each["slot"] for each in first["runs"] + second["runs"]] == ["s2", "s1", "s0"]
    assert second["next"] is None


async def test_the_history_narrows_by_job_and_state(start):
    async with start() as running:
        await run(running, "trends", "s1", took_s=1)
        await run(running, "trends", "s2", took_s=1, error="no luck")
        await run(running, "purge", "s3")
        of_job = (await running.client.get("/v1/job-runs?job=trends&state=failed")).json()["runs"]
        lost = (await running.client.get("/v1/job-runs?state=lost")).json()["runs"]
        wrong = await running.client.get("/v1/job-runs?state=gone")
    assert [(each["slot"], each["error"]) for each in of_job] == [("s2", "no luck")]
    assert [(each["job"], each["seconds"]) for each in lost] == [("purge", None)]
    assert wrong.status_code == 422


async def test_a_cursor_of_another_list_is_refused(start):
    async with start() as running:
        for cursor in ("x", "WyJhIiwiYiIsImMiXQ", "WyIyMDI2LTAxLTAxIiwiYiIsImMiXQ"):
            answer = await running.client.get("/v1/job-runs", params={"cursor": cursor})
            assert (answer.status_code, answer.json()["code"]) == (422, "invalid_cursor")


async def test_only_administrators_may_look(start):
    async with start(auth=ON) as running:
        headers = await key(running, "read", "recommend", "watch", "generate")
        answers = [
            await running.client.get("/v1/jobs", headers=headers),
            await running.client.get("/v1/job-runs", headers=headers),
            await running.client.post("/v1/jobs/purge/run", headers=headers),
        ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "missing_scope")] * 3


async def test_a_job_is_run_by_hand_once_at_a_time(start):
    async with start() as running:
        first = await running.client.post("/v1/jobs/purge/run")
        second = await running.client.post("/v1/jobs/purge/run")
        runs = (await running.client.get("/v1/job-runs?job=purge")).json()["runs"]
    assert (first.status_code, first.json()["job"]) == (202, "purge")
    assert (second.status_code, second.json()["code"]) == (409, "job_running")
    assert [(each["slot"], each["state"]) for each in runs] == [(first.json()["slot"], "running")]


async def test_what_is_no_job_or_is_off_cannot_be_run(start):
    async with start() as running:
        unknown = await running.client.post("/v1/jobs/nothing/run")
        off = await running.client.post("/v1/jobs/crawl-mastodon/run")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_job")
    assert (off.status_code, off.json()["code"]) == (409, "job_off")
