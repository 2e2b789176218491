"""Verbs of harm: voice, mood, and the effect of verbs joined to each other."""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.nominals import read_nominal
from extractors.casualties.harms.objects import is_subject, take_objects
from extractors.casualties.harms.passives import is_passive
from extractors.casualties.harms.referents import referent
from extractors.casualties.harms.relatives import CLAUSE_ENDS, whom_head
from extractors.casualties.harms.subjects import find_subject, reduced, take_reduced, take_subject
from extractors.casualties.harms.wounds import is_in_limb
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect, Modality
from extractors.casualties.numbers.words import spelled

_LONGEST_ORIGIN = 5  # chunks of a place before a person
_LONGEST_LIST = 24  # chunks between "left" and "dead"
_LISTED = ("GROUP", "COMMA", "AND", "INCL", "WORD", "ADV")
_LONGEST_CAUSE = 10  # chunks of "Killed | in the attack on the village | were ..."
_NEAR = 6  # chunks before a verb in which "often" tells of a habit
_BESIDES = frozenset(["as well", "along with", "together with", "in addition", "plus"])
_OF_CASES = frozenset(
    ["suspect", "suspects", "victim", "victims", "witness", "witnesses", "survivor"]
)  # "a shooting | suspect"
_RESULTS = frozenset(["dead", "off", "down", "up", "more"])


def _is_fatal(s: Reading, at: int) -> bool:
    """As in "fatally shot", "shot dead", "shot himself to death"."""
    if any(s.low(k) in (*lexicon().words["fatal_adverb"], "fatal", "deadly") for k in range(max(0, at - 2), at)):
        return True
    is_whom = s.kind(at + 1) in ("PRON", "GROUP")  # "shot him | dead"
    if s.low(at + 1) in ("dead", "fatally") or (is_whom and s.low(at + 2) == "dead"):
        return True
    return "to death" in (f"{s.low(at + 1)} {s.low(at + 2)}", f"{s.low(at + 2)} {s.low(at + 3)}")


def _is_all_fatal(s: Reading, at: int) -> bool:
    """As in "were shot in the market, fatally", "were shot, all of them | fatally"; but not "one fatally"."""
    here = at + 1 + (s.kind(at + 1) == "GROUP")
    while here - at < _LONGEST_CAUSE and (s.kind(here) in ("PREP", "WORD", "OF", "BY") or s.kind(here - 1) == "BY"):
        here += 1
    if s.kind(here) not in ("COMMA", "DASH", "STOP"):
        return False
    if s.low(here + 1) in ("both", "all"):
        here += 3 if (s.kind(here + 2), s.low(here + 3)) == ("OF", "them") else 1
    return s.low(here + 1) in lexicon().words["fatal_adverb"] and s.kind(here + 2) != "TRIGGER"


def effect_of(s: Reading, at: int) -> tuple[Effect, bool]:
    """The effect of the verb at `at` with the verbs joined to it, and whether it is weak."""
    trigger = s.chunks[at].trigger
    effect: Effect = trigger.effect if trigger is not None else "killed"
    is_weak = s.frame(at) == "weak" or "weak" in s.forms(at)
    if (
        is_weak
        and effect == "injured"
        and s.low(at).startswith("mow")
        and any(t.low in lexicon().words["gunfire"] for t in s.tokens)
    ):
        effect = "killed"  # a car's victims may live
    is_fatal = s.low(at - 1) in lexicon().words["fatal_adverb"] or _is_all_fatal(s, at)
    if (is_weak and (is_fatal or _is_fatal(s, at))) or (effect == "injured" and is_fatal):
        effect, is_weak = "killed", False
    for other in (at - 2, at + 2):
        joint = s.chunks[other].trigger if 0 <= other < len(s.chunks) else None
        between = min(at, other) + 1
        if joint is None or (s.kind(between) != "AND" and s.low(between) != "or"):
            continue
        if joint.frame not in ("transitive", "weak", "intransitive", "adjective"):
            continue
        if ("ing" in joint.forms) != ("ing" in s.forms(at)):
            continue  # "leaving one dead and wounding 11": two clauses
        if _has_own_victims(s, min(at, other), max(at, other)):
            continue  # "left four people dead and | injured 11"
        if {effect, joint.effect} == {"killed", "injured"} and "weak" not in (joint.frame, s.frame(at)):
            return "casualties", False
        if joint.effect == "killed":
            effect, is_weak = "killed", False
    return effect, is_weak


def _has_own_victims(s: Reading, first: int, second: int) -> bool:
    """Whether the first of two effect words tells of those before it, and the second takes others as its object."""
    if s.frame(first) != "adjective" or s.kind(first - 1) != "GROUP" or not s.is_verb(second):
        return False
    return s.kind(second + 1) == "GROUP" or s.low(second + 1) == "at"


