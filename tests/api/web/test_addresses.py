"""What can be chosen on the pages of trends, and what the pages say of a refused form."""

from __future__ import annotations

import pytest

from api.problems import Problem
from api.web.refused_forms import FormTrouble, trouble_of
from api.web.trend_menus import Choice, menus_of

SCOPES = {
    "region": "DE",
    "language": "",
    "lists": [
        {"region": "", "language": "", "trends": 9},
        {"region": "DE", "language": "", "trends": 4},
        {"region": "", "language": "en", "trends": 7},
        {"region": "DE", "language": "en", "trends": 2},
    ],
    "kinds": [{"kind": "hashtag", "trends": 4}],
    "platforms": [{"platform": "bluesky", "title": "Bluesky posts", "trends": 4}],
    "categories": [],
}


def test_regions_are_counted_in_the_chosen_language_and_languages_in_the_chosen_region():
    menus = menus_of(SCOPES, {})
    assert menus["region"] == [Choice("", trends=9), Choice("DE", trends=4)]
    assert menus["language"] == [Choice("", trends=4), Choice("en", trends=2)]


@pytest.mark.parametrize("chosen", ["food", "a category that is none"])
def test_what_is_chosen_is_in_its_menu_also_when_the_list_holds_nothing_of_it(chosen):
    assert menus_of(SCOPES, {"category": chosen})["category"][-1] == Choice(chosen, chosen, 0)


def test_a_region_without_a_list_is_in_its_menu_when_it_is_chosen():
    assert Choice("FR", trends=0) in menus_of(SCOPES | {"region": "FR"}, {})["region"]


def test_of_several_wrong_parts_of_a_field_the_first_is_told_beside_it():
    errors = [{"field": "rules.0.value", "message": "too small"}, {"field": "rules.1.kind", "message": "unknown"}]
    assert trouble_of(Problem(422, "invalid_fields", "no", errors=errors)).fields == {"rules": "too small"}


def test_no_trouble_is_none():
    assert not FormTrouble()
