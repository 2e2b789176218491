"""What a time expression dates: the event, the report, a period, a beginning, or the background."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.casualties.dates.grammar import Phrase
from extractors.casualties.dates.words import Word, calendar
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.text import DateMention, Sentence

# An explicit day or month that ended longer before the article than this is background, not its news.
_NEWS_DAYS = 60
_EVENT_DAYS = 3  # a named range longer than this is a period
_NEAR_VERB, _NEAR_SUBJECT, _NEAR_START, _NEAR_FUTURE = 10, 10, 12, 8  # tokens
_NEAR_CONFLICT, _NEAR_ACT, _FAR = 40, 7, 12  # tokens
_AUXILIARIES = frozenset({"was", "were", "is", "are", "has", "have", "had"})
_CLAUSES = frozenset({"and", "but", "when", "after", "who", "which", "while", "before", "as", "where", "that"})


@cache
def _sets() -> dict[str, frozenset[str]]:
    words, cues = reporting_words(), calendar()["cues"]
    return {
        **words.time,
        "verbs": words.say | words.carry,
        "future": frozenset(cues["future"]),
        "future_participles": frozenset(cues["future_participles"]),
        "began": frozenset(cues["began"]),
        "conflicts": frozenset(cues["conflicts"]),
    }


@dataclass(frozen=True, slots=True)
class Context:
    """A sentence's tokens and the day on which the article was written."""

    words: Sequence[Word]
    anchor: dt.date | None

    def lower(self, at: int) -> str:
        """The token in lower case; empty outside the sentence."""
        return self.words[at].text.lower() if 0 <= at < len(self.words) else ""

    def is_future(self, at: int) -> bool:
        """Whether a word shortly before the token, in its clause, says that it is still to come."""
        for i in range(at - 1, max(-1, at - 1 - _NEAR_FUTURE), -1):
            if self.lower(i) in _sets()["future"]:
                return not (self.lower(i) == "until" and i != at - 1)
            if self.lower(i) in _sets()["future_participles"] and self.lower(i - 1) in {"is", "are", "be"}:
                return True
            if self.words[i].letter in ".,":
                return False
        return False


def since_token(phrase: Phrase, context: Context) -> int | None:
    """The index of the token with which a "since ..." clause that this phrase dates begins, if it does.

    "since 2014", "since September 2014", "since the conflict began with protests in March 2011", and without the
    word: "the war, which started in 2011", for which the index is the phrase's own.
    """
    words, sets = context.words, _sets()
    for i in range(phrase.first - 1, max(-1, phrase.first - 1 - _NEAR_START), -1):
        between = [context.lower(k) for k in range(i + 1, phrase.first)]
        if words[i].letter == "s":
            is_start = bool(sets["began"] & set(between)) or all(
                w in {"the", "early", "late", "at", "least", "mid", "-"} for w in between
            )
            return i if is_start else None
    before = [context.lower(k) for k in range(max(0, phrase.first - _NEAR_START), phrase.first)]
    has_conflict = bool(
        sets["conflicts"] & {context.lower(k) for k in range(max(0, phrase.first - _NEAR_CONFLICT), phrase.first)}
    )
    is_old = (
        context.anchor is not None
        and phrase.interval.end is not None
        and phrase.interval.end < context.anchor - dt.timedelta(days=_NEWS_DAYS)
    )
    return phrase.first if has_conflict and is_old and sets["began"] & set(before) else None


def role_of(phrase: Phrase, context: Context) -> str:
    """event, report, period or background; `since` is told by since_token."""
    if context.is_future(phrase.first) or _is_ahead(phrase, context):
        return "background"
    if _is_report(phrase, context):
        return "report"
    if phrase.kind in {"past", "this"} and context.lower(phrase.first) not in {"earlier", "early", "later"}:
        return "period"
    if phrase.kind == "range" and _days(phrase) > _EVENT_DAYS:
        return "period"
    if phrase.kind in {"decade", "season"} or _is_old(phrase, context):
        return "background"
    return "event"


def _days(phrase: Phrase) -> int:
    start, end = phrase.interval.start, phrase.interval.end
    return (end - start).days if start and end else 0


def _is_ahead(phrase: Phrase, context: Context) -> bool:
    start = phrase.interval.start
    return bool(start and context.anchor and start > context.anchor + dt.timedelta(days=1))


def _is_old(phrase: Phrase, context: Context) -> bool:
    if context.anchor is None:
        return phrase.kind == "year"
    end = phrase.interval.end
    return bool(end and end < context.anchor - dt.timedelta(days=_NEWS_DAYS))


def _is_report(phrase: Phrase, context: Context) -> bool:
    if phrase.kind in {"past", "this", "decade", "year", "season"}:
        return False
    if _is_credited(phrase, context):
        return True
    ways = (_follows_verb, _follows_noun, _precedes_verb, _is_aftermath)
    return any(way(phrase, context) for way in ways)


def _is_credited(phrase: Phrase, context: Context) -> bool:
    """Whether a credit in brackets follows, as after a dateline or a picture's caption: "June 6 2015 (Reuters)"."""
    following = [context.words[i].letter for i in range(phrase.last, min(phrase.last + 3, len(context.words)))]
    return following == ["(", "x", ")"] and context.words[phrase.last + 1].text[:1].isupper()


def _follows_verb(phrase: Phrase, context: Context) -> bool:
    """As in "said on Thursday", "told Reuters by telephone late on Monday", but not "said Tuesday's attack"."""
    if _is_possessive(phrase, context):
        return False
    for i in range(phrase.first - 1, max(-1, phrase.first - 1 - _NEAR_VERB), -1):
        word, text = context.words[i], context.lower(i)
        if text in _sets()["verbs"]:
            return True
        is_name = (word.text[:1].isupper() and word.letter != ".") or word.text.isdigit()
        if not (text in _sets()["between"] or is_name or text == "told"):
            return False
    return False


