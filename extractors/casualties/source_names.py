"""Noun phrases that name a source, read leftwards from a verb ("a monitor said") or rightwards ("said a monitor")."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extractors.casualties.reporting_words import reporting_words
from extractors.casualties.tokens import Token

_LONGEST = 16  # tokens of a source's name
_APPOSITION = 24  # tokens between the commas of "the Observatory, which ..., said"
_FULL_NAME = 2  # capitalised tokens that make a full name
_TITLE = 4  # letters of an abbreviated title: "Lt.", "Capt."
_MODIFIER = 12  # tokens between "a doctor" and the verb of "a doctor receiving the wounded said"
_BARE = 6  # tokens of a source that is known only by its place in the clause
_FINITE = frozenset({"is", "are", "was", "were", "has", "have", "had", "did", "does", "do", "will", "killed", "died"})
_OF = frozenset({"of", "for", "at", "with", "from", "in"})
_ARTICLES = frozenset({"the", "a", "an"})
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
    """A word of a proper name: capitalised, or with a small Arabic article ("al-Noiami")."""
    if token.low.endswith("-based"):
        return False
    if token.low.startswith(("i'", "he'", "she'", "it'", "we'", "they'", "you'", "there'", "that'")):
        return False
    return token.is_capitalised or bool(_ARABIC_ARTICLE.match(token.text))


def before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """The source that is the subject of a verb at `end`; adverbs, days, appositions and relative clauses are skipped."""
    at = _skip_adverbs(tokens, end)
    if at < 0:
        return None
    if tokens[at].text in ",-–—":
        return _around_apposition(tokens, at)
    if tokens[at].text == "." and at and len(tokens[at - 1].text) <= _TITLE:
        at -= 1  # "John DeStefano Jr. said"
    if tokens[at].kind == "p":
        return None
    if tokens[at].low in {"and", "but"}:
        return _shared_subject(tokens, at)
    name = named_before(tokens, at)
    if name is None or _is_object(tokens, name):
        name = _behind_relative(tokens, at) or _behind_modifier(tokens, at)
    return (_in_apposition(tokens, name) or name) if name else _opening(tokens, at)


def _shared_subject(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The subject of the sentence that a second verb shares: "The Observatory relies on ... and says"."""
    first = next((i for i in range(at) if tokens[i].kind == "w" and tokens[i].low not in {"but", "and"}), at)
    name = after(tokens, first)
    return name if name and name.last <= at else None


def _skip_adverbs(tokens: Sequence[Token], end: int) -> int:
    words = reporting_words()
    at = end - 1
    while at >= 0:
        token = tokens[at]
        if token.low in words.adverbs or token.low in {"late", "early", "earlier", "later", "on"} or is_day(token):
            at -= 1
        elif token.text == ")" and (opening := _bracket(tokens, at)) is not None:
            at = opening - 1
        else:
            break
    return at


def _bracket(tokens: Sequence[Token], at: int) -> int | None:
    return next((i for i in range(at, max(-1, at - _LONGEST), -1) if tokens[i].text == "("), None)


def _is_object(tokens: Sequence[Token], name: SourceName) -> bool:
    """Whether a bare name hangs on a preposition ("a doctor in Saraqib said") and so is not the verb's subject."""
    words = reporting_words()
    if (
        name.kind != "name"
        or name.first == 0
        or any(words.is_source_noun(t.low) for t in tokens[name.first : name.last])
    ):
        return False
    if any(t.low in words.agencies for t in tokens[name.first : name.last]):
        return False
    at = name.first - 1
    if tokens[at].low in words.determiners and at:
        at -= 1
    return tokens[at].low in words.prepositions and not tokens[at].is_capitalised


def _in_apposition(tokens: Sequence[Token], name: SourceName) -> SourceName | None:
    """The name at the head of the sentence that "a war monitor" explains where the commas are lost."""
    if tokens[name.first].low not in _ARTICLES or name.first == 0 or not is_name(tokens[name.first - 1]):
        return None
    head = named_before(tokens, name.first - 1)
    if head is None or head.kind != "name" or not _opens(tokens, head.first):
        return None
    return head


def _opens(tokens: Sequence[Token], at: int) -> bool:
    return all(t.kind == "p" or t.low in reporting_words().openers or t.kind == "n" for t in tokens[:at])


def _around_apposition(tokens: Sequence[Token], comma: int) -> SourceName | None:
    """The source of "the Observatory, which relies on ..., said" or "the head of it, Rami Abdel Rahman, said"."""
    opening = next((i for i in range(comma - 1, max(-1, comma - _APPOSITION), -1) if tokens[i].text in ",-–—"), None)
    if opening is None or opening + 1 >= comma:
        return None
    inner = tokens[opening + 1]
    if opening > 1 and tokens[opening - 1].kind == "n" and tokens[opening - 2].text == ",":
        opening -= 2  # "Eugene Warner, 83, who has lived here for years, said"
    if is_name(inner) and inner.low not in reporting_words().determiners:
        name = named_before(tokens, comma - 1)
        if name and name.first <= opening + 1:
            return name
    return named_before(tokens, opening - 1) if opening else None


