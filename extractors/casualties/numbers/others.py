"""Numbers that count no people: dates, ages, times, money, distances, names with a number, rates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.casualties.lexicon import lexicon
from extractors.casualties.numbers.words import BIGGEST, digits_of, spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.ages import ages_after

_DASHED_DATE = re.compile(r"(?<!\d)(?:\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)")
_EMERGENCY = 911  # "called 911"
_CURRENCY = frozenset("$€£¥₽₺₪")


def counts_no_people(tokens: Sequence[Token], first: int, last: int, value: int) -> bool:
    """Whether the number counts no people: a unit, a price, an age, a date, a rate, or a part of a name."""
    words = lexicon().words
    before, before2 = _low(tokens, first - 1), _low(tokens, first - 2)
    after, after2 = _low(tokens, last + 1), _low(tokens, last + 2)
    timed = after in ("hours", "minutes", "days") and before in lexicon().triggers  # "wounding 90 hours after ..."
    return (
        value > BIGGEST
        or value == _EMERGENCY
        or before in _CURRENCY
        or (before2 if before == "." else before) in words["currency_before"]
        or after in words["currency_after"]
        or before == "#"
        or (after in words["unit_words"] and not timed and not _is_class(tokens, last + 1))
        or (after == "-" and (after2 in words["unit_words"] or after2 == "strong"))
        or _is_divided(tokens, first, last)
        or before in words["before_name_number"]
        or (before in words["capital_before_number"] and tokens[first - 1].is_capitalised and first > 1)
        or (before == "." and before2 == "no")
        or _is_model(tokens, first, last)
        or _is_torn(tokens, first)
        or _is_age(tokens, first)
        or _is_rate(tokens, first, last, value)
        or _is_date(tokens, first, last, value)
    )


def _low(tokens: Sequence[Token], at: int) -> str:
    """The word at `at`, lower case; nothing outside the sentence."""
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _is_class(tokens: Sequence[Token], at: int) -> bool:
    """As in "two | Year 11 pupils": no span of time."""
    return tokens[at].is_capitalised and at + 1 < len(tokens) and tokens[at + 1].kind == "n"


def _is_divided(tokens: Sequence[Token], first: int, last: int) -> bool:
    """As in "10:30", "7.62": one of two figures with a colon or a stop between them and no space."""
    if _low(tokens, last + 1) in (":", ".") and last + 2 < len(tokens) and tokens[last + 2].kind == "n":
        return tokens[last + 1].start == tokens[last].end and tokens[last + 2].start == tokens[last + 1].end
    if _low(tokens, first - 1) in (":", ".") and first > 1 and tokens[first - 2].kind == "n":
        return tokens[first - 1].end == tokens[first].start and tokens[first - 2].end == tokens[first - 1].start
    return False


def _is_model(tokens: Sequence[Token], first: int, last: int) -> bool:
    """As in "a Boeing 737-800": two figures tied by a hyphen behind a name, and no noun after them."""
    start, end = first, last
    if _is_tied(tokens, last + 1) and last + 2 < len(tokens) and tokens[last + 2].kind == "n":
        end = last + 2
    elif first > 1 and _is_tied(tokens, first - 1) and tokens[first - 2].kind == "n":
        start = first - 2
    if start == end or (start, end) == (first, last) or start < 2:  # noqa: PLR2004 - no word but the first is a name for sure
        return False
    name, after = tokens[start - 1], _low(tokens, end + 1)
    return name.is_capitalised and name.low not in lexicon().words["month"] and after not in lexicon().nouns


def _is_torn(tokens: Sequence[Token], at: int) -> bool:
    """As in "12 500 people", "20-10 people": a piece of a figure that nothing puts together, so it is not known."""
    if tokens[at].kind != "n":
        return False
    if _is_reversed(tokens, at) or (at > 1 and _is_reversed(tokens, at - 2)):
        return True
    before = tokens[at - 1] if at else None
    if before is None or before.kind != "n" or len(before.text) > 3 or len(tokens[at].text) != 3:  # noqa: PLR2004 - thousands
        return False
    return tokens[at].start - before.end == 1 and _low(tokens, at - 2) not in lexicon().words["month"]


def _is_reversed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a range that falls starts there."""
    if not _is_tied(tokens, at + 1) or at + 2 >= len(tokens):
        return False
    low, high = digits_of(tokens[at]), digits_of(tokens[at + 2])
    return low is not None and high is not None and high <= low


def _is_tied(tokens: Sequence[Token], at: int) -> bool:
    """Whether the mark at `at` is a hyphen without space around it."""
    if _low(tokens, at) != "-" or not 0 < at < len(tokens) - 1:
        return False
    return tokens[at].start == tokens[at - 1].end and tokens[at + 1].start == tokens[at].end


