"""Groups as built from their noun phrases, and with the names that stand beside them: "his wife Shauna"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Age, VictimClass
from extractors.casualties.numbers.words import spelled
from extractors.casualties.places.words import place_words
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Figures, Group
from extractors.casualties.victims.names import Person, Registry, name_run
from extractors.casualties.victims.traits import Phrase, traits_of
from extractors.casualties.victims.years import ADULT_YEARS, years_after

_OLDEST = 115


def named(tokens: Sequence[Token], at: int, registry: Registry) -> Group | None:
    """A name: of a registered person, or two or more capitalised words that may be one."""
    start = at
    if tokens[at].low in lexicon().words["title"] and at + 1 < len(tokens) and tokens[at].is_capitalised:
        start = at + 1 + (tokens[at + 1].text == ".")
        while (
            start + 1 < len(tokens) and tokens[start].low in lexicon().words["title"] and tokens[start].is_capitalised
        ):
            start += 1 + (tokens[start + 1].text == ".")  # "Lt. Col. Amos Danjuma", "Staff Sgt. Noam Levi"
    last = name_run(tokens, start) if start < len(tokens) else None
    if last is None:
        return None
    noun = lexicon().nouns.get(tokens[last + 1].low) if last + 1 < len(tokens) else None
    if noun is not None and noun.kind == "person" and not tokens[last + 1].is_capitalised:
        return None  # "a Northtown man": where he is from
    parts = [t.low for t in tokens[start : last + 1] if t.kind == "w"]
    person = registry.find(parts)
    if person is None and _is_craft(tokens, parts, last):
        return None
    is_of_pair = len(parts) == 1 and start == at and _shares_surname(tokens, last)
    if person is None and ((len(parts) < 2 and not is_of_pair) or tokens[start].text.isupper()):  # noqa: PLR2004
        return None
    is_soldier = any(lexicon().has("rank", t.low) for t in tokens[at:start])  # "Lt. Col. Amos Danjuma"
    group = Group(
        at, last, at, last, 1, 1, 1, "exact", "named" if person else "maybe", " ".join(parts), is_plural=False,
        victim="combatant" if is_soldier else "unknown", has_class=is_soldier, person=person, has_name=True,
    )  # fmt: skip
    return with_person(tokens, group)


def _shares_surname(tokens: Sequence[Token], last: int) -> bool:
    """As in "Ray | and Nadine Ochoa died": two given names before one surname."""
    after = tokens[last + 1 : last + 3]
    if len(after) < 2 or after[0].low != "and" or not after[1].is_capitalised:  # noqa: PLR2004
        return False
    run = name_run(tokens, last + 2)
    if run is None or run < last + 3:
        return False
    given = place_words().given_names
    return tokens[last].low in given and after[1].low in given


def _is_craft(tokens: Sequence[Token], parts: Sequence[str], last: int) -> bool:
    """As in "Malaysia Airlines", "a Jeju Air | plane": no person."""
    words = lexicon().words
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    is_followed = after is not None and after.low in words["craft"] and not after.is_capitalised
    return is_followed or not words["vehicle_name"].isdisjoint(parts)


def with_person(tokens: Sequence[Token], group: Group) -> Group:
    """The group with the age that follows the name, and with what the article tells of the person elsewhere."""
    person = group.person
    after = years_after(tokens, group.last)
    years = after[0] if after else (person.years if person else None)
    outer_last = after[1] if after else group.outer_last
    if outer_last + 1 < len(tokens) and after and tokens[outer_last + 1].text in (")",):
        outer_last += 1
    age: Age | None = (
        (("child" if years < ADULT_YEARS else "adult") if years is not None else None)
        or (person.age if person else None)
        or group.age
    )
    gender = group.gender or (person.gender if person else None)
    victim: VictimClass = group.victim
    if victim == "unknown":
        victim = (person.victim if person and person.victim else None) or (
            "civilian" if age == "child" or gender == "female" else "unknown"
        )
    years = years if years is not None else group.years
    return replace(group, age=age, gender=gender, victim=victim, outer_last=outer_last, years=years)


def build(tokens: Sequence[Token], start: tuple[int, int], phrase: Phrase, figures: Figures, kind: str) -> Group:
    """The group of a phrase: figures and noun, with class, age and gender from modifiers and ages.

    `start`: the first token with its qualifier, and the first of the quote.
    """
    outer, first = start
    traits = traits_of(tokens, phrase)
    head = tokens[phrase.head].low
    return Group(
        first, phrase.last, outer, phrase.last, figures.low, figures.best, figures.high, figures.qualifier, kind, head,
        is_plural=figures.low != 1 or figures.high not in (1, None), victim=traits.victim, age=traits.age,
        gender=traits.gender, effect=phrase.effect, harmed=traits.harmed, years=phrase.years,
        is_more="other" in phrase.words or head == "others",
        has_class=phrase.noun.kind not in ("anaphor", "body") or "other" in phrase.words or head == "others",
    )  # fmt: skip


def with_name(tokens: Sequence[Token], group: Group, registry: Registry) -> Group:
    """The group with the name that stands beside it: "his wife Shauna", "her son, Akira Waters" where he is known."""
    if group.is_plural or group.head == "police":
        return _with_names(tokens, group, registry) if group.kind in ("definite", "bare") else group
    start = group.last + 1
    run = name_run(tokens, start) if start < len(tokens) else None
    if run is None and start + 1 < len(tokens) and tokens[start].text == ",":
        start += 1
        run = name_run(tokens, start)
        if run is not None and registry.find(_parts(tokens, start, run)) is None:
            run = None
    if run is None:
        return group
    person = registry.find(_parts(tokens, start, run))
    return with_person(tokens, replace(group, last=run, outer_last=run, person=person, has_name=True))


def _with_names(tokens: Sequence[Token], group: Group, registry: Registry) -> Group:
    """As in "their children Akira, Leila and Noor", "neighbours Joan Petty, 80, and Marek Nowak": the names count them.

    Ages behind all names count nobody: "sisters Amy and Jo Tran, 21 and 24".
    """
    at, members, is_final = group.last + 1, list[Group](), False
    while at < len(tokens) and tokens[at].is_capitalised and (run := name_run(tokens, at)) is not None:
        aged = years_after(tokens, run)
        end = aged[1] if aged else run
        end += end + 1 < len(tokens) and aged is not None and tokens[end + 1].text == ")"
        members.append(_member(tokens, group, at, run, registry))
        if is_final:
            count = len(members)
            kind = "counted" if group.age == "child" else "list"  # children are told apart from those listed with them
            return replace(
                group, last=run, outer_last=_ages_last(tokens, run, count) or end, low=count, best=count, high=count,
                qualifier="exact", kind=kind, has_name=True, members=tuple(members) if kind == "list" else (),
            )  # fmt: skip
        joint = [t.low for t in tokens[end + 1 : end + 3]]
        is_final = "and" in joint[:1] or joint == [",", "and"]
        at = end + 2 + (joint == [",", "and"])
        if not is_final and joint[:1] != [","]:
            break
    return group


def _member(tokens: Sequence[Token], group: Group, first: int, last: int, registry: Registry) -> Group:
    """One of the people whom names behind a noun for them all count."""
    parts = _parts(tokens, first, last)
    one = Group(
        first, last, first, last, 1, 1, 1, "exact", "named", " ".join(parts), is_plural=False, victim=group.victim,
        age=group.age, gender=group.gender, person=registry.find(parts), has_name=True,
    )  # fmt: skip
    return with_person(tokens, one)


def _ages_last(tokens: Sequence[Token], last: int, count: int) -> int | None:
    """The last token of as many ages as there are names before: "Amy and Jo Tran | , 21 and 24"."""
    at = last + 1
    if at >= len(tokens) or tokens[at].text not in (",", "("):
        return None
    for place in range(count):
        run = spelled(tokens, at + 1) if at + 1 < len(tokens) and tokens[at + 1].kind == "n" else None
        if run is None or not 0 < run[0] <= _OLDEST:
            return None
        at = run[1] + 1
        joint = tokens[at].low if at < len(tokens) else "."
        if place < count - 1 and joint not in (",", "and"):
            return None
    return at - 1 if joint in (".", ",", ";", ")", "and", "of", "who", "were") else None


def _parts(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    return [t.low for t in tokens[first : last + 1] if t.kind == "w"]


def learn(registry: Registry, harmed: Sequence[Group]) -> bool:
    """Registers names that turned out to be victims, so that they are known elsewhere; true where any was new."""
    new = [g for g in harmed if g.kind == "maybe"]
    for group in new:
        gender = group.gender or registry.voted(group.head.split()[-1])
        registry.add(Person(group.head.title(), gender=gender, age=group.age))
    return bool(new)
