"""What stands around the claims: when, where, by whom, who says so; found once an article and picked for each claim."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractors.casualties.actors.find import actor_for, find_actors
from extractors.casualties.claims import Draft, scope_of
from extractors.casualties.dates.find import date_for, find_dates, main_date
from extractors.casualties.methods import method_for
from extractors.casualties.model import Place
from extractors.casualties.places.find import find_places
from extractors.casualties.places.home import OutletHome, outlet_home
from extractors.casualties.places.inference import with_inferred
from extractors.casualties.places.ranking import place_for, rank_places
from extractors.casualties.places.weights import leading_mentions
from extractors.casualties.sources.find import find_attributions, source_for
from extractors.casualties.text import ActorMention, Attribution, DateMention, PlaceMention, Sentence, Span
from extractors.documents import Document
from extractors.gazetteer import default_gazetteer

_ACTOR_REACH = 3  # sentences on either side of a claim in which its actor may stand


@dataclass(frozen=True, slots=True)
class Context:
    """The mentions of one article, in the order of its text."""

    title: str
    sentences: Sequence[Sentence]
    published: dt.date | None
    dates: Sequence[DateMention]
    places: Sequence[PlaceMention]
    home: OutletHome
    actors: Sequence[ActorMention]
    attributions: Sequence[Attribution]

    def main_date(self) -> DateMention | None:
        """What dates the article's main incident."""
        return main_date(self.dates, self.sentences)

    def ranked_places(self) -> list[Place]:
        """The places of the article's main incident, most exact first."""
        return with_inferred(rank_places(self.places, self.sentences), self.home, default_gazetteer())


def read_context(document: Document, sentences: Sequence[Sentence], claims: Sequence[Draft]) -> Context:
    """Finds every mention of a time, a place and a source, and the actors around the claims.

    Raises:
        DocumentError: `published` is neither a date nor a datetime.
    """
    published = document.published_at()
    told = {c.sentence + step for c in claims for step in range(-_ACTOR_REACH, _ACTOR_REACH + 1)}
    home = outlet_home(document.publisher, document.url, document.title, default_gazetteer())
    return Context(
        title=document.title,
        sentences=sentences,
        published=published.date() if isinstance(published, dt.datetime) else published,
        dates=find_dates(sentences, published),
        places=find_places(sentences, title=document.title, home=home),
        home=home,
        actors=find_actors([s for s in sentences if s.index in told]),
        attributions=find_attributions(sentences),
    )


def assign(claims: Sequence[Draft], context: Context) -> None:
    """Gives each claim its scope, date, place, actor, method and source, in place."""
    lead = leading_mentions(context.places, context.sentences)
    places = _by_sentence(context.places, context.sentences)
    actors = _by_sentence(context.actors, context.sentences)
    for claim in claims:
        _assign_time(claim, context)
        span = claim.start, claim.end
        is_incident = claim.scope == "incident"
        place = place_for(*span, context.places, context.sentences, is_incident=is_incident, lead=lead)
        claim.place = place.text if place else None
        claim.own_places = tuple(p.name for p in places.get(claim.sentence, []) if p.is_locative)
        near = range(claim.sentence - _ACTOR_REACH, claim.sentence + _ACTOR_REACH + 1)
        around = [a for at in near for a in actors.get(at, [])]
        actor = actor_for(*span, around, context.sentences, is_incident=is_incident)
        claim.actor = actor.text if actor else None
        claim.actor_names = tuple(m.name for m in actor.mentions) if actor else ()
        claim.method = method_for(*span, context.sentences, title=context.title, is_incident=is_incident)
        said = source_for(*span, context.attributions)
        claim.source, claim.via = (said.source, said.via) if said else (None, None)


_Mention = TypeVar("_Mention", bound=Span)


def _by_sentence(mentions: Sequence[_Mention], sentences: Sequence[Sentence]) -> dict[int, list[_Mention]]:
    """The mentions of each sentence, so that a claim looks at its neighbours alone."""
    starts = [s.start for s in sentences]
    found: dict[int, list[_Mention]] = {}
    for mention in mentions:
        at = bisect_right(starts, mention.start) - 1
        if at >= 0 and mention.start < sentences[at].end:
            found.setdefault(sentences[at].index, []).append(mention)
    return found


def _assign_time(claim: Draft, context: Context) -> None:
    sentences = context.sentences
    sentence = sentences[claim.sentence]
    claim.date = date_for(claim.start, claim.end, context.dates, sentences)
    claim.has_own_date = claim.date is not None and sentence.start <= claim.date.start < sentence.end
    host = claim.host
    claim.scope = host.scope if host is not None else scope_of(claim, sentence, context.dates, context.published)
    if claim.scope != "incident":
        claim.date = date_for(claim.start, claim.end, context.dates, sentences, scope=claim.scope)
    elif host is not None and not claim.has_own_date:
        claim.date = host.date
