"""Real posts as outcomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from hashtagger.errors import InvalidRequest
from hashtagger.posts import PostFormat
from ranker.judging.posts_2017 import read_posts
from tests.ranker.judging.real_posts import HEADER, row, write


def test_a_row_becomes_an_outcome_with_the_age_at_the_capture(tmp_path: Path) -> None:
    line = row(7, "2017-04-29", 50, "Sun SUN sea 123", multi_image=1, caption="hello")
    (post,) = read_posts(write(tmp_path, [line]))
    outcome = post.outcome
    assert (outcome.interactions, outcome.followers, outcome.age_h) == (50.0, 1000, 48.0)
    assert outcome.tags == ("sun", "sea")
    assert outcome.format is PostFormat.CAROUSEL
    assert post.caption == "hello"


def test_a_post_of_the_day_of_the_capture_has_some_age(tmp_path: Path) -> None:
    assert read_posts(write(tmp_path, [row(day="2017-05-01")]))[0].outcome.age_h == 6.0


def test_a_day_before_there_was_an_instagram_is_unknown_and_left_out(tmp_path: Path) -> None:
    assert len(read_posts(write(tmp_path, [row(day="1970-01-01"), row()]))) == 1


def test_accounts_share_no_owner(tmp_path: Path) -> None:
    owners = {post.outcome.account.owner for post in read_posts(write(tmp_path, [row(1), row(2), row(1)]))}
    assert len(owners) == 2


def test_a_folder_without_the_posts_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"ig_posts_2017\.csv is missing"):
        read_posts(tmp_path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no column likes"):
        read_posts(write(tmp_path, [row()], [name for name in HEADER if name != "likes"]))


def test_a_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="line 3"):
        read_posts(write(tmp_path, [row(), row(likes="many")]))  # type: ignore[arg-type]
