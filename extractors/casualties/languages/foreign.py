"""The reader for languages other than English: one automaton, driven by one data file a language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.casualties.claims import Draft
from extractors.casualties.context import by_sentence
from extractors.casualties.dates.choice import Timeline
from extractors.casualties.incidents.components import set_apart
from extractors.casualties.incidents.day import date
from extractors.casualties.incidents.group import group
from extractors.casualties.incidents.main_incident import main_first
from extractors.casualties.incidents.parts import tie
from extractors.casualties.incidents.people import omitted_classes, unify
from extractors.casualties.languages.identify import is_other_language
from extractors.casualties.languages.linking import Telling, tellings
from extractors.casualties.languages.scoping import scope_of
from extractors.casualties.languages.tellers import find_tellers
from extractors.casualties.languages.times import TimeReader
from extractors.casualties.languages.vocabulary import Marks, Vocabulary, expand, languages, vocabulary
from extractors.casualties.languages.where import PlaceReader
from extractors.casualties.languages.words import UNSEEN, Word
from extractors.casualties.model import Extraction, Method, Place
from extractors.casualties.output import incident, serialise
from extractors.casualties.places.ranking import place_for, rank_places
from extractors.casualties.places.weights import leading_mentions
from extractors.casualties.sentences import Punctuation, split
from extractors.casualties.text import Attribution, DateMention, PlaceMention, Sentence
from extractors.documents import Document

LANGUAGES = languages()
"""ISO 639 codes of the languages that have a data file."""

_CONFIDENCE = 0.75  # below that of the English rules: fewer sentences have been checked
_LAST_WORD = re.compile(r"([^\s().]+)$")
_LONGEST_SHORT_FORM = 15  # characters
_DAY_DIGITS = 2
_METHOD_REACH = 2  # sentences before a claim in which what harmed people may be told


@dataclass(frozen=True, slots=True)
class _Read:
    """One sentence with its tokens."""

    sentence: Sentence
    words: list[Word]
    marks: Marks


@dataclass(frozen=True, slots=True)
class _Around:
    """What an article tells beside its claims."""

    timeline: Timeline
    places: Sequence[PlaceMention]
    sentences: Sequence[Sentence]

    def ranked_places(self) -> list[Place]:
        """The places of the main incident, most exact first."""
        return rank_places(self.places, self.sentences)


def extract(document: Document, language: str) -> Extraction:
    """All casualty claims of the document and the incidents they tell of."""
    known = vocabulary(language)
    reads = [_read(s, known) for s in split(document.text, document.title, punctuation(language))]
    title = _read(Sentence(0, len(document.title), document.title, -1, -1), known)
    is_disaster = any("disaster" in mark for r in (title, *reads) for mark in r.marks)
    body = [r for r in reads if r.sentence.is_body]
    claims = _drafts(body, known, is_disaster=is_disaster)
    claims = claims or _drafts([r for r in reads if not r.sentence.is_body], known, is_disaster=is_disaster)
    headline = _drafts([title], known, is_disaster=is_disaster)
    if not claims and not headline:
        return Extraction(document.id)
    around = _around(document, reads, known)
    _assign(claims, reads, around, document)
    omitted_classes(claims)
    attacks = group(claims, around.sentences, by_sentence(around.places, around.sentences), around.timeline.by_sentence)
    unify(claims, headline)
    tie(claims, around.sentences)
    set_apart(attacks, around.sentences)
    attacks = main_first(attacks, headline, claims, document.title, around.sentences) or group(
        headline, around.sentences
    )
    date(attacks, around.timeline)
    return Extraction(
        document.id,
        tuple(serialise(document.id, document.text, claims)),
        tuple(incident(a, around, headline if a.number == 1 else ()) for a in attacks),
    )


@cache
def punctuation(code: str) -> Punctuation:
    """Where sentences end in a language, and how boxes of links begin."""
    settings = vocabulary(code).settings
    following = r"(?=\s+[^\sa-zа-яіїєґ])" if settings.get("capitals", True) else r"(?=\s)"
    ends = re.compile(rf"[.!?…؟۔]+[\"”’»“')\]{UNSEEN}]*{following}|\n+")
    boxes = "|".join(map(re.escape, expand(settings["boxes"])))
    ordinals = bool(settings.get("ordinal_stop"))
    short_forms = frozenset(expand(settings.get("abbreviations", "")))

    def is_end(text: str, stop: int) -> bool:
        before = _LAST_WORD.search(text[max(0, stop - _LONGEST_SHORT_FORM) : stop])
        if before is None or text[stop] != ".":
            return True
        if ordinals and before[1].isdigit() and len(before[1]) <= _DAY_DIGITS:
            return False  # "am 8. Oktober"
        is_initial = len(before[1]) == 1 and before[1].isupper()
        return not is_initial and before[1].casefold() not in short_forms

    box = re.compile(rf"\s*(?:{boxes})\b", re.IGNORECASE)
    return Punctuation(ends, is_end, box, re.compile(rf"\W*(?:{boxes})\W*", re.IGNORECASE))


def _read(sentence: Sentence, known: Vocabulary) -> _Read:
    words = known.cut(sentence.text, sentence.start)
    return _Read(sentence, words, known.marks(words))


def _drafts(reads: Sequence[_Read], known: Vocabulary, *, is_disaster: bool) -> list[Draft]:
    return [draft for read in reads for draft in _of_sentence(read, known, is_disaster=is_disaster)]


def _of_sentence(read: _Read, known: Vocabulary, *, is_disaster: bool) -> list[Draft]:
    told = tellings(known, read.words, read.marks)
    if not told or is_other_language(read.sentence.text, known.code):
        return []
    drafts = [_draft(t, read) for t in told]
    for telling, draft in zip(told, drafts, strict=True):
        if telling.host is not None:
            draft.host = next((d for t, d in zip(told, drafts, strict=True) if t is telling.host), None)
        draft.scope = scope_of(telling, read.words, read.marks, is_disaster=is_disaster)
    for draft in drafts:
        if draft.host is not None:
            draft.scope = draft.host.scope
    return drafts


def _draft(telling: Telling, read: _Read) -> Draft:
    group_ = telling.group
    start, end = read.words[group_.first].start, read.words[group_.last].end
    base = read.sentence.start
    return Draft(
        start=start, end=end, quote=read.sentence.text[start - base : end - base], effect=telling.effect,
        low=group_.low, best=group_.best, high=group_.high, qualifier=group_.qualifier, victim=group_.victim,
        age=group_.age, gender=group_.gender, sentence=read.sentence.index, modality=telling.modality,
        is_part=telling.is_part, is_told_part=telling.is_part, is_more=group_.is_more, is_toll=telling.is_toll,
        has_class=not group_.is_bare or group_.is_more, head=group_.head, trigger=read.words[telling.trigger].start,
        confidence=_CONFIDENCE,
    )  # fmt: skip


def _around(document: Document, reads: Sequence[_Read], known: Vocabulary) -> _Around:
    published = document.published_at()
    day = published.date() if isinstance(published, dt.datetime) else published
    dates = [m for r in reads for m in TimeReader(known, r.words, r.marks, day).mentions()]
    shift = len(document.title) + 1
    headline = Sentence(-shift, -1, document.title, -1, -1, is_body=False)
    moved = _read(headline, known)
    article = [(r.sentence, r.words, r.marks) for r in (moved, *reads)]
    sentences = [r.sentence for r in reads]
    return _Around(Timeline(dates, sentences), PlaceReader(known).places(article), sentences)


def _assign(claims: Sequence[Draft], reads: Sequence[_Read], around: _Around, document: Document) -> None:
    """When, where, how and who says so, for each claim, in place."""
    by_index = {r.sentence.index: r for r in reads}
    lead = leading_mentions(around.places, around.sentences)
    tellers: dict[int, Attribution | None] = {}
    published = document.published_at()
    day = published.date() if isinstance(published, dt.datetime) else published
    for claim in claims:
        read = by_index[claim.sentence]
        sentence = read.sentence
        claim.date = around.timeline.date_for(claim.start, claim.end, scope=claim.scope)
        claim.has_own_date = claim.date is not None and sentence.start <= claim.date.start < sentence.end
        if claim.scope == "incident" and claim.has_own_date and _is_old(claim.date, day):
            claim.scope = "other"
        place = place_for(
            claim.start, claim.end, around.places, around.sentences, is_incident=claim.scope == "incident", lead=lead
        )
        claim.place = place.text if place else None
        if claim.sentence not in tellers:
            tellers[claim.sentence] = find_tellers(sentence, read.words, read.marks)
        teller = tellers[claim.sentence]
        claim.source = teller.source if teller else None
        claim.method = _method(claim, by_index)
        _assign_actor(claim, read)


def _is_old(date: DateMention | None, day: dt.date | None) -> bool:
    return date is not None and day is not None and date.role == "background"


def _method(claim: Draft, reads: dict[int, _Read]) -> Method:
    """What harmed people, in the claim's sentence or one shortly before it."""
    for back in range(_METHOD_REACH + 1):
        read = reads.get(claim.sentence - back)
        if read is None:
            break
        found = [m["method"].value for m in read.marks if "method" in m]
        if found:
            return min(found, key=lambda method: method in ("explosion", "clashes"))
    return "unknown"


def _assign_actor(claim: Draft, read: _Read) -> None:
    """Who did it: an actor beside the word for the attack ("frappe israélienne"), or behind "by"."""
    for at, here in enumerate(read.marks):
        if "actor" not in here:
            continue
        beside = range(max(0, at - 2), min(len(read.marks), here["actor"].end + 2))
        if any("method" in read.marks[step] or "agent" in read.marks[step] for step in beside):
            first, last = read.words[at], read.words[here["actor"].end - 1]
            base = read.sentence.start
            claim.actor = read.sentence.text[first.start - base : last.end - base]
            claim.actor_names = (here["actor"].value,)
            return
