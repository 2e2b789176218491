from __future__ import annotations

import datetime as dt
import gzip
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from extractors.archives.leftovers import Leftovers
from extractors.archives.payloads import Payloads
from extractors.archives.warc_reader import Capture, read_captures
from extractors.archives.warc_writer import WarcFile
from extractors.feeds.exchange import Exchange

AT = dt.datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=3)))
URL = "http://harbour-post.example/feed"


def _exchange(body: bytes = b"<rss/>", *, truncated: str | None = None) -> Exchange:
    return Exchange(
        url=URL,
        at=AT,
        request_head=b"GET /feed HTTP/1.1\r\nHost: harbour-post.example\r\n\r\n",
        response_head=b"HTTP/1.1 200 Caf\xe9\r\ncontent-ENCODING:  gzip\r\nX-Odd: \xff\xfe\r\n\r\n",
        status=200,
        headers=httpx.Headers(),
        body=body,
        truncated=truncated,
    )


def _open(raw: Path, feed_id: str = "harbour-post", payloads: Payloads | None = None) -> WarcFile:
    return WarcFile(raw, feed_id, at=AT, software="Tollwatch/1", payloads=payloads)


def _write(raw: Path) -> Path:
    with _open(raw) as warc:
        response_id = warc.write_exchange(_exchange(gzip.compress(b"<rss/>")))
        warc.write_metadata(URL, {"fetch": {"title": "Café \udcff"}}, at=AT, response_id=response_id)
        warc.write_metadata("http://bad\r\nWARC-Type: x y", {"fetch": {}}, at=AT)
        return warc.commit()


def test_records_stand_in_the_agreed_order_with_times_and_ties(tmp_path: Path) -> None:
    path = _write(tmp_path)
    assert path.parent.name == "2026-11-22"
    assert path.name.startswith("harbour-post-20261122T090000Z-")
    with path.open("rb") as stream:
        records = [
            (record.rec_type, record.rec_headers, record.content_stream().read()) for record in ArchiveIterator(stream)
        ]
    kinds = [kind for kind, _, _ in records]
    assert kinds == ["warcinfo", "request", "response", "metadata", "metadata"]
    (_, info, _), (_, request, _), (_, response, body), (_, tied, content), (_, alone, _) = records
    assert info.get_header("WARC-Filename") == path.name
    assert body == b"<rss/>"
    response_id = response.get_header("WARC-Record-ID")
    assert request.get_header("WARC-Concurrent-To") == tied.get_header("WARC-Concurrent-To") == response_id
    assert alone.get_header("WARC-Concurrent-To") is None
    assert tied.get_header("Content-Type") == "application/json"
    assert response.get_header("WARC-Date") == "2026-11-22T09:00:00.000005Z"
    assert json.loads(content) == {"fetch": {"title": "Café \udcff"}}
    assert "\n" not in alone.get_header("WARC-Target-URI")


def test_the_head_is_kept_byte_for_byte(tmp_path: Path) -> None:
    assert _exchange().response_head in gzip.decompress(_write(tmp_path).read_bytes())


def test_other_tools_read_it_and_find_the_digests_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _write(tmp_path)
    checker = Checker(type("Command", (), {"inputs": [str(path)], "verbose": True})())
    checker.process_all()
    assert checker.exit_value == 0
    assert "digest pass" in capsys.readouterr().out
    with path.open("rb") as stream:
        records = list(FastIterator(stream, parse_http=False))
    assert len(records) == 5
    with path.open("rb") as stream:
        assert all(record.verify_block_digest() for record in FastIterator(stream, parse_http=False))


def test_what_was_cut_off_says_so(tmp_path: Path) -> None:
    with _open(tmp_path) as warc:
        warc.write_exchange(_exchange(truncated="length"))
        warc.write_metadata(URL, {"fetch": {}}, at=AT)
        path = warc.commit()
    assert b"WARC-Truncated: length\r\n" in gzip.decompress(path.read_bytes())


def test_an_exception_leaves_nothing_and_an_open_file_has_another_name(tmp_path: Path) -> None:
    def fail() -> None:
        with _open(tmp_path) as warc:
            assert [p.name for p in warc.path.parent.iterdir()] == [warc.path.name + ".open"]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not list(tmp_path.rglob("*.gz*"))


def test_two_polls_of_one_second_do_not_meet(tmp_path: Path) -> None:
    assert len({_write(tmp_path) for _ in range(5)}) == 5


def test_only_a_feeds_own_unfinished_files_are_swept(tmp_path: Path) -> None:
    whole = _write(tmp_path)
    folder = whole.parent
    for name in ("harbour-20261122T090000Z-00000000", "harbour-post-20261121T090000Z-11111111"):
        (folder / f"{name}.warc.gz.open").touch()
    leftovers = Leftovers(tmp_path)
    assert leftovers.sweep("harbour", since=AT + dt.timedelta(days=1)) == 0
    assert leftovers.sweep("harbour", since=AT) == 1
    assert leftovers.sweep("harbour-post") == 1
    assert list(folder.iterdir()) == [whole]
    assert Leftovers(tmp_path / "none").sweep("harbour") == 0


def test_a_fetch_that_is_not_whole_is_no_part_of_the_file(tmp_path: Path) -> None:
    with _open(tmp_path) as warc:
        warc.write_exchange(_exchange(b"lost"))
        warc.undo()
        assert warc.is_empty
        warc.write_exchange(_exchange(b"kept"))
        warc.write_metadata(URL, {"fetch": {}}, at=AT)
        assert not warc.is_empty
        warc.write_exchange(_exchange(b"lost"))
        path = warc.commit()
    with path.open("rb") as stream:
        bodies = [(record.rec_type, record.content_stream().read()) for record in ArchiveIterator(stream)]
    assert [kind for kind, _ in bodies] == ["warcinfo", "request", "response", "metadata"]
    assert bodies[2] == ("response", b"kept")


