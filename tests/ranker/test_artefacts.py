"""Versions of learned models on disk: whole or not at all, one pointer, a way back."""

import os
import shutil
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from hashtagger.errors import BrokenArtefact, Conflict, NotFound
from ranker.artefacts import KEPT, Pointer, Shelf
from tests.ranker.shelves import NOW

KIND = "ranker"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "shelf")


def put(shelf, number=0, **facts):
    files = {"model.txt": f"model {number}".encode(), "quantiles.json": b"[1, 2]"}
    return shelf.put(KIND, files, facts={"number": number, **facts}, now=NOW + timedelta(minutes=number)).version


def test_what_was_put_comes_back_with_its_facts(shelf):
    version = put(shelf, 3, schema="abc", metrics={"ndcg": np.float32(0.5), "auc": float("nan")})
    found = shelf.open(KIND, version)
    assert found.files == {"model.txt": b"model 3", "quantiles.json": b"[1, 2]"}
    assert (found.manifest.schema, found.manifest.created) == ("abc", NOW + timedelta(minutes=3))
    assert found.manifest.facts["metrics"] == {"ndcg": 0.5, "auc": None}


def test_versions_are_called_by_their_time_and_listed_newest_first(shelf):
    made = [put(shelf, number) for number in (2, 0, 1)]
    assert made[1].startswith("2026-11-21T030000-")
    assert [each.version for each in shelf.list(KIND)] == [made[0], made[2], made[1]]


def test_two_of_one_second_have_different_names(shelf):
    first = shelf.put(KIND, {"model.txt": b"a"}, facts={}, now=NOW).version
    second = shelf.put(KIND, {"model.txt": b"b"}, facts={}, now=NOW).version
    assert first != second


def test_the_same_again_is_the_same_version(shelf):
    assert put(shelf) == put(shelf)
    assert len(shelf.list(KIND)) == 1


@pytest.mark.parametrize("name", ["../model.txt", "a/b", "manifest.json", "", ".hidden"])
def test_names_that_are_no_plain_files_are_refused(shelf, name):
    with pytest.raises(ValueError, match="not names of files"):
        shelf.put(KIND, {name: b""}, facts={}, now=NOW)


@pytest.mark.parametrize("version", ["2026-11-21T030000-00000000", "../ranker", "", "nonsense", "x\0y"])
def test_a_version_that_is_not_there_is_not_found(shelf, version):
    put(shelf)
    for ask in (shelf.open, shelf.manifest):
        with pytest.raises(NotFound):
            ask(KIND, version)


def test_every_flipped_byte_is_noticed(shelf, tmp_path):
    version = put(shelf)
    for path in (tmp_path / "shelf" / KIND / version).iterdir():
        whole = path.read_bytes()
        for place in range(0, len(whole), 7):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            with pytest.raises(BrokenArtefact):
                shelf.open(KIND, version)
        path.write_bytes(whole)
    shelf.open(KIND, version)


@pytest.mark.parametrize("name", ["model.txt", "manifest.json"])
def test_a_missing_file_is_noticed(shelf, tmp_path, name):
    version = put(shelf)
    (tmp_path / "shelf" / KIND / version / name).unlink()
    with pytest.raises(BrokenArtefact, match=name):
        shelf.open(KIND, version)


def test_nothing_is_current_before_the_first_promotion(shelf):
    put(shelf)
    assert shelf.pointer(KIND) == Pointer()
    assert (shelf.current(KIND), shelf.shadow(KIND), shelf.stamp(KIND)) == (None, None, None)


def test_a_promotion_keeps_the_way_back(shelf):
    old, new = put(shelf, 0), put(shelf, 1)
    shelf.promote(KIND, old, now=NOW)
    before = shelf.stamp(KIND)
    shelf.promote(KIND, new, now=NOW + timedelta(hours=1))
    assert shelf.pointer(KIND) == Pointer(new, (old,), None, NOW + timedelta(hours=1))
    assert shelf.stamp(KIND) != before


def test_promoting_what_is_current_changes_nothing(shelf):
    version = put(shelf)
    shelf.promote(KIND, version, now=NOW)
    shelf.promote(KIND, version, now=NOW + timedelta(hours=1))
    assert shelf.pointer(KIND) == Pointer(version, (), None, NOW)