def _is_age(tokens: Sequence[Token], first: int) -> bool:
    """As in "a boy, 7, died" and "Akira Waters, 16, of Northtown"; and the children of a "father of four"."""
    if first < 2:  # noqa: PLR2004 - a noun and a comma stand before an age
        return False
    noun = lexicon().nouns.get(tokens[first - 2].low)
    if tokens[first - 1].low == "of":
        return noun is not None and noun.kind == "kin" and noun.is_singular
    is_person = tokens[first - 2].is_capitalised or (noun is not None and noun.is_singular and not noun.is_plural)
    return tokens[first - 1].text == "," and is_person and ages_after(tokens, first - 2, is_one=True) is not None


def _is_rate(tokens: Sequence[Token], first: int, last: int, value: int) -> bool:
    """As in "one in five", "three out of ten", "12 per 100,000", "8 a day": a share or a pace, and no count."""
    if _low(tokens, first - 1) in ("per", "every") or _follows_share(tokens, first):
        return True
    at = last + 1
    while at < len(tokens) and at - last <= _RATED and tokens[at].kind == "w" and tokens[at].low not in _RATES:
        at += 1
    at += _low(tokens, at) == "," and _low(tokens, at + 1) == "per"
    if _low(tokens, at) == "per" and at - last <= _RATED + 1:
        return True
    if _low(tokens, at) == "every" and _low(tokens, at - 1) == "for" and spelled(tokens, at + 1) is not None:
        return True  # "477 deaths for every 100,000 residents"
    if _low(tokens, at) in ("a", "each", "every") and _low(tokens, at + 1) in _PACES:
        return _low(tokens, at + 2) not in _APART  # "killed 12 people a week ago"
    whole = _whole_of_share(tokens, last + 1)
    return whole is not None and value < whole


_RATES = frozenset(["per", "a", "each", "every", "in", "out", "of"])
_PACES = frozenset(["day", "week", "month", "year", "hour", "minute"])
_APART = frozenset(["ago", "after", "before", "later", "earlier", "from", "since", "on"])
_RATED = 3  # words of what is counted: "12 new infections per"


def _whole_of_share(tokens: Sequence[Token], at: int) -> int | None:
    """The larger figure of "in five", "out of every ten" at `at`, where no unit or place follows it."""
    start = at + 1
    if _low(tokens, at) == "out" and _low(tokens, start) == "of":
        start += 1
    elif _low(tokens, at) != "in":
        return None
    start += _low(tokens, start) == "every"
    run = spelled(tokens, start) if start < len(tokens) else None
    if run is None or (run[0] > _LARGEST_SHARE and run[0] % 1000):
        return None
    if _low(tokens, at) == "out" and run[0] not in _SHARED and run[0] % 1000:
        return None  # "six out of 40 people injured"
    after = _low(tokens, run[1] + 1)
    is_unit = after in lexicon().words["unit_words"] or after in lexicon().words["month"]
    return None if is_unit or after in ("different", "separate", "such", "more", "consecutive") else run[0]


_LARGEST_SHARE = 100
_SHARED = frozenset([*range(2, 11), 20, 50, 100])  # shares of all are told of these


def _follows_share(tokens: Sequence[Token], first: int) -> bool:
    """Whether the number is the whole of a share: the five of "one in five"."""
    at = first - 1 - (_low(tokens, first - 1) == "every")
    start = at - 1 if _low(tokens, at) == "of" and _low(tokens, at - 1) == "out" else at
    if start < 1 or _low(tokens, start) not in ("in", "out"):
        return False
    part = spelled(tokens, start - 1)
    whole = _whole_of_share(tokens, start)
    return part is not None and part[1] == start - 1 and whole is not None and part[0] < whole


def _is_date(tokens: Sequence[Token], first: int, last: int, value: int) -> bool:
    months = lexicon().words["month"]
    before = tokens[first - 1].low if first else ""
    before2 = tokens[first - 2].low if first > 1 else ""
    after = tokens[last + 1].low if last + 1 < len(tokens) else ""
    if tokens[first].kind != "n":
        return after in months and value <= 31 and after != "may"  # noqa: PLR2004
    plain = "," not in tokens[first].text
    if value <= 31 and (before in months or (before == "." and before2 in months) or after in months):  # noqa: PLR2004
        return True
    if plain and after not in lexicon().nouns and 1900 <= value <= 2100 and len(tokens[first].text) == 4:  # noqa: PLR2004
        return True  # a bare year; "1,950 people" has its comma, "2015 people" is rarer than the year 2015
    dashes = ("/", "-") if before in ("/", "-") and after in ("/", "-") else ("/",)
    return before in dashes or after in dashes or _is_dashed_date(tokens, last)


def _is_dashed_date(tokens: Sequence[Token], at: int) -> bool:
    """As in "23-02-2015" and "2015-02-23", from any of its figures."""
    near = tokens[max(0, at - 4) : at + 5]
    run = "".join(t.text for t in near)
    return any(len(t.text) == 4 and t.kind == "n" for t in near) and bool(_DASHED_DATE.search(run))  # noqa: PLR2004
