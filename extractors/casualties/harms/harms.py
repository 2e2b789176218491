"""Harms: groups of people and what befell them, as one sentence tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.casualties.harms.chunks import chunk
from extractors.casualties.harms.insertions import Insertion, cut, without_times
from extractors.casualties.model import Effect, Gender, Modality, VictimClass
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_TOLD_BY_NOUN = 3  # the rank of "115 wounded persons": whatever the verb, they were wounded
PRONOUNS: dict[str, Gender] = {"he": "male", "him": "male", "she": "female", "her": "female"}
GRAVITY: dict[Effect, int] = {"killed": 3, "casualties": 2, "injured": 1, "missing": 0}


@dataclass(frozen=True, slots=True)
class Fate:
    """What an effect word says befell its victims.

    `trigger` is the chunk of the effect word. `is_weak`: the words leave open what came of it ("shot"). `is_alive`:
    they lived when it was told ("in critical condition"). `is_open_of_one`: only of one person is it left open; of
    several the words tell that they live. `is_own`: they did it themselves. `rank` is how sure the pattern is:
    0 loose, 1 direct, 2 a full clause, 3 told by the noun phrase itself.
    """

    effect: Effect
    trigger: int
    modality: Modality = "asserted"
    is_weak: bool = False
    is_part: bool = False
    rank: int = 1
    is_alive: bool = False
    is_own: bool = False
    is_open_of_one: bool = False


@dataclass(frozen=True, slots=True)
class Harm:
    """A group that came to harm. `host` is the index, among the sentence's harms, of the harm it is a part of."""

    group: Group
    effect: Effect
    trigger: int  # the token of the effect word
    modality: Modality = "asserted"
    is_weak: bool = False
    is_part: bool = False
    is_update: bool = False  # "an earlier toll of 112"
    is_toll: bool = False  # "the death toll rose to 20": all the dead so far
    is_rising: bool = False  # the words say that it counts more than was known before
    is_forecast: bool = False  # "could kill 30,000": it has not happened
    host: int | None = None
    rank: int = 1
    is_alive: bool = False
    is_own: bool = False


