"""/v1/rankers: administrators see what was learned, promote it, and go back."""

import pytest

from ranker.artefacts import MODEL_FILE, RANKER, Shelf
from tests.api.test_reviews import ON, key
from tests.ranker.shelves import NOW, model_text, put_model


def shelf_of(running):
    return Shelf(running.state["services"].settings.ranker_dir)


async def ask(running, text="a dog on the beach"):
    return (await running.client.post("/v1/recommendations", json={"text": text})).json()


async def test_without_models_the_baseline_serves(start):
    async with start() as running:
        told = (await running.client.get("/v1/rankers")).json()
    assert told == {
        "current": None,
        "since": None,
        "shadow": None,
        "serving": "baseline-1",
        "trouble": None,
        "rankers": [],
    }


async def test_a_version_is_promoted_and_orders_the_next_answers(start):
    async with start() as running:
        version = put_model(shelf_of(running), model_text()).version
        told = (await running.client.post(f"/v1/rankers/{version}/promote")).json()
        running.state["services"].ranker.refresh()
        answer = await ask(running)
        listed = (await running.client.get("/v1/rankers")).json()
        shown = (await running.client.get(f"/v1/rankers/{version}")).json()
    assert (told["current"], told["rankers"][0]["state"]) == (version, "current")
    assert (answer["models"]["ranker"], answer["degraded"]) == (version, [])
    assert listed["serving"] == version
    assert (shown["version"], shown["refusal"], shown["facts"]["gate"]["passed"]) == (version, None, True)


async def test_the_way_back_is_one_request_and_a_retry_goes_back_once(start):
    async with start() as running:
        shelf = shelf_of(running)
        first, second = put_model(shelf).version, put_model(shelf, after_h=1).version
        for version in (first, second):
            shelf.promote(RANKER, version, now=NOW)
        answers = [await running.client.post("/v1/rankers/rollback", params={"instead_of": second}) for _ in range(2)]
        assert shelf.current(RANKER) == first
    assert answers[0].json()["current"] == first
    assert (answers[1].status_code, answers[1].json()["code"]) == (409, "another_is_current")


async def test_what_the_gate_stopped_needs_force(start):
    async with start() as running:
        version = put_model(shelf_of(running), gate={"passed": False, "why": "no better"}).version
        refused = await running.client.post(f"/v1/rankers/{version}/promote")
        forced = await running.client.post(f"/v1/rankers/{version}/promote", params={"force": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "promotion_refused")
    assert "no better" in refused.json()["detail"]
    assert forced.json()["current"] == version


async def test_a_broken_version_is_told_as_such(start, tmp_path):
    async with start() as running:
        version = put_model(shelf_of(running)).version
        next(tmp_path.rglob(MODEL_FILE)).unlink()
        answers = [
            await running.client.get(f"/v1/rankers/{version}"),
            await running.client.post(f"/v1/rankers/{version}/promote"),
        ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(409, "broken_artefact")] * 2


@pytest.mark.parametrize("version", ["2026-11-21T030000-00000000", "..%2F..%2Fetc", "rollback"])
async def test_a_version_that_is_not_there_is_not_found(start, version):
    async with start() as running:
        for answer in (
            await running.client.get(f"/v1/rankers/{version}"),
            await running.client.post(f"/v1/rankers/{version}/promote"),
        ):
            assert answer.status_code == 404


async def test_a_pointer_that_cannot_be_read_is_told_and_mended_by_a_promotion(start):
    async with start() as running:
        shelf = shelf_of(running)
        version = put_model(shelf).version
        shelf.promote(RANKER, version, now=NOW)
        (running.state["services"].settings.ranker_dir / RANKER / "pointer.json").write_text("{")
        before = (await running.client.get("/v1/rankers")).json()
        after = (await running.client.post(f"/v1/rankers/{version}/promote")).json()
    assert (before["current"], "pointer" in before["trouble"]) == (None, True)
    assert (after["current"], after["rankers"][0]["state"]) == (version, "current")


async def test_only_administrators_may_look_or_choose(start):
    async with start(auth=ON) as running:
        version = put_model(shelf_of(running)).version
        headers = await key(running, "read", "recommend", "watch", "generate")
        answers = [
            await running.client.get("/v1/rankers", headers=headers),
            await running.client.get(f"/v1/rankers/{version}", headers=headers),
            await running.client.post(f"/v1/rankers/{version}/promote", headers=headers),
            await running.client.post("/v1/rankers/rollback", headers=headers),
        ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, "missing_scope")] * 4


async def test_a_broken_ranker_is_told_by_health_metrics_and_answers_but_stops_nothing(start):
    async with start() as running:
        shelf = shelf_of(running)
        version = put_model(shelf).version
        shelf.promote(RANKER, version, now=NOW)
        (running.state["services"].settings.ranker_dir / RANKER / version / MODEL_FILE).unlink()
        running.state["services"].ranker.refresh()
        await running.state["health"].warmed.wait()
        answer = await ask(running)
        ready = (await running.client.get("/readyz")).json()
        metrics = (await running.client.get("/metrics")).text
    assert (answer["models"]["ranker"], answer["degraded"]) == ("baseline-1", ["ranker"])
    assert ready["ready"]
    assert [each.split(":")[0] for each in ready["degraded"]] == ["ranker"]
    assert 'hashtagger_ranker_serving{version="baseline-1"} 1.0' in metrics
    assert 'hashtagger_ranker_trouble{model="current"} 1.0' in metrics
    assert 'hashtagger_ranker_fallbacks_total{why="unavailable"} 1.0' in metrics
    assert "hashtagger_ranker_reloads_total 0.0" in metrics
