"""The service follows the shelf: swaps whole, falls back honestly, lets nothing on disk stop an answer."""

import threading

import numpy as np
import pytest
import structlog

from hashtagger.errors import BrokenArtefact
from hashtagger.ranking import BASELINE, SHADOW
from hashtagger.settings import Settings
from ranker import lightgbm_ranker
from ranker.artefacts import MODEL_FILE, RANKER, Shelf
from ranker.baseline import evidence_sum
from ranker.features import FEATURES, NAMES
from ranker.following import LOOK_EVERY_S, RETRY_S
from ranker.lightgbm_ranker import LightgbmModel
from ranker.live import PINNED, LiveRanker
from tests.ranker.shelves import NOW, a_situation, candidates, let_reading_end, model_text, put_model, tags_of

UP, DOWN = model_text("visual", 1.0), model_text("visual", -1.0)


class World:
    """A shelf, a clock that stands still, and rankers over them."""

    def __init__(self, folder):
        self.settings = Settings(data_dir=folder)
        self.shelf = Shelf(self.settings.ranker_dir)
        self.now_s = 1000.0

    def promoted(self, text=UP, after_h=0, **facts):
        version = put_model(self.shelf, text, after_h=after_h, **facts).version
        self.shelf.promote(RANKER, version, now=NOW)
        return version

    def ranker(self, **ranker):
        settings = self.settings.model_copy(update={"ranker": self.settings.ranker.model_copy(update=ranker)})
        return LiveRanker(settings, seconds=lambda: self.now_s)

    def rank_later(self, ranker, after_s=LOOK_EVERY_S, **policy):
        """Rank when it is time to look, let what that began come to its end, and rank again."""
        self.now_s += after_s
        rank(ranker, **policy)
        let_reading_end()
        return rank(ranker, **policy)

    def file(self, version, name=MODEL_FILE):
        return self.settings.ranker_dir / RANKER / version / name


@pytest.fixture
def world(tmp_path):
    yield World(tmp_path)
    let_reading_end()


def rank(ranker, **policy):
    return ranker.rank(candidates(), a_situation(), **policy)


def test_without_a_model_the_baseline_orders_and_nothing_is_degraded(world):
    ranking = rank(world.ranker())
    assert (ranking.policy, ranking.degraded) == ("baseline-1", ())


def test_the_current_model_orders(world):
    version = world.promoted(DOWN)
    ranker = world.ranker()
    ranking = rank(ranker)
    assert (ranking.policy, ranker.version, ranking.degraded) == (version, version, ())
    strengths = ranking.rows[:, NAMES.index("visual")]
    assert strengths[0] < 0.3 < 0.7 < strengths[-1]
    model = lightgbm_ranker.read_model(world.shelf.open(RANKER, version))
    np.testing.assert_array_equal([each.score for each in ranking.scored], model.scores(ranking.rows))


def test_a_ranker_that_is_off_reads_nothing_and_is_not_degraded(world):
    world.promoted()
    ranker = world.ranker(enabled=False)
    for policy in ("current", "shadow", "baseline", "2026-01-01T000000-00000000"):
        assert (rank(ranker, policy=policy).policy, rank(ranker, policy=policy).degraded) == ("baseline-1", ())


def test_it_follows_a_promotion_and_a_way_back(world):
    ranker = world.ranker()
    first = world.promoted(UP)
    assert world.rank_later(ranker).policy == first
    second = world.promoted(DOWN, after_h=1)
    assert world.rank_later(ranker).policy == second
    world.shelf.rollback(RANKER, now=NOW)
    assert world.rank_later(ranker).policy == first
    assert ranker.status.reloads == 3


def test_it_looks_at_most_once_a_second(world):
    ranker = world.ranker()
    rank(ranker)
    version = world.promoted()
    assert world.rank_later(ranker, after_s=LOOK_EVERY_S / 2).policy == "baseline-1"
    assert world.rank_later(ranker, after_s=LOOK_EVERY_S / 2).policy == version