def _is_rank(s: Reading, at: int) -> bool:
    """As in "becoming the fourth reporter | killed this year": who was counted before."""
    words = [t.low for t in s.tokens[s.chunks[at].first : s.chunks[at].last + 1]]
    return words[:1] == ["the"] and len(words) > 2 and lexicon().has("ordinal", words[1]) and s.low(at - 1) in _BECOMING  # noqa: PLR2004


_BECOMING = frozenset(["become", "becomes", "becoming", "became", "is", "was", "as", "marks", "marked"])


def read_verb(s: Reading, at: int, modality: Modality) -> None:  # noqa: C901 - a decision list
    """As in "X was killed", "killed X", "killing X", "X killed", "shot himself"."""
    effect, is_weak = effect_of(s, at)
    effect = "injured" if s.low(at - 1) in lexicon().words["not_quite"] else effect  # "nearly killing a third"
    is_weak = is_weak and not (effect == "injured" and is_in_limb(s, _after_verbs(s, at)))
    is_held = is_weak and s.kind(at + 1) == "AND" and lexicon().has("at_large", s.low(at + 2))  # "shot and held"
    direct = Fate(effect, at, modality, is_weak, rank=1, is_alive=is_held)
    full = Fate(effect, at, modality, is_weak, rank=2, is_alive=is_held)
    if "participle" in s.forms(at) and is_passive(s, at):
        take_subject(s, at, full)
        take_beside(s, at + 1, direct)
        return
    if "participle" in s.forms(at) and (listed := after_inversion(s, at)) is not None:
        take_objects(s, listed, full)
        return
    after = _after_verbs(s, at)
    if s.kind(after) == "SELF":
        take_subject(s, at, full, is_own=True)
        if s.kind(after + 1) == "AND":
            take_objects(s, after + 1, direct)
    elif s.kind(after) == "PRON" and s.low(after) in ("him", "her", "them"):
        (_take_them if s.low(after) == "them" else _take_pronoun)(s, at, after, direct)
    elif _is_object(s, at, after):
        if _is_habit(s, at, after):
            return
        is_compound = s.group(after).kind in ("loose", "bare") and s.low(after) in _OF_CASES
        if not ("ing" in s.forms(at) and (is_compound or s.low(at - 1) in ("the", "a"))):
            take_objects(s, after, direct)
    elif (head := whom_head(s, at)) is not None:
        if s.kind(after) in CLAUSE_ENDS:  # "whom they praised and executed | a plan"
            take_objects(s, head, direct)
    elif "participle" not in s.forms(at):
        read_nominal(s, at, direct)  # "the killing of X", "X's murder"
    elif (
        (subject := reduced(s, at)) is not None
        and not _is_rank(s, subject)
        and not (s.low(at) == "shot" and s.low(at + 1) == "at" and s.group(subject).kind in ("bare", "definite"))
        and (s.group(subject).kind == "elided" or not _has_unread_object(s, after))
    ):
        take_reduced(s, at, direct)


def _is_habit(s: Reading, at: int, after: int) -> bool:
    """As in "bombs that often kill civilians", "have been killing our people": what is done, and no deed told."""
    if s.group(after).kind != "bare":
        return False
    near = range(max(0, at - _NEAR), at)
    forms = s.forms(at)
    if forms & {"base", "present"} and "past" not in forms:
        is_rule = s.kind(at - 1) == "REL" and s.low(at - 1) in ("that", "which", "who")
        return is_rule or any(s.low(k) in lexicon().words["habit"] for k in near)
    return (
        "ing" in forms
        and s.tokens[s.group(after).outer].low in lexicon().words["possessive"]
        and any(s.low(k) == "been" for k in near)
    )


def after_inversion(s: Reading, at: int) -> int | None:
    """Whom "Injured | were A, B and C", "Also killed in the raid by rebels | was a nurse" name."""
    if s.kind(at - 1 - (s.kind(at - 1) == "ADV")) not in ("END", "STOP"):
        return None
    for here in range(at + 1, min(at + _LONGEST_CAUSE, len(s.chunks))):
        if s.kind(here) == "BE":
            named = here + 1 + s.is_adverb(here + 1)
            return named if s.kind(named) == "GROUP" else None
        if s.kind(here) not in ("PREP", "WORD", "OF", "BY", "ADV") and s.kind(here - 1) != "BY":
            return None
    return None


def take_beside(s: Reading, at: int, fate: Fate) -> None:
    """As in "the commander was killed along with four of his men"."""
    at += s.low(at) == "dead"
    if s.kind(at) == "COMMA" and s.low(at + 1) in _BESIDES and s.kind(at + 2) == "GROUP":
        at += s.group(at + 2).kind in ("counted", "elided")
    if s.low(at) in _BESIDES and s.kind(at + 1) == "GROUP" and not is_subject(s, at + 1):
        take_objects(s, at + 1, fate)


