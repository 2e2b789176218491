"""Names of persons, as evidence in the whole article shows them: an age, a title, a kinship word beside the name.

The news names a victim in full once ("Akira Waters, 16") and then by one part of the name ("Waters"). The registry
holds what the article told of the person, so that a later mention carries it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Age, Gender, VictimClass
from extractors.casualties.tokens import Token
from extractors.casualties.victims.listed_names import after_rank, may_end, next_name, openings
from extractors.casualties.victims.years import ORDINALS, age_at, age_years, years_after

_PRONOUN_REACH = 12  # tokens
_LONGEST_NAME = 4
_QUOTES = frozenset("\"“”'‘’")
_BEFORE_PLACES = frozenset(["in", "at", "near", "of", "from", "to", "the", ","])
_INITIAL = 2  # letters of an initial or a short title before its stop
_PARTICLES = frozenset(["al", "bin", "ibn", "abu", "de", "la", "van", "von", "der", "el", "da", "dos", "di", "le"])
_ARABIC = re.compile(r"^[ae][lnrstdz]h?-[A-Z]")  # "al-Danaf", "ash-Shaar"


@dataclass(slots=True)
class Person:
    """Somebody whom the article names, with what it tells of them."""

    name: str
    years: int | None = None
    gender: Gender | None = None
    victim: VictimClass | None = None
    age: Age | None = None


@dataclass(slots=True)
class Registry:
    """The persons of one article by each part of their names, lower case."""

    by_part: dict[str, Person] = field(default_factory=dict)
    votes: dict[str, list[int]] = field(default_factory=dict)  # pronouns after each name: male, female

    def find(self, parts: Sequence[str]) -> Person | None:
        """The person whom these words name: one part of a known name, or the same first and last part."""
        for part in (parts[-1], parts[0]):
            person = self.by_part.get(part)
            if person is None:
                continue
            whole = person.name.lower().split()
            if len(parts) == 1 or len(whole) == 1 or len(set(parts) & set(whole)) > 1:
                return person
        return None

    def voted(self, part: str) -> Gender | None:
        """The gender of the pronouns after that name, where they agree."""
        male, female = self.votes.get(part, (0, 0))
        return None if (male == 0) == (female == 0) else ("male" if male else "female")

    def add(self, person: Person) -> None:
        """Registers the person under each part of the name; what is known already is completed."""
        parts = [p for p in person.name.lower().split() if p not in _PARTICLES]
        known = self.find(parts) if parts else None
        if known:
            known.years = known.years if known.years is not None else person.years
            known.gender = known.gender or person.gender
            known.victim = known.victim or person.victim
            known.age = known.age or person.age
            if len(person.name) > len(known.name):
                known.name = person.name
            person = known
        for part in parts:
            if len(part) > 1:
                self.by_part.setdefault(part, person)


def name_run(tokens: Sequence[Token], at: int) -> int | None:
    """The last token of the run of capitalised words, fit to be a person's name, that starts at `at`."""
    not_names = lexicon().not_names
    last, here = None, at
    while here < len(tokens) and here - at < _LONGEST_NAME:
        token = tokens[here]
        if last is not None and (nickname := _nickname_end(tokens, here)) is not None:
            here = at = nickname + 1  # 'Akira "Ray" Waters'
            continue
        if _may_be_name(token, not_names) and not (last is not None and _is_acronym_after(tokens[last], token)):
            last = here
        elif last is None or not (token.low in _PARTICLES or _is_initial(tokens, here) or _is_stop(tokens, here)):
            break
        here += 1
    return last


def _nickname_end(tokens: Sequence[Token], at: int) -> int | None:
    """The token that closes the quoted name which opens at `at`, where the name goes on behind it."""
    if tokens[at].text not in _QUOTES:
        return None
    for end in (at + 2, at + 3):
        if end + 1 < len(tokens) and tokens[end].text in _QUOTES and tokens[at + 1].is_capitalised:
            return end if tokens[end + 1].is_capitalised else None
    return None


def _is_acronym_after(before: Token, token: Token) -> bool:
    """As in "They gave Waters | CPR"; "Waters III" is one name."""
    is_acronym = token.text.isupper() and len(token.text) > 1 and token.text not in ORDINALS
    return is_acronym and not before.text.isupper() and len(before.text) > 1


def _is_initial(tokens: Sequence[Token], at: int) -> bool:
    return len(tokens[at].text) == 1 and tokens[at].is_capitalised and _is_stop(tokens, at + 1)


