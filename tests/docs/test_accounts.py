"""The examples of ``docs/accounts.md`` are read as the page says, and its numbers are those in use."""

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from api.account_answers import NEGLIGIBLE
from api.middleware.body_limits import MAX_HISTORY_BYTES
from hashtagger.history_import.archive import MAX_UNPACKED_BYTES
from hashtagger.history_import.history import MAX_FILE_BYTES, MAX_POSTS, Wanted
from hashtagger.history_import.instagram import MAX_VALUES
from hashtagger.history_import.reading import read_history
from ranker import companions
from ranker.levels import CLIP
from ranker.lifts import VOICE_VOTES, WORST, furthest
from ranker.residuals import LIMIT

PAGE = (Path(__file__).parents[2] / "docs" / "accounts.md").read_text("utf-8")
WANTED = Wanted("local", "my-cafe", "instagram", datetime(2026, 11, 21, tzinfo=UTC))


def block(kind):
    (found,) = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    return found.encode()


def test_the_table_is_read_whole():
    history = read_history(block("csv"), WANTED)
    assert history.refused == ()
    assert [old.post.tags for old in history.posts] == [("flatwhite", "café"), ("coffeetime",)]
    assert history.posts[0].engagement.saves == 3


def test_the_export_is_read_and_mended():
    (old,) = read_history(block("json"), WANTED).posts
    assert old.post.tags == ("flatwhite", "café")


def test_the_limits_are_those_in_use():
    assert (
        f"{MAX_HISTORY_BYTES >> 20} MiB as sent, {MAX_FILE_BYTES >> 20} MiB unpacked each, and {MAX_POSTS:,} posts"
        in PAGE
    )
    assert f"at most {MAX_UNPACKED_BYTES >> 20} MiB together, and {MAX_VALUES:,} values" in PAGE
    assert f"{CLIP} standard deviations above its account" in PAGE
    assert f"no residual is beyond {LIMIT:.0f}" in PAGE
    assert f"at\nmost {VOICE_VOTES:.0f} votes" in PAGE
    assert f"all of it is within {NEGLIGIBLE:.0%}".replace("%", " %") in PAGE


def test_the_rules_of_companions_are_those_in_use():
    assert f"weighs s ^ -{companions.DAMPING:g}; a tag keeps its {companions.LIMIT} strongest" in PAGE
    assert (companions.LEAST_VOICES, "when three voices have it" in PAGE) == (3, True)
    assert f"as much as {companions.MOST_WEIGHT:g} posts with one tag" in PAGE
    assert f"more than {companions.MOST_TAGS} tags the first {companions.MOST_TAGS} are paired" in PAGE


def test_the_bounds_are_those_that_hold():
    one, owner = (furthest(np.array([votes]), WORST) for votes in (1.0, VOICE_VOTES))
    assert f"at most by {one:.2f}" in PAGE
    assert f"at most by {owner:.2f}" in PAGE
