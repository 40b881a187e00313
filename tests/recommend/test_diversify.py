import pytest

from hashtagger.catalogue.entries import Contradiction
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.diversify import choose, subject
from hashtagger.types import Reach
from tests.fakes.builders import scored


def tags(chosen: list) -> list[str]:
    return [each.candidate.record.tag for each in chosen]


def choose_from(*ranked, limit: int = 5, mix=None, contradictions=()):
    return choose(ranked, limit=limit, mix=mix or {}, contradictions=Contradictions(contradictions))


def test_the_best_come_first_and_no_more_than_asked_for():
    ranked = [scored(word, 0.9 - i / 10) for i, word in enumerate(["dog", "beach", "sunset", "waves"])]
    assert tags(choose_from(*ranked, limit=3)) == ["dog", "beach", "sunset"]


@pytest.mark.parametrize("twin", ["dog life", "dogs of instagram", "dog lovers", "dogs"])
def test_two_tags_about_the_same_thing_are_not_shown_together(twin):
    assert tags(choose_from(scored("dog", 0.9), scored(twin, 0.8), scored("beach", 0.7))) == ["dog", "beach"]


def test_a_more_specific_tag_is_another_thing():
    assert tags(choose_from(scored("dog", 0.9), scored("beach dog", 0.8))) == ["dog", "beachdog"]


def test_noise_is_left_out_even_when_there_is_room():
    assert tags(choose_from(scored("dog", 0.9), scored("umbrella", 0.05))) == ["dog"]


def test_contradicting_tags_never_meet_and_the_better_one_stays():
    pair = Contradiction("vegan", "steak", "vegan food has no meat")
    ranked = (scored("vegan", 0.9), scored("steak dinner", 0.8), scored("salad", 0.7))
    assert tags(choose_from(*ranked, contradictions=[pair])) == ["vegan", "salad"]


def test_the_wished_mix_is_honoured_and_the_order_stays_by_score():
    ranked = (
        scored("dog", 0.9, reach=Reach.BROAD),
        scored("beach", 0.85, reach=Reach.BROAD),
        scored("terrier", 0.6, reach=Reach.NICHE),
        scored("sand", 0.5, reach=Reach.MEDIUM),
    )
    chosen = choose_from(*ranked, limit=3, mix={Reach.NICHE: 1, Reach.MEDIUM: 1, Reach.BROAD: 1})
    assert tags(chosen) == ["dog", "terrier", "sand"]


def test_a_mix_that_cannot_be_had_is_filled_with_the_best_of_the_rest():
    ranked = (scored("dog", 0.9, reach=Reach.BROAD), scored("beach", 0.8, reach=Reach.BROAD))
    assert tags(choose_from(*ranked, mix={Reach.NICHE: 2})) == ["dog", "beach"]


def test_a_wish_for_niche_tags_is_no_reason_to_show_noise():
    ranked = (scored("dog", 0.9, reach=Reach.BROAD), scored("umbrella", 0.1, reach=Reach.NICHE))
    assert tags(choose_from(*ranked, mix={Reach.NICHE: 1})) == ["dog"]


def test_a_tag_of_decoration_only_keeps_all_its_words():
    assert subject(("photo", "of", "the", "day"))
