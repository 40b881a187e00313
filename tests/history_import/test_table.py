"""Posts as a table: our own columns and Meta's, each wrong row refused alone."""

from datetime import UTC, datetime

import pytest

from hashtagger.errors import InvalidRequest
from hashtagger.history_import import history, reading, table
from hashtagger.history_import.reading import read_history
from hashtagger.posts import Engagement, PostFormat
from tests.history_import.exports import NOW, WANTED

HEADER = "post_id,published_at,text,likes"


def read(*lines, **more):
    return read_history("\n".join(lines).encode(), WANTED, **more)


def test_our_own_columns_are_read():
    (old,) = read(
        "post_id,published_at,observed_at,format,tags,followers,likes,comments,shares,saves,follows,impressions,reach,url",
        "17,2026-11-01T10:00:00Z,2026-11-03T10:00:00Z,carousel,#Dog sun,2000,61,4,3,2,1,900,800,https://x.example/p/17",
    ).posts
    assert old.post.external_id == "17"
    assert old.post.published == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert (old.post.format, old.post.tags, old.post.followers) == (PostFormat.CAROUSEL, ("dog", "sun"), 2000)
    assert old.post.url == "https://x.example/p/17"
    assert old.engagement == Engagement(datetime(2026, 11, 3, 10, tzinfo=UTC), 900, 800, 61, 4, 3, 2, 1)


def test_what_meta_business_suite_writes_is_read():
    (old,) = read_history(
        (
            "\ufeff"
            '"Post ID","Account username","Description","Publish time","Permalink","Post type","Data comment","Date",'
            '"Views","Reach","Likes","Shares","Follows","Comments","Saves"\r\n'
            '"179","me","First line, with a comma\r\nsecond #Beach line","01/15/2026 07:30","https://www.instagram.com/p/C/",'
            '"IG reel","","Lifetime","1,500","1200","80","5","2","7","9"\r\n'
        ).encode(),
        WANTED,
    ).posts
    assert (old.post.external_id, old.post.tags, old.post.format) == ("179", ("beach",), PostFormat.CLIP)
    assert old.post.published == datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
    assert old.engagement == Engagement(NOW, 1500, 1200, 80, 7, 5, 9, 2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_cells_are_separated_by_what_the_header_has(delimiter):
    lines = ["post_id,published_at,text", "1,2026-11-01,#sun"]
    assert len(read(*(line.replace(",", delimiter) for line in lines)).posts) == 1


def test_utf_16_is_read():
    data = "post_id,published_at,text\n1,2026-11-01,#été".encode("utf-16")
    assert read_history(data, WANTED).posts[0].post.tags == ("été",)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01 07:30", datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
        ("2026-11-01T07:30:00+02:00", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("1793520000", datetime.fromtimestamp(1793520000, UTC)),
        ("1793520000000", datetime.fromtimestamp(1793520000, UTC)),
        ("11/01/2026 07:30", datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
        ("01.11.2026 07:30", datetime(2026, 11, 1, 7, 30, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_they_are_written(text, moment):
    assert read(HEADER, f"1,{text},x,1").posts[0].post.published == moment


def test_days_come_first_where_a_date_cannot_be_read_otherwise():
    found = read(HEADER, "1,11/01/2026,x,1", "2,15/01/2026,x,1").posts
    assert [old.post.published.day for old in found] == [11, 15]


def test_times_without_a_zone_are_of_the_zone_that_is_named():
    (old,) = read(HEADER, "1,2026-07-01 12:00,x,1", time_zone="Europe/Berlin").posts
    assert old.post.published == datetime(2026, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("name", ["Nowhere/Land", "../../etc/passwd", "", "a\0b"])
def test_a_time_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(InvalidRequest) as refused:
        read(HEADER, "1,2026-07-01,x,1", time_zone=name)
    assert refused.value.code == "unknown_time_zone"


@pytest.mark.parametrize(
    "row",
    [
        ",2026-11-01,x,1",
        "a b,2026-11-01,x,1",
        "a\0b,2026-11-01,x,1",
        "../1,2026-11-01,x,1",
        "1,yesterday,x,1",
        "1,,x,1",
        "1,2027-11-01,x,1",
        "1,1969-11-01,x,1",
        "1,31.13.2026,x,1",
        "1,2026-11-01,x,many",
        "1,2026-11-01,x,-3",
        "1,2026-11-01,x,1e9",
        "1,2026-11-01,x\0,1",
        "1",
    ],
)
def test_a_wrong_row_is_refused_alone_and_named_by_its_line(row):
    found = read(HEADER, row, "2,2026-11-01,#sun,1", "")
    assert [old.post.external_id for old in found.posts] == ["2"]
    assert (found.refused_posts, found.refused[0].where) == (1, "line 2")


def test_a_tag_that_is_none_refuses_its_row():
    assert read("post_id,published_at,tags", "1,2026-11-01,#a.b").refused[0].reason.startswith("tags: ")


def test_a_row_without_counts_is_a_post_without_engagement():
    (old,) = read(HEADER, "1,2026-11-01,#sun,--").posts
    assert old.engagement is None


def test_the_last_row_of_a_post_holds():
    (old,) = read(HEADER, "1,2026-11-01,#sun,1", "1,2026-11-01,#rain,2").posts
    assert (old.post.tags, old.engagement.likes) == (("rain",), 2)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"\xff\xfe\x00",
        b"caf\xe9,post_id",
        b"post_id,likes\n1,2",
        b"just words",
        HEADER.encode() + b"\n1,2026-11-01," + b"x" * 200_000 + b",1",
        HEADER.encode() + b'\n1,2026-11-01,"' + b"x\n" * 200_000,
    ],
)
def test_a_file_that_is_no_table_of_posts_is_refused(data):
    with pytest.raises(InvalidRequest) as refused:
        read_history(data, WANTED)
    assert refused.value.code == "invalid_history"


def test_a_file_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_FILE_BYTES", 100)
    with pytest.raises(InvalidRequest, match="100 bytes"):
        read(HEADER, "1,2026-11-01,#sun,1" + " " * 100)


def test_only_so_many_refusals_are_told(monkeypatch):
    monkeypatch.setattr(history, "MAX_REFUSALS", 2)
    found = read(HEADER, *["x"] * 5)
    assert (found.refused_posts, len(found.refused)) == (5, 2)


@pytest.mark.parametrize("row", ["x", ",,,", "1,2026-11-01,#sun,1"])
def test_rows_behind_the_most_are_not_read_whatever_they_are(monkeypatch, row):
    monkeypatch.setattr(table, "MAX_POSTS", 3)
    found = read(HEADER, *[row] * 10, "2,2026-11-01,#sun,1")
    assert "2" not in [old.post.external_id for old in found.posts]
    assert (found.refused[-1].where, found.refused_posts) == ("line 5", 4 if row == "x" else 1)
