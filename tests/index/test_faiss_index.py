from concurrent.futures import ThreadPoolExecutor

import faiss
import numpy as np
import pytest

from hashtagger.errors import BrokenIndex
from hashtagger.index.faiss_index import FaissTagIndex
from hashtagger.index.live import LiveTagIndex
from hashtagger.types import Tag


def unit_rows(n: int, dim: int = 32, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def index_of(vectors: np.ndarray, **options: int) -> FaissTagIndex:
    keys = [Tag(f"tag{i}") for i in range(len(vectors))]
    return FaissTagIndex.build(keys, vectors, fingerprint="f", revision=1, **options)


def test_the_nearest_tags_come_first_with_their_cosine():
    vectors = unit_rows(500)
    query = unit_rows(1, seed=1)
    (found,) = index_of(vectors).search(query, limit=10)
    exact = vectors @ query[0]
    assert [n.similarity for n in found] == pytest.approx(sorted(exact, reverse=True)[:10], abs=1e-3)
    assert [n.similarity for n in found] == pytest.approx([exact[int(n.tag[3:])] for n in found], abs=1e-3)


def test_z_is_the_distance_from_the_querys_mean_over_all_tags():
    vectors = unit_rows(2000)
    query = unit_rows(1, seed=2)
    (found,) = index_of(vectors).search(query, limit=3)
    all_similarities = vectors @ query[0]
    expected = (found[0].similarity - all_similarities.mean()) / all_similarities.std()
    assert found[0].z == pytest.approx(expected, rel=1e-2)


def test_z_does_not_depend_on_the_norm_of_the_query():
    index = index_of(unit_rows(300))
    query = unit_rows(1, seed=3)
    (small,), (large,) = index.search(query, limit=1), index.search(query * 10, limit=1)
    assert small[0].z == pytest.approx(large[0].z, rel=1e-3)


def test_asking_for_more_than_there_is_returns_all():
    (found,) = index_of(unit_rows(3)).search(unit_rows(1), limit=50)
    assert len(found) == 3


def test_above_the_threshold_inverted_lists_still_find_nearly_all_true_neighbours():
    # Tags gather in clusters, as real ones do: 40 centres of 100 tags.
    centres = unit_rows(40, 64, seed=5)
    vectors = np.repeat(centres, 100, axis=0) + 0.25 * unit_rows(4000, 64, seed=6)
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    index = index_of(vectors, exact_up_to=1000)
    queries = vectors[::97] + 0.02
    truth = np.argsort(-(queries @ vectors.T), axis=1)[:, :20]
    found = index.search(queries, limit=20)
    hits = [len({n.tag for n in row} & {f"tag{i}" for i in t}) for row, t in zip(found, truth, strict=True)]
    assert not index.is_exact
    assert np.mean(hits) / 20 > 0.9


def test_an_empty_index_finds_nothing():
    index = FaissTagIndex.build([], np.zeros((0, 8), np.float32), fingerprint="f", revision=0)
    assert index.search(np.ones((2, 8), np.float32), limit=5) == [[], []]


def test_a_search_uses_one_thread_whoever_asks():
    index = index_of(unit_rows(10))
    with ThreadPoolExecutor(1) as somebody:
        somebody.submit(faiss.omp_set_num_threads, 4).result()
        somebody.submit(index.search, unit_rows(1), limit=3).result()
        assert somebody.submit(faiss.omp_get_max_threads).result() == 1


def test_parts_that_do_not_belong_together_are_refused(tmp_path):
    index_of(unit_rows(5)).save(tmp_path)
    (tmp_path / "keys.txt").write_text("only\n")
    with pytest.raises(BrokenIndex, match="5 vectors, 1 tags"):
        FaissTagIndex.load(tmp_path, fingerprint="f", revision=1)


def test_a_new_tag_is_found_at_once_and_a_removed_one_no_more():
    vectors = unit_rows(50)
    live = LiveTagIndex(index_of(vectors))
    query = unit_rows(1, seed=9)
    live.apply({Tag("fresh"): query[0]}, frozenset({Tag("tag7")}))
    (found,) = live.search(query, limit=50)
    assert found[0].tag == "fresh"
    assert "tag7" not in {n.tag for n in found}
    assert live.size == len(found) == 50


def test_a_changed_tag_is_found_by_its_new_vector_only():
    vectors = unit_rows(50)
    live = LiveTagIndex(index_of(vectors))
    live.apply({Tag("tag3"): -vectors[3]}, frozenset())
    (found,) = live.search(vectors[3:4], limit=50)
    assert [n.tag for n in found].count(Tag("tag3")) == 1
    assert found[-1].tag == "tag3"


def test_a_tag_that_comes_and_goes_leaves_nothing_behind():
    live = LiveTagIndex(index_of(unit_rows(5)))
    live.apply({Tag("fresh"): unit_rows(1)[0]}, frozenset())
    live.apply({}, frozenset({Tag("fresh")}))
    (found,) = live.search(unit_rows(1), limit=10)
    assert len(found) == live.size == 5
