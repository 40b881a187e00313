"""News is what holds now and did not before."""

from hashtagger.alerts.rules import Rule, RuleKind, news
from tests.trend_builders import trend

TOP_2 = Rule(RuleKind.ENTERS_TOP, 2)
Z_4 = Rule(RuleKind.Z_ABOVE, 4)
FAST = Rule(RuleKind.VELOCITY_ABOVE, 1)


def found(rule, before, now, **more):
    return [(each.trend.name, each.place) for each in news([rule], before, now, **more)]


def test_what_comes_into_the_top_is_news_and_what_stays_there_is_not():
    a, b, c = trend("a"), trend("b"), trend("c")
    assert found(TOP_2, [a, b, c], [a, c, b]) == [("c", 2)]
    assert found(TOP_2, [a, b], [b, a]) == []


def test_what_was_not_there_at_all_can_enter():
    assert found(TOP_2, [], [trend("a")]) == [("a", 1)]


def test_a_number_is_news_when_it_rises_above_the_value():
    assert found(Z_4, [trend(z=4.0)], [trend(z=4.1)]) == [("eclipse", 1)]
    assert found(Z_4, [trend(z=4.1)], [trend(z=9.0)]) == []
    assert found(Z_4, [], [trend(z=4.0)]) == []
    assert found(FAST, [trend(velocity=0.5)], [trend(velocity=1.5)]) == [("eclipse", 1)]


def test_a_number_that_is_not_known_is_never_news():
    assert found(Z_4, [], [trend(z=None)]) == []
    assert found(Z_4, [trend(z=None)], [trend(z=5)]) == [("eclipse", 1)]


def test_only_watched_tags_are_news_and_their_place_is_that_of_the_whole_list():
    assert found(TOP_2, [], [trend("a"), trend("b")], tags={"b"}) == [("b", 2)]


def test_every_rule_speaks_for_itself():
    rules = [news_.rule for news_ in news([TOP_2, Z_4], [], [trend()])]
    assert rules == [TOP_2, Z_4]
