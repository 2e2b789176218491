"""Words of time expressions: a sentence as a row of tokens, each of one class that one letter names.

The grammar (grammar.py) is written over these letters:

    M month      W weekday     D day number or small count   O ordinal word   Y year         S decade ("the 1990s")
    I 2018-11-03 N 3/11/2018   n other number                U unit of time   e weekend      K part of the day
    Z season     R today ...   G ago   L last   T this       X next           E early, late  h end, beginning
    a a, an      q few         p on    i in     s since      f from           t to, until    b between
    & and        o of          z the   v over   y by, before k a time of day  H holiday, always a day
    Q half, quarter
    C holiday that is a day after "on" alone                 x anything else  and , - ( ) for themselves
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from extractors.casualties.text import Sentence

OLDEST_YEAR, NEWEST_YEAR = 1900, 2099
_LAST_DAY = 31

_TOKEN = re.compile(
    r"""
    (?P<word>[^\W\d_]+)(?P<possessive>['’]s?\b)?
  | (?P<iso>(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d))
  | (?P<numeric>(?<![\d/.-])\d{1,2}(?P<separator>[/.-])\d{1,2}(?P=separator)\d{4}(?!\d)
              |(?<![\d/])\d{1,2}/\d{1,2}/\d{2}(?![\d/]))
  | (?P<decade>(?:19|20)\d0['’]?s\b)
  | (?P<clock>(?<![\d:.])(?:(?:[01]?\d|2[0-3])(?:[:.][0-5]\d)?\s?(?:[ap]\.?m\b\.?|[AP]\.?M\b\.?)
             |(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:])))
  | (?P<other>\d+(?:[.,:]\d+)+|\d+(?!(?:st|nd|rd|th)\b)[^\W\d_]+|[$€£]\d+)
  | (?P<digits>\d+)(?:(?:st|nd|rd|th)\b)?
  | (?P<mark>[^\s\w])
    """,
    re.VERBOSE,
)


@cache
def calendar() -> dict[str, Any]:
    """The word lists of data/calendar.toml."""
    return tomllib.loads(files("extractors.casualties").joinpath("data/calendar.toml").read_text("utf-8"))


class Word(NamedTuple):
    """One token: its characters in the sentence, its class letter, and the number or month it stands for."""

    start: int
    end: int
    text: str
    low: str
    letter: str
    value: int = 0


@cache
def _lexicon() -> dict[str, tuple[str, int]]:
    words = calendar()
    entries: dict[str, tuple[str, int]] = {}
    for letter, members in words["classes"].items():
        entries |= dict.fromkeys(members, (letter, 0))
    for letter, name in (("M", "months"), ("W", "weekdays"), ("O", "ordinals"), ("n", "numbers")):
        entries |= {member: (letter, value) for member, value in words[name].items()}
    entries |= {season: ("Z", first) for season, (first, _) in words["seasons"].items()}
    return entries


@cache
def _holidays() -> dict[str, str]:
    """Each name of a holiday with its letter."""
    words = calendar()
    weak = frozenset(words["holidays_after_on"]["names"])
    return {name: "C" if name in weak else "H" for name in (*words["holidays"], *words["moving_holidays"])}


def any_word(words: Iterable[str], *, only_capital: bool = False) -> str:
    """A pattern for whole words, in which every branch begins with a letter: the search then skips by first letters.

    The boundary before the word is looked for after its first letter, since a pattern that begins with one is slow.
    """
    branches = []
    for word in sorted(words, key=len, reverse=True):
        rest = re.escape(word[1:]).replace("\\ ", r"\s+").replace("'", "['’]")
        firsts = word[0].upper() if only_capital else word[0].lower() + word[0].upper()
        branches += [rf"{first}(?<!\w.)(?i:{rest})" for first in firsts]
    return "|".join(branches)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What tells that a sentence may hold a time expression, the cheapest first."""

    alone: frozenset[str]  # words that are enough
    named: frozenset[str]  # months, weekdays and the like, of which capitals or the next words decide
    spans: frozenset[str]  # units of time, which tell something beside one of the next
    before_span: frozenset[str]
    pattern: re.Pattern[str]  # decides where words of these stand


_FIGURES = re.compile("|".join([r"19\d\d|20\d\d", *(rf"{digit}[/.-]\d" for digit in range(10))]))


@cache
def _signs() -> _Signs:
    letters: dict[str, list[str]] = {}
    for word, (letter, _) in _lexicon().items():
        letters.setdefault(letter, []).append(word)
    months_and_days = [*calendar()["months"], *calendar()["weekdays"]]
    listed = ["ago", "since", "of the year", *letters["R"], *letters["e"], *_holidays()]
    alone, phrases = (frozenset(w for w in listed if w.isalpha() is single) for single in (True, False))
    spans = [*letters["U"], *letters["K"], *letters["Z"], *letters["e"]]
    turned, counted, few = [*letters["L"], *letters["T"], *letters["X"]], ["in", "within", "over"], letters["q"]
    units, counts = "|".join(letters["U"]), "|".join([*letters["n"], *letters["q"]])
    pattern = re.compile(
        rf"(?:{any_word(months_and_days, only_capital=True)})s?\b|(?:{any_word(phrases)})\b"
        rf"|(?:{any_word(turned)})\s+(?:\w+\s+){{0,2}}?(?i:{'|'.join(spans)})\b|(?:{any_word(few)})\s+(?i:{units})\b"
        rf"|(?:{any_word(['on'])})\s+the\s+\d\d?(?:st|nd|rd|th)\b"
        rf"|(?:{any_word(counted)})\s+(?:\d+|(?i:{counts}))\s+(?i:{units})\b"
    )
    figures = [*map(str, range(10)), *(f"{number:02}" for number in range(100))]
    named = {
        *months_and_days, *(f"{word}s" for word in months_and_days), *(re.findall(r"\w+", p)[-1] for p in phrases),
        *(f"{figure}{ending}" for figure in figures for ending in ("st", "nd", "rd", "th")),
    }  # fmt: skip
    return _Signs(alone, frozenset(named), frozenset(spans), frozenset([*turned, *few, *counted]), pattern)


def may_hold_date(sentence: Sentence) -> bool:
    """Whether the sentence has any word that a time expression needs; a quick look before the tokens are made."""
    signs, runs = _signs(), sentence.runs
    if not signs.alone.isdisjoint(runs) or _FIGURES.search(sentence.text):
        return True
    has_span = not signs.spans.isdisjoint(runs) and not signs.before_span.isdisjoint(runs)
    return (has_span or not signs.named.isdisjoint(runs)) and signs.pattern.search(sentence.text) is not None


@cache
def _holiday() -> tuple[frozenset[str], re.Pattern[str]]:
    """The longest words of the holidays' names, without any of which no holiday is named, and the names' pattern."""
    longest = frozenset(max(re.findall(r"\w+", name), key=len) for name in _holidays())
    return longest, re.compile(rf"(?:{any_word(_holidays())})\b")


@lru_cache(maxsize=64)  # the head of an article is read twice
def words_of(sentence: Sentence) -> Sequence[Word]:
    """The tokens of a sentence, with offsets in that sentence."""
    text = sentence.text
    found: list[Word] = []
    lexicon = _lexicon()
    longest, holiday = _holiday()
    holidays = {} if longest.isdisjoint(sentence.runs) else {m.start(): m for m in holiday.finditer(text)}
    last, letter = 0, ""  # where the token before ends, and its class
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if start < last:
            continue  # the stop of "Sept.", the rest of "Christmas Eve" have been taken
        word = match["word"]
        low = word.lower() if word else ""
        if start in holidays:
            found.append(_day_named(holidays[start]))
        elif word and low not in lexicon and not low.endswith("days"):
            found.append(Word(start, end, word, low, "x"))
            last, letter = end, "x"
            continue
        elif word:
            found.append(_word(match, low))
        else:
            found.extend(_figures(match, letter))
        last, letter = found[-1].end, found[-1].letter
    return found


def _day_named(match: re.Match[str]) -> Word:
    name = " ".join(match.group().lower().replace("’", "'").split())
    return Word(match.start(), match.end(), match.group(), name, _holidays()[name])


def _figures(match: re.Match[str], before: str) -> list[Word]:
    kind, start, end, text = match.lastgroup or "", match.start(), match.end(), match.group()
    if match["digits"]:
        return _number(match, before)
    letters = {"iso": "I", "decade": "S", "clock": "k", "numeric": "N", "separator": "N"}
    if kind == "mark":
        text = {"–": "-", "—": "-"}.get(text, text if text in ",-()" else ".")
        return [Word(start, end, match.group(), match.group(), text)]
    return [Word(start, end, text, text.lower(), letters.get(kind, "x"))]


def _number(match: re.Match[str], before: str) -> list[Word]:
    digits, start, end = match["digits"], match.start(), match.end()
    if before == "M" and (glued := re.fullmatch(r"(\d{1,2})((?:19|20)\d\d)", digits)):
        # "Jan 202015" has lost the comma and space of "Jan 20, 2015".
        cut = start + glued.end(1)
        return [
            Word(start, cut, glued[1], glued[1], "D", int(glued[1])),
            Word(cut, end, glued[2], glued[2], "Y", int(glued[2])),
        ]
    value = int(digits[:6])
    if len(digits) <= len("31") and 1 <= value <= _LAST_DAY:
        letter = "D"
    elif len(digits) == len("2018") and OLDEST_YEAR <= value <= NEWEST_YEAR:
        letter = "Y"
    else:
        letter = "n"
    return [Word(start, end, match.group(), match.group().lower(), letter, value)]


def _word(match: re.Match[str], low: str) -> Word:
    text, end = match["word"], match.end()
    letter, value = _lexicon().get(low, ("x", 0))
    if letter == "x" and text[0].isupper() and low.endswith("days"):
        # A lost apostrophe: "Tuesdays bombing". A plural ("on Fridays") is told from it by the preposition.
        letter, value = _lexicon().get(low[:-1], ("x", 0))
        letter = letter if letter == "W" else "x"
    if letter in "MW" and not text[0].isupper():
        letter, value = "x", 0
    is_short = len(text) <= len("thurs") and low not in {"march", "april", "may", "june", "july"}
    if letter in "MW" and is_short and match.string[end : end + 1] == ".":
        end += 1
    return Word(match.start(), end, text, low, letter, value)
