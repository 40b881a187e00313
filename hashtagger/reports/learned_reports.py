"""Makes the lift report and an experiment into reports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hashtagger.reports import charts, tables, words
from hashtagger.reports.charts import Effect, Heading
from hashtagger.reports.method import EXPERIMENT, LIFT
from hashtagger.reports.numbers import counted, percent_text
from hashtagger.reports.report import Chart, Fact, Report
from hashtagger.reports.tables import log_percent, moment_of
from hashtagger.reports.trend_charts import Making, sampled

Answer = Mapping[str, Any]


def lift_report(answer: Answer, making: Making) -> Report:
    """``answer`` of GET /v1/reports/lift."""
    made = moment_of(answer["made"])
    moment = words.Moment(made, making.now, making.zone)
    posts = counted(answer["posts_with_an_answer"], "post with an answer", "posts with an answer")
    said = words.of_learned(answer["words"], f"Made from {posts}, of {answer['posts']:,} posts", moment)
    heading = Heading(
        "Lift: another policy instead of the one that answered",
        (f"Change of interactions with its 98 % interval; n = {posts}", sampled(moment)),
        " ".join(said),
    )
    effects = [_policy(each) for each in answer["comparisons"]]
    spec = charts.effects(heading, effects, making.look, axis="Change of interactions (%)")
    verdicts = {each["verdict"].split(":")[0] for each in answer["comparisons"]}
    return Report(
        view="lift",
        slug="lift",
        title="Lift report",
        subtitle="What another policy would have earned instead of the one that answers",
        filters=(("Since", "–" if answer["since"] is None else making.zone.day(_aware(answer["since"]))),),
        as_of=made,
        made=making.now,
        zone=making.zone,
        facts=(
            Fact("Posts", f"{answer['posts']:,}", "with known engagement"),
            Fact("With an answer", f"{answer['posts_with_an_answer']:,}", "that came from a recommendation"),
            Fact("Policies", str(len(answer["comparisons"])), "compared"),
            Fact("Verdict", verdicts.pop() if len(verdicts) == 1 else "several" if verdicts else "–", "98 % interval"),
        ),
        summary=said,
        charts=(Chart("effect", heading.title, spec, tables.lift_table(answer["comparisons"])),),
        tables=(tables.feedback_table(answer["feedback"]),),
        method=LIFT,
    )


def experiment_report(answer: Answer, making: Making) -> Report:
    """``answer`` of GET /v1/experiments/{id}."""
    moment = words.Moment(making.now, making.now, making.zone)
    seen, (first, second) = answer["comparison"], answer["arms"]
    arms = " and ".join(f"{counted(arm['posts'], 'post', 'posts')} of '{arm['name']}'" for arm in (first, second))
    said = words.of_learned(seen["words"], f"Compared are {arms}", moment)
    heading = Heading(
        f"{answer['name']}: '{second['name']}' against '{first['name']}'",
        (
            f"Difference of engagement, 95 % interval that holds at all times; n = {seen['posts']:,} posts",
            sampled(moment),
        ),
        " ".join(said),
    )
    spec = charts.effects(heading, [_difference(answer)], making.look, axis="Difference of engagement (%)")
    return Report(
        view="experiment",
        slug=f"experiment-{answer['name']}",
        title=answer["name"],
        subtitle=f"Experiment of '{answer['profile_id']}': '{second['name']}' against '{first['name']}'",
        filters=(
            ("Profile", answer["profile_id"]),
            ("Since", making.zone.text(_aware(answer["created"]))),
            ("State", answer["state"]),
        ),
        as_of=making.now,
        made=making.now,
        zone=making.zone,
        facts=(
            Fact("Posts", f"{seen['posts']:,}", "compared"),
            Fact("Difference", _signed(seen["difference_percent"]), "second arm against the first"),
            Fact("Verdict", seen["verdict"], "may be looked at any time"),
            Fact(
                "More posts",
                "–" if seen["more_posts"] is None else f"{seen['more_posts']:,}",
                "about so many would tell",
            ),
        ),
        summary=said,
        charts=(Chart("effect", heading.title, spec, tables.experiment_table(answer)),),
        tables=(tables.arms_table(answer["arms"]),),
        method=EXPERIMENT,
    )


def _policy(each: Answer) -> Effect:
    told = each["verdict_interval"] or {}
    estimate, low, high = (log_percent(told.get(name)) for name in ("estimate", "low", "high"))
    sample = f"n = {counted(each['answers'], 'answer', 'answers')}, {each['effective_samples']:,.0f} effective"
    said = (
        each["verdict"]
        if low is None or high is None
        else (f"{each['verdict']}: {percent_text(low, 1)} to {percent_text(high, 1)}")
    )
    return Effect(f"{each['other']} instead of {each['current']}", estimate, low, high, f"{said}; {sample}")


def _difference(answer: Answer) -> Effect:
    seen = answer["comparison"]
    low, high = seen["low_percent"], seen["high_percent"]
    said = seen["verdict"]
    if low is not None and high is not None:
        said += f": {percent_text(low, 1)} to {percent_text(high, 1)}"
    note = f"{said}; n = {counted(seen['posts'], 'post', 'posts')}"
    return Effect(answer["arms"][1]["name"], seen["difference_percent"], low, high, note)


def _signed(value: float | None) -> str:
    return "–" if value is None else percent_text(value, 1)


def _aware(moment: str | datetime) -> datetime:
    found = moment_of(moment)
    assert found is not None
    return found
