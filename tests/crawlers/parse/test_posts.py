"""Hashtags of YouTube's videos and Instagram's posts, of which nothing else is kept."""

from __future__ import annotations

from typing import Any

import pytest

from crawlers.parse import instagram, youtube
from crawlers.parse.errors import Unreadable
from crawlers.parse.result import Parsed
from crawlers.parse.tally import MAX_NAMES, MAX_POSTS
from hashtagger.observations import TrendKind, ValueKind
from tests.crawlers.parse.answers import HOUR, NOW, as_json, target, video, video_list


def read_youtube(*videos: Any) -> Parsed:
    return youtube.parse(as_json(video_list(*videos)), target("youtube", region="US"), NOW)


def read_instagram(*posts: Any) -> Parsed:
    return instagram.parse(as_json({"data": list(posts)}), target("instagram", "sunset"), NOW)


def test_hashtags_come_from_title_description_and_tags() -> None:
    found = read_youtube(
        video("Win #NFL100!", "more at https://v.example/#top\n#Football", ["#nflvault", "chicago bears"])
    )
    assert [(each.raw_name, each.kind) for each in found.observations] == [
        ("#NFL100", TrendKind.HASHTAG),
        ("#Football", TrendKind.HASHTAG),
        ("#nflvault", TrendKind.HASHTAG),
        ("chicago bears", TrendKind.PHRASE),
    ]


def test_the_value_is_the_number_of_videos_and_the_rank_that_of_the_best() -> None:
    found = read_youtube(video("other"), video("#Lele", "#lele #LELE"), video("#lele")).observations
    assert [(each.raw_name, each.rank, each.value, each.value_kind, each.slot) for each in found] == [
        ("#Lele", 2, 2.0, ValueKind.POSTS, HOUR)
    ]


def test_videos_without_tags_are_fine() -> None:
    assert read_youtube(video("plain"), {"snippet": {"title": "x"}}) == Parsed([], 0)


def test_a_video_stuffed_with_hashtags_counts_for_none() -> None:
    stuffed = " ".join(f"#tag{n}x" for n in range(youtube.MAX_HASHTAGS + 1))
    assert [each.raw_name for each in read_youtube(video("#a", stuffed, ["b"])).observations] == ["b"]


@pytest.mark.parametrize(
    "broken", [None, {}, {"snippet": None}, {"snippet": {"title": 5}}, video("a", tags=[5]), video(tags="a")]
)
def test_a_broken_video_costs_only_itself(broken: Any) -> None:
    parsed = read_youtube(video("#good"), broken)
    assert ([each.raw_name for each in parsed.observations], parsed.dropped) == (["#good"], 1)


def test_more_videos_than_were_asked_for_and_endless_tags_are_dropped() -> None:
    assert read_youtube(*[video("#a")] * (MAX_POSTS + 2)).dropped == 2
    assert read_youtube(video("#a"), video(tags=["b"] * (MAX_NAMES + 1))).dropped == 1


def test_a_list_of_something_else_is_no_list_of_videos() -> None:
    with pytest.raises(Unreadable):
        youtube.parse(
            as_json({**video_list(video("#a")), "kind": "youtube#channelListResponse"}), target("youtube"), NOW
        )


def test_captions_give_what_goes_with_the_asked_tag() -> None:
    found = read_instagram({"id": "1", "caption": "#sunset in #Paris"}, {"id": "2", "caption": "#sunset"}).observations
    assert [(each.raw_name, each.value, each.value_is_lower_bound, each.rank) for each in found] == [
        ("#sunset", 2.0, True, None),
        ("#Paris", 1.0, True, None),
    ]


def test_posts_without_captions_are_fine() -> None:
    assert read_instagram({"id": "1"}, {"id": "2", "caption": None}) == Parsed([], 0)


def test_no_posts_are_a_good_answer() -> None:
    assert read_instagram() == Parsed([], 0)


def test_a_broken_post_costs_only_itself() -> None:
    assert read_instagram({"id": "1", "caption": "#a"}, {"id": "2", "caption": 5}, {"caption": "#b"}).dropped == 2


def test_the_search_gives_the_id_of_the_tag() -> None:
    assert instagram.hashtag_id(as_json({"data": [{"id": "17841593698074073"}]})) == "17841593698074073"


@pytest.mark.parametrize(
    "answer",
    [{"data": []}, {"data": [{"id": "../me"}]}, {"data": [{"id": 5}]}, {"data": ["1"]}, {"error": {"code": 18}}, []],
)
def test_a_search_without_an_id_is_unreadable(answer: Any) -> None:
    with pytest.raises(Unreadable):
        instagram.hashtag_id(as_json(answer))
