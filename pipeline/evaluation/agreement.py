"""Where labels and reading agree, and where not: claims matched by their spans, headline figures one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from extractors.casualties.model import Claim, Extraction, Incident, Toll
from extractors.gazetteer.names import fold
from pipeline.evaluation.labels import Labelled, Row

Kind = Literal[
    "missed", "extra", "effect", "figures", "qualifier", "victim", "age", "gender", "scope", "modality", "subset",
    "source", "date", "headline",
]  # fmt: skip

FIELDS: Final[dict[Kind, Callable[[Row, Claim], bool]]] = {
    "figures": lambda gold, ours: (gold["low"], gold["high"]) == (ours.low, ours.high),
    "qualifier": lambda gold, ours: gold["qualifier"] == ours.qualifier,
    "victim": lambda gold, ours: gold["victim"] == ours.victim,
    "age": lambda gold, ours: gold["age"] == ours.age,
    "gender": lambda gold, ours: gold["gender"] == ours.gender,
    "scope": lambda gold, ours: gold["scope"] == ours.scope,
    "modality": lambda gold, ours: gold["modality"] == ours.modality,
    "subset": lambda gold, ours: gold["subset"] == bool(ours.subset_of),
    "source": lambda gold, ours: not gold["source"] or bool(_words(gold["source"]) & _words(ours.source)),
    "date": lambda gold, ours: gold["scope"] != "incident" or not gold["date"] or _touches(gold["date"], ours),
}
"""What a matched claim is held to. A source agrees where it shares a name, a date where the intervals touch."""

_SMALL_WORDS: Final = frozenset({"a", "an", "and", "for", "in", "of", "the"})


@dataclass(frozen=True, slots=True)
class Pair:
    """A labelled claim and ours over the same words: one of the two is None where the other stands alone."""

    gold: Row | None
    ours: Claim | None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """In what the two differ."""
        if self.gold is None:
            return ("extra",)
        if self.ours is None:
            return ("missed",)
        if self.gold["effect"] != self.ours.effect:
            return ("effect",)
        return tuple(kind for kind, agrees in FIELDS.items() if not agrees(self.gold, self.ours))

    @property
    def is_match(self) -> bool:
        """Whether the scorer would count it as found."""
        return self.gold is not None and self.ours is not None and self.gold["effect"] == self.ours.effect


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure: what the label says of the main incident, what we do, and whether that agrees."""

    name: str
    gold: object
    ours: object
    agrees: bool


def pairs(labelled: Labelled, extraction: Extraction) -> list[Pair]:
    """The claims of one article matched: by overlap and effect first, then by overlap alone; in the text's order."""
    free = [c for c in extraction.claims if not _in_copy_of_title(labelled, c.start)]
    wanted = [c for c in labelled.gold["claims"] if not _in_copy_of_title(labelled, c["start"])]
    found: list[Pair] = []
    for is_same_effect in (True, False):
        rest: list[Row] = []
        for gold in wanted:
            near = [c for c in free if _overlap(gold, c) > 0 and (c.effect == gold["effect"]) is is_same_effect]
            if not near:
                rest.append(gold)
                continue
            ours = max(near, key=lambda c: _likeness(gold, c))
            free.remove(ours)
            found.append(Pair(gold, ours))
        wanted = rest
    found += [Pair(gold, None) for gold in wanted] + [Pair(None, ours) for ours in free]
    return sorted(found, key=lambda pair: pair.gold["start"] if pair.gold else pair.ours.start if pair.ours else 0)


def _likeness(gold: Row, ours: Claim) -> tuple[int, bool, bool]:
    return _overlap(gold, ours), ours.low == gold["low"], ours.high == gold["high"]


def _overlap(gold: Row, ours: Claim) -> int:
    return min(ours.end, int(gold["end"])) - max(ours.start, int(gold["start"]))


def _in_copy_of_title(labelled: Labelled, at: int) -> bool:
    title, text = labelled.document.title.strip(), labelled.document.text
    start = text.rfind(title, max(0, at - len(title)), at + len(title)) if title else -1
    return 0 <= start <= at < start + len(title)


