"""The names of actors, from data/actors.toml, and the grammar of those that need no list: "Russian warplanes"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractors.casualties.actors.agency import acts, attack_pattern
from extractors.gazetteer import fold, is_demonym, nations
from extractors.gazetteer import nation as nation_named


@dataclass(frozen=True, slots=True)
class ActorName:
    """What a spelling stands for. `is_proper` names match only where the text writes them with a capital."""

    name: str
    kind: str
    actor_id: str | None
    side: str | None
    is_proper: bool


@dataclass(frozen=True, slots=True)
class ActorNames:
    """Spellings, folded, to actors; and the adjectives of nationality that may stand before an arm of a state."""

    by_key: dict[str, ActorName]
    arms: frozenset[str]
    longest: dict[str, int]  # words of the longest name by its first word
    nations: frozenset[str]  # what names a country, or is the adjective of one
    members: frozenset[str]
    longest_arm: int

    def may_begin(self, word: str) -> bool:
        """Whether a name may start with the folded word."""
        return word in self.longest or word in self.nations

    def longest_from(self, words: Sequence[str]) -> int:
        """How many of these folded words a name that starts with the first of them may take; 0 where none starts."""
        first = words[0]
        longest = self.longest.get(first, 0)
        if not longest and first not in self.nations:
            return 0
        if first == "al":
            longest = max(longest, 1 + self.longest.get(words[1], 0)) if len(words) > 1 else longest
        longest += 1  # "ISWAP fighters"
        for size in (1, 2):
            if nation(" ".join(words[:size])) is not None:
                longest = max(longest, size + self.longest_arm)
        return min(longest, len(words))

    def get(self, key: str, written: str, text: str, end: int) -> ActorName | None:
        """The actor that folded words name, `written` so in the text up to `end`; null where they name none."""
        name = self.by_key.get(key) or self.by_key.get(key.removeprefix("al "))
        if name is None and key.endswith("s"):
            name = self.by_key.get(key[:-1])
            name = name if name and (name.is_proper or _POSSESSIVE.search(written)) else None
        if name is not None:
            return name if not name.is_proper or _is_written_as(written, name) else None
        return self._members(key, written) or self._arm(key, written, text, end) or self._state(key, written, text, end)

    def _members(self, key: str, written: str) -> ActorName | None:
        """An actor of the list with a word for its people: "ISWAP fighters"."""
        head, _, last = key.rpartition(" ")
        name = self.by_key.get(head) if last in self.members else None
        is_written = name is not None and _is_written_as(written[: -len(last)].strip(), name)
        return name if name is not None and name.is_proper and is_written else None

    def _arm(self, key: str, written: str, text: str, end: int) -> ActorName | None:
        if not written[0].isupper():
            return None
        words = key.split(" ")
        for size in (1, 2):
            state = nation(" ".join(words[:size]))
            if state is None:
                continue
            code, country = state
            rest = " ".join(words[size:])
            if not rest and _is_adjective(key) and attack_pattern().match(text, end):
                return ActorName(country, "state", f"state:{code}", country, is_proper=True)
            if rest in self.arms:
                return ActorName(f"{country} ({rest})", "state", f"state:{code}", country, is_proper=True)
            generic = self.by_key.get(rest)
            if generic is not None and not generic.is_proper:
                return ActorName(generic.name, generic.kind, None, country, is_proper=True)
        return None

    def _state(self, key: str, written: str, text: str, end: int) -> ActorName | None:
        """A country that acts: "Israel bombed a hospital"; not "a blast in Israel killed ten"."""
        state = nation(key) if written[0].isupper() else None
        if state is None or _is_adjective(key) or not _ATTACKED.match(text, end):
            return None
        before = text[max(0, end - len(written) - _CLAUSE_START) : end - len(written)]
        if not _SUBJECT_PLACE.search(before) or not acts(text[end : end + _CLAUSE]):
            return None
        code, country = state
        return ActorName(country, "state", f"state:{code}", country, is_proper=True)


_CLAUSE_START, _CLAUSE = 12, 160  # characters before and after a name that tell whether it is a subject
_POSSESSIVE = re.compile(r"['’]s?\Z")
_SUBJECT_PLACE = re.compile(
    r"(?:\A[\W_]*|[.;:,—–\"“]\s*|\b(?:and|but|while|when|as|after|before|said|says|that|where|since)\s+)\Z",
    re.IGNORECASE,
)
_ATTACKED = re.compile(
    r"(?:\s+(?:has|have|had|also|again|later|then|\w+ly)){0,3}\s+(?:killed|kills|bombed|bombs|shelled|struck|strikes\s+\w+|launched|fired|attacked"
    r"|pounded|hit|targeted|carried\s+out|bombarded|raided|stormed|executed|executes|shot|assassinated|dropped|invaded)\b"
)


_AMERICA = frozenset({"us", "u s", "american"})


@cache
def actor_names() -> ActorNames:
    """The list; read once a process."""
    data = tomllib.loads((files("extractors.casualties") / "data/actors.toml").read_text(encoding="utf-8"))
    by_key: dict[str, ActorName] = {}
    for actor in data["actor"]:
        names = actor["names"]
        for spelling in names:
            entry = ActorName(
                names[0], actor["kind"], actor["id"], actor["side"], is_proper=spelling != spelling.lower()
            )
            by_key[fold(spelling)] = entry
    for kind, words in data["generic"].items():
        for word in _phrases(words):
            by_key.setdefault(fold(word), ActorName(word.removeprefix("the "), kind, None, None, is_proper=False))
    arms = frozenset(fold(word) for word in _phrases(data["arms"]["words"]))
    members = frozenset(_phrases(data["members"]["words"]))
    longest = {"al": 1}
    for key in by_key:
        first, *more = key.split(" ")
        longest[first] = max(longest.get(first, 0), 1 + len(more))
    generic = (key for key, name in by_key.items() if not name.is_proper)
    longest_arm = max(len(key.split(" ")) for key in (*arms, *generic))
    return ActorNames(by_key, arms, longest, frozenset(nations()) | _AMERICA, members, longest_arm)


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split("|") if phrase.strip()]


def nation(key: str) -> tuple[str, str] | None:
    """ISO code and name of the country that folded words name or are the adjective of."""
    if key in _AMERICA:
        return "US", "United States"
    entry = nation_named(key)
    return (entry.country or "", entry.name) if entry else None


def _is_adjective(key: str) -> bool:
    """What a nation's own attack is called by ("Russian", "US"); "Syria air strikes" are strikes on Syria."""
    return key in ("us", "u s", "uk", "u k") or is_demonym(key)


def _is_written_as(text: str, name: ActorName) -> bool:
    """Capitals as a name has them: "IS" but not "is", "Hamas" or "HAMAS" but not "hamas"."""
    letters = re.sub(r"^(?:al|el)[- ]", "", text)
    if len(text) <= len("IS-K"):
        return text.isupper() or any(c.isdigit() for c in text)
    return letters[:1].isupper()
