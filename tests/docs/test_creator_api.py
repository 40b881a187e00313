"""The examples of ``docs/creator-api.md`` have the shape of the answers, and its numbers are those in use."""

import json
import re
from pathlib import Path

from api.routes.tags import SUGGESTED
from api.schemas.past_answers import PastAnswerPageOut
from api.schemas.saved_groups import SavedGroupIn
from api.schemas.suggestions import SuggestionsOut
from hashtagger.storage import past_answers, saved_groups, suggestions
from hashtagger.trends.week import WEEKS

PAGE = (Path(__file__).parents[2] / "docs" / "creator-api.md").read_text("utf-8")
EXAMPLES = [json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]


def test_the_answers_have_the_shape_that_is_shown():
    history, suggested, menus, week = EXAMPLES
    assert PastAnswerPageOut.model_validate(history).next is None
    assert len(SuggestionsOut.model_validate(suggested).suggestions) == 2
    assert {"lists", "kinds", "platforms", "categories"} < menus.keys()
    assert {"mean", "observations", "below_floor"} < week["tables"][0].keys()


def test_the_bodies_that_are_sent_are_taken():
    bodies = re.findall(r"-d '(.*?)'", PAGE, re.DOTALL)
    assert [len(SavedGroupIn.model_validate_json(body).tags) for body in bodies] == [3, 2]


def test_the_limits_are_those_in_use():
    assert SUGGESTED == 10
    assert "Up to ten tags" in PAGE
    assert f"at most {suggestions.MOST_LOOKED_AT:,} tags of each reach" in PAGE
    assert f"at\nmost {saved_groups.MOST} (`409" in PAGE
    assert f"the first {past_answers.DRAFT_CHARS} characters" in PAGE
    assert (WEEKS, "over the last four weeks" in PAGE) == (4, True)
