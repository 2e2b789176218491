"""Whether a name that the gazetteer knows is a place here: what the words beside it say, and who else bears it."""

from __future__ import annotations

import re

from extractors.casualties.places.cues import WEAK_CUES, Spot, Spotted, Words
from extractors.casualties.places.words import place_words
from extractors.gazetteer import Gazetteer

POSSESSIVE = re.compile(r"['’]s?\Z")
_AFTER_COMMA = re.compile(r",\s+([A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\b")
_RESIDENCE = re.compile(r",\s+\d{1,2},\s+(?:both\s+|all\s+|also\s+|formerly\s+)?of\s+\Z")
_AGE_REACH = 24  # characters of ", 33, formerly of "
_TO_A_NAME = 3  # words between "of" and the name: "of the western"
_LARGE = 150_000  # inhabitants, as the next
_KNOWN = 20_000


def is_large(spot: Spot) -> bool:
    """A country, a province, or a city that the world knows: a name that stands for the place wherever it stands."""
    return any(
        h.entry.kind in ("country", "admin1") or h.entry.population > _LARGE for h in spot.hits if h.match == "name"
    )


class Admission:
    """Judges the names of one sentence.

    Args:
        around: the words of the sentence.
        people: surnames of the article's people.
        lower: every word that the article writes without a capital: what stands there is no name.
        gazetteer: where names are looked up.
    """

    def __init__(self, around: Words, people: frozenset[str], lower: frozenset[str], gazetteer: Gazetteer) -> None:
        self.around = around
        self.text, self.tokens = around.text, around.tokens
        self.people = people
        self.lower = lower
        self.gazetteer = gazetteer
        self.words = place_words()

    def admit(self, first: int, stop: int, candidate: Spot, starts: set[int], found: Spotted) -> bool:
        """Decide by the words around whether the name is a place here, and note its cue."""
        candidate.cue, candidate.unit = self.around.cue(first, stop)
        candidate.is_away = candidate.cue == "relative" and self.around.is_away(first - 1)
        if candidate.cue in ("loose", "bare") and self.around.is_on_road(first, stop):
            candidate.cue, candidate.is_away = "relative", True
        candidate.beside = self.around.state_after(candidate.end)
        candidate.is_quarter = candidate.unit == "district" and self._names_a_quarter(first, stop, candidate)
        candidate.is_plain = not self._may_be_a_body(first, candidate)
        following = self.tokens[stop] if self.around.touches(stop) else None
        if following is not None and following.is_name and self._names_something_else(following.text.lower()):
            return False
        if stop - first == 1 and (self._is_stray_code(first, candidate) or candidate.name.lower() in self.words.street):
            return False
        if candidate.cue in ("settlement", "state", "dateline", "body"):
            return True
        if not candidate.hits and candidate.cue not in ("locative", "relative"):
            return False
        if stop - first == 1 and self._is_part_of_a_name(first, stop, candidate, starts):
            if not is_large(candidate):
                found.persons.add(candidate.name)
            return False
        return not self._is_person(candidate, is_single=stop - first == 1)

    def _names_a_quarter(self, first: int, stop: int, candidate: Spot) -> bool:
        """Whether the name is said to be a part of a town: "the Bridgeport neighborhood", "the quarter of Karrada".

        "A Philadelphia neighborhood" is one of Philadelphia's.
        """
        if self.around.lower(first - 1) in ("a", "an", "this"):
            return False
        if is_large(candidate) and not self._is_of_a_larger(stop, candidate):
            return False
        beside = {self.around.lower(stop), self.around.lower(first - 1)}
        if self.around.lower(first - 1) == "of":
            beside = {self.around.lower(first - 2)}
        return bool(beside & self.words.quarter)

    def _is_of_a_larger(self, stop: int, candidate: Spot) -> bool:
        """Whether a larger town follows: "the Jadida neighbourhood of west Mosul" is no Moroccan city."""
        if self.around.lower(stop + 1) not in ("of", "in"):
            return False
        at = stop + 2
        while at < min(stop + 2 + _TO_A_NAME, len(self.tokens)) and not self.tokens[at].text[0].isupper():
            at += 1
        hits = self.gazetteer.find(self.tokens[at].text) if at < len(self.tokens) else ()
        people = max((h.entry.population for h in hits if h.entry.kind == "city"), default=0)
        return people > max(h.entry.population for h in candidate.hits)

    def _is_stray_code(self, first: int, candidate: Spot) -> bool:
        """Two capitals that stand for a state only after a comma or a preposition: "Gary, IN", never "Police ID"."""
        name = candidate.name
        if len(name) != len("IN") or not name.isupper() or not any(h.entry.kind == "admin1" for h in candidate.hits):
            return False
        return candidate.cue not in ("locative", "relative") and not self.text[: candidate.start].rstrip().endswith(
            (",", "(")
        )

    def _may_be_a_body(self, first: int, candidate: Spot) -> bool:
        """Whether a person would fit as well: "hit Ava", "through Marsha's leg", "at Collins' home"."""
        if candidate.cue != "locative":
            return False
        owns = self.text.startswith(("'", "’"), candidate.end)
        return owns or self.around.lower(first - 1) in self.words.struck

    def _is_person(self, candidate: Spot, *, is_single: bool) -> bool:
        if self.around.is_aged(candidate.end) or candidate.name in self.people:
            return True
        if candidate.cue in WEAK_CUES and self.around.is_somebody(candidate.start, candidate.end):
            return not is_large(candidate)
        word = candidate.name.lower()
        is_unsure = is_single and candidate.cue in WEAK_CUES
        is_given = word in self.words.given_names and not self._is_lived_in(candidate)
        return is_unsure and (word in self.lower or is_given) and not is_large(candidate)

    def _is_lived_in(self, candidate: Spot) -> bool:
        """As in "a Gary woman", "Dana Roe, 33, of Gary": a town, whoever bears the name as well."""
        before = self.text[max(0, candidate.start - _AGE_REACH) : candidate.start]
        return candidate.cue == "people" or _RESIDENCE.search(before) is not None

    def _names_something_else(self, following: str) -> bool:
        """A newspaper or a street: "Chicago Tribune" is no place, "Colorado Avenue" none in Colorado."""
        return following in self.words.organisation or following in self.words.street

    def _is_part_of_a_name(self, first: int, stop: int, candidate: Spot, starts: set[int]) -> bool:
        is_given = candidate.name.lower() in self.words.given_names
        if is_given and self.around.touches(stop) and self.may_be_surname(stop):
            return True
        if self.around.touches(stop) and self._is_unexplained(stop, starts):
            if candidate.cue in ("locative", "relative") and not is_large(candidate):
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
        if POSSESSIVE.search(token.text) or self.around.is_speaking(token.end) or self.around.is_aged(token.end):
            return False
        candidate.end, candidate.hits, candidate.unit = token.end, (), "town"
        candidate.name = self.text[candidate.start : candidate.end]
        return True

    def _is_unexplained(self, at: int, starts: set[int]) -> bool:
        """A capitalised word that is no place, no common word, no nationality: most likely part of a name."""
        token = self.tokens[at]
        word = POSSESSIVE.sub("", token.text).lower()
        if not token.text[0].isupper() or (at in starts and word not in self.words.personal):
            return False
        if ("-" in word and not token.text.istitle()) or (token.text.isupper() and len(word) <= len("REUTERS")):
            return False  # "Sixteen-year-old", "AFP", "WTHR"
        return word not in self.lower and (word in self.words.town_ends or self.may_be_surname(at))

    def may_be_surname(self, at: int) -> bool:
        """A capitalised word that says nothing else beside a name: no rank, kind of place, weekday or nationality."""
        word = POSSESSIVE.sub("", self.tokens[at].text).lower()
        return (word not in self.words.english or word in self.words.surnames) and self.may_be_part(at)

    def may_be_part(self, at: int) -> bool:
        """As `may_be_surname`, common words too: what may follow "Lake" or "Tel" in a name."""
        word = POSSESSIVE.sub("", self.tokens[at].text).lower()
        if not self.tokens[at].text[0].isupper() or word in self.words.no_surname:
            return False
        return self.gazetteer.demonym(word.split("-")[0]) is None

    def _is_in_what_follows(self, end: int) -> bool:
        """Whether a state, province or country stands after a comma: "Humble, Texas"."""
        match = _AFTER_COMMA.match(self.text, end)
        hits = self.gazetteer.find(match.group(1)) if match else ()
        return any(hit.entry.kind in ("admin1", "country") and hit.match == "name" for hit in hits)

    def is_strong(self, first: int, stop: int) -> bool:
        """Whether a common word ("Reading", "Mobile", "Phoenix") is a town here, by what stands beside it."""
        token = self.tokens[first]
        if len(token.text) <= len("ISIS") and token.text.isupper():
            return False  # "IS", "AP", "RED": an acronym or a headline's word
        cue = self.around.cue(first, stop)[0]
        if cue in ("settlement", "state") or self._is_in_what_follows(token.end):
            return True
        if self.around.lower(first) in self.lower:
            return False
        before_name = self.around.touches(stop) and self.tokens[stop].text[0].isupper()
        if self.around.lower(first - 1) in ("in", "near") and token.text[0].isupper():
            return not before_name
        hits = [h.entry for h in self.gazetteer.find(token.text) if h.match == "name" and h.entry.kind == "city"]
        return cue in ("body", "dateline") and not before_name and any(e.population > _KNOWN for e in hits)
