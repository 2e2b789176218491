"""Where a comma ends a clause: the people after it act or speak, and are no further victims.

"The blast killed ten people, residents said": the residents are not dead. "Killing three people, the gunman fled."
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.lexicon import lexicon
from extractors.casualties.numbers.words import spelled
from extractors.casualties.places.words import place_words
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.tokens import Token

_REACH = 14  # tokens from the comma to the verb: "a spokesman for the regional health ministry said"
_LONGEST_APPOSITION = 8
_FRONTING = frozenset(["after", "before", "by", "having", "while", "since", "following"])
_OPENING = 3  # tokens in which a fronted clause shows itself: "After killing", "Having shot"


_RESULTS = frozenset(["dead", "down", "fire"])  # "shot dead five", "gunned down a man", "opened fire"


def opens_clause(tokens: Sequence[Token], at: int) -> bool:
    """Whether the noun phrase that starts at `at`, after a comma, is the subject of a verb of its own."""
    is_fronted = _is_fronted(tokens, at)
    known = lexicon()
    here = at
    while here < min(at + _REACH, len(tokens)):
        token = tokens[here]
        if here > at and _is_verb(tokens, here, is_fronted=is_fronted):
            return True
        if token.text == ",":
            after = _after_apposition(tokens, here)
            return after is not None and _speaks(tokens, after)
        is_noun = here == at or token.low in known.nouns
        if not is_noun and (
            token.low in known.triggers
            or known.has("be", token.low)
            or known.has("relative", token.low)
            or known.has("including", token.low)
            or (token.kind == "p" and token.text not in "\"“”'‘’-")
        ):
            return False
        here += 1
    return False


def _is_fronted(tokens: Sequence[Token], at: int) -> bool:
    """Whether all that stands before is a clause without a subject: "After killing two guards, | the prisoners"."""
    words = [t.low for t in tokens[: min(_OPENING, at)]]
    return bool(words) and (words[0] in _FRONTING or words[0].endswith("ing")) and tokens[at - 1].text == ","


def _is_verb(tokens: Sequence[Token], at: int, *, is_fronted: bool) -> bool:
    if _speaks(tokens, at):
        return True
    known = lexicon()
    low = tokens[at].low
    if low in known.words["finite_past"]:
        return True
    if is_fronted and (known.has("be", low) or known.has("have", low)):
        return True
    trigger = known.triggers.get(low)
    if trigger is not None:
        return "past" in trigger.forms and trigger.frame in ("transitive", "weak") and _takes_object(tokens, at)
    return low.endswith("ed") and low not in known.nouns and (is_fronted or _takes_object(tokens, at))


def _takes_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether an object follows the verb: "shot himself", "opened the gate", "killed two"; a participle has none."""
    if at + 1 >= len(tokens):
        return False
    if tokens[at + 1].low in _RESULTS:
        return _takes_object(tokens, at + 1) or tokens[at + 1].low == "fire"
    low = tokens[at + 1].low
    words = lexicon().words
    return low in words["article"] or low in words["possessive"] or low in words["reflexive"] or (
        spelled(tokens, at + 1) is not None
    )  # fmt: skip


def _speaks(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word reports; words that also are nouns or take plain objects only where the sentence ends there."""
    if at >= len(tokens):
        return False
    low = tokens[at].low
    reporting = reporting_words()
    if low not in reporting.say or _is_surname(tokens, at):
        return False
    ends = at + 1 >= len(tokens) or tokens[at + 1].text in (".", ",", ";")
    return low not in reporting.weak or (ends and low not in lexicon().nouns)


def _is_surname(tokens: Sequence[Token], at: int) -> bool:
    """As in "Ali Hassan, Omar | Said and Zaid Amin": no verb."""
    return tokens[at].is_capitalised and at > 0 and tokens[at - 1].low in place_words().given_names


def _after_apposition(tokens: Sequence[Token], comma: int) -> int | None:
    """The token after the second comma of "the mayor, Anna Brook, | said"; None where no second comma comes."""
    for here in range(comma + 1, min(comma + _LONGEST_APPOSITION + 1, len(tokens))):
        if tokens[here].text == ",":
            return here + 1
        if tokens[here].kind == "p" or tokens[here].low in lexicon().triggers:
            return None
    return None
