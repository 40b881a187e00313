"""Sources that a user describes in a file."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.custom import InvalidSources, custom_sources
from crawlers.parse.errors import Unreadable
from crawlers.plan import all_rows, plan_of, why_off
from hashtagger.observations import CrawlTarget, TrendKind, ValueKind
from hashtagger.settings import TrendSettings

NOW = datetime(2026, 11, 21, 6, 40, tzinfo=UTC)
BOARD = """\
sources:
  - name: city_board
    title: What the city talks about
    url: https://board.example/api/top.json
    format: json
    rows: data.trends[]
    fields:
      name: label
      volume: stats.posts
      url: link
    counts: posts
    region: NO
    language: no
    licence: CC BY 4.0, may be passed on
    every: 30m
    min_rows: 3
"""


@pytest.fixture
def file(tmp_path):
    def write(text, name="sources.yaml"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def only(path):
    (source,) = custom_sources(path)
    return source


def problems(path):
    with pytest.raises(InvalidSources) as raised:
        custom_sources(path)
    return raised.value.problems


def test_without_a_file_there_are_none():
    assert custom_sources(None) == []


def test_an_empty_file_describes_none(file):
    assert custom_sources(file("# nothing yet\n")) == []


def test_a_source_is_a_row_beside_the_others(file):
    settings = TrendSettings(contact="ops@example.org", custom_sources=file(BOARD))
    row = all_rows(settings)[-1]
    assert (row.name, row.every_s, row.min_rows) == ("city_board", 1800, 3)
    assert row.licence == "CC BY 4.0, may be passed on"
    assert why_off("city_board", settings) is None
    assert why_off("city_board", TrendSettings(custom_sources=file(BOARD))) == "needs HASHTAGGER_TRENDS__CONTACT"
    plan = plan_of("city_board", settings, NOW)
    assert plan.targets == (CrawlTarget("city_board", channel="", region="NO", language="no"),)
    assert plan.request(plan.targets[0], plan.slot).url == "https://board.example/api/top.json"


def test_an_endpoint_takes_the_place_of_the_host(file):
    settings = TrendSettings(
        contact="a@b.c", custom_sources=file(BOARD), endpoints={"city_board": "http://127.0.0.1:8080/mirror/"}
    )
    plan = plan_of("city_board", settings, NOW)
    assert plan.request(plan.targets[0], plan.slot).url == "http://127.0.0.1:8080/mirror/api/top.json"
    assert plan.private_servers == {"127.0.0.1:8080"}


def test_json_is_read_by_jmespath(file):
    source = only(file(BOARD))
    body = """{"data": {"trends": [
        {"label": "#FjordLife", "stats": {"posts": "1.2K"}, "link": "https://board.example/1"},
        {"label": "Tram &amp;amp; bus", "stats": null},
        {"label": 7}
    ]}}"""
    parsed = source.parse(body.encode(), source.target, NOW)
    tag, phrase = parsed.observations
    assert (tag.raw_name, tag.kind, tag.rank, tag.value) == ("#FjordLife", TrendKind.HASHTAG, 1, 1200.0)
    assert (tag.value_kind, tag.url) == (ValueKind.POSTS, "https://board.example/1")
    assert (phrase.raw_name, phrase.kind, phrase.rank) == ("Tram & bus", TrendKind.PHRASE, 2)
    assert (phrase.value, phrase.value_kind) == (None, None)
    assert parsed.dropped == 1
    assert tag.slot == datetime(2026, 11, 21, 6, tzinfo=UTC)


HTML = """\
sources:
  - name: html_board
    url: https://board.example/
    format: html
    rows: {rows}
    fields: {{name: "{name}", volume: "{volume}", url: "{url}"}}
    counts: views
    kind: hashtag
    licence: own site
"""
PAGE = b"""<html><body><ul class="top">
<li><a href="https://board.example/a">#caf\xc3\xa9</a> <span class="n">3,400</span></li>
<li><a href="/b">dawn</a></li><li><a> </a></li></ul></body>"""


@pytest.mark.parametrize(
    ("rows", "name", "volume", "url"),
    [
        ("ul.top > li", "a", ".n", "a::attr(href)"),
        ("//ul[@class='top']/li", "./a", ".//span[@class='n']/text()", "./a/@href"),
    ],
)
def test_html_is_read_by_css_or_xpath(file, rows, name, volume, url):
    source = only(file(HTML.format(rows=rows, name=name, volume=volume, url=url)))
    parsed = source.parse(PAGE, source.target, NOW)
    first, second = parsed.observations
    assert (first.raw_name, first.value, first.url) == ("#café", 3400.0, "https://board.example/a")
    assert (second.raw_name, second.kind, second.value, second.url) == ("dawn", TrendKind.HASHTAG, None, None)
    assert parsed.dropped == 1


RSS = "sources:\n  - {name: feed, url: 'https://f.example/rss', format: rss, licence: own feed}\n"


def test_rss_is_read_by_local_names(file):
    source = only(file(RSS))
    feed = b"""<?xml version="1.0" encoding="ISO-8859-1"?><rss><channel><title>T</title>
        <item><title>M\xfcnchen</title></item><item><x:title xmlns:x="u">#b</x:title></item></channel></rss>"""
    assert [each.raw_name for each in source.parse(feed, source.target, NOW).observations] == ["München", "#b"]
    atom = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>dusk</title></entry></feed>'
    assert [each.raw_name for each in source.parse(atom, source.target, NOW).observations] == ["dusk"]
    assert source.parse(b"<rss><channel/></rss>", source.target, NOW).observations == []


