"""The tables behind the charts, from the answers of the API: every column with its unit, every number with its time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hashtagger.reports.lines import WEEKDAYS
from hashtagger.reports.report import CellKind, Column, Table

Answer = Mapping[str, Any]
_NUMBER, _WHOLE, _MOMENT, _DAY = CellKind.NUMBER, CellKind.WHOLE, CellKind.MOMENT, CellKind.DAY

FEW = "An empty cell: not known, fewer people than the floor, or a source whose numbers may not be passed on."
GAPS = "An empty cell: the source was heard for less than half of the time, or counted fewer people than the floor."


def moment_of(text: str | datetime | None) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else text


def trends_table(trends: Sequence[Answer]) -> Table:
    columns = (
        Column("tag", "Tag"),
        Column("kind", "Kind", brief=False),
        Column("hour", "Hour", kind=_MOMENT),
        Column("score", "Score", "0 to 1.1", _NUMBER),
        Column("z", "z", "standard deviations", _NUMBER, brief=False),
        Column("authors", "Authors", "in that hour", _NUMBER),
        Column("posts_per_day", "Posts", "a day", _NUMBER),
        Column("growth_percent", "Growth", "% against the day before", _NUMBER),
        Column("velocity", "Velocity", "expectations an hour", _NUMBER, brief=False),
        Column("confidence", "Confidence"),
        Column("sample_size", "Sample", "authors or lines", _NUMBER),
        Column("sources", "Sources"),
        Column("seasonality", "Season", brief=False),
        Column("first_seen", "First seen", kind=_MOMENT, brief=False),
        Column("group", "Group", brief=False),
        Column("flags", "Flags"),
    )
    rows = tuple(
        (
            each["display"],
            each["kind"],
            moment_of(each["hour"]),
            each["score"],
            each["z"],
            each["authors"],
            each["posts_per_day"],
            percent(each["growth_per_day"]),
            each["velocity"],
            each["confidence"],
            each["sample_size"],
            ", ".join(each["sources"]),
            each["seasonality"],
            moment_of(each["first_seen"]),
            each["group"],
            ", ".join(each["flags"]),
        )
        for each in trends
    )
    return Table("trends", "Trends", columns, rows, FEW)


def series_table(table_id: str, title: str, series: Sequence[tuple[str, str, Answer]]) -> Table:
    """Of (source, tag, series of the API), one row for each moment; all series of one step, oldest first."""
    daily = any(told["step_h"] == 24 for _, _, told in series)
    unit = "author-hours a day" if daily else "distinct in the hour"
    columns = (
        Column("day", "Day", "UTC", _DAY) if daily else Column("hour", "Hour", kind=_MOMENT),
        Column("source", "Source"),
        Column("tag", "Tag"),
        Column("author_hours" if daily else "authors", "Authors", unit, _NUMBER),
        Column("posts", "Posts", "a day" if daily else "in the hour", _NUMBER),
        Column("observed_percent", "Heard", "% of the time", _NUMBER),
    )
    rows: list[tuple[Any, ...]] = []
    for source, tag, told in series:
        start, step = datetime.fromisoformat(told["start"]), timedelta(hours=told["step_h"])
        for place, (value, posts, observed) in enumerate(
            zip(told["values"], told["posts"], told["observed"], strict=True)
        ):
            rows.append((start + place * step, source, tag, value, posts, round(100.0 * observed, 1)))
    rows.sort(key=lambda row: row[:1])
    return Table(table_id, title, columns, tuple(rows), GAPS)


def forecast_table(forecast: Answer) -> Table:
    columns = (
        Column("hour", "Hour", kind=_MOMENT),
        Column("source", "Source"),
        Column("expected_authors", "Expected", "authors in the hour", _NUMBER),
        Column("low_authors", "Low", "80 % interval", _NUMBER),
        Column("high_authors", "High", "80 % interval", _NUMBER),
    )
    start, step = datetime.fromisoformat(forecast["start"]), timedelta(hours=forecast["step_h"])
    numbers = zip(forecast["expected"], forecast["low"], forecast["high"], strict=True)
    rows = tuple((start + n * step, forecast["source"], *three) for n, three in enumerate(numbers))
    return Table("forecast", "Forecast", columns, rows, f"Measured on {forecast['backtests']} earlier forecasts.")


def related_table(related: Answer) -> Table:
    columns = (
        Column("tag", "Tag"),
        Column("how", "Seen"),
        Column("posts", "Posts", "with both, last 7 days", _WHOLE),
        Column("strength", "Strength", "0 to 1", _NUMBER),
    )
    together = [(f"#{each['tag']}", "in the same posts", each["posts"], None) for each in related["together"]]
    companions = [(f"#{each['tag']}", "as a companion", None, each["strength"]) for each in related["companions"]]
    return Table("related", "Used beside it", columns, (*together, *companions))


def season_table(table_id: str, source: str, week: Answer) -> Table:
    """Of one source's tables [7][24], Monday first."""
    columns = (
        Column("weekday", "Weekday"),
        Column("hour", "Hour of the day", "0 to 23", _WHOLE),
        Column("source", "Source"),
        Column("mean_authors", "Authors", "an hour, mean", _NUMBER),
        Column("observations", "From", "hours", _WHOLE),
        Column("below_floor", "Below the floor", "hours", _WHOLE),
    )
    rows = tuple(
        (WEEKDAYS[day], hour, source, *(week[name][day][hour] for name in ("mean", "observations", "below_floor")))
        for day in range(7)
        for hour in range(24)
    )
    note = "An empty cell: no hour, or fewer hours with enough people than without."
    return Table(table_id, f"By weekday and hour: {source}", columns, rows, note)


