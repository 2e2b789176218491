"""The source that is the subject of a reporting verb, past adverbs, days, appositions and relative clauses."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.sources import phrases
from extractors.casualties.sources.phrases import SourceName
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.tokens import Token

_APPOSITION = 24  # tokens between the commas of "the Observatory, which ..., said"
_DESCRIBING = frozenset({"outside", "who", "on", "reached", "contacted", "briefed", "familiar"})
_MODIFIER = 12  # tokens between "a doctor" and the verb of "a doctor receiving the wounded said"


def subject_before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """The source that is the subject of a verb at `end`, past adverbs, days, appositions and relative clauses."""
    at = _skip_adverbs(tokens, end)
    if at < 0:
        return None
    if tokens[at].text in ",-–—":
        return _around_apposition(tokens, at)
    if tokens[at].text == "." and at and len(tokens[at - 1].text) <= phrases.TITLE:
        at -= 1  # "John DeStefano Jr. said"
    if tokens[at].kind == "p":
        return None
    if tokens[at].low in {"and", "but"}:
        return _shared_subject(tokens, at)
    name = phrases.named_before(tokens, at)
    if name is None or _is_object(tokens, name):
        name = _behind_relative(tokens, at) or _behind_modifier(tokens, at)
    return (_in_apposition(tokens, name) or name) if name else _opening(tokens, at)


def _shared_subject(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The subject of the sentence that a second verb shares: "The Observatory relies on ... and says"."""
    first = next((i for i in range(at) if tokens[i].kind == "w" and tokens[i].low not in {"but", "and"}), at)
    name = phrases.after(tokens, first)
    return name if name and name.last <= at else None


def _skip_adverbs(tokens: Sequence[Token], end: int) -> int:
    words = reporting_words()
    at = end - 1
    while at >= 0:
        token = tokens[at]
        if (
            token.low in words.adverbs
            or token.low in {"late", "early", "earlier", "later", "on"}
            or phrases.is_day(token)
        ):
            at -= 1
        elif token.text == ")" and (opening := phrases.bracket_before(tokens, at)) is not None:
            at = opening - 1
        else:
            break
    return at


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
    if tokens[name.first].low not in phrases.ARTICLES or name.first == 0 or not phrases.is_name(tokens[name.first - 1]):
        return None
    head = phrases.named_before(tokens, name.first - 1)
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
        opening -= 2  # "Walter Finch, 83, who has lived here for years, said"
    if phrases.is_name(inner) and inner.low not in reporting_words().determiners:
        name = phrases.named_before(tokens, comma - 1)
        if name and name.first <= opening + 1:
            return name
    return phrases.named_before(tokens, opening - 1) if opening else None


def _behind_modifier(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The noun before a phrase that runs up to the verb: "police at the scene said", "a doctor receiving them said"."""
    words = reporting_words()
    for i in range(at - 1, max(-1, at - _MODIFIER), -1):
        token, right = tokens[i], tokens[i + 1]
        low = token.low
        if token.kind == "p" or low in words.conjunctions or low in words.say or low in phrases.FINITE:
            return None
        modifies = right.low in words.prepositions or right.low.endswith("ing") or right.low in _DESCRIBING
        if modifies and words.kinds_of(token.low) - {"document"}:
            return phrases.named_before(tokens, i)
    return None


def _behind_relative(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The head of a relative clause that runs up to the verb: "the Observatory which monitors ... said"."""
    words = reporting_words()
    for i in range(at, max(0, at - _APPOSITION), -1):
        if phrases.is_relative(tokens, i):
            return phrases.named_before(tokens, i - 1 - (tokens[i - 1].text == ","))
        if tokens[i].text in {".", ";", ":", '"', "“", "”"} or tokens[i].low in words.say:
            return None
    return None


def _opening(tokens: Sequence[Token], at: int) -> SourceName | None:
    """The name that opens the sentence, with an explanation up to the verb: "Syria Relief a charity in Homs said"."""
    words = reporting_words()
    first = next((i for i in range(at) if tokens[i].kind == "w"), at)
    name = phrases.after(tokens, first)
    if name is None or name.kind != "name" or name.last > at or tokens[name.last].low not in phrases.ARTICLES:
        return None
    between = tokens[name.last : at + 1]
    is_plain = not any(t.low in words.say or t.low in words.conjunctions or t.text in ".;:" for t in between)
    return name if is_plain else None