def test_a_feed_reads_no_file_of_ours_and_does_not_explode(file, tmp_path):
    source = only(file(RSS))
    secret = tmp_path / "secret"
    secret.write_text("s3cr3t")
    evil = f'<!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><rss><item><title>a&x;</title></item></rss>'
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE r [<!ENTITY e0 "ha">{bomb}]><rss><item><title>&e9;</title></item></rss>'
    for body in (evil, bomb):
        try:
            names = [each.raw_name for each in source.parse(body.encode(), source.target, NOW).observations]
        except Unreadable:
            names = []
        assert all("s3cr3t" not in name and len(name) < 300 for name in names)


@pytest.mark.parametrize("text", [BOARD, HTML.format(rows="li", name="a", volume="b", url="i"), RSS])
@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", b"[]", b"{}", b"null", b"[" * 5000, b"Not found", b"\xff" * 99])
def test_what_is_no_answer_is_unreadable_or_empty_and_never_a_bug(file, text, body):
    source = only(file(text))
    with contextlib.suppress(Unreadable):
        assert source.parse(body, source.target, NOW).observations == []


WRONG = """\
sources:
  - name: City Board
    url: ftp://board.example/
    format: csv
    row: data
    fields:
      names: label
    region: Norway
    every: 5m
    min_rows: none
    may_be_empty: perhaps
  - name: mastodon
    url: https://board.example/
    format: json
    rows: "data.[["
    fields: {name: label, volume: n}
    licence: ""
    licence: twice
"""


def test_everything_wrong_is_told_at_once_with_its_line(file):
    told = "\n".join(problems(file(WRONG)))
    for expected in (
        "sources.yaml:2: 'name' must be small letters, digits and _, a letter first, not 'City Board'",
        "sources.yaml:3: 'url' must be an http or https address",
        "sources.yaml:4: 'format' must be one of json, html, rss, not 'csv'",
        "sources.yaml:5: a source has no key 'row'; it has counts, every,",
        "sources.yaml:7: 'fields' has no key 'names'; it has name, url, volume",
        "sources.yaml:8: 'region' must be two capitals of ISO 3166, not 'Norway'",
        "sources.yaml:9: no source is asked more often than every 15m",
        "sources.yaml:10: 'min_rows' must be a whole number from 1, not 'none'",
        "sources.yaml:11: 'may_be_empty' must be one of true, yes, false, no, not 'perhaps'",
        "sources.yaml:2: 'licence' is missing",
        "sources.yaml:2: 'rows' is missing",
        "sources.yaml:12: there is a source 'mastodon' already",
        "sources.yaml:15: the selector 'data.[[' cannot be understood",
        "sources.yaml:17: 'licence' must be a text",
        "sources.yaml:18: 'licence' stands here twice",
        "sources.yaml:12: 'counts' says what 'fields: volume' counts: give both or neither",
    ):
        assert expected in told


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("sources: {a: b}\n", "sources.yaml:1: the file must hold a list under 'sources'"),
        ("- a\n- b\n", "sources.yaml:1: the file must hold a list under 'sources'"),
        ("\nspiders: []\n", "sources.yaml:2: the file has one key, 'sources'"),
        ("sources:\n  - text\n", "sources.yaml:2: a source must hold keys and values"),
        ("sources:\n\t- name: x\n", "sources.yaml:2: not YAML: found character '\\t'"),
    ],
)
def test_a_file_of_another_shape_is_refused(file, text, says):
    assert problems(file(text))[0].startswith(says)


def test_a_missing_file_is_told():
    assert problems(Path("nowhere.yaml")) == ("nowhere.yaml:1: the file cannot be read: No such file or directory",)


def test_keys_come_from_the_environment_and_are_kept_secret(file, monkeypatch):
    text = BOARD + "    headers: {X-Key: '${BOARD_KEY}'}\n"
    settings = TrendSettings(contact="a@b.c", custom_sources=file(text))
    monkeypatch.delenv("BOARD_KEY", raising=False)
    assert why_off("city_board", settings) == "needs the variable BOARD_KEY"
    monkeypatch.setenv("BOARD_KEY", "s3cr3t")
    assert why_off("city_board", settings) is None
    plan = plan_of("city_board", settings, NOW)
    assert plan.request(plan.targets[0], plan.slot).headers == {"X-Key": "s3cr3t"}
    assert "s3cr3t" in plan.secrets


def test_the_example_of_the_documentation_is_right(file):
    text = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    board, charts, feed = custom_sources(file(example))
    assert (board.target.region, board.row.every_s) == ("NO", 1800)
    assert charts.why_off(TrendSettings(contact="a@b.c")) == "needs the variable RADIO_KEY"
    assert feed.row.licence == "Own feed"


@pytest.mark.parametrize("url", ["http://[::1/", "http://f.example:99999/", "http://f.example:rss/"])
def test_an_address_that_cannot_be_asked_is_told(file, url):
    told = problems(file(RSS.replace("https://f.example/rss", url)))
    assert [line.partition(":2: ")[2] for line in told] == [f"'url' names no host and port that can be asked: {url!r}"]
