"""Ask for the tags of photos: the image tower alone, or the whole recommendation service in this process."""

from __future__ import annotations

import asyncio
import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from benchmarks.tag_figures import best_lists
from hashtagger.catalogue.files import read_catalogue
from hashtagger.index.prompts import prompts_for
from hashtagger.training.tag_truth import Meaning

DEADLINE_S = 120.0
"""The tag check is about quality: nothing may be left out for want of time."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was said of each photo: ``scores`` float [photos, tags] of ``tags`` and, where lists were made, those."""

    tags: Sequence[str]
    scores: NDArray[np.floating]
    lists: Sequence[Sequence[str]] | None = None
    relevance: Sequence[Sequence[float]] = ()
    """What the service said of each tag of ``lists``, 0..1."""


def ask_tower(pixels: NDArray[np.uint8], tags: Sequence[str], *, clip: Path | None) -> Answers:
    """Score tags by their cosine to the picture, less what all pictures share."""
    images, vectors = _tower_vectors(pixels, tags, clip or shipped_clip())
    return Answers(tags, images @ vectors.T)


def ask_service(pixels: NDArray[np.uint8], tags: Sequence[str], *, clip: Path | None) -> Answers:
    """Ask the recommender as a user would, on a fresh database with the shipped catalogue and models."""
    if clip is not None:
        raise ValueError("the service uses the models of its settings; --clip is for --mode tower")
    return asyncio.run(_ask_service(pixels, tags))


def meaning_scores(answers: Answers, vocabulary: Sequence[Meaning]) -> NDArray[np.floating]:
    """The score of each meaning's best tag: float [photos, meanings]."""
    column = {tag: number for number, tag in enumerate(answers.tags)}
    return np.stack([answers.scores[:, [column[tag] for tag in m.tags]].max(axis=1) for m in vocabulary], axis=1)


def meaning_lists(answers: Answers, vocabulary: Sequence[Meaning]) -> list[list[int]]:
    """Columns of the vocabulary a photo, best first; -1 for a tag outside it. Without lists: the five best meanings."""
    if answers.lists is None:
        return best_lists(meaning_scores(answers, vocabulary))
    column = {tag: number for number, meaning in enumerate(vocabulary) for tag in meaning.tags}
    return [[column.get(tag, -1) for tag in listed] for listed in answers.lists]


def shipped_clip() -> Path:
    """The folder of the tower that ships."""
    import hashtagger.models

    return Path(hashtagger.models.__file__).parent / "starter" / "clip"


def _tower_vectors(
    pixels: NDArray[np.uint8], tags: Sequence[str], clip: Path
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Centred vectors of pictures and unit vectors of tags by an OpenCLIP folder."""
    import torch

    from hashtagger.models.runtimes.clip_card import read_tag_map
    from hashtagger.recommend.calibration import as_questions
    from hashtagger.training.calibrate import embed_texts
    from hashtagger.training.features import load_open_clip, open_clip_tokenizer
    from hashtagger.training.student import embed_photos

    model, _ = load_open_clip(clip)
    images = embed_photos(model.visual, torch.from_numpy(pixels))
    question = as_questions(images.numpy(), read_tag_map(clip, images.shape[1]))
    records = {tag.tag: tag for tag in read_catalogue().tags}
    prompts = [prompts_for(" ".join(records[tag].words), records[tag].meaning) for tag in tags]  # type: ignore[index]
    vectors = embed_texts(model, open_clip_tokenizer(clip), [text for each in prompts for text in each]).numpy()
    ends = np.cumsum([len(each) for each in prompts])
    means = np.stack([part.mean(axis=0) for part in np.split(vectors, ends[:-1])])
    return question, means / np.linalg.norm(means, axis=1, keepdims=True)


async def _ask_service(pixels: NDArray[np.uint8], tags: Sequence[str]) -> Answers:
    from hashtagger.bootstrap import open_services
    from hashtagger.recommend.request import RecommendationRequest
    from hashtagger.settings import RecommendSettings, Settings
    from hashtagger.types import Deadline, DecodedImage
    from ranker.baseline import BaselineRanker

    columns = {tag: number for number, tag in enumerate(tags)}
    lists: list[list[str]] = []
    relevance: list[list[float]] = []
    scores = np.full((len(pixels), len(tags)), -1.0)
    patient = RecommendSettings(deadline_s=DEADLINE_S, source_timeout_s=DEADLINE_S, caption_timeout_s=DEADLINE_S)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), recommend=patient)
        async with open_services(settings, load_ranker=lambda _: BaselineRanker()) as services:
            for row, photo in enumerate(tqdm(pixels, "photos", leave=False, disable=None)):
                rgb = np.ascontiguousarray(photo.transpose(1, 2, 0))
                digest = hashlib.sha256(rgb.tobytes()).hexdigest()
                image = DecodedImage(rgb, rgb.shape[1], rgb.shape[0], "JPEG", digest)
                request = RecommendationRequest(deadline=Deadline.after(DEADLINE_S), images=(image,), explore=False)
                answer = await services.recommender.recommend(request)
                lists.append([str(tag.tag) for tag in answer.tags])
                relevance.append([tag.relevance for tag in answer.tags])
                for considered in answer.candidates:
                    if (column := columns.get(considered.candidate.record.tag)) is not None:
                        scores[row, column] = considered.relevance
    return Answers(tags, scores, lists, relevance)
