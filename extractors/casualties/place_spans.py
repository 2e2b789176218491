"""Names in the text that the gazetteer knows, each with the cue beside it: "in X", "X police", "X said"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.casualties.model import PlacePrecision
from extractors.casualties.place_words import place_words
from extractors.casualties.text import Sentence
from extractors.gazetteer import Entry, Gazetteer, Hit

_TOKEN = re.compile(r"(?:[A-Z]\.){2,}|\b(?:St|ST|Ft|FT|Mt|MT|Ste)\.(?= )|[^\W_]+(?:['’\-][^\W_]+)*")
_ARTICLE = re.compile(r"(?:al|el|as|ash|ar|at|az|ad|an|ez|es|er|ed|et)[- ]?-?\s?(?=[A-Z])")
_INNER = frozenset(
    (
        "al el de la of the ez az es as ash ar ad an en upon on du des del y e le les sur bin ben abu da do dos das di".split()
    )
)
_JOIN = re.compile(r"(?:-? ?|\u00a0)\Z")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_LONGEST = 5
_LARGE = 150_000  # inhabitants
_STATE_AFTER = re.compile(r"\s*[,(]\s*((?:[A-Z]\.\s?){2}|W\.\s?Va\.|[A-Z][a-z]{1,4}\.|[A-Z]{2}\b(?!\)))")
_LOCATIVE = frozenset("in at near inside outside around across within throughout into over through".split())
_LOOSE = frozenset("from to toward towards on between against via leaving".split())
_MODIFIER = re.compile(
    r"""the|a|an|its|their|nearby|neighbou?ring|rural|central|greater|downtown|suburban|coastal|besieged|embattled|contested
    |ancient|historic|old|new|war-torn|restive|volatile|mountainous|remote|mainly|mostly|largely|predominantly|strategic
    |key|northern?|southern?|eastern?|western?|north|south|east|west|(?:north|south)(?:east|west)(?:ern)?|mid|far|upper
    |lower|inner|\w+-(?:held|controlled|run|majority|occupied|besieged|ruled|populated)|[A-Z]\w+['’]?s|rebel|opposition""",
    re.VERBOSE | re.IGNORECASE,
)
_WEAK_CUES = frozenset({"bare", "metonym", "people", "loose"})
_RELATIVE = frozenset(
    "east west north south northeast northwest southeast southwest outskirts edge kilometers kilometres miles km".split()
)
_AGE = re.compile(r"\s*,\s*(?:aged?\s+)?\d{1,2}\b(?!\s*(?:people|were|killed|civilians|\w+\s+\d{4}))")
_SAYING = re.compile(
    r"\s+(?:said|says|told|added|denied|accused|insisted|claimed|blamed|announced|condemned|warned|wants|has said)\b"
)


@dataclass(slots=True)
class Spot:
    """A name in the text, before and after it is resolved.

    `cue` is what stands beside it: settlement ("village of X"), locative, state ("X, Ill."), dateline, body ("X police"),
    relative ("east of X"), people ("X man"), loose ("from X"), metonym ("X said"), bare. `unit` is the precision that
    a word beside the name gives ("X province").
    """

    start: int
    end: int
    name: str
    sentence: int
    hits: tuple[Hit, ...] = ()
    cue: str = "bare"
    unit: PlacePrecision | None = None
    beside: str | None = None  # a state written after it: "Ill."
    entry: Entry | None = None
    admin1: str | None = None
    country: str | None = None


@dataclass(slots=True)
class Spotted:
    """What one pass over the sentences gives: names, and the countries that adjectives point to."""

    spots: list[Spot] = field(default_factory=list)
    demonyms: list[Entry] = field(default_factory=list)
    persons: set[str] = field(default_factory=set)  # words seen inside what reads as a person's name


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str

    @property
    def is_name(self) -> bool:
        """Written as a name: a capital, or the Arabic article before one ("al-Bab")."""
        return self.text[0].isupper() or bool(_ARTICLE.match(self.text))


def spot(sentences: Sequence[Sentence], gazetteer: Gazetteer) -> Spotted:
    """Every name of the text that the gazetteer knows and that the words beside it let be a place."""
    found = Spotted()
    people = _people(sentences)
    lower = frozenset(w for s in sentences for w in re.findall(r"(?<![\w.@/:-])[a-z]+", s.text))
    for sentence in sentences:
        _Reader(sentence, gazetteer, people, lower).read(found)
    found.persons -= {s.name for s in found.spots if s.cue not in _WEAK_CUES}
    found.spots = [s for s in found.spots if s.name not in found.persons]
    return found


