"""Nations by name and adjective, in memory: of every word of a text it is asked whether it is one."""

from __future__ import annotations

from functools import cache

from extractors.gazetteer import embedded
from extractors.gazetteer.entries import Entry
from extractors.gazetteer.index import is_abbreviation
from extractors.gazetteer.names import fold


def nation(key: str) -> Entry | None:
    """The country that a folded word names or is the adjective or the people of ("syria", "russian", "iraqis").

    A plural or possessive "s" may follow a name ("syrias"); abbreviations are none.
    """
    return nations().get(key)


def is_demonym(key: str) -> bool:
    """Whether the folded word is the adjective or the people of a country."""
    return key in _demonyms()


@cache
def nations() -> dict[str, Entry]:
    """Every folded spelling by which `nation` knows a country."""
    names = _names()
    return {**{f"{name}s": entry for name, entry in names.items()}, **names, **_demonyms()}


@cache
def _names() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for named in sorted(embedded.nations(), key=lambda n: (n.entry.population, -n.entry.entry_id)):
        found.update(dict.fromkeys((fold(name) for name in named.names if not is_abbreviation(name)), named.entry))
    return found  # of namesakes the most populous


@cache
def _demonyms() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for named in sorted(embedded.nations(), key=lambda n: (n.entry.population, -n.entry.entry_id)):
        found.update(dict.fromkeys((fold(name) for name in named.demonyms), named.entry))
    return found
