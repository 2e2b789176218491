"""What an article is about: a story, a game or a drill kills nobody, and a match or a long life ends in no attack.

A single sentence of a review reads like news ("Detective Roon hunts a killer who has murdered eight women"); only the
words of the whole article tell it from that. So does a page of sport ("three players are injured"), and an obituary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from extractors.casualties.lexicon import load

_FEWEST_WORDS: Final = 3  # different words of one trade
_LONGEST: Final = 6000  # characters in which an article shows what it is about


@dataclass(frozen=True, slots=True)
class _Topics:
    trades: tuple[re.Pattern[str], ...]
    unless: re.Pattern[str]


@cache
def _topics() -> tuple[_Topics, ...]:
    data = load("topics.toml")

    def compiled(words: list[str]) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(words)})\b")

    def of(names: tuple[str, ...], unless: str) -> _Topics:
        return _Topics(tuple(compiled(data[name]) for name in names), compiled(data[unless]))

    return of(("fiction", "game", "drill"), "real"), of(("sport", "obituary"), "violent")


def tells_no_harm(title: str, text: str) -> bool:
    """Whether the article uses the words of a trade in which nobody comes to harm, and none of the news that counts."""
    told = f"{title}\n{text[:_LONGEST]}".lower()
    return any(
        not topics.unless.search(told)
        and any(len({m.group() for m in words.finditer(told)}) >= _FEWEST_WORDS for words in topics.trades)
        for topics in _topics()
    )
