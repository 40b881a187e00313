"""The starter captioner says distinct, whole sentences, the same ones in any company."""

import json
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file

from hashtagger.errors import BrokenModel
from hashtagger.models.runtimes.show_attend_tell import (
    CONFIG_FILE,
    SPECIAL_WORDS,
    VOCABULARY_FILE,
    WEIGHTS_FILE,
    CaptionerConfig,
    ShowAttendTell,
    StarterCaptioner,
    load_captioner,
    sentence,
)

WORDS = ("a", "dog", "cat", "runs", "sleeps", "on", "the", "beach", "sofa", "red")
VOCABULARY = (*SPECIAL_WORDS, *WORDS)
CONFIG = CaptionerConfig(
    words=len(VOCABULARY), map_channels=6, map_cells=4, embedding_dim=5, width=16, word_dim=8, heads=2
)


@pytest.fixture
def captioner() -> StarterCaptioner:
    torch.manual_seed(3)
    model = ShowAttendTell(CONFIG)
    with torch.no_grad():
        # Random weights say every word with nearly equal chance; larger ones have opinions.
        model.words.weight.mul_(12)
    return StarterCaptioner(model, VOCABULARY, unfinished=["a", "on", "the"])


def pictures(count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    random = np.random.default_rng(5)
    maps = random.standard_normal((count, 6, 2, 2)).astype(np.float32)
    return maps, random.standard_normal((count, 5)).astype(np.float32)


def test_captions_of_a_picture_are_distinct_and_best_first(captioner: StarterCaptioner) -> None:
    for captions in captioner.caption(*pictures(4), count=4, max_words=8):
        scores = [caption.score for caption in captions]
        assert len({caption.text for caption in captions}) == 4
        assert scores == sorted(scores, reverse=True)
        assert all(score <= 0 for score in scores)


def test_the_captions_of_a_picture_do_not_depend_on_the_others(captioner: StarterCaptioner) -> None:
    maps, embeddings = pictures(3)
    together = captioner.caption(maps, embeddings, count=2, max_words=8)
    alone = [captioner.caption(maps[i : i + 1], embeddings[i : i + 1], count=2, max_words=8)[0] for i in range(3)]
    assert [[c.text for c in each] for each in together] == [[c.text for c in each] for each in alone]
    for each, other in zip(together, alone, strict=True):
        assert [c.score for c in each] == pytest.approx([c.score for c in other], abs=1e-4)


def test_every_caption_begins_with_the_prompt_even_with_unknown_words(captioner: StarterCaptioner) -> None:
    for captions in captioner.caption(*pictures(2), count=3, prompt="A Zebra on", max_words=8):
        assert all(caption.text.startswith("a zebra on ") for caption in captions)


def test_no_caption_is_longer_than_asked(captioner: StarterCaptioner) -> None:
    found = captioner.caption(*pictures(3), count=3, max_words=3)
    assert all(1 <= len(caption.text.split()) <= 3 for captions in found for caption in captions)


def test_no_caption_ends_open_or_repeats_itself(captioner: StarterCaptioner) -> None:
    for captions in captioner.caption(*pictures(6), count=3, max_words=12):
        for caption in captions:
            words = caption.text.split()
            pairs = list(pairwise(words))
            assert words[-1] not in ("a", "on", "the")
            assert len(set(pairs)) == len(pairs)
            assert all(left != right for left, right in pairs)


def test_special_words_are_never_said(captioner: StarterCaptioner) -> None:
    found = captioner.caption(*pictures(6), count=3, max_words=12)
    assert not any("<" in caption.text for captions in found for caption in captions)


def test_no_pictures_get_no_captions(captioner: StarterCaptioner) -> None:
    maps, embeddings = pictures(1)
    assert captioner.caption(maps[:0], embeddings[:0]) == []


def test_possessives_are_written_in_one_word() -> None:
    assert sentence(["a", "boy", "'s", "dog"]) == "a boy's dog"


def write(captioner: StarterCaptioner, folder: Path, *, words: tuple[str, ...] = VOCABULARY) -> None:
    save_file({name: value.half() for name, value in captioner.model.state_dict().items()}, folder / WEIGHTS_FILE)
    (folder / VOCABULARY_FILE).write_text("".join(word + "\n" for word in words), encoding="utf-8")
    settings = {"network": asdict(CONFIG), "tower": "", "unfinished": ["a", "on", "the"]}
    (folder / CONFIG_FILE).write_text(json.dumps(settings), encoding="utf-8")


def test_a_written_captioner_says_the_same_when_it_is_read_again(captioner: StarterCaptioner, tmp_path: Path) -> None:
    write(captioner, tmp_path)
    before = captioner.caption(*pictures(3), max_words=8)
    after = load_captioner(tmp_path).caption(*pictures(3), max_words=8)
    assert [c[0].text for c in after] == [c[0].text for c in before]


def test_a_vocabulary_of_another_model_is_refused(captioner: StarterCaptioner, tmp_path: Path) -> None:
    write(captioner, tmp_path, words=VOCABULARY[:-1])
    with pytest.raises(BrokenModel, match="vocabulary"):
        load_captioner(tmp_path)


def test_a_folder_without_weights_is_refused(captioner: StarterCaptioner, tmp_path: Path) -> None:
    write(captioner, tmp_path)
    (tmp_path / WEIGHTS_FILE).unlink()
    with pytest.raises(BrokenModel, match="cannot be read"):
        load_captioner(tmp_path)