def _behind_modifier(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The noun before a phrase that runs up to the verb: "police at the scene said", "a doctor receiving them said"."""
    words = reporting_words()
    for i in range(at - 1, max(-1, at - _MODIFIER), -1):
        token, right = tokens[i], tokens[i + 1]
        if token.kind == "p" or token.low in words.conjunctions | words.say or token.low in _FINITE:
            return None
        modifies = right.low in words.prepositions or right.low.endswith("ing") or right.low in {"outside", "who", "on"}
        if modifies and words.kinds_of(token.low) - {"document"}:
            return named_before(tokens, i)
    return None


def bare_before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """Any short noun phrase that opens its clause before a verb that only people have: "the homeowner told police"."""
    words = reporting_words()
    first = end
    while (
        first > 0 and end - first < _BARE and tokens[first - 1].kind in "wsn" and tokens[first - 1].low not in _FINITE
    ):
        first -= 1
    opens = first == 0 or tokens[first - 1].kind == "p"
    taken = tokens[first:end]
    is_plain = not any(
        t.low in words.conjunctions | words.prepositions | words.openers | words.negations for t in taken
    )
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
    return SourceName(start, last, "noun") if any(t.low not in words.determiners for t in taken) else None


def _is_stop(token: Token, *, is_first: bool) -> bool:
    words = reporting_words()
    stops = words.conjunctions | words.prepositions | words.openers | words.say | _FINITE
    if words.is_source_noun(token.low) and not is_first:
        return False
    return token.low in stops or is_day(token) or (not is_first and token.low in words.determiners)


def _behind_relative(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The head of a relative clause that runs up to the verb: "the Observatory which monitors ... said"."""
    words = reporting_words()
    for i in range(at, max(0, at - _APPOSITION), -1):
        if tokens[i].low in words.relatives:
            return named_before(tokens, i - 1 - (tokens[i - 1].text == ","))
        if tokens[i].text in {".", ";", ":", '"', "“", "”"} or tokens[i].low in words.say:
            return None
    return None


def _opening(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The name that opens the sentence, with an explanation up to the verb: "Syria Relief a charity in Homs said"."""
    words = reporting_words()
    first = next((i for i in range(at) if tokens[i].kind == "w"), at)
    name = after(tokens, first)
    if name is None or name.kind != "name" or name.last > at or tokens[name.last].low not in _ARTICLES:
        return None
    between = tokens[name.last : at + 1]
    is_plain = not any(t.low in words.say or t.low in words.conjunctions or t.text in ".;:" for t in between)
    return name if is_plain else None


def named_before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """The noun phrase whose last token is `end`, if it can name a source."""
    words = reporting_words()
    if end >= 0 and tokens[end].text == ")" and (opening := _bracket(tokens, end)) is not None:
        end = opening - 1
    if end < 0 or tokens[end].kind != "w":
        return None
    if tokens[end].low in words.pronouns:
        return SourceName(end, end + 1, "pronoun")
    if tokens[end].low in words.relatives:
        return named_before(tokens, end - 1 - (end > 0 and tokens[end - 1].text == ","))
    first = end + 1
    while first > 0 and end - first < _LONGEST and _joins(tokens, first - 1, end):
        first -= 1
        is_inner = first > 0 and tokens[first - 1].low in _OF and _takes_preposition(tokens, first - 1)
        is_second = first > 1 and tokens[first - 1].low in {"and", "or"} and _coordinates(tokens[first - 2], tokens[first])
        if tokens[first].low in words.determiners and not (is_inner or is_second):
            break
    return _checked(tokens, first, end + 1)


def after(tokens: Sequence[Token], start: int) -> SourceName | None:
    """The noun phrase that begins at `start`, if it can name a source."""
    words = reporting_words()
    if start < len(tokens) and tokens[start].low in words.pronouns:
        return SourceName(start, start + 1, "pronoun")
    last = start
    while last < len(tokens) and last - start < _LONGEST and _continues(tokens, last, start):
        last += 1
    dangling = words.prepositions | words.determiners | {"and", "or"}
    while last > start and (tokens[last - 1].low in dangling or tokens[last - 1].kind == "p"):
        last -= 1
    return _checked(tokens, start, last) if last > start else None


def _takes_preposition(tokens: Sequence[Token], at: int) -> bool:
    """Whether the preposition belongs to a name or a source: "Ministry of", "a spokesman for", "residents in"."""
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
    return tokens[at].low in {"of", "for"} and is_name(head) and head.low not in reporting_words().openers


def _joins(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the token at `at` belongs to the noun phrase that begins right of it and ends at `end`."""
    words, token = reporting_words(), tokens[at]
    left = tokens[at - 1] if at else None
    right = tokens[at + 1] if at < end else None
    if token.kind != "w":
        return _is_inner_mark(token, left)
    if token.low in _OF:
        return right is not None and _takes_preposition(tokens, at)
    if token.low in {"and", "or"}:
        return left is not None and right is not None and _coordinates(left, right)
    if token.low in words.openers:
        return False
    if is_name(token):
        # A carrier's short name stands alone: "in the city of Hama SANA said".
        stands_alone = right is not None and right.is_capitalised and right.low in words.agencies
        return not stands_alone or token.low in words.agencies
    if token.low in words.particles:
        return left is not None and right is not None and is_name(left) and is_name(right)
    is_carrier = right is not None and right.is_capitalised and right.low in words.agencies
    if is_carrier and words.is_source_noun(token.low) and not words.kinds_of(token.low) & {"media", "organisation"}:
        return False  # "killed several militants FNA reported"
    return _is_part(token, right)


def _is_inner_mark(token: Token, left: Token | None) -> bool:
    if left is None or left.kind != "w":
        return False
    return token.kind == "s" or (token.text in {".", "&"} and left.is_capitalised and len(left.text) <= _TITLE)


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
    words, token = reporting_words(), tokens[at]
    left = tokens[at - 1] if at > start else None
    right = tokens[at + 1] if at + 1 < len(tokens) else None
    if token.kind == "n":
        return left is not None and right is not None and is_name(left) and right.is_capitalised  # "KOIN 6 News"
    if token.kind != "w":
        return _is_inner_mark(token, left) and (token.kind == "s" or (right is not None and right.is_capitalised))
    if token.low in _OF and left is not None:
        return _takes_preposition(tokens, at) and right is not None and not is_day(right) and right.kind == "w"
    if token.low in {"and", "or"}:
        return (
            left is not None
            and right is not None
            and (words.is_source_noun(right.low) or (is_name(left) and is_name(right)))
        )
    if token.low in words.determiners:
        return left is None or left.low in _OF or left.low in {"and", "or"}
    if (token.low in words.openers and left is not None) or is_day(token):
        return False
    return _is_name_or_part(token, left, right)


def _is_name_or_part(token: Token, left: Token | None, right: Token | None) -> bool:
    words = reporting_words()
    if is_name(token):
        return True
    if token.low in words.particles:
        return left is not None and right is not None and is_name(right)
    is_title = right is not None and right.low in {"of", "for", "at"} and "person" in words.kinds_of(token.low)
    if is_title and left is not None and is_name(left):
        return False  # "Rami Abdel Rahman director of the group": the name has ended
    return _is_part(token, right)


def _checked(tokens: Sequence[Token], first: int, last: int) -> SourceName | None:
    words = reporting_words()
    while first < last and (tokens[first].kind != "w" or tokens[first].low in _OF | {"and", "or"}):
        first += 1
    while last - first > 1 and tokens[first].low in words.openers:
        first += 1
    taken = tokens[first:last]
    if any(is_name(t) and t.low not in words.determiners | words.openers and not is_day(t) for t in taken):
        return SourceName(first, last, "name")
    return SourceName(first, last, "noun") if any(words.is_source_noun(t.low) for t in taken) else None


def text_of(tokens: Sequence[Token], name: SourceName, slice_: Callable[[int, int], str]) -> str:
    """The name as the text has it, without the article and the seat before a proper name, cut before an apposition.

    `slice_` gives the characters of the document between two offsets.
    """
    first = name.first
    while name.kind == "name" and first < name.last - 1:
        token, following = tokens[first], tokens[first + 1]
        is_article = token.low in _ARTICLES and (is_name(following) or following.low.endswith("-based"))
        if not (is_article or token.low.endswith("-based")):
            break
        first += 1
    last = _before_apposition(tokens, first, name.last)
    return " ".join(slice_(tokens[first].start, tokens[last - 1].end).split())


def carrier_of(tokens: Sequence[Token], name: SourceName) -> SourceName:
    """The agency or broadcaster alone, where the phrase names one: "SANA" of "the state news agency SANA"."""
    words = reporting_words()
    known = [i for i in range(name.first, name.last) if is_name(tokens[i]) and tokens[i].low in words.agencies]
    if not known:
        return name
    first, last = known[0], known[0] + 1
    while last < name.last and is_name(tokens[last]):
        last += 1
    return SourceName(first, last, "name")


def _before_apposition(tokens: Sequence[Token], first: int, last: int) -> int:
    """Where "Rami Abdel Rahman the director of the group" ends as a name."""
    words = reporting_words()
    for i in range(first + _FULL_NAME, last - 1):
        role = tokens[i + 1] if tokens[i].low in _ARTICLES else tokens[i]
        explains = tokens[i].low in _ARTICLES or any(t.low in {"of", "for", "at"} for t in tokens[i + 1 : last])
        is_role = not is_name(role) and words.is_source_noun(role.low)
        if is_role and explains and all(is_name(t) for t in tokens[i - _FULL_NAME : i]):
            return i
    return last
