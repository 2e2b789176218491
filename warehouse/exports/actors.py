"""Of what kind those are who attack, and on whose side dead combatants fought: lists beside it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final, Literal, cast

from warehouse.exports.asked import Event
from warehouse.exports.countries import countries
from warehouse.policies.lists import combatant_words, words_of

Kind = Literal["state", "coalition", "rebels", "militias", "unidentified"]
Side = Literal["state", "armed"]

ORGANISED: Final = frozenset({"rebels", "militias"})
"""Kinds that are organised and no state."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who attacked. `state` is the ISO code of a state's forces where that is known."""

    name: str
    kind: Kind
    state: str | None = None

    @property
    def is_government(self) -> bool:
        """Whether it fights for one state or several."""
        return self.kind in {"state", "coalition"}


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((resources.files("warehouse.exports") / "actors.toml").read_text(encoding="utf-8"))


@cache
def _kinds() -> dict[str, tuple[Kind, str | None]]:
    """Folded names to kind and state; the state is "" for the forces of wherever the event lies."""
    lists = _lists()
    known: dict[str, tuple[Kind, str | None]] = {}
    for country in countries().values():
        for name in (country.name, country.gazetteer_name):
            known[name.casefold()] = ("state", country.iso2)
    known |= {name.casefold(): ("state", code) for name, code in lists["states"].items()}
    known |= {name.casefold(): ("state", "") for name in lists["own_state"]["names"]}
    known |= {name.casefold(): ("coalition", None) for name in lists["coalitions"]["names"]}
    for kind in ("rebels", "militias", "unidentified"):
        known |= {name.casefold(): (kind, None) for name in lists[kind]["names"]}
    return known


def actor(name: str, country: str | None) -> Actor:
    """Who is meant by a name in an event of that country; a name in no list is unidentified."""
    found = _kinds().get(name.casefold()) or _kinds().get(re.sub(r"\s*\([^)]*\)$", "", name).casefold())
    if found is None:
        return Actor(name, "unidentified")
    kind, state = found
    return Actor(name, kind, (country if state == "" else state))


def actors(event: Event) -> list[Actor]:
    """All who are named as having done it, most named first."""
    return [actor(name, event["country"]) for name in event["actors"] or ()]


def dead_side(event: Event) -> Side | None:
    """On whose side its dead combatants fought, by the words of the quotes; null where these do not say, or differ."""
    said = words_of(" ".join(
        claim["quote"] for claim in event["claims"]
        if claim["victim"] == "combatant" and claim["effect"] == "killed" and claim["is_counted"]
    ))  # fmt: skip
    sides = [side for side, words in combatant_words().items() if words & said]
    return cast("Side", sides[0]) if len(sides) == 1 else None
