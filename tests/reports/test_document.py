"""A report as a document: rows that fit, words that break, a name for the file."""

from dataclasses import replace

import pytest

from hashtagger.reports.document import document_of, file_name
from hashtagger.reports.look import look_of
from hashtagger.reports.moments import zone_of
from hashtagger.reports.report import CellKind, Column, Table
from tests.reports.test_files import AT, report, table


def test_a_long_word_can_be_broken_and_a_short_one_cannot():
    told = document_of(replace(report(), summary=("a" * 60, "short")))
    assert told["summary"] == ["\u200b".join(["a" * 8] * 7 + ["a" * 4]), "short"]


def test_controls_are_left_out_and_the_marks_around_a_tag_stay():
    told = document_of(replace(report(), summary=("a\x07 \u2068#قطط\u2069 6",)))
    assert told["summary"] == ["a \u2068#قطط\u2069 6"]


def test_of_a_long_series_the_newest_stand_in_the_document():
    columns = (Column("hour", "Hour", kind=CellKind.MOMENT), Column("n", "n", "", CellKind.NUMBER))
    series = Table("h", "Hours", columns, tuple((AT, float(n)) for n in range(500)))
    [told] = document_of(report(series))["tables"]
    assert (len(told["rows"]), told["rows"][-1][1]) == (48, "499")
    assert told["note"].startswith("The newest 48 of 500 rows")


def test_the_numbers_of_a_column_have_as_many_digits():
    [told] = document_of(report(table(("#a", 1.0, AT, AT), ("#b", 0.25, AT, AT), ("#c", None, AT, AT))))["tables"]
    assert [row[1] for row in told["rows"]] == ["1.00", "0.25", ""]


def test_a_column_of_nothing_is_left_out():
    [told] = document_of(report(table(("#a", None, AT, AT))))["tables"]
    assert told["columns"] == ["Tag", "Hour", "Day (UTC)"]


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("trends-DE", "hashtagger-trends-DE-20261121T1100Z.csv"),
        ("trend-月食", "hashtagger-trend-月食-20261121T1100Z.csv"),
        ("../../etc/passwd\r\n", "hashtagger-etc-passwd-20261121T1100Z.csv"),
        ('a"; b', "hashtagger-a-b-20261121T1100Z.csv"),
        ("***", "hashtagger-report-20261121T1100Z.csv"),
    ],
)
def test_a_file_is_named_by_what_is_in_it_and_never_by_a_path(slug, name):
    assert file_name(replace(report(), slug=slug), "csv") == name


def test_a_name_is_never_too_long_for_a_disk():
    assert len(file_name(replace(report(), slug="月" * 400), "csv").encode()) < 255 + 80


def test_a_clock_of_an_axis_is_never_turned_back():
    zone = zone_of("Europe/Berlin")
    summer, winter = AT.replace(month=10, day=25, hour=0), AT.replace(month=10, day=25, hour=2)
    assert zone.wall(winter, at=AT) - zone.wall(summer, at=AT) == winter - summer


def test_an_unknown_theme_is_refused():
    with pytest.raises(Exception, match="no theme"):
        look_of("pink")
