"""Victim groups: noun phrases that count people, with what they tell of them.

"14 civilians", "dozens of others", "a man and his wife", "a family of six", "three SDF soldiers", "Akira Waters, 16",
"15 of the 350 hostages", "another 40". Whether anybody was harmed is the clauses' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from extractors.casualties.lexicon import lexicon
from extractors.casualties.numbers.comparisons import OPENERS
from extractors.casualties.numbers.find import Number, find_numbers
from extractors.casualties.numbers.words import STARTS, spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.ages import with_ages
from extractors.casualties.victims.counted import counted, elided, family_of
from extractors.casualties.victims.groups import DETERMINERS, Figures, Group, joined, without_appositions, without_lists
from extractors.casualties.victims.named import build, named, with_name
from extractors.casualties.victims.names import Registry
from extractors.casualties.victims.nobody import NEGATIVES, nobody_at
from extractors.casualties.victims.one_more import one_more, ordinal
from extractors.casualties.victims.open_heads import looks_like_people
from extractors.casualties.victims.open_nouns import read_open
from extractors.casualties.victims.phrases import LONGEST_GAP, ends_phrase, read_phrase
from extractors.casualties.victims.ranked import ranked
from extractors.casualties.victims.traits import Phrase
from extractors.casualties.victims.years import age_at

_OF_KIN = frozenset(
    ["younger", "older", "elder", "little", "big", "youngest", "oldest", "eldest", "twin", "infant", "baby"]
)
_SCALES = frozenset(["hundred", "thousand", "million", "billion", "lakh", "crore"])  # "1.3 million | people"
_MORE = frozenset(["other", "remaining"])
_BEFORE_FIGURE = _MORE | {"last", "final", "first", "latest"}  # "the last three miners"
_BORN_TOGETHER = {"twins": 2, "twin": 2, "triplets": 3, "triplet": 3, "quadruplets": 4}


def find_groups(tokens: Sequence[Token], registry: Registry | None = None) -> list[Group]:
    """All groups of people in one sentence, in order, without overlaps; unnumbered ones joined to lists are summed."""
    numbers = {n.first: n for n in find_numbers(tokens)}
    registry = registry or Registry()
    opening = _opening()
    found: list[Group] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        opens = token.low in opening or token.kind in "ns" or token.text[0].isupper() or "-" in token.text
        group = ranked(tokens, at + (token.low == "the")) or (
            _group_at(tokens, at, numbers, registry) if opens else None
        )
        if group is None:
            at += 1
        else:
            found.append(with_ages(tokens, group))
            at = max(found[-1].last, found[-1].outer_last) + 1
    return list(without_lists(tokens, joined(tokens, without_appositions(tokens, found))))


@cache
def _opening() -> frozenset[str]:
    """The words at which `_group_at` may read a group; so may names, figures, possessives and compounds."""
    return NEGATIVES | DETERMINERS | STARTS | OPENERS | _OF_KIN | lexicon().nouns.keys() | {"both"}


def _group_at(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], at: int, numbers: dict[int, Number], registry: Registry
) -> Group | None:
    token = tokens[at]
    if token.kind == "p":
        return None
    if token.low in NEGATIVES and (nobody := nobody_at(tokens, at)) is not None:
        return nobody
    if at in numbers:
        return counted(tokens, numbers[at], registry) or elided(tokens, numbers[at])
    if token.low in DETERMINERS or token.kind == "s":
        inner = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low in _BEFORE_FIGURE)
        if inner in numbers and token.low not in ("a", "an"):
            return _owned(tokens, at, inner, numbers, registry)
        return _determined(tokens, at, registry)
    if token.low == "both":
        return _both(tokens, at, registry)
    aged = age_at(tokens, at)
    if aged or token.low in lexicon().nouns or _is_younger_kin(tokens, at):
        return _undetermined(tokens, at, registry)
    return named(tokens, at, registry)


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
    group = counted(tokens, numbers[inner], registry) or elided(tokens, numbers[inner])
    if group is None:
        return None
    first = at if tokens[at].low in ("his", "her", "their") else group.first
    return replace(group, first=first, outer=min(at, group.outer), is_more=group.is_more or tokens[at + 1].low in _MORE)


def _both(tokens: Sequence[Token], at: int, registry: Registry) -> Group | None:
    start = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low in (DETERMINERS | {"of"}))
    phrase = read_phrase(tokens, start, LONGEST_GAP)
    if phrase is None or not phrase.noun.is_plural or phrase.effect == "injured":
        return None  # "both serious and slight | injuries"
    return with_name(tokens, build(tokens, (at, at), phrase, Figures(2, 2, 2, "exact"), "counted"), registry)


def _determined(  # noqa: C901, PLR0911, PLR0912 - a decision list
    tokens: Sequence[Token], at: int, registry: Registry
) -> Group | None:
    """As in "a 16-year-old boy", "the child", "his wife Shauna", "her family", "the children"."""
    low = tokens[at].low
    start = at + 1
    if start >= len(tokens) or (low == "that" and not _is_singular(tokens[start].low)):
        return None
    more = low == "another" or tokens[start].low == "other"
    more = more or ordinal([t.low for t in tokens[at : at + 3]]) is not None
    phrase = read_phrase(tokens, start, 4)
    if phrase is None and (single := one_more(tokens, at)) is not None:
        return single
    if phrase is None and low in ("a", "an", "another", "his", "her"):
        phrase = read_open(tokens, at, start, is_plural=False)
        if phrase is not None and low in ("his", "her") and not looks_like_people(tokens[phrase.head]):
            phrase = None  # "his career died"
    if phrase is None:
        return None
    noun = phrase.noun
    if more and (one := _one_more_dead(tokens, at, phrase)) is not None:
        return one
    if noun.kind == "body" or (tokens[phrase.head].low == "head" and _is_of_body(tokens, low, phrase.last + 1)):
        return None
    if phrase.effect and (low not in ("a", "an", "another") or not ends_phrase(tokens, phrase.last)):
        return None
    quote = at if tokens[at].kind != "s" else start
    if noun.kind == "group":
        if tokens[phrase.head].low == "couple":
            return with_name(tokens, build(tokens, (at, quote), phrase, Figures(2, 2, 2, "exact"), "counted"), registry)
        group = with_name(
            tokens, build(tokens, (at, quote), phrase, Figures(2, None, None, "vague"), "definite"), registry
        )
        return family_of(tokens, group) or (group if low not in ("a", "an") else None)
    if noun.is_singular and not (noun.is_plural and low not in ("a", "an")):
        group = with_name(tokens, build(tokens, (at, quote), phrase, Figures(1, 1, 1, "exact"), "single"), registry)
        group = replace(group, is_more=more, is_plural=False, has_article=low in ("a", "an", "the"))
        return _with_children(tokens, group) if noun.kind == "kin" else group
    if low in ("a", "an", "another"):
        return None
    if (born := _born_together(tokens, phrase)) is not None:
        return build(tokens, (at, quote), phrase, Figures(born, born, born, "exact"), "single")
    return with_name(tokens, build(tokens, (at, quote), phrase, Figures(2, None, None, "vague"), "definite"), registry)


def _is_of_body(tokens: Sequence[Token], owner: str, after: int) -> bool:
    """As in "his | head", "a bad | head | injury": no head of anything."""
    follows = tokens[after].low if after < len(tokens) else ""
    return owner in ("his", "her", "my", "your") or follows in lexicon().hurt_objects


def _one_more_dead(tokens: Sequence[Token], at: int, phrase: Phrase) -> Group | None:
    """As in "a third body", "another death", "a fourth fatality"."""
    is_told = (phrase.noun.kind == "body" or phrase.effect is not None) and ends_phrase(tokens, phrase.last)
    if not is_told or tokens[phrase.head].low.endswith("s") or tokens[phrase.head].low == "bodies":
        return None
    one = build(tokens, (at, at), phrase, Figures(1, 1, 1, "exact"), "counted")
    return replace(one, is_more=True, is_plural=False, has_class=phrase.effect is not None)


def _is_singular(word: str) -> bool:
    """Whether "that" before the noun may point at it: "that boy", but "said that | children"."""
    noun = lexicon().nouns.get(word)
    return noun is not None and noun.is_singular


def _with_children(tokens: Sequence[Token], group: Group) -> Group:
    """As in "a mother of three": the children say who she is and count nobody."""
    at = group.outer_last + 1
    run = spelled(tokens, at + 1) if at + 1 < len(tokens) and tokens[at].low == "of" else None
    return group if run is None else replace(group, outer_last=run[1])


def _is_after_number(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number that counts nobody stands before: "one in five | people", "how many | people"."""
    before = tokens[at - 1].low if at else ""
    if before == "many":
        return at > 1 and tokens[at - 2].low in ("how", "too", "so")
    return bool(before) and (before in _SCALES or spelled(tokens, at - 1) is not None)


