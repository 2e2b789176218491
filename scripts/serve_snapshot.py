"""Serve the published snapshot to analysts, over HTTP and for reading only (service `snapshot` of docker-compose.yml).

INSTALL httpfs; ATTACH 'http://localhost:8081/tollwatch.duckdb' AS news (READ_ONLY);

DuckDB asks for the parts of the file that a query needs. Each answer is of one publication and bears its ETag: a query
that would get parts of two fails, and whoever asked it attaches the file again.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, PlainTextResponse
from starlette.routing import Route

from pipeline.settings import Settings

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send


class Published:
    """Answers with one file, or with parts of it, as it was when it was asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            opened = self._path.open("rb")
        except FileNotFoundError:
            await PlainTextResponse("nothing is published yet\n", 404)(scope, receive, send)
            return
        with opened:  # by its handle: under its name another one may lie by the time it is read
            handle = opened.fileno()
            await FileResponse(f"/proc/self/fd/{handle}", stat_result=os.fstat(handle))(scope, receive, send)


def application(snapshot: Path) -> Starlette:
    """The file below its own name, and at the root how to open it."""

    async def told(request: Request) -> PlainTextResponse:
        return PlainTextResponse(f"ATTACH '{request.url}{snapshot.name}' AS news (READ_ONLY);\n")

    return Starlette(routes=[Route("/", told), Route(f"/{snapshot.name}", Published(snapshot), methods=["GET"])])


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8081, help="port to listen on (default: 8081)")
    options = parser.parse_args()
    uvicorn.run(application(Settings().snapshot), host=options.host, port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
