"""Names in the text that the gazetteer knows and that the words around let be places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.casualties.places.cues import WEAK_CUES, Spot, Spotted, Words
from extractors.casualties.places.words import place_words
from extractors.casualties.text import Sentence
from extractors.gazetteer import Gazetteer, Hit, fold
from extractors.gazetteer.names import ARTICLES, without_article

_JOIN = re.compile(r"(?:-? ?|\u00a0)\Z")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_SMALL_WORDS = frozenset({"a", "an", "as", "at", "in"})  # which look like the Arabic article at a sentence's start
_LONGEST = 5  # words of a name
_LONGEST_PLURAL = 2  # words of a name that lost the apostrophe of its possessive ("Syrias Aleppo")
_LARGE = 150_000  # inhabitants
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
    found.persons -= {s.name for s in found.spots if s.cue not in WEAK_CUES}
    found.spots = [s for s in found.spots if s.name not in found.persons]
    return found


def _people(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Surnames: the last word of what is plainly a person's name ("Mr. Tyler Houston, 23"; "Gabrielle King said")."""
    names = place_words().given_names
    return frozenset(last for s in sentences for first, last in _PERSON.findall(s.text) if first.lower() in names)


def _is_large(spot: Spot) -> bool:
    """A country, a province, or a city that the world knows: a name that stands for the place wherever it stands."""
    return any(
        h.entry.kind in ("country", "admin1") or h.entry.population > _LARGE for h in spot.hits if h.match == "name"
    )


