"""What a time expression dates: the event, the report, a period, a beginning, or the background."""

from __future__ import annotations

import datetime as dt
import re

from extractors.casualties.dates.around import (
    FAR,
    Context,
    beside,
    clause_of,
    distance,
    has_clock,
    is_possessive,
    word_sets,
)
from extractors.casualties.dates.grammar import Phrase
from extractors.casualties.lexicon import lexicon
from extractors.casualties.sources.words import reporting_words

# An explicit day or month that ended longer before the article than this is background, not its news.
_NEWS_DAYS = 60
_EVENT_DAYS = 3  # a named range longer than this is a period
_NEAR_VERB, _NEAR_SUBJECT, _NEAR_ACT = 10, 10, 9  # tokens
_RELATIVE = 25  # tokens of a subject with a relative clause
_HANDLE = 6  # tokens of "(@anaroe7)"
_NEAR_TOLL = 8  # tokens of "rose to more than 1,200 on"
_TOLLS = frozenset({"toll", "tolls", "fatalities", "deaths"})
_NEXT = 2  # tokens after "Thursday's": "Thursday's court hearing"
_PRESS = frozenset({"news", "press", "media", "court"})
_PARTS = frozenset({"night", "evening", "morning", "afternoon", "day"})
_AUXILIARIES = frozenset({"was", "were", "is", "are", "has", "have", "had"})


def role_of(phrase: Phrase, context: Context) -> str:
    """event, report, period, background or ahead; `since` is told by since_token."""
    if _is_ahead(phrase, context) or context.is_future(phrase.first):
        return "ahead"
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
    if phrase.kind == "this" and context.lower(phrase.first) == "earlier":
        return _is_aftermath(phrase, context)  # "Earlier this month he was convicted of the 2015 killing of"
    if phrase.kind in {"past", "this", "decade", "year", "season"}:
        return False
    if _is_credited(phrase, context):
        return True
    if context.lower(phrase.first - 1) == "of" and context.lower(phrase.first - 2) in _PARTS:
        return _is_aftermath(phrase, context)  # "A guest on the night of Nov. 25 said that somebody fired"
    ways = (_follows_verb, _follows_noun, _precedes_verb, _dates_toll, _is_aftermath)
    return any(way(phrase, context) for way in ways)


def _is_credited(phrase: Phrase, context: Context) -> bool:
    """Whether it signs something: "June 6 2015 (Reuters)" a caption, "Ana Roe (@anaroe7) June 6" a post."""
    if context.lower(phrase.first - 1) == ")" and "@" in context.before(phrase.first, _HANDLE):
        return True
    following = [context.words[i].letter for i in range(phrase.last, min(phrase.last + 3, len(context.words)))]
    return following == ["(", "x", ")"] and context.words[phrase.last + 1].text[:1].isupper()


def _follows_verb(phrase: Phrase, context: Context) -> bool:
    """As in "said on Thursday", "told Reuters by telephone late on Monday", but not "said Tuesday's attack"."""
    if is_possessive(phrase, context):
        return False
    for i in range(phrase.first - 1, max(-1, phrase.first - 1 - _NEAR_VERB), -1):
        word, text = context.words[i], context.lower(i)
        if text in word_sets()["verbs"]:
            return not _is_call(i, context)
        is_name = (word.text[:1].isupper() and word.letter != ".") or word.text.isdigit()
        if not (text in word_sets()["between"] or is_name or text == "told"):
            return False
    return False


def _is_call(at: int, context: Context) -> bool:
    """As in "a shooting was | reported | in Keld on Saturday": it happened that day."""
    is_passive = context.lower(at) == "reported" and context.lower(at - 1) in {"was", "were"}
    return is_passive and not word_sets()["violence"].isdisjoint(context.before(at - 1, _NEAR_VERB))


