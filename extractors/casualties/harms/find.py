"""Clauses: who was killed or hurt, in which voice, and how surely.

Every effect word ("killed", "death", "wounding") has a frame that says where its victims stand; patterns over the
chunks of the sentence find them there. The result is one `Harm` for each group of people that came to harm.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors.casualties.harms.among import read_among
from extractors.casualties.harms.bodily import (
    CLINICS,
    read_bodily,
    read_conveyed,
    read_left_with,
    read_not_made,
    read_survival,
)
from extractors.casualties.harms.breakdowns import read_breakdowns
from extractors.casualties.harms.care import CARE, read_care
from extractors.casualties.harms.claimed import read_claimed
from extractors.casualties.harms.described import read_described
from extractors.casualties.harms.gapping import read_gaps
from extractors.casualties.harms.harms import Fate, Harm, Reading
from extractors.casualties.harms.identified import read_identified
from extractors.casualties.harms.including import read_parts
from extractors.casualties.harms.labels import read_label, read_labelled_parts
from extractors.casualties.harms.missing import (
    BURIED,
    FATES,
    SOUGHT,
    read_buried,
    read_fate,
    read_feared,
    read_search,
    read_sought,
    read_unfound,
)
from extractors.casualties.harms.modality import is_unachieved, modality_of
from extractors.casualties.harms.nominals import (
    read_body,
    read_counted,
    read_hit,
    read_hitting,
    read_lives,
    read_losses,
    read_noun,
    read_suffer,
    read_survivors,
    read_to_death,
)
from extractors.casualties.harms.objects import is_subject, take_objects
from extractors.casualties.harms.passives import is_passive
from extractors.casualties.harms.restated import read_restated
from extractors.casualties.harms.running_tolls import read_running_toll
from extractors.casualties.harms.shares import read_shares
from extractors.casualties.harms.subjects import take_reduced, take_subject
from extractors.casualties.harms.sums import mark_sums
from extractors.casualties.harms.verbs import (
    after_inversion,
    effect_of,
    read_verb,
    take_beside,
    take_left,
)
from extractors.casualties.harms.wounds import (
    BEDS,
    read_alive,
    read_bed,
    read_condition,
    read_sent,
    read_treated,
    read_turned,
    read_wound,
)
from extractors.casualties.lexicon import Trigger, lexicon
from extractors.casualties.model import Effect, Modality
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_WOUNDS = frozenset(["wound", "wounds", "gunshot", "gunshots"])


def _read_hospital(s: Reading, at: int) -> None:
    read_care(s, at)
    read_sent(s, at)


_BY_WORD: dict[str, Callable[[Reading, int], object]] = {
    **dict.fromkeys(["lives", "life"], read_lives),
    **dict.fromkeys(["body", "bodies", "remains", "corpse", "corpses", "coffin", "coffins"], read_body),
    "treated": read_treated,
    **dict.fromkeys(CARE, read_care),
    "hospital": _read_hospital,
    "condition": read_condition,
    **dict.fromkeys(BEDS, read_bed),
    "survivors": read_survivors,
    "alive": read_alive,
    **dict.fromkeys(["survive", "survived", "recover", "recovering", "surgery"], read_survival),
    **dict.fromkeys(SOUGHT, read_search),
    **dict.fromkeys(BURIED, read_buried),
    **dict.fromkeys(FATES, read_fate),
    "sought": read_sought,
    "it": read_not_made,
    **dict.fromkeys(["found", "located", "traced"], read_unfound),
    **dict.fromkeys(["feared", "fear", "fears"], read_feared),
}
_FOUND = frozenset(
    ["found", "pronounced", "declared", "dead", "left", "reported", "gone", "went", "certified", "brought", "confirmed",
     "lay", "lying", "out", "recovered", "discovered", "pulled", "rescued", "remain", "remains", "remained", "ruled"]
)  # fmt: skip


def read_harms(
    tokens: Sequence[Token], groups: Sequence[Group], told: Effect | None = None, counted: int | None = None
) -> tuple[list[Harm], list[Harm]]:
    """The harms that one sentence tells, in the order of the text, and those of people whom only a pronoun names.

    Args:
        tokens: the sentence.
        groups: its groups of people.
        told: what befell those whom the text before it counted last, for "six of them were women".
        counted: how many they are, where the sentence right before counts them.
    """
    s = Reading(tokens, groups, told, counted)
    for at in range(len(s.chunks)):
        _read(s, at)
    read_described(s)
    read_parts(s)
    read_shares(s)
    read_breakdowns(s)
    read_labelled_parts(s)
    read_gaps(s)
    read_restated(s)
    mark_sums(s)
    _tell_contrasts(s)
    return s.in_order(), s.asides


def _tell_contrasts(s: Reading) -> None:
    """Of "gunned down a policeman and injured another", the policeman is dead: the hurt are told apart."""
    if any(h.effect == "injured" and not h.is_weak for h in s.harms):
        s.harms = [replace(h, is_weak=False) if h.effect == "killed" and h.is_weak else h for h in s.harms]


def find_parts(
    tokens: Sequence[Token], groups: Sequence[Group], told: Effect | None, counted: int | None = None
) -> list[Harm]:
    """The harms of a sentence without a word of harm, which can but say who the people counted before it were."""
    s = Reading(tokens, groups, told, counted)
    for at, chunk in enumerate(s.chunks):
        if chunk.low == "as":
            read_identified(s, at)
    read_described(s)
    read_among(s)
    read_shares(s)
    read_labelled_parts(s)
    read_restated(s)
    return s.in_order()


def _read(s: Reading, at: int) -> None:
    chunk = s.chunks[at]
    word, kind = chunk.low, chunk.kind
    if word in CLINICS:
        read_conveyed(s, at)
    if word in _WOUNDS and kind != "GROUP" and read_wound(s, at):
        return
    read_running_toll(s, at)
    if kind == "WORD":
        read_bodily(s, at)
    if kind == "TRIGGER":
        _read_trigger(s, at)
    elif kind == "GROUP":
        read_counted(s, at)
    elif kind == "SELF":
        read_turned(s, at)
    elif word in _BY_WORD:
        _BY_WORD[word](s, at)
    elif word == "among" and s.low(at - 1) in lexicon().hurt_objects:
        take_objects(s, at + 1, Fate("injured", at, rank=0))  # "symptoms among patients and staff"
    elif word in ("as", "is", "was", "were", "are"):
        read_identified(s, at)


def _read_trigger(s: Reading, at: int) -> None:
    if s.low(at) == "death" and s.low(at - 1) == "to":
        read_to_death(s, at, is_passive=is_passive(s, at - 2))
        return
    trigger, modality = s.chunks[at].trigger, modality_of(s, at)
    if trigger is None or modality is None or is_unachieved(s, at) or read_label(s, at):
        return
    s.is_forecast = modality == "forecast"
    _read_frame(s, at, trigger, "asserted" if modality == "forecast" else modality)
    s.is_forecast = False


def _read_frame(s: Reading, at: int, trigger: Trigger, modality: Modality) -> None:
    """The victims of the effect word at `at`, where its frame says that they stand."""
    fate = Fate(trigger.effect, at, modality, "weak" in trigger.forms)
    match trigger.frame:
        case "transitive" | "weak":
            read_verb(s, at, modality)
        case "intransitive" | "own":
            _read_intransitive(s, at, fate, is_own=trigger.frame == "own")
        case "adjective":
            _read_adjective(s, at, modality)
        case "noun" if modality != "denied":  # "no casualties among the crew" counts nobody
            read_noun(s, at, fate)
            if s.low(at) in ("injury", "injuries"):
                read_condition(s, at)
                read_left_with(s, at)
        case "suffer":
            read_suffer(s, at, fate)
        case "lose":
            read_losses(s, at, fate)
        case "claim":
            read_claimed(s, at, fate)
        case "hit":
            (read_hit if is_passive(s, at) else read_hitting)(s, at, fate)
        case _:
            pass


def _read_intransitive(s: Reading, at: int, fate: Fate, *, is_own: bool) -> None:
    if s.low(at) in lexicon().final and s.kind(at + 1) not in ("END", "STOP"):
        return
    if "ing" in s.forms(at) and s.kind(at - 1) == "GROUP" and s.low(at - 2) == "with":
        s.add(at - 1, fate)  # "rose to 41, with six more people | succumbing in hospital"
        return
    if s.low(at) in _DONE_TO and _has_counted_object(s, at):
        take_objects(s, at + 1, fate)
        return
    take_subject(s, at, fate, is_own=is_own)
    take_beside(s, at + 1, fate)


_DONE_TO = frozenset(["drowning", "drowned", "drowns", "suffocating", "suffocated"])


def _has_counted_object(s: Reading, at: int) -> bool:
    """As in "a canoe capsized, | drowning 25 people": what befell them was done to them."""
    is_object = s.kind(at + 1) == "GROUP" and s.group(at + 1).kind in ("counted", "elided", "single", "list")
    if not is_object or is_passive(s, at) or s.kind(at - 1) == "GROUP":
        return False
    return not is_subject(s, at + 1)


def _read_adjective(s: Reading, at: int, modality: Modality) -> None:
    """As in "40 soldiers dead", "was found dead", "Also found dead inside were X and Y"."""
    if s.low(at - 1) in ("the", "those", "a", "shot", "of", "all"):
        return
    if s.low(at) == "deceased" and s.low(at - 1) in ("other", "others"):
        return  # "without mentioning the other | deceased"
    effect, _ = effect_of(s, at)
    fate = Fate(effect, at, modality, rank=2)
    if take_left(s, at, fate):
        return
    is_of_thing = s.low(at - 1) == "found" and s.kind(at - 2) == "GROUP" and s.kind(at + 1) == "WORD"
    if is_of_thing or take_reduced(s, at, fate):
        return  # "the three found | lifeless streets"
    governed = s.kind(at - 1) in ("BE", "HAVE", "MODAL", "NEG", "ADV") or s.low(at - 1) in _FOUND
    if s.kind(at - 1) in ("END", "STOP", "ADV") and (listed := after_inversion(s, at)) is not None:
        take_objects(s, listed, fate)
        return
    if governed:
        if take_subject(s, at, fate):
            take_beside(s, at + 1, fate)
        elif s.kind(at - 1) != "BE":
            _read_inverted(s, at, fate)


def _read_inverted(s: Reading, at: int, fate: Fate) -> None:
    for here in range(at + 1, min(at + 7, len(s.chunks))):
        if s.kind(here) == "BE" and s.kind(here + 1) == "GROUP":
            take_objects(s, here + 1, fate)
            return
        if s.kind(here) in ("STOP", "SAY", "TRIGGER"):
            return
