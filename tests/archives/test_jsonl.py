"""Documents as JSON lines: bad lines cost themselves alone."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.archives.jsonl import read_jsonl
from extractors.articles.article import Article
from extractors.errors import DocumentError, TollwatchError

GOOD = {"id": "a", "title": "T", "text": "Two people were killed.", "published": "2026-10-06", "url": None}


def split(path: Path) -> tuple[list[Article], list[TollwatchError]]:
    items = list(read_jsonl(path))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, TollwatchError)]


def write(folder: Path, *lines: object) -> Path:
    path = folder / "docs.jsonl"
    path.write_bytes(b"\n".join(x if isinstance(x, bytes) else json.dumps(x).encode() for x in lines) + b"\n")
    return path


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\n\n", b""])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("is_gzip", [True, False])
def test_documents_however_the_lines_end(tmp_path: Path, ending: bytes, mark: bytes, is_gzip: bool) -> None:
    content = mark + json.dumps(GOOD).encode() + (ending or b"\n") + json.dumps({**GOOD, "id": "b"}).encode() + ending
    path = tmp_path / ("docs.jsonl.gz" if is_gzip else "docs.jsonl")
    path.write_bytes(gzip.compress(content) if is_gzip else content)
    articles, errors = split(path)
    assert not errors
    assert [a.document.id for a in articles] == ["a", "b"]
    assert articles[0].document.text == GOOD["text"]
    assert articles[0].document.published == "2026-10-06"
    assert articles[0].raw_uri == f"{path.name}#1"
    assert articles[0].notes == ()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"id": "x", "text": ', "no JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[1, 2]", "no JSON object but list"),
        (b"null", "no JSON object"),
        (b'{"text": "t"}', "no id"),
        (b'{"id": "", "text": "t"}', "no id"),
        (b'{"id": "x"}', "no text"),
        (b"{}", "no id and no text"),
        (b'{"id": 7, "text": "t"}', "'id' is no text but int"),
        (b'{"id": "x", "text": ["t"]}', "'text' is no text but list"),
        (b'{"id": "x", "text": "t", "published": 20261006}', "'published' is no text but int"),
        (b'{"id": "x", "text": "  ", "title": ""}', "neither text nor title"),
        (b"[" * 100_000, "no JSON"),
        (b'{"id": "x", "text": ' + b"9" * 5_000 + b"}", "no JSON that can be read"),
    ],
)
def test_bad_line_is_put_aside_with_file_and_line(tmp_path: Path, line: bytes, reason: str) -> None:
    path = write(tmp_path, GOOD, line, {**GOOD, "id": "c"})
    articles, errors = split(path)
    assert [a.document.id for a in articles] == ["a", "c"]
    assert [type(e) for e in errors] == [DocumentError]
    assert errors[0].where == f"{path}:2"
    assert reason in errors[0].what


def test_broken_date_loses_the_date_alone(tmp_path: Path) -> None:
    path = write(tmp_path, {**GOOD, "published": "6th of October"}, GOOD)
    items = list(read_jsonl(path))
    assert isinstance(items[0], DocumentError)
    assert "6th of October" in items[0].what
    assert items[0].where == f"{path}:1"
    assert isinstance(items[1], Article)
    assert items[1].document.published is None
    assert items[1].document.text == GOOD["text"]
    assert "6th of October" in items[1].notes[0]
    assert isinstance(items[2], Article)
    assert items[2].document.published == "2026-10-06"


@pytest.mark.parametrize("content", [b"", b"\n\n \n", b"\xef\xbb\xbf"])
def test_empty_file_is_a_clear_error(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "docs.jsonl"
    path.write_bytes(content)
    articles, errors = split(path)
    assert not articles
    assert [e.what for e in errors] == ["the file is empty"]


def test_cut_off_gzip_gives_the_lines_before(tmp_path: Path) -> None:
    path = tmp_path / "docs.jsonl.gz"
    lines = b"".join(
        json.dumps({**GOOD, "id": f"{n:06}", "text": "x" * (n % 97 + 1)}).encode() + b"\n" for n in range(5_000)
    )
    path.write_bytes(gzip.compress(lines)[:-2_000])
    articles, errors = split(path)
    assert len(articles) > 100
    assert len(errors) == 1
    assert "cut off" in errors[0].what
    assert errors[0].where == f"{path}:{len(articles) + 1}"


def test_what_is_no_gzip_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "docs.jsonl.gz"
    path.write_bytes(b"plain text\n")
    articles, errors = split(path)
    assert (len(articles), len(errors)) == (0, 1)


def test_unknown_fields_are_noted(tmp_path: Path) -> None:
    [article], errors = split(write(tmp_path, {**GOOD, "body": "x", "author": "y"}))
    assert not errors
    assert article.notes == ("unknown fields left out: author, body",)


@given(st.text(max_size=80))
def test_text_comes_back_character_for_character(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = write(tmp_path_factory.mktemp("docs"), {**GOOD, "text": f"Two killed {text}"})
    [article], _ = split(path)
    found = article.document.text
    assert len(found) == len(f"Two killed {text}")
    found.encode("utf-8")


def test_half_a_surrogate_pair_is_replaced_one_for_one(tmp_path: Path) -> None:
    [article], _ = split(write(tmp_path, b'{"id": "a", "text": "x\\ud83d two killed"}'))
    assert article.document.text == "x\ufffd two killed"
