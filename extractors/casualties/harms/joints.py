"""Groups joined to each other by commas and "and", so that one verb tells what befell them all."""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect
from extractors.casualties.victims.clause_starts import opens_clause

_CLAUSE_PREPOSITIONS = frozenset(["after", "before", "since", "until", "as", "that", "than", "following", "when"])
_MODIFIERS = 3  # words before the noun of a part
_COMPARED = 4  # chunks from "the same" to "as"
_TAKING_UP = frozenset(["the", "these", "those", "all"])


def is_oblique(s: Reading, at: int) -> bool:
    """Whether a preposition or a verb governs the group, so that it is no subject."""
    here = at - 1
    if s.tokens[s.chunks[at].first].is_capitalised and s.group(at).kind in ("single", "loose", "bare"):
        while s.kind(here) == "WORD" and s.tokens[s.chunks[here].first].is_capitalised:
            here -= 1  # the last word of a name: "at Westminster Christian"
    if s.group(at).kind == "maybe" and s.low(here) == "the":
        if s.kind(at + 1) == "WORD":
            return True  # "soldiers who guarded | the Cano Limon oil pipe | were killed"
        here -= 1  # "compiled by the Norland Red Cross"
    before = s.kind(here)
    is_time = s.low(here - 1) in lexicon().words["same_time"]  # "at the same hour as | two guards | were killed"
    if s.low(here) == "as" and not is_time and any(s.low(k) == "same" for k in range(max(0, here - _COMPARED), here)):
        return True  # "at the same table as | his wife"
    return before in ("BY", "OF", "TO", "BE") or (before == "PREP" and s.low(here) not in _CLAUSE_PREPOSITIONS)


def is_object(s: Reading, at: int, first: int) -> bool:
    """Whether the groups from `first` to `at` are governed; not so where their bodies are found, "having been shot"."""
    return is_oblique(s, at) and not (s.kind(first - 1) == "OF" and lexicon().has("remains", s.low(first - 2)))


def chain(s: Reading, here: int) -> int:
    """The leftmost of the groups joined to the one at `here` by commas and "and"."""
    if s.group(here).is_part and s.low(here) in ("whom", "them") and s.kind(here + 1) != "COMMA":
        return here  # "14 men, two of whom died"
    while True:
        step = _joined_before(s, here)
        if step is None or is_next_clause(s, here):
            return here
        here = step


def _joined_before(s: Reading, here: int) -> int | None:
    """The group joined to the one at `here` on its left, by a comma or "and", perhaps behind a place of its own."""
    step = here - 1
    while s.kind(step) in ("AND", "COMMA"):
        step -= 1
    if step == here - 1:
        return None
    if s.kind(step) == "GROUP":
        host = _host_of_inclusion(s, step, here)
        return step if host is None else host
    name = step
    while s.kind(name) == "WORD" and s.tokens[s.chunks[name].first].is_capitalised:
        name -= 1
    is_place = name < step and s.low(name) in ("from", "of", "in") and s.kind(name - 1) == "GROUP"
    is_joined = s.kind(here - 1) == "AND" and s.group(here).kind == "single"
    return name - 1 if is_place and is_joined and s.group(name - 1).kind in ("single", "counted") else None


def _host_of_inclusion(s: Reading, part: int, here: int) -> int | None:
    """Of "14 civilians, including a nurse, and 16 guards", what is joined to the guards is the civilians."""
    closes = s.kind(here - 1) == "AND" and s.kind(here - 2) == "COMMA" and s.group(here).kind == "counted"
    if not closes or s.kind(part - 1) != "INCL":
        return None
    host = part - 2 - (s.kind(part - 2) == "COMMA")
    return host if s.kind(host) == "GROUP" and s.group(host).kind == "counted" else None


def inclusion(s: Reading, first: int) -> int | None:
    """The word before a part and what describes it: "1,200 people, | including | security force | personnel"."""
    here = first - 1
    while s.kind(here) == "WORD" and first - here <= _MODIFIERS:
        here -= 1
    return here if s.kind(here) == "INCL" or (s.kind(here) == "MOST" and here == first - 1) else None


def past_inclusion(s: Reading, comma: int) -> int:
    """Of "seven people, including rescuers, | wounded" the comma after the seven; the chunk itself in other words."""
    if s.kind(comma) != "COMMA" or s.kind(comma - 1) != "GROUP":
        return comma
    opening = inclusion(s, chain(s, comma - 1))
    is_told = opening is not None and s.kind(opening - 1) == "COMMA" and s.kind(opening - 2) == "GROUP"
    return opening - 2 if opening is not None and is_told else comma


def is_next_clause(s: Reading, at: int) -> bool:
    """Whether a comma before the group ends the clause: "killed ten people, | residents said"."""
    return at < len(s.chunks) and s.kind(at - 1) == "COMMA" and opens_clause(s.tokens, s.chunks[at].first)


def take_joined(s: Reading, here: int, fate: Fate) -> None:
    """Gives the fate of the group at `here` to those joined to it on the left."""
    first = chain(s, here)
    if s.kind(first - 1) in ("INCL", "MOST"):
        return
    while here != first:
        last = here
        before = _joined_before(s, here)
        if before is None:
            return
        here = before
        if s.group(here).kind == "maybe" and s.kind(here + 1) == "COMMA" and s.kind(here + 2) == "AND":
            return  # "while crossing Ash Creek, | and a student was killed"
        only_commas = all(s.kind(k) == "COMMA" for k in range(here + 1, last))
        left, right = s.group(here), s.group(last)
        if only_commas and {left.kind, right.kind} == {"named", "single"}:
            if left.kind == "named":  # apposition: "Akira Waters, a student, was shot"; the name is the claim
                s.harms = [h for h in s.harms if h.group is not right]
                s.add(here, fate)
            return
        if _is_governed(s, here) or is_oblique(s, here) or (only_commas and left.kind in ("bare", "definite")):
            return
        s.add(here, fate)


def _is_governed(s: Reading, at: int) -> bool:
    """Whether the group is already the victim of an effect word before it ("killing 20 and 35 were hurt")."""
    return s.harm_of(at) is not None or s.frame(at - 1) in ("transitive", "weak", "claim", "lose")


def is_told_again(s: Reading, at: int, effect: Effect) -> bool:
    """Whether "the deaths of | the soldiers" tells again what befell people before; alone it is all that tells it.

    Of "among | the people killed" and "most of | the militants killed" the share is what is told.
    """
    is_shared = s.low(at - 1) == "among" or (s.kind(at - 1) == "OF" and s.kind(at - 2) == "ADV")
    is_told = s.told == effect or any(h.effect == effect for h in s.harms)
    return (is_told or is_shared) and may_take_up(s, at)


def may_take_up(s: Reading, at: int) -> bool:
    """Whether the words may take up people told before: "the soldiers", "these soldiers"."""
    group = s.group(at)
    return group.kind == "definite" and group.is_plural and s.tokens[group.outer].low in _TAKING_UP
