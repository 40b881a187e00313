"""Reports in words: what rises, from how many, how old; and that nothing rises."""

from datetime import UTC, datetime, timedelta

from hashtagger.reports.moments import zone_of
from hashtagger.reports.words import Moment, late, named, of_comparison, of_seasonality, of_tag, of_trends
from hashtagger.trend_answer import as_answer
from tests.trend_builders import HOUR, trend

AS_OF = datetime(2026, 11, 21, 12, tzinfo=UTC)
MOMENT = Moment(AS_OF, AS_OF + timedelta(minutes=5), zone_of("UTC"))
AGE = "as of 21 Nov 2026, 12:00 UTC, 5 minutes old"


def source(name="bluesky", title="Bluesky posts (Jetstream)", health="ok", lag_h=0.0):
    return {"source": name, "title": title, "health": health, "last_success": None, "lag_h": lag_h}


FRAME = {"stale": False, "sources": [source()], "window": "1h"}

TAG = {
    **FRAME,
    "trend": None,
    "history": [],
    "forecast": None,
    "seasonality": None,
    "related": {"together": [], "companions": []},
}


def told(*trends):
    return of_trends(FRAME, [as_answer(each, floor=10) for each in trends], MOMENT)


def series(*values, step_h=1):
    shares = [0.0 if value is None else 1.0 for value in values]
    return {"start": "2026-11-21T00:00:00+00:00", "step_h": step_h, "values": list(values), "observed": shares}


def test_a_rise_is_told_with_its_sample_its_hour_and_its_sources():
    said = told(trend(authors=412.0, growth_per_day=5.1, velocity=2.0))
    assert said[0] == f"1 trend rises, among 1 trend, 1 of them sure ({AGE})."
    assert said[1] == (
        "#Eclipse rises: 412 authors in the hour from 21 Nov 2026, 11:00 UTC, seen by Bluesky posts (Jetstream), sure, "
        "+510 % posts against the day before."
    )


def test_what_rose_earlier_is_not_said_to_rise():
    past = [as_answer(trend(hour=HOUR - 20), floor=10)]
    said = of_trends({**FRAME, "window": "24h"}, past, MOMENT)
    assert said[0].startswith("1 trend rose in its best hour, among 1 trend")
    assert said[1].startswith("#Eclipse rose: 50 authors in the hour from 20 Nov 2026, 15:00 UTC")


def test_a_tag_that_was_a_trend_once_is_said_to_be_none_now():
    old = {**TAG, "trend": as_answer(trend(hour=HOUR - 20), floor=10)}
    [said, *_] = of_tag(old, "#Eclipse", MOMENT)
    assert said.startswith(
        f"#Eclipse is no trend now ({AGE}). When it last was one: 50 authors in the hour from 20 Nov"
    )


def test_only_the_first_three_are_named():
    assert sum("rises:" in sentence for sentence in told(*(trend(f"t{n}") for n in range(9)))) == 3


def test_nothing_rises_is_an_answer():
    said = told(trend(velocity=0.0), trend("moon", velocity=-1.0))
    assert said[0].startswith("Nothing rises: 2 trends,")
    assert AGE in said[0]


def test_no_trend_at_all_is_an_answer():
    assert told()[0] == f"Nothing trends with these filters ({AGE})."


def test_of_few_people_the_sample_is_told_and_not_the_authors():
    assert "a sample of 4 in the hour" in told(trend(authors=9.0, sample_size=4.0))[1]


def test_sources_that_are_late_are_named():
    sources = [source(), source("mastodon", "Mastodon", "late", 4.2), source("x", "X", "off", None)]
    assert late(sources) == "Not on time: Mastodon (late, 4.2 hours behind); 1 of 2 sources."
    assert late(sources[:1]) == "1 source runs, none is late."
    assert late([]) == "No source runs: what is shown was counted earlier."


def test_old_numbers_are_called_old():
    said = of_trends({**FRAME, "stale": True}, [], MOMENT)
    assert said[-1] == f"These numbers are old: {AGE}."


def test_a_tag_written_from_right_to_left_is_set_apart():
    assert named("#قطط") == "\u2068#قطط\u2069"
    assert named("#cats") == "#cats"


def test_a_tag_is_told_with_its_busiest_hour_and_what_comes():
    forecast = {
        "source": "bluesky",
        "start": "2026-11-21T12:00:00+00:00",
        "expected": [50.0, 40.0],
        "low": [30.0, 20.0],
        "high": [70.0, 60.0],
        "backtests": 53,
    }
    answer = {
        **FRAME,
        "trend": None,
        "history": [{"source": "bluesky", "hourly": series(20.0, None, 31.0)}],
        "forecast": forecast,
        "seasonality": "weekly",
        "related": {"together": [{"tag": "moon", "posts": 30}], "companions": []},
    }
    said = " ".join(of_tag(answer, "#eclipse", MOMENT))
    assert "busiest hour 21 Nov 2026, 02:00 UTC with 31 authors; 2 of 3 hours heard." in said
    assert "50 authors expected by Bluesky posts (Jetstream) (80 % interval 30 to 70); 40 in 2 hours." in said
    assert "measured on 53 earlier forecasts" in said
    assert "It comes back weekly" in said
    assert "#moon (30 posts)" in said


def test_compared_tags_are_told_most_first_by_source():
    tags = [{"tag": "sun", "series": series(10.0, None)}, {"tag": "moon", "series": series(15.0, 15.0)}]
    answer = {**FRAME, "compared": [{"source": "bluesky", "tags": tags}], "unknown": ["mars"]}
    said = of_comparison(answer, {}, MOMENT)
    assert "most first: moon 30 author-hours in 2 hours and sun 10 author-hours in 1 hour" in said[0]
    assert said[1] == "Nothing may be shown of #mars."


def test_the_busiest_hour_of_the_week_is_told_with_what_it_rests_on():
    mean, n = [[None] * 24 for _ in range(7)], [[0] * 24 for _ in range(7)]
    mean[1][9], n[1][9] = 33.0, 4
    week = {"source": "bluesky", "mean": mean, "observations": n}
    answer = {**FRAME, "tables": [week], "timezone": "UTC", "seasonality": None}
    said = of_seasonality(answer, "#coffee", MOMENT)
    assert "busiest on Tue from 09:00 (UTC), 33 authors an hour, the mean of 4 such hours (4 hours in all" in said[0]
    assert said[1].startswith("No season was found")
