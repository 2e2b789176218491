"""Places that no gazetteer holds, told by the words around: addresses, streets, camps, hospitals, small villages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors.casualties.model import PlacePrecision
from extractors.casualties.places.cues import Spot
from extractors.casualties.places.words import PlaceWords, place_words
from extractors.casualties.text import Sentence
from extractors.gazetteer import default_gazetteer
from extractors.gazetteer.names import ARTICLES

# A word is cut at 40 characters, so that no text makes the search go back over itself without end.
_WORD = r"[\w'’-]{0,40}"
_CAPITAL = rf"(?:[A-Z0-9]{_WORD}|(?:al|el)[- ]-?\s?[A-Z]{_WORD}|(?:as|ash|ar|at|az|ad|an|ez|es)-\s?[A-Z]{_WORD})"
_NAME = rf"(?:{_CAPITAL}(?:\s+(?:of|the|de|el|al|la)(?=\s+[A-Z]))?\s+){{0,3}}{_CAPITAL}"
_COMPASS = r"(?:(?:North|South|East|West|Northeast|Northwest|Southeast|Southwest|NE|NW|SE|SW|[NSEW])\.?\s+)?"
_STATE = re.compile(r",\s+[A-Z]")  # what a state after its town begins with
_DOTTED = frozenset({"st.", "ave.", "rd.", "blvd.", "dr.", "ln.", "ct.", "pl."})
# Whose hospital is no place of the deed: "a source at the | Damascus Hospital said", "a doctor at | ...".
_OF_TELLER = re.compile(
    r"\b(?:sources?|officials?|medics?|doctors?|nurses?|directors?|spokes(?:man|woman|person)|staff|heads?|managers?)"
    r"\s+(?:at|in|from|of|for)\s+(?:the\s+)?(?:[a-z]+\s+)?$"
)
_STREETS = frozenset({"block", "address", "corner", "street", "road"})
_OF_TOWNS = frozenset({"premises", "home", "ended"})
_TOWNS = (
    r"villages?|towns?|hamlets?|city|cities|neighbou?rhoods?|districts?|suburbs?|quarters?|township|areas?|enclave"
    r"|settlements?"
)


@dataclass(frozen=True, slots=True)
class _Rule:
    """A pattern, and the words without any of which it fits nothing."""

    name: str
    pattern: re.Pattern[str]
    needs: frozenset[str]


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(word.capitalize() for word in sorted(words, key=lambda word: (-len(word), word)))


@cache
def _rules() -> tuple[_Rule, ...]:
    words = place_words()
    streets = frozenset(re.findall(r"\w+", " ".join(words.street)))
    needs = {
        "block": frozenset({"block"}),
        "address": streets,
        "corner": streets,
        "street": streets,
        "road": frozenset({"interstate", "i", "u", "us", "highway", "hwy", "road", "route"}),
        "facility": frozenset(phrase.split()[-1] for phrase in words.facility),
        "settlement": frozenset({"of", "called", "named"}),
        "apposed": ARTICLES,
        "article": ARTICLES,
        "ended": words.town_ends,
        "premises": frozenset(re.findall(r"[a-z]{2,}", words.premises_pattern)),
        "home": frozenset(re.findall(r"[a-z]{2,}", words.housing_pattern)),
    }
    return tuple(_Rule(name, pattern, needs.get(name, frozenset())) for name, pattern in _patterns(words).items())


def _patterns(words: PlaceWords) -> dict[str, re.Pattern[str]]:
    street = rf"(?i:{words.street_pattern})(?![\w])\.?"
    return {
        "block": re.compile(
            rf"\b\d{{1,5}}(?:st|nd|rd|th)?\s+block\s+of\s+{_COMPASS}{_NAME}(?:\s+{street}|(?<=[a-z])\b)(?:\s+(?:NE|NW|SE|SW|[NSEW])\b)?"
        ),
        "address": re.compile(rf"\b\d{{2,5}}\s+{_COMPASS}(?:{_CAPITAL}\s+){{1,3}}{street}"),
        "corner": re.compile(
            rf"\b{_COMPASS}(?:{_CAPITAL}\s+){{1,3}}?(?:{street}\s+)?(?:and|at|near|&)\s+{_COMPASS}(?:{_CAPITAL}\s+){{1,3}}?{street}"
        ),
        "street": re.compile(
            rf"\b(?<![\w.])(?:on|along|in|off|at|near)\s+(?P<name>{_COMPASS}(?:{_CAPITAL}\s+){{1,3}}?{street})"
        ),
        "road": re.compile(r"\b(?:Interstate|I|U\.?S\.?|Highway|Hwy|State Road|State Route|Route)[- ]\d{1,3}\b"),
        "facility": re.compile(rf"\b(?P<name>(?P<head>{_NAME})\s+(?P<kind>(?i:{words.facility_pattern})))(?![\w-])"),
        "settlement": re.compile(rf"\b(?P<kind>{_TOWNS})\s+(?:of|called|named)\s+(?P<name>{_NAME})"),
        "state": re.compile(
            rf"\b(?P<name>{_CAPITAL}(?:\s+{_CAPITAL}){{0,2}}),\s+(?P<state>[A-Z][a-z]{{2,4}}\.|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?|(?:[A-Z]\.){{2}}|[A-Z]{{2}}\b)"
        ),
        "apposed": re.compile(
            r"\b(?P<kind>village|town|hamlet|neighbou?rhood|suburb|district)\s+(?P<name>(?:[Aa]l|[Ee]l|[Aa]s|[Aa]r)-[A-Z][\w'’-]*)"
        ),
        "article": re.compile(
            r"\b(?:in|at|near|of|from|on|around|outside)\s+(?P<name>(?:[Aa]l|[Ee]l|[Aa]sh?|[Aa]r|[Aa]t|[Aa]z|[Aa]d|[Ee]z)-\s?[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)?)"
        ),
        "ended": re.compile(
            rf"\b(?:in|near|outside)\s+(?P<name>[A-Z]{_WORD}\s+(?:{_alternatives(words.town_ends)}))\b(?!\s+[A-Z])"
        ),
        "premises": re.compile(
            rf"\b(?i:{words.premises_pattern})\s+in\s+(?P<name>[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?)\b(?!['’-]|\s+[A-Z])"
        ),
        "home": re.compile(
            rf"\b(?i:his|her|their)\s+(?P<name>[A-Z][a-z]+(?:\s+[A-Z][a-z]+)?)\s+(?:{words.housing_pattern})\b"
        ),
    }


def find_sites(sentences: Sequence[Sentence], known: Sequence[Spot]) -> list[Spot]:
    """Spots for places named by their kind, without hits; those that only repeat a known name are left out."""
    taken: dict[int, list[Spot]] = {}
    for spot in known:
        taken.setdefault(spot.sentence, []).append(spot)
    sites: list[Spot] = []
    for sentence in sentences:
        inside = taken.get(sentence.index, [])
        own: list[Spot] = []
        for spot in _read(sentence):
            if not _repeats(spot, inside) and not any(s.start < spot.end and spot.start < s.end for s in own):
                own.append(spot)
        sites += own
    return sites


def _repeats(spot: Spot, known: Sequence[Spot]) -> bool:
    """Whether the gazetteer knows the whole name, or its head where the kind is a settlement's."""
    for other in known:
        if other.start <= spot.start and spot.end <= other.end:
            return True
        if spot.unit != "site" and other.start == spot.start and spot.end - other.end <= len(" neighbourhood"):
            return True
        if spot.unit in ("town", "district") and other.start < spot.end and spot.start < other.end:
            return True
    return False


