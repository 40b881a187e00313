"""What the commands of ``clip.py`` do: read the data, ask the teachers, train, measure, write down."""

from __future__ import annotations

import json
import time
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file

from hashtagger.training import calibrate, tag_check, teacher
from hashtagger.training import data as datasets
from hashtagger.training.cache import TeacherViews, save, sentence_vectors, teacher_views
from hashtagger.training.export import export
from hashtagger.training.features import load_open_clip, open_clip_tokenizer
from hashtagger.training.loop import Length, Trainer, TrainingSet, evaluate_tower
from hashtagger.training.metrics import Retrieval, retrieval
from hashtagger.training.recipes import RECIPES, Recipe
from hashtagger.training.student import embed_photos

BACKGROUND_FILE = "background.safetensors"
_CHECKS_A_RUN = 6


def train(
    data: Path,
    out: Path,
    *,
    recipe: str,
    length: Length,
    seed: int,
    threads: int,
    cache: Path,
) -> None:
    """Train to the end, or go on from the checkpoint in ``out``; figures go to ``out/log.jsonl``."""
    torch.set_num_threads(threads)
    chosen = RECIPES[recipe]
    training_set = read_training_set(data, chosen, cache=cache)
    dev = datasets.read_flickr8k(data, "dev")
    dev_pixels = torch.from_numpy(dev.pixels)
    dev_captions = sentence_vectors(dev.flat_captions, cache=cache).view(len(dev.names), -1, teacher.SENTENCE_DIM)
    trainer = Trainer(chosen, training_set, length, seed=seed, folder=out)
    checked = trainer.progress
    while not trainer.is_done:
        losses = trainer.advance()
        row: dict[str, Any] = {
            "recipe": recipe,
            "epoch": trainer.epoch,
            "progress": round(trainer.progress, 4),
            "views": trainer.views,
            "wall_s": round(trainer.wall_s),
            "cpu_s": round(time.process_time()),
            "losses": {name: round(value, 4) for name, value in losses.items()},
        }
        if trainer.is_done or trainer.progress - checked >= 1 / _CHECKS_A_RUN:
            checked = trainer.progress
            row["dev"] = figures(evaluate_tower(trainer.average.module, dev_pixels, dev_captions))
        _log(out / "log.jsonl", row)


def read_training_set(data: Path, recipe: Recipe, *, cache: Path) -> TrainingSet:
    """The train split, with the photos without captions behind it when the recipe wants them, and the teachers' answers."""
    captioned = datasets.read_flickr8k(data, "train")
    captions = sentence_vectors(captioned.flat_captions, cache=cache)
    parts = [torch.from_numpy(captioned.pixels)]
    if recipe.unlabelled:
        parts.append(torch.from_numpy(datasets.read_visual7w(data)))
    seen = [teacher_views(data, part, views=recipe.views, min_area=recipe.min_area, cache=cache) for part in parts]
    classifier = teacher.load_photo_teacher(data).fc
    return TrainingSet(
        pixels=torch.cat(parts),
        captions=captions.view(len(captioned.names), -1, teacher.SENTENCE_DIM),
        teacher=TeacherViews(
            torch.cat([views.boxes for views in seen], 1), torch.cat([views.features for views in seen], 1)
        ),
        class_weight=classifier.weight.detach(),
        class_bias=classifier.bias.detach(),
    )


def evaluate(data: Path, *, split: str, model: Path, by_teacher: bool, threads: int) -> dict[str, Any]:
    """
    Print and return retrieval and tag figures of an OpenCLIP folder on a split.

    ``by_teacher`` puts the sentence teacher in the place of the folder's text tower, to see what that tower loses.
    """
    torch.set_num_threads(threads)
    clip, _ = load_open_clip(model)
    own = partial(calibrate.embed_texts, clip, open_clip_tokenizer(model))
    embed = teacher.sentence_embeddings if by_teacher else own
    photos = datasets.read_flickr8k(data, split)
    images = embed_photos(clip.visual, torch.from_numpy(photos.pixels))
    captions = embed(photos.flat_captions).view(len(photos.names), datasets.CAPTIONS_PER_PHOTO, -1)
    found: dict[str, Any] = {"split": split, "text": "teacher" if by_teacher else "own", "photos": len(photos.names)}
    found |= figures(retrieval(images, captions))
    words, prevalence = calibrate.single_word_tags(_five_each(datasets.read_captions(data, "train")))
    right = tag_check.right_tags(words, photos.captions)
    tags = calibrate.tag_vectors(embed, words)
    background = load_file(model / BACKGROUND_FILE)["background"]
    popularity = prevalence.expand(len(images), -1)
    for name, scores in (("tags", (images - background) @ tags.T), ("tags_by_popularity", popularity)):
        checked = tag_check.check_tags(scores, right, prevalence)
        found[name] = {"gain@5": round(checked.gain_at_5, 4), "mAP": round(checked.mean_average_precision, 4)}
    found["tags_prevalence"] = round(tag_check.tested_prevalence(right), 4)
    found["tags_tested"] = len(words)
    print(json.dumps(found, indent=1), flush=True)
    return found


def export_model(data: Path, *, run: Path, text: Path, model: Path, recipe: str, threads: int) -> None:
    """
    Put both towers together in ``model`` and measure its background there.

    ``background.safetensors`` holds ``background`` [1, 384], to be taken off image vectors before they are compared with
    tags; ``mean`` and ``second_moment`` (see ``calibrate.Moments``). The share of the mean is chosen on the dev photos.
    """
    torch.set_num_threads(threads)
    export(run, text, model, recipe=recipe)
    # A map that was learned for another tower would be silently wrong.
    (model / "tag_map.safetensors").unlink(missing_ok=True)
    clip, _ = load_open_clip(model)
    embed = partial(calibrate.embed_texts, clip, open_clip_tokenizer(model))
    train = datasets.read_flickr8k(data, "train")
    seen = calibrate.moments(embed_photos(clip.visual, torch.from_numpy(train.pixels)))
    words, prevalence = calibrate.single_word_tags(train.captions)
    dev = datasets.read_flickr8k(data, "dev")
    share, tried = calibrate.choose_share(
        embed_photos(clip.visual, torch.from_numpy(dev.pixels)),
        calibrate.tag_vectors(embed, words),
        tag_check.right_tags(words, dev.captions),
        prevalence,
        seen.mean,
    )
    tensors = {
        "background": (share * seen.mean).unsqueeze(0),
        "mean": seen.mean,
        "second_moment": seen.second_moment,
    }
    save(tensors, model / BACKGROUND_FILE, metadata={"share": str(share)})
    for number, scores in tried.items():
        print(f"share {number:4}  gain@5 {scores.gain_at_5:.4f}  mAP {scores.mean_average_precision:.4f}", flush=True)
    print(f"background: {share} of the mean photo, chosen on dev over {len(words)} tags", flush=True)


def _five_each(captions: list[str]) -> list[list[str]]:
    step = datasets.CAPTIONS_PER_PHOTO
    return [captions[start : start + step] for start in range(0, len(captions), step)]


def figures(found: Retrieval) -> dict[str, Any]:
    """Recalls in per cent, for logs and cards."""
    return {
        direction: {
            "R@1": round(100 * r.at_1, 1),
            "R@5": round(100 * r.at_5, 1),
            "R@10": round(100 * r.at_10, 1),
        }
        for direction, r in (("text_to_image", found.text_to_image), ("image_to_text", found.image_to_text))
    }


def _log(path: Path, row: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(row)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    print(line, flush=True)
