"""Revisits: pages that had not changed are read again with their own time, and only what their digest proves."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.archives.digests import payload_digest
from extractors.archives.warc_reader import Capture, read_captures, read_placed
from extractors.errors import WarcError
from tests.archives.build import WarcBuilder, article_html

URL = "http://harbour-post.example/{}"
AT = {"WARC_Refers_To_Filename": "b.warc.gz"}


def archive(path: Path, *, before: int = 0) -> WarcBuilder:
    """A file with one page behind others."""
    warc = WarcBuilder()
    for number in range(before):
        warc.response(URL.format(f"other-{number}"), article_html(number))
    warc.response(URL.format("a"), article_html(99))
    path.parent.mkdir(exist_ok=True)
    warc.save(path)
    return warc


def test_a_revisit_is_found_in_the_file_before_it_also_where_reading_begins_behind(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    warc = archive(path, before=5)
    warc.revisit(URL.format("a"), article_html(99))
    warc.save(path)
    captures = [item for item in read_captures(path) if isinstance(item, Capture)]
    assert len(captures) == 7
    assert captures[-1].response.payload == captures[-2].response.payload == article_html(99)
    assert captures[-1].response.content_type == "text/html; charset=utf-8"
    assert [c.captured_at.day for c in captures[-2:]] == [6, 7]
    assert captures[-1].raw_uri == f"a.warc.gz#{warc.offsets[-1]}"
    (placed,) = read_placed(path, start=warc.offsets[-1])
    assert placed.item == captures[-1]


@pytest.mark.parametrize("folder", ["2026-10-07", "2026-10-06", "2026-10-05"])
def test_a_revisit_that_names_its_file_is_found_there(tmp_path: Path, folder: str) -> None:
    original = archive(tmp_path / folder / "b.warc.gz", before=3)
    warc = WarcBuilder()
    warc.revisit(URL.format("a"), article_html(99), **AT, WARC_Refers_To_File_Offset=str(original.offsets[-1]))
    (tmp_path / "2026-10-07").mkdir(exist_ok=True)
    (capture,) = read_captures(warc.save(tmp_path / "2026-10-07" / "a.warc.gz"))
    assert isinstance(capture, Capture)
    assert capture.response.payload == article_html(99)
    assert capture.payload_digest == payload_digest(article_html(99))


@pytest.mark.parametrize(
    ("offset", "name", "reason"),
    [
        (1, "b.warc.gz", "WARC-Payload-Digest"),  # another page stands there
        (0, "none.warc.gz", "not there"),
        (0, "../b.warc.gz", "not there"),
        (-1, "b.warc.gz", "damaged"),
    ],
)
def test_what_the_digest_does_not_prove_is_put_aside(tmp_path: Path, offset: int, name: str, reason: str) -> None:
    original = archive(tmp_path / "b.warc.gz", before=3)
    place = original.offsets[offset] + (7 if offset < 0 else 0)
    warc = WarcBuilder()
    headers = {"WARC_Refers_To_Filename": name, "WARC_Refers_To_File_Offset": str(place)}
    warc.revisit(URL.format("a"), article_html(99), **headers)
    warc.response(URL.format("c"), article_html())
    error, capture = read_captures(warc.save(tmp_path / "a.warc.gz"))
    assert isinstance(error, WarcError)
    assert reason in error.what
    assert isinstance(capture, Capture)


def test_a_revisit_of_what_lies_elsewhere_is_told(tmp_path: Path) -> None:
    warc = WarcBuilder()
    warc.revisit(URL.format("a"), article_html(99))
    (error,) = read_captures(warc.save(tmp_path / "a.warc.gz"))
    assert isinstance(error, WarcError)
    assert "not in this file" in error.what
    assert error.where == f"{tmp_path / 'a.warc.gz'}#0"


def test_not_modified_gives_no_page(tmp_path: Path) -> None:
    warc = WarcBuilder()
    warc.response(URL.format("a"), article_html(99))
    profile = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    warc.revisit(URL.format("a"), article_html(99), WARC_Profile=profile)
    path = warc.save(tmp_path / "a.warc.gz")
    content = list(read_captures(path))
    assert len(content) == 1
