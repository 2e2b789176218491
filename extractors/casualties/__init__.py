"""Casualty claims out of an article: the interface that every extractor stands behind, and the default one."""

from __future__ import annotations

from typing import Protocol

from extractors.casualties.cascade import EXTRACTOR_VERSION
from extractors.casualties.model import Extraction
from extractors.casualties.reader import extract
from extractors.documents import Document

__all__ = ["CascadeExtractor", "Extractor", "default_extractor"]


class Extractor(Protocol):
    """Reads a document: the cascade, a language model behind an API, another language.

    `version` changes whenever the same document may give another extraction; it stands in every staged row.
    """

    @property
    def version(self) -> str:
        """The version of code and data that made an extraction."""
        ...

    def __call__(self, document: Document) -> Extraction:
        """All claims and incidents of the document; pure: the same document gives the same extraction."""
        ...


class CascadeExtractor:
    """The rule cascades: English (cascade.py) and some other languages (languages/)."""

    version = EXTRACTOR_VERSION

    def __call__(self, document: Document) -> Extraction:
        """All claims and incidents of the document."""
        return extract(document)


default_extractor: Extractor = CascadeExtractor()
