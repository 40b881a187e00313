"""What every ``VisionModels`` must do; a test module subclasses this and says which ``models`` it means."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from hashtagger.errors import DeadlineExceeded
from hashtagger.ports import VisionModels
from hashtagger.types import Deadline
from tests.models.conftest import a_picture

TEXTS = ["a dog on the grass", "a cat", "", "two girls with a red ball jumping in the water of the park", "🐕"]


def soon() -> Deadline:
    return Deadline.after(60)


class VisionModelsContract:
    """``tolerance``: how far (cosine) an answer may move with the company it was computed in."""

    tolerance = 1e-5

    async def test_image_embeddings_are_unit_vectors_of_the_promised_length(self, models: VisionModels):
        vectors = await models.embed_images([a_picture(1), a_picture(2)], deadline=soon())
        assert vectors.shape == (2, models.embedding_dim)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)

    async def test_text_embeddings_are_unit_vectors_of_the_promised_length(self, models: VisionModels):
        vectors = await models.embed_texts(TEXTS, deadline=soon())
        assert vectors.shape == (len(TEXTS), models.embedding_dim)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-3)

    async def test_the_pool_is_told_with_the_same_models_as_the_status(self, models: VisionModels):
        assert {each.model_id for each in (await models.pool_status()).models} == {
            each.model_id for each in await models.status()
        }

    async def test_empty_questions_get_empty_answers(self, models: VisionModels):
        assert (await models.embed_images([], deadline=soon())).shape == (0, models.embedding_dim)
        assert (await models.embed_texts([], deadline=soon())).shape == (0, models.embedding_dim)

    async def test_a_batch_of_texts_answers_like_single_questions_in_order(self, models: VisionModels):
        together = await models.embed_texts(TEXTS, deadline=soon())
        alone = [(await models.embed_texts([text], deadline=soon()))[0] for text in TEXTS]
        self.assert_same(together, alone)

    async def test_a_batch_of_pictures_answers_like_single_questions_in_order(self, models: VisionModels):
        pictures = [a_picture(n, width=20 + 30 * n, height=90 - 10 * n) for n in range(4)]
        together = await models.embed_images(pictures, deadline=soon())
        alone = [(await models.embed_images([picture], deadline=soon()))[0] for picture in pictures]
        self.assert_same(together, alone)

    async def test_more_texts_than_a_queue_holds_are_answered_in_order(self, models: VisionModels):
        texts = [f"photo {n}" for n in range(130)]
        together = await models.embed_texts(texts, deadline=soon())
        self.assert_same(
            together[[0, 64, 129]], await models.embed_texts([texts[0], texts[64], texts[129]], deadline=soon())
        )

    @pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 300), (300, 1), (33, 17)])
    async def test_odd_shapes_are_embedded(self, models: VisionModels, width: int, height: int):
        vectors = await models.embed_images([a_picture(width=width, height=height)], deadline=soon())
        assert np.isfinite(vectors).all()

    async def test_captions_are_distinct_and_best_first(self, models: VisionModels):
        captions = await models.caption(a_picture(3), count=3, deadline=soon())
        assert 1 <= len(captions) <= 3
        assert len({caption.text for caption in captions}) == len(captions)
        scores = [caption.score for caption in captions]
        assert scores == sorted(scores, reverse=True)
        assert scores[0] <= 0

    async def test_a_caption_does_not_depend_on_its_batch(self, models: VisionModels):
        pictures = [a_picture(n) for n in range(3)]
        together = await asyncio.gather(*(models.caption(picture, deadline=soon()) for picture in pictures))
        alone = [await models.caption(picture, deadline=soon()) for picture in pictures]
        assert [[c.text for c in found] for found in together] == [[c.text for c in found] for found in alone]

    async def test_a_caption_begins_with_its_prompt_and_keeps_to_its_length(self, models: VisionModels):
        for caption in await models.caption(a_picture(4), prompt="a photo of", count=2, max_words=6, deadline=soon()):
            assert caption.text.startswith("a photo of")
            assert len(caption.text.split()) <= 6

    async def test_nothing_is_answered_after_the_deadline(self, models: VisionModels):
        late = Deadline.after(0)
        for question in (
            models.embed_images([a_picture()], deadline=late),
            models.embed_texts(["a text of its own"], deadline=late),
            models.caption(a_picture(), deadline=late),
        ):
            with pytest.raises(DeadlineExceeded):
                await question

    async def test_names_and_fingerprint_are_known(self, models: VisionModels):
        assert models.versions.clip
        assert models.versions.caption
        assert models.embedding_fingerprint
        tag_map = models.tag_map
        assert tag_map is None or tag_map.shape == (models.embedding_dim + 1, models.embedding_dim)

    def assert_same(self, left, right) -> None:
        cosines = (np.asarray(left) * np.asarray(right)).sum(axis=1)
        np.testing.assert_allclose(cosines, 1.0, atol=self.tolerance)
