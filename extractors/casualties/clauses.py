"""Clauses: who was killed or hurt, in which voice, and how surely.

Every effect word ("killed", "death", "wounding") has a frame that says where its victims stand; patterns over the
chunks of the sentence find them there. The result is one `Harm` for each group of people that came to harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.casualties.chunks import Chunk, chunk
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect, Modality
from extractors.casualties.tokens import Token
from extractors.casualties.victims import Group

_REACH = 30  # chunks between a subject and its verb, relative clauses and places included
_TOLL_REACH = 16  # chunks between "death toll" and its figure
_AUXILIARY = frozenset(("BE", "HAVE", "MODAL", "NEG", "ADV"))


@dataclass(frozen=True, slots=True)
class Harm:
    """A group that came to harm. `host` is the index (in the sentence's list) of the harm it is a part of.

    `is_weak`: the words leave open what came of it ("shot"). `trigger` is the token of the effect word; `agent` spans
    the tokens that stand where the one who did it stands.
    """

    group: Group
    effect: Effect
    trigger: int
    modality: Modality = "asserted"
    is_weak: bool = False
    is_part: bool = False
    host: int | None = None
    agent: tuple[int, int] | None = None
    is_update: bool = False  # "an earlier toll of 112"
    rank: int = 0  # how strong the pattern is: direct arguments over loose ones


class _Sentence:
    """The chunks of one sentence and the harms found so far."""

    def __init__(self, tokens: Sequence[Token], groups: Sequence[Group]) -> None:
        self.tokens = tokens
        self.chunks = chunk(tokens, groups)
        self.harms: list[Harm] = []

    def kind(self, at: int) -> str:
        return self.chunks[at].kind if 0 <= at < len(self.chunks) else "END"

    def low(self, at: int) -> str:
        return self.chunks[at].low if 0 <= at < len(self.chunks) else ""

    def is_adverb(self, at: int) -> bool:
        """An adverb: of the list, or by its ending."""
        return self.kind(at) == "ADV" or (self.kind(at) == "WORD" and self.low(at).endswith("ly"))

    def group(self, at: int) -> Group:
        group = self.chunks[at].group
        assert group is not None  # noqa: S101 - only called on GROUP chunks
        return group

    def is_possessor(self, at: int) -> bool:
        """Whether a possessive follows the group: "his father's gun"."""
        after = self.chunks[at].last + 1
        return after < len(self.tokens) and (self.tokens[after].kind == "s" or (self.tokens[after].text in "'’" and self.tokens[after - 1].low.endswith("s") and self.tokens[after].start == self.tokens[after - 1].end))

    def add(self, at: int, effect: Effect, trigger: int, **more: object) -> None:
        """Records a harm to the group of chunk `at`; of two of one group, the surer and graver is kept."""
        group = self.group(at)
        harm = Harm(group, effect, self.chunks[trigger].first, **more)  # type: ignore[arg-type]
        for k, known in enumerate(self.harms):
            if known.group is group:
                if _outranks(harm, known):
                    self.harms[k] = harm
                return
        self.harms.append(harm)


_GRAVITY: dict[Effect, int] = {"killed": 3, "casualties": 2, "injured": 1, "missing": 0}


def _outranks(new: Harm, old: Harm) -> bool:
    if new.is_weak != old.is_weak:
        return old.is_weak
    if new.rank != old.rank and 0 in (new.rank, old.rank):
        return new.rank > old.rank
    return _GRAVITY[new.effect] > _GRAVITY[old.effect]


def find_harms(tokens: Sequence[Token], groups: Sequence[Group]) -> list[Harm]:
    """All harms that one sentence tells, in the order of the text."""
    sentence = _Sentence(tokens, groups)
    for at, item in enumerate(sentence.chunks):
        if item.low in ("wound", "wounds", "gunshot", "gunshots") and _read_wound(sentence, at):
            continue
        if item.trigger is not None:
            _read_trigger(sentence, at)
        elif item.kind == "GROUP":
            _read_counted(sentence, at)
        elif item.kind == "SELF":
            _read_turned(sentence, at)
        elif item.low == "among" and sentence.low(at - 1) in lexicon().hurt_objects and sentence.kind(at + 1) == "GROUP":
            _objects(sentence, at + 1, "injured", at, "asserted", rank=0)
        elif item.low in ("as", "is", "was", "were", "are"):
            _read_identified(sentence, at)
        elif item.low in ("toll", "tolls") or (item.low == "count" and sentence.low(at - 1) in ("death", "body")):
            _read_toll(sentence, at)
        elif item.low in ("lives", "life"):
            _read_lives(sentence, at)
        elif item.low in ("body", "bodies", "remains", "corpse", "corpses"):
            _read_body(sentence, at)
    _read_among(sentence)
    _read_including(sentence)
    _read_leftovers(sentence)
    order = sorted(range(len(sentence.harms)), key=lambda k: sentence.harms[k].group.first)
    place = {old: new for new, old in enumerate(order)}
    return [replace(h, host=place[h.host] if h.host is not None else None) for h in (sentence.harms[k] for k in order)]


# --- effect words -----------------------------------------------------------------------------------------------------


def _read_trigger(s: _Sentence, at: int) -> None:
    trigger = s.chunks[at].trigger
    assert trigger is not None  # noqa: S101
    if s.low(at) == "death" and s.low(at - 1) == "to":
        _read_to_death(s, at)
        return
    modality = _modality(s, at)
    if modality is None:
        return
    match trigger.frame:
        case "transitive" | "weak":
            _read_verb(s, at, modality)
        case "intransitive":
            _subject(s, at, trigger.effect, at, modality)
        case "adjective":
            _read_adjective(s, at, modality)
        case "noun":
            _read_noun(s, at, modality)
        case "suffer":
            _read_suffer(s, at, modality)
        case "lose" | "claim":
            _read_count_object(s, at, modality)
        case "hit":
            _read_hit(s, at, modality)
        case _:
            pass


def _modality(s: _Sentence, at: int) -> Modality | None:
    """How sure the verb is; None where it is not told as a fact at all ("to kill", "would have killed")."""
    here, words = at - 1, []
    while s.kind(here) in _AUXILIARY or s.is_adverb(here) or (s.kind(here) in ("TO", "TRIGGER", "AND") and at - here < 5):  # noqa: PLR2004
        if s.kind(here) == "AND" and s.kind(here - 1) != "TRIGGER":
            break
        if s.kind(here) == "TO":
            return None if s.low(here - 1) not in ("believed", "reported", "thought", "known", "confirmed", "presumed", "said", "managed", "feared", "alleged", "continued", "going", "began", "begin", "started") and not any(s.low(k) in ("used", "using") for k in range(max(0, here - 8), here)) and "been" not in words and "have" not in words else ("feared" if s.low(here - 1) == "feared" else "asserted")
        words.append(s.low(here))
        here -= 1
    modals = lexicon().words
    if any(w in modals["negation"] for w in words):
        return "denied"
    if "feared" in words or s.low(at - 1) == "feared":
        return "feared"
    if any(w in modals["feared_modal"] for w in words):
        return "feared" if "have" in words or "be" in words else None
    if any(w in modals["irrealis"] for w in words):
        return None
    return "asserted"


def _is_fatal(s: _Sentence, at: int) -> bool:
    """ "fatally shot", "shot dead", "shot to death", "shot and killed"."""
    if any(s.low(k) in ("fatally", "mortally", "lethally") for k in range(max(0, at - 2), at)) or s.low(at + 1) in ("dead", "fatally"):
        return True
    if s.low(at - 1) in ("fatal", "deadly"):
        return True
    return "to death" in (f"{s.low(at + 1)} {s.low(at + 2)}", f"{s.low(at + 2)} {s.low(at + 3)}")


def _effect_of(s: _Sentence, at: int) -> tuple[Effect, bool]:
    """The effect of the verb at `at` with the verbs joined to it, and whether it is weak."""
    trigger = s.chunks[at].trigger
    assert trigger is not None  # noqa: S101
    effect, weak = trigger.effect, trigger.frame == "weak" or "weak" in trigger.forms
    if weak and _is_fatal(s, at):
        effect, weak = "killed", False
    for other in (at - 2, at + 2):
        between = min(at, other) + 1
        joint = s.chunks[other].trigger if 0 <= other < len(s.chunks) else None
        if joint is None or s.kind(between) != "AND" and not (s.low(between) == "or"):
            continue
        if joint.frame not in ("transitive", "weak", "intransitive", "adjective"):
            continue
        if {effect, joint.effect} == {"killed", "injured"} and "weak" not in (joint.frame, trigger.frame):
            return "casualties", False
        if joint.effect == "killed":
            effect, weak = "killed", False
    return effect, weak


def _read_verb(s: _Sentence, at: int, modality: Modality) -> None:
    trigger = s.chunks[at].trigger
    assert trigger is not None  # noqa: S101
    effect, weak = _effect_of(s, at)
    forms = trigger.forms
    if "participle" in forms and _is_passive(s, at):
        _subject(s, at, effect, at, modality, weak=weak, rank=2)
        return
    after = _after_verbs(s, at)
    if s.kind(after) == "SELF":
        _subject(s, at, effect, at, modality, weak=weak, rank=2, is_own=True)
        _objects(s, after + 1, effect, at, modality, weak) if s.kind(after + 1) == "AND" else None
        return
    if s.kind(after) == "PRON" and s.low(after) in ("him", "her"):
        own = _find_subject(s, _skip_auxiliaries(s, at - 1), None, is_own=False)
        if "ing" in forms:  # "he shot another man, killing him": never the one who acts
            own = next((k for k in range(at) if s.kind(k) == "GROUP"), None)
        victim = _referent(s, after, but=own)
        if victim is not None and victim < at - 1:
            s.add(victim, effect, at, modality=modality, is_weak=weak, rank=1)
        return
    if _is_object(s, at, after):
        if "ing" in forms and s.low(at - 1) in ("the", "a") and s.kind(at + 1) != "OF":
            return
        _objects(s, after, effect, at, modality, weak)
        return
    if "participle" not in forms:
        _read_nominal(s, at, effect, modality, weak=weak)  # "the killing of X", "X's murder"
        return
    if "participle" in forms and _reduced(s, at) is not None:
        _reduced_subject(s, at, effect, modality, weak)


def _is_passive(s: _Sentence, at: int) -> bool:
    here = at - 1
    while s.kind(here) in ("ADV", "NEG", "COMMA") or s.low(here) == "found" or (s.kind(here) == "TRIGGER" and at - here < 6) or (s.kind(here) == "AND" and s.kind(here - 1) in ("TRIGGER", "ADV")) or s.is_adverb(here):  # noqa: PLR2004
        here -= 1
    return s.kind(here) == "BE"


def _after_verbs(s: _Sentence, at: int) -> int:
    """The chunk after the verb, adverbs, "dead" and joined verbs ("killed and wounded")."""
    here = at + 1
    while True:
        if s.kind(here) == "ADV" or s.low(here) in ("dead", "off", "down", "up") or s.is_adverb(here):
            here += 1
        elif s.kind(here) in ("AND", "COMMA") and s.chunks[here + 1 : here + 2] and s.chunks[here + 1].trigger and s.chunks[here + 1].trigger.frame in ("transitive", "weak"):
            here += 2
        elif s.low(here) == "to" and s.low(here + 1) == "death":
            here += 2
        else:
            return here


def _is_object(s: _Sentence, at: int, after: int) -> bool:
    """Whether the group at `after` is the verb's object and not the subject of what follows."""
    if s.kind(after) != "GROUP":
        return False
    if s.group(after).kind in ("maybe",) and s.kind(at - 1) == "GROUP" and s.kind(after + 1) != "STOP":
        return not s.group(at - 1).is_plural or s.group(at - 1).kind in ("named", "maybe", "single")
    if s.kind(at - 1) == "GROUP" and s.group(at - 1).kind in ("counted", "elided") and _is_subject(s, after):
        return False
    return True


def _is_subject(s: _Sentence, at: int) -> bool:
    """Whether the group is the subject of a verb that follows it directly."""
    here = at + 1
    while s.kind(here) in ("ADV", "HAVE", "MODAL"):
        here += 1
    if s.kind(here) == "BE":
        return True
    trigger = s.chunks[here].trigger if here < len(s.chunks) else None
    if trigger is None:
        return False
    if trigger.frame in ("intransitive", "adjective"):
        return not (trigger.frame == "adjective" and s.low(at - 1) in ("left", "leaving", "leaves"))
    if trigger.frame in ("transitive", "weak", "hit") and "participle" in trigger.forms:
        return s.kind(here + 1) != "GROUP" or _is_subject(s, here + 1)
    return False


# --- where victims stand ----------------------------------------------------------------------------------------------


def _objects(s: _Sentence, at: int, effect: Effect, trigger: int, modality: Modality, weak: bool = False, rank: int = 1) -> None:  # noqa: FBT001, FBT002
    """The group at `at` and those joined to it by commas and "and"."""
    if s.kind(at) in ("AND", "COMMA"):
        at += 1
    if s.kind(at) != "GROUP" or (s.group(at).effect and s.group(at).effect != effect):
        return
    s.add(at, effect, trigger, modality=modality, is_weak=weak, rank=rank)
    here = at
    while True:
        step = here + 1
        while (s.kind(step) in ("COMMA", "AND") or s.low(step) in (";", "then", "finally", "later")) and step - here < 4:  # noqa: PLR2004
            step += 1
        if s.low(step) == "with" and s.kind(step + 1) == "GROUP" and s.group(step + 1).kind == "counted":
            step += 1
        if step == here + 1 or s.kind(step) != "GROUP" or _is_subject(s, step):
            if step > here + 1 and s.kind(step) == "SELF" and s.kind(trigger) == "TRIGGER":
                _subject(s, trigger, effect, trigger, modality, weak=weak, rank=2, is_own=True)
            return
        if not (s.kind(step - 1) == "COMMA" and s.group(step).value == s.group(here).value > 1 and s.group(step).kind == "list"):
            s.add(step, effect, trigger, modality=modality, is_weak=weak, rank=rank)  # not the names of those counted
        here = step


def _of_object(s: _Sentence, at: int, effect: Effect, trigger: int, *, weak: bool = False, modality: Modality = "asserted") -> bool:
    """ "the death of X", "the killing of X", "the bodies of X"."""
    if s.kind(at + 1) in ("OF",) and s.kind(at + 2) == "GROUP":
        _objects(s, at + 2, effect, trigger, modality, weak)
        return True
    return False


def _reduced(s: _Sentence, at: int) -> int | None:
    """The group directly before a participle without auxiliary: "16 others injured", "40 soldiers dead"."""
    here = at - 1
    while s.kind(here) in ("ADV", "TRIGGER") or (s.kind(here) == "AND" and s.kind(here - 1) == "TRIGGER") or s.is_adverb(here) or s.low(here) in ("found",):
        here -= 1
    return here if s.kind(here) == "GROUP" else None


def _reduced_subject(s: _Sentence, at: int, effect: Effect, modality: Modality, weak: bool = False) -> None:  # noqa: FBT001, FBT002
    here = _reduced(s, at)
    if here is None:
        return
    s.add(here, effect, at, modality=modality, is_weak=weak, rank=1)
    _joined_left(s, here, effect, at, modality, weak, rank=1)


def _joined_left(s: _Sentence, here: int, effect: Effect, trigger: int, modality: Modality, weak: bool, rank: int) -> None:  # noqa: FBT001, PLR0913
    """Groups joined on the left of the group at `here` share its lot."""
    chain = _chain(s, here)
    if s.kind(chain - 1) in ("INCL", "MOST") or chain == here:
        return
    while here != chain:
        last = here
        commas = s.kind(here - 1) == "COMMA"
        here -= 1
        while s.kind(here) in ("AND", "COMMA"):
            commas = commas and s.kind(here) == "COMMA"
            here -= 1
        group = s.group(here)
        if commas and "named" in (group.kind, s.group(last).kind) and "single" in (group.kind, s.group(last).kind):
            if group.kind == "named":  # apposition: "Akira Waters, a student, was shot"; the name is the claim
                s.harms = [h for h in s.harms if h.group is not s.group(last)]
                s.add(here, effect, trigger, modality=modality, is_weak=weak, rank=rank)
            return
        if _is_governed(s, here) or _is_oblique(s, here) or (commas and group.kind in ("bare", "definite")):
            return
        s.add(here, effect, trigger, modality=modality, is_weak=weak, rank=rank)


def _is_governed(s: _Sentence, at: int) -> bool:
    """Whether the group is already the victim of an effect word before it ("killing 20 and 35 were hurt")."""
    group = s.group(at)
    before = s.chunks[at - 1].trigger if at else None
    return any(h.group is group for h in s.harms) or (before is not None and before.frame in ("transitive", "weak", "claim", "lose"))


def _subject(s: _Sentence, at: int, effect: Effect, trigger: int, modality: Modality, *, weak: bool = False, rank: int = 1, is_own: bool = False) -> bool:
    """The subject of the verb at `at`: the nearest group to its left that no preposition governs.

    `is_own`: the verb is reflexive, so groups that are objects of other verbs before it are passed over.
    """
    here = _skip_auxiliaries(s, at - 1)
    wants_plural = _number_of(s, here + 1, at)
    head: int | None = None
    if any(s.kind(k) == "REL" and s.low(k) in ("who", "that", "which") for k in range(here + 1, at)):
        before = here - 1 if s.kind(here) == "COMMA" else here
        if s.kind(before) == "GROUP":
            head = before
    elif s.kind(here) == "PRON":
        head = _referent(s, here)
        if head is None:
            return False
    elif s.kind(here) == "GROUP" and any(s.low(k) == "being" for k in range(here + 1, at)):
        head = here  # "a call about a child being shot"
    elif s.kind(here) in ("SAY", "AND") and s.low(here) in ("but", "and"):
        head = _victim_before(s, here)
        here -= 1 + (s.kind(here - 1) == "COMMA")  # "was taken to hospital but later died"
    elif s.kind(here) == "PREP" and s.low(here) in ("after", "before", "by", "from") and s.low(at - 1) != "was":
        head = _victim_before(s, here)
    if head is None:
        head = _find_subject(s, here, wants_plural, is_own=is_own)
    if head is None:
        return False
    s.add(head, effect, trigger, modality=modality, is_weak=weak, rank=rank)
    if head <= here:
        _joined_left(s, head, effect, trigger, modality, weak, rank)
    return True


def _find_subject(s: _Sentence, here: int, wants_plural: bool | None, *, is_own: bool) -> int | None:  # noqa: FBT001
    start = here
    while here >= 0 and start - here <= _REACH:
        kind = s.kind(here)
        if kind == "SAY" and any(s.kind(k) == "REL" for k in range(max(0, here - 3), here)):
            here -= 1  # "the man who police say killed ..."
            continue
        if kind == "SAY" or (kind == "STOP" and s.low(here) in (";", ":")) or (kind == "NEG" and s.low(here) in ("nobody", "none")):
            return None
        if kind == "PRON" and s.low(here) in ("he", "she") and is_own:
            return _referent(s, here)
        if kind == "TRIGGER" and not is_own and not _is_inside(s, here):
            return _before_relative(s, here)
        if kind == "GROUP" and not s.is_possessor(here):
            chain = _chain(s, here)
            if s.kind(chain - 1) in ("INCL", "MOST"):
                if here != chain and here == start and s.group(here).kind == "elided":
                    return here
                here = chain - 2
                continue
            is_object = is_own and _is_verb(s, chain - 1)
            fits = _fits(s.group(here), wants_plural) or (bool(wants_plural) and chain != here)
            if fits and not is_object and not _is_oblique(s, here):
                return _antecedent(s, here, wants_plural)
        here -= 1
    return None


def _is_verb(s: _Sentence, at: int) -> bool:
    trigger = s.chunks[at].trigger if 0 <= at < len(s.chunks) else None
    return trigger is not None and trigger.frame in ("transitive", "weak")


_CLAUSE_PREPOSITIONS = frozenset("after before since until as that than following when".split())


def _is_oblique(s: _Sentence, at: int) -> bool:
    """Whether a preposition governs the group, so that it is no subject."""
    here = at - 1
    if s.tokens[s.chunks[at].first].is_capitalised and s.group(at).kind in ("single", "loose", "bare"):
        while s.kind(here) == "WORD" and s.tokens[s.chunks[here].first].is_capitalised:
            here -= 1  # the last word of a name: "at Westminster Christian"
    before = s.kind(here)
    return before in ("BY", "OF", "TO", "BE") or (before == "PREP" and s.low(here) not in _CLAUSE_PREPOSITIONS)


def _chain(s: _Sentence, here: int) -> int:
    """The leftmost of the groups joined to the one at `here` by commas and "and"."""
    while True:
        step = here - 1
        while s.kind(step) in ("AND", "COMMA"):
            step -= 1
        if step == here - 1 or s.kind(step) != "GROUP":
            return here
        here = step


def _before_relative(s: _Sentence, at: int) -> int | None:
    """ "A toddler who was hurt after shooting himself has died": the group before the relative clause around `at`."""
    for back in range(at, max(-1, at - 14), -1):
        if s.kind(back) in ("STOP", "SAY") or (s.kind(back) == "AND" and s.kind(back + 1) == "GROUP"):
            return None
        if s.kind(back) == "REL" and s.low(back) == "who":
            head = back - 2 if s.kind(back - 1) == "COMMA" else back - 1
            return head if s.kind(head) == "GROUP" else None
    return None


_MALE, _FEMALE = frozenset(("he", "him")), frozenset(("she", "her"))


def _referent(s: _Sentence, at: int, but: int | None = None) -> int | None:
    """Whom "he" or "she" at `at` stands for, where the sentence itself names them before; never the group `but`."""
    word = s.low(at)
    if word not in _MALE | _FEMALE:
        return None
    wanted = "male" if word in _MALE else "female"
    fit = [
        k
        for k in range(at)
        if s.kind(k) == "GROUP" and not s.group(k).is_plural and s.group(k).kind in ("single", "named") and s.group(k).gender in (None, wanted)
        and not s.is_possessor(k) and k != but and s.kind(k + 1) != "SAY"
    ]
    if any(s.kind(k) == "PRON" and s.low(k) in (("he", "she")) and not any(f < k for f in fit) for k in range(at)):
        return None  # the sentence opens with a pronoun: its people are named before it
    subjects = [k for k in fit if not _is_oblique(s, k)]
    return (subjects or fit or [None])[-1 if word in ("him", "her") else 0]


def _antecedent(s: _Sentence, here: int, wants_plural: bool | None) -> int:  # noqa: FBT001
    """Of "the man who attacked officers was shot", the man: the group before a relative word that `here` stands after."""
    for back in range(here - 1, max(-1, here - 12), -1):
        if s.kind(back) in ("STOP", "SAY", "TRIGGER", "AND", "GROUP"):
            return here
        if s.kind(back) == "REL" and s.low(back) == "who" and s.kind(back - 1) in ("GROUP", "COMMA"):
            head = back - 1 if s.kind(back - 1) == "GROUP" else back - 2
            if s.kind(head) == "GROUP" and _fits(s.group(head), wants_plural):
                return head
    return here


def _skip_auxiliaries(s: _Sentence, here: int) -> int:
    while s.kind(here) in _AUXILIARY or s.low(here) in ("found", "pronounced", "declared", "left", "confirmed", "feared", "to", "have", "who", "which", "that", "whom", "reported", "allegedly", "all") or (s.kind(here) == "AND" and s.kind(here - 1) == "TRIGGER") or (s.kind(here) == "TRIGGER" and s.kind(here + 1) in ("AND", "TRIGGER")) or s.is_adverb(here):
        here -= 1
    return here


def _is_inside(s: _Sentence, at: int) -> bool:
    """Whether the effect word belongs to the subject itself ("a toddler injured in the blast died")."""
    trigger = s.chunks[at].trigger
    if trigger is None:
        return False
    if trigger.frame in ("noun", "hit", "claim", "take", "lose", "leave", "suffer") or s.kind(at - 1) in ("GROUP", "REL", "POSS"):
        return True
    is_noun = "ing" in trigger.forms and (s.kind(at - 1) == "PREP" or s.low(at - 1) in ("a", "an", "the", "this", "that") or s.low(at - 2) in ("a", "an", "the"))
    return is_noun or s.kind(at - 2) == "REL"


def _victim_before(s: _Sentence, at: int) -> int | None:
    """The group that the effect word next before chunk `at` harmed: "was shot and is in hospital", "died after being shot"."""
    for here in range(at - 1, max(-1, at - _REACH), -1):
        if s.kind(here) in ("STOP", "SAY") and s.low(here) not in ("but", "when", "while"):
            return None
        if s.chunks[here].trigger is not None:
            group = next((h.group for h in s.harms if h.trigger == s.chunks[here].first), None)
            return next((k for k in range(len(s.chunks)) if s.chunks[k].group is group), None) if group is not None else None
    return None


def _number_of(s: _Sentence, first: int, at: int) -> bool | None:
    """Whether the auxiliaries want a plural subject; None where they do not tell."""
    for here in range(first, at):
        if s.low(here) in ("was", "is", "has", "'s"):
            return False
        if s.low(here) in ("were", "are"):
            return True
        if s.low(here) == "have" and not any(s.kind(k) in ("MODAL", "TO") for k in range(max(0, here - 2), here)):
            return True
    return None


def _fits(group: Group, wants_plural: bool | None) -> bool:  # noqa: FBT001
    if wants_plural is None or group.kind in ("elided", "bare") and wants_plural:
        return True
    if wants_plural:
        return group.is_plural
    return not group.is_plural or group.head in ("family", "number", "group") or group.qualifier == "vague" and group.kind == "counted"


# --- single frames ----------------------------------------------------------------------------------------------------


def _read_adjective(s: _Sentence, at: int, modality: Modality) -> None:
    trigger = s.chunks[at].trigger
    assert trigger is not None  # noqa: S101
    if s.low(at - 1) in ("the", "those", "a", "shot", "of", "all"):
        return
    effect, _ = _effect_of(s, at)
    if _reduced(s, at) is not None:
        _reduced_subject(s, at, effect, modality)
    elif s.kind(at - 1) in _AUXILIARY or s.low(at - 1) in ("found", "pronounced", "declared", "dead", "left", "reported", "gone", "went"):
        found = _subject(s, at, effect, at, modality, rank=2)
        if not found and s.kind(at - 1) != "BE":
            _inverted(s, at, effect)


def _inverted(s: _Sentence, at: int, effect: Effect) -> None:
    """ "Also found dead inside the house were X and Y"."""
    for here in range(at + 1, min(at + 7, len(s.chunks))):
        if s.kind(here) == "BE" and s.kind(here + 1) == "GROUP":
            _objects(s, here + 1, effect, at, "asserted", rank=2)
            return
        if s.kind(here) in ("STOP", "SAY", "TRIGGER"):
            return


def _read_noun(s: _Sentence, at: int, modality: Modality) -> None:
    trigger = s.chunks[at].trigger
    assert trigger is not None  # noqa: S101
    effect, weak = trigger.effect, "weak" in trigger.forms
    nxt = s.chunks[at + 1].trigger if at + 1 < len(s.chunks) else None
    if nxt is not None and nxt.frame == "noun":
        return  # "shooting death": the last noun tells
    if s.low(at - 1) in ("attempted", "fatal", "deadly"):
        if s.low(at - 1) == "attempted":
            return
        effect, weak = "killed", False
    _read_nominal(s, at, effect, modality, weak=weak)


def _read_nominal(s: _Sentence, at: int, effect: Effect, modality: Modality, *, weak: bool) -> None:
    """ "the death of X", "X's killing"."""
    if _of_object(s, at, effect, at, weak=weak, modality=modality):
        return
    here = at - 1
    while s.kind(here) in ("TRIGGER", "ADV") or s.low(here) in ("accidental", "tragic", "apparent", "brutal", "untimely", "alleged", "young", "own", "shooting"):
        here -= 1
    if s.kind(here) == "POSS" and s.kind(here - 1) == "GROUP":
        s.add(here - 1, effect, at, modality=modality, is_weak=weak, rank=1)


def _read_to_death(s: _Sentence, at: int) -> None:
    """ "two women were stoned to death", "beat a man to death"."""
    if s.kind(at - 2) == "GROUP":
        s.add(at - 2, "killed", at, rank=2)
    elif _is_passive(s, at - 2):
        _subject(s, at - 2, "killed", at, "asserted", rank=2)


def _read_suffer(s: _Sentence, at: int, modality: Modality) -> None:
    near = range(at + 1, min(at + 8, len(s.chunks)))
    if any(s.low(k) in lexicon().hurt_objects for k in near) or any(s.chunks[k].group and s.chunks[k].group.effect == "injured" for k in near):  # type: ignore[union-attr]
        _subject(s, at, "injured", at, modality, rank=0)


def _read_count_object(s: _Sentence, at: int, modality: Modality) -> None:
    """ "lost 15 fighters", "claiming eight", "claimed 4 martyrs"; "lost their lives" is read at "lives"."""
    trigger = s.chunks[at].trigger
    assert trigger is not None  # noqa: S101
    after = at + 1 + (trigger.frame == "lose" and s.kind(at + 1) == "OF")
    if s.kind(after) != "GROUP":
        return
    group = s.group(after)
    if trigger.frame == "claim" and (group.kind == "elided" or group.effect == "killed" or group.head in ("martyrs", "victims")):
        _objects(s, after, "killed", at, modality)
    if trigger.frame == "lose" and group.kind == "counted" and (group.victim == "combatant" or group.head in ("people", "lives")):
        _objects(s, after, "killed", at, modality)


def _read_hit(s: _Sentence, at: int, modality: Modality) -> None:
    """ "33 people were affected by the gas", "she was struck by a stray bullet"."""
    if not _is_passive(s, at):
        return
    near = {s.low(k) for k in range(at + 1, min(at + 9, len(s.chunks)))}
    if near & {"gas", "bullet", "bullets", "gunfire", "shrapnel", "gases", "chlorine", "sarin", "fire", "round", "shot", "head", "chest", "leg", "arm", "stomach", "abdomen", "neck", "back"}:
        _subject(s, at, "injured", at, modality, weak=not near & {"gas", "gases", "chlorine", "sarin"}, rank=0)


def _read_counted(s: _Sentence, at: int) -> None:
    """Groups whose noun tells the effect: "1,100 civilian deaths", "13 injured persons", "two bodies"."""
    group = s.group(at)
    if group.effect and group.kind in ("counted", "bare"):
        if s.low(at - 1) in ("no", "without", "avoid", "any", "minimise", "minimize", "prevent"):
            return
        if group.kind == "bare" and group.effect != "casualties":
            return
        feared = s.low(at - 1) in ("feared", "possible", "potential")
        s.add(at, group.effect, at, rank=1, modality="feared" if feared else "asserted")
    elif group.harmed and group.kind == "counted":
        s.add(at, group.harmed, at, rank=3)
    elif group.head in ("bodies", "corpses") and group.kind == "counted":
        s.add(at, "killed", at, rank=0)
        if s.kind(at + 1) == "OF" and s.kind(at + 2) == "GROUP":
            _objects(s, at + 2, "killed", at, "asserted")


def _read_toll(s: _Sentence, at: int) -> None:
    """ "the death toll rose to 20", "a toll of 44 dead", "updated its earlier death toll of 15"."""
    earlier = any(s.low(k) in ("earlier", "previous", "initial", "preliminary", "prior", "old") for k in range(max(0, at - 4), at))
    effect: Effect = "injured" if s.low(at - 1) in ("injury", "injured", "wounded") else ("casualties" if s.low(at - 1) in ("casualty", "casualties") else "killed")
    found: int | None = None
    for here in range(at + 1, min(at + _TOLL_REACH, len(s.chunks))):
        kind = s.kind(here)
        if kind == "STOP" or (kind == "TRIGGER" and found is not None):
            break
        if kind != "GROUP" or s.group(here).kind not in ("elided", "counted"):
            continue
        if s.low(here - 1) in ("to", "at", "of", "reached", "is", "was", "reaches", "reaching", "hit", "hits", "topped", "passed", "exceeded", "exceeds", "as", "be", "surpassed", "over", "stands", "reported", "put", "than", "past", "tops", "climbs") and (s.group(here).kind == "elided" or s.kind(here - 1) != "PREP" or s.low(here - 1) in ("of", "to", "at", "as")):
            found = here
            if s.low(here - 1) != "of":
                break
    if found is not None:
        feared = any(s.low(k) in ("may", "could", "might") for k in range(at, found))
        s.add(found, s.group(found).effect or effect, at, is_update=earlier, rank=1, modality="feared" if feared else "asserted")
        _objects(s, found, effect, at, "asserted") if not feared and not earlier else None


def _read_lives(s: _Sentence, at: int) -> None:
    """ "claimed the lives of 20 people", "lost their lives"."""
    if _of_object(s, at, "killed", at):
        return
    for back in range(at - 1, max(-1, at - 4), -1):
        if s.low(back) in ("lost", "lose", "loses", "losing"):
            _subject(s, back, "killed", at, "asserted", rank=1)
            return


def _read_wound(s: _Sentence, at: int) -> bool:
    """ "a woman with a gunshot wound": hurt, unless the article tells of a death."""
    cue = {s.low(k) for k in range(max(0, at - 4), at + 1)}
    if not cue & {"gunshot", "stab", "shrapnel", "bullet", "gun", "knife", "shotgun", "gunshots"}:
        return False
    for here in range(at - 1, max(-1, at - 16), -1):
        if s.kind(here) in ("STOP", "TRIGGER"):
            break
        if s.low(here) == "with":
            if s.kind(here - 1) == "GROUP":
                s.add(here - 1, "injured", at, is_weak=True, rank=0)
            elif any(s.low(k) == "found" for k in range(max(0, here - 8), here)):
                _subject(s, here, "injured", at, "asserted", weak=True, rank=0)
            break
        if s.low(here) in ("suffered", "suffering", "sustained", "had"):
            _subject(s, here, "injured", at, "asserted", weak=True, rank=0)
            break
    return True


def _read_body(s: _Sentence, at: int) -> None:
    """ "the bodies of X", "X's body"."""
    if _of_object(s, at, "killed", at):
        return
    if s.kind(at - 1) == "POSS" and s.kind(at - 2) == "GROUP":
        s.add(at - 2, "killed", at, rank=1)
        if s.kind(at - 3) == "AND" and s.kind(at - 4) == "POSS" and s.kind(at - 5) == "GROUP":
            s.add(at - 5, "killed", at, rank=1)


def _read_identified(s: _Sentence, at: int) -> None:
    """ "The victim was identified as X", "the victim is 15-year-old X": what came of X the article tells."""
    if s.kind(at + 1) != "GROUP" or s.group(at + 1).kind not in ("named", "single", "list", "maybe"):
        return
    near = range(max(0, at - 12), at)
    if s.low(at) == "as" and not any(s.low(k) in ("identified", "identify", "named") for k in near):
        return
    subject = next((k for k in reversed(near) if s.kind(k) == "GROUP" or s.low(k) in ("victims", "deceased")), None)
    if subject is None or s.kind(subject - 1) in ("OF", "PREP", "BY"):
        return
    if s.low(subject) in ("victim", "victims", "deceased") and (s.low(at) == "as" or subject >= at - 2):
        if s.group(at + 1).kind in ("named", "maybe") or s.low(at) == "as" or "old" in s.low(at + 1):
            is_dead = s.low(subject) == "deceased"
            _objects(s, at + 1, "killed" if is_dead else "injured", at, "asserted", weak=not is_dead, rank=1 if is_dead else 0)


def _read_turned(s: _Sentence, at: int) -> None:
    """ "turned the gun on himself": what came of it the article tells."""
    near = {s.low(k) for k in range(max(0, at - 6), at)}
    if s.low(at - 1) == "on" and near & {"gun", "shotgun", "weapon", "rifle", "pistol", "handgun", "firearm", "it"} and near & {"turned", "turning", "turn"}:
        verb = next(k for k in range(at - 1, -1, -1) if s.low(k).startswith("turn"))
        _subject(s, verb, "injured", at, "asserted", weak=True, rank=1, is_own=True)


# --- parts ------------------------------------------------------------------------------------------------------------

_CORE: dict[str, Effect] = {"killed": "killed", "dead": "killed", "slain": "killed", "deaths": "killed", "fatalities": "killed", "victims": "killed", "martyrs": "killed", "wounded": "injured", "injured": "injured", "hurt": "injured", "injuries": "injured", "casualties": "casualties", "missing": "missing"}  # fmt: skip


def _read_among(s: _Sentence) -> None:
    """ "Children were among those killed", "Among the dead were two officers", "Fifteen of the wounded"."""
    for at, item in enumerate(s.chunks):
        if item.low in ("among", "amongst") and item.kind == "PREP":
            _read_among_at(s, at)
        if item.low == "one" and s.kind(at + 1) == "OF" and s.kind(at + 2) == "GROUP" and s.kind(at - 1) in ("BE", "ADV"):
            _read_one_of(s, at)
        if item.kind == "GROUP" and s.group(at).is_part and s.group(at).head in _CORE:
            s.add(at, _CORE[s.group(at).head], at, is_part=True, rank=1)


def _read_one_of(s: _Sentence, at: int) -> None:
    """ "Dr Waters was one of two people killed"."""
    whole = next((h for h in s.harms if h.group is s.chunks[at + 2].group), None)
    here = at - 1
    while s.kind(here) in ("BE", "ADV"):
        here -= 1
    if whole is not None and s.kind(here) == "GROUP":
        s.add(here, whole.effect, at, is_part=True, is_weak=whole.is_weak, rank=2)


def _read_among_at(s: _Sentence, at: int) -> None:
    effect: Effect | None = None
    end = at + 1
    for here in range(at + 1, min(at + 7, len(s.chunks))):
        inner = s.chunks[here].group
        if s.low(here) in _CORE and s.chunks[here].kind in ("TRIGGER", "WORD", "GROUP"):
            effect, end = _CORE[s.low(here)], here
            break
        if inner is not None and inner.harmed and inner.kind != "counted":
            effect, end = inner.harmed, here
            break
    if effect is None:
        return
    if s.kind(end + 1) == "BE" or (s.kind(end + 1) == "GROUP" and s.kind(end + 2) == "BE"):  # inverted: "among the dead was X"
        for here in range(end + 1, min(end + 5, len(s.chunks))):
            if s.kind(here) == "GROUP" and s.kind(here - 1) in ("BE", "ADV"):
                before = len(s.harms)
                _objects(s, here, effect, at, "asserted", rank=2)
                s.harms[before:] = [replace(h, is_part=True) for h in s.harms[before:]]
                return
    here = at - 1
    while s.kind(here) in ("BE", "ADV", "HAVE") or s.low(here) == "reportedly":
        here -= 1
    if s.kind(here) == "GROUP" and s.kind(at - 1) in ("BE", "ADV", "GROUP"):
        s.add(here, effect, at, is_part=True, rank=2)
        before = len(s.harms)
        _joined_left(s, here, effect, at, "asserted", weak=False, rank=2)
        s.harms[before:] = [replace(h, is_part=True) for h in s.harms[before:]]


def _read_including(s: _Sentence) -> None:
    """ "including five children", "among them two women": parts of the harm told last before them."""
    for at, item in enumerate(s.chunks):
        if item.kind != "INCL":
            continue
        host = _host(s, at)
        if host is None:
            continue
        here = at + 1
        while s.kind(here) in ("ADV", "COMMA", "PREP") and here - at < 3:  # noqa: PLR2004
            here += 1
        while s.kind(here) == "GROUP":
            _add_part(s, here, host)
            step = here + 1
            while s.kind(step) in ("COMMA", "AND", "PREP") and s.kind(step) != "PREP" and step - here < 4:  # noqa: PLR2004
                step += 1
            if step == here + 1 or s.kind(step) != "GROUP" or _starts_clause(s, step, host):
                break
            here = step


def _starts_clause(s: _Sentence, at: int, host: int) -> bool:
    """Whether the joined group is harmed in another way than its host ("... and dozens more wounded")."""
    group = s.group(at)
    own = next((h for h in s.harms if h.group is group), None)
    return own is not None and own.effect != s.harms[host].effect


def _add_part(s: _Sentence, at: int, host: int) -> None:
    group, whole = s.group(at), s.harms[host]
    for k, known in enumerate(s.harms):
        if known.group is group:
            if k != host and known.effect == whole.effect:
                s.harms[k] = replace(known, is_part=True, host=host)
            return
    s.harms.append(replace(whole, group=group, is_part=True, host=host, is_weak=whole.is_weak))


def _host(s: _Sentence, at: int) -> int | None:
    """The harm whose group stands nearest before chunk `at`, parts only where they are larger than what follows."""
    token = s.chunks[at].first
    after = next((s.group(k).value for k in range(at + 1, min(at + 4, len(s.chunks))) if s.kind(k) == "GROUP"), 0)
    before = [k for k, h in enumerate(s.harms) if h.group.last < token and (not h.is_part or h.group.value > after)]
    return max(before, key=lambda k: s.harms[k].group.last) if before else None


def _read_leftovers(s: _Sentence) -> None:
    """Groups without a verb of their own: "some of them critically", and the shares of a total told before."""
    harmed = {id(h.group) for h in s.harms}
    shares: list[int] = []
    whole: int | None = None
    for at, item in enumerate(s.chunks):
        if item.kind != "GROUP" or item.group is None:
            continue
        k = next((k for k, h in enumerate(s.harms) if h.group is item.group), None)
        if k is not None:
            whole = k if s.group(at).value > 1 and not s.harms[k].is_part else whole
            shares = []
        elif id(item.group) not in harmed and whole is not None:
            if item.group.is_part and item.group.head in ("them", "whom") and s.kind(at + 1) not in ("BE", "HAVE", "WORD", "TRIGGER"):
                _add_part(s, at, whole)
            elif item.group.kind == "elided" and s.kind(at + 1) == "PREP" and s.kind(at - 1) not in ("PREP", "TO"):
                shares.append(at)
                if sum(s.group(k).value for k in shares) == s.harms[whole].group.value:
                    for k in shares:
                        _add_part(s, k, whole)
