import numpy as np
import pytest

from hashtagger.catalogue.files import read_catalogue
from hashtagger.index.prompts import prompts_for, vectors_fingerprint
from hashtagger.index.refresh import IndexRefresher, _hash
from hashtagger.index.shipped import ShippedVectors, write
from hashtagger.models.fake import FakeModels
from hashtagger.models.local import local_models
from hashtagger.settings import ModelSettings, Settings
from hashtagger.types import Deadline
from tests.storage.builders import put_tags


@pytest.fixture(scope="module")
def starter() -> Settings:
    return Settings(models=ModelSettings(profile="starter"))


async def test_every_tag_of_the_catalogue_has_the_vector_that_the_starter_model_gives_it(starter):
    models = local_models(starter)
    shipped = ShippedVectors(vectors_fingerprint(models.embedding_fingerprint))
    prompts = {
        _hash(texts): texts for tag in read_catalogue().tags if (texts := prompts_for(" ".join(tag.words), tag.meaning))
    }
    found = shipped.find(list(prompts))
    assert len(found) == len(prompts), "run: python -m hashtagger.index.shipped"
    some = sorted(prompts)[::400]
    rows = await models.embed_texts([text for each in some for text in prompts[each]], deadline=Deadline.after(300))
    ends = np.cumsum([len(prompts[each]) for each in some])
    for each, part in zip(some, np.split(rows, ends[:-1]), strict=True):
        mean = part.mean(axis=0)
        assert found[each] @ mean / np.linalg.norm(mean) > 0.9999
    await models.aclose()


async def test_tags_whose_vectors_ship_are_not_embedded_again(sqlite_database, tmp_path):
    put_tags(sqlite_database, "dog", "beach")
    models = FakeModels()
    await IndexRefresher(sqlite_database, models, tmp_path / "one").open()
    file = tmp_path / "vectors.npz"
    with sqlite_database.reading() as connection:
        assert write(connection, models.embedding_fingerprint, file=file) == 2
    shipped = ShippedVectors(vectors_fingerprint(models.embedding_fingerprint), file=file)
    put_tags(sqlite_database, "dog", "beach", "coffee")
    other = IndexRefresher(sqlite_database, models, tmp_path / "two")
    other._shipped = shipped
    hashes = [_hash(prompts_for(word, "")) for word in ("dog", "coffee")]
    models.calls.clear()
    vectors = await other._vectors([prompts_for(word, "") for word in ("dog", "coffee")], hashes)
    assert models.calls == {"embed_texts": 1}
    assert vectors.shape == (2, models.embedding_dim)
    assert (vectors[0] == shipped.find(hashes)[hashes[0]]).all()


def test_vectors_of_another_model_are_not_used():
    assert len(ShippedVectors("another model")) == 0
