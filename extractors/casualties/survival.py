"""Words that say that who was hurt lives on: "but survived", "is expected to recover", "with minor injuries"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.casualties.lexicon import lexicon, load
from extractors.casualties.screened import Screened
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import DETERMINERS


@cache
def _cues() -> tuple[Screened, re.Pattern[str]]:
    data = load("incidents.toml")
    return Screened("|".join(rf"\b(?:{cue})\b" for cue in data["survived"])), re.compile("|".join(data["not_survived"]))


def has_survived(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether the words from `start` say that they live on, before `end` and before the clause turns to others."""
    at = next((k for k in range(start, end) if _turns(tokens, k)), end)
    survived, denied = _cues()
    told = " ".join(t.low for t in tokens[start:at])
    return survived.search(told) is not None and denied.search(told) is None


def _turns(tokens: Sequence[Token], at: int) -> bool:
    """As in "was shot, and | a minor was treated"."""
    noun = lexicon().nouns.get(tokens[at].low)
    return tokens[at].low == ";" or (noun is not None and at > 0 and tokens[at - 1].low in DETERMINERS)
