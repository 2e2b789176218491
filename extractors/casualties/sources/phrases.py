"""Noun phrases that name a source, read leftwards from a verb ("a monitor said") or rightwards ("said a monitor")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.casualties.sources.words import reporting_words
from extractors.casualties.tokens import Token

_LONGEST = 16  # tokens of a source's name
FULL_NAME = 2  # capitalised tokens that make a full name
TITLE = 4  # letters of an abbreviated title: "Lt.", "Capt."
_BETWEEN = 3  # tokens of no list between an article and its noun
_BARE = 6  # tokens of a source that is known only by its place in the clause
FINITE = frozenset({"is", "are", "was", "were", "has", "have", "had", "did", "does", "do", "will", "killed", "died"})
OF = frozenset({"of", "for", "at", "with", "from", "in"})
_JOINS = OF | {"and", "or"}
ARTICLES = frozenset({"the", "a", "an"})
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday"])
_SEATED = ("-based", "-owned", "-run", "-backed", "-led", "-controlled", "-affiliated", "-linked")
_ARABIC_ARTICLE = re.compile(r"(?:al|el|ar|as|ad|an|ash|az|at|ul)[-‐‑][A-Z]")


@dataclass(frozen=True, slots=True)
class SourceName:
    """Tokens `first:last` of a sentence that name a source; `kind` is pronoun, name or noun."""

    first: int
    last: int
    kind: str


def is_day(token: Token) -> bool:
    """A weekday, today or yesterday."""
    return token.low in _DAYS


def is_name(token: Token) -> bool:
    """A word of a proper name: capitalised, or with a small Arabic article ("al-Haddad")."""
    said = ("i'", "he'", "she'", "it'", "we'", "they'", "you'", "there'", "that'")
    if token.low.endswith("-based") or token.low.startswith(said):
        return False
    return token.is_capitalised or bool(_ARABIC_ARTICLE.match(token.text))


def is_acronym(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token is written in capitals in a sentence that is not: "KST", "WHO"."""
    text = tokens[at].text
    around = tokens[max(0, at - 2) : at + 3]
    return (
        len(text) > 1 and text.isalpha() and text.isupper() and any(t.text.islower() for t in around if t.kind == "w")
    )


def is_relative(tokens: Sequence[Token], at: int) -> bool:
    """A relative pronoun; "WHO" is none."""
    return tokens[at].low in reporting_words().relatives and not is_acronym(tokens, at)


def bracket_before(tokens: Sequence[Token], at: int) -> int | None:
    """The opening bracket that the closing one at `at` belongs to."""
    return next((i for i in range(at, max(-1, at - _LONGEST), -1) if tokens[i].text == "("), None)


def named_before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """The noun phrase whose last token is `end`, if it can name a source."""
    words = reporting_words()
    if end >= 0 and tokens[end].text == ")" and (opening := bracket_before(tokens, end)) is not None:
        end = opening - 1
    if end < 0 or tokens[end].kind != "w":
        return None
    if tokens[end].low in words.pronouns:
        return SourceName(end, end + 1, "pronoun")
    if is_relative(tokens, end):
        return named_before(tokens, end - 1 - (end > 0 and tokens[end - 1].text == ","))
    first = end + 1
    while first > 0 and end - first < _LONGEST:
        joined = first - 1 if _joins(tokens, first - 1, end) else _article_of(tokens, first, end)
        if joined is None:
            break
        first = joined
        is_inner = first > 0 and tokens[first - 1].low in OF and _takes_preposition(tokens, first - 1)
        is_second = (
            first > 1 and tokens[first - 1].low in {"and", "or"} and _coordinates(tokens[first - 2], tokens[first])
        )
        if tokens[first].low in words.determiners and not (is_inner or is_second):
            break
    return checked(tokens, first, end + 1)


def _article_of(tokens: Sequence[Token], first: int, end: int) -> int | None:
    """The article that a single person needs, past words of no list: "a township sanitation worker"."""
    words = reporting_words()
    is_bare = tokens[first].kind == "w" and tokens[first].low not in words.determiners
    if first > end or "person" not in words.kinds_of(tokens[end].low) or tokens[end].is_capitalised or not is_bare:
        return None
    for i in range(first - 1, max(-1, first - 1 - _BETWEEN), -1):
        if tokens[i].low in {"a", "an"}:
            return i
        if tokens[i].kind != "w" or _is_stop(tokens[i], is_first=True) or tokens[i].low in words.adverbs:
            return None
    return None