def _read(sentence: Sentence) -> Iterator[Spot]:
    text, runs = sentence.text, sentence.runs
    for rule in _rules():
        if rule.needs.isdisjoint(runs) and (rule.needs or not _STATE.search(text)):
            continue
        for match in rule.pattern.finditer(text):
            spot = _spot(rule.name, match, sentence)
            if spot is not None:
                yield spot


def _spot(rule: str, match: re.Match[str], sentence: Sentence) -> Spot | None:
    groups = match.groupdict()
    start, end = match.span("name") if "name" in groups else match.span()
    if rule == "facility":
        cut = _leading_noise(groups["head"])
        head = groups["head"][cut:]
        if cut is None or not _is_specific(head) or groups["name"].isupper():
            return None
        start += cut
    text = sentence.text[start:end]
    start += len(text) - len(_without_owner(rule, text))
    name = _trimmed(rule, sentence.text[start:end])
    if len(name) < len("Abu") or re.match(r"I(?:['’]|\s|$)", name):
        return None
    if rule in _OF_TOWNS:
        if not _ends_as_town(name) and (_is_common(name) or _is_other(name)):
            return None
    elif rule not in _STREETS and _is_common(name):
        return None
    unit, cue = _unit_and_cue(rule, groups)
    if unit == "site" and place_words().clinic & {*name.lower().split()} and _OF_TELLER.search(sentence.text[:start]):
        return None
    spot = Spot(sentence.start + start, sentence.start + start + len(name), name, sentence.index, (), cue, unit)
    spot.beside = groups.get("state")
    return spot


