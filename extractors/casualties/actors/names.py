"""The names of actors, from data/actors.toml, and the grammar of those that need no list: "Russian warplanes"."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from extractors.casualties.actors.agency import attack_pattern
from extractors.gazetteer import default_gazetteer, fold


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
    first_words: frozenset[str]
    members: frozenset[str]

    def is_nation(self, word: str) -> bool:
        """Whether a folded word is a nationality or a country ("russian", "syrias")."""
        return self.nation(word) is not None

    def nation(self, word: str) -> tuple[str, str] | None:
        """ISO code and name of the country that a folded word names or is the adjective of."""
        return _nation(word)

    def get(self, text: str, following: str) -> ActorName | None:
        """The actor that a piece of text names, given what follows it; null where it names none."""
        key = fold(text)
        name = self.by_key.get(key) or self.by_key.get(key.removeprefix("al "))
        if name is None and key.endswith("s"):
            name = self.by_key.get(key[:-1])
            name = name if name and name.is_proper else None
        if name is not None:
            return name if not name.is_proper or _is_written_as(text, name) else None
        return self._members(key, text) or self._arm(key, text, following)

    def _members(self, key: str, text: str) -> ActorName | None:
        """An actor of the list with a word for its people: "ISWAP fighters"."""
        head, _, last = key.rpartition(" ")
        name = self.by_key.get(head) if last in self.members else None
        is_written = name is not None and _is_written_as(text[: -len(last)].strip(), name)
        return name if name is not None and name.is_proper and is_written else None

    def _arm(self, key: str, text: str, following: str) -> ActorName | None:
        words = key.split(" ")
        for size in (1, 2):
            nation = self.nation(" ".join(words[:size]))
            if nation is None or not text[0].isupper():
                continue
            code, country = nation
            rest = " ".join(words[size:])
            if not rest and _is_adjective(text) and attack_pattern().match(following):
                return ActorName(country, "state", f"state:{code}", country, is_proper=True)
            if rest in self.arms:
                return ActorName(f"{country} ({rest})", "state", f"state:{code}", country, is_proper=True)
            generic = self.by_key.get(rest)
            if generic is not None and not generic.is_proper:
                return ActorName(generic.name, generic.kind, None, country, is_proper=True)
        return None


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
    return ActorNames(by_key, arms, frozenset(key.split(" ")[0] for key in by_key) | {"al"}, members)


def _phrases(text: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in text.split("|") if phrase.strip()]


@lru_cache(maxsize=10_000)
def _nation(word: str) -> tuple[str, str] | None:
    if word in ("us", "u s", "american"):
        return "US", "United States"
    gazetteer = default_gazetteer()
    entry = gazetteer.demonym(word)
    if entry is None:
        spellings = [word, word[:-1]] if word.endswith("s") else [word]
        hits = [hit for spelling in spellings for hit in gazetteer.find(spelling) if hit.match == "name"]
        entry = next((hit.entry for hit in hits if hit.entry.kind == "country"), None)
    return (entry.country or "", entry.name) if entry else None


def _is_adjective(text: str) -> bool:
    """What a nation's own attack is called by ("Russian", "US"); "Syria air strikes" are strikes on Syria."""
    return fold(text) in ("us", "u s", "uk", "u k") or default_gazetteer().demonym(text) is not None


def _is_written_as(text: str, name: ActorName) -> bool:
    """Capitals as a name has them: "IS" but not "is", "Hamas" or "HAMAS" but not "hamas"."""
    letters = re.sub(r"^(?:al|el)[- ]", "", text)
    if len(text) <= len("IS-K"):
        return text.isupper() or any(c.isdigit() for c in text)
    return letters[:1].isupper()
