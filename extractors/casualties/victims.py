"""Victim groups: noun phrases that count people, with what they tell of them.

"14 civilians", "dozens of others", "a man and his wife", "a family of six", "three SDF soldiers", "Akira Waters, 16",
"15 of the 350 hostages", "another 40". Whether anybody was harmed is the clauses' business.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.casualties.lexicon import Noun, lexicon
from extractors.casualties.model import Age, Effect, Gender, Qualifier, VictimClass
from extractors.casualties.names import ADULT_YEARS, Person, Registry, age_at, name_run, years_after
from extractors.casualties.numbers import Number, find_numbers, spelled
from extractors.casualties.tokens import Token

_LONGEST_GAP = 5  # modifiers between a number and its noun: "three suspected al Qaeda-linked foreign fighters"
_DETERMINERS = frozenset("a an the this that another his her their its my our your".split())
_FIRING = frozenset("fired fire firing fires heard squeezed".split())
_PARTITIVE = frozenset("them whom those these the its their his her us our which".split())
_ACRONYMS = frozenset(("IS", "US", "WHO", "IT"))  # capitals that are no function words: "9 IS militants"
_HARMED: dict[str, Effect] = {
    "wounded": "injured",
    "injured": "injured",
    "killed": "killed",
    "dead": "killed",
    "slain": "killed",
    "murdered": "killed",
    "missing": "missing",
    "fallen": "killed",
    "martyred": "killed",
}
_CORE_WORDS = frozenset(
    "dead killed wounded injured victims slain deceased casualties fatalities those them whom hurt missing".split()
)


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people in tokens `first`..`last` (the quote); `outer`..`outer_last` adds qualifier and appositions.

    `kind`: counted (number and noun), elided (number alone), bare (plural without a number), definite ("the children"),
    single ("a boy", "the boy"), named, maybe (capitalised words that may be a name).
    """

    first: int
    last: int
    outer: int
    outer_last: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    kind: str
    head: str
    is_plural: bool
    victim: VictimClass = "unknown"
    age: Age | None = None
    gender: Gender | None = None
    effect: Effect | None = None  # where the noun itself tells it: "1,100 civilian deaths"
    harmed: Effect | None = None  # where a modifier tells it: "115 wounded persons"
    is_part: bool = False  # "five of them", "some of the wounded"
    is_more: bool = False  # "another three", "16 others", "dozens more"
    has_class: bool = True  # the words tell the class themselves; an omitted noun takes another's
    person: Person | None = None
    has_name: bool = False
    has_article: bool = False

    @property
    def value(self) -> int:
        """The figure, for comparisons."""
        return self.best or self.low or self.high or 0


@dataclass(slots=True)
class _Phrase:
    """A noun phrase under way."""

    head: int
    last: int
    noun: Noun
    words: list[str]
    years: int | None = None
    effect: Effect | None = None
    kinds: int = 1  # how many nouns one number covers


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
            found.append(group)
            at = max(group.last, group.outer_last) + 1
    return list(_joined(tokens, found))


def _group_at(tokens: Sequence[Token], at: int, numbers: dict[int, Number], registry: Registry) -> Group | None:
    token = tokens[at]
    if token.kind == "p":
        return None
    if at in numbers:
        return _counted(tokens, numbers[at], registry) or _elided(tokens, numbers[at])
    if token.low in _DETERMINERS or token.kind == "s":
        inner = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low in ("other", "remaining"))
        if inner in numbers and token.low not in ("a", "an"):
            return _owned(tokens, at, inner, numbers, registry)
        return _determined(tokens, at, registry)
    if token.low == "both":
        return _both(tokens, at, registry)
    aged = age_at(tokens, at)
    if aged or token.low in lexicon().nouns:
        return _undetermined(tokens, at, registry)
    return _named(tokens, at, registry)


def _owned(
    tokens: Sequence[Token], at: int, inner: int, numbers: dict[int, Number], registry: Registry
) -> Group | None:
    """ "their three children", "the other four civilians"."""
    group = _counted(tokens, numbers[inner], registry) or _elided(tokens, numbers[inner])
    if group is None:
        return None
    first = at if tokens[at].low in ("his", "her", "their") else group.first
    return replace(group, first=first, outer=min(at, group.outer), is_more=group.is_more or inner > at + 1)