def _people(sentences: Sequence[Sentence]) -> frozenset[str]:
    """Surnames: the last word of what is plainly a person's name ("Mr. Tyler Houston, 23"; "Gabrielle King said")."""
    pattern = re.compile(
        r"\b([A-Z][\w'’-]+)\s+(?:[A-Z]\.\s+)?([A-Z][\w'’-]+)(?=\s*,\s*(?:\d{1,2}\b|(?:a|an|the|who|whose)\s)|\s+(?:said|says|told|was shot|died)\b)"
    )
    names = place_words().given_names
    return frozenset(last for s in sentences for first, last in pattern.findall(s.text) if first.lower() in names)


def _is_large(spot: Spot) -> bool:
    """A country, a province, or a city that the world knows: a name that stands for the place wherever it stands."""
    return any(
        h.entry.kind in ("country", "admin1") or h.entry.population > _LARGE for h in spot.hits if h.match == "name"
    )


class _Reader:
    """Reads one sentence from left to right, the longest known name first."""

    def __init__(self, sentence: Sentence, gazetteer: Gazetteer, people: frozenset[str], lower: frozenset[str]) -> None:
        self.sentence = sentence
        self.text = sentence.text
        self.gazetteer = gazetteer
        self.people = people
        self.lower = lower
        self.words = place_words()
        self.tokens = [_Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(self.text)]

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
            if stop - at == 1 and name.lower() in self.words.never:
                continue
            if stop - at == 1 and name.lower() in self.words.common and not self._is_strong(at, stop):
                continue
            if stop - at == 1 and self.gazetteer.demonym(name) is not None:
                continue
            hits = self._hits(name)
            if (
                not hits and name == raw and raw.endswith("s") and stop - at <= 2
            ):  # the corpus of a feed that lost its apostrophes
                hits = tuple(
                    h
                    for h in self.gazetteer.find(raw[:-1])
                    if h.entry.kind in ("country", "admin1") and h.match == "name"
                )
                name = raw[:-1] if hits else name
            if hits:
                return stop, Spot(start, start + len(name), name, self.sentence.index, hits)
        return None

    def _parts(self, at: int) -> Iterator[Spot]:
        """Both ends of a compound that is no name itself: "the Aleppo-Damascus highway"."""
        token = self.tokens[at]
        start = token.start
        parts = token.text.split("-")
        for part in parts if len(parts) == len(("from", "to")) and all(p[:1].isupper() for p in parts) else ():
            hits = self._hits(part) if part.lower() not in self.words.common else ()
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
            if not (token.is_name or token.text.lower() in _INNER):
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
        self._note_cue(first, stop, candidate)
        following = self.tokens[stop] if stop < len(self.tokens) and self._touches(stop) else None
        if following is not None and following.is_name and self._names_something_else(following.text.lower()):
            return False
        if candidate.cue in ("settlement", "state", "dateline", "body"):
            return True
        if _AGE.match(self.text, candidate.end) or candidate.name in self.people:
            return False
        is_single = stop - first == 1
        if is_single and self._is_part_of_a_name(first, stop, candidate, starts):
            if not _is_large(candidate):
                found.persons.add(candidate.name)
            return False
        if is_single and candidate.cue in _WEAK_CUES:
            word = candidate.name.lower()
            if word in self.lower or word in self.words.given_names:
                return _is_large(candidate)
        return True

    def _names_something_else(self, following: str) -> bool:
        """ "Chicago Tribune" is no place, "Colorado Avenue" none in Colorado."""
        return following in self.words.organisation or following in self.words.street

    def _touches(self, at: int) -> bool:
        return self.text[self.tokens[at - 1].end : self.tokens[at].start] in (" ", "\u00a0")

    def _is_part_of_a_name(self, first: int, stop: int, candidate: Spot, starts: set[int]) -> bool:
        is_given = candidate.name.lower() in self.words.given_names
        if stop < len(self.tokens) and self._touches(stop) and self._is_unexplained(stop, starts):
            if candidate.cue in ("locative", "relative") and not _is_large(candidate):
                return not self._extend(stop, candidate)
            return is_given or candidate.cue not in ("locative", "relative")
        if first > 0 and self._touches(first) and self.tokens[first - 1].text[0].isupper():
            before = self.tokens[first - 1]
            is_capital = self._is_unexplained(first - 1, starts) or before.text.lower() in self.words.given_names
            return is_capital and candidate.cue not in ("locative", "relative")
        return False

    def _extend(self, at: int, candidate: Spot) -> bool:
        """Take the next word into the name: "near Glen Flora" is no Glen, but a town that the gazetteer lacks."""
        token = self.tokens[at]
        if _POSSESSIVE.search(token.text) or _SAYING.match(self.text, token.end) or _AGE.match(self.text, token.end):
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
        if "-" in word and not token.text.istitle() or (token.text.isupper() and len(word) <= len("REUTERS")):
            return False  # "Sixteen-year-old", "AFP", "WTHR"
        if word in self.words.common or word in self.words.public_body or word in self.words.settlement:
            return False
        if word in self.words.facility or word in self.words.street or word in self.lower:
            return False
        return self.gazetteer.demonym(word.split("-")[0]) is None

    def _is_strong(self, first: int, stop: int) -> bool:
        if len(self.tokens[first].text) <= len("ISIS") and self.tokens[first].text.isupper():
            return False  # "IS", "AP", "RED": an acronym or a headline's word
        return self._cue(first, stop)[0] in ("settlement", "state") or bool(
            self.tokens[first].text[0].isupper()
            and first > 0
            and self.tokens[first - 1].text in ("in", "near")
            and self.tokens[first].text.lower() not in self.lower
            and not self._touches_name(stop)
        )

    def _touches_name(self, at: int) -> bool:
        return at < len(self.tokens) and self._touches(at) and self.tokens[at].text[0].isupper()

    def _note_cue(self, first: int, stop: int, candidate: Spot) -> None:
        candidate.cue, candidate.unit = self._cue(first, stop)
        state = _STATE_AFTER.match(self.text, candidate.end)
        if state:
            candidate.beside = state.group(1)

    def _cue(self, first: int, stop: int) -> tuple[str, PlacePrecision | None]:
        end = self.tokens[stop - 1].end
        state = _STATE_AFTER.match(self.text, end)
        if state and any(h.match == "abbreviation" for h in self.gazetteer.find(state.group(1).strip())):
            return "state", "town"
        if first <= 2 and re.match(
            r"[^.\n]{0,40}?\s*\((?:AP|AFP|Reuters|REUTERS|CNN|Xinhua|[A-Z]{3,5})\)|\s*(?:—|–|--|-)\s+[A-Z]",
            self.text[end : end + 60],
        ):
            return "dateline", None
        after = self._following(stop)
        if after in self.words.settlement and (self.words.settlement[after] != "site"):
            return "settlement", self.words.settlement[after]
        before, unit = self._before(first)
        if before == "settlement":
            return "settlement", unit
        if after in self.words.public_body and stop < len(self.tokens) and self._touches(stop):
            return "body", None
        if before:
            return before, None
        if after in self.words.people:
            return "people", None
        if _SAYING.match(self.text, end):
            return "metonym", None
        return "bare", None

    def _following(self, stop: int) -> str:
        if stop >= len(self.tokens) or not self._touches(stop):
            return ""
        return self.tokens[stop].text.lower()

    def _before(self, first: int) -> tuple[str, PlacePrecision | None]:
        """The cue of the words before a name, looking back over adjectives and over names in a list."""
        for at in self._back(first):
            word = self.tokens[at].text.lower()
            if word == "of" and at > 0:
                head = self.tokens[at - 1].text.lower()
                if head in self.words.settlement:
                    return "settlement", self.words.settlement[head]
                if head in _RELATIVE or head.endswith("side"):
                    return "relative", None
                if head in (
                    "north",
                    "south",
                    "streets",
                    "parts",
                    "center",
                    "centre",
                    "heart",
                    "rest",
                    "most",
                    "capital",
                    "siege",
                ):
                    return "locative", None
                return "", None
            if word in _LOCATIVE:
                return ("relative" if word in ("near", "outside", "around") else "locative"), None
            if word in self.words.struck or (word == "on" and at > 0 and self._follows_strike(at)):
                return "locative", None
            if word in _LOOSE:
                return "loose", None
            if not _MODIFIER.fullmatch(self.tokens[at].text):
                unit = self.words.settlement.get(word)
                return ("settlement", unit) if unit in ("town", "district") and at == first - 1 else ("", None)
        return "", None

    def _follows_strike(self, at: int) -> bool:
        return self.tokens[at - 1].text.lower() in self.words.strikes

    def _back(self, first: int) -> Iterator[int]:
        for at in range(first - 1, max(-1, first - 6), -1):
            gap = self.text[self.tokens[at].end : self.tokens[at + 1].start]
            if gap.strip(" -\u00a0"):
                return
            yield at
