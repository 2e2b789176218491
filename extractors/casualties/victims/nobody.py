"""Groups of nobody: "no one", "no soldiers", "none of the five crew", "not one of the 30 passengers"."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.lexicon import lexicon
from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group
from extractors.casualties.victims.phrases import read_phrase
from extractors.casualties.victims.traits import Phrase, traits_of

_NOBODY: tuple[tuple[str, ...], ...] = (("no", "one"), ("nobody",), ("no-one",), ("noone",))
_OF: tuple[tuple[str, ...], ...] = (
    ("none", "of"),
    ("not", "one", "of"),
    ("not", "a", "single", "one", "of"),
    ("neither", "of"),
)
_NO: tuple[tuple[str, ...], ...] = (
    ("not", "a", "single"),
    ("not", "one"),
    ("no", "other"),
    ("no", "more"),
    ("zero",),
    ("no",),
)
_PRONOUNS = frozenset(["them", "us", "whom", "those"])
NEGATIVES = frozenset(words[0] for words in (*_NOBODY, *_OF, *_NO))
"""What such a group starts with."""
_GAP = 4  # modifiers between "no" and its noun


def nobody_at(tokens: Sequence[Token], at: int) -> Group | None:
    """The group of nobody that starts at token `at`; its figure is 0, and what befell it did not happen."""
    for words in _OF:
        if (after := _after(tokens, at, words)) is not None:
            return _none_of(tokens, at, after)
    for words in _NOBODY:
        if (after := _after(tokens, at, words)) is not None and not _starts_relative(tokens, after):
            return _group(tokens, at, after - 1, None)
    for words in _NO:
        if (after := _after(tokens, at, words)) is not None:
            phrase = read_phrase(tokens, after, _GAP) if after < len(tokens) else None
            if phrase is None or phrase.effect is not None or phrase.noun.kind not in ("person", "kin"):
                return None
            return _group(tokens, at, phrase.last, phrase)
    if tokens[at].low == "none" and at + 1 < len(tokens) and lexicon().has("be", tokens[at + 1].low):
        return _group(tokens, at, at, None)
    return None


def _after(tokens: Sequence[Token], at: int, words: tuple[str, ...]) -> int | None:
    """The token after the words, where they stand at `at`."""
    end = at + len(words)
    return end if tuple(t.low for t in tokens[at:end]) == words else None


def _starts_relative(tokens: Sequence[Token], at: int) -> bool:
    """As in "nobody that loses a child": a general truth."""
    return at < len(tokens) and tokens[at].low in ("who", "that")


def _none_of(tokens: Sequence[Token], at: int, here: int) -> Group | None:
    while here < len(tokens) and tokens[here].low in ("the", "those", "these", "its", "their", "his", "her", "our"):
        here += 1
    if here >= len(tokens):
        return None
    run = spelled(tokens, here)
    if run is not None:
        here = run[1] + 1
    phrase = read_phrase(tokens, here, _GAP) if here < len(tokens) else None
    if phrase is not None:
        return _group(tokens, at, phrase.last, phrase)
    last = min(here, len(tokens) - 1)
    if tokens[last].low in _PRONOUNS:
        return _group(tokens, at, last, None)
    return _group(tokens, at, run[1], None) if run is not None else None


def _group(tokens: Sequence[Token], first: int, last: int, phrase: Phrase | None) -> Group:
    group = Group(first, last, first, last, 0, 0, 0, "exact", "none", tokens[last].low, is_plural=True)
    if phrase is None:
        return group
    traits = traits_of(tokens, phrase)
    return Group(
        first, last, first, last, 0, 0, 0, "exact", "none", tokens[phrase.head].low, is_plural=True,
        victim=traits.victim, age=traits.age, gender=traits.gender,
    )  # fmt: skip
