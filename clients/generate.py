"""
Makes the clients from the OpenAPI document, or says where they differ from it: ``python -m clients.generate [--check]``.

``clients/openapi.json`` is made from the code, ``clients/python/hashtagger_client/generated`` and
``clients/typescript/src/schema.ts`` from that document. Needs the tools of ``clients/requirements.txt`` in the environment
named by ``--tools`` and the packages of ``clients/typescript`` (``make clients`` installs both).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
CLIENTS = ROOT / "clients"
DOCUMENT = Path("openapi.json")
PYTHON = Path("python/hashtagger_client/generated")
TYPESCRIPT = Path("typescript/src/schema.ts")
_FIXED_BOUNDARY = re.compile(r'\n +headers\["Content-Type"\] = "multipart/form-data; boundary=\+\+\+"\n')


def main(arguments: Sequence[str] | None = None) -> int:
    """0: written, or nothing differs. 1: something differs from the document, and is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file would change")
    parser.add_argument("--tools", type=Path, default=ROOT / ".venv" / "clients", help="environment of the generators")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder)
        make_all(made, tools=asked.tools.absolute() / "bin")
        stale = sorted(differences(made, CLIENTS))
        if asked.check:
            for path in stale:
                sys.stderr.write(f"clients/{path} is not what the document gives\n")
            if stale:
                sys.stderr.write("Run 'make clients' and commit what it changes.\n")
            return 1 if stale else 0
        put(made, CLIENTS)
    return 0


def make_all(into: Path, *, tools: Path) -> None:
    """Document and generated code, laid out under ``into`` as under ``clients``. Raises ``CalledProcessError``."""
    (into / DOCUMENT).write_text(_document(), "utf-8")
    _make_python(into, tools)
    _make_typescript(into, tools)


def differences(made: Path, kept: Path) -> Iterator[Path]:
    """The generated files that are missing, too many or other in ``kept``."""
    for part in (DOCUMENT, PYTHON, TYPESCRIPT):
        for path in _files(made / part, made) | _files(kept / part, kept):
            one, other = made / path, kept / path
            if not (one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()):
                yield path


def put(made: Path, kept: Path) -> None:
    """Replace what is generated in ``kept``; nothing of an older generation stays."""
    shutil.rmtree(kept / PYTHON, ignore_errors=True)
    shutil.copytree(made / PYTHON, kept / PYTHON)
    for part in (DOCUMENT, TYPESCRIPT):
        (kept / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made / part, kept / part)


def simple_for_python(document: dict[str, Any]) -> dict[str, Any]:
    """Of several bodies of plain bytes only one: the generator cannot tell them apart. A form goes before lines of JSON."""
    for operation in (each for path in document["paths"].values() for each in path.values()):
        content = operation.get("requestBody", {}).get("content", {})
        raw = [kind for kind in content if content[kind]["schema"].get("type") == "string"]
        kept = [kind for kind in ("multipart/form-data", "application/x-ndjson") if kind in content]
        if len(raw) > 1 and kept:
            content = {kept[0]: content[kept[0]]}
            operation["requestBody"]["content"] = content
        for kind in set(raw) & set(content):
            content[kind]["schema"] |= {"format": "binary"}  # which is how it knows a body of bytes
    return document


def _document() -> str:
    """What ``hashtagger openapi`` prints with no settings but the defaults."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("HASHTAGGER_")}
    with tempfile.TemporaryDirectory() as elsewhere:  # no .env there
        command = [sys.executable, "-m", "api.cli.main", "openapi"]
        told = subprocess.run(command, cwd=elsewhere, env=plain | {"PYTHONPATH": str(ROOT)}, check=True, stdout=-1)
    return told.stdout.decode()


def _make_python(into: Path, tools: Path) -> None:
    simpler = into / "for-python.json"
    simpler.write_text(json.dumps(simple_for_python(json.loads((into / DOCUMENT).read_text("utf-8")))), "utf-8")
    command: list[str | Path] = [
        *(tools / "openapi-python-client", "generate", "--meta", "none", "--overwrite", "--fail-on-warning"),
        *("--path", simpler, "--config", CLIENTS / "python" / "generator.yaml", "--output-path", into / PYTHON),
    ]
    (into / PYTHON).parent.mkdir(parents=True)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"  # where it finds ruff
    subprocess.run(command, check=True, env={**os.environ, "PATH": path}, stdout=subprocess.DEVNULL)
    shutil.rmtree(into / PYTHON / ".ruff_cache", ignore_errors=True)
    for module in (into / PYTHON / "api").rglob("*.py"):
        # A boundary that everybody knows may stand in what is sent; without this line the client draws one by chance.
        module.write_text(_FIXED_BOUNDARY.sub("\n", module.read_text("utf-8")), "utf-8")


def _make_typescript(into: Path, tools: Path) -> None:
    (into / TYPESCRIPT).parent.mkdir(parents=True)
    script = CLIENTS / "typescript" / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    # A wish with a default may be left out.
    command: list[str | Path] = [
        tools / "node",
        script,
        into / DOCUMENT,
        "--default-non-nullable=false",
        "--output",
        into / TYPESCRIPT,
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _files(part: Path, base: Path) -> set[Path]:
    if part.is_file():
        return {part.relative_to(base)}
    found = {path for path in part.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    return {path.relative_to(base) for path in found}


if __name__ == "__main__":
    sys.exit(main())
