"""A real HTTP server on loopback whose every answer a test decides, also the broken ones.

    with WebServer() as server:
        server.routes["/feed.xml"] = Answer(body=FEED, headers={"ETag": '"1"'})
        ... server.url("/feed.xml") ...
        assert server.asked("/feed.xml")[0].headers["user-agent"]

As a proxy it answers for any host: a route may be a whole URL (`http://north.example/feed.xml`).
"""

from __future__ import annotations

import socket
import ssl
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

LONGEST_HOLD_S = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it came; header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    at: float
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return self.target.partition("?")[0]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    `length` is the Content-Length to claim (None: the true one; "": none at all, chunked). `raw` goes out as it is, in
    place of everything else. `hold` is waited for before the answer begins. `drip_s` is the pause after each byte.
    `cut` resets the connection after the body.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    length: str | None = None
    raw: bytes | None = None
    hold: threading.Event | None = None
    drip_s: float | None = None
    cut: bool = False


Route = Answer | Callable[[Request], Answer]


class WebServer:
    """Serves `routes` (path with or without its query, or whole URL, to answer) and keeps all `requests`."""

    def __init__(self, *, tls: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = {}
        self.requests: list[Request] = []
        self.faults: list[BaseException] = []
        self._httpd = _Server(self)
        self._scheme = "https" if tls else "http"
        if tls:
            self._httpd.socket = tls.wrap_socket(self._httpd.socket, server_side=True)
        self._thread = threading.Thread(target=self._httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._httpd.shutdown()
        self._httpd.server_close()
        self._thread.join()
        if kind is None and self.faults:
            raise self.faults[0]

    @property
    def port(self) -> int:
        """The port that the system chose."""
        return int(self._httpd.server_address[1])

    def url(self, path: str = "", host: str = "127.0.0.1") -> str:
        """The address of a path here."""
        return f"{self._scheme}://{host}:{self.port}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests for this path, or whole URL, in order."""
        return [request for request in self.requests if path in {request.path, request.target}]

    def answer(self, request: Request) -> Answer:
        """What the routes say; 404 where they say nothing."""
        self.requests.append(request)
        route = self.routes.get(request.target) or self.routes.get(request.path) or Answer(404, b"not here")
        return route if isinstance(route, Answer) else route(request)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, owner: WebServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.owner = owner

    def handle_error(self, request: object, client_address: object) -> None:
        error = sys.exception()
        # A client that hangs up is what many tests are about.
        if error and not isinstance(error, ConnectionError | ssl.SSLError | TimeoutError):
            self.owner.faults.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        answer = self.server.owner.answer(Request(self.command, self.path, headers, time.monotonic(), body))
        if answer.hold:
            answer.hold.wait(LONGEST_HOLD_S)
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        is_chunked = answer.length == ""
        if is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif answer.status != 304:
            self.send_header("Content-Length", answer.length or str(len(answer.body)))
        self.end_headers()
        self._send_body(answer, is_chunked=is_chunked)

    do_POST = do_GET  # noqa: N815 - the name is the base class's

    def _send_body(self, answer: Answer, *, is_chunked: bool) -> None:
        if answer.drip_s is not None:
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                self.wfile.flush()
                time.sleep(answer.drip_s)
        elif is_chunked:
            for start in range(0, len(answer.body), 65_536):
                piece = answer.body[start : start + 65_536]
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if not answer.cut:
                self.wfile.write(b"0\r\n\r\n")
        else:
            self.wfile.write(answer.body)
        if answer.cut:
            self.wfile.flush()
            # A linger time of zero makes close() send a reset.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Say nothing: the tests look at `requests`."""
