"""One article in, its extraction out: each text goes to the reader of its language, and to none where there is none."""

from __future__ import annotations

from extractors.casualties import cascade
from extractors.casualties.languages import foreign
from extractors.casualties.languages.identify import ENGLISH, language_of
from extractors.casualties.model import Extraction
from extractors.documents import Document


def extract(document: Document) -> Extraction:
    """All casualty claims of the document and the incidents they tell of; `not_read` where nobody reads its language.

    Raises:
        DocumentError: `published` is neither a date nor a datetime, or the text is longer than any article.
    """
    language = language_of(document)
    if language == ENGLISH:
        return cascade.extract(document)
    cascade.check(document)
    if language in foreign.LANGUAGES:
        return foreign.extract(document, language)
    return Extraction(document.id, not_read=language)
