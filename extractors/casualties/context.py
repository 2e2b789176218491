"""What stands around the claims: when, where, by whom, who says so; found once an article and picked for each claim."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import TypeVar

from extractors.casualties.actors.find import Actors, find_actors
from extractors.casualties.bygone import is_bygone, names_victim_of, told_before
from extractors.casualties.claims import Draft
from extractors.casualties.dates.find import Timeline, read_head, timeline_of
from extractors.casualties.incidents.cues import is_apart
from extractors.casualties.methods import Methods, find_method, tells_accident
from extractors.casualties.model import Place
from extractors.casualties.periods import sums_up_several, tells_several
from extractors.casualties.places.find import find_places
from extractors.casualties.places.home import OutletHome, outlet_home
from extractors.casualties.places.inference import with_inferred
from extractors.casualties.places.ranking import place_for, rank_places
from extractors.casualties.places.telling import without_telling
from extractors.casualties.places.weights import leading_mentions
from extractors.casualties.scopes import scope_of, tells_birth, tells_sudden
from extractors.casualties.scopes_taken_up import goes_on_reporting, opens_report, scope_of_deeds, takes_scope
from extractors.casualties.sources.find import find_attributions, source_for
from extractors.casualties.text import ActorMention, Attribution, PlaceMention, Sentence, Span
from extractors.documents import Document
from extractors.gazetteer import default_gazetteer

_OPENING = 3  # sentences in which an article says what happened
_DAY_REACH = 40  # characters between a part of a total and the day that is its own
_ARTICLE = 600  # sentences; a page of more is a list, an archive or a live blog of many things
_AROUND = 40  # sentences of such a page on either side of a claim, and at its head
_CHRONICLE = 3  # old events of an article that is about the past
_ACTOR_REACH = 2  # sentences on either side of a claim in which its actor may stand


@dataclass(frozen=True)
class Context:
    """The mentions of one article, in the order of its text."""

    title: str
    sentences: Sequence[Sentence]
    published: dt.date | None  # the article's own day: its dateline, else the day of publication
    timeline: Timeline
    places: Sequence[PlaceMention]
    home: OutletHome
    actors: Sequence[ActorMention]
    attributions: Sequence[Attribution]

    def places_by_sentence(self) -> dict[int, list[PlaceMention]]:
        """The places that each sentence names, by its index."""
        return by_sentence(self.places, self.sentences)

    def ranked_places(self) -> list[Place]:
        """The places of the article's main incident, most exact first."""
        return self._ranked_places

    @cached_property
    def _ranked_places(self) -> list[Place]:
        return with_inferred(rank_places(self.places, self.sentences), self.home, default_gazetteer())


def read_context(document: Document, sentences: Sequence[Sentence], claims: Sequence[Draft]) -> Context:
    """Finds every mention of a time, a place and a source, and the actors around the claims.

    Raises:
        DocumentError: `published` is neither a date nor a datetime.
    """
    published = document.published_at()
    told = {c.sentence + step for c in claims for step in range(-_ACTOR_REACH, _ACTOR_REACH + 1)}
    head = read_head(sentences, published)
    near = _near(claims, sentences)
    home = outlet_home(document.publisher, document.url, document.title, default_gazetteer())
    told_by = find_attributions(sentences, until=max((c.end for c in claims), default=0))
    places = find_places(near, title=document.title, home=home)
    return Context(
        title=document.title,
        sentences=sentences,
        published=head.day,
        timeline=timeline_of(sentences, head, near, title=document.title),
        places=without_telling(places, told_by, sentences, claims),
        home=home,
        actors=find_actors([s for s in sentences if s.index in told]),
        attributions=told_by,
    )


