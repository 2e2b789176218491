"""The cascade: a document in, its claims and incidents out. Each stage does one thing and hands on a richer sequence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from extractors.casualties.claims import Draft, draft, scope_of
from extractors.casualties.clauses import find_harms
from extractors.casualties.dates import date_for, find_dates, main_date
from extractors.casualties.incidents import Attack, group, toll
from extractors.casualties.model import Claim, Extraction, Incident, Place
from extractors.casualties.names import find_persons
from extractors.casualties.people import unify
from extractors.casualties.places import find_places
from extractors.casualties.scan import may_hold_claims
from extractors.casualties.sentences import split
from extractors.casualties.text import DateMention, PlaceMention, Sentence
from extractors.casualties.tokens import tokenize
from extractors.casualties.victims import find_groups, learn
from extractors.documents import Document, stable_id

EXTRACTOR_VERSION = "cascade-1"
"""Changes whenever the same document may give another extraction."""


def extract(document: Document) -> Extraction:
    """All casualty claims of the document and the incidents they tell of.

    Raises:
        DocumentError: `published` is neither a date nor a datetime.
    """
    published = document.published_at()
    if not may_hold_claims(document.text):
        return Extraction(document.id)
    sentences = split(document.text, document.title)
    claims = _read(sentences)
    if not claims:
        return Extraction(document.id)
    dates = find_dates(sentences, published)
    places = find_places(sentences, title=document.title, publisher=document.publisher)
    _place_in_time(claims, sentences, dates, published)
    unify(claims)
    attacks = group(claims)
    return Extraction(
        document.id,
        tuple(_serialise(document.id, claims)),
        tuple(_incident(a, dates, places, sentences) for a in attacks),
    )


def _read(sentences: Sequence[Sentence]) -> list[Draft]:
    """The drafts of all body sentences; of copies of the title only where the body tells nothing."""
    tokens = {s.index: tokenize(s.text, s.start) for s in sentences}
    registry = find_persons(list(tokens.values()))

    def read(wanted: Sequence[Sentence], *, again: bool = True) -> list[Draft]:
        drafts: list[Draft] = []
        learnt = False
        for sentence in wanted:
            if may_hold_claims(sentence.text):
                groups = find_groups(tokens[sentence.index], registry)
                harms = find_harms(tokens[sentence.index], groups)
                learnt |= learn(registry, [h.group for h in harms])
                drafts += draft(sentence, tokens[sentence.index], harms)
        return read(wanted, again=False) if learnt and again else drafts

    return read([s for s in sentences if s.is_body]) or read([s for s in sentences if not s.is_body])


def _place_in_time(
    claims: Sequence[Draft], sentences: Sequence[Sentence], dates: Sequence[DateMention], published: dt.date | dt.datetime | None
) -> None:
    anchor = published.date() if isinstance(published, dt.datetime) else published
    main = main_date(dates, sentences)
    for claim in claims:
        claim.date = date_for(claim.start, claim.end, dates, sentences)
        sentence = sentences[claim.sentence]
        claim.has_own_date = claim.date is not None and sentence.start <= claim.date.start < sentence.end
        claim.scope = claim.host.scope if claim.host is not None else scope_of(claim, sentence, dates, anchor)
        if claim.scope != "incident":
            claim.date = date_for(claim.start, claim.end, dates, sentences, scope=claim.scope)
        elif claim.date is None:
            claim.date = main


def _serialise(document_id: str, claims: Sequence[Draft]) -> list[Claim]:
    ids: dict[int, str] = {}
    seen: dict[tuple[str, str], int] = {}
    for claim in claims:
        nth = seen[claim.effect, claim.quote] = seen.get((claim.effect, claim.quote), 0) + 1
        ids[id(claim)] = stable_id(document_id, claim.effect, claim.quote, nth, claim.low, claim.high, claim.qualifier, claim.victim, claim.scope, claim.modality)
    return [_claim(c, ids) for c in claims]


def _claim(claim: Draft, ids: dict[int, str]) -> Claim:
    host = claim.host
    return Claim(
        claim_id=ids[id(claim)], start=claim.start, end=claim.end, quote=claim.quote, effect=claim.effect, low=claim.low,
        best=claim.best, high=claim.high, qualifier=claim.qualifier, victim=claim.victim, age=claim.age,
        gender=claim.gender, subset_of=ids.get(id(host)) if host is not None else None, scope=claim.scope,
        modality=claim.modality, incident=claim.incident, date_start=claim.date.date_start if claim.date else None,
        date_end=claim.date.date_end if claim.date else None, date_precision=_precision(claim.date), place=claim.place,
        actor=claim.actor, method=claim.method, source=claim.source, via=claim.via, confidence=claim.confidence,
    )  # fmt: skip


def _precision(date: DateMention | None):  # type: ignore[no-untyped-def]
    return date.precision if date is not None and date.precision in ("day", "days", "week", "month", "year") else None


def _incident(attack: Attack, dates: Sequence[DateMention], places: Sequence[PlaceMention], sentences: Sequence[Sentence]) -> Incident:
    first = attack.claims[0]
    date = next((c.date for c in attack.claims if c.date is not None and c.date.date_start), None) or (main_date(dates, sentences) if attack.number == 1 else None)
    del first
    return Incident(
        attack.number,
        date_start=date.date_start if date else None,
        date_end=date.date_end if date else None,
        date_precision=_precision(date),
        places=tuple(Place(p.name, p.admin1, p.country, p.lat, p.lon, p.precision, p.geoname_id) for p in places[:3]),  # type: ignore[arg-type]
        killed=toll(attack, "killed"),
        injured=toll(attack, "injured"),
    )
