"""Nouns of harm: deaths, lives, bodies, and what people suffer or lose."""

from __future__ import annotations

from dataclasses import replace

from extractors.casualties.harms.claimed import head_of_subject
from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.joints import BODIES, take_joined
from extractors.casualties.harms.objects import take_objects, take_of_object
from extractors.casualties.harms.subjects import take_subject
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Gender
from extractors.casualties.victims.groups import Group

_HURTS = frozenset(["injury", "injuries"])
_TOLD_OF_THEM = 3  # a rank: whatever verb governs them too
_TAKING = 4  # chunks of "claimed, sadly, the lives of"
_TAKEN = 10  # chunks of "the lives of 20 people in Tano were lost"
_RISK_REACH = 4  # chunks of "risk of serious injury and death"
_TOLD = ("counted", "single", "list", "named")
_OWN = ("his", "her", "their", "its")
_FIGHTING = ("fighting", "fights", "battling", "struggling")
_OF_ONE = frozenset(["accidental", "tragic", "apparent", "brutal", "untimely", "alleged", "young", "own", "shooting"])
_INQUIRIES = frozenset(["investigation", "inquiry", "probe", "case"])  # "the death investigation of a man"
_WEAPONS = frozenset(["gunshot", "stab", "bullet", "gun", "knife"])


def read_noun(s: Reading, at: int, fate: Fate) -> None:
    """As in "the death of X", "the fatal shooting of X", "X's death"."""
    if s.frame(at + 1) == "noun" or _is_risk(s, at):
        return  # "shooting death": the last noun tells
    if s.low(at) in _HURTS and s.kind(at + 1) == "TO" and s.kind(at + 2) == "GROUP":
        if s.group(at + 2).kind in ("counted", "single") and s.low(at - 1) != "the":  # nor "the injury to a striker"
            take_objects(s, at + 2, replace(fate, rank=0))  # "caused injuries to 14 passengers"
        return
    if s.low(at - 1) in ("fatal", "deadly"):
        fate = replace(fate, effect="killed", is_weak=False)
    read_nominal(s, at, fate)


def _is_risk(s: Reading, at: int) -> bool:
    """As in "the risk of | death | among drivers", "a leading cause of injury and death": nobody is told of."""
    here = at - 1
    while s.kind(here) in ("AND", "TRIGGER", "WORD", "ADV") and at - here < _RISK_REACH:
        here -= 1
    if s.kind(here) != "OF":
        return False
    is_counted = s.kind(at + 1) == "OF" and s.kind(at + 2) == "GROUP" and s.group(at + 2).kind in _TOLD
    of = s.low(here - 1)  # "the cause of death of 14 miners" tells of their deaths
    return of in lexicon().words["risk"] or (of in lexicon().words["cause"] and not is_counted)


def read_nominal(s: Reading, at: int, fate: Fate) -> None:
    """The victims of a noun: after "of" or "among", or before a possessive."""
    if take_of_object(s, at + (s.low(at + 1) in _INQUIRIES), fate):
        return
    if s.low(at + 1) == "among" and s.kind(at + 2) == "GROUP":
        take_objects(s, at + 2, replace(fate, rank=0))
        return
    here = at - 1
    while s.kind(here) in ("TRIGGER", "ADV") or s.low(here) in _OF_ONE:
        here -= 1
    if s.kind(here) == "POSS" and s.kind(here - 1) == "GROUP":
        s.add(here - 1, fate)


def read_to_death(s: Reading, at: int, *, is_passive: bool) -> None:
    """As in "two guards were stoned to death", "beat a man to death"."""
    if s.low(at - 2) in lexicon().words["not_to_death"]:
        return
    fate = Fate("killed", at, rank=2)
    if s.kind(at - 2) == "GROUP":
        s.add(at - 2, fate)
    elif is_passive:
        take_subject(s, at - 2, fate)


def read_suffer(s: Reading, at: int, fate: Fate) -> None:
    """As in "14 people suffered breathing difficulties"."""
    near = range(at + 1, min(at + 8, len(s.chunks)))
    wounds = any(s.low(k) in lexicon().hurt_objects for k in near)
    counted = any(group.effect == "injured" for k in near if (group := s.chunks[k].group) is not None)
    if wounds or counted:
        known = s.harm_of(at - 1)
        if s.low(at) == "suffering" and known is not None and s.harms[known].trigger < s.group(at - 1).first:
            s.add(
                at - 1, replace(fate, rank=_TOLD_OF_THEM)
            )  # "the bodies of 51 people, as well as | 369 suffering burns"
            return
        by_weapon = any(s.low(k) in _WEAPONS for k in near) and not any(s.low(k) == "rubber" for k in near)
        take_subject(s, at, replace(fate, rank=0, is_weak=by_weapon))


