"""What claims lives, and who claims that something is so: the verb is one; object and subject tell which it is."""

from __future__ import annotations

from extractors.casualties.harms.harms import Fate, Reading
from extractors.casualties.harms.objects import take_objects
from extractors.casualties.lexicon import lexicon
from extractors.casualties.sources.words import reporting_words

_LIVES = frozenset(["lives", "martyrs", "victims"])  # whatever claims them, they are dead
_PHRASES = ("PREP", "OF", "BY")


def read_claimed(s: Reading, at: int, fate: Fate) -> None:
    """As in "a bomb claiming eight", "claimed 4 martyrs", "the war has claimed 40 civilians"."""
    if s.kind(at + 1) != "GROUP":
        return
    group = s.group(at + 1)
    is_death = group.effect == "killed" or group.head in _LIVES
    is_toll = group.kind == "elided" or (group.kind == "counted" and not group.is_part and not _may_be_its_own(s, at))
    if is_death or (is_toll and not _says_more(s, at + 2)):
        take_objects(s, at + 1, fate)


def _may_be_its_own(s: Reading, at: int) -> bool:
    """Whether somebody claims people as his, or claims that something is so of them: who speaks, or who has members."""
    words = lexicon().words
    return s.group(at + 1).head in words["belonging"] or _speaks(s, _head_of_subject(s, at))


def _speaks(s: Reading, head: int) -> bool:
    if s.kind(head) not in ("WORD", "GROUP"):
        return s.kind(head) in ("PRON", "REL", "SELF", "SAY", "END", "STOP")
    words, last = lexicon().words, s.chunks[head].last
    token = s.tokens[last]
    if any(t.low in words["claiming"] for t in s.tokens[max(last - 1, 0) : last + 1]):
        return False  # "Typhoon Haiyan"
    is_name = token.is_capitalised and last > 0
    is_body = reporting_words().is_source_noun(token.low) or token.low in words["enrolling"]
    return s.kind(head) == "GROUP" or is_name or is_body


def _head_of_subject(s: Reading, at: int) -> int:
    """The noun that claims: `rains` of "heavy rains in the north last week claimed", behind places and times."""
    here = at - 1 - (s.low(at) == "claiming" and s.kind(at - 1) == "COMMA")
    times = lexicon().words["time_word"] | {"last", "this"}
    while here >= 0:
        if s.kind(here) in ("HAVE", "MODAL", "BE") or s.is_adverb(here) or s.low(here) in times:
            here -= 1
        elif s.kind(here) == "REL" and s.low(here) in ("which", "that") and s.kind(here - 1) in ("COMMA", "WORD"):
            here -= 1 + (s.kind(here - 1) == "COMMA")  # "the outbreak, which has claimed"
        elif (phrase := _phrase_around(s, here)) is not None:
            here = phrase - 1
        else:
            return here
    return here


def _phrase_around(s: Reading, at: int) -> int | None:
    """The preposition of the phrase that ends with the noun at `at`: `in` of "in the Gaza Strip"."""
    here, determiners = at, reporting_words().determiners
    while s.kind(here) in ("WORD", "TRIGGER", "GROUP") and s.low(here) not in determiners:
        here -= 1
    here -= s.low(here) in determiners
    return here if s.kind(here) in _PHRASES and here < at else None


def subject_of(s: Reading, at: int) -> int:
    """The chunk before the verb at `at` and its auxiliaries."""
    here = at - 1
    while s.kind(here) in ("HAVE", "MODAL", "BE") or s.is_adverb(here):
        here -= 1
    return here


def _says_more(s: Reading, at: int) -> bool:
    """Whether a verb follows those claimed, so that the claim is speech: "claimed 12 people | marched"."""
    words = lexicon().words
    if s.kind(at) == "WORD" and s.low(at) not in words["article"] | words["time_word"] | words["ordinal"]:
        return True
    for here in range(at, len(s.chunks)):
        if s.kind(here) in ("STOP", "COMMA", "AND", "REL", "SAY"):
            return False
        is_past = s.low(here).endswith("ed") or s.low(here) in words["irregular_past"] | words["finite_past"]
        if s.kind(here) in ("BE", "HAVE", "MODAL", "TRIGGER", "PRON") or (s.kind(here) == "WORD" and is_past):
            return True
    return False
