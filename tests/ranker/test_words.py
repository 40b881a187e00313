"""What a model counted in favour of a tag is said in words that are true of the row."""

import numpy as np
import pytest

from ranker.artefacts import RANKER, Shelf
from ranker.features import FEATURES, NAMES
from ranker.lightgbm_ranker import read_model
from ranker.words import OF_THE_REQUEST, WORDS, in_words
from tests.ranker.shelves import model_text, put_model


def said(contributions, **values):
    row = np.full(len(FEATURES), np.nan, np.float32)
    counted = np.zeros(len(FEATURES))
    for name, value in values.items():
        row[NAMES.index(name)] = value
    for name, value in contributions.items():
        counted[NAMES.index(name)] = value
    return in_words(row, counted)


LIFT = {"tag_lift": np.log(1.06), "tag_posts": np.log1p(210)}


def test_what_a_tag_earned_is_said_in_per_cent_and_posts():
    assert said({"tag_lift": 1.0}, **LIFT) == ("posts with it earn about 6 % more than usual (210 posts)",)


@pytest.mark.parametrize(
    ("values", "fragment"),
    [
        (
            {"account_tag_lift": np.log(1.08), "account_tag_posts": np.log1p(1)},
            "it did well for you: about 8 % more (1 post)",
        ),
        ({"account_tag_posts": np.log1p(12)}, "you used it before (12 posts)"),
        ({"velocity": 0.3}, "its use grows by about 30 % a day"),
        ({"z": 3.17}, "used more than usual now, z 3.2"),
        (
            {"competition": -0.5, "volume": np.log1p(1234.0)},
            "few posts to compete with for an account like yours (about 1,200 a day)",
        ),
        ({"volume": np.log1p(56_780.0)}, "about 57,000 posts a day carry it"),
        ({"seed_companion_max": 0.62}, "used together with the tags that you named (0.62)"),
        ({"candidate_companion_max": 0.4}, "used together with other tags that fit here (0.40)"),
        ({"evidence_count": 3}, "3 kinds of evidence agree on it"),
        ({"category_match": 0.62}, "in the field of 62 % of what fits here"),
        ({"category_account": 0.4}, "in the field of 40 % of your tags"),
        ({"language_match": 1}, "in the language that you asked for"),
    ],
)
def test_each_feature_has_its_words(values, fragment):
    assert said({next(iter(values)): 1.0}, **values) == (fragment,)


@pytest.mark.parametrize(
    "values",
    [
        {"tag_lift": -0.02, "tag_posts": 3.0},
        {"tag_lift": 0.001, "tag_posts": 3.0},
        {"account_tag_lift": -0.1, "account_tag_posts": 2.0},
        {"account_tag_posts": 0.0},
        {"velocity": -0.2},
        {"velocity": np.inf},
        {"z": 0.2},
        {"competition": 1.0, "volume": 3.0},
        {"competition": -1.0},
        {"volume": 0.0},
        {"seed_companion_max": 0.0},
        {"evidence_count": 1},
        {"category_match": 0.05},
        {"language_match": 0},
        {"tag_lift": np.nan},
    ],
)
def test_a_value_that_is_no_reason_by_itself_is_not_said(values):
    assert said({next(iter(values)): 1.0}, **values) == ()


def test_what_spoke_against_a_tag_is_not_said():
    assert said({"tag_lift": -1.0}, **LIFT) == ()


def test_a_small_share_is_not_said():
    assert said({"tag_lift": 0.09, "visual": 0.91}, **LIFT) == ()
    assert said({"tag_lift": 0.11, "visual": 0.89}, **LIFT) != ()


def test_what_all_candidates_share_makes_no_share_smaller():
    assert said({"tag_lift": 0.1, "followers": 50.0}, **LIFT) != ()


def test_the_weightiest_come_first_and_there_are_two_at_most():
    counted = {"z": 0.3, "tag_lift": 0.5, "velocity": 0.2}
    fragments = said(counted, z=2.0, velocity=0.5, **LIFT)
    assert [each.split()[0] for each in fragments] == ["posts", "used"]


def test_only_features_that_are_there_have_words():
    assert set(WORDS) | OF_THE_REQUEST <= set(NAMES)
    assert not set(WORDS) & OF_THE_REQUEST


def test_a_model_that_counts_nothing_for_people_says_nothing():
    assert said({"length": 1.0, "tag_lift_error": 1.0, "hour": 1.0}, length=5, tag_lift_error=0.1, hour=3) == ()


def test_contributions_add_up_to_the_score(tmp_path):
    shelf = Shelf(tmp_path)
    model = read_model(shelf.open(RANKER, put_model(shelf, model_text("tag_lift")).version))
    rows = np.random.default_rng(1).random((40, len(FEATURES)), np.float32)
    rest = model.scores(rows) - model.contributions(rows).sum(axis=1)
    np.testing.assert_allclose(rest, rest[0], atol=1e-9)
    assert model.contributions(rows)[:, NAMES.index("tag_lift")].std() > 0.1
