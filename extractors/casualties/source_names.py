"""Noun phrases that name a source, read leftwards from a verb ("a monitor said") or rightwards ("said a monitor")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.reporting_words import reporting_words
from extractors.casualties.tokens import Token

_LONGEST = 16  # tokens of a source's name
_APPOSITION = 24  # tokens between the commas of "the Observatory, which ..., said"
_NAMED = 2  # capitalised tokens that make a full name


@dataclass(frozen=True, slots=True)
class SourceName:
    """Tokens `first:last` of a sentence, as a name: `kind` is pronoun, name, noun, or empty where it names no source."""

    first: int
    last: int
    kind: str


def before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """The source whose last token stands just before `end`; adverbs, days, appositions and relative clauses skipped."""
    at = _skip_adverbs(tokens, end)
    if at < 0:
        return None
    if tokens[at].text in ",-–—":
        return _around_apposition(tokens, at)
    if tokens[at].kind == "p":
        return None
    return named_before(tokens, at) or _behind_relative(tokens, at)


def _skip_adverbs(tokens: Sequence[Token], end: int) -> int:
    words = reporting_words()
    at = end - 1
    while at >= 0:
        token = tokens[at]
        is_day = token.low in words.time["between"] & {"late", "early", "earlier", "later", "on"} or _is_day(token)
        if token.low in words.adverbs or is_day:
            at -= 1
        elif token.text == ")" and (opening := _opening(tokens, at)) is not None:
            at = opening - 1
        else:
            break
    return at


def _is_day(token: Token) -> bool:
    return token.low in {
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "today",
        "yesterday",
    }


def _opening(tokens: Sequence[Token], at: int) -> int | None:
    return next((i for i in range(at, max(-1, at - _LONGEST), -1) if tokens[i].text == "("), None)


def _around_apposition(tokens: Sequence[Token], comma: int) -> SourceName | None:
    """ "the Observatory, which relies on ..., said"; "the head of the group, Rami Abdel Rahman, said"."""
    opening = next((i for i in range(comma - 1, max(-1, comma - _APPOSITION), -1) if tokens[i].text in ",-–—"), None)
    if opening is None or opening + 1 >= comma:
        return None
    inner = tokens[opening + 1]
    outer = named_before(tokens, opening - 1) if opening else None
    if inner.is_capitalised and inner.low not in reporting_words().determiners:
        name = named_before(tokens, comma - 1)
        if name and name.first <= opening + 1:
            return name
    return outer


def _behind_relative(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The head of a relative clause that ran up to the verb without a comma: "the Observatory which monitors ... said"."""
    words = reporting_words()
    for i in range(at, max(0, at - _APPOSITION), -1):
        if tokens[i].low in words.relatives:
            return named_before(tokens, i - 1 - (tokens[i - 1].text == ","))
        if tokens[i].text in {".", ";", ":", '"', "“", "”"} or tokens[i].low in words.verbs:
            return None
    return None


def named_before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """The noun phrase whose last token is `end`, if it can name a source."""
    words = reporting_words()
    if end < 0:
        return None
    if tokens[end].text == ")" and (opening := _opening(tokens, end)) is not None:
        end = opening - 1
    if end < 0 or tokens[end].kind != "w":
        return None
    if tokens[end].low in words.pronouns:
        return SourceName(end, end + 1, "pronoun")
    if tokens[end].low in words.relatives:
        inner = named_before(tokens, end - 1 - (end > 0 and tokens[end - 1].text == ","))
        return inner
    first = end + 1
    while first > 0 and end - first < _LONGEST and _joins(tokens, first - 1, end):
        first -= 1
        if tokens[first].low in words.determiners and not _is_before_name(tokens, first):
            break
    return _checked(tokens, first, end + 1)


def _is_before_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether the determiner at `at` stands inside a name: "Ministry of the Interior", "a spokesman for the army"."""
    return (
        at > 0
        and tokens[at - 1].low in {"of", "for", "at", "with", "from", "in"}
        and _takes_preposition(tokens, at - 1)
    )


def _takes_preposition(tokens: Sequence[Token], at: int) -> bool:
    if at == 0:
        return False
    head = tokens[at - 1]
    if reporting_words().is_source_noun(head.low) and head.low not in {
        "people",
        "men",
        "women",
        "forces",
        "troops",
        "state",
    }:
        return True
    return tokens[at].low in {"of", "for"} and head.is_capitalised and head.low not in reporting_words().openers


def _joins(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token at `at` belongs to the noun phrase that begins right of it and ends at `end`."""
    words, token = reporting_words(), tokens[at]
    if token.kind == "s":
        return at > 0 and tokens[at - 1].kind == "w"
    if token.text in {".", "&", "/"}:
        return at > 0 and tokens[at - 1].is_capitalised and len(tokens[at - 1].text) <= 4  # noqa: PLR2004 ("Lt.", "Dr.")
    if token.kind != "w":
        return False
    if token.low in {"of", "for", "at", "with", "from", "in"}:
        return at < end and _takes_preposition(tokens, at)
    if token.low in {"and", "or"}:
        return at > 0 and at < end and (words.is_source_noun(tokens[at - 1].low) or _both_named(tokens, at))
    if token.low in words.openers and not (token.is_capitalised and at == end):
        return False
    if token.is_capitalised:
        is_closed = at < end and tokens[at + 1].is_capitalised and tokens[at + 1].low in words.agencies
        return not is_closed or token.low in words.agencies
    return (
        token.low in words.modifiers
        or token.low in words.determiners
        or words.is_source_noun(token.low)
        or token.low.endswith(("-based", "-owned", "-run", "-backed", "-led"))
        or _is_possessor(tokens, at)
    )