def test_a_shadow_that_is_promoted_is_no_shadow_any_more(shelf):
    old, new = put(shelf, 0), put(shelf, 1)
    shelf.promote(KIND, old, now=NOW)
    shelf.set_shadow(KIND, new)
    assert shelf.shadow(KIND) == new
    shelf.promote(KIND, new, now=NOW)
    assert (shelf.current(KIND), shelf.shadow(KIND)) == (new, None)


def test_the_current_one_cannot_be_the_shadow(shelf):
    version = put(shelf)
    shelf.promote(KIND, version, now=NOW)
    with pytest.raises(Conflict):
        shelf.set_shadow(KIND, version)


def test_a_broken_version_is_not_promoted(shelf, tmp_path):
    old, new = put(shelf, 0), put(shelf, 1)
    shelf.promote(KIND, old, now=NOW)
    (tmp_path / "shelf" / KIND / new / "model.txt").write_bytes(b"other")
    for act in (lambda: shelf.promote(KIND, new, now=NOW), lambda: shelf.set_shadow(KIND, new)):
        with pytest.raises(BrokenArtefact):
            act()
    assert (shelf.current(KIND), shelf.shadow(KIND)) == (old, None)


def test_the_way_back_ends_at_no_model(shelf):
    versions = [put(shelf, number) for number in range(3)]
    for version in versions:
        shelf.promote(KIND, version, now=NOW)
    assert [shelf.rollback(KIND, now=NOW) for _ in range(3)] == [versions[1], versions[0], None]
    with pytest.raises(Conflict, match="nothing to go back from"):
        shelf.rollback(KIND, now=NOW)


def test_the_way_back_passes_over_what_cannot_be_used(shelf, tmp_path):
    good, other, broken, last = (
        put(shelf, number, schema=schema) for number, schema in enumerate(["ours", "theirs", "ours", "ours"])
    )
    for version in (good, other, broken, last):
        shelf.promote(KIND, version, now=NOW)
    (tmp_path / "shelf" / KIND / broken / "model.txt").unlink()
    assert shelf.rollback(KIND, now=NOW, schema="ours") == good


def test_who_asks_twice_goes_back_once(shelf):
    versions = [put(shelf, number) for number in range(3)]
    for version in versions:
        shelf.promote(KIND, version, now=NOW)
    shelf.rollback(KIND, now=NOW, instead_of=versions[2])
    with pytest.raises(Conflict, match="is current"):
        shelf.rollback(KIND, now=NOW, instead_of=versions[2])
    assert shelf.current(KIND) == versions[1]


def test_a_shadow_that_becomes_current_again_is_no_shadow(shelf):
    first, second = (put(shelf, number) for number in range(2))
    for version in (first, second):
        shelf.promote(KIND, version, now=NOW)
    shelf.set_shadow(KIND, first)
    assert shelf.rollback(KIND, now=NOW) == first
    assert (shelf.current(KIND), shelf.shadow(KIND)) == (first, None)


def test_a_shadow_stays_one_when_another_becomes_current_again(shelf):
    first, second, third = (put(shelf, number) for number in range(3))
    for version in (first, second):
        shelf.promote(KIND, version, now=NOW)
    shelf.set_shadow(KIND, third)
    shelf.rollback(KIND, now=NOW)
    assert shelf.shadow(KIND) == third


def test_a_pointer_that_cannot_be_read_is_told_and_mended_by_a_promotion(shelf, tmp_path):
    version = put(shelf)
    shelf.promote(KIND, version, now=NOW)
    (tmp_path / "shelf" / KIND / "pointer.json").write_text('{"current":')
    with pytest.raises(BrokenArtefact, match="pointer"):
        shelf.current(KIND)
    shelf.promote(KIND, version, now=NOW)
    assert shelf.current(KIND) == version


def test_kinds_know_nothing_of_each_other(shelf):
    shelf.promote(KIND, put(shelf), now=NOW)
    forecast = shelf.put("forecast", {"low.txt": b""}, facts={}, now=NOW).version
    assert (shelf.current("forecast"), [each.version for each in shelf.list("forecast")]) == (None, [forecast])


