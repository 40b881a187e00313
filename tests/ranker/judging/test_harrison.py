"""Labels as sets, and splits that share no post."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hashtagger.errors import InvalidRequest
from ranker.judging.harrison import read_tag_sets, split_posts, tag_sets


def folder_with(tmp_path: Path, text: str) -> Path:
    (tmp_path / "harrison").mkdir()
    (tmp_path / "harrison" / "tag_list.txt").write_text(text, "utf-8")
    return tmp_path


def test_a_line_is_a_post_and_a_tag_counts_once(tmp_path: Path) -> None:
    posts = read_tag_sets(folder_with(tmp_path, "sea sun sea \ncat \nsun cat sea\n"))
    assert posts.vocabulary == ("cat", "sea", "sun")
    assert [posts.post(number).tolist() for number in range(len(posts))] == [[1, 2], [0], [0, 1, 2]]


def test_a_folder_without_the_labels_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match=r"tag_list\.txt is missing") as caught:
        read_tag_sets(tmp_path)
    assert "--data" in caught.value.advice


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no post with two tags"):
        read_tag_sets(folder_with(tmp_path, "one\ntwo\n"))


def test_taken_posts_are_the_posts_that_were_asked_for() -> None:
    posts = tag_sets([["a", "b"], ["c"], ["b", "c", "d"], []])
    taken = posts.take(np.array([2, 0, 3]))
    assert [taken.post(number).tolist() for number in range(3)] == [[1, 2, 3], [0, 1], []]


def test_no_post_is_learned_from_and_judged() -> None:
    posts = tag_sets([["a", "b"], ["a"], ["b", "c"], ["a", "c"], ["d", "a"], ["a", "b", "c"]] * 10)
    split = split_posts(posts, 3, judged=20)
    assert not set(split.learned.tolist()) & set(split.judged.tolist())
    assert len(split.learned) == 40


def test_every_judged_post_shows_one_of_its_own_tags_and_has_another() -> None:
    posts = tag_sets([["a", "b"], ["a"], ["b", "c", "d"]] * 10)
    split = split_posts(posts, 1, judged=15)
    assert all(shown in posts.post(post) for post, shown in zip(split.judged, split.shown, strict=True))
    assert all(len(posts.post(post)) > 1 for post in split.judged)
