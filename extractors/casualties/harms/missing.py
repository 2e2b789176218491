"""People whose fate nobody knows: searched for, feared buried, out of contact."""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.harms.subjects import take_subject
from extractors.casualties.lexicon import lexicon

SOUGHT = frozenset(["search", "searching", "searched", "searches", "looking", "hunt", "hunting", "combing"])
"""Words that open "searching for seven others"."""
BURIED = frozenset(["buried", "trapped", "entombed", "submerged"])
"""Participles of people whom nobody can reach."""
FATES = frozenset(["fate", "whereabouts"])
_REACH = 4  # chunks between "search" and "for"
_WHERE = 9  # chunks of "in the widely ravaged area"
_UNKNOWN = frozenset(["unknown", "unclear", "uncertain", "undetermined"])
_FEARED = frozenset(["feared", "believed", "thought", "presumed", "fear", "fears", "may"])
_STILL = frozenset(["still", "remain", "remains", "remained", "remaining"])


def read_search(s: Reading, at: int) -> None:
    """As in "Rescuers were searching for seven others"; those whom the police hunt are not missing."""
    if not any(lexicon().has("rescuing", t.low) for t in s.tokens):
        return
    after = next((k for k in range(at + 1, min(at + 1 + _REACH, len(s.chunks))) if s.low(k) == "for"), None)
    if after is not None and _is_counted(s, after + 1) and s.group(after + 1).victim != "combatant":
        take_objects(s, after + 1, Fate("missing", at, rank=0))


def read_sought(s: Reading, at: int) -> None:
    """As in "Five died and eight are still being sought": beside the dead, and no suspects."""
    here = at - 1
    while s.kind(here) in ("BE", "ADV") or s.low(here) == "still":
        here -= 1
    is_told = here < at - 1 and bool(s.harms) and _is_counted(s, here) and s.group(here).victim != "combatant"
    if is_told and s.low(here) not in lexicon().words["doer"]:
        s.add(here, Fate("missing", at, rank=0))


def read_buried(s: Reading, at: int) -> None:
    """As in "20 people are feared buried", "two more remain trapped"; who was trapped and freed is not missing."""
    near = {s.low(k) for k in range(max(0, at - 6), at) if s.kind(k + 1) != "OF"}  # "the remains of 26 were buried"
    if s.low(at) == "trapped" and (_is_siege(s, at) or _is_cut_off(s, at)):
        return
    if s.kind(at - 1) == "GROUP" and near & _FEARED and s.group(at - 1).kind in ("counted", "elided"):
        s.add(at - 1, Fate("missing", at, "feared", rank=0))  # "there may be | 20 more | buried"
    elif near & _FEARED:
        take_subject(s, at, Fate("missing", at, "feared", rank=0))
    elif s.low(at) == "trapped" and _is_reached_for(s, at):
        s.add(at - 1, Fate("missing", at, rank=0))
    elif near & _STILL:
        take_subject(s, at, Fate("missing", at, rank=0))


def _is_reached_for(s: Reading, at: int) -> bool:
    """As in "Rescuers are trying to free | 17 miners | trapped underground"; not where they were freed.

    Nor of a ski lift, a stadium or a cave that a film shows: people under the ground or under rubble.
    """
    words = {t.low for t in s.tokens}
    is_under_way = not words.isdisjoint(lexicon().words["rescuing"]) and words.isdisjoint(lexicon().words["freed"])
    is_under = any(s.low(k) in lexicon().words["under_ground"] for k in range(at + 1, at + 1 + _REACH))
    return is_under_way and is_under and _is_counted(s, at - 1) and s.kind(at - 2) != "OF"


def _is_siege(s: Reading, at: int) -> bool:
    """As in "two militants are believed to be trapped inside a house": fighters under no rubble."""
    subject = next((k for k in range(at - 1, -1, -1) if s.kind(k) == "GROUP"), None)
    if subject is None or s.low(subject) not in lexicon().words["besieged"]:
        return False
    is_inside = s.low(at + 1) == "inside" or any(s.low(k) in ("house", "houses") for k in range(at + 1, at + _REACH))
    lost = lexicon().words["rubble"] | BURIED - {"trapped"}
    return is_inside and not any(t.low in lost for t in s.tokens)


def _is_cut_off(s: Reading, at: int) -> bool:
    """As in "400,000 people remain | trapped | in the besieged area", "in the city": alive, and under no rubble."""
    where = range(at + 1, min(at + _WHERE, len(s.chunks)))
    end = next((k for k in where if k > at + 1 and s.kind(k) in ("STOP", "COMMA", "SAY", "PREP")), at + _WHERE)
    words = {t.low for k in range(at + 1, min(end, len(s.chunks))) for t in s.tokens[s.chunks[k].first :][:1]}
    return not words.isdisjoint(lexicon().words["besieged_place"]) and words.isdisjoint(lexicon().words["rubble"])


def read_feared(s: Reading, at: int) -> None:
    """As in "feared two more under the rubble"."""
    if not _is_counted(s, at + 1) or s.kind(at + 2) != "PREP":
        return
    under = range(at + 3, min(at + 7, len(s.chunks)))
    if any(lexicon().has("rubble", s.low(k)) for k in under) and not any(s.frame(k) for k in under):
        s.add(at + 1, Fate("missing", at, "feared", rank=0))


def read_unfound(s: Reading, at: int) -> None:
    """As in "18 have not been found", "two are yet to be located": only of people whom the text counts."""
    here = at - 1
    is_open = False
    while s.kind(here) in ("BE", "HAVE", "NEG", "TO", "ADV") or s.low(here) == "yet":
        is_open = is_open or s.kind(here) == "NEG" or s.low(here) in ("yet", "not")
        here -= 1
    is_told = s.told is not None or bool(s.harms)
    if is_open and is_told and _is_counted(s, here) and s.group(here).victim != "combatant" and s.low(here) != "bodies":
        s.add(here, Fate("missing", at, rank=0))


def read_fate(s: Reading, at: int) -> None:
    """As in "the fate of nine others was unknown", "the whereabouts of 30 villagers are unclear"."""
    if s.kind(at + 1) != "OF" or not _is_counted(s, at + 2):
        return
    if any(s.low(k) in _UNKNOWN for k in range(at + 3, min(at + 9, len(s.chunks)))):
        take_objects(s, at + 2, Fate("missing", at, rank=0))


def _is_counted(s: Reading, at: int) -> bool:
    """Whether a figure for people stands at `at`, or one person told by a noun ("a missing boy" is read elsewhere)."""
    return s.kind(at) == "GROUP" and s.group(at).kind in ("counted", "elided") and not s.group(at).is_part
