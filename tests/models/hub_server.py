"""A server on the loopback that speaks the hub's protocol, and breaks off where it is told to."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

LARGE_BYTES = 10_000
"""Files of at least this size are in large-file storage: their sha256 is listed and they are served after a redirect."""


@dataclass
class FakeHub:
    """``commits``: repository → commit → files; ``heads``: repository → the commit that 'main' is."""

    url: str = ""
    commits: dict[str, dict[str, dict[str, bytes]]] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    break_after: dict[str, int] = field(default_factory=dict)
    """file name → bytes after which the next transfers of it break off"""
    corrupt: set[str] = field(default_factory=set)
    """file names that are served with their first byte changed"""
    gated: set[str] = field(default_factory=set)
    """repositories that nobody gets without a token"""
    refuse: bool = False
    """answer every download with 503"""
    ranges: list[tuple[str, str]] = field(default_factory=list)
    """(file name, Range header or '') of every download"""
    requests: list[str] = field(default_factory=list)

    def add(self, repository: str, commit: str, files: dict[str, bytes]) -> None:
        self.commits.setdefault(repository, {})[commit] = files
        self.heads[repository] = commit

    def add_folder(self, repository: str, commit: str, folder: Path) -> None:
        self.add(repository, commit, {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})


@contextmanager
def serve_hub() -> Iterator[FakeHub]:
    hub = FakeHub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _answers_for(hub))
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _answers_for(hub: FakeHub) -> type[BaseHTTPRequestHandler]:
    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self.do_GET()

        def do_GET(self) -> None:
            path = urlsplit(self.path).path.strip("/")
            hub.requests.append(path)
            if any(name in path for name in hub.gated) and not self.headers.get("Authorization"):
                self._fail(401, "GatedRepo")
            elif path.startswith("api/models/"):
                self._describe(*path.removeprefix("api/models/").split("/revision/"))
            elif path.startswith("cdn/"):
                self._send_file(*path.removeprefix("cdn/").split("/@/"))
            else:
                repository, rest = path.split("/resolve/")
                self._resolve(repository, *rest.split("/", 1))

        def _describe(self, repository: str, revision: str = "main") -> None:
            commit = hub.heads.get(repository) if revision == "main" else revision
            files = hub.commits.get(repository, {}).get(commit or "")
            if repository not in hub.commits:
                self._fail(404, "RepoNotFound")
            elif files is None:
                self._fail(404, "RevisionNotFound")
            else:
                siblings = [_sibling(name, content) for name, content in files.items()]
                body = json.dumps({"id": repository, "sha": commit, "siblings": siblings}).encode()
                self._reply(200, body, {"Content-Type": "application/json"})

        def _resolve(self, repository: str, commit: str, name: str) -> None:
            content = hub.commits.get(repository, {}).get(commit, {}).get(name)
            if content is None:
                self._fail(404, "EntryNotFound")
            elif len(content) < LARGE_BYTES:
                self._send_file(f"{repository}/{commit}", name)
            else:
                self._redirect(repository, commit, name, content)

        def _redirect(self, repository: str, commit: str, name: str, content: bytes) -> None:
            sha256 = hashlib.sha256(content).hexdigest()
            headers = {
                "Location": f"{hub.url}/cdn/{repository}/{commit}/@/{name}",
                "X-Repo-Commit": commit,
                "X-Linked-Etag": f'"{sha256}"',
                "X-Linked-Size": str(len(content)),
            }
            self._reply(302, b"", headers)

        def _send_file(self, where: str, name: str) -> None:
            repository, commit = where.rsplit("/", 1)
            content = hub.commits[repository][commit][name]
            asked = self.headers.get("Range", "")
            hub.ranges.append((name, asked))
            if hub.refuse:
                self._fail(503, "")
                return
            if name in hub.corrupt:
                content = bytes([content[0] ^ 1]) + content[1:]
            first = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
            headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()}"', "Accept-Ranges": "bytes"}
            if asked:
                headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
            self._reply(206 if asked else 200, content[first:], headers, cut=hub.break_after.pop(name, None))

        def _reply(self, status: int, body: bytes, headers: dict[str, str], *, cut: int | None = None) -> None:
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(key, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[:cut])
            if cut is not None:
                hub.refuse = True
                self.close_connection = True

        def _fail(self, status: int, code: str) -> None:
            self._reply(status, b"{}", {"X-Error-Code": code, "Content-Type": "application/json"})

    return Answers


def _sibling(name: str, content: bytes) -> dict[str, object]:
    entry: dict[str, object] = {
        "rfilename": name,
        "size": len(content),
        "blobId": hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest(),
    }
    if len(content) >= LARGE_BYTES:
        entry["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
    return entry
