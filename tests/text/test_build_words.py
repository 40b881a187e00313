"""How the word list is put together."""

from __future__ import annotations

from hashtagger.text.build_words import added_words, catalogue_words, merged


def test_an_added_word_moves_up_to_its_rank_but_never_down() -> None:
    assert merged(["the", "of", "cat", "zebra"], {"zebra": 1, "the": 3}) == ["the", "of", "zebra", "cat"]


def test_a_word_that_was_missing_is_put_in() -> None:
    assert merged(["the", "of"], {"ootd": 1}) == ["the", "of", "ootd"]


def test_own_words_and_catalogue_words_are_added_with_ranks() -> None:
    added = added_words()
    assert added["ootd"] < added["hackathon"] <= 9_000
    assert all(word == word.casefold() and not word.isdigit() for word in added)


def test_only_languages_with_spaces_give_words() -> None:
    assert "ja" not in {language for language, _ in catalogue_words()}