def _near(claims: Sequence[Draft], sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The sentences whose times and places may matter: all of an article, of a longer page those around its claims."""
    if len(sentences) <= _ARTICLE:
        return sentences
    around = {at for told in {c.sentence for c in claims} for at in range(told - _AROUND, told + _AROUND + 1)}
    return [s for s in sentences if s.index < _AROUND or s.index in around]


def assign(claims: Sequence[Draft], context: Context) -> None:
    """Gives each claim its scope, date, place, actor, method and source, in place."""
    lead = leading_mentions(context.places, context.sentences)
    places = context.places_by_sentence()
    actors = Actors(context.actors, context.sentences)
    said_in = _covering(context.attributions, context.sentences)
    opening = " ".join([context.title, *(s.text for s in context.sentences[:_OPENING])])
    is_sudden = tells_sudden(opening)
    total: Draft | None = None  # the last that counts more than one, and no part of another
    report: Draft | None = None  # what the article, a report of a week or a month, sums up at its head
    is_head = True  # no attack is told yet
    told: set[int] = set()  # the people named so far
    for before, claim in zip([None, *claims], claims, strict=False):
        _assign_time(claim, context, is_sudden=is_sudden)
        is_new = claim.person is None or id(claim.person) not in told
        if before is not None and is_new and names_victim_of(claim, before):
            claim.scope, claim.date = "other", before.date
        told.add(id(claim.person))
        if claim.listed is not None and claim.scope == "incident" and not claim.has_own_date:
            claim.scope, claim.date = claim.listed.scope, claim.listed.date
        if total is not None and takes_scope(claim, total, context.sentences):
            claim.scope, claim.date = total.scope, total.date
        elif before is not None and _is_of_same_verb(claim, before):
            claim.scope, claim.date = before.scope, before.date
        elif report is not None and goes_on_reporting(claim, report, context.sentences, places):
            claim.scope, claim.date = report.scope, report.date
        elif claim.value > 1 and not claim.is_told_part:
            total = claim
            report = report or (claim if is_head and opens_report(claim) else None)
            is_head &= claim.scope != "incident"
        if (
            claim.scope == "incident"
            and claim.has_own_date
            and claim.date is not None
            and claim.date.precision == "day"
        ):
            report = None  # it goes on with attacks one by one
        span = claim.start, claim.end
        is_incident = claim.scope == "incident"
        place = place_for(*span, context.places, context.sentences, is_incident=is_incident, lead=lead)
        claim.place, claim.scene = (place.text, place.mentions) if place else (None, ())
        is_other = _is_of_other_cause(claim, context.sentences)
        actor = actors.of(*span, is_incident=is_incident, looks_back=not is_other)
        claim.actor = actor.text if actor else None
        claim.actor_names = tuple(m.name for m in actor.mentions) if actor else ()
        said = source_for(*span, said_in.get(claim.sentence, ()))
        claim.source, claim.via = (said.source, said.via) if said else (None, None)
    _tell_history(claims)
    _assign_methods(claims, context)


def _tell_history(claims: Sequence[Draft]) -> None:
    """Makes incidents of old events in an article that tells of nothing else: a chronicle is about them."""
    old = [c for c in claims if c.scope == "other" and c.has_own_date and not c.is_other and c.modality == "asserted"]
    if len(old) < _CHRONICLE or any(c.scope in ("incident", "period") for c in claims):
        return
    for claim in old:
        if claim.date is not None and claim.date.precision == "day":
            claim.scope = "incident"


def _is_of_same_verb(claim: Draft, before: Draft) -> bool:
    """As in "in the past day 12 died, 7 in Harl and | one in Novi": a share of one runs over the time of all."""
    is_told = claim.sentence == before.sentence and claim.trigger == before.trigger and claim.effect == before.effect
    is_dated = claim.has_own_date and claim.date is not None and claim.date.start > before.end
    return is_told and before.scope != "other" and not is_dated and claim.person is None


def _is_of_other_cause(claim: Draft, sentences: Sequence[Sentence]) -> bool:
    """Whether its sentence passes to a thing of another cause, whose actor none before it is.

    As in "Rebels shelled the town. Separately, a market fire left 18 people dead", or "A bus overturned, killing nine".
    """
    own = sentences[claim.sentence]
    passes = is_apart(own.text[: claim.start - own.start]) and find_method(own.text) != "unknown"
    return passes or tells_accident(own.text)


def _assign_methods(claims: Sequence[Draft], context: Context) -> None:
    methods = Methods(context.sentences, context.title)
    ordered = sorted(claims, key=lambda c: (c.start, c.end))
    for last, claim, following in zip([None, *ordered], ordered, [*ordered[1:], None], strict=False):
        claim.method = methods.of(
            claim.start,
            claim.end,
            is_incident=claim.scope == "incident",
            before=(last.end, last.method) if last is not None and last.sentence == claim.sentence else None,
            until=following.start if following is not None and following.sentence == claim.sentence else None,
        )


_Mention = TypeVar("_Mention", bound=Span)


def by_sentence(mentions: Sequence[_Mention], sentences: Sequence[Sentence]) -> dict[int, list[_Mention]]:
    """The mentions of each sentence, so that a claim looks at its neighbours alone."""
    starts = [s.start for s in sentences]
    found: dict[int, list[_Mention]] = {}
    for mention in mentions:
        at = bisect_right(starts, mention.start) - 1
        if at >= 0 and mention.start < sentences[at].end:
            found.setdefault(sentences[at].index, []).append(mention)
    return found


def _covering(attributions: Sequence[Attribution], sentences: Sequence[Sentence]) -> dict[int, list[Attribution]]:
    """The attributions under which each sentence, or a part of it, is told."""
    found: dict[int, list[Attribution]] = {}
    for attribution in attributions:
        first = max(bisect_right(sentences, attribution.scope_start, key=attrgetter("start")) - 1, 0)
        after = bisect_left(sentences, attribution.scope_end, lo=first, key=attrgetter("start"))
        for sentence in sentences[first:after]:
            found.setdefault(sentence.index, []).append(attribution)
    return found


def _assign_time(claim: Draft, context: Context, *, is_sudden: bool) -> None:
    sentence, timeline = context.sentences[claim.sentence], context.timeline
    claim.date = timeline.date_for(claim.start, claim.end)
    claim.has_own_date = claim.date is not None and sentence.start <= claim.date.start < sentence.end
    if claim.date is not None and claim.has_own_date and tells_birth(sentence.text, claim.date.start - sentence.start):
        claim.date, claim.has_own_date = timeline.main, False  # "a woman born in 1954 died"
    host = claim.host
    own = timeline.within(claim.sentence)
    before = context.sentences[claim.sentence - 1].text if claim.sentence else ""
    is_sum = tells_several(sentence.text) or sums_up_several(before, sentence.text)
    claim.is_of_several = claim.value > 1 and not claim.is_told_part and is_sum
    told = scope_of(claim, sentence, own, context.published, main=timeline.main, is_sudden=is_sudden)
    if host is not None:
        told = "incident" if _is_day_of_period(claim, host) else host.scope
    claim.scope = told
    if claim.scope == "other" and host is not None and host.scope == "other":
        claim.date = host.date
    elif claim.scope == "other" and is_bygone(claim, sentence, own):
        claim.date = next((d for d in own if d.role == "background"), None)  # the days around are those of the news
    elif claim.scope != "incident" and not (claim.is_of_several and claim.has_own_date):
        claim.date = timeline.date_for(claim.start, claim.end, scope=claim.scope)
    elif host is not None and not claim.has_own_date:
        claim.date = host.date
    elif claim.scope == "incident" and not claim.has_own_date and claim.sentence:
        past = told_before(claim, sentence, own, timeline.within(claim.sentence - 1))
        claim.scope, claim.date = ("other", past) if past is not None else (claim.scope, claim.date)
        summed = scope_of_deeds(claim, context.sentences)
        if past is None and summed != "incident":
            claim.scope, claim.date = summed, timeline.date_for(claim.start, claim.end, scope=summed)


def _is_day_of_period(claim: Draft, host: Draft) -> bool:
    """Whether a part of a period's total has a day of its own: "40 in October, including nine on Tuesday"."""
    day = claim.date
    if host.scope not in {"period", "cumulative"} or day is None or not claim.has_own_date:
        return False
    is_beside = claim.start > host.start and host.end <= day.start and 0 <= day.start - claim.end <= _DAY_REACH
    return is_beside and day.role == "event" and day.precision == "day"