def _both(tokens: Sequence[Token], at: int, registry: Registry) -> Group | None:
    start = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low in (_DETERMINERS | {"of"}))
    phrase = _phrase(tokens, start, _LONGEST_GAP)
    if phrase is None or not phrase.noun.is_plural:
        return None
    return _build(tokens, at, at, phrase, (2, 2, 2, "exact"), "counted", registry)


def _counted(tokens: Sequence[Token], number: Number, registry: Registry) -> Group | None:
    at = number.outer_last + 1
    is_part = False
    is_more = _is_more(tokens, number.outer, number.first)
    if at < len(tokens) and tokens[at].low == "of":
        at += 1
        if number.qualifier == "exact" and at < len(tokens) and not is_more and spelled(tokens, at):
            return None  # "one of two people": the two are the group
        if at < len(tokens) and tokens[at].low in ("them", "whom", "us", "which"):
            return _part(tokens, number, at)
        if at < len(tokens) and tokens[at].low in _PARTITIVE:
            is_part = True
            at += 1
            at = _skip_number(tokens, at)
    if at < len(tokens) and tokens[at].low in ("more", "other", "additional", "further"):
        is_more = True
        at += 1
    if is_part and at < len(tokens) and tokens[at].low in _CORE_WORDS and not _noun_follows(tokens, at):
        return _part(tokens, number, at)
    phrase = _phrase(tokens, at, _LONGEST_GAP)
    if phrase is None:
        return None
    singular = number.low == number.high == 1 or is_part
    if not (phrase.noun.is_plural or phrase.effect or singular or number.is_digits):
        return None
    group = _build(
        tokens,
        number.first,
        number.outer,
        phrase,
        (number.low, number.best, number.high, number.qualifier),
        "counted",
        registry,
    )
    family = _family(tokens, group)
    return replace(
        family or group, is_part=is_part, is_more=is_more, outer_last=max(group.outer_last, number.outer_last)
    )


def _noun_follows(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].low in lexicon().nouns


def _skip_number(tokens: Sequence[Token], at: int) -> int:
    inner = {n.first: n for n in find_numbers(tokens[at : at + 3])}
    return at + inner[0].last + 1 if 0 in inner else at


def _is_more(tokens: Sequence[Token], outer: int, first: int) -> bool:
    near = [t.low for t in tokens[max(0, outer - 1) : first]]
    return any(w in ("another", "additional", "further", "other", "remaining") for w in near)


def _part(tokens: Sequence[Token], number: Number, last: int) -> Group:
    """ "five of them", "fifteen of the dead"."""
    group = Group(
        number.first, last, number.outer, last, number.low, number.best, number.high, number.qualifier, "elided", tokens[last].low,
        is_plural=number.value > 1, is_part=True, has_class=False,
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
            or _is_closed(after.low)
            or after.low == "found"
        )
        timed = number.first > 0 and tokens[number.first - 1].low in known.triggers and after.low in ("hours", "days", "minutes")
        closed = closed or timed
        weekday = after.is_capitalised and (after.low in known.words["month"] or after.low.endswith("day"))
        if not (closed or weekday) or after.text in "%°$€£/":
            return None
    if number.low == number.high == 1 and after is not None and after.low == "of":
        return None
    if after is not None and after.low == "shot" and number.outer and tokens[number.outer - 1].low in _FIRING:
        return None
    quote_last = max(last, number.last)
    has_others = tokens[quote_last].low in ("others",)
    return Group(
        number.first, quote_last, number.outer, quote_last, number.low, number.best, number.high, number.qualifier,
        "elided", tokens[quote_last].low, is_plural=number.value != 1, is_more=is_more, has_class=has_others,
    )  # fmt: skip


def _is_closed(word: str, text: str = "") -> bool:
    words = lexicon().words
    if text in _ACRONYMS:
        return False
    return any(
        word in words[n]
        for n in (
            "be",
            "have",
            "modal",
            "negation",
            "preposition",
            "conjunction",
            "article",
            "possessive",
            "pronoun",
            "relative",
            "subject_barrier",
            "including",
            "adverb",
        )
    )