class Reading:
    """One sentence under way: its chunks and the harms found so far."""

    def __init__(
        self, tokens: Sequence[Token], groups: Sequence[Group], told: Effect | None = None, counted: int | None = None
    ) -> None:
        self.tokens = tokens
        self.told = told  # what befell the people counted last before this sentence
        self.counted = counted  # how many they are, where the sentence before this counts them
        chunks, self.insertions = cut(tokens, chunk(tokens, groups))
        self.chunks = without_times(chunks)
        self.harms: list[Harm] = []
        self.asides: list[Harm] = []  # what befell people whom a pronoun stands for: no claims, but evidence
        self.is_forecast = False  # what is being read is told as what may come
        self.mentioned: set[int] = set()  # chunks of groups that only say what a figure counts
        self.classes: dict[int, VictimClass] = {}  # what is told of a harm's victims outside their noun phrase
        self.kinds: dict[int, Group] = {}  # the noun that says what all victims of a harm are

    def kind(self, at: int) -> str:
        """The kind of the chunk; END outside the sentence."""
        return self.chunks[at].kind if 0 <= at < len(self.chunks) else "END"

    def low(self, at: int) -> str:
        """The chunk's word, lower case; for a group its head."""
        return self.chunks[at].low if 0 <= at < len(self.chunks) else ""

    def frame(self, at: int) -> str:
        """The frame of the effect word at `at`; empty where there is none."""
        trigger = self.chunks[at].trigger if 0 <= at < len(self.chunks) else None
        return trigger.frame if trigger is not None else ""

    def forms(self, at: int) -> frozenset[str]:
        """The verb forms of the effect word at `at`."""
        trigger = self.chunks[at].trigger if 0 <= at < len(self.chunks) else None
        return trigger.forms if trigger is not None else frozenset()

    def group(self, at: int) -> Group:
        """The group of a GROUP chunk."""
        group = self.chunks[at].group
        if group is None:
            raise IndexError(at)
        return group

    def is_adverb(self, at: int) -> bool:
        """An adverb: of the list, or by its ending."""
        return self.kind(at) == "ADV" or (self.kind(at) == "WORD" and self.low(at).endswith("ly"))

    def is_verb(self, at: int) -> bool:
        """A verb whose object comes to harm."""
        return self.frame(at) in ("transitive", "weak")

    def is_possessor(self, at: int) -> bool:
        """Whether a possessive follows the group: "his father's gun", "the soldiers' deaths"."""
        after = self.chunks[at].last + 1
        if after >= len(self.tokens):
            return False
        mark, last = self.tokens[after], self.tokens[after - 1]
        return mark.kind == "s" or (mark.text in ("'", "’") and last.low.endswith("s") and mark.start == last.end)

    def harm_of(self, at: int) -> int | None:
        """The index of the harm of the group at `at`, if one is found."""
        group = self.chunks[at].group if 0 <= at < len(self.chunks) else None
        return next((k for k, h in enumerate(self.harms) if h.group is group), None) if group is not None else None

    def place_of(self, group: Group) -> int | None:
        """The chunk of the group."""
        return next((k for k, c in enumerate(self.chunks) if c.group is group), None)

    def add(self, at: int, fate: Fate, *, is_update: bool = False) -> None:
        """Records what befell the group at `at`; of two fates of one group, the surer and graver is kept."""
        if at in self.mentioned or self._is_percentage(at) or (self.is_forecast and not self._may_be_forecast(at)):
            return
        is_weak = fate.is_weak and not (fate.is_open_of_one and self.group(at).value > 1)
        harm = Harm(
            self.group(at), fate.effect, self.chunks[fate.trigger].first, fate.modality, is_weak, fate.is_part,
            is_update, is_forecast=self.is_forecast, rank=fate.rank, is_alive=fate.is_alive, is_own=fate.is_own,
        )  # fmt: skip
        if self.group(at).kind == "none":
            harm = replace(harm, modality="denied", is_weak=False)
        known = self.harm_of(at)
        if known is None:
            self.harms.append(harm)
        elif _outranks(harm, self.harms[known]):
            self.harms[known] = harm

    def _is_percentage(self, at: int) -> bool:
        """As in "35 percent of social | leaders | murdered": a share of people counts nobody."""
        group = self.group(at)
        before = self.tokens[max(0, group.outer - 3) : group.outer] if group.kind in ("bare", "definite") else ()
        lows = [t.low for t in before]
        return "of" in lows and any(w in ("percent", "cent", "%", "quarters", "thirds") for w in lows)

    def add_pronoun(self, at: int, fate: Fate) -> None:
        """Records what befell whom the pronoun at `at` stands for, who is named in an earlier sentence."""
        chunk = self.chunks[at]
        gender = PRONOUNS.get(chunk.low)
        if gender is None and chunk.low not in ("they", "them", "both"):
            return
        least = 1 if gender is not None else 2
        figure = None if gender is None else 1
        group = Group(
            chunk.first, chunk.last, chunk.first, chunk.last, least, figure, figure, "exact", "pronoun", chunk.low,
            is_plural=gender is None, gender=gender, has_class=False,
        )  # fmt: skip
        harm = Harm(
            group, fate.effect, self.chunks[fate.trigger].first, fate.modality, fate.is_weak,
            is_alive=fate.is_alive, is_own=fate.is_own,
        )  # fmt: skip
        self.asides.append(harm)

    def _may_be_forecast(self, at: int) -> bool:
        """Only figures are forecast: "could kill 30,000", but "might kill people" says nothing."""
        group = self.group(at)
        return group.kind in ("counted", "elided") and group.value > 1 and self.harm_of(at) is None

    def mark_toll(self, at: int, *, is_rising: bool) -> None:
        """Marks the harm of the group at `at` as a running toll."""
        known = self.harm_of(at)
        if known is not None:
            self.harms[known] = replace(self.harms[known], is_toll=True, is_rising=is_rising)

    def add_part(self, at: int, host: int) -> None:
        """Records the group at `at` as a part of the harm `host`."""
        whole, known = self.harms[host], self.harm_of(at)
        if known is None:
            self.harms.append(replace(whole, group=self.group(at), is_part=True, host=host))
        elif known != host and self.harms[known].effect == whole.effect and self.harms[host].host != known:
            self.harms[known] = replace(self.harms[known], is_part=True, host=host)

    def read_insertion(self, insertion: Insertion) -> None:
        """Gives the parts that an insertion names the fate of its host, or the host what all or most of it are."""
        host = next((k for k, h in enumerate(self.harms) if h.group is insertion.host), None)
        if host is None:
            return
        whole, kind = self.harms[host], insertion.kind
        self.harms += [
            replace(whole, group=g, is_part=True, is_toll=False, is_rising=False, host=host) for g in insertion.parts
        ]
        if kind is not None and insertion.is_all and whole.group.victim in ("unknown", kind.victim):
            self.kinds[host] = kind
        elif kind is not None and kind.victim == "civilian" and whole.group.victim == "unknown":
            self.classes[host] = "civilian"

    def in_order(self) -> list[Harm]:
        """The harms in the order of the text."""
        order = sorted(range(len(self.harms)), key=lambda k: self.harms[k].group.first)
        place = {old: new for new, old in enumerate(order)}
        for known, noun in self.kinds.items():
            group = replace(
                self.harms[known].group, victim=noun.victim, age=noun.age, gender=noun.gender, has_class=True
            )
            self.harms[known] = replace(self.harms[known], group=group)
        for known, victim in self.classes.items():
            group = replace(self.harms[known].group, victim=victim, has_class=True)
            self.harms[known] = replace(self.harms[known], group=group)
        return [replace(h, host=place[h.host] if h.host is not None else None) for h in (self.harms[k] for k in order)]


def _outranks(new: Harm, old: Harm) -> bool:
    if _TOLD_BY_NOUN in (new.rank, old.rank) and new.rank != old.rank:
        return new.rank == _TOLD_BY_NOUN
    if new.is_weak != old.is_weak:
        return old.is_weak
    if new.is_weak and new.effect == old.effect and new.is_alive != old.is_alive:
        return new.is_alive
    if new.rank != old.rank and 0 in (new.rank, old.rank):
        return new.rank > old.rank
    return GRAVITY[new.effect] > GRAVITY[old.effect]