def test_the_old_model_serves_while_the_new_one_is_read(world, monkeypatch):
    old = world.promoted(UP)
    ranker = world.ranker()
    begun, go_on, read_model = threading.Event(), threading.Event(), lightgbm_ranker.read_model

    def slowly(artefact):
        begun.set()
        assert go_on.wait(30)
        return read_model(artefact)

    monkeypatch.setattr(lightgbm_ranker, "read_model", slowly)
    new = world.promoted(DOWN, after_h=1)
    world.now_s += LOOK_EVERY_S
    assert rank(ranker).policy == old
    assert begun.wait(30)
    assert rank(ranker).policy == old
    go_on.set()
    assert world.rank_later(ranker).policy == new


def test_a_swap_under_load_is_seen_whole_or_not_at_all(world):
    up, down = world.promoted(UP), put_model(world.shelf, DOWN, after_h=1).version
    world.shelf.set_shadow(RANKER, down)
    ranker = world.ranker()
    seen = []

    def swap():
        for round in range(20):
            current, shadow = (down, up) if round % 2 == 0 else (up, down)
            world.shelf.promote(RANKER, current, now=NOW)
            world.shelf.set_shadow(RANKER, shadow)
            ranker.refresh()

    swapping = threading.Thread(target=swap)
    swapping.start()
    while swapping.is_alive():
        seen.append(rank(ranker))
    swapping.join()
    expected = {up: tags_of(rank(ranker, policy=up)), down: tags_of(rank(ranker, policy=down))}
    assert expected[up] != expected[down]
    for ranking in seen:
        assert tags_of(ranking) == expected[ranking.policy]
        # Between the two writes of a round the shelf itself has no shadow.
        assert ranking.shadow is None or ranking.shadow.policy != ranking.policy


def test_two_processes_worth_of_rankers_follow_by_themselves(world):
    one, other = world.ranker(), world.ranker()
    version = world.promoted()
    assert {world.rank_later(each).policy for each in (one, other)} == {version}


def flip(world, version):
    path = world.file(version)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


BREAKING = {
    "a flipped bit": flip,
    "a missing file": lambda world, version: world.file(version).unlink(),
    "a missing manifest": lambda world, version: world.file(version, "manifest.json").unlink(),
    "a missing version": lambda world, version: world.file(version).parent.rename(world.file(version).parents[1] / "x"),
    "a pointer that is no JSON": lambda world, version: world.file("pointer.json", "").write_text("{"),
}


@pytest.mark.parametrize("name", BREAKING)
def test_what_is_broken_on_disk_is_answered_by_the_baseline_and_said_once(world, name):
    version = world.promoted()
    BREAKING[name](world, version)
    with structlog.testing.capture_logs() as logs:
        ranker = world.ranker()
        rankings = [world.rank_later(ranker, after_s=RETRY_S + 1) for _ in range(3)]
    assert {(each.policy, each.degraded) for each in rankings} == {("baseline-1", ("ranker",))}
    assert [each["event"] for each in logs if each["log_level"] == "error"] == ["ranker_unavailable"]
    assert ranker.status.trouble
    assert ranker.status.fallbacks == {"unavailable": 6}


def test_a_model_of_other_rows_is_refused(world):
    world.promoted(schema="0123456789abcdef")
    ranker = world.ranker()
    assert rank(ranker).degraded == ("ranker",)
    assert "0123456789abcdef" in ranker.status.trouble


@pytest.mark.parametrize("text", [b"", b"no model", b"\xff\xfe"])
def test_a_file_that_is_no_model_is_refused(world, text):
    world.promoted(text)
    assert rank(world.ranker()).degraded == ("ranker",)