def _phrase(tokens: Sequence[Token], at: int, gap: int) -> _Phrase | None:  # noqa: C901, PLR0912
    """The noun phrase whose modifiers start at `at`: the last of the first run of nouns for people."""
    known = lexicon()
    heads: list[int] = []
    words: list[str] = []
    years: int | None = None
    aged_last = at
    here = at
    while here < len(tokens):
        token = tokens[here]
        low = token.low
        aged = age_at(tokens, here) if token.kind in "nw" and not heads else None
        if aged:
            years, aged_last, here = aged[0], aged[1], aged[1] + 1
            words.append("year-old")
            continue
        if low in known.nouns and not (heads and _ends(tokens, heads[-1], here)):
            heads.append(here)
        elif _is_effect_noun(tokens, here):
            return _Phrase(here, here, _class_of(heads, tokens, words), words, years, known.counted[low])
        elif heads and _goes_on(tokens, here, heads[-1]):
            words += [tokens[h].low for h in heads] + [low]
            heads = []
        elif heads or token.kind != "w" or here - at > gap:
            if token.kind == "p" and token.text in "'\"“”‘’-" and not heads and here - at <= gap:
                here += 1
                continue
            break
        elif low in ("and", "or") and words and here + 1 < len(tokens) and _joins_modifiers(tokens, here):
            words.append(low)
        elif low in _HARMED and here + 1 < len(tokens) and not _is_modifier_of_people(tokens, here):
            break
        elif spelled(tokens, here) is not None:
            break
        elif (
            (low in known.triggers and low not in known.counted)
            or _is_closed(low, token.text)
            or low in known.words["unit_words"]
        ):
            break
        elif low == "of":
            break
        else:
            words.append(low)
        here += 1
    if not heads:
        if years is not None:
            last = aged_last
            return _Phrase(last, last, _aged_noun(years, tokens[last].low), words, years)
        return None
    head = heads[-1]
    words += [tokens[h].low for h in heads[:-1]]
    noun = known.nouns[tokens[head].low]
    if _is_modifier(tokens, head, noun):
        return None
    phrase = _Phrase(head, head, noun, words, years)
    _extend_list(tokens, phrase, heads)
    _extend_of(tokens, phrase)
    return phrase


def _joins_modifiers(tokens: Sequence[Token], at: int) -> bool:
    """ "regime and rebel fighters", "dead and wounded members", but not "the area and killed nine troops"."""
    after = tokens[at + 1].low
    if after in _HARMED:
        return tokens[at - 1].low in _HARMED
    return not _is_closed(after) and after not in lexicon().triggers


def _is_modifier_of_people(tokens: Sequence[Token], at: int) -> bool:
    """Whether "killed", "wounded" at `at` describes the noun after it: "115 wounded persons"."""
    known = lexicon()
    for here in range(at + 1, min(at + 4, len(tokens))):
        low = tokens[here].low
        if low in known.nouns:
            return True
        if spelled(tokens, here) is not None or (_is_closed(low) and low != "and"):
            return False
    return False


def _ends(tokens: Sequence[Token], head: int, at: int) -> bool:
    """Whether a plural before another noun ends the phrase: "10 civilians | activist group X said"."""
    nouns = lexicon().nouns
    return not nouns[tokens[head].low].is_singular and not nouns[tokens[at].low].is_plural


def _goes_on(tokens: Sequence[Token], at: int, head: int) -> bool:
    """Whether the noun before `at` only describes one to come: "30 Syrian government fighters"."""
    known = lexicon()
    if not known.nouns[tokens[head].low].is_singular:
        return False
    for here in range(at, min(at + 3, len(tokens))):
        token = tokens[here]
        if here > at and token.low in known.nouns:
            return True
        if token.kind != "w" or _is_closed(token.low) or token.low in known.triggers:
            return False
    return False


def _is_effect_noun(tokens: Sequence[Token], at: int) -> bool:
    """ "deaths", "injuries", "martyrs": nouns that count people by themselves. "killed" and "wounded" are not."""
    low = tokens[at].low
    return (
        low in lexicon().counted
        and low
        not in (
            "dead",
            "killed",
            "wounded",
            "injured",
            "slain",
            "hurt",
            "missing",
            "deceased",
            "killing",
            "killings",
            "life",
            "murder",
            "death",
            "homicide",
            "execution",
            "executions",
        )
        or (low in ("executions", "death", "killings") and at > 0)
    )


def _class_of(heads: list[int], tokens: Sequence[Token], words: list[str]) -> Noun:
    if heads:
        noun = lexicon().nouns[tokens[heads[-1]].low]
        return replace(noun, is_plural=True)
    if "civilian" in words:
        return Noun("civilian", "person", is_plural=True, is_singular=False)
    if any(lexicon().has("armed_word", w) for w in words):
        return Noun("combatant", "person", is_plural=True, is_singular=False)
    return Noun("unknown", "person", is_plural=True, is_singular=False)


