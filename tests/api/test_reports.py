"""/v1/reports/lift: the newest report, for administrators, in words."""

from dataclasses import fields
from datetime import timedelta

from api.schemas.reports import ComparisonOfPoliciesOut
from hashtagger.storage.lift_reports import put_report
from ranker.offpolicy import OffPolicyReport
from ranker.report import make_report
from tests.api.test_reviews import key

PATH = "/v1/reports/lift"


async def test_before_the_first_night_it_says_so(start):
    async with start() as running:
        told = (await running.client.get(PATH)).json()
    assert (told["made"], told["comparisons"]) == (None, [])
    assert told["words"].startswith("There is no report yet")


async def test_the_newest_report_is_told(start):
    async with start() as running:
        services = running.state["services"]
        now = services.clock.now()
        for at in (now - timedelta(days=1), now):
            report = make_report(services.database, services.settings.ranker, now=at)
            await services.database.write(put_report, report, now=at)
        told = (await running.client.get(PATH)).json()
    assert told["made"] == now.isoformat().replace("+00:00", "Z")
    assert told["words"].startswith("No engagement of a post with one of our answers was reported")


def test_all_that_is_said_of_a_comparison_travels():
    said = {field.name for field in fields(OffPolicyReport)} | {"current", "other", "words"}
    assert set(ComparisonOfPoliciesOut.model_fields) == said


async def test_only_administrators_read_it(start):
    async with start(auth={"required": True}) as running:
        reader = await key(running, "read")
        admin = await key(running, "admin")
        assert (await running.client.get(PATH, headers=reader)).status_code == 403
        assert (await running.client.get(PATH, headers=admin)).status_code == 200
