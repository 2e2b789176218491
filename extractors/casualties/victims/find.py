"""Victim groups: noun phrases that count people, with what they tell of them.

"14 civilians", "dozens of others", "a man and his wife", "a family of six", "three SDF soldiers", "Akira Waters, 16",
"15 of the 350 hostages", "another 40". Whether anybody was harmed is the clauses' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.lexicon import LONGEST_PHRASE, lexicon
from extractors.casualties.model import Age, VictimClass
from extractors.casualties.numbers.find import Number, find_numbers
from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.ages import with_ages
from extractors.casualties.victims.groups import DETERMINERS, Figures, Group, joined, without_appositions
from extractors.casualties.victims.names import ADULT_YEARS, Person, Registry, age_at, name_run, years_after
from extractors.casualties.victims.nobody import NEGATIVES, nobody_at
from extractors.casualties.victims.one_more import one_more
from extractors.casualties.victims.open_nouns import read_open
from extractors.casualties.victims.phrases import LONGEST_GAP, Phrase, ends_phrase, is_closed, read_phrase, traits_of

_OWNERS = frozenset(["its", "their", "his", "her", "our"])
_OF_KIN = frozenset(["younger", "older", "elder", "little", "big", "youngest", "oldest", "eldest", "twin", "infant", "baby"])
_BORN_TOGETHER = {"twins": 2, "twin": 2, "triplets": 3, "triplet": 3, "quadruplets": 4}
_FIRING = frozenset(["fired", "fire", "firing", "fires", "heard", "squeezed"])
_PARTITIVE = frozenset(["them", "whom", "those", "these", "the", "its", "their", "his", "her", "us", "our", "which"])
_CORE_WORDS = frozenset(
    [
        "dead",
        "killed",
        "wounded",
        "injured",
        "victims",
        "slain",
        "deceased",
        "casualties",
        "fatalities",
        "those",
        "them",
        "whom",
        "hurt",
        "missing",
    ]
)


def find_groups(tokens: Sequence[Token], registry: Registry | None = None) -> list[Group]:
    """All groups of people in one sentence, in order, without overlaps; unnumbered ones joined to lists are summed."""
    numbers = {n.first: n for n in find_numbers(tokens)}
    found: list[Group] = []
    at = 0
    while at < len(tokens):
        group = _group_at(tokens, at, numbers, registry or Registry())
        if group is None:
            at += 1
        else:
            found.append(with_ages(tokens, group))
            at = max(found[-1].last, found[-1].outer_last) + 1
    return list(joined(tokens, without_appositions(tokens, found)))


def _group_at(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], at: int, numbers: dict[int, Number], registry: Registry
) -> Group | None:
    token = tokens[at]
    if token.kind == "p":
        return None
    if token.low in NEGATIVES and (nobody := nobody_at(tokens, at)) is not None:
        return nobody
    if at in numbers:
        return _counted(tokens, numbers[at], registry) or _elided(tokens, numbers[at])
    if token.low in DETERMINERS or token.kind == "s":
        inner = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low in ("other", "remaining"))
        if inner in numbers and token.low not in ("a", "an"):
            return _owned(tokens, at, inner, numbers, registry)
        return _determined(tokens, at, registry)
    if token.low == "both":
        return _both(tokens, at, registry)
    aged = age_at(tokens, at)
    if aged or token.low in lexicon().nouns or _is_younger_kin(tokens, at):
        return _undetermined(tokens, at, registry)
    return _named(tokens, at, registry)


def _is_younger_kin(tokens: Sequence[Token], at: int) -> bool:
    """As in "his mother and | younger brother"."""
    if tokens[at].low not in _OF_KIN or at + 1 >= len(tokens):
        return False
    noun = lexicon().nouns.get(tokens[at + 1].low)
    return noun is not None and noun.kind == "kin" and noun.is_singular


def _owned(
    tokens: Sequence[Token], at: int, inner: int, numbers: dict[int, Number], registry: Registry
) -> Group | None:
    """As in "their three children", "the other four civilians"."""
    group = _counted(tokens, numbers[inner], registry) or _elided(tokens, numbers[inner])
    if group is None:
        return None
    first = at if tokens[at].low in ("his", "her", "their") else group.first
    return replace(group, first=first, outer=min(at, group.outer), is_more=group.is_more or inner > at + 1)


def _both(tokens: Sequence[Token], at: int, registry: Registry) -> Group | None:
    start = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low in (DETERMINERS | {"of"}))
    phrase = read_phrase(tokens, start, LONGEST_GAP)
    if phrase is None or not phrase.noun.is_plural:
        return None
    return _with_name(tokens, _build(tokens, (at, at), phrase, Figures(2, 2, 2, "exact"), "counted"), registry)


def _counted(tokens: Sequence[Token], number: Number, registry: Registry) -> Group | None:
    at = number.outer_last + 1
    is_part = is_some = False
    is_more = _is_more(tokens, number.outer, number.first)
    if at < len(tokens) and tokens[at].low == "of":
        at += 1
        if number.qualifier == "exact" and at < len(tokens) and not is_more and spelled(tokens, at):
            return None  # "one of two people": the two are the group
        if at < len(tokens) and tokens[at].low in ("them", "whom", "us", "which"):
            return _part(tokens, number, at)
        if at < len(tokens) and tokens[at].low in _PARTITIVE:
            is_part = tokens[at].low not in _OWNERS  # "four of its soldiers" are no part of a figure told
            is_some = True
            at += 1
            at = _skip_number(tokens, at)
    if at < len(tokens) and tokens[at].low in ("more", "other", "additional", "further"):
        is_more = True
        at += 1
    if is_part and at < len(tokens) and tokens[at].low in _CORE_WORDS and not _noun_follows(tokens, at):
        return _part(tokens, number, at)
    singular = number.value == 1 or is_some
    phrase = read_phrase(tokens, at, LONGEST_GAP) or _unknown_people(tokens, number, at)
    if phrase is None:
        return None
    if not (phrase.noun.is_plural or phrase.effect or singular or number.is_digits):
        return None
    group = _with_name(
        tokens,
        _build(
            tokens,
            (number.outer, number.first),
            phrase,
            Figures(number.low, number.best, number.high, number.qualifier),
            "counted",
        ),
        registry,
    )
    family = _family(tokens, group)
    return replace(
        family or group,
        is_part=is_part,
        is_more=is_more or group.is_more,
        outer_last=max(group.outer_last, number.outer_last),
    )


def _unknown_people(tokens: Sequence[Token], number: Number, at: int) -> Phrase | None:
    """As in "five trekkers": a noun of no list, known by the verb that takes it."""
    return read_open(tokens, number.outer, at, is_plural=number.value != 1)


def _noun_follows(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].low in lexicon().nouns


def _skip_number(tokens: Sequence[Token], at: int) -> int:
    inner = {n.first: n for n in find_numbers(tokens[at : at + 3])}
    return at + inner[0].last + 1 if 0 in inner else at


def _is_more(tokens: Sequence[Token], outer: int, first: int) -> bool:
    near = [t.low for t in tokens[max(0, outer - 1) : first]]
    return any(w in ("another", "additional", "further", "other", "remaining") for w in near)


def _part(tokens: Sequence[Token], number: Number, last: int) -> Group:
    """As in "five of them", "fifteen of the dead"."""
    group = Group(
        number.first, last, number.outer, last, number.low, number.best, number.high, number.qualifier, "elided",
        tokens[last].low, is_plural=number.value > 1, is_part=True, has_class=False,
    )  # fmt: skip
    said = last + 1
    while said < len(tokens) and tokens[said].low in ("are", "were", "was", "is", "aged", "young"):
        said += 1
    noun = lexicon().nouns.get(tokens[said].low) if said < len(tokens) else None
    if noun is None or noun.kind == "kin":
        return group
    return replace(group, outer_last=said, victim=noun.victim, age=noun.age, gender=noun.gender, has_class=True)


def _elided(tokens: Sequence[Token], number: Number) -> Group | None:
    """A number without a noun, where the next word cannot be one: "killed 50 and wounded 90", "16 others"."""
    known = lexicon()
    last = number.outer_last
    is_more = _is_more(tokens, number.outer, number.first)
    while last + 1 < len(tokens) and tokens[last + 1].low in ("more", "others", "other"):
        if tokens[last + 1].low == "more" and last + 2 < len(tokens) and tokens[last + 2].low == "than":
            break
        last += 1
        is_more = True
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    if after is not None and not is_more:
        closed = (
            after.kind == "p"
            or after.low in known.triggers
            or after.low in known.counted
            or is_closed(after.low)
            or after.low in ("found", "remain", "remains", "remained")
            or known.phrase_at([t.low for t in tokens[last + 1 : last + 1 + LONGEST_PHRASE]]) is not None
        )
        timed = (
            number.first > 0
            and tokens[number.first - 1].low in known.triggers
            and after.low in ("hours", "days", "minutes")
        )
        closed = closed or timed
        weekday = after.is_capitalised and (after.low in known.words["month"] or after.low.endswith("day"))
        if not (closed or weekday) or after.text in "%°$€£/":
            return None
    if after is not None and after.low == "of" and (number.value == 1 or _is_of_things(tokens, last + 2)):
        return None
    if after is not None and after.low == "shot" and number.outer and tokens[number.outer - 1].low in _FIRING:
        return None
    if (said := _said_of(tokens, last)) is not None:
        return _part_of_kind(tokens, number, last, said)
    quote_last = max(last, number.last)
    has_others = tokens[quote_last].low in ("others",)
    return Group(
        number.first, quote_last, number.outer, quote_last, number.low, number.best, number.high, number.qualifier,
        "elided", tokens[quote_last].low, is_plural=number.value != 1, is_more=is_more, has_class=has_others,
    )  # fmt: skip


def _is_of_things(tokens: Sequence[Token], at: int) -> bool:
    """As in "thousands of | chickens": a noun follows, and it is none for people."""
    return at < len(tokens) and tokens[at].kind == "w" and not is_closed(tokens[at].low, tokens[at].text)


def _said_of(tokens: Sequence[Token], last: int) -> int | None:
    """The noun that says who the number counts: "six were | children"."""
    if last + 2 >= len(tokens) or tokens[last + 1].low not in ("were", "are"):
        return None
    noun = lexicon().nouns.get(tokens[last + 2].low)
    return last + 2 if noun is not None and noun.is_plural and noun.kind == "person" else None


def _part_of_kind(tokens: Sequence[Token], number: Number, last: int, said: int) -> Group:
    noun = lexicon().nouns[tokens[said].low]
    return Group(
        number.first, said, number.outer, said, number.low, number.best, number.high, number.qualifier, "elided",
        tokens[last].low, is_plural=True, is_part=True, victim=noun.victim, age=noun.age, gender=noun.gender,
    )  # fmt: skip


def _determined(  # noqa: C901, PLR0911 - a decision list
    tokens: Sequence[Token], at: int, registry: Registry
) -> Group | None:
    """As in "a 16-year-old boy", "the child", "his wife Shauna", "her family", "the children"."""
    low = tokens[at].low
    start = at + 1
    if start >= len(tokens) or (low == "that" and tokens[start].low not in lexicon().nouns):
        return None
    more = low == "another" or tokens[start].low == "other"
    phrase = read_phrase(tokens, start, 4)
    if phrase is None and (single := one_more(tokens, at)) is not None:
        return single
    if phrase is None and low in ("a", "an", "another"):
        phrase = read_open(tokens, at, start, is_plural=False)
    if phrase is None:
        return None
    noun = phrase.noun
    if noun.kind == "body":
        return None
    if phrase.effect and (low not in ("a", "an", "another") or not ends_phrase(tokens, phrase.last)):
        return None
    quote = at if tokens[at].kind != "s" else start
    if noun.kind == "group":
        if tokens[phrase.head].low == "couple":
            return _with_name(
                tokens, _build(tokens, (at, quote), phrase, Figures(2, 2, 2, "exact"), "counted"), registry
            )
        group = _with_name(
            tokens, _build(tokens, (at, quote), phrase, Figures(2, None, None, "vague"), "definite"), registry
        )
        return _family(tokens, group) or (group if low not in ("a", "an") else None)
    if noun.is_singular and not (noun.is_plural and low not in ("a", "an")):
        group = _with_name(tokens, _build(tokens, (at, quote), phrase, Figures(1, 1, 1, "exact"), "single"), registry)
        return replace(group, is_more=more, is_plural=False, has_article=low in ("a", "an", "the"))
    if low in ("a", "an", "another"):
        return None
    if (born := _born_together(tokens, phrase)) is not None:
        return _build(tokens, (at, quote), phrase, Figures(born, born, born, "exact"), "single")
    return _with_name(
        tokens, _build(tokens, (at, quote), phrase, Figures(2, None, None, "vague"), "definite"), registry
    )


def _born_together(tokens: Sequence[Token], phrase: Phrase) -> int | None:
    """How many "twins", "twin daughters", "triplets" are."""
    if phrase.last + 1 < len(tokens) and tokens[phrase.last + 1].is_capitalised:
        return None  # their names follow, and are counted
    return next((_BORN_TOGETHER[w] for w in (tokens[phrase.head].low, *phrase.words) if w in _BORN_TOGETHER), None)


def _undetermined(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], at: int, registry: Registry
) -> Group | None:
    phrase = read_phrase(tokens, at, 4)
    if phrase is None or phrase.noun.kind == "body" or (phrase.effect and not ends_phrase(tokens, phrase.last)):
        return None
    if phrase.noun.kind == "group":
        return _family(
            tokens,
            _with_name(tokens, _build(tokens, (at, at), phrase, Figures(2, None, None, "vague"), "definite"), registry),
        )
    if phrase.noun.is_plural and (born := _born_together(tokens, phrase)) is not None:
        return _build(tokens, (at, at), phrase, Figures(born, born, born, "exact"), "single")
    if phrase.noun.is_plural and not phrase.years:
        return _with_name(
            tokens, _build(tokens, (at, at), phrase, Figures(2 * phrase.kinds, None, None, "vague"), "bare"), registry
        )
    is_age = phrase.years is not None and tokens[phrase.head].low == "old" and at > 0
    if is_age and tokens[at - 1].low in ("and", "to", "between", "was", "is", ","):
        return None  # "between 16 and 18 years old" tells an age and names nobody
    if phrase.years is not None or tokens[at].is_capitalised or at == 0:
        return _with_name(tokens, _build(tokens, (at, at), phrase, Figures(1, 1, 1, "exact"), "single"), registry)
    return _with_name(tokens, _build(tokens, (at, at), phrase, Figures(1, 1, 1, "exact"), "loose"), registry)


def _family(tokens: Sequence[Token], group: Group) -> Group | None:
    """As in "a family of six"."""
    at = group.last + 1
    if lexicon().nouns.get(group.head, None) is None or at + 1 >= len(tokens) or tokens[at].low != "of":
        return None
    if lexicon().nouns[group.head].kind != "group":
        return None
    inner = next((n for n in find_numbers(tokens[at + 1 : at + 4]) if n.first == 0), None)
    if inner is None:
        return None
    last = at + 1 + inner.last
    if last + 1 < len(tokens) and tokens[last + 1].low in lexicon().nouns:
        last += 1
    return replace(
        group,
        last=last,
        outer_last=last,
        low=inner.low,
        best=inner.best,
        high=inner.high,
        qualifier=inner.qualifier,
        kind="counted",
        is_plural=True,
        victim="unknown" if group.victim == "civilian" else group.victim,
    )


def _named(tokens: Sequence[Token], at: int, registry: Registry) -> Group | None:
    """A name: of a registered person, or two or more capitalised words that may be one."""
    start = at
    if tokens[at].low in lexicon().words["title"] and at + 1 < len(tokens) and tokens[at].is_capitalised:
        start = at + 1 + (tokens[at + 1].text == ".")
    last = name_run(tokens, start) if start < len(tokens) else None
    if last is None:
        return None
    noun = lexicon().nouns.get(tokens[last + 1].low) if last + 1 < len(tokens) else None
    if noun is not None and noun.kind == "person" and not tokens[last + 1].is_capitalised:
        return None  # "a Northtown man": where he is from
    parts = [t.low for t in tokens[start : last + 1] if t.kind == "w"]
    person = registry.find(parts)
    if person is None and (len(parts) < 2 or tokens[start].text.isupper()):  # noqa: PLR2004
        return None
    group = Group(
        at, last, at, last, 1, 1, 1, "exact", "named" if person else "maybe", " ".join(parts), is_plural=False,
        victim="unknown", has_class=False, person=person, has_name=True,
    )  # fmt: skip
    return _with_person(tokens, group)


def _with_person(tokens: Sequence[Token], group: Group) -> Group:
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
    return replace(group, age=age, gender=gender, victim=victim, outer_last=outer_last)


def _build(tokens: Sequence[Token], start: tuple[int, int], phrase: Phrase, figures: Figures, kind: str) -> Group:
    """The group of a phrase: figures and noun, with class, age and gender from modifiers and ages.

    `start`: the first token with its qualifier, and the first of the quote.
    """
    outer, first = start
    traits = traits_of(tokens, phrase)
    head = tokens[phrase.head].low
    return Group(
        first, phrase.last, outer, phrase.last, figures.low, figures.best, figures.high, figures.qualifier, kind, head,
        is_plural=figures.low != 1 or figures.high not in (1, None), victim=traits.victim, age=traits.age,
        gender=traits.gender, effect=phrase.effect, harmed=traits.harmed,
        is_more="other" in phrase.words or head == "others",
        has_class=phrase.noun.kind not in ("anaphor", "body") or "other" in phrase.words or head == "others",
    )  # fmt: skip


def _with_name(tokens: Sequence[Token], group: Group, registry: Registry) -> Group:
    """The group with the name that stands beside it: "his wife Shauna", "her son, Akira Waters" where he is known."""
    if group.is_plural or group.head == "police":
        return group
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
    return _with_person(tokens, replace(group, last=run, outer_last=run, person=person, has_name=True))


def _parts(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    return [t.low for t in tokens[first : last + 1] if t.kind == "w"]


def learn(registry: Registry, harmed: Sequence[Group]) -> bool:
    """Registers names that turned out to be victims, so that they are known elsewhere; true where any was new."""
    new = [g for g in harmed if g.kind == "maybe"]
    for group in new:
        registry.add(Person(group.head.title(), gender=group.gender, age=group.age))
    return bool(new)
