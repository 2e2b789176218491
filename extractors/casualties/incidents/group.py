"""Incidents: the claims of one article grouped by attack."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import islice, takewhile

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.attack import Attack, persons
from extractors.casualties.incidents.cues import (
    comes_after,
    disaster_pattern,
    is_apart,
    is_before,
    is_beside,
    is_said_apart,
    is_turn,
    opens_case,
    refers_back,
)
from extractors.casualties.incidents.spots import Distance, distance, find_spots, narrowed
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect
from extractors.casualties.numbers.ordinals import ordinal_value
from extractors.casualties.text import DateMention, PlaceMention, Sentence

_SAME_FIGURE = 3  # figures from there on that recur with another date still tell of the same attack
_RECENT = 8  # attacks, besides the first, to which a later claim may go back
_BESIDE = 30  # claims of its sentence before a figure to whose places it is compared
_CASE = 4  # sentences from the words that open a case to its first figure
_CLAUSE = 90  # characters after a figure in which the words of its clause stand


def group(
    claims: Sequence[Draft],
    sentences: Sequence[Sentence],
    places: Mapping[int, Sequence[PlaceMention]] | None = None,
    dates: Mapping[int, Sequence[DateMention]] | None = None,
) -> list[Attack]:
    """Numbers the incident of every claim, in place, and gives the attacks in the order of the text.

    `places`, `dates`: those that each sentence names, by its index.
    """
    find_spots(claims, places or {}, sentences)
    grouping = _Grouping(sentences, dates or {}, is_of_several=any(c.is_of_several for c in claims))
    for claim in sorted(claims, key=lambda c: (c.start, c.end)):
        claim.incident = 0
        if claim.scope == "incident":
            grouping.place(claim)
    return grouping.attacks


class _Grouping:
    """The attacks told so far, and where their claims are found again."""

    def __init__(
        self, sentences: Sequence[Sentence], dates: Mapping[int, Sequence[DateMention]], *, is_of_several: bool
    ) -> None:
        self._is_of_several = is_of_several  # the article tells of several cases, one after the other
        self.attacks: list[Attack] = []
        self._dates = dates
        self._sentences = sentences
        self._last: Attack | None = None
        self._disasters: dict[int, bool] = {}  # by sentence
        self._of_person: dict[int, Attack] = {}
        self._of_figure: defaultdict[tuple[str, int], list[tuple[Draft, Attack]]] = defaultdict(list)

    def place(self, claim: Draft) -> None:
        """Gives the claim to its attack, a new one where it is of none that was told."""
        is_elsewhere = comes_after(self._told_until(claim.start, claim))
        attack = self._attack_of(claim, is_elsewhere=is_elsewhere)
        if attack is None or (
            attack.is_elsewhere and not is_elsewhere and attack.claims[-1].sentence != claim.sentence
        ):
            is_case = self._last is not None and self._is_of_next_case(claim, self._last.claims[-1])
            attack = Attack(len(self.attacks) + 1, is_elsewhere=is_elsewhere, is_case=is_case)
            self.attacks.append(attack)
        attack.take(claim)
        self._last = attack
        for person in persons(claim):
            self._of_person.setdefault(id(person), attack)
        for effect in _may_mean(claim):
            self._of_figure[effect, claim.value].append((claim, attack))

    def _attack_of(  # noqa: PLR0911 - a decision list
        self, claim: Draft, *, is_elsewhere: bool
    ) -> Attack | None:
        last = self._last
        if last is None:
            return None
        if claim.host is not None and claim.host.incident:
            return self.attacks[claim.host.incident - 1]
        near = last.claims[-1]
        is_beside_last = near.sentence == claim.sentence
        if is_beside_last and self._is_told_with(claim, near, last):
            return last
        if known := self._told_before(claim):
            return known
        gap = self._told_between(claim)
        claim.is_turn = claim.sentence >= 0 and is_turn(gap, self._sentences[claim.sentence].text)
        # "The child" and "the 14" are those told before, wherever they now stand.
        moved = Distance.SAME if claim.is_definite else self._distance(claim, last)
        is_new = (
            is_elsewhere
            or self._is_of_next_case(claim, near)
            or is_apart(gap)
            or is_said_apart(self._told_after(claim))
        )
        is_new = is_new or (is_beside_last and (is_before(gap) or self._is_spread(claim, last)))
        if is_new or (moved and is_beside(gap)):
            return self._fitting(claim, self.attacks[1:])
        if self._is_reported_before(claim, last):
            return self._fitting(claim, [a for a in self.attacks if not self._is_reported_before(claim, a)])
        if moved is Distance.FAR or (last.is_other_day(claim) and not _died_of(claim, last)):
            return self._fitting(claim, self.attacks) or self._of_that_day(claim)
        if claim.has_own_date or claim.sentence - near.sentence <= (
            _CASE if last.is_case and self._is_of_several else 1
        ):
            return last
        return self._fitting(claim, self.attacks) or self.attacks[0]

    def _is_told_with(self, claim: Draft, near: Draft, last: Attack) -> bool:
        """Whether a claim tells of the same attack as the one before it in its sentence."""
        if near.effect == claim.effect and (near.is_toll or claim.is_toll):
            return True  # who died later died of the same
        if last.is_other_day(claim) or self._is_spread(claim, last):
            return False
        between = self._told_between(claim)
        return not (is_apart(between) or is_before(between) or is_said_apart(self._told_after(claim)))

    def _is_of_next_case(self, claim: Draft, near: Draft) -> bool:
        """Whether the sentences since the last claim turn to another case."""
        if near.sentence < 0 or claim.is_definite:
            return False
        since = self._sentences[near.sentence + 1 : claim.sentence + 1]
        return any(opens_case(s.text) for s in since[-_CASE:] if s.is_body)

    def _is_spread(self, claim: Draft, attack: Attack) -> bool:
        """As in "12 died in Aleppo and 15 in Homs": one figure for each place."""
        beside = takewhile(lambda c: c.sentence == claim.sentence, reversed(attack.claims))
        told = [c for c in islice(beside, _BESIDE) if c.effect == claim.effect][::-1]
        places = narrowed(m for c in told for m in c.spots)
        return not self._is_disaster(claim) and distance(claim.spots, places) > (
            Distance.SAME if told else Distance.OTHER
        )

    def _told_before(self, claim: Draft) -> Attack | None:
        """The attack of which the person, or the figure, was told before."""
        known = next((a for person in persons(claim) if (a := self._of_person.get(id(person)))), None)
        if known is not None:
            return known
        if claim.value < _SAME_FIGURE:
            return None
        told = (known for effect in _may_mean(claim) for known in self._of_figure[effect, claim.value][:_RECENT])
        for other, attack in told:
            is_class = other.victim == claim.victim or "unknown" in (other.victim, claim.victim)
            if is_class and self._distance(claim, attack) is not Distance.FAR:
                return attack
        return None

    def _is_reported_before(self, claim: Draft, attack: Attack) -> bool:
        """As in "On Monday the Observatory said 18 people were killed", where the attack was on Tuesday."""
        said = [d.date_end for d in self._dates.get(claim.sentence, ()) if d.role == "report" and d.end <= claim.start]
        if refers_back(self._told_between(claim)) and attack.claims[-1].sentence < claim.sentence - 1:
            said += [d.date_end for d in self._dates.get(claim.sentence - 1, ())]
        return any(attack.is_after(dt.date.fromisoformat(day)) for day in said if day)

    def _distance(self, claim: Draft, attack: Attack) -> Distance:
        if not claim.spots or self._is_disaster(claim, attack.claims[0]):
            return Distance.SAME
        if attack.places:
            return distance(narrowed(claim.spots), attack.places)
        around = distance(narrowed(claim.spots), narrowed(attack.claims[0].scene))
        return min(around, Distance.OTHER)  # what only stands near the first figure may be no scene

    def _fitting(self, claim: Draft, attacks: Sequence[Attack]) -> Attack | None:
        """The latest attack that was in the claim's own place and on its day."""
        for attack in reversed(attacks[-_RECENT:]):
            if claim.spots and attack.places and not attack.is_other_day(claim) and not self._distance(claim, attack):
                return attack
        return None

    def _of_that_day(self, claim: Draft) -> Attack | None:
        if not claim.has_own_date:
            return None
        recent = [a for a in (self._last, self.attacks[0], *self.attacks[-_RECENT:]) if a is not None]
        fitting = (a for a in recent if self._distance(claim, a) is not Distance.FAR)
        return next((a for a in fitting if not a.is_other_day(claim)), None)

    def _is_disaster(self, *claims: Draft) -> bool:
        """Whether a claim's sentence tells of a storm or a quake, which is one event in many places."""
        return any(c.sentence >= 0 and self._tells_of_disaster(c.sentence) for c in claims)

    def _tells_of_disaster(self, sentence: int) -> bool:
        known = self._disasters.get(sentence)
        if known is None:
            known = self._disasters[sentence] = disaster_pattern().search(self._sentences[sentence].text) is not None
        return known

    def _told_until(self, end: int, claim: Draft, start: int | None = None) -> str:
        """What the claim's sentence says before that character; nothing for a claim of the headline."""
        if claim.sentence < 0:
            return ""
        sentence = self._sentences[claim.sentence]
        return sentence.text[max(0, (start or 0) - sentence.start) : max(0, end - sentence.start)]

    def _told_between(self, claim: Draft) -> str:
        """What its sentence says from the claim before it, or from its start, to the end of the claim."""
        near = self._last.claims[-1] if self._last is not None else None
        start = near.end if near is not None and near.sentence == claim.sentence else None
        return self._told_until(claim.end, claim, start)

    def _told_after(self, claim: Draft) -> str:
        """What its sentence says after the claim, up to the end of its clause."""
        if claim.sentence < 0:
            return ""
        sentence = self._sentences[claim.sentence]
        after = sentence.text[claim.end - sentence.start : claim.end - sentence.start + _CLAUSE]
        return after.split(",")[0].split(";")[0]


def _died_of(claim: Draft, attack: Attack) -> bool:
    """As in "Five were shot on Monday; the fourth died on Tuesday": a day of death is none of another attack.

    Nor is the day after on which the gunman was found dead.
    """
    if claim.effect == "killed" and claim.value == 1 and claim.head in lexicon().words["doer"]:
        return attack.is_before(claim)
    is_ranked = any((ordinal_value(word) or 0) > 1 for word in claim.quote.lower().split())
    is_of_those = claim.effect == "killed" and (claim.is_told_part or is_ranked) and not claim.spots
    return is_of_those and any(c.value > claim.value for c in attack.claims)


def _may_mean(claim: Draft) -> tuple[Effect, ...]:
    """What may have befallen them: "four people were shot" and "all four died" tell of one attack."""
    return (claim.effect, "killed") if claim.is_weak and claim.effect != "killed" else (claim.effect,)
