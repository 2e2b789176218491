"""Names in the text that the gazetteer knows and that the words around let be places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from extractors.casualties.model import PlacePrecision
from extractors.casualties.places.admission import POSSESSIVE, Admission
from extractors.casualties.places.cues import WEAK_CUES, Spot, Spotted, Words
from extractors.casualties.places.words import place_words
from extractors.casualties.text import Sentence
from extractors.gazetteer import Gazetteer, Hit, fold
from extractors.gazetteer.names import ARTICLES, without_article

_JOINS = frozenset({"", "-", " ", "- ", "\u00a0"})  # between two words of a name
_TOWN_CUES = frozenset({"state", "dateline", "body"})  # which a part of a town seldom has
_ASIDE = frozenset({"clinic", "origin"})  # a hospital's name, or where somebody was born: no word of where it happened
_SMALL_WORDS = frozenset({"a", "an", "as", "at", "in"})  # which look like the Arabic article at a sentence's start
_LONGEST = 5  # words of a name
_MOST_NAMES = 80  # of one sentence; what has more is an index of names, and no news
_LONGEST_PLURAL = 2  # words of a name that lost the apostrophe of its possessive ("Syrias Aleppo")
_PERSON = re.compile(
    r"\b([A-Z][\w'’-]+)\s+(?:[A-Z]\.\s+)?([A-Z][\w'’-]+)"
    r"(?=\s*,\s*(?:\d{1,2}\b|(?:a|an|the|who|whose)\s)|\s+(?:said|says|told|was shot|died)\b)"
)


def spot(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Spotted:
    """Every name of the text that the gazetteer knows and that the words beside it let be a place."""
    found = Spotted()
    people = _people(sentences)
    lower = frozenset(w for s in sentences for w in re.findall(r"(?<![\w.@/:-])[a-z]+", s.text))
    for sentence in sentences:
        _Reader(sentence, gazetteer, people, lower).read(found)
    found.persons -= {s.name for s in found.spots if s.cue not in WEAK_CUES and s.is_plain}
    found.spots = [s for s in found.spots if s.name not in found.persons]
    towns = {s.name for s in found.spots if s.cue in _TOWN_CUES}
    quarters = {s.name for s in found.spots if s.is_quarter} - towns
    named = {s.name for s in found.spots if s.cue not in _ASIDE}
    found.spots = [s for s in found.spots if s.cue not in _ASIDE or s.name in named]
    for same in (s for s in found.spots if s.name in quarters):
        same.is_quarter, same.unit = True, "district"
    return found


def _people(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Surnames: the last word of what is plainly a person's name ("Mr. Tyler Houston, 23"; "Gabrielle King said")."""
    names = place_words().given_names
    return frozenset(last for s in sentences for first, last in _PERSON.findall(s.text) if first.lower() in names)