def _both_named(tokens: Sequence[Token], at: int) -> bool:
    return (
        tokens[at - 1].is_capitalised
        and tokens[at + 1].is_capitalised
        and tokens[at + 1].low not in reporting_words().determiners
    )


def _is_possessor(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].kind == "s"


def after(tokens: Sequence[Token], start: int) -> SourceName | None:
    """The noun phrase that begins at `start`, if it can name a source."""
    words = reporting_words()
    last = start
    while last < len(tokens) and last - start < _LONGEST and _continues(tokens, last, start):
        last += 1
    while last > start and (
        tokens[last - 1].low in words.prepositions
        or tokens[last - 1].low in {"and", "or", *words.determiners}
        or tokens[last - 1].kind == "p"
    ):
        last -= 1
    if last == start:
        return None
    if tokens[start].low in words.pronouns:
        return SourceName(start, start + 1, "pronoun")
    return _checked(tokens, start, last)


def _continues(tokens: Sequence[Token], at: int, start: int) -> bool:
    words, token = reporting_words(), tokens[at]
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    before_this = tokens[at - 1] if at > start else None
    if token.kind == "s":
        return before_this is not None
    if token.text in {".", "&"}:
        return (
            before_this is not None
            and before_this.is_capitalised
            and len(before_this.text) <= 4
            and following is not None
            and following.is_capitalised
        )  # noqa: PLR2004
    if token.kind != "w":
        return False
    if token.low in words.determiners:
        return before_this is None or before_this.low in {"of", "for", "at", "with", "from", "in", "and", "or"}
    if token.low in {"of", "for", "at", "with", "from", "in"}:
        return (
            before_this is not None
            and _takes_preposition(tokens, at)
            and not (following is not None and _is_day(following))
        )
    if token.low in {"and", "or"}:
        return (
            following is not None
            and before_this is not None
            and (words.is_source_noun(following.low) or (following.is_capitalised and before_this.is_capitalised))
        )
    if token.low in words.openers or _is_day(token):
        return False
    if token.is_capitalised or token.low in words.pronouns:
        return True
    if words.is_source_noun(token.low):
        is_title = (
            following is not None and following.low in {"of", "for", "at"} and "person" in words.kinds_of(token.low)
        )
        return not (is_title and before_this is not None and before_this.is_capitalised)
    return (
        token.low in words.modifiers
        or token.low.endswith(("-based", "-owned", "-run", "-backed", "-led"))
        or _is_possessor(tokens, at)
    )


def _checked(tokens: Sequence[Token], first: int, last: int) -> SourceName | None:
    words = reporting_words()
    while first < last and (
        tokens[first].kind != "w" or tokens[first].low in {"of", "for", "at", "with", "from", "in", "and", "or"}
    ):
        first += 1
    first = _drop_opener(tokens, first, last)
    if first >= last:
        return None
    named = [t for t in tokens[first:last] if t.is_capitalised and t.low not in words.determiners and not _is_day(t)]
    nouns = [t for t in tokens[first:last] if words.is_source_noun(t.low)]
    proper = [t for t in named if t.low not in words.openers or t is not tokens[first]]
    if proper and not (
        len(proper) == 1 and proper[0] is tokens[0] and not nouns and len(tokens) > 1 and last - first > 1
    ):
        return SourceName(first, last, "name")
    return SourceName(first, last, "noun") if nouns else None


def _drop_opener(tokens: Sequence[Token], first: int, last: int) -> int:
    words = reporting_words()
    while first < last and tokens[first].low in words.openers and last - first > 1:
        first += 1
    return first


def text_of(tokens: Sequence[Token], name: SourceName, text: str, offset: int) -> str:
    """The name as the text has it, without the article and the seat before a proper name, cut before an apposition."""
    words = reporting_words()
    first, last = name.first, name.last
    while first < last - 1 and name.kind == "name":
        token, following = tokens[first], tokens[first + 1]
        is_seat = token.low.endswith("-based")
        is_article = token.low in {"the", "a", "an"} and (following.is_capitalised or following.low.endswith("-based"))
        if not (is_seat or is_article):
            break
        first += 1
    last = _before_apposition(tokens, first, last)
    raw = text[tokens[first].start - offset : tokens[last - 1].end - offset]
    del words
    return re.sub(r"\s+", " ", raw)


def _before_apposition(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where "Rami Abdel Rahman director of the group" ends as a name."""
    words = reporting_words()
    for i in range(first + _NAMED, last - 1):
        is_name = all(t.is_capitalised for t in tokens[i - _NAMED : i])
        role = tokens[i + 1] if tokens[i].low in {"a", "an", "the"} else tokens[i]
        if is_name and role.kind == "w" and not role.is_capitalised and words.is_source_noun(role.low):
            if tokens[i].low in {"a", "an", "the"} or any(t.low in {"of", "for", "at"} for t in tokens[i + 1 : last]):
                return i
    return last
