import json

import pytest

from crawlers.streams.events import AccountGone, Deletion, Event, Malformed, parse_event
from tests.fakes.jetstream import a_beat, a_commit, a_deletion, a_post, an_account

NOW_US = 1_795_176_000_000_000


def parsed(event):
    return parse_event(json.dumps(event, ensure_ascii=False).encode())


def test_tags_come_from_facets_and_from_the_hidden_list_each_once_in_canonical_form():
    post = parsed(a_post(NOW_US, tags=["GoldenHour", "Café"], hidden_tags=["goldenhour", "Ｓunset"]))
    assert post.tags == ("goldenhour", "café", "sunset")


def test_a_facet_may_hold_several_features_and_only_its_tags_are_read():
    features = [
        {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org"},
        {"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:bob"},
        {"$type": "app.bsky.richtext.facet#tag", "tag": "dawn"},
    ]
    post = parsed(a_post(NOW_US, facets=[{"index": {"byteStart": 0, "byteEnd": 4}, "features": features}]))
    assert post.tags == ("dawn",)


def test_a_hash_sign_in_the_text_without_a_facet_is_no_tag():
    assert type(parsed(a_post(NOW_US, text="my #1 and #dawn"))) is Event


@pytest.mark.parametrize("cashtag", ["$AAPL", "＄BTC", "#$ETH"])
def test_cashtags_are_left_out(cashtag):
    assert parsed(a_post(NOW_US, tags=[cashtag, "stocks"])).tags == ("stocks",)


def test_what_no_platform_could_carry_is_left_out():
    assert parsed(a_post(NOW_US, tags=["2026", "", "c++", "##", "two words", "日本"])).tags == ("日本",)


def test_byte_offsets_beyond_the_text_do_not_matter():
    facet = {"index": {"byteStart": 900, "byteEnd": -3}, "features": [{"tag": "dawn"}]}
    assert parsed(a_post(NOW_US, text="é", facets=[facet])).tags == ("dawn",)


def test_ten_thousand_tags_are_not_read_to_the_end():
    assert len(parsed(a_post(NOW_US, hidden_tags=[f"tag{i}" for i in range(10_000)])).tags) == 9


def test_languages_lose_their_regions_and_nonsense_is_left_out():
    assert parsed(a_post(NOW_US, tags=["a1"], languages=["pt-BR", "EN", "pt"])).languages == ("pt", "en")
    assert parsed(a_post(NOW_US, tags=["a1"], languages=["", "x-klingon-9", "zh_Hant"])).languages == ("zh",)


def test_a_post_may_come_without_languages():
    event = a_post(NOW_US, tags=["dawn"])
    del event["commit"]["record"]["langs"]
    assert parsed(event).languages == ()


@pytest.mark.parametrize(
    ("label", "is_adult"), [("porn", True), ("graphic-media", True), ("!no-unauthenticated", False)]
)
def test_labels_that_authors_give_their_own_posts_are_read(label, is_adult):
    labels = {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": label}]}
    assert parsed(a_post(NOW_US, tags=["art"], labels=labels)).is_adult is is_adult


def test_a_deletion_names_author_and_record():
    assert parsed(a_deletion(NOW_US, "ann", "k1")) == Deletion(NOW_US, "did:plc:ann", "k1")


def test_tags_that_are_put_into_an_old_post_are_no_use_of_them():
    event = a_post(NOW_US, tags=["dawn"])
    event["commit"]["operation"] = "update"
    assert type(parsed(event)) is Event


@pytest.mark.parametrize("status", ["deleted", "takendown", "suspended", "deactivated"])
def test_an_account_that_is_gone_is_told(status):
    assert parsed(an_account(NOW_US, "ann", status=status)) == AccountGone(NOW_US, "did:plc:ann")


@pytest.mark.parametrize(
    "event", [an_account(NOW_US, "ann", active=True), an_account(NOW_US, "ann", status="throttled")]
)
def test_an_account_with_passing_trouble_is_not_gone(event):
    assert type(parsed(event)) is Event


@pytest.mark.parametrize(
    "event",
    [
        a_beat(NOW_US),
        a_commit(NOW_US, "ann", "k1", collection="app.bsky.feed.like", record={"subject": {"uri": "at://x"}}),
    ],
)
def test_everything_else_only_shows_that_the_stream_is_alive(event):
    assert parsed(event) == Event(NOW_US)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"time_us": 5}',
        b'{"did": "did:plc:a", "time_us": "soon"}',
        b'{"did": "did:plc:a", "time_us": -5}',
        b'{"did": "did:plc:a", "time_us": 5, "commit": {"operation": "create"}}',
        b'{"did": "did:plc:a", "time_us": 99999999999999999999999999}',
        b"[" * 100_000,
        json.dumps(a_post(NOW_US, tags=["dawn"]) | {"time_us": None}).encode(),
        json.dumps(a_post(NOW_US, tags=["dawn"], langs=5)).encode(),
        json.dumps(a_post(NOW_US, facets={"tag": "dawn"})).encode(),
        json.dumps(a_post(NOW_US, hidden_tags=[{"tag": "dawn"}])).encode(),
    ],
    ids=range(15),
)
def test_what_is_no_event_is_told_apart(frame):
    with pytest.raises(Malformed):
        parse_event(frame)


def test_half_a_surrogate_pair_is_no_text():
    frame = json.dumps(a_post(NOW_US, tags=["dawn"], text="broken smile")).replace("broken", "\\ud83d").encode()
    with pytest.raises(Malformed):
        parse_event(frame)
