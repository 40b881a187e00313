import pytest

from hashtagger.describe.alt_text import MAX_CHARS, as_sentence, without_opening


@pytest.mark.parametrize(
    ("caption", "plain"),
    [
        ("a photo of a dog", "a dog"),
        ("A Photograph showing two girls", "two girls"),
        ("this is a picture of an image of the sea", "the sea"),
        ("there is a dog on the beach", "a dog on the beach"),
        ("there are two dogs", "two dogs"),
        ("it's a snapshot of #dogs in #snow2026", "dogs in snow2026"),
        ("a dog. Another sentence.", "a dog"),
        ("the pictures of a gallery", "the pictures of a gallery"),
        ("a photographer takes a picture of a dog", "a photographer takes a picture of a dog"),
        ("a photo of", "a photo of"),
        ("a close-up of a flower", "a close-up of a flower"),
        ("a bottle of 2.5 litres", "a bottle of 2.5 litres"),
        ("a \u202edog\x00 \n runs", "a dog runs"),
        ("", ""),
    ],
)
def test_an_opening_that_says_it_is_a_picture_goes(caption, plain):
    assert without_opening(caption) == plain


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a dog", "A dog."),
        ("a dog...", "A dog."),
        ("ein Hund?!", "Ein Hund."),
        ("straße", "Straße."),
        ("ßtraße", "SStraße."),
        ("一只狗在沙滩上", "一只狗在沙滩上。"),
        ("一只狗。", "一只狗。"),
        ("#dog runs", "Dog runs."),
        (" . ", ""),
    ],
)
def test_it_becomes_one_sentence(text, sentence):
    assert as_sentence(text) == sentence


def test_a_long_sentence_ends_after_a_whole_word_that_asks_for_no_other():
    kept = "A black dog with a red ball in its mouth runs over the wet sand of a long beach while two children in yellow coats"
    assert as_sentence(f"{kept.lower()} of the house laugh and wave") == f"{kept}."


@pytest.mark.parametrize("length", [123, 124, 125, 126, 300])
def test_no_sentence_is_longer_than_the_limit(length):
    text = ("word " * 100)[:length]
    found = as_sentence(text)
    assert len(found) <= MAX_CHARS
    assert found.casefold().rstrip(".") in text.casefold()
    assert set(found[1:].split(" ")[1:-1]) == {"word"}
    assert length < MAX_CHARS or found.endswith(" word.")
    assert len(as_sentence("x" * length)) == min(length + 1, MAX_CHARS)
