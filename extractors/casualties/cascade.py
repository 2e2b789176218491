"""The cascade: a document in, its claims and incidents out.

Each stage does one thing and hands on a richer sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.claims import Draft, draft
from extractors.casualties.context import assign, read_context
from extractors.casualties.harms.find import find_harms, find_parts
from extractors.casualties.harms.harms import GRAVITY
from extractors.casualties.incidents.components import set_apart
from extractors.casualties.incidents.day import date
from extractors.casualties.incidents.group import group
from extractors.casualties.incidents.main_incident import main_first
from extractors.casualties.incidents.parts import tie
from extractors.casualties.incidents.people import describe, tells_of_death, unify
from extractors.casualties.languages.identify import ENGLISH, is_other_language
from extractors.casualties.legible import legible
from extractors.casualties.model import Effect, Extraction
from extractors.casualties.moods import told
from extractors.casualties.output import incident, serialise
from extractors.casualties.scan import may_hold_claims, may_hold_parts
from extractors.casualties.sentences import split
from extractors.casualties.text import Sentence
from extractors.casualties.topics import is_imagined
from extractors.casualties.victims.find import find_groups
from extractors.casualties.victims.named import learn
from extractors.casualties.victims.names import find_persons
from extractors.documents import Document
from extractors.errors import DocumentError

LONGEST_TEXT = 300_000
"""Characters: a long live blog has a third of them. What is longer is no article, and would hold all others up."""
_MEMORY = 3  # sentences after a figure in which "them" and "the victims" still take it up
EXTRACTOR_VERSION = "cascade-1"
"""Changes whenever the same document may give another extraction."""


def extract(document: Document) -> Extraction:
    """All casualty claims of the document and the incidents they tell of.

    Raises:
        DocumentError: `published` is neither a date nor a datetime, or the text is longer than any article.
    """
    check(document)
    if not may_hold_claims(document.text) and not may_hold_claims(document.title):
        return Extraction(document.id)
    as_it_came = document.text
    document = replace(document, title=legible(document.title), text=legible(as_it_came))
    sentences = split(document.text, document.title)
    claims = _read(sentences)
    headline = _headline(document.title)
    if not (claims or headline) or is_imagined(document.title, document.text):
        return Extraction(document.id)
    context = read_context(document, sentences, claims)
    assign(claims, context)
    unify(claims, headline, is_fatal=tells_of_death(f"{document.title}\n{document.text}"))
    attacks = group(claims, sentences, context.places_by_sentence(), context.timeline.by_sentence)
    describe(claims)
    tie(claims)
    set_apart(attacks)
    attacks = main_first(attacks, headline, claims) or group(headline, sentences)
    date(attacks, context.timeline)
    return Extraction(
        document.id,
        tuple(serialise(document.id, as_it_came, claims)),
        tuple(incident(a, context, headline if a.number == 1 else ()) for a in attacks),
    )


def check(document: Document) -> None:
    """Refuses what is no article, whether or not it holds claims.

    Raises:
        DocumentError: `published` is neither a date nor a datetime, or the text is longer than any article.
    """
    if len(document.text) > LONGEST_TEXT:
        raise DocumentError(
            f"the text has {len(document.text):,} characters, more than any article", where=document.id,
            hint=f"split it: up to {LONGEST_TEXT:,} are read",
        )  # fmt: skip
    document.published_at()


def _headline(title: str) -> list[Draft]:
    """What the title tells of harm.

    It is no claim of the text, but it says what came of the wounded and which figure the article leads with, and it is
    all that is known of the incident where the text tells nothing.
    """
    sentence = Sentence(0, len(title), title, -1, -1)
    return told(sentence, draft(sentence, sentence.tokens, find_harms(sentence.tokens, find_groups(sentence.tokens))))


def _read(sentences: Sequence[Sentence]) -> list[Draft]:
    """The drafts of all body sentences; of copies of the title only where the body tells nothing."""
    registry = find_persons([s.tokens for s in sentences])

    def read(wanted: Sequence[Sentence], *, again: bool = True) -> list[Draft]:
        drafts: list[Draft] = []
        learnt = False
        for sentence in wanted:
            before = _told_before(drafts, sentence)
            has_harm = may_hold_claims(sentence.text)
            if has_harm or (before is not None and may_hold_parts(sentence.text)):
                groups = find_groups(sentence.tokens, registry)
                harms = (find_harms if has_harm else find_parts)(sentence.tokens, groups, before)
                learnt |= learn(registry, [h.group for h in harms])
                found = told(sentence, draft(sentence, sentence.tokens, harms))
                if found and is_other_language(sentence.text, ENGLISH):
                    continue  # "fatal" and "toll" are words of other languages too
                drafts += found
        return read(wanted, again=False) if learnt and again else drafts

    return read([s for s in sentences if s.is_body]) or read([s for s in sentences if not s.is_body])


def _told_before(drafts: Sequence[Draft], sentence: Sentence) -> Effect | None:
    """What befell the people whom the last sentence with a figure counted: "them" of "six of them were women"."""
    last = next((d.sentence for d in reversed(drafts) if not d.is_part and d.value > 1), None)
    if last is None or sentence.index - last > _MEMORY:
        return None
    effects = {d.effect for d in drafts if d.sentence == last and not d.is_part and d.value > 1}
    return max(effects, key=lambda e: GRAVITY[e])  # of dead and hurt, "the victims" are the dead