def _follows_noun(phrase: Phrase, context: Context) -> bool:
    following = [context.lower(i) for i in range(phrase.last, phrase.last + 2)]
    if following[0] in word_sets()["nouns"] or (following[0] in _PRESS and following[1] in word_sets()["nouns"]):
        return True  # "a Monday morning email", "a Wednesday news conference"
    if context.lower(phrase.first - 2) == "as" and context.lower(phrase.first - 1) == "of":
        return True  # "as of Friday night"
    at = phrase.first - 1
    while at >= 0 and (context.words[at].letter in "k,"):
        at -= 1  # "Update, 9:45 a.m. Sunday:"
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
    return context.lower(at) in word_sets()["nouns"] and not is_possessive(phrase, context)


def _dates_toll(phrase: Phrase, context: Context) -> bool:
    """As in "the toll from the quake rose to 144 | on Wednesday": the day of the count, not of the deed."""
    if is_possessive(phrase, context):
        return False
    near = context.before(phrase.first, _NEAR_TOLL)
    rising = next((k for k in range(len(near) - 1, -1, -1) if lexicon().has("rising", near[k])), None)
    if rising is None or not _TOLLS & set(context.before(phrase.first - len(near) + rising, FAR)):
        return False
    return all(lexicon().has("counting", low) or not low.isalpha() for low in near[rising + 1 :])


def _precedes_verb(phrase: Phrase, context: Context) -> bool:
    """As in "On Monday the Observatory said", "the ministry on Monday said"."""
    at = phrase.last
    if context.lower(at) in word_sets()["verbs"]:
        return not word_sets()["violence"] & set(beside(phrase.first - 1, -1, context))
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
    if (opens >= 0 and context.words[opens].letter not in ".,-") or has_clock(phrase, context):
        return False
    in_relative = False
    for i in range(at, min(len(context.words), at + _RELATIVE)):
        text = context.lower(i)
        if text in word_sets()["verbs"]:
            return True
        in_relative |= text in {"which", "who"} and reporting_words().is_source_noun(context.lower(i - 1))
        if in_relative:
            continue  # "on Saturday the Observatory, which tracks violence in ..., said"
        if i >= at + _NEAR_SUBJECT:
            return False
        if text in word_sets()["happened"] or re.search(r"(?:ed|ing)$", text):
            return False
    return False


def _is_of_trial(phrase: Phrase, context: Context) -> bool:
    """As in "The trial of a man accused of killing two students | began on Thursday"."""
    at = phrase.first - 1 - (context.lower(phrase.first - 1) == "on")
    is_begun = context.lower(at) in word_sets()["began"]
    return is_begun and not word_sets()["aftermath"].isdisjoint(context.before(at, _RELATIVE))


def _is_aftermath(phrase: Phrase, context: Context) -> bool:
    """Whether the day belongs to what was done after the event: "was charged Wednesday", "on Friday police named".

    It does where a word of such acts stands nearer to it than one of violence, and no clock time beside it.
    """
    sets = word_sets()
    left, right = clause_of(phrase, context)
    if is_possessive(phrase, context):
        following = set(right[:_NEXT])
        return bool(sets["aftermath"] & following) and not sets["violence"] & following
    if _is_of_trial(phrase, context):
        return True
    if has_clock(phrase, context) or phrase.kind == "range":
        return False
    is_year_closed = context.lower(phrase.last - 1).isdigit() and context.lower(phrase.last) == ","
    if (context.lower(phrase.last + 1) if is_year_closed else "".join(right[:1])) in sets["violence"]:
        return False  # "charged over the May 3 killing", "guilty of the May 3, 2001, killing"
    violence, near = sets["violence"], _NEAR_ACT
    if sets["prosecuted"] & set(left) and not _is_old(phrase, context):
        # "filed charges of murder Sunday", "pleaded not guilty Friday in the death of"
        violence, near = violence - sets["crimes"], FAR
    if right and right[0] in _AUXILIARIES and violence & set(left):
        right = []  # "the man who shot him Wednesday was identified": the day ends the subject
    if "buried" in left and set(left[left.index("buried") + 1 :][:2]) & _AUXILIARIES:
        left[left.index("buried")] = "burial"  # not "a mudslide buried a village overnight"
    act, deed = distance(sets["aftermath"], left, right), distance(violence, left, right)
    return act < min(deed, near)
