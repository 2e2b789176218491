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

_FIELDS: Final = (
    "quote",
    "effect",
    "low",
    "high",
    "qualifier",
    "victim",
    "age",
    "gender",
    "subset",
    "scope",
    "modality",
    "source",
    "date",
)


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
        Labelled(
            _document(row, f"{prefix}.docs.jsonl"), _placed(row.get("text") or "", gold[key], f"{prefix}.gold.jsonl")
        )
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


def _document(row: Row, where: str) -> Document:
    values: Row = {name: row.get(name) for name in Document.__dataclass_fields__}
    values["title"], values["text"] = values["title"] or "", values["text"] or ""
    if wrong := [name for name, value in values.items() if value is not None and not isinstance(value, str)]:
        raise DocumentError(f"not text: {', '.join(wrong)}", where=f"{where}: {row['id']}")
    return Document(**values)


def _placed(text: str, gold: Row, where: str) -> Row:
    """The label with each claim's span, which it names by the nth occurrence of its quote."""
    if "claims" not in gold:
        return gold
    told = f"{where}: {gold['id']}"
    if not isinstance(gold["claims"], list) or not all(isinstance(claim, dict) for claim in gold["claims"]):
        raise DocumentError("claims is a list of objects", where=told)
    return {**gold, "claims": [{**claim, **_span(text, claim, told)} for claim in gold["claims"]]}


def _span(text: str, claim: Row, where: str) -> Row:
    if missing := [name for name in _FIELDS if name not in claim]:
        raise DocumentError(f"a claim lacks {', '.join(missing)}: {claim.get('quote')!r}", where=where)
    start, end = claim.get("start"), claim.get("end")
    if start is not None:
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(text)):
            raise DocumentError(f"start and end are no span of the text: {start!r}, {end!r}", where=where)
        return {}
    quote, nth = claim["quote"], claim.get("nth") or 1
    if not (isinstance(quote, str) and quote and isinstance(nth, int) and nth > 0):
        raise DocumentError(f"quote is text and nth counts from 1: {quote!r}, {nth!r}", where=where)
    at = -1
    for _ in range(nth):
        at = text.find(quote, at + 1)
        if at < 0:
            raise DocumentError(f"the quote does not stand in the text: {quote!r}", where=where)
    return {"start": at, "end": at + len(quote)}
