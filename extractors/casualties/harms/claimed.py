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
    is_counted = group.kind == "counted" and not group.is_part
    is_of_blow = s.low(at) == "claiming" and any(s.frame(k) == "hit" for k in range(at))  # "struck a base, claiming 12"
    is_toll = group.kind == "elided" or (is_counted and (is_of_blow or _claims_lives(s, head_of_subject(s, at))))
    if is_death or (is_toll and not _says_more(s, at + 2)):
        take_objects(s, at + 1, fate)


def _claims_lives(s: Reading, head: int) -> bool:
    """Whether an event, a disease, a weapon or the like heads the subject: people and bodies claim that all is so."""
    words = lexicon().words
    if head < 0:
        return False
    last = s.chunks[head].last
    token, is_name = s.tokens[last], last > 0 and s.tokens[last].is_capitalised
    is_team = is_name and token.low.endswith("s")  # "The Detroit Lions claimed two players"
    return (is_name and s.tokens[last - 1].low in words["named_storm"]) or (
        token.low in words["claiming"] and not is_team
    )


def head_of_subject(s: Reading, at: int) -> int:
    """The noun that claims: `rains` of "heavy rains in the north last week claimed", behind places and times."""
    here = at - 1 - (s.low(at) == "claiming" and s.kind(at - 1) == "COMMA")
    times = lexicon().words["time_word"] | {"last", "this"}
    while here >= 0:
        if s.kind(here) in ("HAVE", "MODAL", "BE") or s.is_adverb(here) or s.low(here) in times:
            here -= 1
        elif s.kind(here) == "REL" and s.low(here) in ("which", "that") and s.kind(here - 1) in ("COMMA", "WORD"):
            here -= 1 + (s.kind(here - 1) == "COMMA")  # "the outbreak, which has claimed"
        elif s.low(here) == "off" and s.low(here - 1) == "went":
            here -= 2  # "a bomb went off near a market, claiming"
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
