"""The test suite of feedparser, where its source is at hand (`make peer`)."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

from tests.feeds.documents import item, rss
from tests.feeds.peer import survey


def test_every_document_of_the_peer_is_read_or_told() -> None:
    source = os.environ.get("TOLLWATCH_FEEDPARSER")
    if not source:
        pytest.skip("TOLLWATCH_FEEDPARSER does not name a source distribution of feedparser")
    found = survey(Path(source))
    assert found.documents > 2_000
    assert found.faults == []


def test_a_document_of_which_we_find_less_than_the_peer_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "feedparser-0.tar.gz"
    with tarfile.open(source, "w:gz") as archive:
        for name, body in {"one.xml": rss([item("http://x.test/1")]), "two.xml": b"<html>", "LICENSE": b""}.items():
            about = tarfile.TarInfo(f"feedparser-0/tests/wellformed/{name}")
            about.size = len(body)
            archive.addfile(about, io.BytesIO(body))
    found = survey(source)
    assert (found.documents, found.feeds, found.entries, found.no_feeds, found.faults) == (2, 1, 1, 1, [])
    monkeypatch.setattr("tests.feeds.peer.parse_feed", lambda *_, **__: 1 / 0)
    assert len(survey(source).faults) == 2
