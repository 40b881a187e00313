"""What chance may do to an answer, and that its odds are what is logged."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hashtagger.catalogue.entries import Contradiction
from hashtagger.ranking import Exploration
from hashtagger.recommend.contradictions import Contradictions
from hashtagger.recommend.exploration import draw, plan, pool_chances, propensity_of, slate, slates
from hashtagger.types import FlagKind, Tag
from tests.fakes.builders import a_flag, scored

SHOWN = [scored(word, 0.9) for word in ("dog", "beach", "sunset", "waves", "sand")]
MORE = [scored(word, 0.8 - place / 100) for place, word in enumerate(("sea", "sky", "sun", "run", "cat", "car", "ski"))]


def planned(chosen=SHOWN, others=MORE, *, rate=0.25, contradictions=(), **wishes) -> Exploration:
    return plan([*chosen, *others], chosen, rate=rate, contradictions=Contradictions(contradictions), **wishes)


def pooled(exploration: Exploration) -> list[str]:
    return [tag for tag, _ in exploration.pool]


def test_the_pool_holds_the_next_best_each_equally_likely():
    exploration = planned()
    assert pooled(exploration) == ["sea", "sky", "sun", "run", "cat"]
    assert {chance for _, chance in exploration.pool} == {0.2}
    assert (exploration.rate, exploration.position, exploration.tag) == (0.25, None, None)


def test_what_a_watched_model_would_show_comes_first_into_the_pool():
    watched = [Tag("ski"), Tag("dog"), Tag("car"), Tag("gone")]
    assert pooled(planned(preferred=watched)) == ["ski", "car", "sea", "sky", "sun"]


@pytest.mark.parametrize(
    ("watched", "chances"),
    [
        ("", [1 / 5] * 5),
        ("ski", [1 / 2] + [1 / 8] * 4),
        ("ski car", [1 / 4] * 2 + [1 / 6] * 3),
        ("ski car cat run", [1 / 5] * 5),
        ("ski car cat run sun sky", [1 / 5] * 5),
    ],
)
def test_what_a_watched_model_would_show_comes_in_as_often_as_all_others(watched, chances):
    pool = planned(preferred=[Tag(word) for word in ["dog", *watched.split()]]).pool
    assert [chance for _, chance in pool] == pytest.approx(chances)


def test_with_nothing_but_what_a_watched_model_would_show_that_is_all_the_chance():
    assert planned(others=MORE[:2], preferred=[Tag("sky"), Tag("sea")]).pool == ((Tag("sky"), 0.5), (Tag("sea"), 0.5))


@given(st.integers(0, 5), st.integers(0, 5))
def test_the_chances_of_a_pool_sum_to_one_and_being_watched_never_makes_a_tag_rarer(watched, others):
    chance, other = pool_chances(watched, others)
    assert watched * chance + others * other == pytest.approx(1.0 if watched + others else 0.0)
    assert not watched or chance >= other - 1e-12


@pytest.mark.parametrize(
    "unfit",
    [
        scored("sea", 0.29),
        scored("sea", 0.8, flags=(a_flag(FlagKind.RESTRICTED, 0.1),)),
        scored("sea", 0.8, flags=(a_flag(FlagKind.OVER_GENERIC),)),
        scored("dog lovers", 0.8),
        scored("steak", 0.8),
    ],
    ids=["noise", "restricted", "over-generic", "like another", "contradicting"],
)
def test_what_should_not_be_shown_is_not_explored(unfit):
    pair = Contradiction("sand", "steak", "teeth")
    assert pooled(planned(others=[unfit, *MORE[1:3]], contradictions=[pair])) == ["sky", "sun"]


def test_a_short_answer_is_left_alone():
    exploration = planned(SHOWN[:4])
    assert exploration == Exploration(0.0, exploration.greedy)


def test_where_nothing_else_fits_chance_has_no_say():
    assert planned(others=[]) == Exploration(0.0, tuple(each.candidate.record.tag for each in SHOWN))


def test_tags_that_were_asked_for_never_give_way():
    exploration = planned(rate=1.0, asked_for=(Tag("dog"), Tag("sand")))
    assert exploration.fixed == ("dog", "sand")
    for number in range(200):
        assert {"dog", "sand"} <= set(slate(draw(exploration, f"id{number}")))
    assert propensity_of(exploration, Tag("dog")) == 1.0


def test_an_answer_of_nothing_but_wishes_is_left_alone():
    assert planned(asked_for=[each.candidate.record.tag for each in SHOWN]).rate == 0.0


def test_the_explored_tag_stands_where_the_other_one_stood():
    exploration = replace(planned(), position=3, tag=Tag("sky"))
    assert slate(exploration) == ("dog", "beach", "sky", "waves", "sand")


def test_the_same_id_draws_the_same():
    assert [draw(planned(rate=0.5), f"id{n}") for n in range(50)] == [
        draw(planned(rate=0.5), f"id{n}") for n in range(50)
    ]


@pytest.mark.parametrize("watched", [[], [Tag("ski")]], ids=["nothing watched", "a tag watched"])
def test_what_is_shown_is_as_frequent_as_its_propensity_says(watched):
    exploration = planned(rate=0.5, asked_for=[Tag("dog")], preferred=watched)
    shown = [slate(draw(exploration, f"recommendation {number}")) for number in range(20_000)]
    counts = Counter(tag for tags in shown for tag in tags)
    for tag in [*exploration.greedy, *(tag for tag, _ in exploration.pool), Tag("car")]:
        chance = propensity_of(exploration, tag)
        five_errors = 5 * (chance * (1 - chance) / len(shown)) ** 0.5
        assert abs(counts[tag] / len(shown) - chance) <= five_errors, tag
    whole = Counter(shown)
    for tags, chance in slates(exploration):
        assert abs(whole[tags] / len(shown) - chance) <= 5 * (chance * (1 - chance) / len(shown)) ** 0.5


@st.composite
def explorations(draw_from) -> Exploration:
    greedy = tuple(Tag(f"g{number}") for number in range(draw_from(st.integers(5, 10))))
    fixed = draw_from(st.lists(st.sampled_from(greedy), unique=True, max_size=len(greedy) - 1))
    weights = draw_from(st.lists(st.integers(1, 9), min_size=1, max_size=5))
    pool = tuple((Tag(f"p{number}"), weight / sum(weights)) for number, weight in enumerate(weights))
    return Exploration(draw_from(st.floats(0.01, 1)), greedy, tuple(fixed), pool)


@given(explorations())
def test_the_chances_of_all_answers_sum_to_one_and_agree_with_those_of_the_tags(exploration):
    answers = slates(exploration)
    assert sum(chance for _, chance in answers) == pytest.approx(1.0)
    assert len({tags for tags, _ in answers}) == len(answers)
    for tag in [*exploration.greedy, *(tag for tag, _ in exploration.pool)]:
        assert sum(chance for tags, chance in answers if tag in tags) == pytest.approx(propensity_of(exploration, tag))


@given(explorations(), st.text())
def test_what_is_drawn_is_one_of_the_answers_and_one_slot_at_most_is_explored(exploration, seed):
    shown = slate(draw(exploration, seed))
    assert shown in {tags for tags, _ in slates(exploration)}
    assert len(set(shown) - set(exploration.greedy)) <= 1


def test_without_chance_every_shown_tag_is_certain():
    exploration = planned(rate=0.0)
    assert slates(exploration) == [(exploration.greedy, 1.0)]
    assert propensity_of(exploration, Tag("dog")) == 1.0
    assert propensity_of(exploration, Tag("sea")) == 0.0