def _aged_noun(years: int, word: str) -> Noun:
    child = years < ADULT_YEARS
    plural = word.endswith("s")
    return Noun("civilian" if child else "unknown", "person", plural, not plural, "child" if child else "adult")


def _is_modifier(tokens: Sequence[Token], head: int, noun: Noun) -> bool:
    """Whether the word only describes another noun: "a police station", "child abuse", "the Russian air force"."""
    if head + 1 >= len(tokens):
        return False
    after = tokens[head + 1]
    known = lexicon()
    if after.kind != "w" or after.is_capitalised:
        return (
            after.kind == "w"
            and tokens[head].is_capitalised
            and not tokens[head].text.isupper()
            and noun.kind == "person"
            and noun.is_singular
            and head > 0
            and after.low in known.words["org_word"]
        )
    if after.low in known.triggers or after.low in known.counted or _is_closed(after.low):
        return False
    if noun.is_plural and not noun.is_singular:
        return after.low in ("force", "party", "station", "group")
    return not (after.low.endswith(("ed", "ing", "ly")) or after.low in known.words["irregular_past"])


def _extend_list(tokens: Sequence[Token], phrase: _Phrase, heads: list[int]) -> None:
    """ "270 soldiers, guards and staff": one number for several kinds of people."""
    known = lexicon()
    last = phrase.head
    while last + 2 < len(tokens) and tokens[last + 1].low in (",", "and"):
        step = last + 2 + (tokens[last + 1].low == "," and tokens[last + 2].low == "and")
        if step >= len(tokens) or tokens[step].low not in known.nouns or not known.nouns[tokens[step].low].is_plural:
            break
        last = step
        phrase.kinds += 1
    if last != phrase.head:
        classes = {known.nouns[t.low].victim for t in tokens[heads[0] : last + 1] if t.low in known.nouns}
        ages = {known.nouns[t.low].age for t in tokens[heads[0] : last + 1] if t.low in known.nouns}
        phrase.last = last
        noun = phrase.noun
        victim: VictimClass = (
            noun.victim if len(classes) == 1 else ("civilian" if classes == {"civilian", "unknown"} else "unknown")
        )
        phrase.noun = replace(
            noun, victim=victim, age=noun.age if len(ages) == 1 else None, gender=None if len(ages) > 1 else noun.gender
        )


def _extend_of(tokens: Sequence[Token], phrase: _Phrase) -> None:
    """ "members of the so-called Free Syrian Army": what the members belong to tells their class."""
    if (
        tokens[phrase.last].low not in ("members", "member", "personnel", "leaders", "leader", "commanders")
        or phrase.last + 1 >= len(tokens)
        or tokens[phrase.last + 1].low != "of"
    ):
        return
    end = phrase.last + 2
    while (
        end < len(tokens)
        and end - phrase.last < 9
        and (
            tokens[end].is_capitalised
            or tokens[end].low
            in (
                "the",
                "a",
                "an",
                "so-called",
                "al",
                "group",
                "force",
                "forces",
                "terrorist",
                "armed",
                "same",
                "security",
                "pro-regime",
                "pro-government",
                "family",
                "its",
                "and",
                "militia",
                "army",
            )
            or tokens[end].kind == "p"
            and tokens[end].text in "“\"'‘’”"
        )
    ):  # noqa: PLR2004
        end += 1
    while end - 1 > phrase.last and (
        tokens[end - 1].low in ("the", "a", "an", "and", "its") or tokens[end - 1].kind == "p"
    ):
        end -= 1
    words = [t.low for t in tokens[phrase.last + 2 : end]]
    if any(lexicon().has("armed_word", w) for w in words):
        phrase.noun = replace(phrase.noun, victim="combatant")
    elif "family" in words:
        phrase.noun = replace(phrase.noun, victim="civilian")
    if end - 1 > phrase.last + 1:
        phrase.last = end - 1


