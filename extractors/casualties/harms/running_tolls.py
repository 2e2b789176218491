"""Running tolls: "the death toll rose to 20", "bringing to five the number of people killed"."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Reading
from extractors.casualties.harms.put_tolls import is_raised, read_put, read_raised
from extractors.casualties.harms.sums import read_losses
from extractors.casualties.harms.toll_figures import COUNTABLE, KINDS_PUT, describe, take
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect

_REACH = 30  # chunks between "death toll" and its figure
_LONGEST_NOUN = 6  # chunks from "number of" to the word of harm: "the number of people confirmed to have been killed"
_TOTALS = frozenset(["number", "tally", "figure", "count", "total"])
_HARMING = frozenset(["transitive", "weak", "intransitive", "adjective", "noun"])
_ENDS = frozenset(["STOP", "COMMA", "SAY", "PREP", "BY", "GROUP", "TRIGGER"])
_KINDS: dict[str, Effect] = {
    "injury": "injured", "injured": "injured", "wounded": "injured", "casualty": "casualties",
}  # fmt: skip
_STATED = frozenset(["confirmed", "known", "total", "official"])
_OPENING = _TOTALS.union(["toll", "tolls", "losses"], COUNTABLE, KINDS_PUT)  # of most words there is no question


def read_running_toll(s: Reading, at: int) -> None:
    """Reads the figure of the toll that the word at `at` opens, if it opens one."""
    if s.low(at) not in _OPENING:
        return
    is_tally = s.low(at) == "tally" and bool(s.harms) and s.kind(at + 1) == "TO"  # "took the tally to 40"
    if s.low(at) in _TOTALS and s.kind(at + 1) == "TO" and is_raised(s, at):
        read_raised(s, at)
        return
    if (
        s.low(at) in ("toll", "tolls")
        or is_tally
        or (s.low(at) == "count" and s.low(at - 1) in ("death", "body", "casualty"))
    ):
        _read_toll(s, at)
        return
    if s.low(at) in COUNTABLE:
        if s.kind(at) != "GROUP" or s.group(at).kind != "counted":  # "two deaths ..., bringing the total to 3,400"
            _read_standing(s, at)
        read_put(s, at)
        return
    if s.low(at) == "losses":
        read_losses(s, at)
        return
    if s.low(at) in KINDS_PUT and (s.low(at - 1) == "the" or s.low(at - 1) in _STATED):
        read_put(s, at)
        return
    is_counted = s.kind(at + 1) == "OF" or s.frame(at + 1) in _HARMING  # "the number killed"
    if s.low(at) in _TOTALS and s.kind(at) == "WORD" and is_counted:
        is_vague = any(s.low(k) in ("a", "an") for k in range(max(0, at - 2), at))  # "a growing number of people"
        if not is_vague:
            _read_total(s, at)


def _read_toll(s: Reading, at: int) -> None:
    """As in "the death toll rose to 20", "a toll of 44 dead", "corrected an earlier toll of 31"."""
    found = at + 1 + s.is_adverb(at + 1)
    if s.kind(found) != "GROUP" or s.group(found).kind != "elided":  # "Death toll now 17"
        beyond = _figure(s, at, at)
        if beyond is None:
            return
        found = beyond
    if s.low(at + 1) in ("for", "among") and s.kind(at + 2) == "GROUP" and s.group(at + 2).kind == "bare":
        s.mentioned.add(at + 2)  # "the toll for soldiers killed in the war rose to 18"
        describe(s, found, s.group(at + 2))
    elif s.low(at - 1) == "civilian" or (s.low(at - 1) == "death" and s.low(at - 2) == "civilian"):
        describe(s, found, replace(s.group(found), victim="civilian"))
    take(s, at, found, s.group(found).effect or _KINDS.get(s.low(at - 1), "killed"))


def _read_standing(s: Reading, at: int) -> None:
    """As in "Fatalities since May stand at 412", "confirmed deaths reached 1,008": the noun of harm is the subject."""
    first = at + 1 + s.is_adverb(at + 1)
    is_figure = s.kind(first) == "GROUP" and s.group(first).kind == "elided"
    if is_figure and s.tokens[s.chunks[first].first].low in lexicon().words["before_figure"]:
        take(s, at, first, COUNTABLE[s.low(at)])  # "casualties now | topping 8,100"
        return
    for here in range(at + 1, min(at + _REACH, len(s.chunks))):
        if s.low(here) in lexicon().words["standing"] or (
            s.low(here) in lexicon().words["rising"] and s.low(here) != "now"
        ):
            found = _figure(s, at, here - 1)
            if found is not None and s.group(found).kind == "elided":
                s.mentioned.add(at)
                take(s, here, found, COUNTABLE[s.low(at)])
            return
        if s.kind(here) in ("STOP", "SAY", "TRIGGER", "REL") or (s.kind(here) == "GROUP" and not _is_name(s, here)):
            return


def _is_name(s: Reading, at: int) -> bool:
    """As in "deaths from the storms Crising, Dante and | Emong | have climbed to 12"."""
    return s.group(at).kind in ("maybe", "named")


def _read_total(s: Reading, at: int) -> None:
    """As in "the number of people killed has risen to 15", "put the number of dead at 12"."""
    effect, end, counted = _counted_noun(s, at)
    if effect is None:
        return
    if counted is not None:
        s.mentioned.add(counted)
    found = _figure_before(s, at)
    if found is None:
        found = _figure(s, at, end)
    if found is None or s.group(found).effect not in (None, effect):
        return  # "the number of bodies grew ... what happened to thousands of missing"
    if counted is not None and not s.group(found).has_class:
        describe(s, found, s.group(counted))
    take(s, at, found, effect)


def _counted_noun(s: Reading, at: int) -> tuple[Effect | None, int, int | None]:
    """What "number of" counts: its effect, the last chunk of it, and the chunk of its noun for people."""
    counted: int | None = None
    start = at + 1 + (s.kind(at + 1) == "OF")
    for here in range(start, min(start + _LONGEST_NOUN, len(s.chunks))):
        chunk = s.chunks[here]
        if chunk.trigger is not None and chunk.trigger.frame in _HARMING:
            if counted is None and s.kind(here + 1) == "GROUP" and s.group(here + 1).kind == "bare":
                return chunk.trigger.effect, here + 1, here + 1  # "the number of wounded soldiers"
            return chunk.trigger.effect, here, counted
        if chunk.group is not None and counted is None and chunk.group.kind in ("bare", "definite"):
            counted = here
            told = chunk.group.effect or chunk.group.harmed or (s.told if chunk.low == "victims" else None)
            if told is not None:
                return told, here, counted
        elif chunk.low == "bodies" and (here == start or s.low(here - 1) in lexicon().words["of_bodies"]):
            return "killed", here, counted  # "the number of recovered bodies", but not of student bodies
        elif chunk.kind in _ENDS and chunk.low != "confirmed":
            break
    return None, at, None


def _figure_before(s: Reading, at: int) -> int | None:
    """As in "bringing to five the number of ..."."""
    here = at - 1
    while s.low(here) in ("the", "total", "overall", "confirmed", "official"):
        here -= 1
    return here if s.kind(here) == "GROUP" and s.kind(here - 1) == "TO" and _is_figure(s, here) else None


def _is_figure(s: Reading, at: int) -> bool:
    return s.group(at).kind in ("elided", "counted") and not s.group(at).is_part


def _figure(s: Reading, at: int, start: int) -> int | None:
    """The chunk of the toll's figure: the one that "to", "at", "stands at" introduces, after chunk `start`."""
    found: int | None = None
    skipped = -1
    for here in range(start + 1, min(start + _REACH, len(s.chunks))):
        if here <= skipped:
            continue
        kind = s.kind(here)
        is_next = s.low(here) == "number" and here > start + 1  # "... as the | number | of districts fell to 27"
        if kind == "STOP" or is_next or (kind == "TRIGGER" and found is not None):
            break
        if kind == "REL" and s.kind(here - 1) == "COMMA":
            skipped = _end_of_relative(s, here)
        if kind != "GROUP" or not _is_figure(s, here) or _gives_reason(s, here):
            continue
        before = _before_adverbs(s, here)
        word = s.low(before)
        opening = s.tokens[s.chunks[here].first].low  # "passed" of "passed 100" says how the figure is meant
        if opening in lexicon().words["before_figure"] and s.group(here).qualifier == "more_than":
            return here
        if word in lexicon().words["before_figure"] and (
            s.group(here).kind == "elided" or s.kind(before) != "PREP" or word in ("at", "as")
        ):
            found = here
            if word != "of":
                break
    return found


def _before_adverbs(s: Reading, at: int) -> int:
    at -= 1
    while s.is_adverb(at):
        at -= 1
    return at


def _gives_reason(s: Reading, at: int) -> bool:
    """As in "the toll is expected to rise, as 1,700 are missing": the figure is of another clause."""
    before = _before_adverbs(s, at)
    return s.low(before) == "as" and (s.kind(before - 1) == "COMMA" or s.kind(at + 1) in ("BE", "HAVE"))


def _end_of_relative(s: Reading, at: int) -> int:
    """The comma that ends ", which stood at 12, "; the chunk itself where none does."""
    comma = next((k for k in range(at + 1, min(at + _REACH, len(s.chunks))) if s.kind(k) == "COMMA"), at)
    has_verb = any(s.kind(k) != "GROUP" for k in range(comma + 1, comma + 2))
    return comma if has_verb else at
