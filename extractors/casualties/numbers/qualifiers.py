"""The words that qualify a figure: "at least", "up to", "or more", "nearly"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.model import Qualifier
from extractors.casualties.tokens import Token

# Words before a number and what they make of it; longer phrases first.
_PREFIXES: tuple[tuple[tuple[str, ...], Qualifier], ...] = (
    (("no", "fewer", "than"), "at_least"),
    (("no", "less", "than"), "at_least"),
    (("not", "less", "than"), "at_least"),
    (("not", "fewer", "than"), "at_least"),
    (("no", "more", "than"), "at_most"),
    (("not", "more", "than"), "at_most"),
    (("as", "many", "as"), "at_most"),
    (("as", "high", "as"), "at_most"),
    (("a", "minimum", "of"), "at_least"),
    (("a", "maximum", "of"), "at_most"),
    (("upwards", "of"), "more_than"),
    (("upward", "of"), "more_than"),
    (("in", "excess", "of"), "more_than"),
    (("well", "over"), "more_than"),
    (("more", "than"), "more_than"),
    (("fewer", "than"), "at_most"),
    (("less", "than"), "at_most"),
    (("close", "to"), "about"),
    (("at", "least"), "at_least"),
    (("at", "most"), "at_most"),
    (("up", "to"), "at_most"),
    (("an", "estimated"), "about"),
    (("over",), "more_than"),
    (("above",), "more_than"),
    (("exceeding",), "more_than"),
    (("passed",), "more_than"),
    (("pass",), "more_than"),
    (("exceed",), "more_than"),
    (("surpass",), "more_than"),
    (("passing",), "more_than"),
    (("topped",), "more_than"),
    (("topping",), "more_than"),
    (("tops",), "more_than"),
    (("crossed",), "more_than"),
    (("surpassed",), "more_than"),
    (("surpasses",), "more_than"),
    (("exceeded",), "more_than"),
    (("exceeds",), "more_than"),
    (("atleast",), "at_least"),
    (("under",), "at_most"),
    (("nearly",), "about"),
    (("almost",), "about"),
    (("about",), "about"),
    (("around",), "about"),
    (("approximately",), "about"),
    (("roughly",), "about"),
    (("circa",), "about"),
    (("some",), "about"),
    (("estimated",), "about"),
    (("minimum",), "at_least"),
    (("close", "on"), "about"),
    (("just", "over"), "more_than"),
    (("slightly", "over"), "more_than"),
    (("just", "under"), "at_most"),
    (("surpassing",), "more_than"),
    (("north", "of"), "more_than"),
    (("upto",), "at_most"),
    (("least",), "at_least"),
    (("around", "about"), "about"),
    (("perhaps",), "about"),
    (("maybe",), "about"),
    (("possibly",), "about"),
    (("virtually",), "about"),
    (("approx",), "about"),
    (("~",), "about"),
    ((">",), "more_than"),
    (("<",), "at_most"),
)
_BY_LAST_WORD: dict[str, list[tuple[tuple[str, ...], Qualifier]]] = {}
for _phrase, _meaning in _PREFIXES:
    _BY_LAST_WORD.setdefault(_phrase[-1], []).append((_phrase, _meaning))
_SUFFIXES: tuple[tuple[tuple[str, ...], Qualifier], ...] = (
    (("or", "more"), "at_least"),
    (("or", "so"), "about"),
    (("or", "over"), "at_least"),
    (("or", "above"), "at_least"),
    (("or", "thereabouts"), "about"),
    (("or", "fewer"), "at_most"),
    (("or", "less"), "at_most"),
    (("at", "least"), "at_least"),
    (("at", "most"), "at_most"),
    (("at", "minimum"), "at_least"),
)
_OVER = frozenset(
    ["run", "runs", "ran", "running", "drove", "drives", "driving", "rolled", "knocked", "knocking", "reversed"]
)
_GOING = frozenset(
    ["gone", "go", "goes", "went", "going", "shot", "climbed", "jumped", "moved", "crept", "inched", "edged"]
)
_LONGEST_LEAD = 3  # tokens: "a total of"


def bounds(value: int, qualifier: Qualifier) -> tuple[int | None, int | None, int | None]:
    """low, best, high of a figure under a qualifier."""
    if qualifier in ("at_least", "more_than"):
        return value, value, None
    if qualifier == "at_most":
        return None, value, value
    return value, value, value


def prefix(tokens: Sequence[Token], first: int) -> tuple[Qualifier | None, int]:
    """The qualifier before token `first`, and the first token of it."""
    outer = first
    while outer > max(0, first - _LONGEST_LEAD) and _leads(tokens, outer):
        outer -= 1
    found = _prefix_before(tokens, outer)
    if found is None:
        return None, outer
    phrase, qualifier = found
    inner = outer - len(phrase)
    if [t.low for t in tokens[max(0, inner - 2) : inner]] == ["total", "of"]:
        opening = tokens[max(0, inner - _LONGEST_LEAD)].low  # "a total of | about 20"
        return qualifier, inner - (_LONGEST_LEAD if opening in ("a", "the") else 2)
    stronger = _prefix_before(tokens, inner)
    if stronger is None:
        return qualifier, inner
    return (stronger[1] if qualifier == "about" else qualifier), inner - len(stronger[0])


def _prefix_before(tokens: Sequence[Token], end: int) -> tuple[tuple[str, ...], Qualifier] | None:
    """The words that qualify a number and end before token `end`, and what they make of it."""
    known = _BY_LAST_WORD.get(tokens[end - 1].low, ()) if end else ()
    if end > 1 and tokens[end - 1].low == "over" and tokens[end - 2].low in _OVER:
        return None  # "ran over four men"
    if end > 2 and (tokens[end - 2].low, tokens[end - 1].low) == ("up", "to") and tokens[end - 3].low in _GOING:  # noqa: PLR2004
        return None  # "the toll has gone up to nine"
    return next(((phrase, qualifier) for phrase, qualifier in known if _matches(tokens, end, phrase)), None)


def _leads(tokens: Sequence[Token], outer: int) -> bool:
    """Whether the token before `outer` only leads to the number: "a total of", "an additional"."""
    word = tokens[outer - 1].low
    if word == "of":
        return outer > 1 and tokens[outer - 2].low == "total"
    if word in ("record", "confirmed", "combined", "staggering"):
        return outer > 1 and tokens[outer - 2].low in ("a", "the")
    if word not in ("total", "all", "an", "a", "additional", "another", "further"):
        return False
    return _prefix_before(tokens, outer) is None


def _matches(tokens: Sequence[Token], end: int, phrase: tuple[str, ...]) -> bool:
    start = end - len(phrase)
    return start >= 0 and all(tokens[start + k].low == word for k, word in enumerate(phrase))


def suffix(tokens: Sequence[Token], last: int) -> tuple[Qualifier | None, int]:
    """As in "or more", "or so", "+" after the number."""
    for phrase, qualifier in _SUFFIXES:
        end = last + 1 + len(phrase)
        if end <= len(tokens) and _matches(tokens, end, phrase):
            return qualifier, end - 1
    if last + 1 < len(tokens) and tokens[last + 1].text == "+":
        return "at_least", last + 1
    return None, last
