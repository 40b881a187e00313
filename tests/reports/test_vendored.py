"""What others made is there whole, as it was recorded."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = [ROOT / "hashtagger/reports/fonts", ROOT / "api/web/static/vendor"]


def digest_of(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_is_recorded_with_its_digest(folder):
    note = (folder / "VENDOR.md").read_text("utf-8")
    files = [path for path in folder.iterdir() if path.suffix in (".ttf", ".js")]
    assert files
    for path in files:
        line = next(each for each in note.splitlines() if path.name in each and digest_of(path) in each)
        assert re.search(r"[0-9a-f]{64}", line)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_their_licences_are_beside_them(folder):
    note = (folder / "VENDOR.md").read_text("utf-8")
    named = set(re.findall(r"[\w.-]+\.txt", note))
    assert named == {path.name for path in folder.glob("*.txt")}
