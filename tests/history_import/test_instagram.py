"""Instagram's own export: captions mended, insights brought together with posts, hostile files refused."""

import tracemalloc
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from hashtagger.errors import InvalidRequest, UploadTooLarge
from hashtagger.history_import import archive, instagram
from hashtagger.history_import.reading import read_history
from hashtagger.posts import Engagement, PostFormat
from tests.history_import.exports import (
    FIRST,
    INSIGHTS,
    NOW,
    POSTS,
    SECOND,
    WANTED,
    as_json,
    exported,
    insight,
    insights,
    post,
    zipped,
)


def read(value, **more):
    return read_history(as_json(value), WANTED, **more)


def test_a_post_has_its_moment_its_format_and_the_tags_of_its_caption():
    (old,) = read([post(caption="Café am See 🍕 #Müsli #dog #DOG #été")]).posts
    assert old.post.published == datetime.fromtimestamp(FIRST, UTC)
    assert (old.post.format, old.post.platform, old.post.profile_id) == (PostFormat.PHOTO, "instagram", "me")
    assert old.post.tags == ("müsli", "dog", "été")
    assert old.engagement is None


def test_captions_of_several_pictures_stand_with_the_post():
    (old,) = read([post(pictures=3, caption="#three")]).posts
    assert (old.post.format, old.post.tags) == (PostFormat.CAROUSEL, ("three",))


def test_a_clip_is_known_by_its_file_or_by_the_list_of_reels():
    (clip,) = read([post(suffix="MP4")]).posts
    (reel,) = read({"ig_reels_media": [post()]}, name="media/reels.json").posts
    assert (clip.post.format, reel.post.format) == (PostFormat.CLIP, PostFormat.CLIP)


def test_the_layout_before_2020_is_read():
    taken = {"caption": "old #film", "taken_at": "2019-05-06T07:08:09+00:00", "path": "photos/201905/x.jpg"}
    (old,) = read({"photos": [taken], "videos": []}).posts
    assert (old.post.published, old.post.tags) == (datetime(2019, 5, 6, 7, 8, 9, tzinfo=UTC), ("film",))


def test_a_file_with_one_post_may_be_without_a_list():
    assert len(read(post()).posts) == 1


def test_insights_are_brought_together_with_posts_by_the_second():
    files = {
        POSTS: as_json([post(FIRST), post(SECOND)]),
        INSIGHTS: as_json(
            insights(
                insight(FIRST, Likes="1,234", Accounts_reached="5,000", Saves="--", Shares="7", Profile_visits="3")
            )
        ),
        "media/posts/1.jpg": b"picture",
    }
    first, second = read_history(zipped(files), WANTED).posts
    moment = datetime(2026, 11, 19, 8, tzinfo=UTC)
    assert first.engagement == Engagement(moment, likes=1234, reach=5000, shares=7)
    assert second.engagement is None


def test_a_zip_from_the_future_or_without_a_date_was_written_now():
    files = {POSTS: as_json([post()]), INSIGHTS: as_json(insights(insight(Likes="1")))}
    for when in ((2044, 1, 1, 0, 0, 0), (1980, 1, 1, 0, 0, 0)):
        (old,) = read_history(zipped(files, when=when), WANTED).posts
        assert old.engagement.observed == NOW


def test_names_of_counts_differ_over_the_years():
    said = insight(Instagram_Likes="2", Impressions="30", Reach="20", Follows="1", Comments="0")
    files = {POSTS: as_json([post()]), INSIGHTS: as_json(insights(said))}
    (old,) = read_history(zipped(files), WANTED).posts
    earned = old.engagement
    assert (earned.likes, earned.impressions, earned.reach, earned.follows, earned.comments) == (2, 30, 20, 1, 0)


def test_posts_have_the_same_names_each_time_and_others_for_another_profile():
    names = [
        [old.post.external_id for old in read_history(as_json([post(FIRST), post(SECOND)]), wanted).posts]
        for wanted in (WANTED, replace(WANTED, now=NOW), replace(WANTED, profile_id="you"))
    ]
    assert names[0] == names[1]
    assert not set(names[0]) & set(names[2])


@pytest.mark.parametrize(
    "item",
    [
        "text",
        7,
        None,
        {},
        {"media": []},
        {"media": "no"},
        {"media": [{"title": "x"}]},
        post(second=1),
        post(second=9_999_999_999),
        {"media": [{"creation_timestamp": "soon"}]},
        {"media": [{"creation_timestamp": True}]},
        {"taken_at": "yesterday"},
        insight(second=0, Likes="3"),
        insight(Likes="many"),
        insight(Likes="9" * 400),
    ],
)
def test_a_post_that_cannot_be_read_is_refused_alone(item):
    history = read([item, post(SECOND)])
    assert [old.post.published.timestamp() for old in history.posts] == [SECOND]
    assert history.refused_posts == 1
    assert history.refused[0].where == "posts.json, post 1"


def test_a_nul_in_a_caption_only_ends_a_tag():
    (old,) = read([post(caption="#dog\0#sun\0 #a\0b")]).posts
    assert all("\0" not in tag for tag in old.post.tags)


