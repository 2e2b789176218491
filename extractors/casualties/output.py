"""What the cascades hand out: drafts as claims, attacks as incidents."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Protocol

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.attack import Attack
from extractors.casualties.incidents.tolls import tolls
from extractors.casualties.model import Claim, DatePrecision, Incident, Place
from extractors.casualties.text import DateMention
from extractors.documents import stable_id

_MOST_PLACES = 5
_LEADING = 3  # places of an incident that say where it was
_MOST_ACTORS = 3


class Surroundings(Protocol):
    """What an article tells of its main incident beside the claims."""

    def ranked_places(self) -> list[Place]:
        """Its places, most exact first."""
        ...


def serialise(document_id: str, text: str, claims: Sequence[Draft]) -> list[Claim]:
    """The claims, each with an id that only what it says decides; `text` is the document's, as it came."""
    for claim in claims:
        claim.quote = text[claim.start : claim.end]
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


_PRECISIONS: dict[str, DatePrecision] = {
    "day": "day", "days": "days", "week": "week", "month": "month", "year": "year", "inferred": "inferred",
}  # fmt: skip


def _precision(date: DateMention | None) -> DatePrecision | None:
    return _PRECISIONS.get(date.precision) if date is not None else None


def incident(attack: Attack, context: Surroundings, headline: Sequence[Draft]) -> Incident:
    """One attack with its tolls; `headline`: what the title tells of it."""
    killed, injured = tolls(attack, headline)
    date = attack.date
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


def _actors(attack: Attack) -> tuple[str, ...]:
    """Who did it, by the list's own names; "troops" says no more than "Sudanese troops" before it."""
    named = list(dict.fromkeys(name for c in attack.claims for name in c.actor_names))
    longest = [a for a in named if not any(a != b and a.lower() in b.lower() for b in named)]
    return tuple(longest[:_MOST_ACTORS])


def _own_first(ranked: list[Place], own: AbstractSet[str]) -> list[Place]:
    """The places, the towns of the attack's own sentences first where others lead: a page may hold several stories."""
    if any(p.name in own for p in ranked[:_LEADING]):
        return ranked
    towns = [p for p in ranked if p.name in own and p.precision == "town"]
    return [*towns, *(p for p in ranked if p not in towns)]


def _places(attack: Attack, context: Surroundings) -> list[Place]:
    """Of the main incident the article's best places; of another those that its own sentences name."""
    ranked = context.ranked_places()
    own = {m.name for c in attack.claims for m in c.spots}
    ranked = _own_first(ranked, own) if attack.number == 1 else [p for p in ranked if p.name in own]
    exact = [p for p in ranked if p.precision not in ("country", "region")]
    return (exact or ranked)[:_MOST_PLACES]
