"""Archives and files of articles that backfills are tried on."""

from __future__ import annotations

import json
from pathlib import Path

from tests.archives.build import WarcBuilder, article_html

URL = "http://harbour-post.example/{}"


def november(path: Path, count: int = 5, *, is_gzip: bool = True) -> Path:
    """An archive with a page for each of some days of November, and one of December after each."""
    warc = WarcBuilder(is_gzip)
    for number in range(count):
        warc.response(URL.format(f"a{number}"), article_html(number + 2), date=f"2018-11-{number + 1:02}T10:00:00Z")
        warc.response(URL.format(f"b{number}"), article_html(number + 2), date="2018-12-24T10:00:00Z")
    return warc.save(path)


def lines(path: Path, days: list[str | None]) -> Path:
    rows = [
        {"id": f"a{n}", "text": f"At least {n + 2} people were killed in Harlton.", "published": day}
        for n, day in enumerate(days)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path