def read_losses(s: Reading, at: int, fate: Fate) -> None:
    """As in "lost 15 fighters", "the loss of 50 men"; "lost their lives" is read at "lives"."""
    after = at + 1 + (s.kind(at + 1) == "OF")
    after += s.kind(after) == "ADV"  # "lost only one fighter"
    if s.kind(after) != "GROUP":
        return
    group = s.group(after)
    if group.head == "members" and (
        s.kind(after + 1) == "TO" or s.low(head_of_subject(s, at)) in lexicon().words["enrolling"]
    ):
        return  # "the party lost 200 members": they left
    of_own = group.is_part and s.tokens[group.outer_last].low in _LOST  # "lost 52 of our citizens"
    is_force = (group.kind == "counted" and (group.victim == "combatant" or group.head in _LOST)) or of_own
    is_kin = group.kind in ("counted", "single", "list") and lexicon().is_kin(group.head) and not _is_sought(s, at)
    if is_force or is_kin:
        is_booked = group.head in _BOOKED and group.value >= _MANY
        take_objects(s, after, replace(fate, effect="casualties") if is_booked else fate)


_BOOKED = frozenset(["troops", "personnel", "servicemen"])
_MANY = 500  # more than one battle kills: "has lost 1,120 troops" is how armies count dead and wounded
_LOST = frozenset(
    [
        "people",
        "lives",
        "men",
        "women",
        "children",
        "civilians",
        "personnel",
        "members",
        "citizens",
        "compatriots",
        "comrades",
        "nationals",
        "colleagues",
        "relations",
        "troops",
    ]
)


def _is_sought(s: Reading, at: int) -> bool:
    """As in "lost his son in the crowd, fear losing": who may be found again."""
    return s.low(at) in ("losing", "lose") and s.kind(at - 1) in ("MODAL", "TO", "WORD")


def read_hit(s: Reading, at: int, fate: Fate) -> None:
    """As in "33 people were affected by the gas", "she was struck by a stray bullet"."""
    near = {s.low(k) for k in range(at + 1, min(at + 9, len(s.chunks)))}
    if s.low(at - 1) in lexicon().words["fatal_adverb"]:
        take_subject(s, at, replace(fate, effect="killed", rank=1))
    elif near & lexicon().words["limb"] and not near & lexicon().words["vital"]:
        take_subject(s, at, replace(fate, rank=0))
    elif lexicon().has("of_flesh", s.low(at)) or near & (lexicon().words["gas"] | lexicon().words["hit_by"]):
        is_sure = lexicon().has("of_flesh", s.low(at)) or bool(near & lexicon().words["gas"])
        take_subject(s, at, replace(fate, is_weak=not is_sure, rank=0))


def read_hitting(s: Reading, at: int, fate: Fate) -> None:
    """As in "opened fire, hitting three people", "a car hit two pedestrians": what hits must hurt the body."""
    if s.kind(at - 1) == "GROUP" and s.kind(at + 1) in ("BY", "PREP") and s.low(at) in _HIT:
        near = {s.low(k) for k in range(at + 2, min(at + _HIT_REACH, len(s.chunks)))}
        if near & (lexicon().words["limb"] | lexicon().words["hit_by"]):
            s.add(at - 1, replace(fate, is_weak=not near & lexicon().words["limb"], rank=0))
        return  # "four people | struck by gunfire", "a man | hit in the leg"
    if s.low(at + 1) in _WHOSE and s.low(at) in _HIT and _is_of_body(s, at + 2):
        whose = [k for k in range(at) if s.kind(k) == "GROUP" and s.group(k).gender in (None, _WHOSE[s.low(at + 1)])]
        if whose and s.group(whose[-1]).low == s.group(whose[-1]).high == 1 and s.harm_of(whose[-1]) is None:
            s.add(whose[-1], replace(fate, rank=0, is_weak=s.low(at) != "grazed"))  # "after a bullet grazed his head"
        return
    if s.kind(at + 1) != "GROUP" or s.group(at + 1).kind in ("bare", "definite", "maybe", "named"):
        return
    if any(
        lexicon().has("hit_by", t.low) for t in s.tokens[max(0, s.chunks[at].first - _HITTING) : s.chunks[at].first]
    ):
        take_objects(s, at + 1, replace(fate, is_weak=s.low(at) != "grazed", rank=0))


def _is_of_body(s: Reading, at: int) -> bool:
    return any(s.low(k) in lexicon().words["limb"] | lexicon().words["vital"] for k in (at, at + 1))


_WHOSE: dict[str, Gender] = {"his": "male", "her": "female"}
_HIT = frozenset(["hit", "struck", "grazed"])
_HIT_REACH = 6  # chunks after "struck" in which the bullet or the body stands
_HITTING = 12  # tokens before "hitting" in which the fire or the car stands


