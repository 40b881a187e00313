"""A prompt loses words of what may be lost, at the end and no more than it must."""

import pytest

from hashtagger.models.shortening import shortened


def words(count):
    return lambda text: len(text.split()) <= count


def test_only_the_spare_part_loses_words_and_only_as_many_as_it_must():
    prompt = "a sign: buy one get one free, in ink"
    assert shortened(prompt, [(8, 28)], words(7)) == "a sign: buy one get, in ink"
    assert shortened(prompt, [(8, 28)], words(9)) == prompt


def test_the_longest_part_loses_first():
    prompt = "a dog at night says one two three four five"
    assert shortened(prompt, [(0, 14), (20, 43)], words(7)) == "a dog at says one two three"


def test_what_does_not_fit_without_its_spare_parts_is_given_up():
    assert shortened("a very long wish of mine: SALE", [(26, 30)], words(3)) is None
    assert shortened("one two", [], words(1)) is None


@pytest.mark.parametrize(("text", "wanted"), [("打折促销今天", "打折促"), ("x" * 200, "")])
def test_scripts_without_spaces_are_cut_at_a_character_and_endless_words_somewhere(text, wanted):
    assert shortened(text, [(0, len(text))], lambda shorter: len(shorter) <= 3) == wanted
