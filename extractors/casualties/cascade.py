"""The cascade: a document in, its claims and incidents out.

Each stage does one thing and hands on a richer sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple

from extractors.casualties.claims import Draft, draft
from extractors.casualties.context import assign, read_context
from extractors.casualties.harms.find import find_parts, read_harms
from extractors.casualties.harms.harms import GRAVITY, Harm
from extractors.casualties.incidents.components import set_apart
from extractors.casualties.incidents.day import date
from extractors.casualties.incidents.group import group
from extractors.casualties.incidents.headline import of_events
from extractors.casualties.incidents.main_incident import main_first
from extractors.casualties.incidents.nameless import nameless_deaths, tells_of_several_dead
from extractors.casualties.incidents.parts import tie
from extractors.casualties.incidents.people import omitted_classes, tells_of_death, unify
from extractors.casualties.introduced import introduced
from extractors.casualties.languages.identify import ENGLISH, is_other_language
from extractors.casualties.legible import legible
from extractors.casualties.listings import Listings, read_share
from extractors.casualties.model import Effect, Extraction
from extractors.casualties.moods import told
from extractors.casualties.output import incident, serialise
from extractors.casualties.scan import may_hold_claims, may_hold_parts, sentence_may_hold_claims
from extractors.casualties.sentences import split
from extractors.casualties.tables import read_tables
from extractors.casualties.text import Sentence
from extractors.casualties.topics import tells_no_harm
from extractors.casualties.victims.find import find_groups
from extractors.casualties.victims.groups import Group
from extractors.casualties.victims.named import learn
from extractors.casualties.victims.names import Registry, find_persons
from extractors.documents import Document
from extractors.errors import DocumentError

LONGEST_TEXT = 2_000_000
"""Characters: ten times the longest live blog. What is longer is no article, and would hold all others up."""
MOST_CLAIMS = 10_000
"""Ten times what the longest chronicle of a war tells; what holds more is no article, and would take minutes."""
_MEMORY = 3  # sentences after a figure in which "them" and "the victims" still take it up
_BROKEN_NAME = 4  # tokens of a name that a cut through its sentence broke off
EXTRACTOR_VERSION = "cascade-2"
"""Its number is raised with each new kind of reading; pipeline/reading_version.py adds a digest of the code to it."""


def extract(document: Document) -> Extraction:
    """All casualty claims of the document and the incidents they tell of.

    Raises:
        DocumentError: `published` is neither a date nor a datetime, or the text is longer than any article, or
            tells more claims.
    """
    check(document)
    if not may_hold_claims(document.text) and not may_hold_claims(document.title):
        return Extraction(document.id)
    as_it_came = document.text
    document = replace(document, title=legible(document.title), text=legible(as_it_came))
    sentences = split(document.text, document.title)
    if not any(map(sentence_may_hold_claims, sentences)) and not may_hold_claims(document.title):
        return Extraction(document.id)
    registry = find_persons([s.tokens for s in sentences])
    try:
        claims, asides = _read(sentences, registry)
    except _TooManyError as error:
        raise DocumentError(
            f"the text tells more than {MOST_CLAIMS:,} claims, more than any article", where=document.id,
            hint="split it, if it is a collection of articles",
        ) from error  # fmt: skip
    headline = _headline(document.title, registry)
    if not (claims or headline) or tells_no_harm(document.title, document.text):
        return Extraction(document.id)
    context = read_context(document, sentences, claims)
    assign(claims, context)
    omitted_classes(claims)
    attacks = group(claims, sentences, context.places_by_sentence(), context.timeline.by_sentence)
    told = f"{document.title}\n{document.text}"
    unify(claims, headline, asides, is_fatal=tells_of_death(told), is_one_dead=not tells_of_several_dead(told))
    tie(claims, sentences)
    set_apart(attacks, sentences)
    counted = of_events(headline, document.title, claims, context.published)
    attacks = main_first(attacks, headline, claims, document.title, sentences) or group(counted, sentences)
    date(attacks, context.timeline)
    return Extraction(
        document.id,
        tuple(serialise(document.id, as_it_came, claims)),
        tuple(incident(a, context, counted if a.number == 1 else ()) for a in attacks),
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


class _TooManyError(Exception):
    """Claims beyond all that articles tell."""


class _Told(NamedTuple):
    """What sentences tell: claims, and what befell people whom only a pronoun names."""

    claims: list[Draft]
    asides: list[Draft]


def _headline(title: str, registry: Registry) -> list[Draft]:
    """What the title tells of harm.

    It is no claim of the text, but it says what came of the wounded and which figure the article leads with, and it is
    all that is known of the incident where the text tells nothing.
    """
    sentence = Sentence(0, len(title), title, -1, -1)
    if not sentence_may_hold_claims(sentence):
        return []
    tokens = sentence.tokens
    found = told(sentence, draft(sentence, tokens, read_harms(tokens, find_groups(tokens, registry))[0]))
    return found or nameless_deaths(sentence)


def _read(sentences: Sequence[Sentence], registry: Registry) -> _Told:
    """The drafts of all body sentences; of copies of the title only where the body tells nothing."""
    body = _read_all([s for s in sentences if s.is_body], registry)
    return body if body.claims else _read_all([s for s in sentences if not s.is_body], registry)


def _read_all(sentences: Sequence[Sentence], registry: Registry, *, again: bool = True) -> _Told:
    """The drafts of these sentences; read again where names turned out to be those of victims."""
    claims: list[Draft] = []
    asides: list[Draft] = []
    learnt = False
    rows, listings = read_tables(sentences), Listings(sentences)
    for last, sentence in zip([None, *sentences], sentences, strict=False):
        if len(claims) > MOST_CLAIMS:
            raise _TooManyError
        if sentence.index in rows:
            claims += rows[sentence.index]
            continue
        before, counted = _told_before(claims, sentence)
        listing = listings.of(sentence)
        if sentence_may_hold_claims(sentence):
            harms, by_pronoun = read_harms(sentence.tokens, _groups(sentence, registry), before, counted)
        elif listing is not None and (shares := read_share(sentence, listing, registry)):
            claims += shares
            listings.told(sentence, shares)
            continue
        elif before is not None and may_hold_parts(sentence):
            harms, by_pronoun = find_parts(sentence.tokens, _groups(sentence, registry), before, counted), []
        else:
            listings.told(sentence, ())
            continue
        learnt |= learn(registry, [h.group for h in harms])
        found = told(sentence, draft(sentence, sentence.tokens, harms))
        if found and is_other_language(sentence.text, ENGLISH):
            continue  # "fatal" and "toll" are words of other languages too
        claims += [*_introduced(last, sentence, by_pronoun, claims, registry), *found]
        listings.told(sentence, found)
        asides += told(sentence, draft(sentence, sentence.tokens, by_pronoun))
    if learnt and again:
        return _read_all(sentences, registry, again=False)
    listings.tie()
    return _Told(claims, asides)


def _introduced(
    last: Sentence | None, sentence: Sentence, asides: Sequence[Harm], claims: Sequence[Draft], registry: Registry
) -> list[Draft]:
    """The claim of whom the sentence before introduced, where it tells no harm and pronouns of this one do."""
    if not asides or last is None or (claims and claims[-1].sentence >= last.index):
        return []
    harms = introduced(last.tokens, find_groups(last.tokens, registry), asides, sentence.tokens, claims)
    return told(last, draft(last, last.tokens, harms))


def _groups(sentence: Sentence, registry: Registry) -> list[Group]:
    """The groups of the sentence; a list of names that breaks off where it was cut counts those read, and more."""
    groups = find_groups(sentence.tokens, registry)
    if sentence.is_cut and groups and groups[-1].kind == "list":
        last = groups[-1]
        if last.outer_last + _BROKEN_NAME >= len(sentence.tokens):
            groups[-1] = replace(last, high=None, qualifier="at_least")
    return groups


def _told_before(drafts: Sequence[Draft], sentence: Sentence) -> tuple[Effect | None, int | None]:
    """What befell the people whom the last sentence with a figure counted: "them" of "six of them were women".

    And how many they are, where it is the sentence right before that counts them.
    """
    recent = takewhile(lambda d: sentence.index - d.sentence <= _MEMORY, reversed(drafts))
    counted = (d for d in recent if not d.is_part and d.value > 1)
    last = next(counted, None)
    if last is None:
        return None, None
    same = [last, *takewhile(lambda d: d.sentence == last.sentence, counted)]
    effect = max((d.effect for d in same), key=lambda e: GRAVITY[e])  # of dead and hurt, "the victims" are the dead
    is_near = sentence.index - last.sentence <= 1
    return effect, max(d.value for d in same if d.effect == effect) if is_near else None
