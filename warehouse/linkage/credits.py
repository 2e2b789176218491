"""Which news agency an article credits: in its byline, its dateline or the line at its end."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any, Final

UNNAMED: Final = "agencies"
"""The agency of articles "with agencies": it may be any of those that others name."""

_HEAD_CHARACTERS: Final = 200  # a dateline with its agency stands in the first lines
_TAIL_CHARACTERS: Final = 200
_PARTS: Final = re.compile(r"\s*(?:[,/|&;–—]|\band\b|\bwith\b|\bfor\b| - )\s*")

_HEAD: Final = (
    # "BEIRUT (Reuters) - ...", "(dpa/AFP) -"
    r"\({names}\)\s*[-–—:]",
    # "AFP - ...", "By Agence France-Presse"
    r"^\s*(?:[Bb]y\s+)?{names}\s*(?:\n|[-–—:|]\s)",
    r"^\s*By\s+{names} (?:and|with|&) [^\n]{{2,60}}\n",
    r"^\s*By [^\n]{{2,60}}(?: (?:and|with|&)|[,/|]) {names}\s*\n",
    r"^\s*\(?[Vv]ia {names}\b",
)
_TAIL: Final = (
    # "(AFP)", "[dpa/AFP]", "- AFP", "© AFP", "Source: Reuters", "Quelle: dpa"
    r"[(\[]{names}[)\]]\W*$",
    r"[-–—|]\s*{names}\W*$",
    r"\n\s*{names}\W*$",
    r"[.!?”\"]\s+{names}\W*$",
    r"(?:©|\(c\)|[Cc]opyright:?)\s*(?:\d{{4}}\s*)?{names}\b",
    r"(?:[Ss]ources?|[Qq]uellen?|[Ff]onte|[Ff]uentes?|Kaynak|[Ии]сточник|المصدر)\s*:\s*{names}\W*$",
    r"[Ss]ource\s+{names}\W*$",
    # "Reuters contributed to this report", "With inputs from PTI", "(with AFP)"
    r"(?:^|[\n.(]\s*)(?:[Tt]he\s+)?{names}\s+contributed (?:reporting|to this (?:report|article|story))",
    r"\b[Ww]ith (?:additional )?(?:reporting|inputs?|material|files|agency inputs?)(?: from| by)? (?:the )?{names}\W*$",
    r"\b(?:[Ww]ritten with|[Vv]ia) (?:the )?{names}\W*$",
    r"[\n(]\s*(?:[Ww]ith|[Aa]vec|[Cc]on|[Mm]it|[Cc]om|مع) {names}\W*$",
    r"\b(?:first|originally) (?:published|appeared) (?:by|in|on|at) {names}\b",
)


def credited_agency(outlet: str | None, authors: Sequence[str] | None, text: str) -> str | None:
    """Key of the agency (agencies.toml) whose text this is said to be, or null; of several, the one named first.

    What an agency publishes itself is its own. A mention inside the story ("told AFP") is no credit.
    """
    if agency := _outlets().get((outlet or "").strip().casefold()):
        return agency
    for author in authors or ():
        if agency := _of_byline(author):
            return agency
    head, tail = _patterns()
    for pattern, part in ((head, text[:_HEAD_CHARACTERS]), (tail, text[-_TAIL_CHARACTERS:])):
        if found := pattern.search(part):
            return _names()[next(name for name in found.groups() if name)]
    return next((agency for agency, sign in _signs() if sign.search(text[-2 * _TAIL_CHARACTERS :])), None)


@lru_cache(maxsize=1)
def _agencies() -> list[dict[str, Any]]:
    file = resources.files("warehouse.linkage") / "agencies.toml"
    agencies: list[dict[str, Any]] = tomllib.loads(file.read_text(encoding="utf-8"))["agency"]
    return agencies


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {credit: entry["key"] for entry in _agencies() for credit in entry["credits"]}


@lru_cache(maxsize=1)
def _outlets() -> dict[str, str]:
    """Agencies by the names under which they publish: those that others credit, but for "agencies", and their hosts."""
    hosts = {host: entry["key"] for entry in _agencies() for host in entry.get("hosts", ())}
    return hosts | {name.casefold(): agency for name, agency in _names().items() if agency != UNNAMED}


@lru_cache(maxsize=1)
def _signs() -> list[tuple[str, re.Pattern[str]]]:
    return [(entry["key"], re.compile(sign)) for entry in _agencies() for sign in entry.get("signs", ())]


@lru_cache(maxsize=1)
def _one_of() -> str:
    return "|".join(re.escape(credit) for credit in sorted(_names(), key=len, reverse=True))


def _of_byline(author: str) -> str | None:
    """The agency in a byline: "JO DOE Associated Press", "Staff and agencies", "AFP in Beirut".

    Of one word that is no abbreviation the byline, or a part of it, must be that word: "Petra Novak" is a person.
    """
    if found := _unmistakable().search(author):
        return _names()[found.group()]
    parts = (re.sub(r"^(?:[Bb]y|[Tt]he)\s+|\s+(?:in|[Ss]taff)\b.*$", "", part) for part in _PARTS.split(author))
    return next((_names()[part] for part in parts if part in _names()), None)


@lru_cache(maxsize=1)
def _unmistakable() -> re.Pattern[str]:
    plain = sorted((name for name in _names() if " " in name or name.isupper()), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, plain))})(?!\w)")


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    name = _one_of()
    names = rf"({name})(?!\w)(?:\s*(?:[/,&+]|and|und|et|y|e|и|و)\s*(?:the |other )?(?:{name})(?!\w))*"
    head, tail = ("|".join(each.format(names=names) for each in patterns) for patterns in (_HEAD, _TAIL))
    return re.compile(head), re.compile(tail)
