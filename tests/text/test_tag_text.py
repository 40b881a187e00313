"""Putting tags into a draft."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hashtagger.text.hashtags import extract_tags
from hashtagger.text.tag_text import append_tags, post_length
from hashtagger.types import Tag


def test_tags_go_to_the_end_after_a_blank_line() -> None:
    assert append_tags("Dusk by the sea", ["#GoldenHour", "#Sea"]) == "Dusk by the sea\n\n#GoldenHour #Sea"


def test_tags_join_the_tags_that_end_the_draft() -> None:
    assert append_tags("Dusk #sunset", ["#Sea"]) == "Dusk #sunset #Sea"


def test_an_empty_draft_becomes_the_tags() -> None:
    assert append_tags("", ["#Sea", "#Sky"]) == "#Sea #Sky"


def test_inline_turns_words_into_tags_and_leaves_the_rest_for_the_end() -> None:
    drafted = "Love this golden hour at the beach."
    shown = append_tags(drafted, ["#GoldenHour", "#Beach", "#Wanderlust"], "inline")
    assert shown == "Love this #GoldenHour at the #Beach.\n\n#Wanderlust"


def test_inline_reads_a_hyphen_as_one_phrase_but_not_a_comma() -> None:
    assert append_tags("a golden-hour walk", ["#GoldenHour"], "inline") == "a #GoldenHour walk"
    assert append_tags("golden, hour", ["#GoldenHour"], "inline") == "golden, hour\n\n#GoldenHour"


def test_inline_takes_whole_words_only() -> None:
    assert append_tags("a cathedral", ["#Cat"], "inline") == "a cathedral\n\n#Cat"


def test_inline_leaves_addresses_mentions_and_tags_alone() -> None:
    draft = "@beach https://a.example/beach #beachlife"
    assert append_tags(draft, ["#Beach"], "inline") == draft + " #Beach"


def test_inline_goes_to_the_end_where_the_platform_would_not_link_it() -> None:
    assert append_tags("(sunset)", ["#Sunset"], "inline", platform="mastodon") == "(sunset)\n\n#Sunset"
    assert append_tags("(sunset)", ["#Sunset"], "inline", platform="x") == "(#Sunset)"


@pytest.mark.parametrize("placement", ["end", "inline"])
def test_a_tag_that_is_there_already_is_not_added(placement: str) -> None:
    draft = "Dusk #goldenhour "
    assert append_tags(draft, ["#GoldenHour", "＃goldenhour"], placement) == draft


def test_a_tag_given_twice_is_added_once() -> None:
    assert append_tags("Dusk", ["#Sea", "#sea"]) == "Dusk\n\n#Sea"


def test_tags_that_do_not_fit_are_left_out() -> None:
    assert append_tags("x" * 20, ["#Photography", "#Sea"], max_chars=26) == "x" * 20 + "\n\n#Sea"


def test_a_draft_without_room_comes_back_equal() -> None:
    draft = "x" * 50 + "  \n"
    assert append_tags(draft, ["#Sea"], max_chars=50) == draft


def test_what_is_no_tag_is_not_added() -> None:
    assert append_tags("Dusk", ["#not a tag", "#"]) == "Dusk"


def test_x_counts_addresses_as_23_and_wide_letters_as_two() -> None:
    assert post_length("日本 ok", "x") == 7
    assert post_length("see https://a.example/" + "y" * 50, "x") == 27
    assert post_length("日本 ok", "instagram") == 5


@settings(deadline=None, max_examples=150)
@given(
    st.text(alphabet=st.sampled_from("sea sky#@.,-日\nS_"), max_size=30),
    st.sampled_from(["end", "inline"]),
    st.sampled_from(["x", "instagram", "mastodon", "bluesky"]),
)
def test_every_tag_is_linked_exactly_once_and_adding_again_changes_nothing(
    draft: str, placement: str, platform: str
) -> None:
    before = [found.tag for found in extract_tags(draft, platform)]
    shown = append_tags(draft, ["#Sea", "#Sky"], placement, platform=platform)
    after = [found.tag for found in extract_tags(shown, platform)]
    assert all(after.count(tag) == max(1, before.count(tag)) for tag in map(Tag, ("sea", "sky")))
    assert append_tags(shown, ["#Sea", "#Sky"], placement, platform=platform) == shown
