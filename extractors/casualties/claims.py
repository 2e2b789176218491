"""Claims under way: each harm of the text with its figures, and room for what the later stages find around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.casualties.harms.harms import Harm
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Age, Effect, Gender, Method, Modality, Qualifier, Scope, VictimClass
from extractors.casualties.numbers.ordinals import ORDINALS
from extractors.casualties.survival import has_survived
from extractors.casualties.text import DateMention, PlaceMention, Sentence
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group
from extractors.casualties.victims.names import Person
from extractors.casualties.victims.one_more import ordinal


@dataclass(slots=True)
class Draft:
    """A claim before it is serialised: what Claim holds, and what the later stages need to link it."""

    start: int
    end: int
    quote: str
    effect: Effect
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    victim: VictimClass
    age: Age | None
    gender: Gender | None
    sentence: int
    modality: Modality = "asserted"
    scope: Scope = "incident"
    is_part: bool = False
    is_told_part: bool = False  # the words say so, not the figures
    is_more: bool = False
    is_also: bool = False  # told as further people: "two militants were also killed"
    is_weak: bool = False
    is_alive: bool = False  # told as living, though nobody knows whether they will
    has_survived: bool = False  # told as one who lives on: "is expected to survive", "with minor injuries"
    # Others than those told beside: "an Israeli soldier", after "nine Palestinians"; rows of a table without a total.
    is_besides: bool = False
    ordinal: int | None = None  # of "a seventh person died", where six are told
    is_own: bool = False  # they did it themselves
    is_update: bool = False
    is_other: bool = False  # a forecast, or an event long past
    is_toll: bool = False
    is_rising: bool = False
    has_class: bool = True
    is_definite: bool = False
    total_over: Scope | None = None  # of a counting ordinal, or a total brought up
    is_of_several: bool = False  # told as the sum of several incidents that have nothing to do with each other
    is_list: bool = False  # people named or described one by one, summed
    head: str = ""
    person: Person | None = None
    years: int | None = None
    members: tuple[Group, ...] = ()
    victims: tuple[int, ...] = ()  # whom the article tells of, numbered: the same one in all mentions
    is_doer_dead: bool = False  # whoever did it, and has no claim, died as well: "he killed two and then himself"
    besides: VictimClass | None = None  # of a total: whoever killed them died too, and is not counted with them
    is_doer: bool = False  # told as who did it: "the man who shot them"
    doers: frozenset[str] = frozenset()  # nouns for whom its clause calls the doer: "a clerk shot and killed a man"
    died: int = 0  # of a list of the hurt, those who died later
    host: Draft | None = None
    listed: Draft | None = None  # the total of the list of which it is an item
    trigger: int = 0  # offset of the effect word
    is_turn: bool = False  # its words pass to another attack: "the other four"
    incident: int = 0
    date: DateMention | None = None
    has_own_date: bool = False
    place: str | None = None
    scene: tuple[PlaceMention, ...] = ()  # the mentions behind the place
    spots: tuple[PlaceMention, ...] = ()  # what its own clause names of places
    is_placed: bool = False  # they are its own, not those of the figure after it
    actor: str | None = None
    actor_names: tuple[str, ...] = ()  # the list's own names of the actor
    method: Method = "unknown"
    source: str | None = None
    via: str | None = None
    confidence: float = 0.9
    alternatives: list[Draft] = field(default_factory=list)

    @property
    def value(self) -> int:
        """The figure, for comparisons and sums of one statement."""
        return self.best or self.low or self.high or 0


_DOER_REACH = 8  # tokens from the effect word to who did it
_RELATIVE = 7  # tokens from a group to the verb of its relative clause
_NAMING = 7  # tokens of "a second victim, identified by police as" before the name
_MANNER = 9  # tokens from an effect word in which its manner stands
_ALSO = 5  # tokens after a group in which "also" says that it counts further people


def draft(sentence: Sentence, tokens: Sequence[Token], harms: Sequence[Harm]) -> list[Draft]:
    """The sentence's harms as claims under way, in text order, with hosts linked."""
    drafts: list[Draft] = []
    for harm in harms:
        group = harm.group
        first, last = tokens[group.first], tokens[group.last]
        start, end = first.start, last.end
        quote = sentence.text[start - sentence.start : end - sentence.start]
        drafts.append(
            Draft(
                start=start,
                end=end,
                quote=quote,
                effect=harm.effect,
                low=group.low,
                best=group.best,
                high=group.high,
                qualifier=group.qualifier,
                victim=group.victim,
                age=group.age,
                gender=group.gender,
                sentence=sentence.index,
                modality=harm.modality,
                is_part=harm.is_part or group.is_part,
                is_told_part=harm.is_part or group.is_part,
                is_more=group.is_more or _is_next_victim(tokens, group.first) or _is_ranked(tokens, group),
                is_also=_is_also(tokens, group.last + 1, harm.trigger),
                ordinal=ordinal([t.low for t in tokens[group.first : group.first + 3]]),
                is_weak=harm.is_weak,
                is_alive=harm.is_alive,
                is_own=harm.is_own or is_self_inflicted(tokens, harm),
                is_update=harm.is_update,
                is_other=harm.is_forecast,
                is_toll=harm.is_toll,
                is_rising=harm.is_rising,
                has_class=group.has_class,
                is_definite=first.low == "the",
                total_over=group.total_over,
                is_list=group.kind == "list",
                head=group.head,
                person=group.person,
                years=group.years,
                members=group.members,
                trigger=tokens[harm.trigger].start,
                is_doer=_has_done(tokens, group.outer_last + 1) or _is_named_doer(tokens, group.first),
                doers=_doers(tokens, harm),
                confidence=_confidence(harm),
            )
        )
    for at, (harm, claim) in enumerate(zip(harms, drafts, strict=True)):
        end = harms[at + 1].group.first if at + 1 < len(harms) else len(tokens)
        claim.has_survived = has_survived(tokens, harm.group.last + 1, end)
        claim.host = drafts[harm.host] if harm.host is not None else None
        hurt = (c.value for c in drafts[:at] if c.effect == "injured" and claim.effect == "killed")
        if claim.ordinal and claim.ordinal - 1 in hurt:
            claim.ordinal, claim.is_more = None, False  # "injuring two people and killing a third": one died
    return drafts


