"""Vectors of tags."""

from __future__ import annotations

import numpy as np
import pytest

from hashtagger.storage.database import Database
from hashtagger.storage.embeddings import (
    EmbeddedTag,
    StaleEmbedding,
    confirm_embeddings,
    embeddings_of,
    forget_embeddings,
    iterate_embeddings,
    missing_embeddings,
    put_embeddings,
)
from hashtagger.storage.tag_writes import delete_tags
from hashtagger.types import Tag, Vectors
from tests.storage.builders import NOW, draft, put_tags, tags


def vectors(count: int, dim: int = 3) -> Vectors:
    return np.random.default_rng(0).normal(size=(count, dim)).astype(np.float32)


def made(tag: str, revision: int, text_hash: str = "h") -> EmbeddedTag:
    return EmbeddedTag(Tag(tag), revision, text_hash)


def missing(database: Database, fingerprint: str = "m") -> list[StaleEmbedding]:
    with database.reading() as connection:
        return missing_embeddings(connection, fingerprint)


def test_vectors_come_back_bit_for_bit_in_batches(database: Database) -> None:
    names = [f"t{n}" for n in range(5)]
    put_tags(database, *names)
    matrix = vectors(5)
    database.write_now(put_embeddings, "m", [made(name, n + 1) for n, name in enumerate(names)], matrix)
    with database.reading() as connection:
        batches = list(iterate_embeddings(connection, "m", batch=2))
    assert [batch_tags for batch_tags, _ in batches] == [["t0", "t1"], ["t2", "t3"], ["t4"]]
    got = np.concatenate([part for _, part in batches])
    assert got.dtype == np.float32
    assert np.array_equal(got, matrix)


def test_models_are_kept_apart(database: Database) -> None:
    put_tags(database, "a")
    database.write_now(put_embeddings, "m", [made("a", 1)], vectors(1))
    with database.reading() as connection:
        assert list(iterate_embeddings(connection, "other")) == []
    assert [stale.tag for stale in missing(database, "other")] == ["a"]


def test_a_tag_is_missing_until_it_was_embedded_and_again_after_a_change(database: Database) -> None:
    put_tags(database, "a", "b")
    assert missing(database) == [StaleEmbedding(Tag("a"), 1, None), StaleEmbedding(Tag("b"), 2, None)]
    database.write_now(put_embeddings, "m", [made("a", 1), made("b", 2)], vectors(2))
    assert missing(database) == []
    put_tags(database, draft("a", meaning="new"))
    assert missing(database) == [StaleEmbedding(Tag("a"), 3, "h")]


def test_a_change_that_leaves_the_text_alone_needs_no_new_vector(database: Database) -> None:
    put_tags(database, "a")
    database.write_now(put_embeddings, "m", [made("a", 1)], vectors(1))
    put_tags(database, draft("a", display="A"))
    database.write_now(confirm_embeddings, "m", [made("a", 2, "other text")])
    assert [stale.tag for stale in missing(database)] == ["a"]
    database.write_now(confirm_embeddings, "m", [made("a", 2)])
    assert missing(database) == []


def test_missing_tags_come_in_pages(database: Database) -> None:
    put_tags(database, "a", "b", "c")
    with database.reading() as connection:
        page = missing_embeddings(connection, "m", limit=2)
        rest = missing_embeddings(connection, "m", limit=2, after=page[-1].tag)
    assert [stale.tag for stale in [*page, *rest]] == ["a", "b", "c"]


def test_a_deleted_tag_loses_its_vectors_and_gets_no_late_one(database: Database) -> None:
    put_tags(database, "a")
    database.write_now(put_embeddings, "m", [made("a", 1)], vectors(1))
    database.write_now(delete_tags, tags("a"), source="user", now=NOW)
    database.write_now(put_embeddings, "m", [made("a", 1)], vectors(1))
    with database.reading() as connection:
        assert list(iterate_embeddings(connection, "m")) == []


def test_single_vectors_can_be_asked_for(database: Database) -> None:
    put_tags(database, "a", "b")
    matrix = vectors(2)
    database.write_now(put_embeddings, "m", [made("b", 2), made("a", 1)], matrix)
    with database.reading() as connection:
        names, got = embeddings_of(connection, "m", tags("b", "a", "unknown"))
        nobody, nothing = embeddings_of(connection, "m", tags("unknown"))
    assert names == ["a", "b"]
    assert np.array_equal(got, matrix[::-1])
    assert (nobody, nothing.shape) == ([], (0, 0))


@pytest.mark.parametrize("bad", [np.full((1, 3), np.nan, np.float32), np.zeros((2, 3), np.float32), np.zeros(3)])
def test_vectors_that_do_not_fit_are_refused(database: Database, bad: Vectors) -> None:
    put_tags(database, "a")
    with pytest.raises(ValueError, match="vectors"):
        database.write_now(put_embeddings, "m", [made("a", 1)], bad)


def test_vectors_of_old_models_can_be_forgotten(database: Database) -> None:
    put_tags(database, "a")
    for fingerprint in ("old", "m"):
        database.write_now(put_embeddings, fingerprint, [made("a", 1)], vectors(1))
    assert database.write_now(forget_embeddings, keep=["m"]) == 1
    assert missing(database) == []
