"""Groups with a number: "14 civilians", "five of them", "another 250", "a family of six", "three SDF soldiers"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.lexicon import LONGEST_PHRASE, is_closed, lexicon
from extractors.casualties.numbers.find import Number, find_numbers
from extractors.casualties.numbers.qualifiers import bounds, suffix
from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.exceptions import all_but, excepts
from extractors.casualties.victims.groups import Figures, Group
from extractors.casualties.victims.named import build, with_name
from extractors.casualties.victims.names import Registry
from extractors.casualties.victims.open_nouns import read_open
from extractors.casualties.victims.phrases import LONGEST_GAP, read_phrase
from extractors.casualties.victims.traits import Phrase

_FIRING = frozenset(["fired", "fire", "firing", "fires", "heard", "squeezed"])
_OLDEST = 115
_SHARES = frozenset(["most", "many", "all", "half", "majority", "both", "several", "some"])
_SHARE_REACH = 8  # tokens from "most of the dead" to "were over 65"
_LONGEST_ASIDE = 6  # tokens of a bracket between a name and an age
_PARTITIVE = frozenset(["them", "whom", "those", "these", "the", "its", "their", "his", "her", "us", "our", "which"])


def counted(tokens: Sequence[Token], number: Number, registry: Registry) -> Group | None:
    """The group whose noun follows the number, past "of them", "more", "other"; None where no noun for people does."""
    at = _past_class(tokens, number.outer_last + 1)
    if excepts(tokens, number) and [t.low for t in tokens[at : at + 2]] == ["of", "the"]:
        return all_but(tokens, number, at)
    return _vague_harmed(tokens, number, at) or _with_noun(tokens, number, at, registry)


def _with_noun(tokens: Sequence[Token], number: Number, at: int, registry: Registry) -> Group | None:
    """As in "14 civilians", "five more soldiers", "six out of 40 people"; `at` is the token after the number."""
    is_part = is_some = False
    is_more = _is_more(tokens, number.outer, number.first)
    if (inner := _out_of(tokens, number, at)) is not None:
        at, is_part, is_some = inner, tokens[at + 2].low == "the", True
    elif at < len(tokens) and tokens[at].low == "of":
        at += 1
        if number.qualifier == "exact" and at < len(tokens) and not is_more and spelled(tokens, at):
            return None  # "one of two people": the two are the group
        if at < len(tokens) and tokens[at].low in ("them", "whom", "us", "which"):
            return _part(tokens, number, at)
        if at < len(tokens) and tokens[at].low in _PARTITIVE:
            is_part = not lexicon().has(
                "possessive", tokens[at].low
            )  # "four of its soldiers" are no part of a figure told
            is_some = True
            at += 1
            at = _skip_number(tokens, at)
    if at < len(tokens) and tokens[at].low in ("more", "other", "additional", "further"):
        is_more = True
        at += 1
    if is_part and at < len(tokens) and lexicon().has("core_word", tokens[at].low) and not _noun_follows(tokens, at):
        return _part(tokens, number, at)
    singular = number.value == 1 or is_some
    phrase = read_phrase(tokens, at, LONGEST_GAP) or _unknown_people(tokens, number, at)
    if phrase is None:
        return None
    is_whose = (
        number.value == 1 and phrase.noun.kind == "group" and number.outer and tokens[number.outer - 1].low == "of"
    )
    if is_whose or not (phrase.noun.is_plural or phrase.effect or singular or number.is_digits):
        return None  # "seven members of | one family"
    group = with_name(
        tokens,
        build(
            tokens,
            (number.outer, number.first),
            phrase,
            Figures(number.low, number.best, number.high, number.qualifier),
            "counted",
        ),
        registry,
    )
    group = _with_bound(tokens, family_of(tokens, group) or group)
    return replace(
        group,
        is_part=is_part,
        is_more=is_more or group.is_more,
        outer_last=max(group.outer_last, number.outer_last),
    )


def _vague_harmed(tokens: Sequence[Token], number: Number, at: int) -> Group | None:
    """As in "dozens of injured", "thousands of missing", with no noun after it."""
    if number.qualifier != "vague" or at + 1 >= len(tokens) or tokens[at].low != "of":
        return None
    if tokens[at - 1].low == "number" and tokens[number.outer].low not in ("a", "an"):
        return None  # "Number of dead: 14"
    effect = lexicon().counted.get(tokens[at + 1].low) if lexicon().has("core_word", tokens[at + 1].low) else None
    after = tokens[at + 2] if at + 2 < len(tokens) else None
    if effect is None or (after is not None and after.kind != "p" and not is_closed(after.low)):
        return None
    if after is not None and after.low in ("and", "or"):
        return None  # "dozens of dead and wounded fighters"
    return Group(
        number.first, at + 1, number.outer, at + 1, number.low, number.best, number.high, number.qualifier, "counted",
        tokens[at + 1].low, is_plural=True, effect=effect,
    )  # fmt: skip


def _out_of(tokens: Sequence[Token], number: Number, at: int) -> int | None:
    """The noun of "six out of | 40 people"; None of a share of all ("one out of ten people")."""
    if [t.low for t in tokens[at : at + 2]] != ["out", "of"] or at + 3 >= len(tokens):
        return None
    start = at + 2 + (tokens[at + 2].low in ("the", "a"))
    inner = next((n for n in find_numbers(tokens[start : start + 4]) if n.first <= 3), None)  # noqa: PLR2004 - "at least"
    if inner is None or inner.value <= number.value or number.value == 1:
        return None
    return start + inner.last + 1


def _with_bound(tokens: Sequence[Token], group: Group) -> Group:
    """As in "125 people at least", "20 people or more": the qualifier stands after the noun."""
    if group.qualifier != "exact" or group.last != group.outer_last:
        return group
    qualifier, last = suffix(tokens, group.last)
    if qualifier not in ("at_least", "at_most") or (last + 1 < len(tokens) and spelled(tokens, last + 1)):
        return group  # "killed 20 people, at least 5 of them children"
    low, best, high = bounds(group.value, qualifier)
    return replace(group, low=low, best=best, high=high, qualifier=qualifier, outer_last=last)


def _unknown_people(tokens: Sequence[Token], number: Number, at: int) -> Phrase | None:
    """As in "five trekkers": a noun of no list, known by the verb that takes it."""
    return read_open(tokens, number.outer, at, is_plural=number.value != 1)


def _noun_follows(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].low in lexicon().nouns


def _past_class(tokens: Sequence[Token], at: int) -> int:
    """The token after a numbered name before the noun: "two | Year 11 | pupils"."""
    if at + 2 >= len(tokens) or not tokens[at].is_capitalised or tokens[at + 1].kind != "n":
        return at
    is_class = tokens[at].low in lexicon().words["capital_before_number"] and tokens[at + 2].low in lexicon().nouns
    return at + 2 if is_class else at


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


def elided(tokens: Sequence[Token], number: Number) -> Group | None:
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
            or lexicon().has("after_figure", after.low)
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
    if _is_age_of_name(tokens, number) or excepts(tokens, number):
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


def _is_age_of_name(tokens: Sequence[Token], number: Number) -> bool:
    """As in "Akira, (left) | 16, and Leila, | 9 (right)": in commas or brackets after a name."""
    at, last = number.outer - 1, number.last + 1
    if number.value > _OLDEST or at < 1 or last >= len(tokens):
        return False
    if number.outer != number.first:
        return _is_age_of_most(tokens, number, at) or (
            number.qualifier == "about" and tokens[at].text == "," and _is_one(tokens[at - 1])
        )
    if tokens[at].text == ")":
        at = next((k for k in range(at, max(0, at - _LONGEST_ASIDE), -1) if tokens[k].text == "("), 0)
    opened = tokens[at].text in (",", "(") and at > 0
    named = at - 1 - (tokens[at - 1].text == ",")
    if not opened or named < 0 or tokens[last].text not in (",", "(", ")"):
        return False
    noun = tokens[named]
    is_noun = noun.kind == "w" and noun.low not in lexicon().triggers and not is_closed(noun.low)
    is_noun = is_noun and not noun.low.endswith(("s", "men", "women", "children", "people"))
    return noun.is_capitalised or (number.is_digits and is_noun)  # "the driver of the other car, | 34, escaped"


def _is_one(token: Token) -> bool:
    """Whether the word is a noun for one person: "a white | male", ", approximately 60,"."""
    noun = lexicon().nouns.get(token.low)
    return noun is not None and noun.is_singular


def _is_age_of_most(tokens: Sequence[Token], number: Number, at: int) -> bool:
    """As in "Most of the dead were over 65 and lived alone": a share of people is no figure's subject."""
    if number.qualifier not in ("more_than", "at_most") or not lexicon().has("be", tokens[at].low):
        return False
    return any(t.low in _SHARES for t in tokens[max(0, at - _SHARE_REACH) : at])


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


def family_of(tokens: Sequence[Token], group: Group) -> Group | None:
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
