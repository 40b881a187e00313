"""What may be asked of a view: everything by default, nothing unknown, nothing out of bounds."""

import pytest

from hashtagger.errors import InvalidRequest, InvalidTag
from hashtagger.reports.asked import View, read_params


def test_what_is_left_out_is_as_the_route_has_it():
    asked = read_params(View.TRENDS, {"region": "DE", "language": None})
    assert (asked["region"], asked["language"], asked["window"], asked["limit"]) == ("DE", "", "1h", 100)


@pytest.mark.parametrize(
    ("view", "params", "named"),
    [
        (View.TRENDS, {"limit": 1001}, "limit"),
        (View.TRENDS, {"limit": True}, "limit"),
        (View.TRENDS, {"limit": "5"}, "limit"),
        (View.TRENDS, {"order": "best"}, "order"),
        (View.TRENDS, {"region": "DEU"}, "region"),
        (View.TRENDS, {"tag": "a"}, "tag"),
        (View.TAG, {}, "tag"),
        (View.TAG, {"tag": "a\0"}, "tag"),
        (View.LIFT, {"hours": 3}, "hours"),
        (View.EXPERIMENT, {}, "experiment_id"),
        (View.COMPARISON, {"tags": "a,b,c,d,e,f"}, "6 tags"),
        (View.COMPARISON, {"tags": "a", "hours": 800}, "744 hours"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(view, params, named):
    with pytest.raises(InvalidRequest, match=named):
        read_params(view, params)


def test_a_tag_that_is_none_cannot_be_compared():
    with pytest.raises(InvalidTag):
        read_params(View.COMPARISON, {"tags": "no spaces here"})
