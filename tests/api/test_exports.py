"""/v1/exports and /v1/charts: every view as a file and as charts, with the rights of the view."""

import csv
import io
import shutil
from datetime import UTC, datetime

import openpyxl
import pytest
import pytest_asyncio

from hashtagger.observations import hour_of
from tests.api.conftest import started
from tests.api.test_reviews import key
from tests.trend_builders import put_hours, put_trends, trend

HOUR = hour_of(datetime.now(UTC)) - 1
VIEWS = ["trends", "trends/eclipse", "comparison?tags=eclipse,月食", "seasonality/eclipse", "lift"]


pytestmark = pytest.mark.asyncio(loop_scope="module")


def fill(running):
    database = running.state["services"].database
    put_trends(
        database,
        trend("eclipse", hour=HOUR, first_seen=HOUR - 3),
        trend("月食", display="月食", hour=HOUR, first_seen=HOUR - 3, score=0.4),
    )
    put_hours(database, "eclipse", [20.0] * 170, first=HOUR - 169)
    put_hours(database, "月食", [15.0] * 170, first=HOUR - 169, heard=False)
    put_hours(database, "eclipse", [40.0] * 3, first=HOUR - 2, source="mastodon")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def reader(data_template, tmp_path_factory):
    """A client of a server with two trends, for all tests that only read."""
    folder = tmp_path_factory.mktemp("exports") / "data"
    shutil.copytree(data_template, folder)
    async with started(folder) as running:
        fill(running)
        yield running.client


def with_query(path, **query):
    more = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{path}{'&' if '?' in path else '?'}{more}"


def rows_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


async def test_every_view_is_had_as_csv_as_a_workbook_and_as_charts(reader):
    for view in VIEWS:
        as_csv = await reader.get(with_query(f"/v1/exports/{view}", format="csv"))
        assert as_csv.status_code == 200, as_csv.text
        assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
        as_xlsx = await reader.get(with_query(f"/v1/exports/{view}", format="xlsx"))
        assert openpyxl.load_workbook(io.BytesIO(as_xlsx.content)).sheetnames[0] == "About"
        told = (await reader.get(f"/v1/charts/{view}")).json()
        assert told["charts"][0]["spec"]["$schema"].endswith("/v6.json"), view
        assert told["summary"], view
        columns = [column["name"] for column in told["charts"][0]["table"]["columns"]]
        assert as_csv.content.decode("utf-8-sig").splitlines()[0] == ",".join(columns)


async def test_the_filters_of_the_list_are_those_of_the_file(reader):
    every = await reader.get("/v1/exports/trends?format=csv")
    first = await reader.get("/v1/exports/trends?format=csv&limit=1")
    nowhere = await reader.get("/v1/exports/trends?format=csv&region=FR")
    assert [row["tag"] for row in rows_of(every)] == ["#Eclipse", "#月食"]
    assert [row["tag"] for row in rows_of(first)] == ["#Eclipse"]
    assert rows_of(nowhere) == []


async def test_the_file_is_named_in_ascii_and_as_it_is(reader):
    answer = await reader.get("/v1/exports/trends/月食?format=csv")
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="hashtagger-trend-')
    assert "filename*=UTF-8''hashtagger-trend-%E6%9C%88%E9%A3%9F-" in disposition
    assert disposition.isascii()


async def test_times_are_written_in_the_zone_that_was_asked_for(reader):
    answer = await reader.get("/v1/exports/trends?format=csv&timezone=Asia/Kolkata")
    unknown = await reader.get("/v1/exports/trends?format=csv&timezone=Mars/Olympus")
    assert rows_of(answer)[0]["hour"].endswith("+05:30")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_time_zone")


async def test_a_comparison_as_csv_has_all_sources_and_one_chart_has_its_own(reader):
    path = "/v1/exports/comparison?tags=eclipse&format=csv"
    every = rows_of(await reader.get(path))
    one = rows_of(await reader.get(f"{path}&chart=mastodon"))
    none = await reader.get(f"{path}&chart=pie")
    assert {row["source"] for row in every} == {"bluesky", "mastodon"}
    assert {row["source"] for row in one} == {"mastodon"}
    assert (none.status_code, none.json()["code"]) == (404, "no_such_chart")
    assert "bluesky, mastodon" in none.json()["advice"]


async def test_a_tag_has_its_past_by_hour_and_day_and_what_comes_next(reader):
    told = (await reader.get("/v1/charts/trends/eclipse?hours=24&days=3")).json()
    assert [chart["id"] for chart in told["charts"]] == ["history", "days", "forecast"]
    hours = told["charts"][0]["table"]["rows"]
    assert [row[1] for row in hours[-2:]] == ["bluesky", "mastodon"]
    assert len(told["charts"][2]["table"]["rows"]) == 24
    assert [column["name"] for column in told["sources"]["columns"]][2] == "health"


async def test_charts_travel_compressed(reader):
    answer = await reader.get("/v1/charts/trends/eclipse", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


async def test_the_theme_is_that_which_was_asked_for(reader):
    grounds = []
    for theme in ("light", "dark"):
        told = (await reader.get(f"/v1/charts/trends?theme={theme}")).json()
        grounds.append(told["charts"][0]["spec"]["config"]["background"])
    assert grounds[0] != grounds[1]


async def test_what_is_unknown_has_no_file(reader):
    for path in ("trends/unknown", "seasonality/unknown", "experiments/01KAGZ1V0Q3Y7N8M2T4R6W9XZC"):
        for root in ("exports", "charts"):
            answer = await reader.get(f"/v1/{root}/{path}?format=csv")
            assert answer.status_code == 404, path


async def test_six_tags_are_refused(reader):
    answer = await reader.get("/v1/charts/comparison?tags=a,b,c,d,e,f")
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_tags")


async def test_an_experiment_of_ones_own_is_told_and_no_other(start):
    async with start(auth={"required": True}) as running:
        mine, other = await key(running, "recommend", "read"), await key(running, "read", owner="other")
        body = {
            "profile_id": "cafe",
            "name": "=1+1",
            "arms": [{"name": "none", "tags": 0}, {"name": "five", "tags": 5}],
        }
        made = (await running.client.post("/v1/experiments", json=body, headers=mine)).json()
        path = f"/v1/exports/experiments/{made['experiment_id']}?format=csv"
        [row] = rows_of(await running.client.get(path, headers=mine))
        assert (await running.client.get(path, headers=other)).status_code == 404
        charts = await running.client.get(f"/v1/charts/experiments/{made['experiment_id']}", headers=mine)
    assert (row["experiment"], row["verdict"], row["posts"]) == ("'=1+1", "cannot tell yet", "0")
    assert "first look is at 20" in charts.json()["summary"][0]


async def test_the_lift_report_is_for_administrators(start):
    async with start(auth={"required": True}) as running:
        reads, admin = await key(running, "read"), await key(running, "admin")
        for path in ("/v1/exports/lift?format=csv", "/v1/charts/lift"):
            assert (await running.client.get(path, headers=reads)).status_code == 403
            assert (await running.client.get(path, headers=admin)).status_code == 200


async def test_a_picture_is_drawn_and_downloaded(reader):
    answer = await reader.get("/v1/exports/trends?format=svg&theme=dark")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/svg+xml"
    assert b"#Eclipse" in answer.content
