"""Reasons: the evidence first, then what the ranker learned, three at most."""

from hashtagger.recommend.reasons import EXPLORED, has_room, reasons_for
from tests.fakes.builders import a_candidate

LITTLE = a_candidate("dog", evidence={"visual": 0.8})
MUCH = a_candidate("dog", evidence={"visual": 0.8, "caption": 0.7, "text": 0.6, "meaning": 0.5})


def test_what_was_learned_comes_behind_the_evidence_as_far_as_there_is_room():
    learned = ("does well in the evening", "does well for you", "is short")
    assert reasons_for(LITTLE, learned) == ("visual says dog", *learned[:2])
    assert reasons_for(MUCH, learned) == ("visual says dog", "caption says dog", "text says dog")


def test_room_is_left_where_evidence_gives_fewer_than_three():
    assert has_room(LITTLE)
    assert not has_room(MUCH)


def test_an_explored_tag_says_so_last():
    assert reasons_for(MUCH, explored=True) == ("visual says dog", "caption says dog", EXPLORED)
    assert reasons_for(LITTLE, explored=True) == ("visual says dog", EXPLORED)