def figures(labelled: Labelled, extraction: Extraction) -> Iterator[Figure]:
    """The headline figures that the label holds, beside those of our main incident; nothing reported counts as 0.

    Labels come in three forms: deaths by victim group, killed and injured, and ranges over all that is known.
    """
    gold = labelled.gold
    incident = extraction.incidents[0] if extraction.incidents else Incident(1)
    if "killed_civilian" in gold:
        yield _number("killed civilians", gold["killed_civilian"], _best(incident.killed, "civilian", "unknown"))
        for group in ("combatant", "children", "women"):
            yield _number(f"killed {group}", gold[f"killed_{group}"], _best(incident.killed, group))
    elif "killed" in gold:
        yield _number("killed", gold["killed"], _best(incident.killed, "total"))
        yield _number("injured", gold["injured"], _best(incident.injured, "total"))
    else:
        yield from _ranges(gold, incident)
    if "killed_civilian" not in gold and gold.get("date"):
        yield _day(gold, incident)
    names = " | ".join(name for place in incident.places[:3] for name in (place.name, place.admin1) if name)
    for unit in ("city", "admin1"):
        if gold.get(unit):
            wanted = gold[unit].replace(")", "").split("(")
            yield Figure(unit, gold[unit], names, any(fold(name).strip() in fold(names) for name in wanted))


def _number(name: str, gold: int, ours: int) -> Figure:
    return Figure(name, gold, ours, gold == ours)


def _ranges(gold: Row, incident: Incident) -> Iterator[Figure]:
    for effect, who in (("killed", "civ"), ("injured", "civ"), ("killed", "militants")):
        low, high = gold.get(f"{who}_{effect}_min"), gold.get(f"{who}_{effect}_max")
        if low is None and high is None:
            continue
        toll = incident.killed if effect == "killed" else incident.injured
        ours = _best(toll, *(("civilian", "unknown") if who == "civ" else ("combatant",)))
        inside = (low or 0) <= ours and (high if high is not None else low or 0) >= ours
        yield Figure(f"{effect} {who}", f"{low}\u2013{high}", ours, inside)


def _day(gold: Row, incident: Incident) -> Figure:
    ours = None if incident.date_start is None else f"{incident.date_start}/{incident.date_end or incident.date_start}"
    first, last = gold["date"][:10], (gold.get("date_end") or gold["date"])[:10]
    return Figure("day", gold["date"], ours, ours is not None and _meet((first, last), tuple(ours.split("/"))))


def _best(toll: Toll, *groups: str) -> int:
    found: list[Any] = [getattr(toll, group) for group in groups]
    return sum(figure.best or 0 for figure in found if figure)


def _words(name: str | None) -> set[str]:
    return set((name or "").lower().replace("-", " ").replace("'s", "").split()) - _SMALL_WORDS


def _touches(interval: str, ours: Claim) -> bool:
    start, _, end = interval.partition("/")
    return ours.date_start is not None and _meet(
        (start, end or start), (ours.date_start, ours.date_end or ours.date_start)
    )


def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return one[0] <= other[-1] and other[0] <= one[-1]


def scores(compared: Sequence[Sequence[Pair]]) -> dict[str, float]:
    """Precision, recall, F1, F1 with the figures exact, and the share of matched claims that agree by field."""
    flat = [pair for article in compared for pair in article]
    matched = [pair for pair in flat if pair.is_match]
    given = sum(pair.ours is not None for pair in flat)
    wanted = sum(pair.gold is not None for pair in flat)
    exact = sum("figures" not in pair.kinds for pair in matched)
    result = {
        "precision": len(matched) / max(given, 1),
        "recall": len(matched) / max(wanted, 1),
        "F1": 2 * len(matched) / max(given + wanted, 1),
        "F1, figures exact": 2 * exact / max(given + wanted, 1),
    }
    for kind in FIELDS:
        result[kind] = 1 - sum(kind in pair.kinds for pair in matched) / max(len(matched), 1)
    return result


def headline_scores(compared: Sequence[Sequence[Figure]]) -> dict[str, float]:
    """The share of articles in which each headline figure agrees, and in which all do."""
    names = dict.fromkeys(figure.name for article in compared for figure in article)
    result = {
        name: sum(f.agrees for article in compared for f in article if f.name == name) / max(len(compared), 1)
        for name in names
    }
    return {**result, "all": sum(all(f.agrees for f in article) for article in compared) / max(len(compared), 1)}