def read_counted(s: Reading, at: int) -> None:
    """Groups whose noun tells the effect: "1,100 civilian deaths", "115 wounded persons", "two bodies"."""
    group = s.group(at)
    if group.kind == "ranked" and group.effect:
        s.add(at, Fate(group.effect, at, rank=3))
    elif group.effect and (group.kind == "counted" or (group.kind == "bare" and group.effect == "casualties")):
        inside = {t.low for t in s.tokens[group.first : group.last]}
        if inside & {"fewer", "less", *lexicon().words["undone"]}:
            return  # "12 fewer murders than last year", "two failed assassinations"
        if group.high == 0 or s.low(at - 1) in ("no", "without", "avoid", "any", "minimise", "minimize", "prevent"):
            return
        is_feared = s.low(at - 1) in ("feared", "possible", "potential")
        s.add(at, Fate(group.effect, at, "feared" if is_feared else "asserted"))
    elif group.harmed and group.kind == "counted":
        s.add(at, Fate(group.harmed, at, rank=0 if group.is_part else 3))  # "one of the wounded men" may have died
    elif group.head in BODIES and group.kind == "counted" and not _are_their_bodies(s, group):
        told = s.chunks[at + 2].group if s.kind(at + 1) == "OF" and s.kind(at + 2) == "GROUP" else None
        if told is None or told.kind not in ("counted", "list"):
            s.add(at, Fate("killed", at, rank=0))  # of "three corpses of three children" the children are counted
        if s.kind(at + 1) == "OF" and s.kind(at + 2) == "GROUP" and s.group(at + 2).kind == "bare":
            s.mentioned.add(at + 2)  # "12 bodies of civilians"
            if (known := s.harm_of(at)) is not None:
                s.kinds[known] = s.group(at + 2)
        take_of_object(s, at, Fate("killed", at))


def _are_their_bodies(s: Reading, group: Group) -> bool:
    """As in "some of their bodies still inside": of people told before."""
    return any(lexicon().has("possessive", t.low) for t in s.tokens[group.first : group.last])


def read_lives(s: Reading, at: int) -> None:
    """As in "the lives of 20 people", "40 lost their lives", "cost six guards their lives", "fighting for his life"."""
    fate = Fate("killed", at)
    struggle = at - 1 - (s.low(at - 1) == "the")
    if s.low(struggle) == "for" and s.low(struggle - 1) in _FIGHTING:
        take_of_object(s, at, Fate("injured", at, rank=0))  # "doctors are fighting for the life of a guard"
        return
    if _are_lives_lost(s, at) and take_of_object(s, at, fate):
        return
    if s.low(at - 1) in _OWN and s.low(at - 2) == "for" and s.low(at - 3) in _FIGHTING:
        take_subject(s, at - 3, Fate("injured", at, rank=0))
        return
    if s.low(at - 1) in _OWN and s.kind(at - 2) == "GROUP" and s.low(at - 3) in ("cost", "costing", "costs"):
        take_objects(s, at - 2, fate)
        return
    for back in range(at - 1, max(-1, at - 4), -1):
        if s.low(back) in ("lost", "lose", "loses", "losing"):
            take_subject(s, back, fate)
            return


def _are_lives_lost(s: Reading, at: int) -> bool:
    """As in "claimed the | lives | of 20 people", "the lives of 20 were lost"; other words save or touch lives."""
    taking = lexicon().words["taking_lives"]
    if any(s.low(k) in taking for k in range(max(0, at - _TAKING), at)):
        return True
    passive = (k for k in range(at + 1, min(at + _TAKEN, len(s.chunks))) if s.kind(k) == "BE")
    if any(s.low(k + 1) in taking for k in passive):
        return True
    joined = _joined_life(s, at)
    return joined is not None and (s.kind(joined) == "TRIGGER" or _are_lives_lost(s, joined))  # "took his own life"


def _joined_life(s: Reading, at: int) -> int | None:
    """As in "took his | life | and also the | lives | of three friends": the one of the same verb before."""
    here = at - 1
    while s.low(here) in ("the", *_OWN) or s.is_adverb(here):
        here -= 1
    if s.kind(here) not in ("AND", "COMMA"):
        return None
    while s.kind(here) in ("AND", "COMMA", "OF", "GROUP", "POSS") and at - here < _TAKEN:
        here -= 1
    return here if s.low(here).split(" ")[-1] in ("life", "lives") else None


def read_survivors(s: Reading, at: int) -> None:
    """As in "no survivors among the 62 people on board", "went down with 11 people aboard; there were no survivors"."""
    if s.low(at - 1) not in ("no", "any") or not any(s.low(k) in ("no", "not") for k in range(max(0, at - 6), at)):
        return
    if s.kind(at + 1) in ("PREP", "OF") and s.kind(at + 2) == "GROUP" and s.group(at + 2).kind in ("counted", "elided"):
        take_objects(s, at + 2, Fate("killed", at))
        return
    for here in range(at):
        is_aboard = s.low(here) in ("aboard", "board") and s.kind(here - 1 - (s.low(here) == "board")) == "GROUP"
        last = here - 1 - (s.low(here) == "board")
        if is_aboard and s.group(last).kind in ("counted", "elided"):
            s.add(last, Fate("killed", at))
            take_joined(s, last, Fate("killed", at))


def read_body(s: Reading, at: int) -> None:
    """As in "the bodies of X", "X's body", "X's and Y's bodies"."""
    fate = Fate("killed", at)
    if take_of_object(s, at, fate):
        return
    if s.kind(at - 1) == "POSS" and s.kind(at - 2) == "GROUP":
        s.add(at - 2, fate)
        if s.kind(at - 3) == "AND" and s.kind(at - 4) == "POSS" and s.kind(at - 5) == "GROUP":
            s.add(at - 5, fate)
