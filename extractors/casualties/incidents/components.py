"""Component attacks: the attacks of a day that one total counts, each an incident of its own, no part of it added up.

"Air strikes killed 19 people across the province: 15 in Taduf, four in Daret Izza."
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.attack import Attack
from extractors.casualties.incidents.cues import is_apart
from extractors.casualties.incidents.parts import may_hold
from extractors.casualties.incidents.spots import Distance, are_apart, distance, narrowed
from extractors.casualties.model import Method
from extractors.casualties.text import Sentence

_VAGUE: frozenset[Method] = frozenset({"unknown", "other", "clashes"})
_MOST_TELLINGS = 12  # of one total


@dataclass(frozen=True, slots=True)
class _Telling:
    """What one clause counts of a total."""

    claims: tuple[Draft, ...]

    @property
    def lead(self) -> Draft:
        return self.claims[0]

    def differs(self, other: _Telling) -> bool:
        """Whether two tellings are of two attacks: of two places, in two ways, or said to be of another."""
        a, b = self.lead, other.lead
        if distance(narrowed(a.spots), narrowed(b.spots)) is not Distance.SAME:
            return True
        if a.sentence == b.sentence or not (a.is_part and b.is_part):
            return False
        is_other_way = a.method != b.method and not {a.method, b.method} & _VAGUE
        sites = {m.name for m in a.spots}, {m.name for m in b.spots}
        return is_other_way or a.is_turn or b.is_turn or (all(sites) and not sites[0] & sites[1])


def set_apart(attacks: list[Attack], sentences: Sequence[Sentence]) -> None:
    """Gives component attacks that were told within a total incidents of their own, in place."""
    shares = _shares(attacks)
    for attack in list(attacks):
        for whole in _totals(attack):
            tellings = _tellings(whole, attack, shares.get(id(whole), []))
            apart = [t for t in tellings if any(t.differs(o) for o in tellings)]
            for telling in apart:
                if telling.lead.incident == attack.number:
                    _move(telling, whole, attack, attacks)
            if sum(c.value for t in apart for c in t.claims) == whole.value:
                numbers = dict.fromkeys(t.lead.incident for t in apart)  # two tellings may be of one attack
                attack.components += [attacks[n - 1] for n in numbers]
    for told in _shares(attacks).values():
        _untie(told, sentences)


def _shares(attacks: Sequence[Attack]) -> dict[int, list[Draft]]:
    """The claims that are parts of each claim, by its identity."""
    shares: dict[int, list[Draft]] = {}
    for claim in (c for attack in attacks for c in attack.claims if c.host is not None):
        shares.setdefault(id(claim.host), []).append(claim)
    return shares


def _untie(told: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
    """From where the text turns elsewhere, figures that add up to a total of another place do so by chance.

    As in "Eleven died in Ariha. Elsewhere in the country, eight were killed in Rastan. Another three died there."
    """
    turn = min((c.start for c in told if _is_elsewhere(c, sentences)), default=None)
    for claim in told:
        if turn is not None and claim.start >= turn and claim.host and claim.incident != claim.host.incident:
            claim.host = None


def _is_elsewhere(claim: Draft, sentences: Sequence[Sentence]) -> bool:
    if claim.host is None or claim.sentence in (-1, claim.host.sentence):
        return False
    sentence = sentences[claim.sentence]
    is_far = distance(claim.spots, narrowed(claim.host.spots)) is Distance.FAR
    return is_far and is_apart(sentence.text[: claim.start - sentence.start])


def _totals(attack: Attack) -> list[Draft]:
    """For each effect the first figure of the attack, where it is the largest told so far."""
    totals: dict[str, Draft] = {}
    for claim in attack.claims:
        if claim.modality == "asserted" and claim.best and not claim.is_part and claim.value > 1:
            totals.setdefault(claim.effect, claim)
    return list(totals.values())


def _tellings(whole: Draft, attack: Attack, shares: Sequence[Draft]) -> list[_Telling]:
    """The clauses that count a share of the total: those tied to it, or smaller figures that it can hold together."""
    told = [c for c in shares if not _is_among(c, whole)] + [c for c in attack.claims if _is_placed_share(c, whole)]
    told = [c for c in told if c.effect == whole.effect and c.best and c.modality == "asserted" and may_hold(whole, c)]
    if sum(c.value for c in told) > whole.value:  # single victims, described besides
        told = [c for c in told if c.value > 1 or c.spots]
    if sum(c.value for c in told) > whole.value:
        return []
    clauses: dict[tuple[int, int, int], list[Draft]] = {}
    for claim in told:
        place = next((m.start for m in claim.spots), -1) if claim.sentence == whole.sentence else -1
        clauses.setdefault((claim.sentence, claim.trigger, place), []).append(claim)
    return [_Telling(tuple(claims)) for claims in list(clauses.values())[:_MOST_TELLINGS]]


def _is_among(claim: Draft, whole: Draft) -> bool:
    """As in "14 people, including five children, were killed in Homs": no attack of its own."""
    places = {m.name for m in claim.spots}
    return claim.sentence == whole.sentence and claim.is_told_part and places <= {m.name for m in whole.spots}


def _is_placed_share(claim: Draft, whole: Draft) -> bool:
    """Whether a smaller figure that nothing ties to the total has a place of its own, other than the total's."""
    if claim.host is not None or claim.is_part or claim.value >= whole.value or claim.sentence == whole.sentence:
        return False
    if are_apart(claim, whole):
        return False
    of_total = {m.name for m in narrowed(whole.spots)}
    own = narrowed(claim.spots)
    return bool(own) and not any(m.name in of_total for m in own)


def _move(telling: _Telling, whole: Draft, attack: Attack, attacks: list[Attack]) -> None:
    component = Attack(len(attacks) + 1)
    for claim in telling.claims:
        claim.host, claim.is_part = whole, True
    for claim in list(attack.claims):
        if any(claim is c for c in telling.claims) or _is_told_with(claim, telling.lead, whole):
            component.take(claim)
    attack.claims[:] = [c for c in attack.claims if c.incident == attack.number]
    attacks.append(component)


def _is_told_with(claim: Draft, lead: Draft, whole: Draft) -> bool:
    """Whether a claim belongs to the component that another tells: of its sentence, or a part of its figure."""
    if claim is whole or claim.host is whole:
        return False
    is_near = claim.sentence == lead.sentence != whole.sentence
    return claim.host is lead or (is_near and (claim.start > lead.start or claim.trigger == lead.trigger))
