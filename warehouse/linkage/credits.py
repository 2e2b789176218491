"""Which news agency an article credits: in its byline, its dateline or the line at its end."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Final

_HEAD_CHARACTERS: Final = 200  # a dateline with its agency stands in the first lines
_TAIL_CHARACTERS: Final = 200


def credited_agency(authors: Sequence[str] | None, text: str) -> str | None:
    """Key of the agency (agencies.toml) whose text this is said to be, or null.

    A mention inside the story ("told AFP") is no credit.
    """
    names = _names()
    for author in authors or ():
        for credit, agency in names.items():
            if re.search(rf"\b{re.escape(credit)}\b", author):
                return agency
    for pattern, part in zip(_patterns(), (text[:_HEAD_CHARACTERS], text[-_TAIL_CHARACTERS:]), strict=True):
        if found := pattern.search(part):
            return names[next(name for name in found.groups() if name)]
    return None


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    file = resources.files("warehouse.linkage") / "agencies.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["agency"]
    return {credit: entry["key"] for entry in entries for credit in entry["credits"]}


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    name = "|".join(re.escape(credit) for credit in sorted(_names(), key=len, reverse=True))
    # "BEIRUT (Reuters) - ...", "By Agence France-Presse"
    head = re.compile(
        rf"\(({name})\)\s*[-–—:]|^\s*(?:By\s+)?({name})\s*(?:\n|[-–—:]\s)"
        rf"|^\s*By\s+({name}) (?:and|with|&) [^\n]{{2,60}}\n|^\s*By [^\n]{{2,60}} (?:and|with|&) ({name})\s*\n"
        rf"|^\s*\(?[Vv]ia ({name})\b"
    )
    # "(AFP)", "Source: Reuters", "[Source: AFP]", "- AFP", "Reuters contributed to this report"
    tail = re.compile(
        rf"\(({name})\)\s*$|[Ss]ource:?\s+({name})\W*$|[-–—/]\s*({name})\W*$"
        rf"|(?:^|[\n.(]\s*)(?:The\s+)?({name})\s+contributed (?:reporting|to this (?:report|article|story))"
        rf"|\b(?:[Ww]ith (?:additional )?(?:reporting|input|inputs|material|files) (?:from|by)|[Ww]ritten with|[Vv]ia)"
        rf" (?:the )?({name})\W*$|[\n(]\s*(?:[Ww]ith|[Aa]vec|[Cc]on|[Mm]it) ({name})\W*$"
    )
    return head, tail
