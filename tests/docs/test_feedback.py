"""The examples of ``docs/feedback.md`` are sent to a server, and its numbers are those in use."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from api import bulk
from api.middleware.body_limits import MAX_STREAMED_BYTES, MAX_STREAMS
from api.routes.posts import SHOWN_OBSERVATIONS
from api.schemas.feedback import FeedbackRowIn
from api.schemas.posts import EngagementRowIn
from hashtagger.posts import FeedbackKind
from hashtagger.settings import RankerSettings, RecommendSettings
from hashtagger.storage.engagements import MAX_OBSERVATIONS
from hashtagger.storage.feedback import CLOCKS_DIFFER
from tests.api.conftest import data_template, plain_logs  # noqa: F401  (fixtures)

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "feedback.md").read_text("utf-8")


def commands():
    blocks = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    return [command for block in blocks for command in re.split(r"\n\n|\n(?=curl)", block.strip())]


@pytest.fixture
def address(data_template, tmp_path):  # noqa: F811
    folder = tmp_path / "data"
    shutil.copytree(data_template, folder)
    arguments = [sys.executable, "-m", "tests.api.fake_server", str(folder), "0", "1"]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        yield process.stdout.readline().strip()
        process.kill()


def test_every_example_is_accepted(address):
    answer = httpx.post(f"{address}/v1/recommendations", json={"text": "My dog loves the beach"}, timeout=60).json()
    variables = {"ID": answer["recommendation_id"], "TAG": answer["tags"][0]["tag"]}
    assert len(commands()) == 9
    for command in commands():
        sent = f"set -eo pipefail; {command.replace('localhost:8000', address)}".replace("curl -s", "curl -sf")
        done = subprocess.run(
            ["bash", "-c", sent], env=variables | {"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, command
        told = json.loads(done.stdout or "{}")
        assert told.get("refused", 0) == 0, told
        assert "tags" not in told or told["post_id"]


def test_the_limits_are_those_in_use():
    ranker = RankerSettings()
    assert f"up to {bulk.MAX_LINES - 1:,} rows and {MAX_STREAMED_BYTES // 2**20} MiB" in PAGE
    assert f"at most {bulk.MAX_LINE_BYTES:,} bytes" in PAGE
    assert f"of the first {bulk.MAX_TOLD:,}\nrefused ones" in PAGE
    assert f"chunks of {bulk.CHUNK_ROWS:,} or {bulk.CHUNK_BYTES // 2**20} MiB" in PAGE
    assert f"{MAX_OBSERVATIONS:,} observations are kept" in PAGE
    assert f"the newest {SHOWN_OBSERVATIONS}." in PAGE
    assert f"At most {MAX_STREAMS} deliveries" in PAGE
    assert f"by {CLOCKS_DIFFER.total_seconds() / 60:g} minutes" in PAGE
    assert f"older than {ranker.keep_posts_days} days" in PAGE
    assert f"more than {ranker.max_feedback_per_day:,} feedback events or {ranker.max_engagement_per_day:,}" in PAGE
    assert f"its answer ({RecommendSettings().retention_days} days)" in PAGE


def test_every_column_and_kind_is_named():
    fields = {*EngagementRowIn.model_fields, *FeedbackRowIn.model_fields, *(kind.value for kind in FeedbackKind)}
    assert {name for name in fields if f"`{name}`" not in PAGE} == set()
