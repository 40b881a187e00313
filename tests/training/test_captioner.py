"""A captioner learns what it is shown, the same way every time, and goes on where it was stopped."""

import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from hashtagger.models.runtimes.show_attend_tell import END, UNKNOWN, StarterCaptioner, load_captioner
from hashtagger.training import caption_lessons
from hashtagger.training.caption_learning import Learner, Recipe, RewardBook
from hashtagger.training.caption_lessons import Features, Split, build_vocabulary, loose_ends, make_lessons
from hashtagger.training.caption_run import evaluate, fit, new_network

CAPTIONS = {
    "beach.jpg": ["A dog runs on the beach ."] * 5,
    "sofa.jpg": ["A cat sleeps on a sofa ."] * 5,
}
RECIPE = Recipe(
    epochs=50,
    reward_epochs=0,
    learning_rate=0.04,
    dropout=0.0,
    label_smoothing=0.0,
    average=0.5,
    width=16,
    word_dim=12,
    captions_per_photo=2,
    half_precision=0,
    views=1,
    seed=4,
)


@pytest.fixture
def photos(monkeypatch: pytest.MonkeyPatch) -> Split:
    monkeypatch.setattr(caption_lessons, "LEAST_COUNT", 1)
    random = np.random.default_rng(2)
    features = Features(
        random.standard_normal((2, 1, 6, 2, 2)).astype(np.float16), random.standard_normal((2, 1, 5)).astype(np.float16)
    )
    return Split(tuple(CAPTIONS), CAPTIONS, features)


def learner_of(photos: Split, recipe: Recipe) -> tuple[Learner, list[caption_lessons.Lesson], list[str]]:
    vocabulary = build_vocabulary([text for texts in photos.captions.values() for text in texts])
    torch.manual_seed(recipe.seed)
    return (
        Learner(new_network(photos.features, len(vocabulary), recipe), recipe),
        make_lessons(photos, vocabulary),
        vocabulary,
    )


def said_by(learner: Learner, photos: Split, vocabulary: list[str]) -> list[str]:
    maps, embeddings = photos.features.maps[:, 0], photos.features.embeddings[:, 0]
    captioner = StarterCaptioner(learner.averaged, vocabulary)
    found = captioner.caption(maps.astype(np.float32), embeddings.astype(np.float32))
    return [captions[0].text for captions in found]


def test_two_photos_get_their_own_captions(photos: Split) -> None:
    learner, lessons, vocabulary = learner_of(photos, RECIPE)
    while not learner.is_done:
        learner.run_epoch(photos.features, lessons, RewardBook(lessons))
    assert said_by(learner, photos, vocabulary) == ["a dog runs on the beach", "a cat sleeps on a sofa"]


def test_learning_by_reward_earns_more(photos: Split) -> None:
    recipe = replace(RECIPE, epochs=8, reward_epochs=25, reward_learning_rate=0.01, captions_per_photo=8)
    learner, lessons, _ = learner_of(photos, recipe)
    figures = []
    while not learner.is_done:
        stage = learner.learns_by_reward
        figure = learner.run_epoch(photos.features, lessons, RewardBook(lessons))
        figures += [figure] if stage else []
    assert np.mean(figures[-5:]) > np.mean(figures[:5])


def test_a_stopped_run_goes_on_as_if_it_had_not_been_stopped(photos: Split) -> None:
    recipe = replace(RECIPE, epochs=3, dropout=0.3)
    whole, lessons, _ = learner_of(photos, recipe)
    reward = RewardBook(lessons)
    for _ in range(2):
        whole.run_epoch(photos.features, lessons, reward)
    resumed, _, _ = learner_of(photos, replace(recipe, seed=9))
    resumed.recipe = recipe
    resumed.restore(copy.deepcopy(whole.state()))
    whole.run_epoch(photos.features, lessons, reward)
    resumed.run_epoch(photos.features, lessons, reward)
    for mine, other in zip(whole.averaged.parameters(), resumed.averaged.parameters(), strict=True):
        assert torch.equal(mine, other)


def test_what_fit_leaves_behind_can_be_read_and_scored(photos: Split, tmp_path: Path) -> None:
    pytest.importorskip("pycocoevalcap")
    fit(photos, photos, tmp_path, RECIPE, tower="mark")
    assert evaluate(load_captioner(tmp_path), photos).bleu4 == pytest.approx(1.0)
    assert (tmp_path / "log.jsonl").read_text(encoding="utf-8").count("\n") == RECIPE.epochs


def test_rare_words_and_words_about_origin_are_not_learned() -> None:
    vocabulary = build_vocabulary(["an asian man"] * 5 + ["a zebra"])
    assert vocabulary[4:] == ["an", "man"]


def test_unlearned_words_become_unknown(photos: Split) -> None:
    lessons = make_lessons(photos, ["<pad>", "<start>", "<end>", "<unknown>", "dog"])
    assert lessons[0].captions[0] == (UNKNOWN, 4, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)


def test_words_that_never_end_a_caption_are_loose_ends(photos: Split) -> None:
    vocabulary = build_vocabulary([text for texts in CAPTIONS.values() for text in texts])
    assert set(loose_ends(make_lessons(photos, vocabulary), vocabulary)) == {
        "a",
        "dog",
        "runs",
        "on",
        "the",
        "cat",
        "sleeps",
    }


def test_the_end_counts_in_the_reward(photos: Split) -> None:
    _, lessons, _ = learner_of(photos, RECIPE)
    words = lessons[0].captions[0]
    reward = RewardBook(lessons)
    assert reward("beach.jpg", [*words, END]) > reward("beach.jpg", words)
