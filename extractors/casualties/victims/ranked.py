"""Counting ordinals: "the city's 57th homicide this year", "the third journalist killed in the region in a week".

The ordinal counts all deaths of the time that is named, the last of them included. Without a time it only says which
victim is meant, and counts nobody: "a third victim was found".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.casualties.lexicon import is_closed, lexicon
from extractors.casualties.model import Effect, Scope
from extractors.casualties.numbers.ordinals import ordinal_value
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group
from extractors.casualties.victims.traits import Phrase, traits_of

_LONGEST = 4  # words between the ordinal and its noun: "third fatal police shooting"
_REACH = 16  # tokens after the noun in which the time stands
_HARM_REACH = 5  # tokens between a noun for people and its participle: "the fifth child in the town to be | killed"
_DEATHS = frozenset(
    ["death", "homicide", "murder", "killing", "fatality", "slaying", "drowning", "execution", "assassination",
     "beheading", "casualty", "victim", "femicide", "homicides", "deaths", "murders", "killings"]
)  # fmt: skip
_ACTS = frozenset(
    ["shooting", "stabbing", "attack", "crash", "accident", "collision", "fall", "fire", "overdose", "mauling",
     "bombing", "blast", "explosion", "incident", "assault", "wreck", "pileup", "collapse", "derailment", "avalanche"]
)  # fmt: skip
_FATAL = frozenset(["fatal", "deadly"])
_PERIOD = re.compile(
    r"""\b(?:(?:this|last|the\s+past|past)\s+(?:week|month|weekend|fortnight)
    |in\s+(?:just\s+)?(?:the\s+)?(?:past\s+|last\s+|as\s+many\s+|less\s+than\s+|under\s+|about\s+|over\s+)*
      (?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|\d+|many|several|recent|so\s+many)?\s*
      (?:hours?|days?|weeks?|months?|fortnight)
    |(?:of|in)\s+the\s+(?:month|week))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_RUNNING = re.compile(
    r"""\b(?:this\s+(?:calendar\s+|fiscal\s+|financial\s+|school\s+)?(?:year|season|summer|winter|spring|autumn|monsoon|term|decade)
    |(?:of|in|for)\s+(?:the\s+(?:year|season|war|conflict|campaign|outbreak|epidemic|uprising)|(?:19|20)\d\d)
    |since\b|to\s+date
    |in\s+(?:the\s+)?(?:past\s+|last\s+|under\s+|less\s+than\s+|as\s+many\s+|more\s+than\s+|over\s+)*
      (?:a|one|two|three|four|five|six|seven|eight|nine|ten|\d+)?\s*(?:years?|decades?))\b""",
    re.IGNORECASE | re.VERBOSE,
)


def ranked(tokens: Sequence[Token], at: int) -> Group | None:
    """The group that the ordinal at `at` counts, with what it totals; None where it only ranks, or counts no dead."""
    value = ordinal_value(tokens[at].low) if at < len(tokens) else None
    if value is None or _opens_other(tokens, at):
        return None
    head, effect = _head(tokens, at)
    if head is None or effect is None:
        return None
    over = _time(tokens, head + 1)
    if over is None:
        return None
    noun = lexicon().nouns.get(tokens[head].low)
    words = [t.low for t in tokens[at + 1 : head]]
    told = traits_of(tokens, Phrase(head, head, noun, words)) if noun is not None else None
    return Group(
        at, head, at, head, value, value, value, "exact", "ranked", tokens[head].low, is_plural=False, effect=effect,
        victim=told.victim if told else "unknown", age=told.age if told else None,
        gender=told.gender if told else None, has_class=told is not None, total_over=over,
    )  # fmt: skip


def _opens_other(tokens: Sequence[Token], at: int) -> bool:
    """As in "the second of three", "the 3rd Brigade", "a second murder": no count of all."""
    before = tokens[at - 1].low if at else ""
    joint = [t.low for t in tokens[at + 1 : at + 3]]
    if joint[:1] == ["and"] and len(joint) > 1 and ordinal_value(joint[1]) is not None:
        return True  # "the third and fourth homicides": the last of them counts
    return before in ("a", "an", "every", "each") or (tokens[at].is_capitalised and at > 0)


def _head(tokens: Sequence[Token], at: int) -> tuple[int | None, Effect | None]:
    """The noun that the ordinal counts, and what befell those counted; a participle counts without a noun."""
    known = lexicon()
    is_fatal = False
    for here in range(at + 1, min(at + 2 + _LONGEST, len(tokens))):
        low = tokens[here].low
        trigger = known.triggers.get(low)
        if low in _DEATHS or (low in _ACTS and is_fatal):
            if here + 1 < len(tokens) and tokens[here + 1].low in (_DEATHS | _ACTS):
                continue  # "third murder | victim"
            return (here, "killed") if _ends_noun(tokens, here + 1) else (None, None)
        if trigger is not None and "participle" in trigger.forms and trigger.frame == "transitive":
            return (here - 1, trigger.effect) if here == at + 1 else (None, None)
        if low in known.nouns and known.nouns[low].is_singular and known.nouns[low].kind in ("person", "kin"):
            effect = _befell(tokens, here + 1)
            return (here, effect) if effect is not None else (None, None)
        is_fatal = is_fatal or low in _FATAL
        if tokens[here].kind == "p" or known.has("be", low) or known.has("preposition", low):
            return None, None
    return None, None


def _ends_noun(tokens: Sequence[Token], at: int) -> bool:
    """Whether no noun follows that the one before only describes: "his third murder | trial"."""
    if at >= len(tokens) or tokens[at].kind != "w":
        return True
    low = tokens[at].low
    return (
        is_closed(low) or low in lexicon().triggers or low in ("last", "within", "nationwide", "statewide", "citywide")
    )


def _befell(tokens: Sequence[Token], at: int) -> Effect | None:
    """What the words after a noun for people say befell them: "killed", "to be shot dead", "who died"."""
    known = lexicon()
    for here in range(at, min(at + _HARM_REACH, len(tokens))):
        trigger = known.triggers.get(tokens[here].low)
        if trigger is not None and trigger.frame in ("transitive", "intransitive", "weak"):
            is_fatal = trigger.effect == "killed" or any(
                t.low in ("dead", "death") for t in tokens[here + 1 : here + 3]
            )
            if trigger.frame == "transitive" and "participle" not in trigger.forms:
                return None  # "the third soldier to kill"
            return "killed" if is_fatal else None
        if tokens[here].kind == "p":
            return None
    return None


def _time(tokens: Sequence[Token], at: int) -> Scope | None:
    """What the time named after the noun makes of the count: a period's, or a running total."""
    if at >= len(tokens):
        return None
    end = at
    while end < min(at + _REACH, len(tokens)) and tokens[end].text not in (";", ".", ":"):
        end += 1
    text = " ".join(t.text for t in tokens[at:end])
    if _PERIOD.search(text):
        return "period"
    return "cumulative" if _RUNNING.search(text) else None