@pytest.mark.parametrize("error", [MemoryError(), ImportError("no library"), RuntimeError()])
def test_whatever_goes_wrong_while_a_model_is_read_is_a_degradation(world, monkeypatch, error):
    def read_model(artefact):
        raise error

    monkeypatch.setattr(lightgbm_ranker, "read_model", read_model)
    world.promoted()
    ranker = world.ranker()
    assert rank(ranker).degraded == ("ranker",)
    assert ranker.status.trouble


def test_a_model_of_too_few_columns_is_refused(world, monkeypatch):
    monkeypatch.setattr(lightgbm_ranker, "FEATURES", FEATURES[:-1])
    world.promoted()
    ranker = world.ranker()
    assert rank(ranker).degraded == ("ranker",)
    assert f"{len(FEATURES)} features" in ranker.status.trouble


def test_a_model_that_comes_back_is_taken_in_after_a_while(world):
    version = world.promoted()
    content = world.file(version).read_bytes()
    world.file(version).unlink()
    ranker = world.ranker()
    world.file(version).write_bytes(content)
    assert world.rank_later(ranker).degraded == ("ranker",)
    assert world.rank_later(ranker, after_s=RETRY_S).policy == version
    assert ranker.status.trouble == ""


@pytest.mark.parametrize("answer", [np.nan, np.inf, BrokenArtefact("oh"), MemoryError()])
def test_a_model_that_answers_nonsense_costs_only_its_order(world, monkeypatch, answer):
    version = world.promoted()
    ranker = world.ranker()

    class Booster:
        def predict(self, rows, **options):
            if isinstance(answer, Exception):
                raise answer
            return np.full(len(rows), answer)

    monkeypatch.setattr(ranker._loaded.current, "_booster", Booster())
    with structlog.testing.capture_logs() as logs:
        rankings = [rank(ranker), rank(ranker)]
    assert {(each.policy, each.degraded) for each in rankings} == {("baseline-1", ("ranker",))}
    assert [(each["event"], each["version"]) for each in logs] == [("ranker_failed", version)]
    assert ranker.status.fallbacks == {"failed": 2}


def test_a_shadow_scores_the_same_rows_and_changes_nothing(world):
    current = world.promoted(UP)
    alone = tags_of(rank(world.ranker()))
    shadow = put_model(world.shelf, DOWN, after_h=1).version
    world.shelf.set_shadow(RANKER, shadow)
    ranking = rank(world.ranker())
    assert (ranking.policy, tags_of(ranking), ranking.shadow.policy) == (current, alone, shadow)
    model = lightgbm_ranker.read_model(world.shelf.open(RANKER, shadow))
    np.testing.assert_array_equal(ranking.shadow.scores, model.scores(ranking.rows))


@pytest.mark.parametrize("with_shadow", [False, True])
def test_the_baseline_is_watched_beside_a_learned_model_whatever_the_shadow(world, with_shadow):
    current = world.promoted(UP)
    if with_shadow:
        world.shelf.set_shadow(RANKER, put_model(world.shelf, DOWN, after_h=1).version)
    ranking = rank(world.ranker())
    by_the_sum = [each.candidate.record.tag for each in evidence_sum([s.candidate for s in ranking.scored])]
    by_the_baseline = sorted(zip(-ranking.baseline.scores, tags_of(ranking), strict=True))
    assert (ranking.policy, ranking.baseline.policy) == (current, "baseline-1")
    assert (ranking.shadow is not None) == with_shadow
    assert [tag for _, tag in by_the_baseline] == by_the_sum


def test_the_baseline_is_not_watched_beside_itself(world):
    world.promoted(UP)
    assert rank(world.ranker(), policy=BASELINE).baseline is None


def test_a_shadow_is_scored_beside_the_baseline_too(world):
    shadow = put_model(world.shelf, DOWN).version
    world.shelf.set_shadow(RANKER, shadow)
    ranking = rank(world.ranker())
    assert (ranking.policy, ranking.shadow.policy) == ("baseline-1", shadow)
    np.testing.assert_array_equal(
        ranking.shadow.scores,
        lightgbm_ranker.read_model(world.shelf.open(RANKER, shadow)).scores(ranking.rows),
    )


