"""Charts: told apart without colour, gaps where nothing was observed, honest when there is nothing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtagger.reports.charts import Bar, Effect, Heading, effects, ranking
from hashtagger.reports.lines import HEIGHT_PX, LABEL_PX, Line, apart, heat_map, over_time
from hashtagger.reports.look import DASHES, LOOKS, SHAPES

LIGHT = LOOKS["light"]
HEADING = Heading("Title", ("n = 12", "As of noon"), "What a screen reader says.")
HOUR = timedelta(hours=1)


def line(name, *values):
    return Line(name, datetime(2026, 11, 21, tzinfo=UTC).replace(tzinfo=None), HOUR, values)


def drawn(*lines):
    return over_time(HEADING, lines, LIGHT, x_title="Time (UTC)", y_title="Authors")


def every(spec, key):
    """All values of ``key`` anywhere in ``spec``."""
    if isinstance(spec, dict):
        found = [spec[key]] if key in spec else []
        return found + [value for each in spec.values() for value in every(each, key)]
    return [value for each in spec for value in every(each, key)] if isinstance(spec, list) else []


def values_of(spec, with_field):
    return [row for rows in every(spec, "values") for row in rows if with_field in row]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", LOOKS)
def test_what_is_written_can_be_read(theme):
    look = LOOKS[theme]
    for colour in (look.ink, look.muted, look.accent, *look.lines):
        assert contrast(colour, look.background) >= 4.5, colour


@pytest.mark.parametrize("theme", LOOKS)
def test_little_and_much_differ_in_grey_too(theme):
    greys = [luminance(colour) for colour in LOOKS[theme].ramp]
    assert greys in (sorted(greys), sorted(greys, reverse=True))


def test_five_lines_differ_in_dashes_and_shapes_and_have_their_names_beside_them():
    assert len(set(DASHES)) == len(set(SHAPES)) == 5
    spec = drawn(*(line(f"#t{n}", 10.0 + n, 20.0 + n) for n in range(5)))
    assert {row["text"] for row in values_of(spec, "text")} == {f"#t{n}" for n in range(5)}


def test_where_nothing_was_observed_there_is_a_gap_and_a_lone_value_is_a_point():
    rows = values_of(drawn(line("a", 1.0, 2.0, None, 4.0, None)), "series")
    assert [row["value"] for row in rows] == [1.0, 2.0, None, 4.0, None]
    assert rows[3]["marked"] is True


def test_a_line_of_nothing_says_so():
    assert "Nothing was counted" in orjson.dumps(drawn(line("a", None, None))).decode()


def test_bars_stand_in_their_order_with_their_sample():
    spec = ranking(
        HEADING, [Bar("#b", 0.9, "0.90 · n 5", "thin"), Bar("#a", 0.1, "0.10 · n 9", "sure")], LIGHT, axis="Score"
    )
    assert [(row["tag"], row["label"]) for row in values_of(spec, "tag")] == [
        ("#b", "0.90 · n 5"),
        ("#a", "0.10 · n 9"),
    ]
    assert spec["encoding"]["y"]["sort"] is None


def test_no_trends_and_no_comparisons_say_so():
    assert "Nothing to show" in orjson.dumps(ranking(HEADING, [], LIGHT, axis="Score")).decode()
    assert "Nothing to compare" in orjson.dumps(effects(HEADING, [], LIGHT, axis="%")).decode()


def test_an_effect_that_cannot_be_told_has_no_point_and_its_reason():
    spec = effects(HEADING, [Effect("b", None, None, None, "refused: too few")], LIGHT, axis="%")
    assert values_of(spec, "note") == [
        {"name": "b", "value": None, "low": None, "high": None, "note": "refused: too few"}
    ]
    assert spec["layer"][0]["transform"] == [{"filter": "isValid(datum.value)"}]


def test_zero_stands_in_the_middle_of_an_effect():
    spec = effects(HEADING, [Effect("b", 3.0, -1.0, 8.0, "")], LIGHT, axis="%")
    [low, high] = every(spec, "domain")[0]
    assert low == -high
    assert high >= 8.0


def test_an_hour_of_the_week_without_a_mean_is_told_from_one_with_zero():
    spec = heat_map(HEADING, {(0, 0): 0.0, (0, 1): None}, LIGHT, x_title="Hour", unit="Authors")
    rows = values_of(spec, "hour")
    assert [row["value"] for row in rows[:2]] == [0.0, None]
    assert len(rows) == 168


def test_every_chart_has_a_title_a_sample_a_time_and_words_for_screen_readers():
    spec = drawn(line("a", 1.0))
    assert spec["title"] == {"text": "Title", "subtitle": ["n = 12", "As of noon"]}
    assert spec["description"] == "What a screen reader says."


@pytest.mark.parametrize("theme", LOOKS)
def test_no_chart_loads_anything(theme):
    look = LOOKS[theme]
    for spec in (drawn(line("a", 1.0)), heat_map(HEADING, {(0, 0): 1.0}, look, x_title="", unit="")):
        assert every(spec, "url") == []


@given(st.lists(st.floats(0, 100), min_size=1, max_size=5))
def test_labels_never_lie_on_each_other_and_keep_their_order(values):
    places = apart(values, top=100.0)
    gap = LABEL_PX * 100.0 / HEIGHT_PX
    inside = sorted(places)
    assert all(above - below >= gap - 1e-6 for below, above in pairwise(inside))
    order = sorted(range(len(values)), key=lambda i: (values[i], i))
    assert [places[i] for i in order] == sorted(places)