def is_self_inflicted(tokens: Sequence[Token], harm: Harm) -> bool:
    """As in "was found dead | of a self-inflicted wound", "died by suicide"."""
    told = tokens[harm.trigger : harm.trigger + _MANNER]
    is_one = harm.group.low == harm.group.high == 1
    return is_one and harm.effect == "killed" and any(t.low in lexicon().words["suicide"] for t in told)


def _is_ranked(tokens: Sequence[Token], group: Group) -> bool:
    """As in "The second victim": besides the first, and maybe told before."""
    first = tokens[group.first : group.first + 2]
    return group.low == group.high == 1 and first[0].low == "the" and ORDINALS.get(first[-1].low, 1) > 1


def _is_next_victim(tokens: Sequence[Token], first: int) -> bool:
    """As in "A second victim, identified as | Akira Waters, was found dead": nobody told before."""
    words = [t.low for t in tokens[max(0, first - _NAMING) : first]]
    at = next((k for k, w in enumerate(words) if w == "another" or ordinal(words[k : k + 3]) is not None), None)
    if at is None or words[-1] not in ("as", ",", "man", "woman"):
        return False
    return words[-1] != "as" or "identified" in words[at:] or "named" in words[at:]


def _is_named_doer(tokens: Sequence[Token], first: int) -> bool:
    """As in "The gunman was identified as | Akira Waters, who was shot dead"."""
    words = [t.low for t in tokens[max(0, first - _NAMING) : first]]
    is_named = words[-1:] == ["as"] and not {"identified", "named"}.isdisjoint(words)
    return is_named and not lexicon().words["doer"].isdisjoint(words)


def _is_also(tokens: Sequence[Token], after: int, trigger: int) -> bool:
    """Whether "also" stands behind the group or before its verb: "a friend who was with him was also shot"."""
    near = [*tokens[after : min(trigger, after - 1 + _ALSO)], *tokens[max(after, trigger - 2) : trigger]]
    return any(t.low == "also" for t in near)


def _has_done(tokens: Sequence[Token], at: int) -> bool:
    """Whether a relative clause at `at` tells what harm they did: "the man | who fatally shot his wife"."""
    rest = [t.low for t in tokens[at : at + _RELATIVE]]
    if rest[:1] == [","]:
        rest = rest[1:]
    if rest[:1] != ["who"]:
        return False
    words = lexicon().words
    verb = next((w for w in rest[1:] if w not in words["adverb"] | words["have"] and w not in ("police", "say")), "")
    trigger = lexicon().triggers.get(verb)
    is_harm = trigger is not None and trigger.frame == "transitive"
    return is_harm and not words["reflexive"].intersection(rest)


def _doers(tokens: Sequence[Token], harm: Harm) -> frozenset[str]:
    """The roles of whoever did it: before an active verb whose object the victims are, or behind "by"."""
    at, first = harm.trigger, harm.group.first
    is_taken_up = any(lexicon().has("taken_up_object", t.low) for t in tokens[at + 1 : at + 2])
    if at < first or is_taken_up:
        told = tokens[max(0, at - _DOER_REACH) : at]
    else:
        after = tokens[at + 1 : at + 1 + _DOER_REACH]
        told = after[next((k for k, t in enumerate(after) if t.low == "by"), len(after)) :]
    return frozenset(t.low for t in told if lexicon().is_role(t.low))


# The share of such claims whose words, effect and figure the labels confirm, in the labelled articles from which the
# rules were written (tests/eval). The first that fits holds.
_OPEN = 0.83  # what came of it is left open: "shot"
_UNCOUNTED = (
    0.7  # no figure in the words: "civilians", "his wife, his son and a neighbour", a name that may be a place's
)
_LOOSE = 0.85  # the pattern only suggests harm: "were affected by the gas"
_SINGLE = 0.96  # one person, or a figure whose noun is left out: "a driver", "30 wounded"
_COUNTED = 0.99  # a figure with its noun in the clause of the effect word: "14 civilians were killed"


def _confidence(harm: Harm) -> float:
    """How often such a claim is right, by how the words count the people and tell what befell them."""
    kind = harm.group.kind
    if kind in ("bare", "definite", "list", "loose", "maybe"):
        return _UNCOUNTED
    if harm.is_weak:
        return _OPEN
    if harm.rank == 0:
        return _LOOSE
    return _COUNTED if kind in ("counted", "none") else _SINGLE
