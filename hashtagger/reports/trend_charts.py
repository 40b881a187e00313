"""The charts about trends with their tables, from the answers of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hashtagger.reports import charts, lines, tables, words
from hashtagger.reports.charts import Bar, Heading
from hashtagger.reports.look import Look
from hashtagger.reports.moments import Zone
from hashtagger.reports.numbers import count_text, percent_text
from hashtagger.reports.report import Chart
from hashtagger.settings import TrendSettings
from hashtagger.trend_sources import note_of

Answer = Mapping[str, Any]
FORECAST_PAST_H = 72
"""So much of the past is drawn before a forecast."""


@dataclass(frozen=True, slots=True)
class Making:
    """What every report is made with."""

    settings: TrendSettings
    now: datetime
    zone: Zone
    look: Look


@dataclass(frozen=True, slots=True)
class OrderWords:
    title: str
    axis: str


ORDERS = {
    "burst": OrderWords("By score", "Score (0 to 1.1)"),
    "volume": OrderWords("By volume", "Posts a day"),
    "growth": OrderWords("By growth", "Growth of posts against the day before (%)"),
}


def sampled(moment: words.Moment) -> str:
    return moment.words().capitalize() if moment.as_of is None else f"A{moment.words()[1:]}"


def bar(trend: Answer, order: str) -> Bar:
    value, text = {
        "burst": (trend["score"], f"{trend['score']:.2f}"),
        "volume": (trend["posts_per_day"] or 0.0, f"{count_text(trend['posts_per_day'] or 0.0)} posts"),
        "growth": (100.0 * (trend["growth_per_day"] or 0.0), percent_text(100.0 * (trend["growth_per_day"] or 0.0))),
    }[order]
    return Bar(trend["display"], value, f"{text} · n {count_text(trend['sample_size'])}", trend["confidence"])


def _line(name: str, series: Answer, making: Making, at: datetime) -> lines.Line:
    return lines.Line(name, _start(series, making, at), _step(series), tuple(series["values"]))


def _step(series: Answer) -> timedelta:
    return timedelta(hours=series["step_h"])


def _start(series: Answer, making: Making, at: datetime) -> datetime:
    """As a clock shows it; days are those of UTC wherever the reader is."""
    start = datetime.fromisoformat(series["start"])
    return start.replace(tzinfo=None) if series["step_h"] == 24 else making.zone.wall(start, at=at)


def _axis(making: Making, at: datetime, *, daily: bool = False) -> str:
    return "Day (UTC)" if daily else f"Time {making.zone.unit(at)}"


def history_chart(
    making: Making,
    moment: words.Moment,
    answer: Answer,
    display: str,
    chart_id: str,
    title: str,
    series: Sequence[tuple[str, Answer]],
) -> Chart:
    at = moment.as_of or making.now
    series = _since_heard(series)
    told = [(source, each) for source, each in series if any(value is not None for value in each["values"])][:5]
    counted = sum(value is not None for _, each in told for value in each["values"])
    daily = chart_id == "days"
    unit = "author-hours a day" if daily else "distinct in the hour"
    heading = Heading(
        title,
        (
            f"Authors by source; n = {counted:,} {'days' if daily else 'hours'} told; gaps: not heard, or below the floor",
            sampled(moment),
        ),
        f"{title}: a line for each source, {counted} values. {' '.join(words.of_tag(answer, display, moment))}",
    )
    spec = lines.over_time(
        heading,
        [_line(note_of(source).title.split(" (")[0], each, making, at) for source, each in told],
        making.look,
        x_title=_axis(making, at, daily=daily),
        y_title=f"Authors ({unit})",
        silent=_silent([each for _, each in series], making, at),
    )
    rows = tables.series_table(chart_id, title, [(source, display, each) for source, each in series])
    return Chart(chart_id, title, spec, rows)


def _since_heard(series: Sequence[tuple[str, Answer]]) -> list[tuple[str, Answer]]:
    """Without what lies before any source was first listened to; they begin together."""
    heard = [max(shares) > 0 for shares in zip(*(each["observed"] for _, each in series), strict=True)]
    first = heard.index(True) if True in heard else 0

    def cut(each: Answer) -> Answer:
        start = datetime.fromisoformat(each["start"]) + first * _step(each)
        rest = {name: each[name][first:] for name in ("values", "posts", "observed")}
        return {**each, **rest, "start": start.isoformat()}

    return [(source, cut(each)) for source, each in series]


def _silent(series: Sequence[Answer], making: Making, at: datetime) -> list[tuple[datetime, datetime]]:
    """When none of ``series``, which begin together, was listened to."""
    if not series:
        return []
    step, start = _step(series[0]), _start(series[0], making, at)
    heard = [max(shares) >= 0.5 for shares in zip(*(each["observed"] for each in series), strict=True)]
    spans: list[tuple[datetime, datetime]] = []
    for place, was_heard in enumerate(heard):
        if was_heard:
            continue
        begin = start + place * step
        if spans and spans[-1][1] == begin:
            spans[-1] = (spans[-1][0], begin + step)
        else:
            spans.append((begin, begin + step))
    return spans


def forecast_chart(
    making: Making, moment: words.Moment, answer: Answer, display: str, pasts: Mapping[str, Answer]
) -> Chart:
    told, at = answer["forecast"], moment.as_of or making.now
    title = f"{display}: the next {len(told['expected'])} hours"
    past = pasts[told["source"]]
    kept = {**past, "values": past["values"][-FORECAST_PAST_H:]}
    kept["start"] = (
        datetime.fromisoformat(past["start"]) + timedelta(hours=len(past["values"]) - len(kept["values"]))
    ).isoformat()
    heading = Heading(
        title,
        (
            f"{note_of(told['source']).title}; 80 % interval, measured on n = {told['backtests']} earlier forecasts",
            sampled(moment),
        ),
        f"{title}. {words.coming(told, moment)}",
    )
    start = making.zone.wall(datetime.fromisoformat(told["start"]), at=at)
    spec = lines.over_time(
        heading,
        [_line("counted", kept, making, at)],
        making.look,
        x_title=_axis(making, at),
        y_title="Authors (distinct in the hour)",
        ahead=lines.Ahead(
            start,
            timedelta(hours=told["step_h"]),
            *(tuple(told[name]) for name in ("expected", "low", "high")),
        ),
    )
    return Chart("forecast", title, spec, tables.forecast_table(told))


def comparison_chart(
    making: Making,
    moment: words.Moment,
    found: Answer,
    displays: Mapping[str, str],
    description: str,
    *,
    daily: bool,
) -> Chart:
    at, source = moment.as_of or making.now, found["source"]
    told = [each for each in found["tags"] if any(value is not None for value in each["series"]["values"])]
    counted = sum(value is not None for each in told for value in each["series"]["values"])
    title = f"{', '.join(displays[each['tag']] for each in told)} on {note_of(source).title}"
    heading = Heading(
        note_of(source).title,
        (f"n = {counted:,} {'days' if daily else 'hours'} told; gaps: not heard, or below the floor", sampled(moment)),
        description,
    )
    spec = lines.over_time(
        heading,
        [_line(displays[each["tag"]], each["series"], making, at) for each in told],
        making.look,
        x_title=_axis(making, at, daily=daily),
        y_title=f"Authors ({'author-hours a day' if daily else 'distinct in the hour'})",
        silent=_silent([each["series"] for each in found["tags"][:1]], making, at),
    )
    series = [(source, displays[each["tag"]], each["series"]) for each in found["tags"]]
    return Chart(source, title, spec, tables.series_table(source, title, series))


def empty_comparison(making: Making, moment: words.Moment, title: str, description: str) -> Chart:
    spec = charts.nothing(
        Heading(title, (sampled(moment),), description), making.look, "Nothing was counted that may be shown."
    )
    return Chart("comparison", title, spec, tables.series_table("comparison", title, ()))


def season_chart(making: Making, moment: words.Moment, found: Answer, display: str, description: str) -> Chart:
    source = found["source"]
    title = f"{display} on {note_of(source).title}"
    cells = {(d, h): mean for d, day in enumerate(found["mean"]) for h, mean in enumerate(day)}
    rests_on = sum(map(sum, found["observations"]))
    heading = Heading(
        title,
        (f"Mean authors an hour; n = {rests_on:,} hours; a dot: too little to tell", sampled(moment)),
        description,
    )
    at = moment.as_of or making.now
    spec = lines.heat_map(
        heading, cells, making.look, x_title=f"Hour of the day {making.zone.unit(at)}", unit="Authors an hour"
    )
    return Chart(source, title, spec, tables.season_table(source, source, found))


def empty_season(making: Making, moment: words.Moment, display: str, description: str) -> Chart:
    heading = Heading(display, (sampled(moment),), description)
    spec = charts.nothing(heading, making.look, "Nothing was counted that may be shown.")
    nobody = [[None] * 24] * 7
    table = tables.season_table("seasonality", "", {"mean": nobody, "observations": nobody, "below_floor": nobody})
    return Chart("seasonality", display, spec, replace(table, rows=()))
