"""The TypeScript client: types, its own tests, and the example against a server; 'make test-clients' installs what it takes."""

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from tests.api.builders import photo
from tests.api.test_server import server

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "clients" / "typescript"
NODE = ROOT / ".venv" / "clients" / "bin" / "node"
TSC = PACKAGE / "node_modules" / "typescript" / "bin" / "tsc"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (NODE.exists() and TSC.exists()), reason="run 'make test-clients'"),
]


@pytest.fixture(scope="module", autouse=True)
def built():
    subprocess.run([NODE, TSC], cwd=PACKAGE, check=True)


def test_it_needs_nothing_that_only_node_has():
    subprocess.run([NODE, TSC, "--project", "tsconfig.src.json"], cwd=PACKAGE, check=True)


def test_its_own_tests_pass():
    subprocess.run([NODE, "--test", "dist/tests/client.test.js"], cwd=PACKAGE, check=True)


async def test_the_example_runs_against_a_server(data_dir, tmp_path):
    (tmp_path / "red.png").write_bytes(photo())
    async with server(data_dir) as (_, address):
        example = await asyncio.create_subprocess_exec(
            *(NODE, PACKAGE / "dist" / "examples" / "recommend.js", tmp_path / "red.png", "my red dog"),
            env={**os.environ, "HASHTAGGER_URL": address},
            stdout=asyncio.subprocess.PIPE,
        )
        said = (await example.communicate())[0].decode()
    assert example.returncode == 0
    assert said.startswith("#")
    assert "kept: " in said
