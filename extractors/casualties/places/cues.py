"""The words around a name, and what they say of it: "in X", "X police", "the village of X", "X said"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.casualties.model import PlacePrecision
from extractors.casualties.places.words import place_words
from extractors.gazetteer import Entry, Gazetteer, Hit

WEAK_CUES = frozenset({"bare", "metonym", "people", "loose", "clinic", "origin"})
_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|\b(?:St|ST|Ft|FT|Mt|MT|Ste)\.(?= )|[^\W_]+(?:['’\-][^\W_]+)*")
_ARTICLE = re.compile(r"(?:al|el|as|ash|ar|at|az|ad|an|ez|es|er|ed|et)[- ]?-?\s?(?=[A-Z])")
# A state is written after a comma or in brackets.
_STATE_AFTER = re.compile(r"\s*[,(]\s*((?:[A-Z]\.\s?){2}|W\.\s?Va\.|[A-Z][a-z]{1,4}\.|[A-Z]{2}\b(?!\)))")
_AGENCY_AFTER = re.compile(r"[^.\n]{0,40}?\s*\([A-Z][A-Za-z]{1,8}\)|\s*(?:—|–|--|-)\s+[A-Z]")
_SAYING = re.compile(
    r"\s+(?:said|says|told|added|denied|accused|insisted|claimed|blamed|announced|condemned|warned|wants|has said)\b"
)
_AGE = re.compile(
    r"\s*,\s*(?:aged?\s+)?\d{1,2}\b(?!\s*(?:people|were|killed|civilians|dead|others|each|more|in|near|\w+\s+\d{4})\b)"
)
# What is said of people, and never of towns; names joined before the last share it.
_SUFFERS = re.compile(
    r"(?:,?\s+and\s+[A-Z][\w'’-]*)?(?:\s*\(\d{1,2}\)|\s+(?:also\s+|was\s+|were\s+|had\s+been\s+|has\s+been\s+|have\s+been\s+|later\s+|both\s+)*"
    r"(?:died|killed|wounded|injured|arrested|detained|martyred|murdered|stabbed|shot|buried|born|married|aged|suffered|survived)\b)"
)
_KIN = re.compile(
    r"\b(?:(?:named|called|identified|known)(?:\s+as)?|brothers?|sisters?|sons?|daughters?|wife|husband|mother|father|uncle|aunt|cousins?|nephews?|nieces?"
    r"|baby|twins?|child|children|grandson|granddaughter|grandfather|grandmother|friend|colleague|mr|mrs|ms|sheikh|imam|dr)\.?,?:?\s+$",
    re.IGNORECASE,
)
_DATELINE_REACH = 2  # a dateline's town is among the first words of its paragraph
_LOOK_BACK = 5  # words
_OF = frozenset({"of", "de", "du", "do"})  # "the municipio de X", "the cercle du X"
_BEFORE_A_NAME = frozenset({"town", "district", "admin2"})  # "village X", "Barangay X", "Nahiya X"
_MEASURES = frozenset(
    {"km", "kms", "kilometer", "kilometers", "kilometre", "kilometres", "mile", "miles", "metres", "meters", "yards"}
)
_ROADS = frozenset(
    {
        "road",
        "roads",
        "highway",
        "motorway",
        "route",
        "railway",
        "track",
        "corridor",
        "axis",
        "artery",
        "border",
        "expressway",
    }
)
_LINKS = frozenset({"between", "from", "linking", "connecting", "joining"})
_SCHOOL = frozenset({"high", "middle", "elementary", "junior"})  # "Riverdale High" bears its town's name
_FORCE_REACH = 3  # words: "Russian cruise and ballistic missiles" is longer, "US special operations forces" is not
_CLINIC_REACH = 3  # words of a hospital's name up to the one that says what it is


@dataclass(slots=True)
class Spot:
    """A name in the text, before and after it is resolved.

    `cue` is what stands beside it: settlement ("village of X"), locative, state ("X, Ill."), dateline, body ("X
    police"), clinic ("X Hospital"), relative ("east of X"), people ("X man"), origin ("X native"), loose ("from X"),
    metonym ("X said"), bare. `unit` is the precision that a word beside the name gives ("X province").
    """

    start: int
    end: int
    name: str
    sentence: int
    hits: tuple[Hit, ...] = ()
    cue: str = "bare"
    unit: PlacePrecision | None = None
    beside: str | None = None  # a state written after it: "Ill."
    is_plain: bool = True  # false where the words around would suit a person as well: "hit Ava"
    is_quarter: bool = False  # the text calls it a part of a town: "the Bridgeport neighborhood"
    is_force: bool = False  # it only says whose forces or arms act: "US drone", "Israel's army"
    is_away: bool = False  # a distance parts it from where it happened: "15 km north of X"
    entry: Entry | None = None
    within: Entry | None = None  # the town that it is said to be a part of, whose coordinates stand for its own
    admin1: str | None = None
    country: str | None = None


@dataclass(slots=True)
class Spotted:
    """What one pass over the sentences gives: names, and the countries that adjectives point to."""

    spots: list[Spot] = field(default_factory=list)
    demonyms: list[Entry] = field(default_factory=list)
    forces: list[Entry] = field(default_factory=list)  # countries whose forces or arms act, at home or abroad
    persons: set[str] = field(default_factory=set)  # words seen inside what reads as a person's name


class Token(NamedTuple):
    """A word of a sentence, and the same in lower case; offsets are within the sentence."""

    start: int
    end: int
    text: str
    low: str

    @property
    def is_name(self) -> bool:
        """Written as a name: a capital, or the Arabic article before one ("al-Bab")."""
        first = self.text[0]
        return first.isupper() or (first in "ae" and _ARTICLE.match(self.text) is not None)


class Words:
    """The words of one sentence, and what those around a span say of it."""

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.tokens = [Token(*m.span(), m.group(), m.group().lower()) for m in _TOKEN.finditer(text)]
        self._lists = place_words()
        self._cues: dict[tuple[int, int], tuple[str, PlacePrecision | None]] = {}

    def touches(self, at: int) -> bool:
        """Whether only a space parts this word from the one before it."""
        return 0 < at < len(self.tokens) and self.text[self.tokens[at - 1].end : self.tokens[at].start] in (
            " ",
            "\u00a0",
        )

    def lower(self, at: int) -> str:
        """The word in lower case; empty before the first and after the last."""
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def is_aged(self, end: int) -> bool:
        """Whether an age follows ("Houston, 23,"): a person."""
        return _AGE.match(self.text, end) is not None

    def is_speaking(self, end: int) -> bool:
        """Whether a verb of saying follows ("Damascus said")."""
        return _SAYING.match(self.text, end) is not None

    def is_somebody(self, start: int, end: int) -> bool:
        """Whether what befalls or is said of the name befalls people: "Raafat was killed", "her son Adham"."""
        return (
            _SUFFERS.match(self.text, end) is not None or _KIN.search(self.text[max(0, start - 40) : start]) is not None
        )

    def is_force(self, at: int) -> bool:
        """Whether the word says whose forces or arms act: "Turkish warplanes", "Saudi-led", "US Special Forces".

        Forces act abroad as well as at home, so their nation is no word of where something happened.
        """
        _, hyphen, tail = self.lower(at).rpartition("-")
        if hyphen and tail in self._lists.sponsored:
            return True
        for next_one in range(at + 1, min(at + 1 + _FORCE_REACH, len(self.tokens))):
            if not self.touches(next_one):
                return False
            if self.lower(next_one) in self._lists.forces:
                return True
        return False

    def state_after(self, end: int) -> str | None:
        """The state written after a town ("Gary, Ind.", "BENTON, Ark.")."""
        match = _STATE_AFTER.match(self.text, end)
        return match.group(1).strip() if match else None

    def cue(self, first: int, stop: int) -> tuple[str, PlacePrecision | None]:
        """The cue beside the words from `first` to before `stop`, and the precision that a word of it names."""
        known = self._cues.get((first, stop))
        if known is None:
            known = self._cues[first, stop] = self._cue(first, stop)
        return known

    def _cue(self, first: int, stop: int) -> tuple[str, PlacePrecision | None]:
        end = self.tokens[stop - 1].end
        state = self.state_after(end)
        if state and any(h.match == "abbreviation" for h in self.gazetteer.find(state)):
            return "state", "town"
        if first <= _DATELINE_REACH and _AGENCY_AFTER.match(self.text[end : end + 60]):
            return "dateline", None
        after = self.lower(stop) if self.touches(stop) else ""
        unit = self._unit_after(stop, after)
        if unit is None and self.lower(first - 1) == "rural" and self.touches(first):
            unit = "admin1"
        if unit is not None:
            return "settlement", unit
        before, unit = self._before(first)
        if before == "settlement":
            return before, unit
        return self._institution(stop, after) or before or self._weak(after, end), unit

    def _institution(self, stop: int, after: str) -> str:
        """Whether what follows makes the name an institution's: a hospital's, or the town's own police or school."""
        if after == "medical" and self.lower(stop + 1).startswith("examiner"):
            return "body"  # the county's, as a coroner
        if self._is_clinic(stop):
            return "clinic"
        is_school = after in _SCHOOL and self.tokens[stop].text[0].isupper()
        return "body" if is_school or after in self._lists.public_body else ""

    def _unit_after(self, stop: int, after: str) -> PlacePrecision | None:
        """What a word after a name says it is: "X province". Not in "the X Area Command", which is an organisation."""
        unit = self._lists.settlement.get(after)
        if unit is None or unit == "site":
            return None
        is_title = self.tokens[stop].text[0].isupper() and self.touches(stop + 1) and unit != "admin2"
        if is_title and self.tokens[stop + 1].text[0].isupper() and self.lower(stop + 1) not in self._lists.public_body:
            return None
        return unit

    def _is_clinic(self, stop: int) -> bool:
        """Whether a hospital's name goes on: "Hermann Hospital", "Trinity Regional Medical Center"."""
        for at in range(stop, min(stop + _CLINIC_REACH, len(self.tokens))):
            if not self.touches(at) or not self.tokens[at].text[0].isupper():
                return False
            if self.lower(at) in self._lists.clinic:
                return True
        return False

    def _weak(self, after: str, end: int) -> str:
        if after in self._lists.people:
            return "people"
        if after in self._lists.origin:
            return "origin"
        return "metonym" if self.is_speaking(end) else "bare"

    def _before(self, first: int) -> tuple[str, PlacePrecision | None]:
        """The cue of the words before a name, looking back over adjectives."""
        for at in self._back(first):
            word = self.lower(at)
            if word in _OF:
                return self._before_of(self.lower(at - 1), is_away=self.is_away(at))
            cue = self._preposition(at)
            if cue:
                return cue, None
            if not self._lists.modifier.fullmatch(self.tokens[at].text):
                unit = self._lists.settlement.get(word)
                return ("settlement", unit) if unit in _BEFORE_A_NAME and at == first - 1 else ("", None)
        return "", None

    def is_away(self, of: int) -> bool:
        """Whether a distance stands before this "of": "15 km north of X", "ten miles (16 km) off the coast of X"."""
        return any(self.lower(at).lstrip("0123456789.,") in _MEASURES for at in range(max(0, of - _LOOK_BACK), of))

    def is_on_road(self, first: int, stop: int) -> bool:
        """Whether the name is an end of a road: "the road between X and Y", "the X-Y highway"."""
        if "-" in self.tokens[first].text and self.lower(stop) in _ROADS:
            return True
        before = self.lower(first - 1)
        if before == "the":
            first, before = first - 1, self.lower(first - 2)
        return before in _LINKS and any(self.lower(at) in _ROADS for at in range(max(0, first - _LOOK_BACK), first - 1))

    def _before_of(self, head: str, *, is_away: bool) -> tuple[str, PlacePrecision | None]:
        if is_away and (head in self._lists.beside_of or head in self._lists.part_of):
            return "relative", None
        if head in self._lists.settlement:
            return "settlement", self._lists.settlement[head]
        if head in self._lists.beside_of or head.endswith("side"):
            return "relative", None
        return ("locative" if head in self._lists.part_of else ""), None

    def _preposition(self, at: int) -> str:
        word = self.lower(at)
        if word in self._lists.nearby:
            return "relative"
        if word in self._lists.locative or word in self._lists.struck:
            return "locative"
        if word == "on" and self.lower(at - 1) in self._lists.strikes:
            return "locative"
        return "loose" if word in self._lists.loose else ""

    def _back(self, first: int) -> Iterator[int]:
        for at in range(first - 1, max(-1, first - 1 - _LOOK_BACK), -1):
            gap = self.text[self.tokens[at].end : self.tokens[at + 1].start]
            if gap.strip(" -\u00a0"):
                return
            yield at