@pytest.mark.parametrize("text", ["plain", "", "caf\u00e9", "\u2764 #x", "\u00ff\u00fe", "\0"])
def test_a_text_that_needs_no_mending_stays(text):
    assert instagram.mended(text) == text


def test_what_the_export_did_to_a_text_is_undone():
    assert instagram.mended(exported("été 🍕 日本")) == "été 🍕 日本"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 1_000_000,
        b"[" + b"0," * 6_000_000 + b"0]",
        b'{"nothing": "of ours"}',
        b'{"photos": 1}',
        b"[1, 2",
        b'["\\ud800"]',
        b"[NaN]",
    ],
)
def test_a_file_that_is_no_export_is_refused(data):
    with pytest.raises(InvalidRequest) as refused:
        read_history(data, WANTED)
    assert refused.value.code == "invalid_history"


def test_one_broken_file_of_an_export_does_not_spoil_the_others():
    history = read_history(zipped({POSTS: as_json([post()]), INSIGHTS: b"{"}), WANTED)
    assert (len(history.posts), history.refused_posts) == (1, 1)


def test_a_zip_bomb_is_stopped_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 1 << 20)
    bomb = zipped({POSTS: b"\0" * (64 << 20)})
    tracemalloc.start()
    with pytest.raises(UploadTooLarge, match="unpacked"):
        read_history(bomb, WANTED)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 << 20


def test_many_files_are_bounded_together(monkeypatch):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 3_000)
    files = {f"content/posts_{n}.json": as_json([post(FIRST + n)]).ljust(1_000) for n in range(4)}
    with pytest.raises(UploadTooLarge):
        read_history(zipped(files), WANTED)


def test_a_zip_with_too_many_entries_is_not_even_opened(monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    with pytest.raises(UploadTooLarge, match="entries"):
        read_history(zipped({f"{n}": b"" for n in range(4)}), WANTED)


@pytest.mark.parametrize(
    "name", ["../../content/posts_1.json", "/etc/content/posts_1.json", "C:\\x/content/posts_1.json"]
)
def test_a_name_that_points_elsewhere_is_only_a_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(read_history(zipped({name: as_json([post()])}), WANTED).posts) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "data",
    [
        b"PK",
        b"PK\x03\x04" + b"\0" * 100,
        zipped({"readme.txt": b"nothing of ours"}),
        zipped({POSTS: as_json([post()])})[:-30],
        zipped({POSTS: as_json([post(n + FIRST) for n in range(50)])}).replace(b"PK\x03\x04", b"PK\x03\x05"),
        zipped({POSTS: as_json([post()])}, kind=zipfile.ZIP_LZMA),
    ],
)
def test_a_zip_that_is_none_of_instagrams_is_refused(data):
    with pytest.raises(InvalidRequest):
        read_history(data, WANTED)


def test_an_encrypted_zip_is_refused():
    data = bytearray(zipped({POSTS: as_json([post()])}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(InvalidRequest, match="encrypted"):
        read_history(bytes(data), WANTED)


def test_a_zip_that_says_it_is_older_than_its_posts_was_written_now():
    files = {POSTS: as_json([post()]), INSIGHTS: as_json(insights(insight(Likes="1")))}
    (old,) = read_history(zipped(files, when=(2000, 1, 1, 0, 0, 0)), WANTED).posts
    assert old.engagement.observed == NOW


def test_the_values_of_all_files_are_bounded_together(monkeypatch):
    files = {f"content/posts_{n}.json": as_json([post(FIRST + n)]) for n in range(2)}
    monkeypatch.setattr(instagram, "MAX_VALUES", 10)
    history = read_history(zipped(files), WANTED)
    assert (len(history.posts), history.refused_posts, history.refused[0].where) == (1, 1, "content/posts_1.json")
    assert "export a shorter time" in history.refused[0].reason


def test_what_is_too_much_is_never_parsed(monkeypatch):
    tried = []
    monkeypatch.setattr(instagram.orjson, "loads", tried.append)
    data = b"[" + b'{"a":0},' * (instagram.MAX_VALUES // 2) + b"{}]"
    with pytest.raises(InvalidRequest, match="too much"):
        read_history(data, WANTED)
    assert tried == []


def test_items_behind_the_most_are_not_looked_at(monkeypatch):
    monkeypatch.setattr(instagram, "MAX_POSTS", 3)
    history = read([7] * 10 + [post()])
    assert (history.posts, history.refused_posts) == ((), 4)
    assert history.refused[-1].where == "posts.json, post 4"


def test_another_post_of_the_same_second_is_refused_by_name():
    history = read([post(FIRST, "#one"), post(FIRST, "#two"), post(SECOND)])
    assert [old.post.tags for old in history.posts] == [("one",), ("beach", "dog")]
    assert (history.refused_posts, history.refused[0].where) == (1, "posts.json, post 2")
    assert "in the same second, 2025-10-09 08:53:20 UTC" in history.refused[0].reason


def test_a_post_that_two_files_tell_of_is_no_other_post():
    history = read_history(zipped({POSTS: as_json([post()]), "media/reels.json": as_json([post()])}), WANTED)
    assert (len(history.posts), history.refused_posts) == (1, 0)
