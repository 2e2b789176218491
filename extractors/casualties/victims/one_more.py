"""One more person without a noun: "another was wounded", "a fourth died", "another critically injured"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.lexicon import LONGEST_PHRASE, lexicon
from extractors.casualties.numbers.ordinals import ORDINALS
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_KINDS = frozenset(["grader", "degree", "lieutenant", "cousin", "year", "generation", "class", "mate"])
_SHARES = frozenset(["nearly", "almost", "about", "over", "than", "roughly", "around", "only"])
_PUTTING = frozenset(["put", "puts", "putting", "left", "leaving", "leaves", "sent", "sending", "sends"])
_STATES = frozenset(["remains", "remained", "fighting", "battling", "struggling", "hospitalized", "hospitalised"])
_VERBAL_FRAMES = frozenset(["transitive", "weak", "intransitive", "adjective", "suffer", "hit", "lose"])


def one_more(tokens: Sequence[Token], at: int) -> Group | None:
    """The person whom "another" or "a fourth" at `at` counts; None where a noun follows, or where it is a share."""
    last = at
    if (
        tokens[at].low in ("a", "an")
        and at + 1 < len(tokens)
        and tokens[at + 1].low in ORDINALS
        and tokens[at + 1].low != "first"
    ):
        if at and tokens[at - 1].low in _SHARES:
            return None  # "nearly a third died"
        last = at + 1
    elif tokens[at].low == "the" and at + 1 < len(tokens) and tokens[at + 1].low in ORDINALS and _is_of_two(tokens, at):
        last = at + 1
    elif tokens[at].low != "another":
        return None
    here, known = last + 1, lexicon()
    while here < len(tokens) and (tokens[here].low.endswith("ly") or known.has("adverb", tokens[here].low)):
        here += 1
    if here >= len(tokens):
        return None
    low = tokens[here].low
    trigger = known.triggers.get(low)
    is_verb = known.has("be", low) or known.has("have", low) or low in _STATES
    is_verb = is_verb or (trigger is not None and trigger.frame in _VERBAL_FRAMES)
    is_told = known.phrase_at([t.low for t in tokens[here : here + LONGEST_PHRASE]]) is not None
    if not (is_verb or is_told or _is_object(tokens, at, last)):
        return None
    return Group(
        at, last, at, last, 1, 1, 1, "exact", "elided", tokens[last].low, is_plural=False, is_more=True, has_class=False
    )


def _is_of_two(tokens: Sequence[Token], at: int) -> bool:
    """As in "Two were shot; | the second died", "... | the third is in hospital"; no "the second attack"."""
    if tokens[at + 1].low == "first" or at + 2 >= len(tokens) or (at and tokens[at - 1].kind != "p"):
        return False
    after, known = tokens[at + 2].low, lexicon()
    trigger = known.triggers.get(after)
    return known.has("be", after) or (trigger is not None and trigger.frame == "intransitive")


def _is_object(tokens: Sequence[Token], at: int, last: int) -> bool:
    """As in "killed two and wounded | a third.", "put | another in intensive care"."""
    trigger = lexicon().triggers.get(tokens[at - 1].low) if at else None
    takes = trigger is not None and trigger.frame in ("transitive", "weak") and trigger.forms != {"participle"}
    if not takes and not (at and tokens[at - 1].low in _PUTTING):
        return False
    known = lexicon()
    first, second = tokens[last + 1], tokens[min(last + 2, len(tokens) - 1)]
    ends = second.kind == "p" or second.low == "and" or known.has("time_word", second.low)
    is_time = known.has("time_word", first.low) and ends
    is_end = first.kind == "p" or first.low in ("and", "as") or is_time  # "injured another | early Friday"
    return is_end or (known.has("preposition", first.low) and first.low != "of")


def ordinal(words: Sequence[str]) -> int | None:
    """Which victim "a seventh person", "a fourth" is; None of "a third grader" and of all others."""
    if len(words) < 2 or words[0] not in ("a", "an") or (len(words) > 2 and words[2] in _KINDS):  # noqa: PLR2004
        return None
    which = ORDINALS.get(words[1], 1)
    return which if which > 1 else None
