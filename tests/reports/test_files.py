"""Files of tables: no spreadsheet works out a text, numbers stay numbers, everything says what it is."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from hashtagger.reports.files import csv_bytes, harmless, xlsx_bytes
from hashtagger.reports.moments import zone_of
from hashtagger.reports.report import CellKind, Column, Report, Table
from hashtagger.reports.tables import sources_table

AT = datetime(2026, 11, 21, 11, tzinfo=UTC)
FORMULAS = ["=1+1", "+1", "-1+1|cmd", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1"]


def table(*rows, table_id="t", title="Some tags"):
    columns = (
        Column("tag", "Tag"),
        Column("authors", "Authors", "an hour", CellKind.NUMBER),
        Column("hour", "Hour", kind=CellKind.MOMENT),
        Column("day", "Day", "UTC", CellKind.DAY),
    )
    return Table(table_id, title, columns, rows, "An empty cell: not known.")


def report(*tables, zone="UTC"):
    return Report(
        view="trends",
        slug="trends",
        title="What trends",
        subtitle="By score",
        filters=(("Region", "DE"),),
        as_of=AT,
        made=AT,
        zone=zone_of(zone),
        facts=(),
        summary=("=HYPERLINK(1)",),
        charts=(),
        tables=tables,
        method=("Counted are authors.",),
    )


def lines_of(*tables, zone="UTC"):
    return list(csv.reader(io.StringIO(csv_bytes(tables, report(zone=zone)).decode("utf-8-sig"), newline="")))


def book_of(*tables, zone="UTC"):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report(*tables, zone=zone))))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_a_text_in_csv(text):
    [_, row] = lines_of(table((text, 1.0, AT, AT)))
    assert row[0] == f"'{text}"


def test_negative_numbers_are_no_formulas():
    [_, row] = lines_of(table(("#a", -1.5, AT, AT)))
    assert row[1] == "-1.5"


def test_an_ordinary_tag_is_left_alone():
    assert harmless("#dogs") == "#dogs"


def test_csv_begins_with_a_byte_order_mark_and_has_the_line_ends_of_its_standard():
    data = csv_bytes([table(("月食", None, AT, AT))], report())
    assert data.startswith(b"\xef\xbb\xbftag,authors,hour,day\r\n")
    assert data.endswith("月食,,2026-11-21T11:00+00:00,2026-11-21\r\n".encode())


def test_times_carry_their_offset_and_days_are_those_of_utc():
    [_, row] = lines_of(table(("#a", 1.0, AT, AT.replace(hour=0))), zone="America/New_York")
    assert row[2:] == ["2026-11-21T06:00-05:00", "2026-11-21"]


def test_the_rows_of_several_tables_stand_under_one_heading():
    assert [row[0] for row in lines_of(table(("a", 1, AT, AT)), table(("b", 1, AT, AT)))] == ["tag", "a", "b"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(text):
    book = book_of(table((text, 1.0, AT, AT), title=text))
    cells = [cell for sheet in book for row in sheet for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert all(cell.hyperlink is None for cell in cells)


def test_numbers_times_and_days_are_typed_cells_in_the_readers_zone():
    sheet = book_of(table(("#a", 1.5, AT, AT.replace(hour=0))), zone="Asia/Tokyo")["Some tags"]
    tag, authors, hour, day = (cell.value for cell in sheet[2])
    assert (tag, authors, hour.isoformat(), day.isoformat()) == (
        "#a",
        1.5,
        "2026-11-21T20:00:00",
        "2026-11-21T00:00:00",
    )
    assert [cell.value for cell in sheet[1]] == ["Tag", "Authors (an hour)", "Hour", "Day (UTC)"]


def test_the_header_stays_in_sight_and_filters():
    sheet = book_of(table(("#a", 1.0, AT, AT)))["Some tags"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:D2")
    assert sheet["A1"].font.bold


def test_the_first_sheet_says_what_the_file_is():
    said = [cell.value for row in book_of(table())["About"] for cell in row if cell.value]
    for expected in ("What trends", "21 Nov 2026, 11:00 UTC", "DE", "=HYPERLINK(1)", "Counted are authors."):
        assert expected in said


def test_the_first_sheet_says_how_the_sources_do():
    sources = sources_table(
        [{"source": "m", "title": "Mastodon", "health": "late", "last_success": None, "lag_h": 4.2}]
    )
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(replace(report(), sources=sources))))
    said = {row[0].value: row[1].value for row in book["About"]}
    assert said["Mastodon"] == "late, 4.2 hours behind"
    assert book.sheetnames == ["About", "Sources"]


def test_a_table_of_no_rows_still_has_its_header():
    assert next(cell.value for cell in book_of(table())["Some tags"][1]) == "Tag"
    assert lines_of(table()) == [["tag", "authors", "hour", "day"]]


def test_a_thousand_rows_are_all_there():
    sheet = book_of(table(*((f"#t{n}", float(n), AT, AT) for n in range(1000))))["Some tags"]
    assert (sheet.max_row, sheet["A1001"].value) == (1001, "#t999")


def test_sheets_are_named_within_the_rules_of_the_format_and_apart():
    titles = ["[a]:*?/\\ " + "long" * 20, "[a]:*?/\\ " + "long" * 20 + "!", "about", ""]
    names = book_of(*(table(table_id=str(n), title=title) for n, title in enumerate(titles))).sheetnames
    assert len({name.casefold() for name in names}) == 5
    assert all(len(name) <= 31 for name in names)


def test_control_characters_do_not_break_a_workbook():
    sheet = book_of(table(("a\x01b\u202ec", 1.0, AT, AT)))["Some tags"]
    assert sheet["A2"].value == "abc"
