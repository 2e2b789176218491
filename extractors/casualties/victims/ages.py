"""Ages told after those who are that old: "a boy, 12, and", "aged 20, 21 and 24", "(9 and 11)", "between 9 and 15".

A list of ages says whether those before it are children or adults; it counts them where nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Age
from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group
from extractors.casualties.victims.years import ADULT_YEARS

_BOUNDING = frozenset(["between", "under", "below", "over"])
_OLDEST = 115
_DECADE = re.compile(r"(?:mid-|late-|early-)?[1-9]0['’]?s")
_LONGEST = 12  # ages in one list
_DASHES = frozenset("–—-")
_CLOSERS = frozenset([",", ";", ".", ")", "–", "—", "-"])
_JOINTS = frozenset([",", "and", "or", "to", "&", "-", "–"])
_WHO_WERE = (["who", "were"], ["who", "are"])  # "the girls, | who were 9 and 11,"
_RANGING = frozenset(["to", "or", "-", "–", "between", "from"])
_NEW_PERSON = frozenset(["a", "an", "the", "his", "her", "their", "another"])
AGE_OPENERS = frozenset(["aged", "age", "ages", "between", "under", "below", "over"])
"""The words with which ages that are said in words start."""
_AFTER_ONE = frozenset(["of", "from", "was", "who", "is", "has"])


class Ages(NamedTuple):
    """The youngest and the oldest age of a list, and its last token."""

    low: int
    high: int
    last: int


def _age(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    run = spelled(tokens, at) if at < len(tokens) and tokens[at].kind in "nw" else None
    return run if run is not None and 0 < run[0] <= _OLDEST else None


def _list(tokens: Sequence[Token], at: int) -> list[tuple[int, int]]:
    """The ages that follow each other from `at`, joined by commas and conjunctions, each with its last token."""
    found: list[tuple[int, int]] = []
    here = at
    while len(found) < _LONGEST and (age := _age(tokens, here)) is not None:
        found.append(age)
        here = age[1] + 1
        if here < len(tokens) and tokens[here].low in ("year", "years", "months"):
            here += 1
        if here >= len(tokens) or tokens[here].low not in _JOINTS:
            break
        here += 1 + (tokens[here].text == "," and here + 1 < len(tokens) and tokens[here + 1].low in ("and", "or"))
    return found


def _ages(found: Sequence[tuple[int, int]]) -> Ages:
    years = [value for value, _ in found]
    return Ages(min(years), max(years), found[-1][1])


def _counts_people(tokens: Sequence[Token], last: int) -> bool:
    """Whether the number that ends at `last` has a noun of its own: "aged 60 | and 30 others"."""
    if last + 1 >= len(tokens):
        return False
    after = tokens[last + 1]
    return after.low in lexicon().nouns or after.low in ("more", "other", "others", "of")


def _is_described(token: Token) -> bool:
    """Whether the noun tells sex or age and no kin, as those do that an age with "of" follows: "a man of 30"."""
    noun = lexicon().nouns.get(token.low)
    return noun is not None and noun.kind == "person" and (noun.age is not None or noun.gender is not None)


def said_ages(tokens: Sequence[Token], at: int) -> Ages | None:
    """The ages that "aged", "ages" or "between the ages of" at `at` opens."""
    if tokens[at].low not in AGE_OPENERS:
        return None
    if tokens[at].low in _BOUNDING:
        if [t.low for t in tokens[at + 1 : at + 4]] not in (["the", "ages", "of"], ["the", "age", "of"]):
            return None
        bound = tokens[at].low
        at += 3
        if bound != "between":  # "13 children under the age of 18"
            limit = _age(tokens, at + 1)
            return limit and Ages(*((0, limit[0] - 1) if bound != "over" else (limit[0], _OLDEST)), limit[1])
    start = at + 1
    is_range = start < len(tokens) and tokens[start].low in ("between", "from")
    while start < len(tokens) and tokens[start].low in ("between", "from", "of", "just", "only", "about"):
        start += 1
    found = _list(tokens, start)
    before = at - 1 - (at > 1 and tokens[at - 1].text == ",")
    noun = lexicon().nouns.get(tokens[before].low) if before >= 0 else None
    if noun is not None and noun.is_singular and not noun.is_plural and not is_range:
        found = found[:1]  # "a man aged 60 and three others"
    while len(found) > 1 and _counts_people(tokens, found[-1][1]):
        found = found[:-1]
    return _ages(found) if found else None


def ages_after(tokens: Sequence[Token], last: int, *, is_one: bool) -> Ages | None:
    """The ages that stand after a group for people whose last token is `last`.

    Args:
        tokens: the sentence.
        last: the last token of the group.
        is_one: the group is one person, so that only one age is read.

    Returns:
        The ages, their last token with the closing bracket or the second comma's word before it; None where the
        number counts somebody ("a man, 3 were wounded").
    """
    at = last + 1
    if at >= len(tokens):
        return None
    if is_one and tokens[at].low == "of" and at + 1 < len(tokens) and (age := _age(tokens, at + 1)) is not None:
        is_age = _is_described(tokens[last]) and not _counts_people(tokens, age[1])
        return Ages(age[0], age[0], age[1]) if is_age else None  # "a boy of 12"
    opener = tokens[at].text
    said = at + (opener in (",", "(") or opener in _DASHES)
    if said < len(tokens) and (ages := said_ages(tokens, said)) is not None:
        closed = opener == "(" and ages.last + 1 < len(tokens) and tokens[ages.last + 1].text == ")"
        return ages._replace(last=ages.last + closed)
    if said == at:
        return None
    at += 2 * ([t.low for t in tokens[at + 1 : at + 3]] in _WHO_WERE)
    found = _list(tokens, at + 1)[: 1 if is_one else None]
    while found and not _is_closed(tokens, found[-1][1], opener, is_one=is_one):
        found = found[:-1]
    if not found or (opener != "," and len(found) == 1 and not is_one):
        return None
    ages = _ages(found)
    return ages._replace(last=ages.last + (opener == "("))


def _is_closed(tokens: Sequence[Token], last: int, opener: str, *, is_one: bool) -> bool:
    """Whether the apposition ends after the age, so that the number has no noun and no verb of its own."""
    at = last + 1
    if at >= len(tokens):
        return True
    after = tokens[at].low
    if opener == "(":
        return after == ")"
    if opener in _DASHES:
        return after in _DASHES
    if after == "and" and at + 1 < len(tokens):
        return tokens[at + 1].low in _NEW_PERSON
    return after in _CLOSERS or (is_one and tokens[last].kind == "n" and after in _AFTER_ONE)


def with_ages(tokens: Sequence[Token], group: Group) -> Group:
    """The group with the ages that follow it: they tell children from adults, and count nobody."""
    if (last := _decade_last(tokens, group.outer_last)) is not None:
        return replace(group, outer_last=last)
    is_named_already = group.has_name and group.outer_last > group.last
    is_one = group.low == group.high == 1
    if group.kind not in ("counted", "single", "definite", "elided", "loose", "bare") or is_named_already:
        return group
    is_bare = group.kind == "elided" and tokens[group.last].low != "others" and tokens[group.outer].low != "the"
    if is_bare or group.kind == "bare":
        return replace(group, outer_last=_said_last(tokens, group))
    ages = ages_after(tokens, group.outer_last, is_one=is_one)
    if ages is None:
        return group
    age: Age | None = "child" if ages.high < ADULT_YEARS else ("adult" if ages.low >= ADULT_YEARS else group.age)
    victim = group.victim
    if age == "child" and victim == "unknown":
        victim = "civilian"
    elif age == "adult" and group.age == "child" and group.gender != "female":
        victim = "unknown"  # "two teenagers, 18 and 19"
    years = ages.low if is_one else None
    if group.kind == "definite" and (count := _counted_by_ages(tokens[group.outer_last + 1 : ages.last + 1])):
        group = replace(group, low=count, best=count, high=count, qualifier="exact", kind="counted")
    return replace(group, outer_last=ages.last, age=age, victim=victim, years=years)


def _counted_by_ages(told: Sequence[Token]) -> int:
    """How many "the men, aged 23 and 49" are; 0 where the ages are a range or only one."""
    count = sum(t.kind == "n" for t in told)
    return count if count > 1 and all(t.low not in _RANGING for t in told) else 0


def _decade_last(tokens: Sequence[Token], last: int) -> int | None:
    """The last token of "in her late 50s", "in their twenties" after a group."""
    words = [t.low for t in tokens[last + 1 : last + 6]]
    if words[:1] != ["in"] or words[1:2] not in (["his"], ["her"], ["their"]):
        return None
    at = next((k for k, w in enumerate(words[2:], 2) if w not in ("early", "mid", "late", "-")), 0)
    if at and (_DECADE.fullmatch(words[at]) or lexicon().has("decade", words[at])):
        return last + 1 + at
    return None


def _said_last(tokens: Sequence[Token], group: Group) -> int:
    """The last token of the ages said in words after a group without a noun or a number: "girls aged 6 to 9"."""
    at = group.outer_last + 1
    ages = said_ages(tokens, at) if at < len(tokens) else None
    return ages.last if ages is not None else group.outer_last
