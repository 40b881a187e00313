"""What the commands of ``captioner.py`` do: look at the photos, train, measure on dev, write down what ships."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import save_file
from tqdm import tqdm

from hashtagger.models.runtimes.show_attend_tell import (
    CONFIG_FILE,
    VOCABULARY_FILE,
    WEIGHTS_FILE,
    CaptionerConfig,
    ShowAttendTell,
    StarterCaptioner,
    describe,
    load_captioner,
)
from hashtagger.training.caption_card import write_card
from hashtagger.training.caption_features import features_of, fingerprint_of
from hashtagger.training.caption_learning import Learner, Recipe, RewardBook
from hashtagger.training.caption_lessons import Features, Split, build_vocabulary, loose_ends, make_lessons
from hashtagger.training.caption_metrics import CaptionScores, score_captions
from hashtagger.training.data import read_flickr8k


def train(
    data: Path,
    clip: Path,
    out: Path,
    *,
    changes: Mapping[str, str],
    seed: int,
    cache: Path | None = None,
    threads: int = 1,
) -> None:
    """
    Learn from the train split and keep the epoch that is best on dev, or go on from the checkpoint in ``out``.

    Weights, vocabulary, configuration, card and ``log.jsonl`` lie in ``out``. ``changes`` replaces numbers of the recipe.
    """
    torch.set_num_threads(threads)
    recipe = replace(
        Recipe(), seed=seed, **{name: type(getattr(Recipe(), name))(text) for name, text in changes.items()}
    )
    photos = load_split(data, clip, "train", cache=cache, views=recipe.views)
    dev = load_split(data, clip, "dev", cache=cache)
    fit(photos, dev, out, recipe, tower=fingerprint_of(clip))
    best = load_captioner(out)
    test = load_split(data, clip, "test", cache=cache)
    write_card(out, recipe, scores={"dev": evaluate(best, dev), "test": evaluate(best, test)})


def fit(photos: Split, dev: Split, out: Path, recipe: Recipe, *, tower: str) -> None:
    """Train on ``photos``; the weights of the epoch with the best CIDEr on ``dev`` are left in ``out``."""
    vocabulary = build_vocabulary([text for texts in photos.captions.values() for text in texts])
    lessons = make_lessons(photos, vocabulary)
    loose = loose_ends(lessons, vocabulary)
    reward = RewardBook(lessons)
    torch.manual_seed(recipe.seed)
    learner = Learner(new_network(photos.features, len(vocabulary), recipe), recipe)
    out.mkdir(parents=True, exist_ok=True)
    best = _resume(learner, out / "checkpoint.pt")
    while not learner.is_done:
        started = time.monotonic()
        stage = "reward" if learner.learns_by_reward else "words"
        figure = learner.run_epoch(photos.features, lessons, reward)
        row: dict[str, object] = {"epoch": learner.epoch, "stage": stage, "figure": round(figure, 4)}
        if learner.epoch >= recipe.epochs:
            captioner = StarterCaptioner(learner.averaged, vocabulary, unfinished=loose)
            scores = evaluate(captioner, dev)
            row["dev"] = _rounded(scores)
            if scores.cider > best:
                best = scores.cider
                write_captioner(captioner, out, unfinished=loose, tower=tower)
        _log(out, row | {"wall_s": round(time.monotonic() - started, 1)})
        state = {"learner": learner.state(), "best": best}
        _replace(out / "checkpoint.pt", partial(torch.save, state))


def new_network(features: Features, words: int, recipe: Recipe) -> ShowAttendTell:
    """A network with random weights that fits the features."""
    _, _, channels, height, width = features.maps.shape
    config = CaptionerConfig(
        words=words,
        map_channels=channels,
        map_cells=height * width,
        embedding_dim=features.embeddings.shape[-1],
        width=recipe.width,
        word_dim=recipe.word_dim,
    )
    return ShowAttendTell(config, dropout=recipe.dropout)


def evaluate(captioner: StarterCaptioner, split: Split, *, batch: int = 50) -> CaptionScores:
    """Score the best caption of every photo of the split, from its plain view."""
    said: dict[str, str] = {}
    for start in tqdm(range(0, len(split.names), batch), "captions", leave=False, disable=None):
        rows = slice(start, start + batch)
        maps = split.features.maps[rows, 0].astype(np.float32)
        embeddings = split.features.embeddings[rows, 0].astype(np.float32)
        found = captioner.caption(maps, embeddings, count=1)
        said.update((name, captions[0].text) for name, captions in zip(split.names[rows], found, strict=True))
    return score_captions(said, split.captions)


def print_figures(data: Path, clip: Path, *, model: Path, split: str, cache: Path | None, threads: int) -> None:
    """The figures of a captioner on one split, as one JSON line."""
    torch.set_num_threads(threads)
    photos = load_split(data, clip, split, cache=cache)
    scores = evaluate(load_captioner(model), photos)
    print(json.dumps({"split": split, "photos": len(photos.names), **_rounded(scores)}))


def load_split(data: Path, clip: Path, name: str, *, cache: Path | None, views: int = 1) -> Split:
    """Photos, captions and the tower's features of one split of Flickr8k; with ``cache``, features are computed once."""
    photos = read_flickr8k(data, name)
    features = features_of(photos.pixels, clip, views=views, cache=cache)
    return Split(photos.names, dict(zip(photos.names, photos.captions, strict=True)), features)


def write_captioner(captioner: StarterCaptioner, out: Path, *, unfinished: Sequence[str], tower: str) -> None:
    """Write weights (fp16), vocabulary and configuration, each file whole or not at all."""
    weights = {name: value.half().contiguous() for name, value in captioner.model.state_dict().items()}
    settings = {"network": describe(captioner.model.config), "tower": tower, "unfinished": list(unfinished)}
    words = "".join(word + "\n" for word in captioner.vocabulary)
    _replace(out / WEIGHTS_FILE, lambda path: save_file(weights, path))
    _replace(out / VOCABULARY_FILE, lambda path: path.write_text(words, encoding="utf-8"))
    _replace(out / CONFIG_FILE, lambda path: path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8"))


def _resume(learner: Learner, checkpoint: Path) -> float:
    """Go on from a checkpoint where there is one; gives the best CIDEr so far."""
    if not checkpoint.exists():
        return 0.0
    saved: dict[str, Any] = torch.load(checkpoint, weights_only=True)
    learner.restore(saved["learner"])
    return float(saved["best"])


def _replace(path: Path, write: Any) -> None:
    """Let ``write`` fill a new file and put it in the place of ``path``."""
    fresh = path.with_name(path.name + ".new")
    write(fresh)
    fresh.chmod(0o644)
    fresh.replace(path)


def _log(out: Path, row: Mapping[str, object]) -> None:
    line = json.dumps(row)
    tqdm.write(line)
    with (out / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


def _rounded(scores: CaptionScores) -> dict[str, float]:
    return {name: round(value, 4) for name, value in asdict(scores).items()}
