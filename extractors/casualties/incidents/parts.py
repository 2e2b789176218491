"""Parts and wholes: which claims of an article count a part of the group that another claim counts.

Inside a sentence the words say so ("including five children"); over the article the figures do: shares that add up to a
total told before, and single victims described after the number of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import chain, islice, pairwise, takewhile

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.besides import count_besides
from extractors.casualties.incidents.spots import are_apart
from extractors.casualties.lexicon import lexicon
from extractors.casualties.text import Sentence

_LONGEST_RUN = 6  # claims after a total among which its shares are looked for
_WINDOW = 40  # claims of any effect after a total among which those are
_FARTHEST = 400  # claims before a part among which its whole is looked for
_FEW = 12  # totals up to there are small enough for each victim to be described
_MOST_TOTALS = 50
_NATION = re.compile(r"(?:an|i|ese|ish|ch|sh)s?$")  # how the names of nations end: "Israeli", "Syrians", "French"
_AND = re.compile(r"\b(?:and|while|&)\b", re.IGNORECASE)
_OF_WOUNDS = re.compile(r"\w+\s+(?:of|from)\s+(?:\w+\s+){1,2}?(?:injuries|wounds)\b", re.IGNORECASE)
_SHARE = 0.5  # a figure of one attack below that share of the total is a part of it, not a rival


def tie(claims: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
    """Sets the host of every claim that is a part of another, in place."""
    counted = [c for c in claims if c.modality == "asserted"]
    _tie_to_tolls(counted)
    for at, claim in enumerate(counted):
        if claim.is_part and claim.host is None:
            claim.host = _whole(at, counted)
        else:
            _tie_state(at, counted, sentences)
    first_of = {c.trigger: c for c in reversed(counted)}
    for at, claim in enumerate(counted):
        if claim.value > 1 and not claim.is_part:
            after = (c for c in islice(counted, at + 1, at + 1 + _WINDOW) if not are_apart(c, claim))
            # "killed five in Harl, three in Novi, two in Mora and one in Tano": no place's dead are those of others
            is_one_of_list = first_of[claim.trigger] is not claim
            _tie_shares(claim, (c for c in after if not is_one_of_list or c.trigger != claim.trigger))
    count_besides(counted, sentences)
    totals = _totals(counted)
    for claim in counted:
        _tie_described(claim, totals.get((claim.effect, claim.incident), []), sentences)
    for claim, beside in pairwise(counted):
        _tie_listed(claim, beside)


def _tie_to_tolls(claims: Sequence[Draft]) -> None:
    """As in "Nine people died, bringing the toll to 20": a toll holds all that its sentence counts beside it."""
    tolls = {(c.sentence, c.effect): c for c in claims if c.is_toll}
    for claim in claims:
        toll = tolls.get((claim.sentence, claim.effect))
        if toll is None or claim.host is not None or claim.is_toll or claim.is_update or not _fits(claim, toll):
            continue
        if claim.value < toll.value:
            claim.host, claim.is_part = toll, True


def _tie_state(at: int, claims: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
    """Of "Six people were shot, with one person critically injured" the one, who is one of the six.

    All who were hit are counted together: what the sentence tells of fewer of them is their state, unless its words
    say that others are meant, or tell a harm of its own.
    """
    claim = claims[at]
    is_one_of = claim.effect == "killed" and _dies_of_wounds(claim, sentences)  # "left two victims hurt ... one died"
    if not (claim.effect == "injured" or is_one_of) or not claim.best or _is_further(claim):
        return
    beside = chain(
        takewhile(lambda c: c.sentence == claim.sentence, claims[max(0, at - _WINDOW) : at][::-1]),
        takewhile(lambda c: c.sentence == claim.sentence, islice(claims, at + 1, None)),
    )
    hurt = (c for c in beside if c.effect in ("injured", "casualties") and c.value > claim.value and not c.is_part)
    hurt = (c for c in hurt if c.incident == claim.incident and c.scope == claim.scope and not c.is_more)
    for whole in hurt:
        is_apart = whole.trigger == claim.trigger or _are_joined(claim, whole, sentences)
        is_apart |= claim.start > whole.start and _has_own_harm(claim, sentences)
        is_state = claim.is_alive or (not is_apart and (whole.head == "victims" if is_one_of else whole.is_weak))
        if is_state and _may_include(whole, claim) and may_hold(whole, claim):
            claim.host, claim.is_part = whole, True
            return


def _is_further(claim: Draft) -> bool:
    """Whether it tells of people besides those told: "another", "a third man", an officer beside three people."""
    is_role = lexicon().is_role(claim.head) and claim.head not in (*lexicon().words["anybody"], "victim")
    is_doer = claim.head in lexicon().words["doer"]
    return claim.is_more or claim.is_also or claim.ordinal is not None or is_role or is_doer


def _dies_of_wounds(claim: Draft, sentences: Sequence[Sentence]) -> bool:
    """As in "one victim died of his injuries", of those who were hurt; not in "two were hurt after one victim died"."""
    sentence = sentences[claim.sentence]
    return claim.head == "victim" and _OF_WOUNDS.match(sentence.text, claim.trigger - sentence.start) is not None


def _has_own_harm(claim: Draft, sentences: Sequence[Sentence]) -> bool:
    """As in "Six people were shot, | two were hurt fleeing", or "two women injured by broken glass"."""
    known, tokens = lexicon(), sentences[claim.sentence].tokens
    told = [t.low for t in tokens if claim.end <= t.start < claim.trigger]
    after = next((t.low for t in tokens if t.start > claim.trigger), "")
    is_finite = any(known.has("be", word) or known.has("have", word) for word in told)
    is_state = bool(told) and known.has("grave_adverb", told[-1])
    return known.has("own_cause", after) or (is_finite and not is_state)


def _are_joined(a: Draft, b: Draft, sentences: Sequence[Sentence]) -> bool:
    """Whether "and" stands between them: each has a harm of its own."""
    first, second = (a, b) if a.start < b.start else (b, a)
    sentence = sentences[first.sentence]
    between = sentence.text[first.end - sentence.start : second.start - sentence.start]
    return _AND.search(between) is not None


def _totals(claims: Sequence[Draft]) -> dict[tuple[str, int], list[Draft]]:
    """By effect and incident, the first claims that count more than one; an article gives its totals early."""
    totals: dict[tuple[str, int], list[Draft]] = {}
    for claim in claims:
        known = totals.setdefault((claim.effect, claim.incident), [])
        if claim.best is not None and claim.value > 1 and not claim.is_list and len(known) < _MOST_TOTALS:
            known.append(claim)
    return totals


def _fits(claim: Draft, whole: Draft) -> bool:
    return (
        whole is not claim
        and whole.effect == claim.effect
        and whole.scope == claim.scope
        and whole.incident == claim.incident
        and not _is_under(whole, claim)
    )


def _is_under(claim: Draft, other: Draft) -> bool:
    host = claim.host
    while host is not None:
        if host is other:
            return True
        host = host.host
    return False


def _whole(at: int, claims: Sequence[Draft]) -> Draft | None:
    """The whole of its list, else the nearest larger claim before a part that names none, else the nearest after it."""
    claim = claims[at]
    before = claims[max(0, at - _FARTHEST) : at][::-1]
    beside = takewhile(lambda c: c.sentence == claim.sentence, before)
    listed = next((c.host for c in beside if c.host is not None and _are_listed_together(claim, c)), None)
    if listed is not None:
        return listed
    after = takewhile(lambda c: c.sentence == claim.sentence, islice(claims, at + 1, None))
    return next((c for c in chain(before, after) if _is_larger(c, claim)), None) or _mixed(claim, before)


def _is_larger(whole: Draft, claim: Draft) -> bool:
    return (
        _fits(claim, whole)
        and not _are_listed_together(claim, whole)
        and not (claim.is_besides and whole.is_part)
        and whole.value >= max(claim.value, 2)
        and (whole.best is not None or whole.value > claim.value)
    )


def _are_listed_together(claim: Draft, other: Draft) -> bool:
    """As in "six children and three women were among the dead", or as rows of a table: none is a part of the other."""
    return other.is_part and other.trigger == claim.trigger


def _mixed(claim: Draft, before: Sequence[Draft]) -> Draft | None:
    """As in "Five people were shot, one of them died": the whole counts dead and wounded together, or the wounded."""
    if claim.is_besides:
        return None
    effects = ("casualties", "injured") if claim.effect == "killed" else ("casualties",)
    larger = (c for c in before if c.effect in effects and c.value > claim.value)
    return next((c for c in larger if c.incident == claim.incident), None)


def _tie_shares(whole: Draft, after: Iterable[Draft]) -> None:
    """Two or more claims after a total whose figures add up to it."""
    run: list[Draft] = []
    seen = 0
    for claim in after:
        if seen == _LONGEST_RUN:
            return
        if claim.effect != whole.effect or claim.is_part or claim.best is None or not may_hold(whole, claim):
            continue
        seen += 1
        if claim.ordinal and claim.ordinal > whole.value:
            return  # "two people died ... a third person has died"
        if claim.value >= whole.value or claim.scope != whole.scope or not _may_include(whole, claim):
            continue
        if any(set(claim.victims) & set(share.victims) for share in run):
            continue  # the same person again
        run.append(claim)
        total = sum(c.value for c in run)
        if len(run) > 1 and _adds_up(total, whole) and not (total > whole.value and _is_list(run, whole)):
            for share in run:
                share.host, share.is_part = whole, True
            return
        if total > whole.value:
            return


def may_hold(whole: Draft, claim: Draft) -> bool:
    """Whether a total may count the victims of a claim: one of civilians counts no fighters."""
    return {whole.victim, claim.victim} != {"civilian", "combatant"}


def _adds_up(total: int, whole: Draft) -> bool:
    slack = 0 if whole.qualifier == "exact" and whole.value <= _FEW else max(1, whole.value // 50)
    return abs(total - whole.value) <= slack


def _is_list(run: Iterable[Draft], whole: Draft) -> bool:
    """As in "killed 12 in Harl, seven in Novi, four in Mora and two in Tano": one verb takes them all."""
    return all(c.trigger == whole.trigger for c in run)


def _may_include(whole: Draft, claim: Draft) -> bool:
    """Whether the noun of the whole may stand for the victim too: a woman is none of "four children"."""
    is_child = whole.age != "child" or claim.age == "child"
    return is_child and (whole.gender is None or claim.gender in (None, whole.gender))


def _are_of_two_nations(claim: Draft, whole: Draft) -> bool:
    """As in "an Israeli soldier" and "nine Palestinians"."""
    own, theirs = _nations(claim), _nations(whole)
    return bool(own and theirs) and own.isdisjoint(theirs)


def _nations(claim: Draft) -> set[str]:
    words = claim.quote.split()[1:] if claim.person is None else []
    return {w.removesuffix("s") for w in words if w[0].isupper() and _NATION.search(w)}


def _tie_described(claim: Draft, claims: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
    """A single victim, or a small group, of an attack whose dead were counted before."""
    if claim.is_part or claim.scope != "incident" or claim.best is None or (claim.is_also and claim.value > 1):
        return
    wholes = [
        c
        for c in claims
        if not c.is_part
        and c.best is not None
        and c.value > claim.value
        and (c.sentence != claim.sentence or _is_explained(c, claim, sentences))
        and _fits(claim, c)
        and _may_include(c, claim)
        and (claim.value == 1 or None in (c.source, claim.source) or c.source == claim.source)
        and (c.start < claim.start or (claim.value == 1 and not claim.is_more))
    ]
    if not wholes:
        return
    whole = wholes[0]
    if claim.victim == "combatant" and _are_of_two_nations(claim, whole):
        claim.is_also = claim.is_besides = True
        return
    if claim.ordinal and all(c.value < claim.ordinal for c in wholes):
        return  # "six died ... a seventh person died in hospital"
    is_described = whole.value <= _FEW or claim.age == "child" or claim.gender == "female"
    if is_described and claim.value <= _SHARE * whole.value and whole.victim in (claim.victim, "unknown"):
        claim.host, claim.is_part = whole, True


def _tie_listed(claim: Draft, beside: Draft) -> None:
    """Of "Five people were found dead after a man shot his wife | and three children", the children too."""
    whole = claim.host
    if whole is None or claim.is_told_part or beside.is_part or claim.trigger != beside.trigger:
        return
    if claim.sentence == whole.sentence and beside.value < whole.value:
        beside.host, beside.is_part = whole, True


_WHEN = re.compile(r"\b(?:after|when)\b", re.IGNORECASE)


def _is_explained(whole: Draft, claim: Draft, sentences: Sequence[Sentence]) -> bool:
    """As in "Five people were found dead after a man shot his wife and then himself": the clause tells who they are."""
    if claim.sentence < 0 or claim.start < whole.end or claim.is_more or claim.is_also or claim.value > 1:
        return False
    sentence = sentences[claim.sentence]
    return _WHEN.search(sentence.text, whole.end - sentence.start, claim.start - sentence.start) is not None
