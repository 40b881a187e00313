"""Crawls of fake sites, each in a process of its own: Twisted's reactor starts once a process."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
QUICK = {"DOWNLOAD_DELAY": 0, "DOWNLOAD_TIMEOUT": 3, "RETRY_TIMES": 1, "CONCURRENT_REQUESTS_PER_DOMAIN": 32}


@pytest.fixture
def crawl(sqlite_url):
    """``crawl("mastodon", {settings of trends})`` → its report, and what it logged under 'log'."""

    def run(source: str, trends: dict[str, Any], *, limits: dict[str, Any] | None = None, log_level: str = "WARNING"):
        asked = {
            "source": source,
            "settings": {
                "database": {"url": sqlite_url},
                "log_level": log_level,
                "trends": {"contact": "ops@example.org", **trends},
            },
            "limits": {"seconds": 20, **(limits or {})},
            "scrapy": QUICK,
        }
        program = [sys.executable, "-m", "tests.crawlers.crawl_once"]
        done = subprocess.run(program, input=json.dumps(asked), capture_output=True, text=True, timeout=60, cwd=ROOT)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) | {"log": done.stderr}

    return run
