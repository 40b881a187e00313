"""How long and how large, in words."""

import pytest

from api.web.languages import Words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0.4 sec"), (24.1, "24 sec"), (900, "15 minutes"), (21_600, "6 hours"), (86_400, "1 day"), (None, "—")],
)
def test_a_span_is_said_in_the_unit_that_fits(seconds, words):
    assert Words("en").span(seconds) == words


@pytest.mark.parametrize(
    ("count_bytes", "words"),
    [(12, "12 byte"), (1_572_864, "1.6 MB"), (303_000_000, "303 MB"), (12e9, "12 GB"), (None, "—")],
)
def test_a_size_is_said_by_thousands(count_bytes, words):
    assert Words("en").size(count_bytes) == words


def test_sizes_have_latin_digits_in_every_language():
    assert "303" in Words("ar").size(303_000_000)