def take_left(s: Reading, at: int, fate: Fate) -> bool:
    """As in "left 29 fighters, nine civilians, including a child and a witch, and four guards | dead"."""
    verb = at - 1
    while s.kind(verb) in _LISTED and s.low(verb) not in lexicon().words["leaving"] and at - verb < _LONGEST_LIST:
        verb -= 1
    if s.low(verb) not in lexicon().words["leaving"] or s.kind(verb + 1) != "GROUP":
        return False
    is_inside, found = False, list[int]()
    for here in range(verb + 1, at):
        is_inside |= s.kind(here) == "INCL"
        if s.kind(here) == "GROUP":
            is_next = s.kind(here - 1) == "AND" and s.group(here).kind in ("counted", "elided")
            is_inside &= not (is_next and s.kind(here - 2) == "COMMA")
            found += [] if is_inside else [here]
        elif s.kind(here) == "WORD" and not is_inside:
            return False
    if not any(s.kind(k) == "INCL" for k in range(verb + 1, at)):
        return False
    for here in found:
        s.add(here, fate)
    return True


def _has_unread_object(s: Reading, after: int) -> bool:
    """Whether a noun phrase that is no group follows: "robbers shot | a dog", but not "five killed the same day"."""
    words = lexicon().words
    if s.kind(after) == "AND" and s.low(after + 1).endswith("ed"):
        return (
            s.kind(after + 1) == "WORD" and s.kind(after + 2) == "GROUP"
        )  # "gang members shot | or hacked the victims"
    if s.kind(after) != "WORD":
        return False
    token = s.tokens[s.chunks[after].first]
    is_opened = s.low(after) in words["article"] or s.low(after) in words["possessive"]
    if not is_opened and token.kind != "n" and spelled([token], 0) is None:
        return False
    near = [s.low(k) for k in range(after + 1, min(after + 4, len(s.chunks)))]
    return not any(w in words["unit_words"] or w in words["times_of_day"] or w in words["month"] for w in near)


def _take_pronoun(s: Reading, at: int, pronoun: int, fate: Fate) -> None:
    """As in "walked up to a man and shot him": the one named before who is not the one who acts."""
    if "ing" in s.forms(at):
        actor = next((k for k in range(at) if s.kind(k) == "GROUP"), None)
    else:
        actor = find_subject(s, at - 1, None)
    victim = referent(s, pronoun, but=actor)
    if victim is not None and victim < at - 1:
        s.add(victim, fate)
    elif victim is None:
        s.add_pronoun(pronoun, fate)


def _take_them(s: Reading, at: int, pronoun: int, fate: Fate) -> None:
    """As in "ran over four men, killing | them": those told as hurt before in the sentence died of it."""
    token = s.chunks[min(at, pronoun)].first
    told = [k for k, h in enumerate(s.harms) if h.group.last < token and h.is_weak and h.group.is_plural]
    if told and (at_group := s.place_of(s.harms[told[-1]].group)) is not None:
        s.add(at_group, fate)


def _after_verbs(s: Reading, at: int) -> int:
    """The chunk after the verb, adverbs, "dead" and joined verbs ("killed and wounded")."""
    here = at + 1
    while True:
        if s.kind(here) == "ADV" and s.kind(here + 1) == "OF":
            here += 2  # "murdered each of his children"
        elif s.is_adverb(here) or s.kind(here) == "MOST" or (s.kind(here) != "GROUP" and s.low(here) in _RESULTS):
            here += 1
        elif s.kind(here) == "COMMA" and s.is_adverb(here + 1) and s.is_verb(here + 2):
            here += 3  # "Sam Roe shot, seriously wounded two patrons"
        elif (s.kind(here) in ("AND", "COMMA") and s.is_verb(here + 1)) or (
            s.low(here) == "to" and s.low(here + 1) == "death"
        ):
            here += 2
        else:
            return _after_origin(s, here)


def _after_origin(s: Reading, at: int) -> int:
    """The person after where they are from: "killed | Bell County girl, 14", "shot | St. Hugo man"."""
    here = at
    while here - at < _LONGEST_ORIGIN and s.kind(here) in ("WORD", "STOP") and _is_of_name(s, here):
        here += 1
    is_one = s.kind(here) == "GROUP" and s.group(here).kind in ("loose", "single") and not s.group(here).has_article
    return here if here > at and is_one else at


def _is_of_name(s: Reading, at: int) -> bool:
    token = s.tokens[s.chunks[at].first]
    return token.is_capitalised or (token.text == "." and s.tokens[s.chunks[at].first - 1].text in ("St", "Mt", "Ft"))


def _is_object(s: Reading, at: int, after: int) -> bool:
    """Whether the group at `after` is the verb's object and not the subject of what follows."""
    if s.kind(after) != "GROUP":
        return False
    before = s.chunks[at - 1].group if at else None
    if before is None:
        return True
    if s.group(after).kind == "maybe" and s.kind(after + 1) != "STOP":
        is_armed = before.victim == "combatant" or lexicon().has("doer", before.head)
        is_doer = before.kind in ("bare", "definite") and is_armed  # "gunmen shot | Omar Farid | in"
        return is_doer or not before.is_plural or before.kind in ("named", "maybe", "single")
    return not (before.kind in ("counted", "elided") and is_subject(s, after))
