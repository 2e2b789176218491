"""Subjects: who stands before an effect word as the one whom it befell ("14 people ... were killed")."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import chain, inclusion, is_object, is_told_again, past_inclusion, take_joined
from extractors.casualties.harms.referents import fits_reflexive, referent
from extractors.casualties.lexicon import lexicon
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.victims.groups import Group

_REACH = 30  # chunks between a subject and its verb, relative clauses and places included
_RELATIVE_REACH = 14
_BARRIERS = frozenset([";", ":", "rest", "remainder"])  # "24 were rescued and the | rest | are feared dead"
_LONGEST_BODY = 4  # words of "the security forces"
_DESPITE = 9  # chunks of "despite the best efforts of the first responders"
AUXILIARY = frozenset(("BE", "HAVE", "MODAL", "NEG", "ADV"))
_OBJECTS = frozenset(["them", "him", "me", "us"])  # "a guard who tried to stop them | was hurt"
_BARE = frozenset(["get", "getting", "be", "being"])  # "a friend, who saw | him get | shot"


def take_subject(s: Reading, at: int, fate: Fate, *, is_own: bool = False) -> bool:
    """Gives the fate to the subject of the verb at `at`, and to the groups joined to it.

    Args:
        s: the sentence.
        at: the chunk of the verb.
        fate: what befell its subject.
        is_own: the verb is reflexive ("shot himself"), so objects of the verbs before it are passed over.

    Returns:
        Whether a subject was found. Pronouns stand for people named before them in the sentence; where it names none,
        what befell them is put aside.
    """
    fate = replace(fate, is_own=is_own)
    here = _skip_auxiliaries(s, at - 1)
    wants_plural = _number_of(s, here + 1, at)
    here = _before_despite(s, here)
    head = _relative_head(s, here, at)
    if head is None and _is_subject_pronoun(s, here):
        head = referent(s, here) if s.low(here) not in _OBJECTS else None
        if head is None:
            s.add_pronoun(here, fate)
            return False
    if head is None:
        head = _shared(s, here, at, is_own=is_own)
    if head is None:
        head = _found(s, here, at, wants_plural, is_own=is_own)
    if head is None:
        doer = _doer(s, here) if is_own or s.kind(here) in ("AND", "SAY") else None
        if doer is not None:
            s.add_pronoun(doer, fate)
        elif s.low(here + 1) == "both":
            s.add_pronoun(here + 1, fate)
        return False
    if fate.modality == "denied" and s.group(head).kind != "none":
        return True  # "the officer was not hurt" counts nobody
    s.add(head, fate)
    if head <= here:
        take_joined(s, head, fate)
    return True


def _is_subject_pronoun(s: Reading, at: int) -> bool:
    return s.kind(at) == "PRON" and (s.low(at) not in _OBJECTS or s.low(at + 1) in _BARE)


def _found(s: Reading, here: int, at: int, wants_plural: bool | None, *, is_own: bool) -> int | None:  # noqa: FBT001
    """The nearest subject; of a reflexive verb one of its gender."""
    start = here - 1 - (s.kind(here - 1) == "COMMA") if s.low(here) in ("but", "and") else here
    head = find_subject(s, start, wants_plural, is_own=is_own)
    while is_own and head is not None and not fits_reflexive(s, head, at):
        head = find_subject(s, head - 1, wants_plural, is_own=True)
    return head


def _before_despite(s: Reading, here: int) -> int:
    """The chunk before an adjunct of concession: "was found hurt and | despite the efforts of medics, | died"."""
    back = range(here, max(-1, here - _DESPITE), -1)
    told = next((k for k in back if s.low(k) == "despite" or s.kind(k) in ("STOP", "TRIGGER", "PRON")), None)
    if told is None or s.low(told) != "despite":
        return here
    return told - 1 - (s.kind(told - 1) == "COMMA" and s.kind(told - 2) in ("AND", "REL", "PRON"))


def _doer(s: Reading, here: int) -> int | None:
    """The pronoun of the clause that ends at `here`: "He shot her before killing himself", "She was flown but died"."""
    here -= s.low(here) == "but"
    while here >= 0 and s.kind(here) not in ("STOP", "SAY"):
        if s.kind(here) == "PRON" and s.low(here) in ("he", "she", "they"):
            return here
        here -= 1
    return None


def _relative_head(s: Reading, here: int, at: int) -> int | None:
    """As in "the boy, who was shot": the group before the relative word."""
    if any(s.kind(k) == "REL" and s.low(k) in ("who", "that", "which") for k in range(here + 1, at)):
        before = here - 1 if s.kind(here) == "COMMA" else here
        return before if s.kind(before) == "GROUP" else None
    return None


def _shared(s: Reading, here: int, at: int, *, is_own: bool) -> int | None:
    """A subject shared with the verb before: "was shot and is in hospital", "died after being shot"."""
    if s.kind(here) == "GROUP":
        return here if any(s.low(k) in ("being", "getting") for k in range(here + 1, at)) else None
    if is_own:
        return None
    joined = s.kind(here) in ("SAY", "AND") and s.low(here) in ("but", "and")
    adjunct = s.kind(here) == "PREP" and s.low(here) in ("after", "before", "by", "from")
    return _victim_before(s, here) if joined or adjunct else None


def _victim_before(s: Reading, at: int) -> int | None:
    """The group that the next effect word before `at` befell."""
    for here in range(at - 1, max(-1, at - _REACH), -1):
        if s.kind(here) in ("STOP", "SAY") and s.low(here) not in ("but", "when", "while"):
            return None
        if s.kind(here) == "GROUP" and s.kind(here + 1) == "BE" and not is_object(s, here, here):
            return here  # "a man is dead and | an officer is recovering after being hit"
        if s.frame(here):
            token = s.chunks[here].first
            group = next((h.group for h in s.harms if h.trigger == token), None)
            if group is None and _only_bears(s, here):
                continue  # "suffered | a wound to the head and died", "was taken | to a clinic with a wound but died"
            if group is not None and group.first > token:
                return _deed_before(s, here)
            return s.place_of(group) if group is not None else None
    return None


def _only_bears(s: Reading, at: int) -> bool:
    return s.frame(at) == "take" or not lexicon().hurt_objects.isdisjoint((s.low(at), s.low(at + 1)))


def _deed_before(s: Reading, at: int) -> int | None:
    """Of "A man killed two and hurt five before being shot dead", the man: who does the first deed."""
    first = at
    for here in range(at, -1, -1):
        if s.kind(here) in ("STOP", "SAY"):
            break
        if s.frame(here):
            first = here
    return find_subject(s, first - 1, None)


def find_subject(s: Reading, here: int, wants_plural: bool | None, *, is_own: bool = False) -> int | None:  # noqa: FBT001
    """The nearest group at or before `here` that may be a subject; None where a clause ends first."""
    start = here
    while here >= 0 and start - here <= _REACH:
        kind = s.kind(here)
        if kind == "SAY" and any(s.kind(k) == "REL" for k in range(max(0, here - 3), here)):
            here -= 1  # "the man who police say killed ..."
            continue
        if kind == "SAY" or s.low(here) in _BARRIERS or _opens_existence(s, here) or _opens_report(s, here):
            return None
        if kind == "PRON" and s.low(here) in ("he", "she") and is_own:
            return referent(s, here)
        if kind == "TRIGGER" and not is_own and not _is_inside(s, here):
            return _before_relative(s, here)
        if kind == "GROUP" and not s.is_possessor(here):
            first = chain(s, here)
            if (opening := inclusion(s, first)) is not None:
                is_last = here != first and here == start and s.group(here).kind == "elided"
                if is_last or s.low(opening).endswith("whom"):
                    return here  # "treated 64 people, of whom | 47 | died"
                here = opening - 1
                continue
            if _may_be_subject(s, here, first, wants_plural) and not (is_own and s.is_verb(first - 1)):
                return _antecedent(s, here, wants_plural)
        here -= 1
    return None


def _opens_existence(s: Reading, at: int) -> bool:
    """As in "told the crews | there may be 20 more buried": who stands before it is in another clause."""
    return s.low(at) == "there" and s.kind(at + 1) in ("BE", "MODAL", "HAVE")


def _opens_report(s: Reading, at: int) -> bool:
    """As in "officials estimated | that it had left 20 hurt": those who tell it are in another clause."""
    return s.low(at) == "that" and s.kind(at - 1) == "WORD" and s.low(at - 1) in reporting_words().say


def _may_be_subject(s: Reading, at: int, first: int, wants_plural: bool | None) -> bool:  # noqa: FBT001
    agrees = _agrees(s.group(at), wants_plural) or (bool(wants_plural) and first != at)
    return agrees and not is_object(s, at, first) and s.low(first - 1) != "what"  # "of what | police | called"


def _before_relative(s: Reading, at: int) -> int | None:
    """As in "A toddler who was hurt has died": the group before the relative clause around `at`."""
    for back in range(at, max(-1, at - _RELATIVE_REACH), -1):
        if s.kind(back) in ("STOP", "SAY") or (s.kind(back) == "AND" and s.kind(back + 1) == "GROUP"):
            return None
        if s.kind(back) == "REL" and s.low(back) == "who":
            head = back - 2 if s.kind(back - 1) == "COMMA" else back - 1
            return head if s.kind(head) == "GROUP" else None
    return None


def _antecedent(s: Reading, here: int, wants_plural: bool | None) -> int:  # noqa: FBT001
    """Of "the man who attacked officers was shot", the man: the group before the relative word before `here`."""
    for back in range(here - 1, max(-1, here - _RELATIVE_REACH), -1):
        if s.kind(back) in ("STOP", "SAY", "TRIGGER", "AND", "GROUP"):
            return here
        if s.kind(back) == "REL" and s.low(back) == "who":
            head = back - 2 if s.kind(back - 1) == "COMMA" else back - 1
            return head if s.kind(head) == "GROUP" and _agrees(s.group(head), wants_plural) else here
    return here


def _skip_auxiliaries(s: Reading, here: int) -> int:
    while (
        s.kind(here) in AUXILIARY
        or (s.kind(here) != "GROUP" and s.low(here) in lexicon().words["verb_link"])
        or s.is_adverb(here)
        or (s.low(here + 1) == "to" and s.low(here) in lexicon().words["factual_infinitive"])
        or (s.kind(here) == "AND" and s.kind(here - 1) == "TRIGGER")
        or (s.kind(here) == "TRIGGER" and s.kind(here + 1) in ("AND", "TRIGGER"))
    ):
        here -= 1
    return here


def _is_inside(s: Reading, at: int) -> bool:
    """Whether the effect word belongs to the subject itself ("a toddler injured in the blast died")."""
    if s.frame(at) in ("noun", "hit", "claim", "take", "lose", "leave", "suffer"):
        return True
    if s.kind(at - 1) in ("GROUP", "REL", "POSS") or s.kind(at - 2) == "REL":
        return True
    if s.is_verb(at) and "participle" in s.forms(at) and s.is_adverb(at - 1) and s.kind(at - 2) == "GROUP":
        return True  # "one of three people critically hurt in the crash has died"
    articles = ("a", "an", "the", "this", "that")
    return "ing" in s.forms(at) and (s.kind(at - 1) == "PREP" or s.low(at - 1) in articles or s.low(at - 2) in articles)


def _number_of(s: Reading, first: int, at: int) -> bool | None:
    """Whether the auxiliaries want a plural subject; None where they do not tell."""
    for here in range(first, at):
        if s.low(here) in ("was", "is", "has", "'s"):
            return False
        if s.low(here) in ("were", "are"):
            return True
        if s.low(here) == "have" and not any(s.kind(k) in ("MODAL", "TO") for k in range(max(0, here - 2), here)):
            return True
    return None


def _agrees(group: Group, wants_plural: bool | None) -> bool:  # noqa: FBT001
    if wants_plural is None or group.kind == "none" or (group.kind in ("elided", "bare") and wants_plural):
        return True
    if wants_plural:
        return group.is_plural
    collective = group.head in ("family", "number", "group") or (group.qualifier == "vague" and group.kind == "counted")
    return not group.is_plural or collective


def take_reduced(s: Reading, at: int, fate: Fate) -> bool:
    """The group directly before a participle without auxiliary: "16 others injured", "40 soldiers dead"."""
    here = reduced(s, at)
    if here is None:
        return False
    if is_told_again(s, here, fate.effect) or (s.group(here).kind == "definite" and s.kind(at + 1) == "INCL"):
        return True  # "the villagers | killed were buried", "the adults | killed | included a driver"
    s.add(here, replace(fate, rank=1))
    take_joined(s, here, replace(fate, rank=1))
    return True


def reduced(s: Reading, at: int) -> int | None:
    """The group that a participle or adjective at `at` follows directly."""
    here = at - 1
    while (
        s.is_adverb(here)
        or s.kind(here) == "TRIGGER"
        or s.low(here) in ("found", "aboard", "onboard", "inside")
        or (s.kind(here) == "AND" and s.kind(here - 1) == "TRIGGER")
    ):
        here -= 1
    here = past_inclusion(s, here)
    if s.kind(here) == "COMMA" and s.kind(here - 1) == "GROUP" and s.low(here - 2) in lexicon().words["finds"]:
        return here - 1  # "found Adam Reyes, 40, | shot to death"
    if s.kind(here) == "COMMA" and here == at - 1 and s.kind(here - 1) == "GROUP" and s.kind(at + 1) in ("PREP", "BY"):
        is_told = s.is_verb(at) and s.group(here - 1).kind in ("named", "counted", "single")
        return here - 1 if is_told else None  # "the funeral of Cpl. Adam Reyes, | killed in an ambush,"
    if s.kind(here) == "WORD" and here == at - 1:
        here = _before_body(s, here)
    return here if s.kind(here) == "GROUP" else None


def _before_body(s: Reading, at: int) -> int:
    """The group before the body that its people are of: "two members | of parliament | killed in the attack"."""
    here = at
    while s.kind(here) == "WORD" and at - here < _LONGEST_BODY:
        here -= 1
    is_of = s.kind(here) == "OF" and s.kind(here - 1) == "GROUP" and s.low(here - 1) in lexicon().words["of_body"]
    return here - 1 if is_of and s.group(here - 1).kind == "counted" else at
