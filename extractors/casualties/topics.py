"""What an article is about: a story, a game or a drill kills nobody, whatever its sentences say.

A single sentence of a review reads like news ("Detective Roon hunts a killer who has murdered eight women"); only the
words of the whole article tell it from that.
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
    imagined: tuple[re.Pattern[str], ...]
    real: re.Pattern[str]


@cache
def _topics() -> _Topics:
    data = load("topics.toml")

    def compiled(words: list[str]) -> re.Pattern[str]:
        return re.compile(rf"\b(?:{'|'.join(words)})\b")

    return _Topics(tuple(compiled(data[name]) for name in ("fiction", "game", "drill")), compiled(data["real"]))


def is_imagined(title: str, text: str) -> bool:
    """Whether the article is about people who never lived: it uses the words of such a trade and none of the news."""
    told = f"{title}\n{text[:_LONGEST]}".lower()
    if _topics().real.search(told):
        return False
    return any(len({m.group() for m in words.finditer(told)}) >= _FEWEST_WORDS for words in _topics().imagined)
