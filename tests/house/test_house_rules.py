"""Rules of the house that no linter knows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    path
    for folder in ("hashtagger", "crawlers", "ranker", "migrations", "api", "jobs", "benchmarks", "tests")
    for path in (ROOT / folder).rglob("*.py")
)


def test_no_file_is_a_room_with_too_many_people_in_it():
    assert {str(p.relative_to(ROOT)): n for p in SOURCES if (n := len(p.read_text("utf-8").splitlines())) > 400} == {}


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if (text := path.read_text("utf-8").lstrip())
        and not text.startswith(('"""', "#!"))
        and "tests" not in path.parts
    ]
    assert silent == []


@pytest.mark.parametrize(
    "module", ["hashtagger", "api.cli.main", "hashtagger.bootstrap", "api.main", "migrations", "jobs.main"]
)
def test_importing_an_entry_point_loads_nothing_heavy(module):
    program = (
        f"import sys, {module}\n"
        "heavy = {'torch', 'open_clip', 'transformers', 'timm', 'faiss', 'lightgbm', 'scrapy', 'av'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert out.stdout.strip() == "[]"


def test_no_registry_address_is_committed():
    hosts = ("py" + "pi.org", "python" + "hosted.org", "registry." + "npmjs", "deb." + "debian.org")
    files = [*SOURCES, *ROOT.glob("*.toml"), *ROOT.glob("*.txt"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    assert [str(f) for f in files if any(host in f.read_text("utf-8") for host in hosts)] == []


def test_no_page_has_an_inline_script_style_or_handler():
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|hx-vals=.js:", re.IGNORECASE
    )
    pages = sorted((ROOT / "api" / "web" / "templates").rglob("*.html"))
    assert pages
    assert {str(p.relative_to(ROOT)): m[0] for p in pages if (m := inline.search(p.read_text("utf-8")))} == {}


def test_no_page_loads_anything_from_another_host():
    elsewhere = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//", re.IGNORECASE)
    ours = [*(ROOT / "api" / "web" / "templates").rglob("*.html"), *(ROOT / "api" / "web" / "static").glob("*.*")]
    assert [str(p) for p in ours if p.suffix != ".png" and elsewhere.search(p.read_text("utf-8"))] == []