BODY = b"<rss>" + b" ".join(b"%d" % (number**9) for number in range(300)) + b"</rss>"


def _poll(tmp_path: Path, exchange: Exchange, later: dt.timedelta = dt.timedelta()) -> Path:
    """One poll that had this exchange, as pulls make them: with the cache of what the zone holds."""
    payloads = Payloads(tmp_path / "state" / "payloads.sqlite", tmp_path / "raw")
    exchange = replace(exchange, at=AT + later)
    with WarcFile(tmp_path / "raw", "harbour-post", at=AT + later, software="Tollwatch/1", payloads=payloads) as warc:
        answer = warc.write_exchange(exchange)
        warc.write_metadata(URL, {"fetch": {}}, at=exchange.at, response_id=answer)
        return warc.commit()


def _answer(path: Path) -> Any:
    with path.open("rb") as stream:
        return next(r.rec_headers for r in ArchiveIterator(stream) if r.rec_type in {"response", "revisit"})


def _passes_warcio(path: Path) -> bool:
    checker = Checker(type("Command", (), {"inputs": [str(path)], "verbose": False})())
    checker.process_all()
    return bool(checker.exit_value == 0)


DAY = dt.timedelta(days=1)


def test_the_same_bytes_are_kept_once_and_read_twice(tmp_path: Path) -> None:
    first = _poll(tmp_path, _exchange(BODY))
    second = _poll(tmp_path, _exchange(BODY), DAY)
    original, revisit = _answer(first), _answer(second)
    assert revisit.get_header("WARC-Type") == "revisit"
    assert revisit.get_header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert revisit.get_header("WARC-Refers-To") == original.get_header("WARC-Record-ID")
    assert revisit.get_header("WARC-Refers-To-Target-URI") == URL
    assert revisit.get_header("WARC-Refers-To-Date") == original.get_header("WARC-Date")
    assert revisit.get_header("WARC-Payload-Digest") == original.get_header("WARC-Payload-Digest")
    assert second.stat().st_size < first.stat().st_size
    (old,), (new,) = read_captures(first), read_captures(second)
    assert isinstance(old, Capture)
    assert isinstance(new, Capture)
    assert new.response.payload == old.response.payload == BODY
    assert new.captured_at - old.captured_at == DAY
    assert _passes_warcio(first)
    assert _passes_warcio(second)
    with second.open("rb") as stream:
        assert all(record.verify_block_digest() for record in FastIterator(stream, parse_http=False))


def test_not_modified_refers_to_what_was_had_last(tmp_path: Path) -> None:
    unchanged = replace(_exchange(b""), status=304, response_head=b"HTTP/1.1 304 Not Modified\r\n\r\n")
    assert _answer(_poll(tmp_path, unchanged)).get_header("WARC-Type") == "response"
    original = _answer(_poll(tmp_path, _exchange(BODY)))
    path = _poll(tmp_path, unchanged, DAY)
    revisit = _answer(path)
    assert revisit.get_header("WARC-Profile") == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert revisit.get_header("WARC-Refers-To-Date") == original.get_header("WARC-Date")
    assert list(read_captures(path)) == []
    assert _passes_warcio(path)


@pytest.mark.parametrize("trouble", ["gone", "changed"])
def test_not_modified_refers_to_nothing_that_the_zone_does_not_hold(tmp_path: Path, trouble: str) -> None:
    unchanged = replace(_exchange(b""), status=304, response_head=b"HTTP/1.1 304 Not Modified\r\n\r\n")
    first = _poll(tmp_path, _exchange(BODY))
    if trouble == "gone":
        first.unlink()
    else:
        first.write_bytes(b"")
    path = _poll(tmp_path, unchanged, DAY)
    assert _answer(path).get_header("WARC-Type") == "response"
    assert _passes_warcio(path)


@pytest.mark.parametrize("trouble", ["other bytes", "cut off", "too old", "gone", "changed", "cache lost", "cache bad"])
def test_what_is_not_proved_to_be_the_same_is_written_in_full(tmp_path: Path, trouble: str) -> None:
    first = _poll(tmp_path, _exchange(BODY))
    second, later = _exchange(BODY), DAY
    cache = tmp_path / "state" / "payloads.sqlite"
    if trouble == "other bytes":
        second = _exchange(BODY + b" ")
    elif trouble == "cut off":
        second = _exchange(BODY, truncated="time")
    elif trouble == "too old":
        later = 31 * DAY
    elif trouble == "gone":
        first.unlink()
    elif trouble == "changed":
        first.write_bytes(_poll(tmp_path, _exchange(BODY + b"other"), DAY).read_bytes())
    elif trouble == "cache lost":
        cache.unlink()
    else:
        cache.write_bytes(b"no database at all" * 500)
    assert _answer(_poll(tmp_path, second, later)).get_header("WARC-Type") == "response"
    if trouble in {"gone", "cache lost", "cache bad"}:  # the next one refers to it
        assert _answer(_poll(tmp_path, second, 2 * DAY)).get_header("WARC-Type") == "revisit"


def test_what_was_taken_back_is_never_referred_to(tmp_path: Path) -> None:
    payloads = Payloads(tmp_path / "state" / "payloads.sqlite", tmp_path)
    with _open(tmp_path, payloads=payloads) as warc:
        warc.write_metadata(URL, {"fetch": {}}, at=AT)
        warc.write_exchange(_exchange(BODY))
        warc.commit()
    assert payloads.last(URL, at=AT) is None
