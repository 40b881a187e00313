"""What is generated is compared file by file with what is committed."""

from pathlib import Path

import pytest

from clients.generate import DOCUMENT, PYTHON, TYPESCRIPT, differences, put, simple_for_python


@pytest.fixture
def made(tmp_path):
    for part in (DOCUMENT, PYTHON / "api" / "tags.py", PYTHON / "models.py", TYPESCRIPT):
        (tmp_path / "made" / part).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "made" / part).write_text(f"of {part}")
    return tmp_path / "made"


@pytest.fixture
def kept(made, tmp_path):
    put(made, tmp_path / "kept")
    return tmp_path / "kept"


def test_nothing_differs_after_it_was_put_in_its_place(made, kept):
    assert list(differences(made, kept)) == []


def test_what_was_edited_added_or_forgotten_is_named(made, kept):
    (kept / TYPESCRIPT).write_text("edited by hand")
    (kept / PYTHON / "old.py").write_text("of an operation that is gone")
    (kept / PYTHON / "models.py").unlink()
    assert set(differences(made, kept)) == {TYPESCRIPT, PYTHON / "old.py", PYTHON / "models.py"}


def test_putting_leaves_nothing_of_an_older_generation_and_nothing_else_alone(made, kept):
    (kept / PYTHON / "old.py").write_text("of an operation that is gone")
    written_by_hand = kept / PYTHON.parent / "client.py"
    written_by_hand.write_text("by hand")
    put(made, kept)
    assert not (kept / PYTHON / "old.py").exists()
    assert written_by_hand.read_text() == "by hand"


def test_traces_of_running_are_no_difference(made, kept):
    (kept / PYTHON / "__pycache__").mkdir()
    Path(kept / PYTHON / "__pycache__" / "models.pyc").write_bytes(b"")
    assert list(differences(made, kept)) == []


def test_of_several_bodies_of_bytes_python_gets_one():
    text = {"schema": {"type": "string"}}
    content = {"text/csv": text, "application/x-ndjson": text}
    document = {"paths": {"/v1/feedback": {"post": {"requestBody": {"content": content}}}}}
    (operation,) = simple_for_python(document)["paths"]["/v1/feedback"].values()
    assert operation["requestBody"]["content"] == {
        "application/x-ndjson": {"schema": {"type": "string", "format": "binary"}}
    }