def test_a_broken_shadow_costs_only_itself(world, monkeypatch):
    current, shadow = world.promoted(UP), put_model(world.shelf, DOWN, after_h=1).version
    world.shelf.set_shadow(RANKER, shadow)
    ranker = world.ranker()
    monkeypatch.setattr(ranker._loaded.shadow, "_booster", None)
    failed = rank(ranker)
    world.file(shadow).unlink()
    ranker = world.ranker()
    missing = rank(ranker)
    assert [(each.policy, each.shadow, each.degraded) for each in (failed, missing)] == [(current, None, ())] * 2
    assert MODEL_FILE in ranker.status.shadow_trouble


def test_the_shadow_and_the_baseline_can_be_asked_for(world):
    world.promoted(UP)
    shadow = put_model(world.shelf, DOWN, after_h=1).version
    world.shelf.set_shadow(RANKER, shadow)
    ranker = world.ranker()
    assert [rank(ranker, policy=each).policy for each in (SHADOW, BASELINE)] == [shadow, "baseline-1"]


def test_a_shadow_that_is_asked_for_and_not_there_is_a_degradation(world):
    world.promoted()
    assert rank(world.ranker(), policy=SHADOW).degraded == ("ranker",)


def test_any_version_on_the_shelf_can_be_asked_for(world):
    world.promoted(UP)
    kept = put_model(world.shelf, DOWN, after_h=1).version
    ranker = world.ranker()
    assert rank(ranker, policy=kept).degraded == ("ranker",)
    ranking = world.rank_later(ranker, policy=kept)
    assert (ranking.policy, ranking.degraded) == (kept, ())


def test_a_version_that_is_not_there_is_looked_for_once_in_a_while_only(world, monkeypatch):
    world.promoted()
    ranker = world.ranker()
    gone = "2026-01-01T000000-00000000"
    assert world.rank_later(ranker, policy=gone).degraded == ("ranker",)
    monkeypatch.setattr(ranker, "refresh", lambda: pytest.fail("it was looked for again"))
    for _ in range(3):
        assert world.rank_later(ranker, policy=gone).degraded == ("ranker",)


def test_made_up_versions_push_out_none_that_can_be_had_and_leave_nothing_behind(world):
    world.promoted(UP)
    kept = put_model(world.shelf, DOWN, after_h=1).version
    ranker = world.ranker()
    world.rank_later(ranker, policy=kept)
    with structlog.testing.capture_logs() as logs:
        for n in range(PINNED + 1):
            for made_up in (f"2026-01-01T000000-{n:08}", f"no-such-{n}"):
                assert world.rank_later(ranker, policy=made_up).degraded == ("ranker",)
    ranking = world.rank_later(ranker, policy=kept)
    assert (ranking.policy, ranking.degraded, logs) == (kept, (), [])


def test_reasons_are_given_for_the_model_that_ordered_although_another_one_came(world):
    old = world.promoted(model_text("evidence_count"))
    ranker = world.ranker()
    row = np.full((1, len(FEATURES)), 0.1, np.float32)
    row[0, NAMES.index("evidence_count")] = 4
    said = [("4 kinds of evidence agree on it",)]
    assert ranker.reasons(row, old) == said
    new = world.promoted(UP, after_h=1)
    assert world.rank_later(ranker).policy == new
    assert ranker.reasons(row, old) == said


def test_reasons_that_fail_are_none(world, monkeypatch):
    version = world.promoted()
    ranker = world.ranker()
    monkeypatch.setattr(LightgbmModel, "contributions", lambda self, rows: 1 / 0)
    assert ranker.reasons(np.zeros((2, len(FEATURES)), np.float32), version) == [(), ()]