class _Reader:
    """Reads one sentence from left to right, the longest known name first."""

    def __init__(self, sentence: Sentence, gazetteer: Gazetteer, people: frozenset[str], lower: frozenset[str]) -> None:
        self.sentence = sentence
        self.around = Words(sentence.text, gazetteer)
        self.text, self.tokens = sentence.text, self.around.tokens
        self.gazetteer = gazetteer
        self.people = people
        self.lower = lower
        self.words = place_words()

    def read(self, found: Spotted) -> None:
        """Add the sentence's names to what was found."""
        at = 0
        taken: list[tuple[int, int, Spot]] = []
        while at < len(self.tokens):
            if not self.tokens[at].is_name:
                at += 1
                continue
            match = self._longest(at)
            if match is None:
                self._note_demonym(at, found)
                taken.extend((at, at + 1, part) for part in self._parts(at))
                at += 1
                continue
            stop, candidate = match
            taken.append((at, stop, candidate))
            at = stop
        starts = {first for first, _, _ in taken}
        for first, stop, candidate in taken:
            if self._admit(first, stop, candidate, starts, found):
                candidate.start += self.sentence.start
                candidate.end += self.sentence.start
                found.spots.append(candidate)

    def _longest(self, at: int) -> tuple[int, Spot] | None:
        for stop in range(self._reach(at), at, -1):
            last = self.tokens[stop - 1]
            if stop - at > 1 and not last.is_name:
                continue
            start, end = self.tokens[at].start, last.end
            raw = self.text[start:end]
            name = _POSSESSIVE.sub("", raw)
            if stop - at > 1 and self.tokens[at].text == "The":
                continue
            if self._is_chance(at, stop, name):
                continue
            if stop - at == 1 and name.lower() in self.words.common and not self._is_strong(at, stop):
                continue
            if stop - at == 1 and self.gazetteer.demonym(name) is not None:
                continue
            hits = self._hits(name)
            if not hits and name == raw and stop - at <= _LONGEST_PLURAL:
                hits = self._without_apostrophe(raw)
                name = raw[:-1] if hits else name
            if stop - at == 1 and self._is_head(at):
                end = self.tokens[at + 1].end
                return at + 2, Spot(start, end, self.text[start:end], self.sentence.index, (), unit="town")
            if hits:
                return stop, Spot(start, start + len(name), name, self.sentence.index, hits)
        return None

    def _is_chance(self, at: int, stop: int, name: str) -> bool:
        """Whether words only happen to stand together ("Syria At least"), or are never a place ("al-Sham")."""
        word = without_article(fold(name))
        if self.words.never & {word, word.removesuffix("s")}:  # "Assads": the feed lost an apostrophe
            return True
        if stop - at == 1:
            return False
        if self.tokens[stop - 1].text.lower() in ARTICLES:
            return True
        rest = self.text[self.tokens[at + 1].start : self.tokens[stop - 1].end]
        return self.around.lower(at) in _SMALL_WORDS and self.around.touches(at + 1) and bool(self._hits(rest))

    def _is_head(self, at: int) -> bool:
        """Whether the word begins a name that the gazetteer lacks: "Tel Zarqa", "Lake Willow"."""
        follows = self.around.touches(at + 1) and self.tokens[at + 1].text[0].isupper()
        return follows and self.around.lower(at) in self.words.heads and self._may_be_surname(at + 1)

    def _may_be_surname(self, at: int) -> bool:
        """A capitalised word that says nothing else beside a name: no rank, kind of place, weekday or nationality."""
        word = _POSSESSIVE.sub("", self.tokens[at].text).lower()
        lists = (
            self.words.common,
            self.words.never,
            self.words.public_body,
            self.words.settlement,
            self.words.facility,
        )
        if not self.tokens[at].text[0].isupper() or any(word in words for words in (*lists, self.words.street)):
            return False
        return self.gazetteer.demonym(word.split("-")[0]) is None

    def _without_apostrophe(self, raw: str) -> tuple[Hit, ...]:
        """Countries and provinces of a possessive whose apostrophe the feed lost ("Syrias")."""
        hits = self.gazetteer.find(raw[:-1]) if raw.endswith("s") else ()
        return tuple(h for h in hits if h.entry.kind in ("country", "admin1") and h.match == "name")

    def _parts(self, at: int) -> Iterator[Spot]:
        """Both ends of a compound that is no name itself: "the Aleppo-Damascus highway"."""
        token = self.tokens[at]
        start = token.start
        parts = token.text.split("-")
        for part in parts if len(parts) == len(("from", "to")) and all(p[:1].isupper() for p in parts) else ():
            is_word = part.lower() in self.words.common or part.lower() in self.words.never or part.lower() in ARTICLES
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
        return self.gazetteer.find(re.sub(r"-\s+", "-", name))

    def _reach(self, at: int) -> int:
        stop = at + 1
        while stop < len(self.tokens) and stop - at < _LONGEST:
            token = self.tokens[stop]
            if not _JOIN.match(self.text[self.tokens[stop - 1].end : token.start]):
                break
            if not (token.is_name or token.text.lower() in self.words.inner):
                break
            stop += 1
        return stop

    def _note_demonym(self, at: int, found: Spotted) -> None:
        word = self.tokens[at].text.split("-")[0]
        country = self.gazetteer.demonym(word)
        if country is None and "-" in self.tokens[at].text:
            hits = self.gazetteer.find(word)
            country = hits[0].entry if hits and hits[0].entry.kind == "country" else None
        if country is not None:
            found.demonyms.append(country)

    def _admit(self, first: int, stop: int, candidate: Spot, starts: set[int], found: Spotted) -> bool:
        """Decide by the words around whether the name is a place here, and note its cue."""
        candidate.cue, candidate.unit = self.around.cue(first, stop)
        candidate.beside = self.around.state_after(candidate.end)
        following = self.tokens[stop] if self.around.touches(stop) else None
        if following is not None and following.is_name and self._names_something_else(following.text.lower()):
            return False
        if candidate.cue in ("settlement", "state", "dateline", "body"):
            return True
        if not candidate.hits and candidate.cue not in ("locative", "relative"):
            return False
        if stop - first == 1 and self._is_part_of_a_name(first, stop, candidate, starts):
            if not _is_large(candidate):
                found.persons.add(candidate.name)
            return False
        return not self._is_person(candidate, is_single=stop - first == 1)

    def _is_person(self, candidate: Spot, *, is_single: bool) -> bool:
        if self.around.is_aged(candidate.end) or candidate.name in self.people:
            return True
        word = candidate.name.lower()
        is_unsure = is_single and candidate.cue in WEAK_CUES
        return is_unsure and (word in self.lower or word in self.words.given_names) and not _is_large(candidate)

    def _names_something_else(self, following: str) -> bool:
        """A newspaper or a street: "Chicago Tribune" is no place, "Colorado Avenue" none in Colorado."""
        return following in self.words.organisation or following in self.words.street

    def _is_part_of_a_name(self, first: int, stop: int, candidate: Spot, starts: set[int]) -> bool:
        is_given = candidate.name.lower() in self.words.given_names
        if is_given and self.around.touches(stop) and self._may_be_surname(stop):
            return True
        if self.around.touches(stop) and self._is_unexplained(stop, starts):
            if candidate.cue in ("locative", "relative") and not _is_large(candidate):
                return not self._extend(stop, candidate)
            return is_given or candidate.cue not in ("locative", "relative")
        if self.around.touches(first) and self.tokens[first - 1].text[0].isupper():
            before = self.tokens[first - 1]
            is_capital = self._is_unexplained(first - 1, starts) or before.text.lower() in self.words.given_names
            return is_capital and candidate.cue not in ("locative", "relative")
        return False

    def _extend(self, at: int, candidate: Spot) -> bool:
        """Take the next word into the name: "near Glen Flora" is no Glen, but a town that the gazetteer lacks."""
        token = self.tokens[at]
        if _POSSESSIVE.search(token.text) or self.around.is_speaking(token.end) or self.around.is_aged(token.end):
            return False
        candidate.end, candidate.hits, candidate.unit = token.end, (), "town"
        candidate.name = self.text[candidate.start : candidate.end]
        return True

    def _is_unexplained(self, at: int, starts: set[int]) -> bool:
        """A capitalised word that is no place, no common word, no nationality: most likely part of a name."""
        token = self.tokens[at]
        word = _POSSESSIVE.sub("", token.text).lower()
        if not token.text[0].isupper() or (at in starts and word not in self.words.given_names):
            return False
        if ("-" in word and not token.text.istitle()) or (token.text.isupper() and len(word) <= len("REUTERS")):
            return False  # "Sixteen-year-old", "AFP", "WTHR"
        return word not in self.lower and self._may_be_surname(at)

    def _is_strong(self, first: int, stop: int) -> bool:
        if len(self.tokens[first].text) <= len("ISIS") and self.tokens[first].text.isupper():
            return False  # "IS", "AP", "RED": an acronym or a headline's word
        if self.around.cue(first, stop)[0] in ("settlement", "state"):
            return True
        is_in = self.around.lower(first - 1) in ("in", "near") and self.tokens[first].text[0].isupper()
        before_name = self.around.touches(stop) and self.tokens[stop].text[0].isupper()
        return is_in and not before_name and self.around.lower(first) not in self.lower
