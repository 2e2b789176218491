"""Incidents: the claims of one article grouped by attack, the main one first."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.casualties.claims import Draft
from extractors.casualties.text import DateMention, Sentence

_ELSEWHERE = re.compile(
    r"""(?:^|[.;"“]\s*|\band\s+)(?:elsewhere|separately|meanwhile\s+in|in\s+(?:a\s+|an\s+)?(?:separate|another|other|unrelated|earlier|previous|similar)\b
    |in\s+a\s+separate|also\s+on\s+\w+day|a\s+separate|another\s+(?:attack|strike|bomb|blast|explosion|raid|shooting|incident)
    |earlier\s+(?:this|in\s+the)\s+(?:week|month|year)|last\s+(?:week|month|year)|(?:the\s+)?(?:bombing|attack|shooting|strike|blast)s?\s+(?:came|comes|followed|follows))""",
    re.IGNORECASE | re.VERBOSE,
)
_COMES_AFTER = re.compile(
    r"""[“"]?(?:the\s+|this\s+|\w+day['’]s\s+)?(?:[\w-]+\s+){0,2}?(?:attack|bombing|shooting|stabbing|killing|murder|strike|raid|blast
    |explosion|crash|accident|fire|incident|violence|assault|ambush|disaster|collapse|quake|flood)s?\s+
    (?:comes?|came|coming|happened|occurred|took\s+place)\b[^.;]{0,60}?\bafter\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SAME_FIGURE = 3  # figures from there on that recur with another date still tell of the same attack


@dataclass(slots=True)
class Attack:
    """One attack as the article tells it: its claims, in text order."""

    number: int
    claims: list[Draft] = field(default_factory=list)
    days: list[tuple[dt.date, dt.date]] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    is_elsewhere: bool = False
    date: DateMention | None = None  # what dates it, told by day.py when all claims are in

    def take(self, claim: Draft) -> None:
        """Adds the claim with what it tells of time and place."""
        claim.incident = self.number
        self.claims.append(claim)
        days = _days(claim.date)
        if days and (claim.has_own_date or not (self.days or self.is_elsewhere)):
            self.days.append(days)
        self.places.update(claim.own_places)


def group(claims: Sequence[Draft], sentences: Sequence[Sentence]) -> list[Attack]:
    """Numbers the incident of every claim, in place, and gives the attacks, the main one first."""
    attacks: list[Attack] = []
    last: Attack | None = None
    for claim in claims:
        claim.incident = 0
        if claim.scope != "incident":
            continue
        is_elsewhere = _comes_after(claim, sentences)
        attack = _attack_of(claim, attacks, last, sentences)
        if attack is None or (
            attack.is_elsewhere and not is_elsewhere and attack.claims[-1].sentence != claim.sentence
        ):
            attack = Attack(len(attacks) + 1, is_elsewhere=is_elsewhere)
            attacks.append(attack)
        attack.take(claim)
        last = attack
    return _main_first(attacks)


def _comes_after(claim: Draft, sentences: Sequence[Sentence]) -> bool:
    """As in "The stabbing comes a week after two people were killed": an attack before the article's own."""
    return _COMES_AFTER.match(_told_until(claim.start, claim, sentences)) is not None


def _told_until(end: int, claim: Draft, sentences: Sequence[Sentence]) -> str:
    """What the claim's sentence says before that character; nothing for a claim of the headline."""
    if claim.sentence < 0:
        return ""
    sentence = sentences[claim.sentence]
    return sentence.text[: max(0, end - sentence.start)]


def _main_first(attacks: list[Attack]) -> list[Attack]:
    """The attacks renumbered, so that one which the article's own came after is not its main one."""
    ordered = sorted(attacks, key=lambda a: a.is_elsewhere and a is attacks[0])
    for number, attack in enumerate(ordered, start=1):
        attack.number = number
        for claim in attack.claims:
            claim.incident = number
    return ordered


def _attack_of(  # noqa: PLR0911 - a decision list
    claim: Draft, attacks: Sequence[Attack], last: Attack | None, sentences: Sequence[Sentence]
) -> Attack | None:
    if not attacks or last is None:
        return None
    if claim.host is not None and claim.host.incident:
        return attacks[claim.host.incident - 1]
    near = last.claims[-1]
    is_toll_of = near.effect == claim.effect and (near.is_toll or claim.is_toll)  # who died later died of the same
    if near.sentence == claim.sentence and (is_toll_of or not _is_other_day(claim, last)):
        return last
    if known := next((a for a in attacks if _shares_person(claim, a)), None):
        return known
    if claim.value >= _SAME_FIGURE and (known := next((a for a in attacks if _shares_figure(claim, a)), None)):
        return known
    if _comes_after(claim, sentences) or _ELSEWHERE.search(_told_until(claim.end, claim, sentences)):
        fitting = [a for a in attacks[1:] if not _is_other_day(claim, a) and a.places & set(claim.own_places)]
        return fitting[-1] if fitting else None
    if not claim.has_own_date:
        return last if claim.sentence - last.claims[-1].sentence <= 1 else attacks[0]
    return next((a for a in (last, *attacks) if not _is_other_day(claim, a)), None)


def _days(date: DateMention | None) -> tuple[dt.date, dt.date] | None:
    if date is None or not date.date_start or date.precision not in ("day", "days", "week"):
        return None
    return dt.date.fromisoformat(date.date_start), dt.date.fromisoformat(date.date_end or date.date_start)


def _is_other_day(claim: Draft, attack: Attack) -> bool:
    """Whether the claim's own words date it to a day on which the attack did not happen."""
    days = _days(claim.date) if claim.has_own_date else None
    if days is None or not attack.days:
        return (
            claim.has_own_date
            and claim.date is not None
            and claim.date.precision in ("month", "year")
            and bool(attack.days)
            and not _within(claim.date, attack)
        )
    return not any(a <= days[1] and days[0] <= b for a, b in attack.days)


def _within(date: DateMention, attack: Attack) -> bool:
    if not date.date_start or not date.date_end:
        return True
    first, last = dt.date.fromisoformat(date.date_start), dt.date.fromisoformat(date.date_end)
    return any(first <= a <= last for a, _ in attack.days)


def _shares_person(claim: Draft, attack: Attack) -> bool:
    return claim.person is not None and any(c.person is claim.person for c in attack.claims)


def _shares_figure(claim: Draft, attack: Attack) -> bool:
    return any(
        c.effect == claim.effect
        and c.value == claim.value
        and (c.victim == claim.victim or "unknown" in (c.victim, claim.victim))
        for c in attack.claims
    )
