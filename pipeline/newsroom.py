"""The bundled newsroom: invented outlets served over real HTTP on loopback.

The server acts as a forward proxy for the host names that it has folders for (`examples/newsroom/<host>/<path>`), so
the addresses of the pages are the same whatever the port, and the code that fetches them is the code that fetches the
news.

    python -m pipeline.newsroom --port 8181
    curl --proxy http://127.0.0.1:8181 http://harbour-post.example/rss.xml
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from pipeline.settings import PROJECT

FOLDER: Final = PROJECT / "examples" / "newsroom"
LOOPBACK: Final = "127.0.0.1"

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}
_IDLE_S: Final = 30.0
_CHANGED: Final = re.compile(
    rb"<lastBuildDate>([^<]+)<|<updated>([^<]+)<|article:(?:modified|published)_time\" content=\"([^\"]+)\""
)


@dataclass(frozen=True)
class Page:
    """One file as it is served: bytes and validators follow from its content, not from the checkout's clock."""

    content: bytes
    content_type: str
    file_time: dt.datetime

    @cached_property
    def etag(self) -> str:
        """A strong validator without its quotes."""
        return hashlib.sha256(self.content).hexdigest()[:20]

    @cached_property
    def last_modified(self) -> dt.datetime:
        """When the content says that it was changed; the file's own time where it says nothing."""
        found = _CHANGED.search(self.content)
        if not found:
            return self.file_time
        value = next(group for group in found.groups() if group).decode("ascii", "replace")
        try:
            changed = dt.datetime.fromisoformat(value)
        except ValueError:
            changed = parsedate_to_datetime(value)
        return changed.astimezone(dt.UTC)


class _Newsroom(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder.resolve()
        self.hosts = frozenset(entry.name for entry in self.folder.iterdir() if entry.is_dir())
        super().__init__((LOOPBACK, port), _Handler)

    def page(self, host: str, path: str) -> Page | None:
        """The file behind a path, with or without `.html`; null where there is none."""
        root = self.folder / host
        asked = root / unquote(path).strip("/")
        for file in (asked, asked.with_name(f"{asked.name}.html"), asked / "index.html"):
            if os.path.isfile(file) and file.resolve().is_relative_to(root):  # noqa: PTH113 - no error on odd names
                changed = dt.datetime.fromtimestamp(int(file.stat().st_mtime), dt.UTC)
                return Page(file.read_bytes(), _TYPES.get(file.suffix, "application/octet-stream"), changed)
        return None


class _Handler(BaseHTTPRequestHandler):
    server: _Newsroom
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    sys_version = ""
    timeout = _IDLE_S

    def do_GET(self) -> None:
        # A proxy is asked with the whole address; a plain client with a path and a Host header.
        target = urlsplit(self.path)
        host = (target.hostname or self.headers.get("Host", "").partition(":")[0]).lower()
        if host not in self.server.hosts:
            known = ", ".join(sorted(self.server.hosts))
            self._answer(HTTPStatus.BAD_GATEWAY, f"no host {host!r} in this newsroom; it has {known}\n".encode())
            return
        page = self.server.page(host, target.path)
        if page is None:
            self._answer(HTTPStatus.NOT_FOUND, f"{host} has no page {target.path}\n".encode())
            return
        self._send_page(page)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_CONNECT(self) -> None:
        self.close_connection = True
        self._answer(HTTPStatus.BAD_GATEWAY, b"this newsroom speaks plain HTTP only: ask for http:// addresses\n")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Says nothing: the pull step keeps the fetch log."""

    def _send_page(self, page: Page) -> None:
        is_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        etag = f'"{page.etag}-gzip"' if is_gzip else f'"{page.etag}"'
        headers = {
            "ETag": etag,
            "Last-Modified": format_datetime(page.last_modified, usegmt=True),
            "Cache-Control": "max-age=0",
            "Vary": "Accept-Encoding",
        }
        if self._has_current(page):
            self._answer(HTTPStatus.NOT_MODIFIED, b"", headers)
            return
        body = gzip.compress(page.content, mtime=0) if is_gzip else page.content
        if is_gzip:
            headers["Content-Encoding"] = "gzip"
        self._answer(HTTPStatus.OK, body, {**headers, "Content-Type": page.content_type})

    def _has_current(self, page: Page) -> bool:
        """Whether the client's validators still hold; If-None-Match outranks If-Modified-Since (RFC 9110, 13.2.2)."""
        if tags := self.headers.get("If-None-Match"):
            known = {tag.strip().removeprefix("W/").strip('"') for tag in tags.split(",")}
            return bool(known & {page.etag, f"{page.etag}-gzip", "*"})
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except ValueError:
            return False
        return page.last_modified <= since.astimezone(dt.UTC)

    def _answer(self, status: HTTPStatus, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/plain; charset=utf-8", **(headers or {})}.items():
            self.send_header(name, value)
        if status is not HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def serve(folder: Path = FOLDER, port: int = 0) -> Iterator[str]:
    """Serves the folder in a thread while the context lasts.

    Args:
        folder: one folder for each host name.
        port: 0 takes a free one.

    Yields:
        The proxy's URL, `http://127.0.0.1:<port>`.
    """
    with _Newsroom(folder, port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    """Serves until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.newsroom", description=serve.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="one folder for each host name")
    asked = parser.parse_args()
    with serve(asked.folder, asked.port) as url:
        print(url, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
