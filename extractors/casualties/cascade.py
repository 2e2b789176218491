"""The cascade: a document in, its claims and incidents out.

Each stage does one thing and hands on a richer sequence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from extractors.casualties.claims import Draft, draft
from extractors.casualties.context import Context, assign, read_context
from extractors.casualties.harms.find import find_parts, read_harms
from extractors.casualties.harms.harms import GRAVITY
from extractors.casualties.incidents.group import Attack, group
from extractors.casualties.incidents.parts import tie
from extractors.casualties.incidents.people import omitted_classes, tells_of_death, unify
from extractors.casualties.incidents.tolls import tolls
from extractors.casualties.model import Claim, DatePrecision, Effect, Extraction, Incident, Place
from extractors.casualties.moods import told
from extractors.casualties.scan import may_hold_claims, may_hold_parts
from extractors.casualties.sentences import split
from extractors.casualties.text import DateMention, Sentence
from extractors.casualties.tokens import Token, tokenize
from extractors.casualties.victims.find import find_groups
from extractors.casualties.victims.named import learn
from extractors.casualties.victims.names import Registry, find_persons
from extractors.documents import Document, stable_id
from extractors.errors import DocumentError

_MOST_PLACES = 5
_MOST_ACTORS = 3
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
    if len(document.text) > LONGEST_TEXT:
        raise DocumentError(
            f"the text has {len(document.text):,} characters, more than any article", where=document.id,
            hint=f"split it: up to {LONGEST_TEXT:,} are read",
        )  # fmt: skip
    if not may_hold_claims(document.text) and not may_hold_claims(document.title):
        document.published_at()  # a broken date is an error whether or not the text holds claims
        return Extraction(document.id)
    sentences = split(document.text, document.title)
    tokens = {s.index: tokenize(s.text, s.start) for s in sentences}
    registry = find_persons(list(tokens.values()))
    claims, asides = _read(sentences, registry, tokens)
    headline = _headline(document.title, registry)
    context = read_context(document, sentences, claims) if claims or headline else None
    if context is None:
        return Extraction(document.id)
    assign(claims, context)
    omitted_classes(claims)
    attacks = group(claims, sentences) or group(headline, sentences)
    unify(claims, headline, asides, is_fatal=tells_of_death(f"{document.title}\n{document.text}"))
    tie(claims)
    return Extraction(
        document.id,
        tuple(_serialise(document.id, claims)),
        tuple(_incident(a, context, headline if a.number == 1 else ()) for a in attacks),
    )


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
    tokens = tokenize(title)
    return told(sentence, draft(sentence, tokens, read_harms(tokens, find_groups(tokens, registry))[0]))


def _read(sentences: Sequence[Sentence], registry: Registry, tokens: Mapping[int, Sequence[Token]]) -> _Told:
    """The drafts of all body sentences; of copies of the title only where the body tells nothing."""
    body = _read_all([s for s in sentences if s.is_body], registry, tokens)
    return body if body.claims else _read_all([s for s in sentences if not s.is_body], registry, tokens)


def _read_all(
    sentences: Sequence[Sentence], registry: Registry, tokens: Mapping[int, Sequence[Token]], *, again: bool = True
) -> _Told:
    """The drafts of these sentences; read again where names turned out to be those of victims."""
    claims: list[Draft] = []
    asides: list[Draft] = []
    learnt = False
    for sentence in sentences:
        before = _told_before(claims, sentence)
        words = tokens[sentence.index]
        if may_hold_claims(sentence.text):
            harms, by_pronoun = read_harms(words, find_groups(words, registry), before)
        elif before is not None and may_hold_parts(sentence.text):
            harms, by_pronoun = find_parts(words, find_groups(words, registry), before), []
        else:
            continue
        learnt |= learn(registry, [h.group for h in harms])
        claims += told(sentence, draft(sentence, words, harms))
        asides += told(sentence, draft(sentence, words, by_pronoun))
    return _read_all(sentences, registry, tokens, again=False) if learnt and again else _Told(claims, asides)


def _told_before(drafts: Sequence[Draft], sentence: Sentence) -> Effect | None:
    """What befell the people whom the last sentence with a figure counted: "them" of "six of them were women"."""
    last = next((d.sentence for d in reversed(drafts) if not d.is_part and d.value > 1), None)
    if last is None or sentence.index - last > _MEMORY:
        return None
    effects = {d.effect for d in drafts if d.sentence == last and not d.is_part and d.value > 1}
    return max(effects, key=lambda e: GRAVITY[e])  # of dead and hurt, "the victims" are the dead


def _serialise(document_id: str, claims: Sequence[Draft]) -> list[Claim]:
    ids: dict[int, str] = {}
    seen: dict[tuple[str, str], int] = {}
    for claim in claims:
        nth = seen[claim.effect, claim.quote] = seen.get((claim.effect, claim.quote), 0) + 1
        ids[id(claim)] = stable_id(
            document_id,
            claim.effect,
            claim.quote,
            nth,
            claim.low,
            claim.high,
            claim.qualifier,
            claim.victim,
            claim.scope,
            claim.modality,
        )
    return [_claim(c, ids) for c in claims]


def _claim(claim: Draft, ids: dict[int, str]) -> Claim:
    host = claim.host
    return Claim(
        claim_id=ids[id(claim)], start=claim.start, end=claim.end, quote=claim.quote, effect=claim.effect,
        low=claim.low, best=claim.best, high=claim.high, qualifier=claim.qualifier, victim=claim.victim, age=claim.age,
        gender=claim.gender, subset_of=ids.get(id(host)) if host is not None else None, scope=claim.scope,
        modality=claim.modality, incident=claim.incident, date_start=claim.date.date_start if claim.date else None,
        date_end=claim.date.date_end if claim.date else None, date_precision=_precision(claim.date), place=claim.place,
        actor=claim.actor, method=claim.method, source=claim.source, via=claim.via, confidence=claim.confidence,
    )  # fmt: skip


_PRECISIONS: dict[str, DatePrecision] = {"day": "day", "days": "days", "week": "week", "month": "month", "year": "year"}


def _precision(date: DateMention | None) -> DatePrecision | None:
    return _PRECISIONS.get(date.precision) if date is not None else None


def _incident(attack: Attack, context: Context, headline: Sequence[Draft]) -> Incident:
    killed, injured = tolls(attack, headline)
    date = _date_of(attack)
    if date is None and attack.number == 1:
        date = context.main_date()
    return Incident(
        attack.number,
        date_start=date.date_start if date else None,
        date_end=date.date_end if date else None,
        date_precision=_precision(date),
        places=tuple(_places(attack, context)),
        actors=_actors(attack),
        method=next((c.method for c in attack.claims if c.method != "unknown"), "unknown"),
        killed=killed,
        injured=injured,
    )


def _date_of(attack: Attack) -> DateMention | None:
    """The day that most of its claims name themselves; failing that, the first date that any of them has."""
    dates = [c.date for c in attack.claims if c.date is not None and c.date.date_start]
    own = [
        c.date
        for c in attack.claims
        if c.has_own_date and c.date is not None and c.date.date_start and c.date.precision in ("day", "days")
    ]
    if not own:
        return dates[0] if dates else None
    counts = Counter((d.date_start, d.date_end) for d in own)
    return max(own, key=lambda d: counts[d.date_start, d.date_end])


def _actors(attack: Attack) -> tuple[str, ...]:
    """Who did it, by the list's own names; "troops" says no more than "Sudanese troops" before it."""
    named = list(dict.fromkeys(name for c in attack.claims for name in c.actor_names))
    longest = [a for a in named if not any(a != b and a.lower() in b.lower() for b in named)]
    return tuple(longest[:_MOST_ACTORS])


def _places(attack: Attack, context: Context) -> list[Place]:
    """Of the main incident the article's best places; of another those that its own sentences name."""
    ranked = context.ranked_places()
    if attack.number != 1:
        own = {name for c in attack.claims for name in c.own_places}
        ranked = [p for p in ranked if p.name in own]
    exact = [p for p in ranked if p.precision not in ("country", "region")]
    return (exact or ranked)[:_MOST_PLACES]
