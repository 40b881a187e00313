import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from hashtagger.index.faiss_index import FILES, FaissTagIndex
from hashtagger.index.generations import read_current, write_generation
from hashtagger.types import Tag


def index_of(n: int, *, revision: int, fingerprint: str = "model-a") -> FaissTagIndex:
    vectors = np.eye(16, dtype=np.float32)[np.arange(n) % 16]
    keys = [Tag(f"tag{i}") for i in range(n)]
    return FaissTagIndex.build(keys, vectors, fingerprint=fingerprint, revision=revision)


def test_what_was_written_is_read_back(tmp_path):
    write_generation(tmp_path, index_of(20, revision=5))
    index = read_current(tmp_path, "model-a")
    assert index is not None
    assert (index.size, index.revision, index.keys[3]) == (20, 5, "tag3")


def test_the_newest_generation_is_used_and_older_ones_go(tmp_path):
    for revision in range(1, 6):
        write_generation(tmp_path, index_of(20, revision=revision))
    index = read_current(tmp_path, "model-a")
    assert index is not None
    assert index.revision == 5
    assert len(list(tmp_path.glob("gen-*"))) == 2


@pytest.mark.parametrize("file", FILES)
def test_one_flipped_byte_sends_readers_to_the_generation_before(tmp_path, file):
    write_generation(tmp_path, index_of(20, revision=1))
    newest = write_generation(tmp_path, index_of(20, revision=2)) / file
    content = bytearray(newest.read_bytes())
    content[len(content) // 2] ^= 0x10
    newest.write_bytes(content)
    index = read_current(tmp_path, "model-a")
    assert index is not None
    assert index.revision == 1


def test_a_missing_pointer_is_no_harm(tmp_path):
    write_generation(tmp_path, index_of(20, revision=3))
    (tmp_path / "CURRENT").unlink()
    index = read_current(tmp_path, "model-a")
    assert index is not None
    assert index.revision == 3


def test_vectors_of_another_model_are_never_searched(tmp_path):
    write_generation(tmp_path, index_of(20, revision=1, fingerprint="model-b"))
    assert read_current(tmp_path, "model-a") is None


def test_without_any_whole_generation_the_caller_is_told_to_rebuild(tmp_path):
    assert read_current(tmp_path / "nothing", "model-a") is None


KILLED_BUILD = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import hashtagger.durable as durable
import hashtagger.index.generations as generations
from test_generations import index_of
step = int(sys.argv[2])
count = 0
def watch(frame, event, arg):
    # Die at the step-th line executed inside the writer: every point of a build is tried in turn.
    global count
    if frame.f_code.co_filename in (generations.__file__, durable.__file__):
        if event == "line":
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
        return watch
index = index_of(20, revision=2)
sys.settrace(watch)
generations.write_generation(Path(sys.argv[1]), index)
sys.settrace(None)
print(count)
"""


@pytest.mark.slow
def test_kill_9_at_any_line_of_a_build_leaves_a_whole_index(tmp_path):
    program = KILLED_BUILD.format(tests=str(Path(__file__).parent))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}

    def build(root: Path, step: int) -> subprocess.CompletedProcess[str]:
        write_generation(root, index_of(20, revision=1))
        command = [sys.executable, "-c", program, str(root), str(step)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    lines = int(build(tmp_path / "whole", 0).stdout)
    seen = set()
    for step in range(1, lines + 1, 3):
        root = tmp_path / str(step)
        assert build(root, step).returncode == -signal.SIGKILL
        index = read_current(root, "model-a")
        assert index is not None
        seen.add(index.revision)
        write_generation(root, index_of(20, revision=3))
        assert read_current(root, "model-a").revision == 3  # type: ignore[union-attr]
        assert not [*root.glob(".building-*"), *root.glob(".CURRENT.*")]
    assert seen == {1, 2}
