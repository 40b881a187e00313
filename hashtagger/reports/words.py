"""The summary in words, made from the numbers only: with what they rest on and how old they are; "nothing rises" is an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unicodedata import bidirectional

from hashtagger.reports.lines import WEEKDAYS
from hashtagger.reports.moments import Zone, age_text
from hashtagger.reports.numbers import count_text, counted, percent_text
from hashtagger.text.sanitize import clean_text
from hashtagger.trend_sources import note_of

Answer = Mapping[str, Any]
MOST_NAMED = 3
ISOLATES = "\u2068\u2069"
"""FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX 9)."""
_LATE = {"late": "late", "failing": "failing", "never_ran": "never ran"}


@dataclass(frozen=True, slots=True)
class Moment:
    """When a report is made, of what hour, in which zone."""

    as_of: datetime | None
    made: datetime
    zone: Zone

    def words(self) -> str:
        """As "as of 21 Nov 2026, 11:00 UTC, 5 minutes old"."""
        if self.as_of is None:
            return "nothing was scored yet"
        return f"as of {self.zone.text(self.as_of)}, {age_text(self.made - self.as_of)} old"

    def at(self, moment: str | datetime) -> str:
        when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return self.zone.text(when)


def of_trends(answer: Answer, trends: Sequence[Answer], moment: Moment) -> tuple[str, ...]:
    """What rises (or rose, in a list of several hours), how much, from how many authors; which sources were late."""
    if not trends:
        return (f"Nothing trends with these filters ({moment.words()}).", *_frame(answer, moment))
    rising = [each for each in trends if rises(each)]
    sure = sum(each["confidence"] == "sure" for each in trends)
    counts = f"{counted(len(trends), 'trend', 'trends')}, {sure:,} of them sure ({moment.words()})"
    now = answer["window"] == "1h"
    if not rising:
        verb, when = ("rises", "now") if now else ("rose", "in its best hour")
        said = [f"Nothing {verb}: {counts}, none with more authors {when} than three hours before."]
    else:
        verbs = (
            ("trend rises", "trends rise") if now else ("trend rose in its best hour", "trends rose in their best hour")
        )
        said = [f"{counted(len(rising), *verbs)}, among {counts}."]
        said += [_risen(each, moment) for each in rising[:MOST_NAMED]]
    return (*said, *_frame(answer, moment))


def of_tag(answer: Answer, display: str, moment: Moment) -> tuple[str, ...]:
    """One tag: how it stands, its busiest hour, what comes next, what is used beside it."""
    said = []
    trend = answer["trend"]
    if trend is None:
        said.append(f"{named(display)} is not among the trends here ({moment.words()}).")
    elif not _is_now(trend, moment):
        said.append(
            f"{named(display)} is no trend now ({moment.words()}). When it last was one: {_basis(trend, moment)}."
        )
    else:
        said.append(_risen(trend, moment) if rises(trend) else _stands(trend, moment))
    for past in answer["history"]:
        if (busiest := _busiest(past, moment)) is not None:
            said.append(busiest)
    if (forecast := answer["forecast"]) is not None:
        said.append(coming(forecast, moment))
    elif answer["history"]:
        said.append("There is no forecast: too little of its past was counted.")
    if answer["seasonality"]:
        said.append(f"It comes back {answer['seasonality']}, so a rise at its usual time is no news.")
    if together := answer["related"]["together"][:MOST_NAMED]:
        beside = _listed(
            [f"{named('#' + each['tag'])} ({counted(each['posts'], 'post', 'posts')})" for each in together]
        )
        said.append(f"Most used beside it in the last 7 days: {beside}.")
    return (*said, *_frame(answer, moment))


def of_comparison(answer: Answer, displays: Mapping[str, str], moment: Moment) -> tuple[str, ...]:
    """Which tag was used most, source by source."""
    said = []
    for found in answer["compared"]:
        sums = {each["tag"]: _summed(each["series"]) for each in found["tags"]}
        told = sorted(((total, tag, steps) for tag, (total, steps) in sums.items() if steps), reverse=True)
        step = "day" if found["tags"] and found["tags"][0]["series"]["step_h"] == 24 else "hour"
        listed = [
            f"{named(displays.get(tag, tag))} {count_text(total)} author-hours in {counted(steps, step, step + 's')}"
            for total, tag, steps in told
        ]
        said.append(f"{note_of(found['source']).title}, most first: {_listed(listed)} ({moment.words()}).")
    if not said:
        said.append(f"Nothing was counted of these tags that may be shown ({moment.words()}).")
    if answer["unknown"]:
        said.append(f"Nothing may be shown of {_listed([named('#' + tag) for tag in answer['unknown']])}.")
    return (*said, *_frame(answer, moment))


def of_seasonality(answer: Answer, display: str, moment: Moment) -> tuple[str, ...]:
    """The busiest hour of the week by source, and whether the tag comes back at all."""
    said = []
    for week in answer["tables"]:
        title = note_of(week["source"]).title
        means = {(d, h): mean for d, day in enumerate(week["mean"]) for h, mean in enumerate(day) if mean is not None}
        rests_on = sum(map(sum, week["observations"]))
        if not means:
            said.append(f"{title} counted too little of {named(display)} to tell hours and weekdays apart.")
            continue
        day, hour = max(means, key=lambda place: means[place])
        said.append(
            f"{title}: {named(display)} is busiest on {WEEKDAYS[day]} from {hour:02}:00 ({answer['timezone']}), "
            f"{count_text(means[day, hour])} authors an hour, the mean of {week['observations'][day][hour]} such hours "
            f"({counted(rests_on, 'hour', 'hours')} in all, {moment.words()})."
        )
    if answer["seasonality"]:
        said.append(f"It comes back {answer['seasonality']}.")
    else:
        said.append("No season was found: what moves does not clearly come back by the day or by the week.")
    return (*said, *_frame(answer, moment))


def of_learned(words: str, sample: str, moment: Moment) -> tuple[str, ...]:
    return (words, f"{sample} ({moment.words()}).")


def rises(trend: Answer) -> bool:
    """Whether it has more authors than three hours before; where that is not known, more posts than the day before."""
    speed = trend["velocity"]
    return bool(speed > 0 if speed is not None else (trend["growth_per_day"] or 0.0) > 0)


def named(display: str) -> str:
    """A tag inside a sentence: clean, and set apart where it is written from right to left, so that no number joins it."""
    text = clean_text(display)
    if any(bidirectional(letter) in ("R", "AL") for letter in text):
        return f"{ISOLATES[0]}{text}{ISOLATES[1]}"
    return text


def late(sources: Sequence[Answer]) -> str:
    """Which sources were late, in words."""
    running = [each for each in sources if each["health"] != "off"]
    if not running:
        return "No source runs: what is shown was counted earlier."
    bad = [
        f"{each['title']} ({_LATE[each['health']]}"
        + (f", {count_text(each['lag_h'])} hours behind)" if each["lag_h"] is not None else ")")
        for each in running
        if each["health"] in _LATE
    ]
    if not bad:
        return f"{counted(len(running), 'source runs', 'sources run')}, none is late."
    return f"Not on time: {_listed(bad)}; {len(bad)} of {counted(len(running), 'source', 'sources')}."


def _frame(answer: Answer, moment: Moment) -> tuple[str, ...]:
    old = () if not answer["stale"] or moment.as_of is None else (f"These numbers are old: {moment.words()}.",)
    return (late(answer["sources"]), *old)


def _is_now(trend: Answer, moment: Moment) -> bool:
    return moment.as_of is not None and datetime.fromisoformat(trend["hour"]) + timedelta(hours=1) >= moment.as_of


def _risen(trend: Answer, moment: Moment) -> str:
    growth = trend["growth_per_day"]
    more = f", {percent_text(100.0 * growth)} posts against the day before" if growth is not None else ""
    verb = "rises" if _is_now(trend, moment) else "rose"
    return f"{named(trend['display'])} {verb}: {_basis(trend, moment)}{more}."


def _stands(trend: Answer, moment: Moment) -> str:
    return f"{named(trend['display'])} does not rise: {_basis(trend, moment)}."


def _basis(trend: Answer, moment: Moment) -> str:
    authors = trend["authors"]
    people = (
        f"{counted(round(authors), 'author', 'authors')}"
        if authors is not None
        else f"a sample of {count_text(trend['sample_size'])}"
    )
    titles = _listed([note_of(source).title for source in trend["sources"]])
    return f"{people} in the hour from {moment.at(trend['hour'])}, seen by {titles}, {trend['confidence']}"


def _busiest(past: Answer, moment: Moment) -> str | None:
    hourly = past["hourly"]
    told = [(value, place) for place, value in enumerate(hourly["values"]) if value is not None]
    title = note_of(past["source"]).title
    unheard = sum(share < 0.5 for share in hourly["observed"])
    heard = f"{len(hourly['observed']) - unheard} of {counted(len(hourly['observed']), 'hour', 'hours')} heard"
    if not told:
        return None
    value, place = max(told)
    when = datetime.fromisoformat(hourly["start"]) + timedelta(hours=place)
    return f"{title}: busiest hour {moment.at(when)} with {counted(round(value), 'author', 'authors')}; {heard}."


def coming(forecast: Answer, moment: Moment) -> str:
    expected, low, high = (forecast[name][0] for name in ("expected", "low", "high"))
    later = forecast["expected"][-1]
    return (
        f"Next hour, from {moment.at(forecast['start'])}: {count_text(expected)} authors expected by "
        f"{note_of(forecast['source']).title} (80 % interval {count_text(low)} to {count_text(high)}); "
        f"{count_text(later)} in {len(forecast['expected'])} hours. "
        f"The interval was measured on {counted(forecast['backtests'], 'earlier forecast', 'earlier forecasts')}."
    )


def _summed(series: Answer) -> tuple[float, int]:
    """Author-hours that may be told, and in how many steps."""
    told = [value for value in series["values"] if value is not None]
    return sum(told), len(told)


def _listed(parts: Sequence[str]) -> str:
    """
    >>> _listed(["a", "b", "c"])
    'a, b and c'
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else "nothing"
