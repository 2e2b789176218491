"""Who did it and died of it: told apart from those whom the article counts as killed by them.

"A gunman killed six people at a store. The gunman is dead": seven died. Where the words do not say by whom the six
were killed ("Six people died in the shooting"), the gunman may be one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.roster import is_death
from extractors.casualties.lexicon import lexicon, load
from extractors.casualties.screened import Screened
from extractors.casualties.text import Sentence

_KILLS = frozenset(["transitive", "weak"])  # frames of what somebody does to others
_ADDING = 50  # characters before a group
_Key = tuple[int, int]  # incident, number of the victim in it


def count_besides(claims: Sequence[Draft], sentences: Sequence[Sentence]) -> None:
    """Marks the totals besides which whoever did it died, in place; the victims of every claim must be numbered."""
    doers = {key for c in claims if _did_it(c) and (key := _key(c)) is not None}
    doers -= {key for c in claims if c.is_told_part and (key := _key(c)) is not None}  # "among the dead is the gunman"
    dead = {c.incident: c for c in reversed(claims) if is_death(c) and _key(c) in doers}
    if not dead:
        return
    besides = {c.incident for c in dead.values() if c.is_also or _is_added(c, sentences)}
    totals = [c for c in _totals(claims) if c.incident in dead]
    totals = [c for c in totals if c.incident in besides or _is_by_one(c, sentences)]
    for total in totals:
        total.besides = dead[total.incident].victim
    counted = {total.incident for total in totals}
    for claim in claims:
        if claim.incident in counted and claim.effect == "killed" and _key(claim) in doers:
            claim.is_part = True  # of those whom the total and the words about it count together


def _key(claim: Draft) -> _Key | None:
    return (claim.incident, claim.victims[0]) if len(claim.victims) == 1 and not claim.members else None


def _did_it(claim: Draft) -> bool:
    return claim.head in lexicon().words["doer"] or claim.is_doer or claim.is_own


def _totals(claims: Iterable[Draft]) -> list[Draft]:
    return [c for c in claims if is_death(c) and (c.best or 0) > 1 and not c.is_part]


def _is_added(claim: Draft, sentences: Sequence[Sentence]) -> bool:
    """As in "49 people, plus the gunman", "not counting the gunman"."""
    if claim.sentence < 0:
        return False
    sentence = sentences[claim.sentence]
    before = sentence.text[max(0, claim.start - sentence.start - _ADDING) : claim.start - sentence.start]
    return _added().search(before) is not None


@cache
def _added() -> Screened:
    words = "|".join(load("incidents.toml")["added"]).replace(" ", r"\s+")
    return Screened(rf"\b(?:{words})\s+(?:the\s+(?:death|body)\s+of\s+)?\Z", re.IGNORECASE)


def _is_by_one(claim: Draft, sentences: Sequence[Sentence]) -> bool:
    """Whether its sentence says that somebody killed them: "killed six", "died when a man opened fire"."""
    if claim.sentence < 0:
        return False
    sentence = sentences[claim.sentence]
    at = claim.trigger - sentence.start
    verb = re.compile(r"\w+").match(sentence.text, at)
    trigger = lexicon().triggers.get(verb.group().lower()) if verb else None
    if trigger is None or trigger.frame not in _KILLS:
        return False
    if claim.trigger < claim.start:
        return _by_event().search(sentence.text[:at]) is None
    return _after().search(sentence.text, at) is not None


@cache
def _by_event() -> Screened:
    """What killed them is no person: "in the shooting, which also | killed"."""
    words = load("incidents.toml")["attack"].replace("\n", "").replace(" ", r"\s+")
    return Screened(
        rf"\b(?:{words})(?:\s+[\w'’-]+){{0,4}}?,?(?:\s+(?:that|which|has|have|had|also|then))*\s+\Z", re.IGNORECASE
    )


@cache
def _after() -> Screened:
    one = rf"(?:[\w'’-]+\s+){{0,4}}?(?:{_doers()}|{_persons()})\b"
    return Screened(
        rf"\b(?:by\s+(?:a|an|the|one)\s+{one}|(?:when|after|as)\s+(?:a|an|the|one)\s+{one}(?:\W+\w+){{0,3}}?\W+(?:{_deeds()})\b)",
        re.IGNORECASE,
    )


def _doers() -> str:
    return "|".join(sorted(word for word in lexicon().words["doer"] if not word.endswith("s")))


@cache
def _persons() -> str:
    return "|".join(load("incidents.toml")["may_attack"])


@cache
def _deeds() -> str:
    return "|".join(load("incidents.toml")["deed"]).replace(" ", r"\s+")
