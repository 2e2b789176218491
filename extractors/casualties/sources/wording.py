"""The words of a source's name as the news would print them: without its article, its seat, and what explains it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from extractors.casualties.sources.phrases import ARTICLES, FULL_NAME, OF, SourceName, checked, is_name
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.tokens import Token


def text_of(tokens: Sequence[Token], name: SourceName, slice_: Callable[[int, int], str]) -> str:
    """The name as the text has it, without the article and the seat before a proper name, cut before an apposition.

    `slice_` gives the characters of the document between two offsets.
    """
    first = name.first
    while name.kind == "name" and first < name.last - 1:
        token, following = tokens[first], tokens[first + 1]
        is_article = token.low in ARTICLES and (is_name(following) or following.low.endswith("-based"))
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
    for i in range(first + FULL_NAME, last - 1):
        role = tokens[i + 1] if tokens[i].low in ARTICLES else tokens[i]
        explains = tokens[i].low in ARTICLES or any(t.low in {"of", "for", "at"} for t in tokens[i + 1 : last])
        is_role = not is_name(role) and words.is_source_noun(role.low)
        if is_role and explains and all(is_name(t) for t in tokens[i - FULL_NAME : i]):
            return i
    return last


def behind_document(tokens: Sequence[Token], name: SourceName) -> SourceName:
    """Who stands behind a document: "the ministry" of "figures from the ministry", "AFP" of "an AFP tally"."""
    words = reporting_words()
    for at in range(name.first, name.last - 1):
        token = tokens[at]
        if token.low in words.kinds["document"] and tokens[at + 1].low in {"from", "by", "of"}:
            behind = checked(tokens, at + 2, name.last)
            return behind if behind is not None else name
        if token.low in OF or is_name(token):
            break
    last = name.last
    while last - 1 > name.first and tokens[last - 1].low in words.kinds["document"]:
        last -= 1
    is_agency = tokens[last - 1].is_capitalised and tokens[last - 1].low in words.agencies
    return SourceName(name.first, last, "name") if is_agency and last < name.last else name
