"""Who acts: by the words around a name, whether the text makes it the one who attacked."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from extractors.casualties.screened import Screened
from extractors.casualties.text import Role, Sentence

_NO_OBJECT = re.compile(
    r"\s*(?:in|by|when|during|on|and|as|at|near|since|after|while|were|was|have|had|[,.;]|\Z)", re.IGNORECASE
)
_BY = Screened(
    r"(?:(?P<verb>[\w-]+)\s+(?P<out>out\s+)?(?:\w+ly\s+)?|\A)\b(?:by|at the hands of|blamed on|attributed to)\s+"
    r"(?:(?!and\b)[\w'’-]+\s+){0,4}?\Z",
    re.IGNORECASE,
)


_WINDOW = 160  # characters on either side that can make a name act


def role_of(sentence: Sentence, start: int, end: int) -> Role | None:
    """The role that the sentence gives the name at its characters `start:end`; null where it does not make it act."""
    before = sentence.text[max(0, start - _WINDOW) : start]
    after = sentence.text[end : end + _WINDOW]
    by = _BY.search(before)
    if by and (by.group("out") or (by.group("verb") or "").lower() not in _words()["not_agent_before_by"]):
        return Role.BY
    if attack_pattern().match(after):
        return Role.ATTACK
    if _blame().match(after):
        return Role.BLAME
    return Role.SUBJECT if acts(after) else None


def acts(after: str) -> bool:
    """Whether what follows a name makes it the one who harms: " killed ten people", " said it had shot two men"."""
    active = _active().match(after) or _own_account().match(after)
    if active is None:
        return False
    return not (active.group("verb").lower() in _words()["ambiguous"] and _NO_OBJECT.match(after[active.end() :]))


@cache
def attack_pattern() -> re.Pattern[str]:
    """Matches what follows a name that stands before an attack: "'s air strikes", " heavy rocket fire"."""
    return re.compile(rf"['’]?s?\s+(?:(?:{_ADJECTIVES})\s+){{0,2}}(?:{_phrases('attack')})\b", re.IGNORECASE)


_ADJECTIVES = (
    r"heavy|intense|deadly|air|artillery|rocket|mortar|barrel|cluster|cruise|ballistic|surprise|major|massive|indiscriminate"
    r"|military|terrorist|terror|rebel|regime|government|coalition|suicide|car|retaliatory|fresh|new|recent|overnight"
)
_BETWEEN = (
    r"(?:\([^)]*\)|have|has|had|also|then|later|who|which|that|reportedly|allegedly|mistakenly|deliberately|again|first"
    r"|on\s+[A-Z]\w+|early|late|group|\w+ly)"
)


@cache
def _active() -> re.Pattern[str]:
    return re.compile(rf",?(?:\s+{_BETWEEN},?){{0,4}}\s+(?P<verb>{_phrases('active')})\b", re.IGNORECASE)


@cache
def _own_account() -> re.Pattern[str]:
    """As in "The army said its troops had killed 20 militants"."""
    return re.compile(
        rf"\s+(?:said|says|say|claimed|announced|confirmed|admitted|acknowledged)(?:\s+on\s+\w+day|\s+late\s+\w+|\s+\w+day)?(?:\s+that)?"
        rf"\s+(?:it|they|(?:its|their)\s+(?!own\b)[\w-]+)(?:\s+(?:had|have|has|also|then)){{0,3}}\s+(?P<verb>{_phrases('active')})\b",
        re.IGNORECASE,
    )


@cache
def _blame() -> re.Pattern[str]:
    return re.compile(rf"(?:\s+{_BETWEEN}){{0,3}}\s+(?:{_phrases('blame')})\b", re.IGNORECASE)


@cache
def _data() -> dict[str, str]:
    return tomllib.loads((files("extractors.casualties") / "data/agency.toml").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, frozenset[str]]:
    return {name: frozenset(text.split()) for name, text in _data().items()}


def _phrases(name: str) -> str:
    phrases = sorted({" ".join(p.split()) for p in _data()[name].split("|")}, key=len, reverse=True)
    return "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in phrases)