def _unit_and_cue(rule: str, groups: dict[str, str]) -> tuple[PlacePrecision, str]:
    if rule == "facility":
        unit = place_words().facility.get(" ".join(groups["kind"].lower().split()), "site")
        return unit, "site" if unit == "site" else "settlement"
    if rule in ("settlement", "apposed"):
        return place_words().settlement.get(groups["kind"].lower(), "town"), "settlement"
    if rule in _STREETS:
        return "site", "street"
    return "town", "state" if rule == "state" else "locative"


def _without_owner(rule: str, name: str) -> str:
    """Without the householder: "Rosado's West Main Street" is West Main Street."""
    owner = re.match(r"[\w-]+['’]s?\s+(?=\D)", name) if rule in _STREETS else None
    return name[owner.end() :] if owner else name


def _trimmed(rule: str, name: str) -> str:
    """The name without what ran into its end: a full stop, a possessive, a weekday."""
    name = name.rstrip(",;: ")
    if rule in _STREETS:
        if name.endswith(".") and name.split()[-1].lower() not in _DOTTED:
            name = name[:-1]
        return _without_tail(name, place_words().never)
    name = re.sub(r"['’]s?$", "", name)
    return name if rule in ("facility", "state") else _without_tail(name, place_words().tails)


def _ends_as_town(name: str) -> bool:
    """As in "Elk Mills", "Glen Flora", which a householder's name does not."""
    return " " in name and name.rsplit(maxsplit=1)[-1].lower() in place_words().town_ends


def _is_other(name: str) -> bool:
    """Whether words of the name tell that it is no town: a person's, a court's, one that is common at its end."""
    words = place_words()
    *_, last = parts = name.lower().split()
    return last in words.common or last in words.organisation or not words.personal.isdisjoint(parts)


def _is_common(name: str) -> bool:
    """Whether only common words, nationalities and names of armed groups stand in it ("al-Nusra", "Syrian city")."""
    kinds = place_words().facility
    first, _, rest = name.partition(" ")
    if first.lower() in kinds and rest[:1].isupper():
        return False  # "Lake Willow": behind its kind a common word is a name
    words = [w for w in re.split(r"[\s-]+", name.lower()) if w not in ARTICLES and w not in kinds]
    known = place_words().common
    gazetteer = default_gazetteer()
    return all(w in known or gazetteer.demonym(w) for w in words) and bool(words)


def _leading_noise(head: str) -> int | None:
    """How many characters of common words stand before the name ("The Latamneh"); None where nothing else is left."""
    at = 0
    for match in re.finditer(r"\S+", head):
        word = match.group().lower().strip("'’")
        is_noise = word in place_words().noise or word.isdigit() or word.split("-")[-1] in ("era", "old")
        if not is_noise or match.group() in ("Al", "al", "New", "Old"):
            return at
        at = match.end() + 1
    return None


def _is_specific(head: str) -> bool:
    """A name of its own: no number, no possessive, no country or nationality alone ("a Syrian gas field")."""
    hits = default_gazetteer().find(head)
    is_country = bool(hits) and hits[0].entry.kind == "country"
    return not is_country and not _is_common(head) and not head.endswith(("'", "’"))


def _without_tail(name: str, noise: frozenset[str]) -> str:
    """The name without a weekday, a month or an agency that ran into it where the text lost its punctuation."""
    words = name.split()
    while len(words) > 1 and words[-1].lower() in noise:
        words.pop()
    return " ".join(words) if " ".join(words) == name[: len(" ".join(words))] else name