def _born_together(tokens: Sequence[Token], phrase: Phrase) -> int | None:
    """How many "twins", "twin daughters", "triplets" are."""
    if phrase.last + 1 < len(tokens) and tokens[phrase.last + 1].is_capitalised:
        return None  # their names follow, and are counted
    if tokens[phrase.head].low == "parents" and tokens[phrase.head - 1].low in ("his", "her"):
        return 2
    return next((_BORN_TOGETHER[w] for w in (tokens[phrase.head].low, *phrase.words) if w in _BORN_TOGETHER), None)


def _undetermined(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], at: int, registry: Registry
) -> Group | None:
    phrase = read_phrase(tokens, at, 4)
    if phrase is None or phrase.noun.kind == "body" or (phrase.effect and not ends_phrase(tokens, phrase.last)):
        return None
    if tokens[phrase.head].low == "other":
        return None  # "the murder of two guards and | other | acts of violence"
    if phrase.noun.kind == "group":
        return family_of(
            tokens,
            with_name(tokens, build(tokens, (at, at), phrase, Figures(2, None, None, "vague"), "definite"), registry),
        )
    if phrase.noun.is_plural and (born := _born_together(tokens, phrase)) is not None:
        return build(tokens, (at, at), phrase, Figures(born, born, born, "exact"), "single")
    if phrase.noun.is_plural and not phrase.years and _is_after_number(tokens, at):
        return None
    if phrase.noun.is_plural and not phrase.years:
        return with_name(
            tokens, build(tokens, (at, at), phrase, Figures(2 * phrase.kinds, None, None, "vague"), "bare"), registry
        )
    is_age = phrase.years is not None and tokens[phrase.head].low == "old" and at > 0
    if is_age and tokens[at - 1].low in ("and", "to", "between", "was", "is", ","):
        return None  # "between 16 and 18 years old" tells an age and names nobody
    if phrase.years is not None or tokens[at].is_capitalised or at == 0:
        return with_name(tokens, build(tokens, (at, at), phrase, Figures(1, 1, 1, "exact"), "single"), registry)
    return with_name(tokens, build(tokens, (at, at), phrase, Figures(1, 1, 1, "exact"), "loose"), registry)