def _follows_noun(phrase: Phrase, context: Context) -> bool:
    if context.lower(phrase.last) in _sets()["nouns"]:
        return True  # "a Monday morning email"
    if context.lower(phrase.first - 2) == "as" and context.lower(phrase.first - 1) == "of":
        return True  # "as of Friday night"
    at = phrase.first - 1
    while at >= 0 and context.lower(at) in {
        "on",
        "late",
        "early",
        "published",
        "issued",
        "released",
        "dated",
        "posted",
        "earlier",
    }:
        at -= 1
    return context.lower(at) in _sets()["nouns"] and not _is_possessive(phrase, context)


def _precedes_verb(phrase: Phrase, context: Context) -> bool:
    """As in "On Monday the Observatory said", "the ministry on Monday said"."""
    at = phrase.last
    if context.lower(at) in _sets()["verbs"]:
        return not _sets()["violence"] & set(_beside(phrase.first - 1, -1, context))
    opens = phrase.first - 1
    while opens >= 0 and context.lower(opens) in {
        "on",
        "earlier",
        "late",
        "later",
        "early",
        "also",
        "but",
        "and",
        "meanwhile",
        "separately",
        "then",
    }:
        opens -= 1
    if (opens >= 0 and context.words[opens].letter not in ".,-") or _has_clock(phrase, context):
        return False
    for i in range(at, min(len(context.words), at + _NEAR_SUBJECT)):
        text = context.lower(i)
        if text in _sets()["verbs"]:
            return True
        if text in _sets()["happened"] or re.search(r"(?:ed|ing)$", text):
            return False
    return False


def _is_aftermath(phrase: Phrase, context: Context) -> bool:
    """Whether the day belongs to what was done after the event: "was charged Wednesday", "on Friday police named".

    It does where a word of such acts stands nearer to it than one of violence, and no clock time beside it.
    """
    left, right = _beside(phrase.first - 1, -1, context), _beside(phrase.last, 1, context)
    if _is_possessive(phrase, context) or _has_clock(phrase, context):
        return False
    if right and right[0] in _AUXILIARIES and _sets()["violence"] & set(left):
        right = []  # "the man who shot him Wednesday was identified": the day ends the subject
    act, violence = (_distance(_sets()[name], left, right) for name in ("aftermath", "violence"))
    return act < min(violence, _NEAR_ACT)


def _distance(wanted: frozenset[str], *sides: list[str]) -> int:
    """Words to the nearest of those wanted, on either side."""
    return min((i for side in sides for i, word in enumerate(side) if word in wanted), default=_FAR)


def _has_clock(phrase: Phrase, context: Context) -> bool:
    """Whether a time of day goes with the day: "5:45 p.m. Friday", "Sunday morning at 6:12am"."""
    before = [context.lower(i) for i in range(phrase.first - 3, phrase.first)]
    after = [context.words[i] for i in range(phrase.last, min(phrase.last + 3, len(context.words)))]
    return before[-2:] == ["m", "."] or any(w.text[0].isdigit() and w.letter == "x" for w in after)


def _beside(at: int, step: int, context: Context) -> list[str]:
    """The words of the clause next to a date; a comma right after a date that opens its sentence does not end it."""
    found: list[str] = []
    for i in range(at, at + step * _FAR, step):
        if not 0 <= i < len(context.words):
            break
        is_opening_comma = step > 0 and i == at and context.words[i].letter == ","
        if (context.words[i].letter in ".,(" and not is_opening_comma) or context.lower(i) in _CLAUSES:
            break
        is_compound = i + 1 < len(context.words) and context.words[i + 1].letter == "-"  # "court-ordered"
        found.append("" if is_compound else context.lower(i))
    return found


def _is_possessive(phrase: Phrase, context: Context) -> bool:
    """Whether the day belongs to a noun ("Saturday's attack", also with the apostrophe lost: "Saturdays attack")."""
    last = context.words[phrase.last - 1]
    if last.letter in "WRK" and last.end - last.start > len(last.text):
        return True
    return last.letter == "W" and last.text.endswith("s")


_SINCE_EVENT = re.compile(r"\bsince\b(?P<clause>(?:\s+[^\s.,;()]+){1,12})", re.IGNORECASE)


def undated_since(text: str) -> list[tuple[int, int]]:
    """Spans of "since the war began": a beginning that the sentence itself does not date."""
    spans = []
    for match in _SINCE_EVENT.finditer(text):
        clause = match["clause"].lower().split()
        if not _sets()["conflicts"] & set(clause):
            continue
        begins = [i for i, word in enumerate(clause) if word in _sets()["began"]]
        pieces = list(re.finditer(r"\S+", match["clause"]))
        last = begins[0] if begins else next(i for i, word in enumerate(clause) if word in _sets()["conflicts"])
        spans.append((match.start(), match.start("clause") + pieces[last].end()))
    return spans


def tells_beginning(mention: DateMention, sentences: Sequence[Sentence]) -> bool:
    """Whether a dated "since" tells when a war began ("the conflict erupted in March 2015"), not "since July 2012"."""
    if mention.date_start is None:
        return False
    sentence = next(s for s in sentences if s.start <= mention.start < s.end)
    until = sentence.text[: mention.end - sentence.start].lower().split()[-_NEAR_START:]
    return bool(_sets()["began"] & set(until) and _sets()["conflicts"] & set(until))


@cache
def _violence() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_sets()['violence']))})\b", re.IGNORECASE)


def tells_of_violence(text: str) -> bool:
    """Whether the sentence has a word of violence, accident or death."""
    return bool(_violence().search(text))
