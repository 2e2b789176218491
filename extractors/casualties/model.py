"""What the cascade gives: claims, places, incidents, and the extraction that holds them.

docs/codebook.md says what each value means, docs/format.md gives the serial form.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Effect = Literal["killed", "injured", "missing", "casualties"]
Qualifier = Literal["exact", "at_least", "more_than", "at_most", "about", "range", "vague"]
VictimClass = Literal["civilian", "combatant", "unknown"]
Age = Literal["child", "adult"]
Gender = Literal["female", "male"]
Scope = Literal["incident", "period", "cumulative", "other"]
Modality = Literal["asserted", "feared", "denied"]
DatePrecision = Literal["day", "days", "week", "month", "year", "inferred"]
"""`inferred`: the article names no day and is news of these few; no claim has it, and no daily figure counts it."""
PlacePrecision = Literal["site", "town", "district", "admin2", "admin1", "country", "region"]
Inference = Literal["county", "outlet"]
Method = Literal[
    "air_strike", "drone_strike", "shelling", "missile", "shooting", "explosion", "suicide_bombing", "landmine",
    "chemical", "execution", "stabbing", "clashes", "other", "unknown",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the text names it, resolved as far as the gazetteer can.

    `name` is the text's own word, a dateline's capitals written as a name and its abbreviations in full ("Saint
    Louis"); the rest is null where it is not known. Coordinates are WGS 84 degrees.

    `inferred_from` is set for a town that the text does not name: the largest town of the only county that it names,
    or the town of an outlet whose article names no town at all. Such a place is a reader's guess, and says so.
    """

    name: str
    admin1: str | None = None
    country: str | None = None  # ISO 3166-1 alpha-2
    lat: float | None = None
    lon: float | None = None
    precision: PlacePrecision | None = None
    geoname_id: int | None = None
    inferred_from: Inference | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of how many people of one group suffered one effect. `quote == text[start:end]`, always."""

    claim_id: str
    start: int
    end: int
    quote: str
    effect: Effect
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    victim: VictimClass
    age: Age | None = None
    gender: Gender | None = None
    subset_of: str | None = None  # claim_id of the claim that counts the whole group
    scope: Scope = "incident"
    modality: Modality = "asserted"
    incident: int = 0  # 0 for period, cumulative and other
    date_start: str | None = None
    date_end: str | None = None
    date_precision: DatePrecision | None = None
    place: str | None = None
    actor: str | None = None
    method: Method = "unknown"
    source: str | None = None
    via: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """Low, best and high of one group in one incident; null where nothing is said."""

    low: int | None = None
    best: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Toll:
    """Figures of one effect by victim group; a group that nothing is said of is None."""

    total: Figure | None = None
    civilian: Figure | None = None
    combatant: Figure | None = None
    unknown: Figure | None = None
    children: Figure | None = None
    women: Figure | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """What one article says of one attack: number 1 is its main incident. Places: most exact first."""

    incident: int
    date_start: str | None = None
    date_end: str | None = None
    date_precision: DatePrecision | None = None
    places: tuple[Place, ...] = ()
    actors: tuple[str, ...] = ()
    method: Method = "unknown"
    killed: Toll = field(default_factory=Toll)
    injured: Toll = field(default_factory=Toll)


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one document claims. `not_read`: the language of a text that no reader reads, else null."""

    id: str
    claims: tuple[Claim, ...] = ()
    incidents: tuple[Incident, ...] = ()
    not_read: str | None = None  # ISO 639 code

    def to_dict(self) -> dict[str, Any]:
        """The extraction as FORMAT writes it: groups that nothing is said of are left out.

        `not_read` stands only in that of a document which was not read, `inferred_from` only at a place that is.
        """
        row = asdict(self)
        if self.not_read is None:
            del row["not_read"]
        for incident in row["incidents"]:
            for place in incident["places"]:
                if place["inferred_from"] is None:
                    del place["inferred_from"]
            for effect in ("killed", "injured"):
                incident[effect] = {group: f for group, f in incident[effect].items() if f}
        return row
