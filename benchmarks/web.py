"""
How long a browser waits for the first byte of each page, and how much it loads: 100,000 tags, a million tag-hours, a week of
trends. ``python -m benchmarks.web [--quick]``

A page is compared with what it shows: the same questions to the API of the same server, asked one after another over the same
connection, between the measurements of the page. Sizes are bytes on the wire, as a browser without a cache gets them: the page,
its styles, scripts and modules, and the specifications of its charts.
"""

from __future__ import annotations

import contextlib
import gzip
import html
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from benchmarks.report import arguments, finish, table
from benchmarks.trend_reading import fill_trends
from benchmarks.web_server import ASKED
from hashtagger.settings import Settings
from hashtagger.storage import migrate
from hashtagger.storage.database import open_database

PAGES = (
    "/",
    "/history",
    "/saved",
    "/trends",
    "/trends?window=24h&order=growth",
    "/trends?window=7d&order=volume",
    "/trends/tag/tag7",
    "/trends/tag/tag7?step=day",
    "/trends/tag/tag50000",
    "/trends/compare?tags=tag0,tag1,tag2,tag3,tag4&span=31d",
    "/watchlists",
    "/watchlists/new",
    "/report-mails",
    "/report-mails/new?view=trends",
    "/experiments",
    "/experiments/new",
    "/lift",
    "/accounts",
    "/admin",
    "/admin/sources",
    "/admin/reviews",
    "/admin/flags",
    "/admin/models",
    "/admin/jobs",
    "/admin/rankers",
    "/admin/keys",
)
FIRST_VIEW_KB, CHARTS_KB = 200.0, 500.0
TIMES_API, SPARE_MS = 1.5, 20.0
"""A page may take so many times what its questions take, and this much longer."""
BAR = {"page": "ms <= 1.5 * api_ms + 20", "first_view_kb": FIRST_VIEW_KB, "charts_page_kb": CHARTS_KB}
_LINKED = re.compile(r'<(?:script|link)\b[^>]*?\b(?:src|href)="(/static/[^"]+)"')
_IMPORTED = re.compile(r'^import\s[^"\']*["\'](\.[^"\']+)["\']', re.MULTILINE)
_CHART = re.compile(r'data-chart="([^"#]+)')


def main() -> None:
    quick = arguments(__doc__).parse_args().quick
    size = (
        {"tags": 10_000, "rows": 100_000, "scopes": 1} if quick else {"tags": 100_000, "rows": 1_000_000, "scopes": 5}
    )
    with tempfile.TemporaryDirectory(prefix="web") as folder, _served(Path(folder) / "data", size) as address:
        browser = Browser(address)
        rows = [_measured(browser, page, repeats=9 if quick else 40) for page in PAGES]
    table([{name: value for name, value in row.items() if name != "passed"} for row in rows])
    pages = {row["page"]: {name: row[name] for name in ("ms", "p95_ms", "limit_ms", "kb")} for row in rows}
    slow = [row["page"] for row in rows if not row["passed"]]
    finish({**size, "pages": pages, "failed": slow}, bar=BAR, passed=not slow)


class Browser:
    """One kept connection, as a browser has it."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)

    def get(self, path: str, *, accept: str = "text/html") -> tuple[float, http.client.HTTPResponse, bytes]:
        """Seconds to the first byte, the answer, and its body as it travelled. Raises ``RuntimeError`` for a failure."""
        headers = {"Accept": accept, "Accept-Encoding": "gzip", "Accept-Language": "en"}
        began = time.perf_counter()
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        took, body = time.perf_counter() - began, answer.read()
        if answer.status >= 500 or (answer.status >= 400 and accept == "text/html" and answer.status != 404):
            raise RuntimeError(f"{path}: {answer.status}")
        return took, answer, body


def _measured(browser: Browser, page: str, *, repeats: int) -> dict[str, Any]:
    """The page and its questions in turn, so that whatever else the machine does meets both."""
    _, answer, body = browser.get(page)
    questions = json.loads(answer.headers[ASKED])
    pages, asked = [], []
    for _ in range(repeats):
        pages.append(1000 * browser.get(page)[0])
        asked.append(1000 * sum(browser.get(question, accept="application/json")[0] for question in questions))
    api_ms, page_ms = statistics.median(asked), statistics.median(pages)
    limit_ms = TIMES_API * api_ms + SPARE_MS
    kb, has_charts = _weight_kb(browser, page, answer, body)
    return {
        "page": page,
        "status": answer.status,
        "calls": len(questions),
        "ms": round(page_ms, 1),
        "p95_ms": round(sorted(pages)[min(len(pages) - 1, int(0.95 * len(pages)))], 1),
        "api_ms": round(api_ms, 1),
        "limit_ms": round(limit_ms, 1),
        "page_kb": round(len(body) / 1000, 1),
        "kb": round(kb, 1),
        "passed": page_ms <= limit_ms and kb <= (CHARTS_KB if has_charts else FIRST_VIEW_KB),
    }


def _weight_kb(browser: Browser, page: str, answer: http.client.HTTPResponse, body: bytes) -> tuple[float, bool]:
    """The page with everything that it loads, each file once; and whether it has charts."""
    text = _decoded(answer, body)
    charts = {html.unescape(address) for address in _CHART.findall(text)}
    found, total = set(_LINKED.findall(text)), len(body)
    todo = [*found, *charts]
    while todo:
        path = todo.pop()
        _, loaded, content = browser.get(path, accept="*/*")
        total += len(content)
        if path.endswith(".js"):
            new = {urljoin(path, each) for each in _IMPORTED.findall(_decoded(loaded, content))} - found
            found |= new
            todo += new
    return total / 1000, bool(charts)


def _decoded(answer: http.client.HTTPResponse, body: bytes) -> str:
    return (gzip.decompress(body) if answer.headers.get("content-encoding") == "gzip" else body).decode()


@contextlib.contextmanager
def _served(data_dir: Path, size: dict[str, int]) -> Iterator[str]:
    """The address of a server over a filled database, until the block ends."""
    url = Settings(data_dir=data_dir).database_url
    migrate.upgrade(url)
    with open_database(url) as database:
        database.write_now(fill_trends, **size)
    command = [sys.executable, "-m", "benchmarks.web_server", str(data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                raise RuntimeError("the server did not start")
            yield address
        finally:
            process.terminate()
            process.wait(30)


if __name__ == "__main__":
    main()