def _determined(tokens: Sequence[Token], at: int, registry: Registry) -> Group | None:
    """ "a 16-year-old boy", "the child", "his wife Shauna", "her family", "the children"."""
    low = tokens[at].low
    start = at + 1
    if start >= len(tokens) or (low == "that" and tokens[start].low not in lexicon().nouns):
        return None
    more = low == "another" or tokens[start].low == "other"
    phrase = _phrase(tokens, start, 4)
    if (
        phrase is None
        and low == "another"
        and (lexicon().has("be", tokens[start].low) or tokens[start].low in lexicon().triggers)
    ):
        return Group(at, at, at, at, 1, 1, 1, "exact", "elided", low, is_plural=False, is_more=True, has_class=False)
    if phrase is None:
        return None
    noun = phrase.noun
    if noun.kind == "body":
        return None
    if phrase.effect and (low not in ("a", "an", "another") or not _ends_phrase(tokens, phrase.last)):
        return None
    quote = at if tokens[at].kind != "s" else start
    if noun.kind == "group":
        if tokens[phrase.head].low == "couple":
            return _build(tokens, quote, at, phrase, (2, 2, 2, "exact"), "counted", registry)
        group = _build(tokens, quote, at, phrase, (2, None, None, "vague"), "definite", registry)
        return _family(tokens, group) or (group if low not in ("a", "an") else None)
    if noun.is_singular and not (noun.is_plural and low not in ("a", "an")):
        group = _build(tokens, quote, at, phrase, (1, 1, 1, "exact"), "single", registry)
        return replace(group, is_more=more, is_plural=False, has_article=low in ("a", "an", "the"))
    if low in ("a", "an", "another"):
        return None
    return _build(tokens, quote, at, phrase, (2, None, None, "vague"), "definite", registry)


def _undetermined(tokens: Sequence[Token], at: int, registry: Registry) -> Group | None:
    phrase = _phrase(tokens, at, 4)
    if phrase is None or phrase.noun.kind == "body" or (phrase.effect and not _ends_phrase(tokens, phrase.last)):
        return None
    if phrase.noun.kind == "group":
        return _family(tokens, _build(tokens, at, at, phrase, (2, None, None, "vague"), "definite", registry))
    if phrase.noun.is_plural and not phrase.years:
        return _build(tokens, at, at, phrase, (2 * phrase.kinds, None, None, "vague"), "bare", registry)
    if phrase.years is not None or tokens[at].is_capitalised or at == 0:
        return _build(tokens, at, at, phrase, (1, 1, 1, "exact"), "single", registry)
    return _build(tokens, at, at, phrase, (1, 1, 1, "exact"), "loose", registry)


def _ends_phrase(tokens: Sequence[Token], last: int) -> bool:
    return last + 1 >= len(tokens) or tokens[last + 1].low not in ("of", "toll", "tolls")


def _family(tokens: Sequence[Token], group: Group) -> Group | None:
    """ "a family of six"."""
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


def _build(
    tokens: Sequence[Token],
    first: int,
    outer: int,
    phrase: _Phrase,
    figures: tuple[int | None, int | None, int | None, Qualifier],
    kind: str,
    registry: Registry,
) -> Group:
    """The group of a phrase, with class, age and gender from noun, modifiers, ages and names."""
    known = lexicon()
    noun = phrase.noun
    victim, age, gender = noun.victim, noun.age, noun.gender
    words = set(phrase.words)
    if "civilian" in words or "innocent" in words or "unarmed" in words:
        victim = "civilian"
    elif (
        victim == "unknown"
        and words & (known.words["armed_word"])
        and noun.kind == "person"
        and tokens[phrase.head].low not in ("people", "men", "women", "man", "others")
    ):
        victim = "combatant"
    if phrase.years is not None:
        age = "child" if phrase.years < ADULT_YEARS else "adult"
        if age == "child" and victim == "unknown":
            victim = "civilian"
        if age == "adult" and noun.age == "child":
            victim = "unknown" if gender != "female" else "civilian"
    if words & {"male"}:
        gender = "male"
    if words & {"female", "pregnant"}:
        gender = "female"
    last = phrase.last
    harms: set[Effect] = {_HARMED[w] for w in phrase.words if w in _HARMED}
    harmed: Effect | None = (
        None if not harms else ("casualties" if {"killed", "injured"} <= harms else next(iter(harms)))
    )
    group = Group(
        first, last, outer, last, figures[0], figures[1], figures[2], figures[3], kind, tokens[phrase.head].low,
        is_plural=figures[0] != 1 or figures[2] != 1, victim=victim, age=age, gender=gender, effect=phrase.effect, harmed=harmed,
        has_class=noun.kind not in ("anaphor", "body") or "other" in words, is_more="other" in words or tokens[phrase.head].low == "others",
    )  # fmt: skip
    if kind in ("single", "counted") and not group.is_plural:
        run = name_run(tokens, last + 1) if last + 1 < len(tokens) else None
        if run is None and last + 2 < len(tokens) and tokens[last + 1].text == ",":
            run = name_run(tokens, last + 2)
            run = (
                run
                if run is not None and registry.find([t.low for t in tokens[last + 2 : run + 1] if t.kind == "w"])
                else None
            )
        if run is not None:
            parts = [t.low for t in tokens[last + 1 : run + 1] if t.kind == "w"]
            person = registry.find(parts)
            if person or tokens[phrase.head].low not in ("police",):
                group = _with_person(tokens, replace(group, last=run, outer_last=run, person=person, has_name=True))
    return group


