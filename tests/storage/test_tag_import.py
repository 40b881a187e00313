"""Importing files of tags that anybody may have written: whole or not at all."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hashtagger.storage.database import Database
from hashtagger.storage.tag_import import ImportReport, import_tags
from hashtagger.storage.tag_rows import MAX_LINE_BYTES, RefusedRow, TagRow, read_rows
from hashtagger.storage.tags import aliases_of, count_tags, records
from hashtagger.types import Reach, Tag, TagRecord
from tests.storage.builders import NOW, draft, put_tags, tags

CSV = (
    "display,words,language,reach,meaning,categories,aliases,visual\n"
    'GoldenHour,golden hour,en,broad,"warm, low light","light,photography",goldenhours,yes\n'
    "TBT,,,,an old photo,,,no\n"
)


def load(database: Database, content: str | bytes, *, dry_run: bool = False, skip_bad: bool = False) -> ImportReport:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return import_tags(database, stream, now=NOW, dry_run=dry_run, skip_bad=skip_bad)


def refusals(content: str | bytes) -> list[tuple[int, str]]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return [(row.line, row.reason) for row in read_rows(stream) if isinstance(row, RefusedRow)]


def stored(database: Database, *names: str) -> dict[Tag, TagRecord]:
    with database.reading() as connection:
        return records(connection, tags(*names))


def test_a_csv_file_becomes_tags(database: Database) -> None:
    report = load(database, CSV)
    assert (report.added, report.accepted, report.refused, report.written) == (2, 2, (), True)
    hour = stored(database, "goldenhour")[Tag("goldenhour")]
    assert (hour.display, hour.words, hour.meaning) == ("GoldenHour", ("golden", "hour"), "warm, low light")
    assert (hour.categories, hour.reach, hour.visual) == (("light", "photography"), Reach.BROAD, True)
    assert stored(database, "tbt")[Tag("tbt")].visual is False
    with database.reading() as connection:
        assert aliases_of(connection, tags("goldenhour")) == {"goldenhour": ("goldenhours",)}


def test_json_lines_become_the_same_tags_as_csv() -> None:
    lines = [
        {
            "display": "GoldenHour",
            "words": ["golden", "hour"],
            "language": "en",
            "reach": "broad",
            "meaning": "warm, low light",
            "categories": ["light", "photography"],
            "aliases": ["goldenhours"],
            "visual": True,
        },
        {"display": "TBT", "words": "", "meaning": "an old photo", "categories": [], "aliases": "", "visual": "no"},
    ]
    from_csv = list(read_rows(io.BytesIO(CSV.encode())))
    from_json = list(read_rows(io.BytesIO("\n".join(map(json.dumps, lines)).encode())))
    assert [{**as_dict(row), "line": 0} for row in from_json] == [{**as_dict(row), "line": 0} for row in from_csv]


def test_the_name_of_the_file_says_what_it_is(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "tags.jsonl"
    path.write_text('{"tag": "cat"}\n')
    assert import_tags(database, path, now=NOW).added == 1


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_what_spreadsheets_write_is_read(separator: str, line_end: str, mark: bytes) -> None:
    text = line_end.join([f"tag{separator}reach", f"cat{separator}niche", f"dog{separator}broad", ""])
    rows = list(read_rows(io.BytesIO(mark + text.encode())))
    assert [(row.tag, row.reach) for row in rows if isinstance(row, TagRow)] == [("cat", "niche"), ("dog", "broad")]


def test_words_that_are_not_given_are_found_where_the_split_is_sure(database: Database) -> None:
    load(database, "tag\nGoldenHour\nおうちごはん\n")
    found = stored(database, "goldenhour", "おうちごはん")
    assert [record.words for record in found.values()] == [("golden", "hour"), ("おうちごはん",)]


def test_columns_that_are_not_there_leave_a_tag_as_it_is(database: Database) -> None:
    put_tags(database, draft("cat", meaning="a cat", categories=("pets",), aliases=tags("cats"), visual=False))
    report = load(database, "tag,reach\ncat,niche\n")
    assert (report.updated, report.added) == (1, 0)
    cat = stored(database, "cat")[Tag("cat")]
    assert (cat.reach, cat.meaning, cat.categories, cat.visual) == (Reach.NICHE, "a cat", ("pets",), False)
    with database.reading() as connection:
        assert aliases_of(connection, tags("cat")) == {"cat": ("cats",)}


def test_importing_twice_changes_nothing_the_second_time(database: Database) -> None:
    load(database, CSV)
    report = load(database, CSV)
    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)


def test_a_dry_run_says_what_would_happen_and_does_nothing(database: Database) -> None:
    put_tags(database, draft("tbt"))
    report = load(database, CSV, dry_run=True)
    assert (report.added, report.updated, report.written) == (1, 1, False)
    assert list(stored(database, "goldenhour", "tbt")) == ["tbt"]


def test_one_bad_row_refuses_the_whole_file(database: Database) -> None:
    report = load(database, "tag\ncat\ntwo words\ndog\n")
    assert [(row.line, row.fatal) for row in report.refused] == [(3, False)]
    assert (report.written, report.accepted) == (False, 2)
    assert stored(database, "cat", "dog") == {}


def test_bad_rows_can_be_skipped(database: Database) -> None:
    report = load(database, "tag\ncat\ntwo words\ndog\n", skip_bad=True)
    assert (report.written, report.added, report.refused_rows) == (True, 2, 1)
    assert list(stored(database, "cat", "dog")) == ["cat", "dog"]


def test_a_file_that_ends_inside_a_quote_is_refused_even_when_bad_rows_are_skipped(database: Database) -> None:
    report = load(database, 'tag,meaning\ncat,"open\ndog,x\n', skip_bad=True)
    assert not report.written
    assert report.refused[-1].fatal
    with database.reading() as connection:
        assert count_tags(connection) == 0


def test_a_tag_that_stands_twice_is_refused_with_both_lines(database: Database) -> None:
    report = load(database, "tag\ncat\ndog\n#Cat\n")
    assert [(row.line, row.reason) for row in report.refused] == [(4, "the same tag as in line 2")]


def test_a_big_file_is_read_in_batches(database: Database) -> None:
    content = "tag,words\n" + "".join(f"t{n}x,t{n}x\n" for n in range(1300))
    assert load(database, content).added == 1300


def test_only_the_first_refused_rows_are_listed_but_all_are_counted(database: Database) -> None:
    report = load(database, "tag\n" + "bad one\n" * 1500)
    assert (len(report.refused), report.refused_rows) == (1000, 1500)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("cat\x00,,,", "'tag' holds a control character"),
        ("cat,a\x07b,,", "'meaning' holds a control character"),
        (f"cat,{'x' * 301},,", "longer than 300 characters"),
        ("cat,,huge,", "'huge' is not one of niche, medium, broad"),
        ("cat,,,dog", "do not make 'cat'"),
        (",,,", None),
        ("cat,,,cat,more", "5 cells instead of at most 4"),
        ("=cat,,,", ""),
    ],
)
def test_a_bad_row_is_refused_with_line_and_reason(row: str, reason: str | None) -> None:
    found = refusals(f"tag,meaning,reach,words\nok,,,\n{row}\nfine,,,\n")
    assert [line for line, _ in found] == ([] if reason is None else [3])
    assert all(reason is None or reason in why for _, why in found)


def test_bytes_that_are_not_utf8_cost_their_row_only() -> None:
    assert refusals(b"tag\ncat\ncaf\xe9\ndog\n") == [(3, "'tag' is not UTF-8")]


def test_a_line_without_end_costs_its_row_and_bounded_memory() -> None:
    content = b"tag\ncat\n" + b"x" * (5 * MAX_LINE_BYTES) + b"\ndog\n"
    assert refusals(content) == [(3, f"the line is longer than {MAX_LINE_BYTES} bytes")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (b"tag,tag\na,b\n", "a column stands twice in the first line"),
        (b"tag,colour\na,b\n", "unknown column 'colour'"),
        (b"reach\nbroad\n", "must name the column 'tag' or 'display'"),
        ("tag\ncat\n".encode("utf-16"), "the file is UTF-16; save it as UTF-8"),
        (b"\x00\x01\x02\x03", "unknown column"),
    ],
)
def test_a_file_that_is_no_such_file_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    [(_, why)] = refusals(content)
    assert reason in why


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"tag": "cat"', "not JSON"),
        ('["cat"]', "not a JSON object"),
        ('{"tag": "cat", "tag": "dog"}', "a field stands twice"),
        ('{"tag": 1}', "'tag' must be text"),
        ('{"tag": "\\ud800"}', "'tag' is not UTF-8"),
        ('{"tag": "cat", "colour": 1}', "unknown field 'colour'"),
        ('{"tag": "cat", "words": [["c"]]}', "'words' must be text"),
        ('{"tag": "cat", "visual": "maybe"}', "instead of yes or no"),
        ('{"tag": "cat", "language": "English"}', "is not a code"),
        ('{"tag": "cat", "categories": "Big Cats"}', "small letters"),
        ('{"tag": "cat", "aliases": ' + json.dumps([f"a{n}" for n in range(51)]) + "}", "lists more than 50"),
        ("[" * 30_000, "JSON"),
        ('{"tag": "cat", "visual": ' + "1" * 5_000 + "}", "too many digits"),
    ],
)
def test_a_bad_json_line_is_refused_with_line_and_reason(line: str, reason: str) -> None:
    [(number, why)] = refusals('{"tag": "ok"}\n' + line + '\n{"tag": "fine"}\n')
    assert number == 2
    assert reason in why


@given(st.binary(max_size=300))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    for start in (b"", b"tag,meaning\n", b'{"tag": "'):
        for row in read_rows(io.BytesIO(start + content)):
            assert isinstance(row, RefusedRow | TagRow)


def as_dict(row: TagRow | RefusedRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__slots__}
