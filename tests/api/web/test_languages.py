"""Numbers and times as a reader of each language writes them."""

import pytest

from api.web.languages import Words

LEFT_TO_RIGHT = "\u200e"


@pytest.mark.parametrize(("value", "text"), [(0.12, "+12%"), (-0.12, "-12%")])
def test_among_words_from_right_to_left_a_sign_stays_before_its_number(value, text):
    assert Words("en").change(value) == text
    assert Words("ar").change(value) == LEFT_TO_RIGHT + text


def test_a_share_has_the_places_that_are_asked_for():
    assert (Words("en").percent(0.1234), Words("en").percent(0.1234, 1), Words("en").percent(0.5, 1)) == (
        "12%",
        "12.3%",
        "50%",
    )


def test_a_date_has_the_comma_of_its_language():
    assert Words("en").moment("2026-11-21T10:00:00+00:00") == "21 Nov 2026, 10:00 UTC"
    assert Words("ar").moment("2026-11-21T10:00:00+00:00") == "21 نوفمبر 2026، 10:00 UTC"
