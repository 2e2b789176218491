"""Objects: who stands after an effect word as the one whom it befell ("killing 20", "the death of a man")."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import is_next_clause, is_told_again
from extractors.casualties.harms.subjects import take_subject
from extractors.casualties.sources.words import reporting_words

_LONGEST_PLACE = 5  # words of a place between two joined groups
_LONGEST_OFFICE = 8  # chunks of "a spokesman | for the civil defence in the town | said"
_OF_OFFICE = ("WORD", "GROUP", "POSS")
_LONGEST_APPOSITION = 12  # chunks of ", described as a senior commander of the group,"
_CLOSES = ("STOP", "SAY", "TRIGGER", "REL", "BE", "HAVE", "AND", "END")
_JOINTS = ("COMMA", "AND")
_CLAUSE_ENDS = ("STOP", "COMMA", "SAY", "AND", "REL")
_AUXILIARY = ("BE", "HAVE", "MODAL", "ADV", "NEG")
_LONGEST_UNKNOWN = 4  # chunks of "the ship's master"
_LONGEST_CHAIN = 3  # participles in a row: "two | killed | three | wounded ..."
_LONGEST_JOINT = 4  # chunks between two joined groups: ", and then"


def take_objects(s: Reading, at: int, fate: Fate) -> bool:
    """Gives the fate to the group at `at` and those joined to it; false where there is none."""
    if s.kind(at) in ("AND", "COMMA"):
        at += 1
    at = _possessed(s, at)
    if s.kind(at) != "GROUP" or s.group(at).effect not in (None, fate.effect):
        return False
    s.add(at, fate)
    here = at
    while True:
        step = _possessed(s, _next_joined(s, here))
        if s.kind(step) == "SELF" and step > here + 1 and s.is_verb(fate.trigger):
            take_subject(s, fate.trigger, replace(fate, rank=2), is_own=True)  # "killed two people and himself"
        if s.kind(step) == "GROUP" and s.low(step - 1) == ";" and s.group(step).kind in ("bare", "definite"):
            return True  # "the loss of 11 men; | the rebels put it higher"
        is_subject_next = (is_subject(s, step) and not _is_of_all(s, at, step)) or is_next_clause(s, step)
        if (
            s.kind(step) != "GROUP"
            or step == here + 1
            or is_subject_next
            or _lead_next_clause(s, step)
            or s.group(step).effect not in (None, fate.effect)  # "the deaths of two men and | dozens of injuries"
            or _closes_quote(s, here, step)
            or s.group(step).kind == "none"
        ):
            return True
        if not _are_names_of(s, here, step):
            s.add(step, fate)
        here = step


def _lead_next_clause(s: Reading, at: int) -> bool:
    """As in "killed three men, and | two women and a child | were hurt": the list has a verb of its own."""
    if s.kind(at - 1) != "AND" or s.kind(at - 2) != "COMMA":
        return False
    last = at
    while s.kind(last + 1) in _JOINTS:
        after = last + 2 + (s.kind(last + 2) == "AND")
        while s.kind(after) == "WORD" and after - last <= _LONGEST_JOINT:
            after += 1
        if s.kind(after) != "GROUP":
            return False
        last = after
    return last > at and s.kind(last + 1) in ("BE", "HAVE")


def _closes_quote(s: Reading, here: int, step: int) -> bool:
    """As in "I lost my mother," | Akira Waters wept: behind the comma and the mark speaks who is quoted."""
    between = s.tokens[s.chunks[here].last + 1 : s.chunks[step].first]
    marks = "".join(t.text for t in between[:3])
    return marks[:2] in (',"', ",”", ",'", ",’", '",', "”,") or marks[:3] == ",''"


def _is_of_all(s: Reading, first: int, at: int) -> bool:
    """As in "the bodies of X and | their children were found": the verb's subject is the noun before "of"."""
    here = at + 1
    while s.kind(here) in ("ADV", "HAVE", "BE"):
        here += 1
    return s.kind(first - 1) == "OF" and s.kind(here) != "TRIGGER"


def _possessed(s: Reading, at: int) -> int:
    """Of "killed | Ann Hill's mother", the mother."""
    while s.kind(at) == "GROUP" and s.is_possessor(at):
        owned = at + 1 + (s.kind(at + 1) == "POSS")
        if s.kind(owned) != "GROUP":
            return at
        at = owned
    return at


def _next_joined(s: Reading, here: int) -> int:
    step = here + 1
    if (after := _after_apposition(s, here)) is not None or (after := _after_inclusion(s, here)) is not None:
        return after
    if s.kind(step) == "PREP" and (after := _after_place(s, step)) is not None:
        return after
    while (
        s.kind(step) in ("COMMA", "AND") or s.low(step) in (";", "then", "finally", "later")
    ) and step - here < _LONGEST_JOINT:
        step += 1
    if s.low(step) == "with" and s.kind(step + 1) == "GROUP" and s.group(step + 1).kind == "counted":
        step += 1
    return step


def _after_place(s: Reading, at: int) -> int | None:
    """As in "a man | in Harl County | and two women": the counted group joined behind a place."""
    end = at + 1
    while end - at <= _LONGEST_PLACE and (
        s.kind(end) == "WORD" and (s.tokens[s.chunks[end].first].is_capitalised or s.low(end) in ("the", "nearby"))
    ):
        end += 1
    if end == at + 1 or s.kind(end) not in ("AND", "COMMA"):
        return None
    end += 1 + (s.kind(end + 1) == "AND")
    if s.kind(end) != "GROUP" or s.group(end).is_part:
        return None
    is_new = s.low(end - 1) == "and" and s.tokens[s.chunks[end].first].low in ("a", "an")
    return end if is_new or s.group(end).kind in ("counted", "elided") else None


