from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtagger.trends.groups import group_of, plain_key, within_one_edit


def together(*pairs: tuple[str, str]) -> Callable[[str, str], float]:
    return lambda a, b: float((a, b) in pairs or (b, a) in pairs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("café", "cafe"),
        ("worldcup", "worldcup2026"),
        ("worldcup2026", "worldcup_26"),
        ("paypal", "раураl"),
        ("müller", "muller"),
    ],
)
def test_spellings_of_one_name_share_a_group(one: str, other: str) -> None:
    assert group_of([one, other]) == {one: one, other: one}


@pytest.mark.parametrize(("one", "other"), [("ps4", "ps5"), ("f1", "f2"), ("cats", "cars"), ("日本", "日木")])
def test_different_short_names_stay_apart(one: str, other: str) -> None:
    assert group_of([one, other], together((one, other))) == {one: one, other: other}


def test_a_typo_of_a_long_name_joins_it_only_when_they_are_used_together() -> None:
    names = ["goldenhour", "goldenhuor", "goldenhours"]

    assert group_of(names) == {name: name for name in names}
    used = together(("goldenhour", "goldenhuor"), ("goldenhour", "goldenhours"))
    assert set(group_of(names, used).values()) == {"goldenhour"}


def test_a_long_name_two_edits_away_stays_apart_even_when_used_together() -> None:
    assert group_of(["goldenhour", "goldenhxxr"], together(("goldenhour", "goldenhxxr")))["goldenhxxr"] == "goldenhxxr"


def test_the_first_name_stands_for_its_group() -> None:
    assert set(group_of(["worldcup2026", "worldcup", "wörldcup"]).values()) == {"worldcup2026"}


def test_nearness_is_passed_on() -> None:
    used = together(("eurovision", "eurovisionn"))

    assert set(group_of(["eurovision", "eurovisionn", "eurovisionn2026"], used).values()) == {"eurovision"}


def test_only_names_one_edit_apart_are_asked_about() -> None:
    asked = []

    def seen(a: str, b: str) -> float:
        asked.append({a, b})
        return 0.0

    group_of(["goldenhour", "goldenhuor", "sunrisephoto", "sunsetphotos"], seen)

    assert asked == [{"goldenhour", "goldenhuor"}]


@pytest.mark.parametrize(
    ("name", "key"), [("café", "cafe"), ("vote2024", "vote"), ("covid19", "covid"), ("ps5", "ps5"), ("2024", "2024")]
)
def test_the_plain_key_drops_accents_and_trailing_numbers(name: str, key: str) -> None:
    assert plain_key(name) == key


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("goldenhour", "goldenhour", True),
        ("goldenhour", "goldenhours", True),
        ("oldenhour", "goldenhour", True),
        ("goldenhour", "goldenhoor", True),
        ("goldenhour", "goldenhuor", True),
        ("goldenhour", "goldenhuro", False),
        ("goldenhour", "goldnehuor", False),
        ("goldenhour", "goldenhou rs", False),
        ("", "a", True),
        ("", "ab", False),
    ],
)
def test_one_edit_is_a_letter_changed_added_dropped_or_two_swapped(a: str, b: str, near: bool) -> None:
    assert within_one_edit(a, b) is near
    assert within_one_edit(b, a) is near


@given(st.lists(st.text("abé12", min_size=1, max_size=10), unique=True, max_size=12))
def test_groups_part_the_names_and_each_stands_for_itself(names: list[str]) -> None:
    front = group_of(names, lambda a, b: 1.0)

    assert set(front) == set(names)
    assert all(front[front[name]] == front[name] for name in names)


@given(st.permutations(["café", "cafe", "worldcup", "worldcup2026", "goldenhour", "goldenhuor", "lonely"]))
def test_who_shares_a_group_does_not_depend_on_the_order(names: list[str]) -> None:
    front = group_of(names, lambda a, b: 1.0)
    parts = {frozenset(name for name in names if front[name] == first) for first in front.values()}

    assert parts == {
        frozenset({"café", "cafe"}),
        frozenset({"worldcup", "worldcup2026"}),
        frozenset({"goldenhour", "goldenhuor"}),
        frozenset({"lonely"}),
    }