def learn(registry: Registry, harmed: Sequence[Group]) -> bool:
    """Registers names that turned out to be victims, so that they are known elsewhere; true where any was new."""
    new = [g for g in harmed if g.kind == "maybe"]
    for group in new:
        registry.add(Person(group.head.title(), gender=group.gender, age=group.age))
    return bool(new)


def _joined(tokens: Sequence[Token], groups: list[Group]) -> Iterator[Group]:
    """Unnumbered singles joined by "and" or commas as one group with the sum; the rest as they are."""
    at = 0
    while at < len(groups):
        run = [groups[at]]
        while at + 1 < len(groups) and _may_join(tokens, run[-1], groups[at + 1], run):
            at += 1
            run.append(groups[at])
        yield _sum(run) if len(run) > 1 else run[0]
        at += 1


def _may_join(tokens: Sequence[Token], left: Group, right: Group, run: list[Group]) -> bool:
    if left.kind not in ("single", "named", "loose", "maybe", "bare") or right.kind not in (
        "single",
        "named",
        "loose",
        "maybe",
        "bare",
    ):
        return False
    if (left.kind == "bare") != (right.kind == "bare"):
        return False
    if tokens[right.outer].kind == "s":
        return False  # "Hale's mother": the possessor is another
    between = [t.low for t in tokens[left.outer_last + 1 : right.outer]]
    if between not in (["and"], [","], [",", "and"], []) or (not between and right.kind in ("named", "maybe")):
        return False
    if (
        not between
        and len(run) < 2
        and not (right.outer < right.first or tokens[right.outer].low in _DETERMINERS or right.kind in ("loose",))
    ):
        return False
    if left.kind == "loose" and len(run) == 1:
        return False
    if between == [","] and _is_apposition(left, right):
        return True
    differs = left.victim != right.victim and left.age != right.age and None not in (left.age, right.age)
    return not differs and "combatant" not in (left.victim, right.victim)


def _is_apposition(left: Group, right: Group) -> bool:
    """ "his mother, 27-year-old Akira Waters", "Akira Waters, 16, a student", "the victim, a boy": one person twice."""
    if right.outer - left.outer_last != 2 or left.kind == "bare":  # noqa: PLR2004 - a comma stands between
        return False
    if left.head == "victim" or (right.has_name and not left.has_name):
        return True
    return left.has_name and not right.has_name and right.kind == "single" and right.has_article


def _sum(run: list[Group]) -> Group:
    kept = [run[0]]
    for group in run[1:]:
        if _is_apposition(kept[-1], group):
            kept[-1] = kept[-1] if kept[-1].has_name else group
        else:
            kept.append(group)
    if len(kept) == 1:
        named = kept[0]
        if named is run[0]:
            return replace(named, outer_last=run[-1].outer_last)
        return replace(
            named,
            first=run[0].first,
            outer=run[0].outer,
            age=named.age or run[0].age,
            gender=named.gender or run[0].gender,
            victim=run[0].victim if named.victim == "unknown" else named.victim,
        )
    first, last = run[0], run[-1]
    total = sum(g.low or 0 for g in kept)
    run = kept
    is_bare = first.kind == "bare"
    classes = {g.victim for g in run}
    victim: VictimClass = first.victim if len(classes) == 1 else "civilian"
    ages, genders = {g.age for g in run}, {g.gender for g in run}
    return replace(
        first, last=last.last, outer_last=last.outer_last, low=total, best=None if is_bare else total,
        high=None if is_bare else total, is_plural=True, victim=victim, age=first.age if len(ages) == 1 else None,
        gender=first.gender if len(genders) == 1 else None, person=None, kind="bare" if is_bare else "list",
    )  # fmt: skip
