import pytest

from crawlers.streams.copies import fingerprint

TEXT = "Get rich while you sleep, ask me how"


@pytest.mark.parametrize(
    "copy",
    [
        f"{TEXT} #money #crypto",
        f"@bob {TEXT.upper()} https://example.org/?ref=17",
        f"17 {TEXT}!!! 💰💰",
        f"{TEXT}\n\n#お金",
    ],
)
def test_tags_addresses_mentions_digits_and_case_do_not_make_another_text(copy):
    assert fingerprint(copy) == fingerprint(TEXT)


def test_other_words_make_another_text():
    assert fingerprint("The fog lifted over the harbour at six") != fingerprint(TEXT)


def test_of_a_long_text_the_picture_does_not_matter():
    assert fingerprint(TEXT, b"one picture") == fingerprint(TEXT, b"another picture")


def test_two_photos_with_a_bare_tag_differ():
    assert fingerprint("#caturday", b"one cat") != fingerprint("#caturday", b"another cat")


def test_bare_tags_are_all_the_same():
    assert fingerprint("#buy #now") == fingerprint("#buy") == fingerprint("")
