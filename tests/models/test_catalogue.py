import re

import pytest

from hashtagger.errors import NotFound
from hashtagger.models.catalogue import CATALOGUE, find_row
from hashtagger.types import Task


def test_every_row_ships_or_is_pinned_to_a_commit_with_a_licence():
    for row in CATALOGUE:
        assert row.licence
        if row.shipped is None:
            assert re.fullmatch(r"[0-9a-f]{40}", row.revision), row.model_id
            assert row.files
            assert "/" in row.repository
        else:
            assert row.repository is None
            assert row.revision is None


def test_checksums_are_sha256_and_sizes_add_up():
    for row in CATALOGUE:
        assert all(re.fullmatch(r"[0-9a-f]{64}", f.sha256) for f in row.files if f.sha256)
        known = sum(f.size_bytes or 0 for f in row.files)
        assert known <= row.size_bytes * 1.001, row.model_id


def test_what_a_row_needs_is_in_the_catalogue():
    for row in CATALOGUE:
        assert [find_row(name).model_id for name in row.needs] == list(row.needs)


def test_each_task_of_a_recommendation_ships_a_model_and_has_larger_ones():
    for task in (Task.CLIP, Task.CAPTION):
        rows = [row for row in CATALOGUE if row.task is task]
        assert rows[0].shipped
        assert [row for row in rows if row.shipped is None]


def test_an_unknown_name_is_answered_with_the_names_there_are():
    with pytest.raises(NotFound, match="blip-base"):
        find_row("blip-huge")
