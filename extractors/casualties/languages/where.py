"""Places in the words of a language: the gazetteer's alternative names, and names that it lacks from the data file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from extractors.casualties.languages.vocabulary import Marks, Vocabulary, expand
from extractors.casualties.languages.words import Word, key_of
from extractors.casualties.text import PlaceMention, Sentence
from extractors.gazetteer import Entry, Gazetteer, default_gazetteer

_LONGEST = 4  # words of a place's name
_PRECISION = {"city": "town", "admin2": "admin2", "admin1": "admin1", "country": "country", "region": "region"}
_KNOWN_TOWN = 15_000  # inhabitants from which a bare name is taken for the town
_SHORT_NAME = 3  # letters up to which a name is too often another word
_CUES = {"place_noun": "settlement", "at": "locative"}


@dataclass(slots=True)
class _Spot:
    start: int
    end: int
    name: str
    cue: str
    entries: list[Entry]
    is_wide: bool = False  # called a province by the word before it


class PlaceReader:
    """Finds the places of one article."""

    def __init__(self, known: Vocabulary, gazetteer: Gazetteer | None = None) -> None:
        self._known = known
        self._gazetteer = gazetteer or default_gazetteer()
        self._names = _names(known)
        self._endings: Sequence[Sequence[str]] = known.data.get("places", {}).get("endings", ())
        self._has_capitals = bool(known.settings.get("capitals", True))

    def places(self, article: Sequence[tuple[Sentence, Sequence[Word], Marks]]) -> list[PlaceMention]:
        """The places of all sentences, in order; which one a name means is decided over the whole article."""
        spots = [spot for sentence, words, marks in article for spot in self._spots(sentence, words, marks)]
        countries: Counter[str] = Counter()
        for spot in spots:
            if spot.entries[0].kind in ("country", "admin1", "region") or len({e.country for e in spot.entries}) == 1:
                countries[spot.entries[0].country or ""] += 2 if spot.entries[0].kind == "country" else 1
        found = [self._resolved(spot, countries) for spot in spots]
        return [mention for mention in found if mention is not None]

    def _spots(self, sentence: Sentence, words: Sequence[Word], marks: Marks) -> Iterator[_Spot]:
        at = 0
        while at < len(words):
            spot, end = self._spot(sentence, words, marks, at)
            if spot is not None:
                yield spot
            at = max(end, at + 1)

    def _spot(self, sentence: Sentence, words: Sequence[Word], marks: Marks, at: int) -> tuple[_Spot | None, int]:
        if words[at].kind != "w" or (self._has_capitals and not words[at].text[0].isupper()):
            return None, at + 1
        cue, is_wide = _cue(words, marks, at)
        limit = min(len(words), at + _LONGEST)
        for end in range(limit, at, -1):
            piece = words[at:end]
            if any(w.kind == "n" or (w.kind == "p" and w.text not in "-’'") for w in piece) or piece[-1].kind == "p":
                continue
            if self._has_capitals and not piece[-1].text[0].isupper():
                continue
            name = sentence.text[piece[0].start - sentence.start : piece[-1].end - sentence.start]
            entries = self._look_up(name)
            if not entries or (" " not in name and not self._is_name((words, marks, at), cue, entries, name)):
                continue
            return _Spot(piece[0].start, piece[-1].end, name, cue, entries, is_wide), end
        return None, at + 1

    def _is_name(self, here: tuple[Sequence[Word], Marks, int], cue: str, entries: Sequence[Entry], name: str) -> bool:
        """Whether a single word is a place here, and not a common word or a person's name."""
        words, marks, at = here
        is_ours = key_of(name, self._known.code) in self._names
        if is_ours:
            return True
        if set(marks[at]) - {"actor", "place_noun"} or len(name) <= _SHORT_NAME:
            return False
        if cue != "bare":
            return True
        is_first = at == 0 or words[at - 1].text in ".:"
        beside = [words[step] for step in (at - 1, at + 1) if 0 <= step < len(words)]
        in_name = self._has_capitals and any(w.kind == "w" and w.text[0].isupper() for w in beside)
        return self._has_capitals and not is_first and not in_name and entries[0].population >= _KNOWN_TOWN

    def _look_up(self, name: str) -> list[Entry]:
        key = key_of(name, self._known.code)
        for form in self._forms(key):
            if english := self._names.get(form):
                hits = self._gazetteer.find(english)
                wide = [h.entry for h in hits if h.entry.kind in ("country", "region", "admin1")]
                return [*wide, *(h.entry for h in hits if h.entry not in wide)]
        for form in self._forms(name):
            hits = tuple(h for h in self._gazetteer.find(form) if h.match == "name")
            if hits:
                return [hit.entry for hit in hits]
        return []

    def _forms(self, name: str) -> Iterator[str]:
        """The name as it stands, then with each ending of its case replaced by one of the nominative."""
        yield name
        for ending, other in self._endings:
            if name.endswith(ending) and len(name) - len(ending) >= _SHORT_NAME:
                yield name[: len(name) - len(ending)] + other

    def _resolved(self, spot: _Spot, countries: Mapping[str, int]) -> PlaceMention | None:
        wanted = [e for e in spot.entries if e.kind == "admin1"] if spot.is_wide else []
        entries = wanted or spot.entries
        entry = max(entries, key=lambda e: (countries.get(e.country or "", 0), -entries.index(e)))
        is_supported = countries.get(entry.country or "", 0) > 0
        if spot.cue == "bare" and not is_supported and entry.population < _KNOWN_TOWN:
            return None
        return PlaceMention(
            spot.start, spot.end, spot.name, entry.admin1, entry.country, entry.lat, entry.lon,
            _PRECISION[entry.kind], entry.geoname_id, is_locative=spot.cue != "bare", cue=spot.cue,
        )  # fmt: skip


def _cue(words: Sequence[Word], marks: Marks, at: int) -> tuple[str, bool]:
    """What the words before a name say of it, and whether they call it a province."""
    step, is_wide = at - 1, False
    while step >= 0 and at - step <= _LONGEST:
        here = marks[step]
        if "province" in here:
            is_wide = True
        for category, cue in _CUES.items():
            if category in here or (category == "place_noun" and "province" in here):
                return cue, is_wide
        if not ("of" in here or "the" in here or words[step].text in "'’«\"“„"):
            break
        step -= 1
    return "bare", is_wide


def _names(known: Vocabulary) -> dict[str, str]:
    names: Mapping[str, str] = known.data.get("places", {}).get("names", {})
    return {key_of(form, known.code): english for english, words in names.items() for form in expand(words)}
