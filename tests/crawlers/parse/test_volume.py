"""How big a trend is, as sources write it."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.parse.volume import MAX_VOLUME, Volume, parse_volume


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (0, 0),
        (14869, 14869),
        (12.5, 12.5),
        ("806", 806),
        ("  806 ", 806),
        ("22.1K tweets", 22_100),
        ("1.5M posts", 1_500_000),
        ("20 k", 20_000),
        ("3bn", 3e9),
        ("1,234,567", 1_234_567),
        ("1.234.567", 1_234_567),
        ("12,34,567", 1_234_567),
        ("1\u202f234\u202f567", 1_234_567),
        ("22’100", 22_100),
        ("1.234", 1_234),
        ("1.234,5", 1_234.5),
        ("0,123", 0.123),
        ("1,2 Mio", 1_200_000),
        ("1,2 Mio.", 1_200_000),
        ("1.234 Mio", 1_234_000),
        ("3 Tsd.", 3_000),
        ("2천", 2_000),
        ("1.5만", 15_000),
        ("1.5万", 15_000),
        ("1億", 1e8),
        ("2 тыс.", 2_000),
        ("5 lakh", 500_000),
        ("٢٠٠", 200),
        ("١٫٥ مليون", 1_500_000),
        ("٥ آلاف", 5_000),
        ("१२३", 123),
        ("２０００", 2_000),
    ],
)
def test_numbers_are_read_in_the_ways_that_sources_write_them(written: Any, value: float) -> None:
    assert parse_volume(written) == Volume(value, is_lower_bound=False)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("200+", 200),
        ("5000+", 5_000),
        ("500,000+", 500_000),
        ("500K+", 500_000),
        ("100K+ searches", 100_000),
        ("2천+", 2_000),
        ("2천회 이상", 2_000),
        ("1万以上", 10_000),
        ("٢٠٠+", 200),
        ("２０００＋", 2_000),
        ("> 10K", 10_000),
    ],
)
def test_so_many_or_more_is_a_lower_bound(written: str, value: float) -> None:
    assert parse_volume(written) == Volume(value, is_lower_bound=True)


@pytest.mark.parametrize(
    "written",
    [
        None, "", " ", "+", "K", "n/a", "-5", -5, "5²", "1..2", "1,23,4", "1 2", "12 apples", "5 minutes ago", "1e5", "inf",
        "nan", True, [5], {"value": 5}, b"5", math.nan, math.inf, 10**400, "9" * 39, "9" * 5000, "99 999 999 億",
    ],
    ids=lambda written: repr(written)[:16],
)  # fmt: skip
def test_what_is_no_count_has_no_volume(written: Any) -> None:
    assert parse_volume(written) is None


@given(st.text(max_size=45) | st.text(alphabet="0123456789.,'KMkm+ 万천٢", max_size=12))
@settings(max_examples=500, deadline=None)
def test_any_text_gives_none_or_a_finite_count(text: str) -> None:
    volume = parse_volume(text)
    assert volume is None or 0 <= volume.value <= MAX_VOLUME


@given(st.integers(0, 10**15))
def test_a_number_written_plainly_is_itself(number: int) -> None:
    assert parse_volume(number) == parse_volume(str(number)) == parse_volume(f"{number:,}") == Volume(float(number))
