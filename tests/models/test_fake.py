import asyncio

import numpy as np
import pytest

from hashtagger.errors import DeadlineExceeded, ModelUnavailable
from hashtagger.models.fake import FakeModels
from hashtagger.types import Deadline, DecodedImage
from tests.models.conftest import a_picture


def soon() -> Deadline:
    return Deadline.after(30)


async def test_texts_that_share_words_are_nearer_than_texts_that_do_not():
    dogs, dog, tax = await FakeModels().embed_texts(["dogs on the beach", "a dog", "tax return"], deadline=soon())
    assert dogs @ dog > 0.3 > dogs @ tax


async def test_a_picture_is_what_it_is_told_to_be():
    picture = a_picture(1)
    models = FakeModels({picture.fingerprint: "a black dog"})
    image = await models.embed_images([picture], deadline=soon())
    text = await models.embed_texts(["a black dog"], deadline=soon())
    np.testing.assert_allclose(image, text)
    assert (await models.caption(picture, deadline=soon()))[0].text == "a black dog"


async def test_an_unknown_picture_shows_its_colour():
    red = DecodedImage(np.full((4, 4, 3), (210, 30, 30), np.uint8), 4, 4, "PNG", "red")
    assert (await FakeModels().caption(red, deadline=soon()))[0].text == "red"


async def test_it_fails_waits_and_counts_as_told():
    models = FakeModels()
    models.fail("caption")
    with pytest.raises(ModelUnavailable):
        await models.caption(a_picture(), deadline=soon())
    gate = models.hold("embed_texts")
    with pytest.raises(DeadlineExceeded):
        await models.embed_texts(["a"], deadline=Deadline.after(0.01))
    waiting = asyncio.create_task(models.embed_texts(["a"], deadline=soon()))
    await asyncio.sleep(0)
    gate.set()
    assert (await waiting).shape == (1, 64)
    assert models.calls == {"caption": 1, "embed_texts": 2}