def test_tidying_keeps_the_newest_and_those_in_use(shelf):
    versions = [put(shelf, number) for number in range(KEPT + 5)]
    for version in versions[:2]:
        shelf.promote(KIND, version, now=NOW)
    shelf.set_shadow(KIND, versions[2])
    assert set(shelf.tidy(KIND)) == {versions[3], versions[4]}
    assert set(shelf.versions(KIND)) == set(versions) - {versions[3], versions[4]}


def test_tidying_keeps_what_is_needed(shelf):
    versions = [put(shelf, number) for number in range(KEPT + 2)]
    assert list(shelf.tidy(KIND, needed={versions[0], "baseline"})) == [versions[1]]


def test_tidying_where_nothing_is_does_nothing(shelf, tmp_path):
    assert list(shelf.tidy(KIND)) == []
    assert not (tmp_path / "shelf").exists()


STEPS = ((os, "fsync"), (os, "mkdir"), (os, "rename"), (os, "replace"), (os, "unlink"), (os, "rmdir"))


def killed_at(step, act, *arguments):
    """Run ``act`` in a process that is killed at the given step between two changes of the disk; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            left = step

            def tick():
                nonlocal left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            def stepwise(original):
                def changed(*values, **options):
                    tick()
                    answer = original(*values, **options)
                    tick()
                    return answer

                return changed

            def in_halves(path, data):
                tick()
                for place in (len(data) // 2, len(data)):
                    with path.open("wb") as file:
                        file.write(data[:place])
                    tick()

            for module, name in STEPS:
                setattr(module, name, stepwise(getattr(module, name)))
            Path.write_bytes = in_halves
            act(*arguments)
            os._exit(0)
        except BaseException:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize(
    ("name", "act", "least"),
    [
        ("put", lambda shelf, versions: put(shelf, 7), 15),
        ("promote", lambda shelf, versions: shelf.promote(KIND, versions[2], now=NOW), 6),
        ("shadow", lambda shelf, versions: shelf.set_shadow(KIND, versions[2]), 6),
        ("rollback", lambda shelf, versions: shelf.rollback(KIND, now=NOW), 6),
    ],
)
def test_a_kill_between_any_two_steps_leaves_the_old_state_or_the_new(tmp_path, name, act, least):
    filled = Shelf(tmp_path / "filled")
    versions = [put(filled, number) for number in range(3)]
    for version in versions[:2]:
        filled.promote(KIND, version, now=NOW)

    def fresh(name):
        shutil.copytree(tmp_path / "filled", tmp_path / name)
        return Shelf(tmp_path / name)

    def state(shelf):
        return shelf.pointer(KIND), [shelf.open(KIND, each).files for each in shelf.versions(KIND)]

    shelf = fresh("calm")
    old = state(shelf)
    act(shelf, versions)
    new = state(shelf)
    step = 1
    shelf = fresh("0")
    while killed_at(step, act, shelf, versions):
        assert state(shelf) in (old, new), step
        if state(shelf) == old:
            # Whoever comes next is not in its way.
            act(shelf, versions)
            assert state(shelf) == new
            assert not [path for path in (tmp_path / str(step - 1) / KIND).iterdir() if path.name.startswith(".b")]
        shelf = fresh(str(step))
        step += 1
    assert state(shelf) == new
    assert step > least


def test_two_processes_that_promote_at_once_lose_nothing(shelf, tmp_path):
    versions = [put(shelf, number) for number in range(KEPT)]
    program = (
        "import sys\nfrom datetime import datetime, UTC\nfrom pathlib import Path\nfrom ranker.artefacts import Shelf\n"
        "shelf = Shelf(Path(sys.argv[1]))\nprint('ready', flush=True)\nsys.stdin.readline()\n"
        "for version in sys.argv[2:]:\n    shelf.promote('ranker', version, now=datetime.now(UTC))\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path / "shelf"), *versions[part::2]],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for part in (0, 1)
    ]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    assert [each.communicate() and each.returncode for each in running] == [0, 0]
    pointer = shelf.pointer(KIND)
    assert {pointer.current, *pointer.previous} == set(versions)
