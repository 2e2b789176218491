"""Labelled sets: PREFIX.docs.jsonl beside PREFIX.gold.jsonl, one article a line in each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from extractors.documents import Document
from extractors.errors import DocumentError

_HELD_OUT: Final = 3  # one article in so many

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article and what a person found in it.

    `gold` holds `claims`, each as docs/codebook.md labels it, or the headline figures of the main incident.
    """

    document: Document
    gold: Row

    @property
    def has_claims(self) -> bool:
        """Whether it is labelled claim by claim."""
        return "claims" in self.gold

    @property
    def is_held_out(self) -> bool:
        """Whether it is in the third that nobody reads while rules are written."""
        return is_held_out(self.document.id)


def is_held_out(document_id: str) -> bool:
    """Whether the article is in the held-out third: by a hash of its id, so the same on every machine and day."""
    return int(hashlib.sha1(document_id.encode(), usedforsecurity=False).hexdigest(), 16) % _HELD_OUT == 0


def read_set(prefix: Path) -> list[Labelled]:
    """The labelled articles of a set, in the order of its documents.

    Raises:
        DocumentError: one of the two files is missing or broken, or a document has no label.
    """
    documents = {row["id"]: row for row in _rows(prefix, "docs")}
    gold = {row["id"]: row for row in _rows(prefix, "gold")}
    if unlabelled := documents.keys() - gold.keys():
        raise DocumentError(
            "documents without a label", where=f"{prefix}.gold.jsonl: {', '.join(sorted(unlabelled)[:5])}"
        )
    return [
        Labelled(_document(row), _placed(row["text"], gold[key], f"{prefix}.gold.jsonl"))
        for key, row in documents.items()
    ]


def _rows(prefix: Path, part: str) -> Iterator[Row]:
    path = Path(f"{prefix}.{part}.jsonl")
    if not path.is_file():
        raise DocumentError(
            "no such file", where=str(path), hint="PREFIX names two files, PREFIX.docs.jsonl and PREFIX.gold.jsonl"
        )
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise DocumentError(f"not JSON: {error}", where=f"{path}:{number}") from error
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                raise DocumentError("a line is an object with an id", where=f"{path}:{number}")
            yield row


def _document(row: Row) -> Document:
    values: Row = {name: row.get(name) for name in Document.__dataclass_fields__}
    return Document(**{**values, "title": values["title"] or "", "text": values["text"] or ""})


def _placed(text: str, gold: Row, where: str) -> Row:
    """The label with each claim's span, which it names by the nth occurrence of its quote."""
    if "claims" not in gold:
        return gold
    return {**gold, "claims": [{**claim, **_span(text, claim, f"{where}: {gold['id']}")} for claim in gold["claims"]]}


def _span(text: str, claim: Row, where: str) -> Row:
    if claim.get("start") is not None:
        return {}
    at = -1
    for _ in range(claim.get("nth") or 1):
        at = text.find(claim["quote"], at + 1)
        if at < 0:
            raise DocumentError(f"the quote does not stand in the text: {claim['quote']!r}", where=where)
    return {"start": at, "end": at + len(claim["quote"])}