def _is_stop(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token is the stop of an initial or a short title: "A.", "Dr."."""
    return at < len(tokens) and tokens[at].text == "." and len(tokens[at - 1].text) <= _INITIAL


def _may_be_name(token: Token, not_names: frozenset[str]) -> bool:
    text = token.text
    if not token.is_capitalised:
        return "-" in text and _ARABIC.match(text) is not None
    if token.low in not_names:
        return False
    return text.isalpha() or not (any(c.isdigit() for c in text) or age_years(token.low) is not None)


def find_persons(sentences: Sequence[Sequence[Token]]) -> Registry:
    """The registry of all persons whom these sentences name with evidence."""
    registry = Registry()
    runs = [(tokens, first, last) for tokens in sentences for first, last in _runs(tokens)]
    _recurring(runs, registry)
    for tokens in sentences:
        for named in _identified(tokens):
            registry.add(named)
    for tokens, first, last in runs:
        _vote(tokens, last, registry.votes.setdefault(tokens[last].low, [0, 0]))
        person = _evidence(tokens, first, last)
        if person:
            registry.add(person)
    for part in registry.votes:
        known = registry.by_part.get(part)
        if known is not None and known.gender is None:
            known.gender = registry.voted(part)
    return registry


def _identified(tokens: Sequence[Token]) -> Iterator[Person]:
    """Whom "identified as Saqib and Abid Shah, both locals" names."""
    for opening in openings(tokens):
        at: int | None = opening
        while at is not None:
            first = after_rank(tokens, at)
            last = name_run(tokens, first) if first < len(tokens) else None
            if last is None or not may_end(tokens, last):
                break
            aged = years_after(tokens, last)
            yield Person(_spelt(tokens, first, last), years=aged[0] if aged else None)
            end = aged[1] + 1 if aged else last + 1
            at = next_name(tokens, end + (end < len(tokens) and tokens[end].text == ")"))


def _spelt(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(t.text for t in tokens[first : last + 1] if t.kind == "w")


def _runs(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """The first and the last token of every run of words that may be a name."""
    at = 0
    while at < len(tokens):
        last = name_run(tokens, at) if tokens[at].is_capitalised else None
        if last is not None:
            yield at, last
            at = last
        at += 1


def _vote(tokens: Sequence[Token], last: int, votes: list[int]) -> None:
    """Counts the first pronoun after a name in its sentence: "Waters ... shot himself"."""
    for token in tokens[last + 1 : last + 1 + _PRONOUN_REACH]:
        if token.low in ("he", "him", "his", "himself"):
            votes[0] += 1
            return
        if token.low in ("she", "her", "hers", "herself"):
            votes[1] += 1
            return


def _recurring(runs: Sequence[tuple[Sequence[Token], int, int]], registry: Registry) -> None:
    """A full name of which one part stands alone elsewhere ("Akira Waters ... Waters") names a person."""
    full: list[list[str]] = []
    alone: set[str] = set()
    for tokens, first, last in runs:
        words = [t.text for t in tokens[first : last + 1] if t.kind == "w"]
        if words[0].isupper() or (first > 0 and tokens[first - 1].low in _BEFORE_PLACES):
            continue
        if len(words) == 1:
            alone.add(words[0])
        elif len(words) in (2, 3):
            full.append(words)
    for words in full:
        if words[-1] in alone or words[0] in alone:
            registry.add(Person(" ".join(words)))


def _evidence(tokens: Sequence[Token], first: int, last: int) -> Person | None:
    known = lexicon()
    if last + 1 < len(tokens) and not tokens[last + 1].is_capitalised:
        noun = known.nouns.get(tokens[last + 1].low)
        if noun is not None and noun.kind == "person":
            return None  # "a 35-year-old Northtown woman": where she is from
    name = _spelt(tokens, first, last)
    before = tokens[first - 1].low if first else ""
    age = years_after(tokens, last)
    person = Person(name, years=age[0] if age else None)
    if first and age_years(before) is not None:
        person.years = age_years(before)
    elif before in ("old", "year-old"):
        ages = (age_at(tokens, k) for k in range(max(0, first - 4), first))
        person.years = next((a[0] for a in ages if a), None)
    noun = known.nouns.get(before) if before else None
    if before == "," and first > 1:
        noun = known.nouns.get(tokens[first - 2].low)
    if noun and noun.is_singular and noun.kind in ("person", "kin", "anaphor"):
        person.gender, person.age = noun.gender, noun.age
        person.victim = noun.victim if noun.victim != "unknown" else None
    elif before == "." and first > 1 and tokens[first - 2].low in known.words["title"]:
        before = tokens[first - 2].low
    titled = before in known.words["title"]
    if titled and before in ("mrs", "ms", "miss"):
        person.gender = "female"
    if titled and before == "mr":
        person.gender = "male"
    return person if person.years is not None or (noun and noun.is_singular) or before == "named" or titled else None
