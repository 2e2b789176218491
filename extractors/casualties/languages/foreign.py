"""The reader for languages other than English: one automaton, driven by one data file a language."""

from __future__ import annotations

from extractors.casualties.model import Extraction
from extractors.documents import Document

LANGUAGES: frozenset[str] = frozenset()
"""ISO 639 codes of the languages that have a data file."""


def extract(document: Document, language: str) -> Extraction:
    """All casualty claims of the document and the incidents they tell of."""
    raise NotImplementedError(language)
