"""Phrases of each language with the claims that they hold."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from extractors.casualties.languages.foreign import LANGUAGES, extract
from extractors.documents import Document
from tests.casualties.languages.phrases import written

TABLES = Path(__file__).parent


def cases() -> list[tuple[str, str, str]]:
    rows: list[tuple[str, str, str]] = []
    for language in sorted(LANGUAGES):
        with (TABLES / f"{language}.csv").open(encoding="utf-8", newline="") as lines:
            rows += [(language, row["text"], row["claims"]) for row in csv.DictReader(lines)]
    return rows


@pytest.mark.parametrize(("language", "text", "claims"), cases())
def test_claims(language: str, text: str, claims: str) -> None:
    found = extract(Document("a", "", text, "2026-10-14"), language)
    assert all(text[c.start : c.end] == c.quote for c in found.claims)
    assert "; ".join(written(claim) for claim in found.claims) == claims


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_has_a_table_that_tells_something(language: str) -> None:
    rows = [row for row in cases() if row[0] == language]
    assert len(rows) >= 40
    assert sum(not claims for _, _, claims in rows) >= 5, "what gives nothing counts as much"
