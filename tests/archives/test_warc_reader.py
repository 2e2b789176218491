"""WARC files: whole, from elsewhere, damaged."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest
from fastwarc.warc import WarcRecordType

from extractors.archives.wanted import Wanted
from extractors.archives.warc_reader import MAX_BODY_BYTES, Capture, read_captures, read_fetch_notes, read_placed
from extractors.archives.warc_records import read_records
from extractors.errors import ArticleError, TollwatchError, WarcError
from tests.archives.build import WarcBuilder, article_html, fetch_notes

URL = "http://harbour-post.example/{}"


def three(path: Path, *, is_gzip: bool = True) -> tuple[Path, WarcBuilder]:
    warc = WarcBuilder(is_gzip)
    for number in range(3):
        warc.response(URL.format(number), article_html(number + 10) * 40)
    return warc.save(path), warc


def split(path: Path) -> tuple[list[Capture], list[TollwatchError]]:
    items = list(read_captures(path))
    return [i for i in items if isinstance(i, Capture)], [i for i in items if isinstance(i, TollwatchError)]


@pytest.mark.parametrize("is_gzip", [True, False])
def test_whole_file(tmp_path: Path, is_gzip: bool) -> None:
    path, warc = three(tmp_path / "a.warc.gz", is_gzip=is_gzip)
    captures, errors = split(path)
    assert not errors
    assert [c.url for c in captures] == [URL.format(n) for n in range(3)]
    assert [c.raw_uri for c in captures] == [f"a.warc.gz#{offset}" for offset in warc.offsets]
    assert captures[0].response.body(10_000_000, where="") == article_html(10) * 40
    assert captures[0].payload_digest.startswith("sha1:")
    assert captures[0].captured_at.isoformat() == "2026-10-06T15:00:00+00:00"


@pytest.mark.parametrize("is_gzip", [True, False])
def test_cut_anywhere_it_gives_its_good_records_then_one_error_with_the_offset(tmp_path: Path, is_gzip: bool) -> None:
    path, warc = three(tmp_path / "a.warc.gz", is_gzip=is_gzip)
    content = path.read_bytes()
    bounds = [*warc.offsets[1:], len(content)]
    for cut in range(1, len(content), 1 if is_gzip else 41):
        path.write_bytes(content[:cut])
        captures, errors = split(path)
        whole = sum(bound <= cut for bound in bounds)
        # A record that lacks only the line ends or the checksum behind it is whole by its digest.
        assert [c.url for c in captures] in ([URL.format(n) for n in range(count)] for count in (whole, whole + 1))
        if cut in bounds:
            assert not errors  # nothing shows that more had followed
            continue
        assert [type(e) for e in errors] == [WarcError]
        assert errors[0].where == f"{path}#{[0, *bounds][whole]}"


@pytest.mark.parametrize("is_gzip", [True, False])
def test_file_that_lacks_its_last_byte_is_reported(tmp_path: Path, is_gzip: bool) -> None:
    path, _ = three(tmp_path / "a.warc.gz", is_gzip=is_gzip)
    path.write_bytes(path.read_bytes()[:-1])
    captures, errors = split(path)
    assert len(captures) == 3  # the record's content is whole, and has its digest
    assert len(errors) == 1


@pytest.mark.parametrize("is_gzip", [True, False])
@pytest.mark.parametrize("place", [0, 1, 3, 100, 250, -40, -9, -3])
def test_behind_damage_reading_goes_on_at_the_next_record(tmp_path: Path, is_gzip: bool, place: int) -> None:
    path, warc = three(tmp_path / "a.warc.gz", is_gzip=is_gzip)
    content = bytearray(path.read_bytes())
    at = warc.offsets[1 if place >= 0 else 2] + place
    content[at] ^= 0xFF
    path.write_bytes(content)
    captures, errors = split(path)
    found = [c.url for c in captures]
    assert (found[0], found[-1]) == (URL.format(0), URL.format(2))
    assert len(errors) <= 1  # the last bytes of a member or a record hold nothing of the page
    if len(found) < 3:
        assert [type(e) for e in errors] == [WarcError]
        assert int((errors[0].where or "").rpartition("#")[2]) == warc.offsets[1]
        assert errors[0].hint == f"read on from offset {warc.offsets[2]:,}" or "Digest" in errors[0].what
    for capture, number in zip(captures, (0, 1, 2) if len(found) == 3 else (0, 2), strict=True):
        assert capture.response.body(10_000_000, where="") == article_html(number + 10) * 40


@pytest.mark.parametrize("is_gzip", [True, False])
def test_a_file_without_its_beginning_is_read_from_its_first_whole_record(tmp_path: Path, is_gzip: bool) -> None:
    path, _ = three(tmp_path / "a.warc.gz", is_gzip=is_gzip)
    path.write_bytes((b"\0" * 1_200_000 if not is_gzip else b"\x1f\x8b\x08junk" * 170_000) + path.read_bytes())
    captures, errors = split(path)
    assert [c.url for c in captures] == [URL.format(n) for n in range(3)]
    assert len(errors) == 1
    assert "damaged from its beginning" in errors[0].what


def _bare(number: int, lie: int = 0) -> bytes:
    """A record without digests, which claims so many bytes more than it has."""
    body = b"<html>%d %s</html>" % (number, b"x" * 300)
    head = (
        f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"WARC-Date: 2026-10-06T15:00:00Z\r\nWARC-Target-URI: http://a.example/{number}\r\n"
        f"Content-Type: text/html\r\nContent-Length: {len(body) + lie}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n\r\n"


@pytest.mark.parametrize("is_wanted", [True, False])
@pytest.mark.parametrize("lie", [-200, -10, 10, 200, len(_bare(1)), 2 * len(_bare(1)), len(_bare(1)) + 40])
def test_a_length_that_lies_swallows_no_other_record(tmp_path: Path, lie: int, is_wanted: bool) -> None:
    path = tmp_path / "plain.warc"
    path.write_bytes(b"".join(_bare(number, lie if number == 1 else 0) for number in range(5)))
    wants = None if is_wanted else (lambda record: record.record_id != "<urn:uuid:1>")
    found = list(read_records(path, WarcRecordType.resource, wants=wants))
    told = [str(item.error) for item in found if item.error]
    assert [item.record.record_id for item in found if item.record] == [f"<urn:uuid:{n}>" for n in (0, 2, 3, 4)]
    assert len(told) == 1
    assert "does not end where its Content-Length says" in told[0]


def test_a_page_that_quotes_a_warc_file_is_a_page(tmp_path: Path) -> None:
    builder = WarcBuilder(is_gzip=False)
    quoted = b"<html><pre>\r\n\r\n" + _bare(7) + b"</pre></html>"
    builder.response("http://a.example/quotes", quoted)
    builder.response("http://a.example/next", article_html())
    captures, errors = split(builder.save(tmp_path / "plain.warc"))
    assert [capture.url for capture in captures] == ["http://a.example/quotes", "http://a.example/next"]
    assert not errors


def test_every_other_record_damaged_gives_the_rest(tmp_path: Path) -> None:
    warc = WarcBuilder()
    for number in range(40):
        warc.response(URL.format(number), article_html(number))
    content = bytearray(warc.save(tmp_path / "a.warc.gz").read_bytes())
    for offset in warc.offsets[1::2]:
        content[offset + 60] ^= 0xFF
    (tmp_path / "a.warc.gz").write_bytes(content)
    captures, errors = split(tmp_path / "a.warc.gz")
    assert [c.url for c in captures] == [URL.format(n) for n in range(0, 40, 2)]
    assert len(errors) == 20


@pytest.mark.parametrize("is_gzip", [True, False])
def test_reading_begins_anew_at_any_place_that_was_given(tmp_path: Path, is_gzip: bool) -> None:
    warc = WarcBuilder(is_gzip)
    for number in range(6):
        answer = warc.response(URL.format(number), article_html(number))
        warc.metadata(URL.format(number), fetch_notes(URL.format(number)), answer)
    path = warc.save(tmp_path / "a.warc.gz")
    whole = list(read_placed(path))
    assert [placed.offset for placed in whole] == warc.offsets
    for index, placed in enumerate(whole):
        assert list(read_placed(path, start=placed.offset)) == whole[index:]
    assert list(read_placed(path, start=warc.end())) == []


def test_only_wanted_hosts_and_days_are_read(tmp_path: Path) -> None:
    warc = WarcBuilder()
    for host in ("harbour-post.example", "www.harbour-post.example", "notharbour-post.example", "other.example"):
        for day in ("2018-10-28", "2018-10-31", "2018-11-30", "2019-03-01"):
            warc.response(f"http://{host}/{day}", article_html(), date=f"{day}T10:00:00Z")
    path = warc.save(tmp_path / "a.warc.gz")
    days = (dt.date(2018, 11, 1), dt.date(2018, 11, 30))

    def read(wanted: Wanted) -> list[str]:
        placed = list(read_placed(path, wanted=wanted))
        assert [p.offset for p in placed] == warc.offsets  # what is passed over still tells how far reading has come
        return [p.item.url.removeprefix("http://") for p in placed if isinstance(p.item, Capture)]

    # A page may be captured years after it was published, never more than two days before.
    assert read(Wanted(*days, hosts=("harbour-post.example",))) == [
        f"{host}harbour-post.example/{day}"
        for host in ("", "www.")
        for day in ("2018-10-31", "2018-11-30", "2019-03-01")
    ]
    assert read(Wanted(*days, hosts=("other.example",), captured_by=dt.date(2018, 12, 31))) == [
        "other.example/2018-10-31",
        "other.example/2018-11-30",
    ]


def test_resources_are_pages_of_their_own_type(tmp_path: Path) -> None:
    warc = WarcBuilder()
    warc.resource(URL.format("a"), article_html(), "text/html")
    [capture], errors = split(warc.save(tmp_path / "a.warc.gz"))
    assert not errors
    assert (capture.response.status, capture.response.content_type) == (200, "text/html")
    assert capture.response.body(10_000, where="") == article_html()


def test_changed_content_fails_its_digest_and_the_rest_is_read(tmp_path: Path) -> None:
    path, warc = three(tmp_path / "a.warc", is_gzip=False)
    path.write_bytes(path.read_bytes().replace(b"At least 11 people", b"At least 91 people", 1))
    captures, errors = split(path)
    assert [c.url for c in captures] == [URL.format(0), URL.format(2)]
    assert len(errors) == 1
    assert "Digest" in errors[0].what
    assert str(warc.offsets[1]) in errors[0].what.replace(",", "")


def test_bytes_after_the_last_record_are_reported(tmp_path: Path) -> None:
    path, warc = three(tmp_path / "a.warc.gz")
    path.write_bytes(path.read_bytes() + b"no more records\n" * 10)
    captures, errors = split(path)
    assert len(captures) == 3
    assert len(errors) == 1
    assert f"{warc.end():,}" in errors[0].what


@pytest.mark.parametrize(
    "content",
    [b"", b"not a warc file at all\n" * 20, gzip.compress(b"hello " * 50, mtime=0), b"\x1f\x8b\x08", b"\0" * 500],
)
def test_what_is_no_warc_file_is_one_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    captures, errors = split(path)
    assert not captures
    assert [type(e) for e in errors] == [WarcError]
    assert "a.warc.gz" in str(errors[0])


def test_file_in_one_gzip_member_is_read(tmp_path: Path) -> None:
    path, _ = three(tmp_path / "a.warc", is_gzip=False)
    whole = tmp_path / "b.warc.gz"
    whole.write_bytes(gzip.compress(path.read_bytes()))
    captures, errors = split(whole)
    assert (len(captures), errors) == (3, [])


def test_missing_file_is_an_operating_system_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_captures(tmp_path / "none.warc.gz"))


def test_our_metadata_belongs_to_the_response_that_it_names(tmp_path: Path) -> None:
    warc = WarcBuilder()
    redirect = warc.response(URL.format("old"), b"", status="301 Moved")
    answer = warc.response(URL.format("new"), article_html())
    warc.metadata(URL.format("old"), fetch_notes(URL.format("new")), answer)
    warc.metadata(URL.format("gone"), fetch_notes(URL.format("gone"), outcome="failed"))  # no answer came
    warc.response(URL.format("other"), article_html(3))
    path = warc.save(tmp_path / "a.warc.gz")
    captures, errors = split(path)
    assert not errors
    assert [(c.url, c.notes is not None) for c in captures] == [
        (URL.format("old"), False),
        (URL.format("new"), True),
        (URL.format("other"), False),
    ]
    assert captures[0].record_id == redirect
    assert [f["url"] for f in read_fetch_notes(path)] == [URL.format("new"), URL.format("gone")]


def test_spoiled_metadata_is_reported_and_the_response_is_kept(tmp_path: Path) -> None:
    warc = WarcBuilder()
    answer = warc.response(URL.format("a"), article_html())
    warc.metadata(URL.format("a"), b'{"fetch": ', answer)
    warc.metadata(URL.format("a"), b'{"someone": "else"}', answer)
    captures, errors = split(warc.save(tmp_path / "a.warc.gz"))
    assert [c.url for c in captures] == [URL.format("a")]
    assert [type(e) for e in errors] == [WarcError]


def _raw_deflate(body: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(body) + deflater.flush()


@pytest.mark.parametrize(
    ("coding", "coded"),
    [
        ("gzip", gzip.compress(article_html(), mtime=0)),
        ("x-gzip", gzip.compress(article_html(), mtime=0)),
        ("deflate", zlib.compress(article_html())),
        ("deflate", _raw_deflate(article_html())),
        ("br", brotli.compress(article_html())),
        ("identity", article_html()),
        ("gzip", article_html()),  # the archive undid the coding and kept the header
        ("br", article_html()),
    ],
)
def test_content_encodings(tmp_path: Path, coding: str, coded: bytes) -> None:
    warc = WarcBuilder()
    warc.response(URL.format("a"), coded, headers={"Content-Encoding": coding})
    [capture] = split(warc.save(tmp_path / "a.warc.gz"))[0]
    assert capture.response.body(10_000, where="a") == article_html()


@pytest.mark.parametrize("chunked", [b"5\r\n<html\r\n1\r\n>\r\n0\r\n\r\n", b"<html>"])
def test_transfer_encoding_kept_or_undone(tmp_path: Path, chunked: bytes) -> None:
    warc = WarcBuilder()
    warc.response(URL.format("a"), chunked, headers={"Transfer-Encoding": "chunked"})
    [capture] = split(warc.save(tmp_path / "a.warc.gz"))[0]
    assert capture.response.body(10_000, where="a") == b"<html>"


@pytest.mark.parametrize(("coding", "compress"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_bomb_is_stopped(tmp_path: Path, coding: str, compress: Callable[[bytes], bytes]) -> None:
    warc = WarcBuilder()
    warc.response(URL.format("a"), compress(b"0" * 30_000_000), headers={"Content-Encoding": coding})
    [capture] = split(warc.save(tmp_path / "a.warc.gz"))[0]
    with pytest.raises(ArticleError, match="too large"):
        capture.response.body(MAX_BODY_BYTES, where="a")


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(article_html(), mtime=0)[:60]),
        ("br", b"\x00\x01garbage" * 9),
        ("rot13", b"uryyb"),
        ("deflate", b"xx"),
    ],
)
def test_spoiled_coding_is_reported(tmp_path: Path, coding: str, body: bytes) -> None:
    warc = WarcBuilder()
    warc.response(URL.format("a"), body, headers={"Content-Encoding": coding})
    [capture] = split(warc.save(tmp_path / "a.warc.gz"))[0]
    with pytest.raises(WarcError, match="cannot be decoded"):
        capture.response.body(10_000, where="a")


def test_record_past_the_limit_is_put_aside_unread(tmp_path: Path) -> None:
    warc = WarcBuilder()
    warc.response(URL.format("video"), b"0" * (MAX_BODY_BYTES + 1))
    warc.response(URL.format("a"), article_html())
    captures, errors = split(warc.save(tmp_path / "a.warc.gz"))
    assert [c.url for c in captures] == [URL.format("a")]
    assert [type(e) for e in errors] == [ArticleError]


def test_response_without_http_is_reported(tmp_path: Path) -> None:
    path, _ = three(tmp_path / "a.warc", is_gzip=False)
    text = path.read_bytes()
    spoiled = io.BytesIO(text).getvalue().replace(b"HTTP/1.1 200 OK", b"GARBAGE 200 OK!", 1)
    path.write_bytes(b"\r\n".join(line for line in spoiled.split(b"\r\n") if not line.startswith(b"WARC-Block")))
    captures, errors = split(path)
    assert len(captures) == 2
    assert "no HTTP response" in errors[0].what
