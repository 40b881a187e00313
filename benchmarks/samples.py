"""Runs the parsers of trends over recorded and official answers of their sources, as they are and spoiled.

    python -m benchmarks.samples --data DIR [--quick]

DIR holds ``trend_samples/SOURCE/…``. For each file the table says how many observations the parser gave, how many rows it
dropped, and the sum of all values, against what is expected; 'unreadable' is right for what is another kind of answer.
Then every good answer is spoiled in the ways of ``SPOILED``: other charsets, NULs and one more escape must change nothing, a
cut or foreign answer must be refused. The last line is JSON.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.report import arguments, finish, table
from crawlers.parse.errors import Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.rows import json_of
from crawlers.plan import PARSERS
from hashtagger.observations import CrawlTarget

FOLDERS = {"bluesky": "bluesky_topics"}
"""Folders that are not named as the source."""
NOT_FOR_PARSERS = (".md",)


def first_of(value: Any) -> Any:
    """A single entity as the list that its source sends."""
    return [value]


def hashtags_of(value: Any) -> Any:
    """The tags of an answer to a search, as a list of trends."""
    return value["hashtags"]


def as_one_day(value: Any) -> Any:
    """A list of a month as if it were that of its last day."""
    value["items"][0]["day"] = "31"
    return value


def with_a_good_row(value: Any) -> Any:
    """A list without a date and with one broken row as one of a day with a good row beside it."""
    item = value["items"][0]
    item.update(year="2026", month="09", day="18")
    item["articles"].append({"article": "Good", "project": "en.wikipedia", "views_ceil": 7, "rank": 2})
    return value


@dataclass(frozen=True, slots=True)
class Expected:
    """What one file should give; ``rows`` is None where it is no answer that its parser reads."""

    file: str
    rows: int | None = None
    dropped: int = 0
    total: float = 0.0
    """Of all values, added up from the file by other means."""
    seen: str = "2026-11-21"
    changed: Callable[[Any], Any] | None = None


EXPECTED = (
    Expected("bluesky/jetstream_golden_v1.jsonl"),
    Expected("bluesky/lexicon_app.bsky.richtext.facet.json"),
    Expected("bluesky/lexicon_app.bsky.unspecced.defs_trend_only.json"),
    Expected("bluesky/lexicon_app.bsky.unspecced.getTrendingTopics.json"),
    Expected("bluesky/lexicon_app.bsky.unspecced.getTrends.json"),
    Expected("bluesky/lexicon_app.bsky.unspecced.getTrendsSkeleton.json"),
    Expected("bluesky/lexicon_network.bsky.jetstream.subscribeEvents.json"),
    Expected("google_trends/batchexecute_i0OFE_rows_2026-09-28_SA.json"),
    Expected("google_trends/legacy_daily_rss_2020_US.xml", 20, total=2_570_000),
    Expected("google_trends/legacy_hottrends_2022.json"),
    Expected("google_trends/legacy_realtime_trends_2022.txt"),
    Expected("google_trends/needle_sample_item_without_pubdate.xml", 2, total=700),
    Expected("google_trends/trending_rss_2026-07_US_trimmed_brian732.xml", 3, total=170_000),
    Expected("google_trends/trending_rss_2026-09-02_KR_hangul_empty_title.xml", 2, total=1_100),
    Expected("google_trends/trending_rss_2026-09-28_SA_rtl_empty_title.xml", 2, total=20_200),
    Expected("google_trends/trending_rss_2026-10-08_US_real_trimmed.xml", 3, total=5_700),
    Expected("google_trends/trending_rss_KR_localized_traffic_synthetic.xml", 2, total=102_000),
    Expected("google_trends/trending_rss_minimal_no_dates.xml", 2, total=250_000),
    Expected("google_trends/trendspyg_mock_0.xml", 2, total=600_000),
    Expected("google_trends/trendspyg_mock_1.xml", 1, total=100),
    Expected("mastodon/docs_admin_tag_entity.json"),
    Expected("mastodon/docs_admin_tag_entity.json", 14, total=550, seen="2022-11-27", changed=first_of),
    Expected("mastodon/docs_tag_entity.json"),
    Expected("mastodon/docs_tag_entity.json", 14, total=2_104, seen="2019-11-24", changed=first_of),
    Expected("mastodon/docs_trends_tags_example.jsonc"),
    Expected("mastodon/empty_trends_tags_4.6.4.headers.json"),
    Expected("mastodon/empty_trends_tags_4.6.4.json", 0),
    Expected("mastodon/featured_tags_suggestions_zero_history.json", 14, seen="2026-08-01"),
    Expected("mastodon/mastodon_social_trends_links_2026-04.json", seen="2026-04-11"),
    Expected("mastodon/mastodon_social_trends_tags_2026-04-11.json", 140, total=3_302, seen="2026-04-11"),
    Expected("mastodon/mastodon_social_trends_tags_2026-04-11.json", seen="2026-06-11"),
    Expected("mastodon/search_v2_hashtags_block.json"),
    Expected("mastodon/search_v2_hashtags_block.json", 14, seen="2026-04-11", changed=hashtags_of),
    Expected("mastodon/timeline_tag_hoot.json"),
    Expected("pinterest/openapi_trends_slice.json"),
    Expected("pinterest/trending_keywords_from_spec_examples.json", 1, total=100),
    Expected("wikipedia/pageviews_per-article_black_hole.json"),
    Expected("wikipedia/pageviews_top-per-country_KR_2026-09-18_trimmed.json", 1, total=2_500),
    Expected("wikipedia/pageviews_top-per-country_KR_empty.json", 0),
    Expected("wikipedia/pageviews_top-per-country_malformed_row.json"),
    Expected("wikipedia/pageviews_top-per-country_malformed_row.json", 1, 1, total=7, changed=with_a_good_row),
    Expected("wikipedia/pageviews_top_en_2015-10-10_first10.json", 5, total=768_943),
    Expected("wikipedia/pageviews_top_en_2026-08_trimmed.json"),
    Expected("wikipedia/pageviews_top_en_2026-08_trimmed.json", 4, total=24_652_176, changed=as_one_day),
    Expected("x/docs_counts_recent_example.json"),
    Expected("x/docs_personalized_trends_example.json", 2, total=210_000),
    Expected("x/docs_trends_by_woeid_example.json", 2),
    Expected("x/openapi_trends_schemas.json"),
    Expected("x/v2_counts_all_tweepy.headers.json"),
    Expected("x/v2_counts_all_tweepy.json"),
    Expected("x/v2_counts_recent_tweepy.headers.json"),
    Expected("x/v2_counts_recent_tweepy.json"),
    Expected("x/v2_trends_by_woeid_london_2023.json", 16, total=270_912),
    Expected("x/v2_tweets_counts_all_2021.json"),
    Expected("x/v2_tweets_counts_recent_2021.json"),
    Expected("youtube/videos_chart_paged_1.json", 76, total=77),
    Expected("youtube/videos_chart_paged_2.json", 88, total=88),
    Expected("youtube/videos_info_multi.json", 51, total=51),
    Expected("youtube/videos_info_single.json", 19, total=19),
)


def halved(body: bytes) -> bytes:
    return body[: len(body) // 2]


def escaped_again(body: bytes) -> bytes:
    """Every entity of XML once more; of JSON, every bare '&' twice."""
    return body.replace(b"&", b"&amp;" if body.lstrip().startswith(b"<") else b"&amp;amp;")


SPOILED: Mapping[str, tuple[Callable[[bytes], bytes], bool]] = {
    "byte order mark": (lambda body: b"\xef\xbb\xbf" + body, True),
    "UTF-16": (lambda body: body.decode().encode("utf-16"), True),
    "UTF-16 without mark": (lambda body: body.decode().encode("utf-16-be"), True),
    "NULs between": (lambda body: b"\x00" + body.replace(b"\n", b"\x00\n"), True),
    "escaped again": (escaped_again, True),
    "cut in half": (halved, False),
    "error page": (lambda body: b"<html><body>" + body + b"</body></html>", False),
    "twice": (lambda body: body + body, False),
}
"""name → how to spoil an answer, and whether it must still give the same names."""


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--data", type=Path, required=True)
    folder = parser.parse_args().data / "trend_samples"
    lines = [compared(each, folder) for each in EXPECTED]
    table(lines)
    spoiled = [line for each in EXPECTED if each.rows is not None for line in compared_spoiled(each, folder)]
    wrong_spoiled = [line for line in spoiled if line["right"] != "yes"]
    print(f"\n{len(spoiled)} spoiled answers, {len(wrong_spoiled)} not read as they should be")
    table(wrong_spoiled)
    unlisted = sorted(unlisted_files(folder))
    print("\nfiles without an expectation:", ", ".join(unlisted) or "none")
    wrong = [line["file"] for line in lines if line["right"] != "yes"]
    figures = {
        "benchmark": "samples",
        "files": len({each.file for each in EXPECTED}),
        "cases": len(lines),
        "wrong": wrong,
        "spoiled": len(spoiled),
        "wrong_spoiled": len(wrong_spoiled),
        "unlisted": unlisted,
    }
    bar = {"wrong": 0, "wrong_spoiled": 0, "unlisted": 0}
    finish(figures, bar=bar, passed=not (wrong or wrong_spoiled or unlisted))


def compared(expected: Expected, folder: Path) -> dict[str, Any]:
    try:
        parsed = read(expected, body_of(expected, folder))
    except Unreadable as error:
        found, right = f"unreadable: {error}", expected.rows is None
    else:
        total = sum(each.value or 0 for each in parsed.observations)
        found = f"{len(parsed.observations)} rows, {parsed.dropped} dropped, total {total:.0f}"
        right = (len(parsed.observations), parsed.dropped, total) == (expected.rows, expected.dropped, expected.total)
    changed = f" ({expected.changed.__name__})" if expected.changed else ""
    return {"file": expected.file + changed, "found": found, "right": "yes" if right else "NO"}


def compared_spoiled(expected: Expected, folder: Path) -> list[dict[str, Any]]:
    body = body_of(expected, folder)
    names = [each.raw_name for each in read(expected, body).observations]
    lines = []
    for spoiling, (spoil, stays) in SPOILED.items():
        try:
            found: list[str] | None = [each.raw_name for each in read(expected, spoil(body)).observations]
        except Unreadable:
            found = None
        right = found == (names if stays else None)
        lines.append({"file": expected.file, "spoiled": spoiling, "right": "yes" if right else "NO"})
    return lines


def read(expected: Expected, body: bytes) -> Parsed:
    folder = expected.file.partition("/")[0]
    source = FOLDERS.get(folder, folder)
    seen = datetime.fromisoformat(expected.seen).replace(tzinfo=UTC) + timedelta(hours=12)
    return PARSERS[source](body, CrawlTarget(source, ""), seen)


def body_of(expected: Expected, folder: Path) -> bytes:
    body = (folder / expected.file).read_bytes()
    if expected.changed is None:
        return body
    return json.dumps(expected.changed(json_of(body)), ensure_ascii=False, indent=1).encode()


def unlisted_files(folder: Path) -> set[str]:
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    return {file for file in files if not file.endswith(NOT_FOR_PARSERS)} - {each.file for each in EXPECTED}


if __name__ == "__main__":
    main()
