"""What a forecast knows of a post comes from the rows of its tags."""

import math

import numpy as np
import pytest

from ranker.features import FEATURES, NAMES
from ranker.prospects import COLUMNS, Prospect, matrix_of, prospect_of, without_tags


def rows(*, tags: int = 2, **columns):
    made = np.full((tags, len(FEATURES)), np.nan, dtype=np.float32)
    for name, values in columns.items():
        made[:, NAMES.index(name)] = values
    return made


def test_what_is_the_same_for_all_tags_is_taken_as_it_is():
    found = prospect_of(rows(account_level=4.5, followers=8.25, hour=13))
    assert (found.level, found.followers, found.hour, found.tags) == (4.5, 8.25, 13.0, 2.0)


def test_what_differs_is_taken_together_over_the_tags_that_it_is_known_of():
    found = prospect_of(rows(tags=3, tag_lift=[0.25, math.nan, 0.75], account_tag_lift=[-1.0, -0.5, -0.25]))
    assert (found.lift_mean, found.lift_max) == (0.5, 0.75)
    assert found.own_lift_max == -0.25
    assert math.isnan(found.volume_mean)


def test_a_post_without_tags_keeps_its_account():
    found = without_tags(prospect_of(rows(account_level=4.5, tag_lift=0.5)))
    assert (found.tags, found.level) == (0.0, 4.5)
    assert math.isnan(found.lift_mean)


def test_the_columns_are_the_fields_in_their_order():
    matrix = matrix_of([prospect_of(rows(account_level=4.5)), Prospect()])
    assert matrix.shape == (2, len(COLUMNS))
    assert matrix[0, COLUMNS.index("level")] == 4.5


@pytest.mark.parametrize("wrong", [np.zeros((0, len(FEATURES)), np.float32), np.zeros((1, 3), np.float32)])
def test_rows_of_no_tag_or_of_another_definition_are_refused(wrong):
    with pytest.raises(ValueError, match="a post is made of rows"):
        prospect_of(wrong)