class _Reader:
    """Reads one sentence from left to right, the longest known name first."""

    def __init__(self, sentence: Sentence, gazetteer: Gazetteer, people: frozenset[str], lower: frozenset[str]) -> None:
        self.sentence = sentence
        self.around = Words(sentence.text, gazetteer)
        self.text, self.tokens = sentence.text, self.around.tokens
        self.gazetteer = gazetteer
        self.admission = Admission(self.around, people, lower, gazetteer)
        self.words = place_words()

    def read(self, found: Spotted) -> None:
        """Add the sentence's names to what was found."""
        stop = 0
        taken: list[tuple[int, int, Spot]] = []
        for at in [at for at, token in enumerate(self.tokens) if token.is_name][:_MOST_NAMES]:
            if at < stop:
                continue
            match = self._longest(at)
            if match is None:
                self._note_demonym(at, found)
                taken.extend((at, at + 1, part) for part in self._parts(at))
                continue
            stop, candidate = match
            taken.append((at, stop, candidate))
        starts = {first for first, _, _ in taken}
        for first, stop, candidate in taken:
            if self.admission.admit(first, stop, candidate, starts, found):
                candidate.is_force = self.around.is_force(stop - 1)
                candidate.start += self.sentence.start
                candidate.end += self.sentence.start
                found.spots.append(candidate)

    def _longest(self, at: int) -> tuple[int, Spot] | None:
        for stop in range(self._reach(at), at, -1):
            start, end = self.tokens[at].start, self.tokens[stop - 1].end
            raw = self.text[start:end]
            name = POSSESSIVE.sub("", raw) if "'" in raw or "’" in raw else raw
            if not self._may_be_a_name(at, stop, name):
                continue
            hits = self._hits(name)
            if (counties := self._county(stop, name, hits)) is not None:
                return stop + 1, self._spot(start, self.tokens[stop].end, counties, "admin2")
            if not hits and name == raw and stop - at <= _LONGEST_PLURAL:
                hits = self._without_apostrophe(raw)
                name = raw[:-1] if hits else name
            if stop - at == 1 and self._is_head(at):
                return at + 2, self._spot(start, self.tokens[at + 1].end, (), "town")
            if stop - at == 1 and (whole := self._joined_by_article(at)):
                return whole, self._spot(start, self.tokens[whole - 1].end, (), "town")
            if hits:
                return stop, self._spot(start, start + len(name), hits)
        return None

    def _joined_by_article(self, at: int) -> int | None:
        """Where a name ends that the Arabic article joins and no list has: "Aqareb es Safi"."""
        article, last = self.around.lower(at + 1), at + 2
        if article not in ARTICLES - _SMALL_WORDS or not self.around.touches(at + 1) or not self.around.touches(last):
            return None
        word = self.around.lower(last)
        is_name = self.tokens[last].text[0].isupper() and self.admission.may_be_surname(last)
        return last + 1 if is_name and word not in self.words.never and word not in self.words.english else None

    def _spot(self, start: int, end: int, hits: tuple[Hit, ...], unit: PlacePrecision | None = None) -> Spot:
        return Spot(start, end, self.text[start:end], self.sentence.index, hits, unit=unit)

    def _may_be_a_name(self, at: int, stop: int, name: str) -> bool:
        """Whether the words are worth a look-up: not chance neighbours, no common word alone, no nationality."""
        if stop - at > 1:
            is_open = not self.tokens[stop - 1].is_name or self.tokens[at].text == "The"
            return not is_open and not self._is_chance(at, stop, name)
        if self._is_chance(at, stop, name) or self.gazetteer.demonym(name) is not None:
            return False
        is_word = name.lower() in self.words.english
        return not is_word or self._is_head(at) or self.admission.is_strong(at, stop)

    def _county(self, stop: int, name: str, hits: tuple[Hit, ...]) -> tuple[Hit, ...] | None:
        """The counties of a name before "Co.", or before a "County" that the gazetteer lacks: never a town's."""
        if not self.around.touches(stop) or self.tokens[stop].text not in ("Co", "County"):
            return None
        if any(hit.entry.kind != "city" for hit in hits if hit.match == "name"):
            return None
        counties = self.gazetteer.find(f"{name} County")
        return counties if counties or hits else None

    def _is_chance(self, at: int, stop: int, name: str) -> bool:
        """Whether words only happen to stand together ("Syria At least"), or are never a place ("al-Sham")."""
        if _is_never(name):
            return True
        if stop - at == 1:
            return False
        if self.tokens[stop - 1].low in ARTICLES:
            return True
        rest = self.text[self.tokens[at + 1].start : self.tokens[stop - 1].end]
        return self.around.lower(at) in _SMALL_WORDS and self.around.touches(at + 1) and bool(self._hits(rest))

    def _is_head(self, at: int) -> bool:
        """Whether the word begins a name that the gazetteer lacks: "Tel Zarqa", "Lake Willow"."""
        follows = self.around.touches(at + 1) and self.tokens[at + 1].text[0].isupper()
        return follows and self.around.lower(at) in self.words.heads and self.admission.may_be_part(at + 1)

    def _without_apostrophe(self, raw: str) -> tuple[Hit, ...]:
        """Countries and provinces of a possessive whose apostrophe the feed lost ("Syrias")."""
        hits = self.gazetteer.find(raw[:-1]) if raw.endswith("s") else ()
        return tuple(h for h in hits if h.entry.kind in ("country", "admin1") and h.match == "name")

    def _parts(self, at: int) -> Iterator[Spot]:
        """Both ends of a compound that is no name itself: "the Aleppo-Damascus highway"."""
        token = self.tokens[at]
        start = token.start
        if "-" not in token.text:
            return
        parts = token.text.split("-")
        for part in parts if len(parts) == len(("from", "to")) and all(p[:1].isupper() for p in parts) else ():
            is_word = part.lower() in self.words.english or part.lower() in self.words.never or part.lower() in ARTICLES
            hits = () if is_word else self._hits(part)
            if hits and hits[0].match == "name" and self.gazetteer.demonym(part) is None:
                yield Spot(start, start + len(part), part, self.sentence.index, hits)
            start += len(part) + 1

    def _hits(self, name: str) -> tuple[Hit, ...]:
        if len(name) < len("Gao") and not name.isupper():
            return ()
        if name.isupper() and name.isalpha() and len(name) <= len("ROME"):
            is_dateline = self.text.startswith(name) or f"{name}, " in self.text
            hits = self.gazetteer.find(name)
            return hits if is_dateline else tuple(h for h in hits if h.match == "abbreviation")
        return self.gazetteer.find(re.sub(r"-\s+", "-", name) if "-" in name else name)

    def _reach(self, at: int) -> int:
        stop = at + 1
        while stop < len(self.tokens) and stop - at < _LONGEST:
            token = self.tokens[stop]
            if self.text[self.tokens[stop - 1].end : token.start] not in _JOINS:
                break
            if not (token.is_name or token.low in self.words.inner):
                break
            stop += 1
        return stop

    def _note_demonym(self, at: int, found: Spotted) -> None:
        word = self.tokens[at].text.partition("-")[0]
        country = self.gazetteer.demonym(word)
        if country is None and "-" in self.tokens[at].text:
            hits = self.gazetteer.find(word)
            country = hits[0].entry if hits and hits[0].entry.kind == "country" else None
        if country is not None:
            is_force = country.country in self.words.abroad and self.around.is_force(at)
            (found.forces if is_force else found.demonyms).append(country)


@lru_cache(maxsize=20_000)
def _is_never(name: str) -> bool:
    """Whether the name is one of what is never a place, with or without the Arabic article."""
    word = without_article(fold(name))
    never = place_words().never
    return word in never or word.removesuffix("s") in never  # "Assads": the feed lost an apostrophe