def after(tokens: Sequence[Token], start: int) -> SourceName | None:
    """The noun phrase that begins at `start`, if it can name a source."""
    words = reporting_words()
    if start < len(tokens) and tokens[start].low in words.pronouns:
        return SourceName(start, start + 1, "pronoun")
    last = start
    while last < len(tokens) and last - start < _LONGEST and _continues(tokens, last, start):
        last += 1
    while last > start and (tokens[last - 1].low in words.dangling or tokens[last - 1].kind == "p"):
        last -= 1
    return checked(tokens, start, last) if last > start else None


def bare_before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """Any short noun phrase that opens its clause before a verb that only people have: "the homeowner told police"."""
    words = reporting_words()
    first = end
    while first > 0 and end - first < _BARE and tokens[first - 1].kind in "wsn" and tokens[first - 1].low not in FINITE:
        first -= 1
    opens = first == 0 or tokens[first - 1].kind == "p"
    taken = tokens[first:end]
    is_plain = not any(t.low in words.breaks for t in taken)
    if not (opens and taken and is_plain) or taken[0].low not in words.determiners | {"many", "several", "one"}:
        return None
    return SourceName(first, end, "noun")


def bare_after(tokens: Sequence[Token], start: int) -> SourceName | None:
    """Any short noun phrase after words that only a source follows: "according to the arrest report"."""
    words = reporting_words()
    last = start
    while (
        last < len(tokens)
        and last - start < _BARE
        and tokens[last].kind in "ws"
        and not _is_stop(tokens[last], is_first=last == start)
    ):
        last += 1
    taken = tokens[start:last]
    is_named = bool(taken) and taken[0].kind == "w" and any(t.low not in words.determiners for t in taken)
    return SourceName(start, last, "noun") if is_named else None


def _is_stop(token: Token, *, is_first: bool) -> bool:
    words = reporting_words()
    if words.is_source_noun(token.low) and not is_first:
        return False
    return token.low in _stops() or is_day(token) or (not is_first and token.low in words.determiners)


@cache
def _stops() -> frozenset[str]:
    """The words at which a noun phrase ends, unless they are nouns for a source too."""
    words = reporting_words()
    return FINITE.union(words.conjunctions, words.prepositions, words.openers, words.say)


def _takes_preposition(tokens: Sequence[Token], at: int) -> bool:
    """Whether the preposition belongs to a name or a source: "Ministry of", "a spokesman for", "residents in"."""
    if at == 0:
        return False
    head, words = tokens[at - 1], reporting_words()
    if words.is_source_noun(head.low) and head.low not in words.crowds:
        return True
    if not is_name(head) or head.low in words.openers:
        return False
    return tokens[at].low in {"of", "for"} or (tokens[at].low in {"in", "at"} and _ends_office(tokens, at - 1))


