"""Makes the answers about trends into reports: a list, one tag, several side by side, the hours of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hashtagger.observations import TrendKind
from hashtagger.reports import charts, tables, words
from hashtagger.reports.charts import Heading
from hashtagger.reports.method import FORECAST, SEASONS, TRENDS, of_floor
from hashtagger.reports.numbers import count_text
from hashtagger.reports.report import Chart, Fact, Report
from hashtagger.reports.trend_charts import (
    ORDERS,
    Making,
    bar,
    comparison_chart,
    empty_comparison,
    empty_season,
    forecast_chart,
    history_chart,
    sampled,
    season_chart,
)
from hashtagger.storage.trend_reading import Filters, Order
from hashtagger.trend_sources import note_of
from hashtagger.trends import answers
from hashtagger.trends.week import week

Answer = Mapping[str, Any]
MOST_BARS = 20


def trends_report(connection: sa.Connection, making: Making, params: Mapping[str, Any]) -> Report:
    asked, order = _asked(making, params), params["order"]
    answer, _ = answers.page(connection, asked, window=params["window"], order=Order(order), limit=params["limit"])
    trends, moment = answer["trends"], _moment(answer, making)
    scope = _scope(params)
    said = words.of_trends(answer, trends, moment)
    heading = Heading(
        f"What trends: {scope}",
        (
            f"{ORDERS[order].title} {_WINDOWS[params['window']]}, best first: {len(trends[:MOST_BARS])} of {len(trends):,}",
            "n: the authors or list lines that a number rests on",
            sampled(moment),
        ),
        " ".join(said),
    )
    spec = charts.ranking(
        heading, [bar(each, order) for each in trends[:MOST_BARS]], making.look, axis=ORDERS[order].axis
    )
    rising = sum(map(words.rises, trends))
    return Report(
        view="trends",
        slug=f"trends-{params['region'] or 'world'}{'-' + params['language'] if params['language'] else ''}",
        title=heading.title,
        subtitle=f"{ORDERS[order].title} {_WINDOWS[params['window']]}",
        filters=_filters(params),
        as_of=moment.as_of,
        made=making.now,
        zone=making.zone,
        facts=(
            Fact("Trends", f"{len(trends):,}", "in this list"),
            Fact("Rising", f"{rising:,}", "more authors than three hours before"),
            Fact("Largest sample", _largest(trends), "authors or list lines behind one trend"),
            _on_time(answer),
        ),
        summary=said,
        charts=(Chart("ranking", "Ranking", spec, tables.trends_table(trends)),),
        tables=(),
        method=(*TRENDS, of_floor(making.settings.public_floor)),
        sources=tables.sources_table(answer["sources"]),
    )


def tag_report(connection: sa.Connection, making: Making, params: Mapping[str, Any]) -> Report:
    answer = answers.detail(
        connection, _asked(making, params), params["tag"], hours=params["hours"], days=params["days"]
    )
    moment, display = _moment(answer, making), _display(answer)
    said = words.of_tag(answer, display, moment)
    pasts = [(past["source"], past["hourly"]) for past in answer["history"]]
    days = [(past["source"], past["daily"]) for past in answer["history"]]
    found = [
        history_chart(making, moment, answer, display, "history", f"{display} by the hour", pasts),
        history_chart(making, moment, answer, display, "days", f"{display} by the day", days),
    ]
    if answer["forecast"] is not None:
        found.append(forecast_chart(making, moment, answer, display, dict(pasts)))
    trend = answer["trend"]
    return Report(
        view="tag",
        slug=f"trend-{answer['tag']}",
        title=display,
        subtitle=f"Its past, what comes next, what is used beside it; {_scope(params)}",
        filters=_filters(params),
        as_of=moment.as_of,
        made=making.now,
        zone=making.zone,
        facts=(
            Fact("Score", "–" if trend is None else f"{trend['score']:.2f}", "0 to 1.1, when last a trend"),
            Fact("Authors", _authors(trend), "in that hour, busiest source"),
            Fact("Confidence", "–" if trend is None else trend["confidence"], "how far to believe it"),
            _on_time(answer),
        ),
        summary=said,
        charts=tuple(found),
        tables=(tables.related_table(answer["related"]),),
        method=(*TRENDS, *(FORECAST if answer["forecast"] is not None else ()), of_floor(making.settings.public_floor)),
        sources=tables.sources_table(answer["sources"]),
    )


def comparison_report(connection: sa.Connection, making: Making, params: Mapping[str, Any]) -> Report:
    tags, daily = answers.tags_of(params["tags"]), params["step"] == "day"
    answer = answers.comparison(connection, _asked(making, params), tags, hours=params["hours"], daily=daily)
    moment, displays = _moment(answer, making), {str(tag): f"#{tag}" for tag in tags}
    said = words.of_comparison(answer, displays, moment)
    title = "Compared: " + ", ".join(displays.values())
    found = [
        comparison_chart(making, moment, each, displays, " ".join(said), daily=daily) for each in answer["compared"]
    ] or [empty_comparison(making, moment, title, " ".join(said))]
    return Report(
        view="comparison",
        slug="comparison-" + "-".join(displays),
        title=title,
        subtitle=f"Authors, source by source, over the last {params['hours']} hours; {_scope(params)}",
        filters=_filters(params),
        as_of=moment.as_of,
        made=making.now,
        zone=making.zone,
        facts=(
            Fact("Tags", str(len(tags)), "side by side"),
            Fact("Sources", str(len(answer["compared"])), "that counted any of them"),
            Fact("Unknown", str(len(answer["unknown"])), "of which nothing may be shown"),
            _on_time(answer),
        ),
        summary=said,
        charts=tuple(found),
        tables=(),
        method=(*TRENDS, of_floor(making.settings.public_floor)),
        sources=tables.sources_table(answer["sources"]),
    )


def seasonality_report(connection: sa.Connection, making: Making, params: Mapping[str, Any]) -> Report:
    answer = week(connection, _asked(making, params), params["tag"], zone=making.zone.zone)
    moment, display = _moment(answer, making), _display(answer)
    said = words.of_seasonality(answer, display, moment)
    hours = sum(sum(map(sum, each["observations"])) for each in answer["tables"])
    return Report(
        view="seasonality",
        slug=f"seasonality-{answer['tag']}",
        title=f"{display} through the week",
        subtitle=f"Mean authors by weekday and hour, over {answer['hours'] // 168} weeks; {_scope(params)}",
        filters=_filters(params),
        as_of=moment.as_of,
        made=making.now,
        zone=making.zone,
        facts=(
            Fact("Season", answer["seasonality"] or "none", "comes back by the day or the week"),
            Fact("Hours", f"{hours:,}", "behind these means, all sources"),
            Fact("Sources", str(len(answer["tables"])), "that counted it"),
            _on_time(answer),
        ),
        summary=said,
        charts=tuple(season_chart(making, moment, each, display, " ".join(said)) for each in answer["tables"])
        or (empty_season(making, moment, display, " ".join(said)),),
        tables=(),
        method=(*SEASONS, of_floor(making.settings.public_floor)),
        sources=tables.sources_table(answer["sources"]),
    )


_WINDOWS = {"1h": "of the last hour", "24h": "of the last 24 hours", "7d": "of the last 7 days"}


def _asked(making: Making, params: Mapping[str, Any]) -> answers.Asked:
    kind = params.get("kind")
    filters = Filters(
        region=params["region"].upper(),
        language=params["language"].lower(),
        category=params.get("category"),
        source=params["platform"],
        kind=None if kind is None else TrendKind(kind),
    )
    return answers.Asked(filters, making.settings, making.now)


def _moment(answer: Answer, making: Making) -> words.Moment:
    as_of = None if answer["as_of"] is None else datetime.fromisoformat(answer["as_of"])
    return words.Moment(as_of, making.now, making.zone)


def _scope(params: Mapping[str, Any]) -> str:
    parts = [params["region"].upper() or "world"]
    parts += [f"language {params['language'].lower()}"] if params["language"] else []
    parts += [note_of(params["platform"]).title] if params["platform"] else []
    parts += [params["category"].replace("_", " ")] if params.get("category") else []
    return ", ".join(parts)


def _filters(params: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    words_of = {"region": "the whole world", "language": "all languages", "platform": "all sources"}
    return tuple(
        (name.capitalize(), str(value) if value not in (None, "") else words_of.get(name, "all"))
        for name, value in params.items()
    )


def _display(answer: Answer) -> str:
    trend = answer.get("trend")
    if trend is not None:
        return str(trend["display"])
    return f"#{answer['tag']}" if answer["kind"] == "hashtag" else str(answer["tag"])


def _largest(trends: Sequence[Answer]) -> str:
    return count_text(max((each["sample_size"] for each in trends), default=0.0))


def _authors(trend: Answer | None) -> str:
    return "–" if trend is None or trend["authors"] is None else count_text(trend["authors"])


def _on_time(answer: Answer) -> Fact:
    running = [each for each in answer["sources"] if each["health"] != "off"]
    good = sum(each["health"] == "ok" for each in running)
    return Fact("Sources on time", f"{good} of {len(running)}", "those that run")
