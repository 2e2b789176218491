"""Which attack is the article's main one: what its headline and its lead tell of."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.attack import Attack, persons
from extractors.casualties.model import Effect
from extractors.casualties.screened import Screened
from extractors.casualties.text import Sentence

_FEW_DAYS = dt.timedelta(days=3)  # whose dead the news tells as those of one raid or battle
_CRIMES = ("shooting", "stabbing")  # what courts try years later
_COURT = Screened(
    r"""\b(?:court|jury|trial|tried|sentenc(?:e|ed|es|ing)|convict(?:s|ed|ion)|charg(?:e|ed|es)|pleaded|pleads|guilty|acquitt\w+|jail(?:s|ed)?
    |prison|imprison\w+|indict\w+|parole[ds]?|accused|extradit\w+|inquest)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LEAD = 3  # claims of the text among which the article's total stands


def main_first(
    attacks: Sequence[Attack],
    headline: Sequence[Draft],
    claims: Sequence[Draft],
    title: str,
    sentences: Sequence[Sentence],
) -> list[Attack]:
    """The attacks renumbered in the order of the text, the main one first.

    It is the one that bears the headline's figure. Where only a total of few days bears it ("killed in the past 24
    hours"), the main incident is what that total counts, though its claims stay out of all incidents, as those of any
    period.
    Failing that it is the first, unless the article's own came after it; and the deed of years ago that a court tries,
    where the headline tells of it or nothing else is told.
    """
    ordered = sorted((a for a in attacks if a.claims), key=lambda a: a.claims[0].start)
    main = _headlined(ordered, headline) or _of_few_days(claims, headline)
    tried = [c for c in claims if c.sentence >= 0 and _is_tried(title, sentences[c.sentence].text)]
    if main is None and (main := _long_past(claims, tried, headline, is_alone=not ordered)) is not None:
        ordered = _without_its_own(ordered, main)
    main = main or _first(ordered)
    if main is not None:
        _take_same_victims(main, tried)
        ordered = [main, *(a for a in ordered if a is not main)]
    for number, attack in enumerate(ordered, start=1):
        attack.number = number
        for claim in attack.claims:
            claim.incident = number if claim.scope == "incident" else 0
    return ordered


def _first(attacks: Sequence[Attack]) -> Attack | None:
    return next((a for a in attacks if not a.is_elsewhere), attacks[0] if attacks else None)


def _headlined(attacks: Sequence[Attack], headline: Sequence[Draft]) -> Attack | None:
    """The attack that bears the headline's figure: that of the people whom it describes, else the first."""
    for effect, figure in _figures(headline):
        bearing = [
            a for a in attacks if not a.is_elsewhere and any(c.effect == effect and c.best == figure for c in a.claims)
        ]
        if bearing:
            return max(bearing, key=lambda a: (_likeness(a, headline), -a.claims[0].start))
    return None


def _likeness(attack: Attack, headline: Sequence[Draft]) -> int:
    """How surely the attack is of somebody whom the headline describes: by name, by years, as a boy."""
    return max(_likeness_of(claim, told) for claim in attack.claims for told in headline)


def _likeness_of(claim: Draft, told: Draft) -> int:
    if told.person is not None and claim.person is told.person:
        return 3
    if told.years is not None and claim.years is not None:
        return 2 if told.years == claim.years else -1
    if told.age == "child" or told.gender is not None:
        return int((claim.age, claim.gender) == (told.age, told.gender))
    return 0


def _of_few_days(claims: Sequence[Draft], headline: Sequence[Draft]) -> Attack | None:
    """What the total of few days counts that bears the headline's figure and leads the text; longer spans tell none."""
    figures = set(_figures(headline))
    lead = [c for c in claims[:_LEAD] if _is_of_few_days(c) and c.modality == "asserted" and not c.is_part]
    told = next((c for c in lead if (c.effect, c.best) in figures), None)
    if told is None:
        return None
    attack = Attack(0)
    for claim in claims:
        if _is_of_few_days(claim) and (claim.trigger == told.trigger or claim.host is told):
            attack.take(claim)
    return attack


def _is_of_few_days(claim: Draft) -> bool:
    """Whether the claim is a total of a day or of the few days of one battle."""
    if claim.is_of_several or claim.scope != "period":
        return False
    days = _days(claim)
    return days is not None and days[1] - days[0] <= _FEW_DAYS


def _is_tried(title: str, text: str) -> bool:
    """Whether the headline or a claim's sentence tells of a court: other deeds of years ago are named in passing."""
    return _COURT.search(title) is not None or _COURT.search(text) is not None


def _long_past(
    claims: Sequence[Draft], tried: Sequence[Draft], headline: Sequence[Draft], *, is_alone: bool
) -> Attack | None:
    """What a court deals with of a day, a month or a year long past, and of its dead no other attack."""
    figures = set(_figures(headline))
    past = [c for c in claims if c.scope == "other" and c.modality == "asserted" and not c.is_other]
    past = [c for c in past if c.method in (*_CRIMES, "unknown") and _days(c)]
    if not any(c.method in _CRIMES for c in claims):
        return None
    told = next((c for c in past if c in tried and ((c.effect, c.best) in figures or (is_alone and c.best))), None)
    if told is None or (first := _days(told)) is None:
        return None
    attack = Attack(0)
    for claim in past:
        days = _days(claim)
        if days is not None and days[0] <= first[1] and first[0] <= days[1]:
            claim.scope = "incident"
            attack.take(claim)
    return attack


def _take_same_victims(main: Attack, tried: Sequence[Draft]) -> None:
    """What a court deals with of a day long past, where its victims are those of the attack: that is when it was.

    As in "guilty in the fatal shootings of two men ... Lee shot and killed Dan Roe and Jo Lund on June 8, 2016".
    """
    people = {id(person) for claim in main.claims if claim.effect == "killed" for person in persons(claim)}
    for claim in tried:
        is_past = claim.scope == "other" and claim.modality == "asserted" and not claim.is_other and _days(claim)
        if is_past and people.intersection(id(person) for person in persons(claim)):
            claim.scope = "incident"
            main.take(claim)
            main.is_past = True
    main.claims.sort(key=lambda claim: claim.start)


def _without_its_own(attacks: Sequence[Attack], main: Attack) -> list[Attack]:
    """The attacks but those of no other day than the main one, whose claims tell of its deed: "a third was hurt"."""
    same = [a for a in attacks if not a.is_dated or set(a.days) <= set(main.days)]
    for attack in same:
        for claim in attack.claims:
            main.take(claim)
    return [a for a in attacks if a not in same]


def _days(claim: Draft) -> tuple[dt.date, dt.date] | None:
    date = claim.date
    if date is None or not (date.date_start and date.date_end):
        return None
    return dt.date.fromisoformat(date.date_start), dt.date.fromisoformat(date.date_end)


def _figures(headline: Sequence[Draft]) -> list[tuple[Effect, int]]:
    """Effect and figure of all that the headline counts, the dead first."""
    told = [(c.effect, c.best) for c in headline if c.best and c.modality == "asserted" and not c.is_part]
    return sorted(dict.fromkeys((e, b) for e, b in told if b), key=lambda told: told[0] != "killed")