def _ends_office(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name of an office that "of" or "for" opens ends there: "the Ministry of Health" in Gaza."""
    words = reporting_words()
    for i in range(at, max(0, at - _BARE), -1):
        if tokens[i].low in {"of", "for"}:
            return "organisation" in words.kinds_of(tokens[i - 1].low)
        if not (is_name(tokens[i]) or tokens[i].low in {"and", "the"}):
            return False
    return False


def _joins(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token at `at` belongs to the noun phrase that begins right of it and ends at `end`."""
    words, token = reporting_words(), tokens[at]
    left = tokens[at - 1] if at else None
    right = tokens[at + 1] if at < end else None
    if token.kind != "w":
        return _is_inner_mark(token, left) or _opens_branch(tokens, at, end)
    if token.low in OF:
        return right is not None and _takes_preposition(tokens, at)
    if token.low in {"and", "or"}:
        return left is not None and right is not None and _coordinates(left, right)
    if token.low in words.particles and not is_name(token):
        return left is not None and right is not None and is_name(left) and is_name(right)
    if token.low in words.openers or _stands_before_carrier(token, right):
        return False
    return is_name(token) or _is_part(token, right)


def _stands_before_carrier(token: Token, right: Token | None) -> bool:
    """Whether a carrier's short name begins right of the token: "in Hama SANA said", "killed rebels FNA reported"."""
    words = reporting_words()
    if right is None or not right.is_capitalised or right.low not in words.agencies or token.low in words.agencies:
        return False
    is_noun_of_media = bool(words.kinds_of(token.low) & {"media", "organisation"})
    return is_name(token) or (words.is_source_noun(token.low) and not is_noun_of_media)


def _opens_branch(tokens: Sequence[Token], at: int, end: int) -> bool:
    """As in "Defense for Children International - Palestine": the dash joins a branch to the body's name."""
    if tokens[at].text not in "-–" or at == 0 or not all(is_name(t) for t in tokens[at + 1 : end + 1]):
        return False
    left, words = tokens[max(0, at - _BARE) : at], reporting_words()
    is_body = any(t.low in words.bodies or "organisation" in words.kinds_of(t.low) for t in left if t.is_capitalised)
    return is_body and is_name(left[-1]) and not any(t.kind == "p" for t in left) and len(left) > FULL_NAME


def _is_inner_mark(token: Token, left: Token | None) -> bool:
    if left is None or left.kind != "w":
        return False
    return token.kind == "s" or (token.text in {".", "&"} and left.is_capitalised and len(left.text) <= TITLE)


def _is_part(token: Token, right: Token | None) -> bool:
    words = reporting_words()
    is_listed = token.low in words.modifiers or token.low in words.determiners or words.is_source_noun(token.low)
    return is_listed or token.low.endswith(_SEATED) or (right is not None and right.kind == "s")


def _coordinates(left: Token, right: Token) -> bool:
    words = reporting_words()
    if is_name(left) and is_name(right):
        return right.low not in words.determiners
    return words.is_source_noun(left.low) and (right.low in words.determiners or _is_part(right, None))


def _continues(tokens: Sequence[Token], at: int, start: int) -> bool:
    """Whether the token at `at` belongs to the noun phrase that begins at `start`."""
    token = tokens[at]
    left = tokens[at - 1] if at > start else None
    right = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind == "w" and left is None:
        return not is_day(token) and (
            token.low in reporting_words().determiners or _is_name_or_part(token, left, right)
        )
    if left is None or (right is None and token.kind != "w"):
        return False
    if token.kind == "n":
        return right is not None and is_name(left) and right.is_capitalised  # "KOIN 6 News"
    if token.kind != "w":
        return _is_inner_mark(token, left) and (token.kind == "s" or (right is not None and right.is_capitalised))
    return _continues_word(tokens, at, left, right)


def _continues_word(tokens: Sequence[Token], at: int, left: Token, right: Token | None) -> bool:
    words, token = reporting_words(), tokens[at]
    if token.low in OF:
        return _takes_preposition(tokens, at) and right is not None and not is_day(right) and right.kind == "w"
    if token.low in {"and", "or"}:
        return right is not None and (words.is_source_noun(right.low) or (is_name(left) and is_name(right)))
    if token.low in words.determiners:
        return left.low in OF or left.low in {"and", "or"}
    return token.low not in words.openers and not is_day(token) and _is_name_or_part(token, left, right)


def _is_name_or_part(token: Token, left: Token | None, right: Token | None) -> bool:
    words = reporting_words()
    if is_name(token):
        return True
    if token.low in words.particles:
        return left is not None and right is not None and is_name(right)
    is_title = right is not None and right.low in {"of", "for", "at"} and "person" in words.kinds_of(token.low)
    if is_title and left is not None and is_name(left):
        return False  # "Lena Novak director of the group": the name has ended
    return _is_part(token, right)


def checked(tokens: Sequence[Token], first: int, last: int) -> SourceName | None:
    """The source that the tokens `first:last` name, if they hold a name or a noun for one."""
    words = reporting_words()
    while first < last and (tokens[first].kind != "w" or tokens[first].low in _JOINS):
        first += 1
    while last - first > 1 and tokens[first].low in words.openers:
        first += 1
    taken = tokens[first:last]
    if any(is_name(t) and t.low not in words.unnamed and not is_day(t) for t in taken):
        return SourceName(first, last, "name")
    return SourceName(first, last, "noun") if any(words.is_source_noun(t.low) for t in taken) else None
