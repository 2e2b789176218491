"""A news server for measurements: many host names, a feed at every path, so many milliseconds before each answer.

usage: python -m benchmarks.feed_server LATENCY_MS

It answers as a forward proxy, so that each host keeps its name, and prints its port. `http://counts.test/` tells, as
JSON, how many requests it answered and how many bytes it sent since it was asked last.
"""

from __future__ import annotations

import asyncio
import json
import sys
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

ITEMS: Final = 20
_SUMMARY: Final = "The harbour of the invented town was shut for a third day, its keeper said, while ships waited. " * 3
_PAGE: Final = f"<html><head><title>Harbour shut</title></head><body><p>{_SUMMARY * 3}</p></body></html>".encode()


class Newsstand:
    """What is served, and what it cost."""

    def __init__(self, latency_s: float) -> None:
        self.latency_s = latency_s
        self.requests = self.bytes = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                first, *lines = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                target = urlsplit(first.split(" ")[1])
                answer = await self._answer(target.hostname or "", target.path, headers)
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, host: str, path: str, headers: dict[str, str]) -> bytes:
        if host == "counts.test":
            body = json.dumps({"requests": self.requests, "bytes": self.bytes}).encode()
            self.requests = self.bytes = 0
            return http("200 OK", body, "application/json")
        await asyncio.sleep(self.latency_s)
        answer = _news(host, path, headers)
        self.requests, self.bytes = self.requests + 1, self.bytes + len(answer)
        return answer


def _news(host: str, path: str, headers: dict[str, str]) -> bytes:
    if path == "/robots.txt":
        return http("404 Not Found", b"", "text/plain")
    if not path.endswith(".xml"):
        return http("200 OK", _PAGE, "text/html")
    body = _feed(host, path)
    etag = f'"{sha256(body).hexdigest()[:16]}"'
    if headers.get("if-none-match") == etag:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
    return http("200 OK", body, "application/rss+xml", f"ETag: {etag}\r\n")


def _feed(host: str, path: str) -> bytes:
    name = path.removesuffix(".xml")
    items = "".join(
        f"<item><title>Harbour of {host} shut, day {n} of {name}</title><link>http://{host}{name}/{n}</link>"
        f"<pubDate>Sun, 22 Nov 2026 10:{n:02}:00 GMT</pubDate><guid>http://{host}{name}/{n}</guid>"
        f"<description>&lt;p&gt;{_SUMMARY}&lt;/p&gt;</description></item>\n"
        for n in range(ITEMS)
    )
    return f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>{host}</title>{items}</channel></rss>'.encode()


def http(status: str, body: bytes, kind: str, more: str = "") -> bytes:
    """An answer as it goes over the wire."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


async def main() -> None:
    """Serve until killed."""
    stand = Newsstand(float(sys.argv[1]) / 1000)
    server = await asyncio.start_server(stand.serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