def lift_table(comparisons: Sequence[Answer]) -> Table:
    columns = (
        Column("other", "Policy"),
        Column("current", "Instead of"),
        Column("verdict", "Verdict"),
        Column("estimate_percent", "Estimate", "% interactions", _NUMBER),
        Column("low_percent", "Low", "98 % interval", _NUMBER),
        Column("high_percent", "High", "98 % interval", _NUMBER),
        Column("answers", "Answers", "", _WHOLE),
        Column("with_post_percent", "With a known post", "%", _NUMBER),
        Column("accounts", "Accounts", "", _WHOLE),
        Column("effective_samples", "Effective samples", "posts", _NUMBER),
    )
    rows = tuple(
        (
            each["other"],
            each["current"],
            each["verdict"],
            *(log_percent((each["verdict_interval"] or {}).get(name)) for name in ("estimate", "low", "high")),
            each["answers"],
            round(100.0 * each["with_post"], 1),
            each["accounts"],
            round(each["effective_samples"], 1),
        )
        for each in comparisons
    )
    return Table("lift", "Policies", columns, rows, "An empty cell: refused, the verdict tells why.")


def feedback_table(feedback: Sequence[Answer]) -> Table:
    columns = (
        Column("position", "Position", "", _WHOLE),
        Column("shown", "Shown", "tags", _WHOLE),
        Column("removed", "Removed", "tags", _WHOLE),
        Column("removed_percent", "Removed", "%", _NUMBER),
    )
    rows = tuple(
        (
            each["position"],
            each["shown"],
            each["removed"],
            round(100.0 * each["removed"] / each["shown"], 1) if each["shown"] else None,
        )
        for each in feedback
    )
    return Table("feedback", "What creators removed", columns, rows)


def experiment_table(answer: Answer) -> Table:
    columns = (
        Column("experiment", "Experiment"),
        Column("first_arm", "First arm"),
        Column("second_arm", "Second arm"),
        Column("difference_percent", "Difference", "% engagement, second against first", _NUMBER),
        Column("low_percent", "Low", "95 % always valid", _NUMBER),
        Column("high_percent", "High", "95 % always valid", _NUMBER),
        Column("posts", "Posts", "compared", _WHOLE),
        Column("more_posts", "More posts needed", "about", _WHOLE),
        Column("verdict", "Verdict"),
    )
    seen, (first, second) = answer["comparison"], answer["arms"]
    row = (
        answer["name"],
        first["name"],
        second["name"],
        seen["difference_percent"],
        seen["low_percent"],
        seen["high_percent"],
        seen["posts"],
        seen["more_posts"],
        seen["verdict"],
    )
    return Table("experiment", "What came out so far", columns, (row,), "An empty cell: too early to say.")


def arms_table(arms: Sequence[Answer]) -> Table:
    columns = (
        Column("arm", "Arm"),
        Column("policy", "Policy"),
        Column("tags", "Tags", "a post", _WHOLE),
        Column("answers", "Answers", "", _WHOLE),
        Column("posts", "Posts", "with engagement", _WHOLE),
    )
    rows = tuple((arm["name"], arm["policy"], arm["tags"], arm["answers"], arm["posts"]) for arm in arms)
    return Table("arms", "Arms", columns, rows, "No number of tags: as many as are asked for.")


def sources_table(sources: Sequence[Answer]) -> Table:
    columns = (
        Column("source", "Source"),
        Column("title", "What it is"),
        Column("health", "Health"),
        Column("last_success", "Last success", kind=_MOMENT),
        Column("lag_hours", "Behind", "hours", _NUMBER),
    )
    rows = tuple(
        (
            each["source"],
            each["title"],
            each["health"].replace("_", " "),
            moment_of(each["last_success"]),
            each["lag_h"],
        )
        for each in sources
    )
    return Table("sources", "Sources", columns, rows, "Behind: by how much its newest success is older than the data.")


def percent(ratio: float | None) -> float | None:
    return None if ratio is None else round(100.0 * ratio, 1)


def log_percent(log_units: float | None) -> float | None:
    """Of natural log units: 0.03 is about 3 % more."""
    return None if log_units is None else round(100.0 * math.expm1(log_units), 1)
