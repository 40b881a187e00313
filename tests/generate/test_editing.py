"""A prompt is made from what a picture says of itself by a rule that can be foretold."""

import pytest

from hashtagger.generate.editing import MAX_PROMPT_CHARS, edited, wants_caption, wants_text


@pytest.mark.parametrize(
    ("prompt", "given", "wanted"),
    [
        ("", {"caption": "a dog"}, "a dog"),
        ("{caption} at night", {"caption": "a dog"}, "a dog at night"),
        ("a sign: {text}", {"text": "SALE"}, "a sign: SALE"),
        ("a lighthouse", {"caption": "a dog"}, "a lighthouse"),
        ("{caption}", {"caption": "a dog", "instruction": "in ink"}, "a dog, in ink"),
        ("{text}", {"text": "", "instruction": "in ink"}, "in ink"),
        ("{caption}", {"caption": "{text}", "text": "no"}, "{text}"),
    ],
)
def test_places_are_filled_once_and_the_instruction_follows(prompt, given, wanted):
    assert edited(prompt, **given).text == wanted


@pytest.mark.parametrize(
    ("caption", "replace", "wanted"),
    [
        ("a dog and a cat", {"dog": "cat", "cat": "dog"}, "a cat and a dog"),
        ("a hotdog, a Dog", {"dog": "cat"}, "a hotdog, a cat"),
        ("a red car on a road", {"red": "blue", "red car": "bus"}, "a bus on a road"),
        ("a dog", {"dog": r"\1 (x"}, r"a \1 (x"),
        ("a dog", {" ": "x"}, "a dog"),
        ("eine Straße", {"Straße": "Gasse"}, "eine Gasse"),
    ],
)
def test_words_are_replaced_whole_and_all_at_once(caption, replace, wanted):
    assert edited("", caption=caption, replace=replace).text == wanted


def test_a_prompt_never_grows_without_end():
    assert len(edited("{caption}" * 100, caption="x" * 1000).text) == MAX_PROMPT_CHARS


def test_what_was_read_is_cut_at_a_word_before_the_instruction_is_lost():
    text = edited("a sign: {text}", text="all you can eat " * 500, instruction="in ink").text
    assert text.startswith("a sign: all you can eat")
    assert text.endswith("you can eat all, in ink")
    assert len(text) < 1_100


@pytest.mark.parametrize(
    ("prompt", "given"),
    [
        ("{caption}, and a sign: {text}!", {"caption": "a dog", "text": "SALE"}),
        ("{text} {caption}", {"caption": " a dog ", "text": ""}),
        ("", {"caption": "a dog", "instruction": "in ink"}),
        ("a lighthouse", {"caption": "a dog"}),
    ],
)
def test_where_what_was_read_stands_is_known(prompt, given):
    made = edited(prompt, **given)
    read = [given[name].strip() for name in ("caption", "text") if "{" + name + "}" in (prompt or "{caption}")]
    assert sorted(made.text[first:end] for first, end in made.spare) == sorted(filter(None, read))


def test_only_what_the_prompt_names_is_read_from_the_picture():
    assert [(wants_caption(p), wants_text(p)) for p in ("", "a cat", "{text}", "{text} {caption}")] == [
        (True, False),
        (True, False),
        (False, True),
        (True, True),
    ]