def _after_inclusion(s: Reading, here: int) -> int | None:
    """As in "44 people, including 20 children, in Tano, | and 179 people": the figure joined behind its parts."""
    if s.kind(here + 1) != "COMMA" or s.kind(here + 2) != "INCL" or s.group(here).kind != "counted":
        return None
    end = here + 3
    while s.kind(end) in ("GROUP", "AND", "ADV", "WORD") and end - here < _LONGEST_APPOSITION:
        end += 1
    if s.kind(end) != "COMMA" or s.kind(end - 1) != "GROUP":
        return None
    if s.kind(end + 1) == "PREP":
        return _after_place(s, end + 1)
    is_joined = s.kind(end + 1) == "AND" and s.kind(end + 2) == "GROUP" and s.group(end + 2).kind == "counted"
    return end + 2 if is_joined and not is_subject(s, end + 2) else None


def _after_apposition(s: Reading, here: int) -> int | None:
    """As in "Ali Hasan, described as a commander, | and two companions": the counted group joined behind it."""
    if s.group(here).value != 1:
        return None
    end = next((k for k in range(here + 1, here + _LONGEST_APPOSITION) if s.kind(k) in _CLOSES), None)
    if end is None or s.kind(end) != "AND" or s.kind(end - 1) != "COMMA":
        return None
    is_new = s.kind(end + 1) == "GROUP" and s.group(end + 1).kind in ("counted", "elided")
    has_counted = any(s.kind(k) == "GROUP" and s.group(k).value > 1 for k in range(here + 1, end))
    ends = s.kind(end + 2) in ("END", "STOP", "COMMA", "PREP", "SAY", "AND", "CLOSE")
    return end + 1 if is_new and ends and not has_counted else None


def _are_names_of(s: Reading, here: int, step: int) -> bool:
    """As in "two children, Akira and Leila Waters": the names of those counted before."""
    same = s.group(step).value == s.group(here).value > 1
    return s.kind(step - 1) == "COMMA" and same and s.group(step).kind == "list"


def take_of_object(s: Reading, at: int, fate: Fate) -> bool:
    """As in "the death of X", "the killing of X", "the bodies of X"."""
    if s.kind(at + 1) != "OF":
        return False
    if s.kind(at + 2) == "GROUP":
        return is_told_again(s, at + 2, fate.effect) or take_objects(s, at + 2, fate)
    joined = _after_unknown(s, at + 2)
    return joined is not None and take_objects(s, joined, fate)


def _after_unknown(s: Reading, at: int) -> int | None:
    """The counted group joined to one whom no list holds: "the bodies of | the master | and two oilers"."""
    if s.low(at) != "the":
        return None
    end = at + 1
    while s.kind(end) == "WORD" and end - at < _LONGEST_UNKNOWN:
        end += 1
    is_joined = end > at + 1 and s.kind(end) == "AND" and s.kind(end + 1) == "GROUP"
    return end + 1 if is_joined and s.group(end + 1).kind == "counted" else None


def _ends_list(s: Reading, at: int) -> bool:
    """Whether one person is the last of a list, so that "were" is not theirs: "the bodies of X, Y | and Z were"."""
    is_one = s.kind(at) == "GROUP" and not s.group(at).is_plural
    return is_one and s.kind(at - 1) == "AND" and s.kind(at - 2) in ("GROUP", "COMMA")


def is_speaker(s: Reading, at: int) -> bool:
    """As in "three children were among the dead, | a spokesman for the rescuers said": he tells, and is alive."""
    here = at + 1
    if s.kind(here) in ("PREP", "OF"):
        here += 1
        while s.kind(here) in _OF_OFFICE and not _tells(s, here) and here - at <= _LONGEST_OFFICE:
            here += 1  # "an official | from the women's group | told"
    return _tells(s, here)


def _tells(s: Reading, at: int) -> bool:
    return s.kind(at) == "SAY" or (s.kind(at) == "WORD" and s.low(at) in reporting_words().say)


def _acts_behind_relative(s: Reading, at: int) -> bool:
    """As in "killing 24 people, children | who were at play | were taken": the group has a verb of its own."""
    if s.kind(at) != "REL" or s.low(at) not in ("who", "that"):
        return False
    end = next((k for k in range(at + 1, len(s.chunks)) if s.kind(k) in _CLAUSE_ENDS), len(s.chunks))
    verbs = [k for k in range(at + 1, end) if s.kind(k) in ("BE", "HAVE", "MODAL") and s.kind(k - 1) not in _AUXILIARY]
    return len(verbs) > 1 or (len(verbs) == 1 and verbs[0] > at + 1)


def is_subject(s: Reading, at: int, steps: int = _LONGEST_CHAIN) -> bool:
    """Whether the group is the subject of a verb that follows directly; of verbs in a row so many `steps` are read."""
    here = at + 1
    while s.kind(here) in ("ADV", "HAVE", "MODAL"):
        here += 1
    if s.kind(at - 1) == "COMMA" and (is_speaker(s, at) or _acts_behind_relative(s, here)):
        return True
    if s.kind(here) == "BE":
        return not (s.low(here) in ("were", "are") and _ends_list(s, at))
    if s.frame(here) == "adjective":
        return s.low(at - 1) not in ("left", "leaving", "leaves")
    if s.frame(here) == "intransitive":
        return True
    if s.frame(here) in ("transitive", "weak", "hit") and "participle" in s.forms(here):
        return s.kind(here + 1) != "GROUP" or (steps > 0 and is_subject(s, here + 1, steps - 1))
    return False
