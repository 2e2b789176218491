"""Groups of people as noun phrases give them, and how lists of single people become one group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Age, Effect, Gender, Qualifier, Scope, VictimClass
from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.clause_starts import opens_clause
from extractors.casualties.victims.names import Person

DETERMINERS = frozenset(
    ["a", "an", "the", "this", "that", "another", "his", "her", "their", "its", "my", "our", "your"]
)


_SEMICOLONS = ([";"], [";", "and"])
_UNNUMBERED = frozenset(["single", "named", "loose", "maybe", "bare", "list"])
_OWNERS = {"his": "he", "her": "she"}
_GOING_ON = ("preposition", "time_word")  # lists of words that take a clause up after an apposition
_ONE_DOES = frozenset(["is", "was", "has", "died", "remains", "remained", "suffered"])


class Figures(NamedTuple):
    """The figures that words allow, and how they put it."""

    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier


@dataclass(frozen=True, slots=True)
class Group:
    """A group of people in tokens `first`..`last` (the quote); `outer`..`outer_last` adds qualifier and appositions.

    `kind`: counted (number and noun), elided (number alone), bare (plural without a number), definite ("the children"),
    single ("a boy", "the boy"), ranked ("57th homicide"), named, maybe (capitalised words that may be a name).
    """

    first: int
    last: int
    outer: int
    outer_last: int
    low: int | None
    best: int | None
    high: int | None
    qualifier: Qualifier
    kind: str
    head: str
    is_plural: bool
    victim: VictimClass = "unknown"
    age: Age | None = None
    gender: Gender | None = None
    effect: Effect | None = None  # where the noun itself tells it: "1,100 civilian deaths"
    harmed: Effect | None = None  # where a modifier tells it: "115 wounded persons"
    is_part: bool = False  # "five of them", "some of the wounded"
    is_more: bool = False  # "another three", "16 others", "dozens more"
    has_class: bool = True  # the words tell the class themselves; an omitted noun takes another's
    person: Person | None = None
    has_name: bool = False
    has_article: bool = False
    years: int | None = None  # of one person
    total_over: Scope | None = None  # "the 57th homicide this year", "bringing the total to 57"
    members: tuple[Group, ...] = ()  # of a list: the people one by one

    @property
    def value(self) -> int:
        """The figure, for comparisons."""
        return self.best or self.low or self.high or 0


def _is_apposition(tokens: Sequence[Token], left: Group, right: Group) -> bool:
    """One person told twice: "his mother, 27-year-old Akira Waters", "Akira Waters, 16, a student"."""
    if [t.text for t in tokens[left.outer_last + 1 : right.outer]] != [","] or left.kind == "bare":
        return False
    if left.head == "victim" or (right.has_name and not left.has_name):
        return True
    is_described = right.kind == "loose" or (right.kind == "single" and right.has_article)
    return left.has_name and not right.has_name and (is_described or _is_owned(tokens, left, right))


def _is_second_office(tokens: Sequence[Token], described: Group, group: Group) -> bool:
    """As in "Omar Farid, a journalist | and head of a station": without an article it is the same person."""
    between = [t.low for t in tokens[described.outer_last + 1 : group.outer]]
    return group.kind == "loose" and not group.has_name and between == ["and"]


def _is_owned(tokens: Sequence[Token], left: Group, right: Group) -> bool:
    """As in "he killed Akira Waters, his neighbour, | on Sunday"; "a raid killed Akira Waters, his wife | and" two."""
    known, owner = lexicon(), _OWNERS.get(tokens[right.outer].low)
    if right.kind != "single" or owner is None:
        return False
    after = [t.low for t in tokens[right.outer_last + 1 : right.outer_last + 3]]
    if after[:1] == [","] and after[1:] and after[1] in _ONE_DOES:
        return True
    ends = after in ([], ["."]) or (after[:1] == [","] and any(known.has(w, after[-1]) for w in _GOING_ON))
    before = [t.low for t in tokens[: left.outer]]
    is_told = owner in before or any(w in known.nouns and known.nouns[w].is_singular for w in before)
    return ends and is_told and (left.gender == right.gender or None in (left.gender, right.gender))


def without_appositions(tokens: Sequence[Token], groups: Sequence[Group]) -> list[Group]:
    """The groups without those that only describe one person counted before: "one civilian, a passing driver, was"."""
    kept: list[Group] = []
    for group in groups:
        if kept and _describes_one(tokens, kept[-1], group):
            left = kept[-1]
            kept[-1] = replace(
                left, outer_last=group.outer_last, age=left.age or group.age, gender=left.gender or group.gender
            )
        elif kept and (named := _named_after(tokens, kept[-1], group)) is not None:
            kept.append(named)
        else:
            kept.append(group)
    return kept


def _named_after(tokens: Sequence[Token], noun: Group, name: Group) -> Group | None:
    """Of "a woman named Leila Noor" the name, with what the noun tells of her."""
    between = [t.low for t in tokens[noun.outer_last + 1 : name.outer]]
    if noun.kind != "single" or not name.has_name or between not in (["named"], ["called"]):
        return None
    victim = noun.victim if name.victim == "unknown" else name.victim
    return replace(name, victim=victim, age=name.age or noun.age, gender=name.gender or noun.gender, has_class=True)


def _describes_one(tokens: Sequence[Token], left: Group, right: Group) -> bool:
    if (
        not left.low == left.high == 1
        or left.kind not in ("counted", "single", "elided")
        or right.kind != "single"
        or right.has_name
    ):
        return False
    between = [t.low for t in tokens[left.outer_last + 1 : right.outer]]
    if between != [","] or tokens[right.outer].low not in ("a", "an"):
        return False
    if None not in (left.gender, right.gender) and left.gender != right.gender:
        return False
    after = [t.low for t in tokens[right.outer_last + 1 : right.outer_last + 3]]
    if left.kind == "elided":
        return after[:1] == [","] and after[1:] not in (["and"], ["or"])  # "One, a man of 31, | later died"
    if left.kind == "single":  # "a fourth pupil, a boy of 12, | is", "the attacker, a former student, | took his life"
        is_one = tokens[left.outer].low == "the" and _verb_may_follow(tokens, right.outer_last + 2)
        return after[:1] == [","] and (is_one or after[-1] in _ONE_DOES)
    return not after or after[0] in (".", ";") or (after[0] == "," and after[1:] not in (["and"], ["or"]))


def _verb_may_follow(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word at `at` opens no further member of a list: "the driver, a guard, | a cook and two guests"."""
    if at >= len(tokens):
        return False
    token = tokens[at]
    opens = token.low in DETERMINERS or token.low in ("and", "or", "one", "as", "plus") or token.is_capitalised
    return token.kind == "w" and not opens and spelled(tokens, at) is None


def joined(tokens: Sequence[Token], groups: list[Group]) -> Iterator[Group]:
    """Unnumbered singles joined by "and" or commas as one group with the sum; the rest as they are."""
    at = 0
    while at < len(groups):
        run = [groups[at]]
        while at + 1 < len(groups) and _may_join(tokens, run[-1], groups[at + 1], run):
            at += 1
            if run[-1].has_name and _is_possessor(tokens, groups, at):
                at += 1  # "Akira Waters, 30, and | Akira's brother Jomar"
                groups[at] = replace(groups[at], first=groups[at - 1].first, outer=groups[at - 1].outer)
            run.append(groups[at])
        yield _sum(tokens, run) if len(run) > 1 else run[0]
        at += 1


def _is_possessor(tokens: Sequence[Token], groups: Sequence[Group], at: int) -> bool:
    after = groups[at].outer_last + 1
    return at + 1 < len(groups) and groups[at + 1].outer == after and tokens[after].kind == "s"


def _past_home(tokens: Sequence[Token], named: Group) -> int:
    """The token after the name, or after where that person is from: "Akira Waters of Northtown | and", "20, of | "."""
    start = named.outer_last + 1
    here = start + (start < len(tokens) and tokens[start].text == ",")
    if here + 1 >= len(tokens) or tokens[here].low not in ("of", "from") or not tokens[here + 1].is_capitalised:
        return start
    while here + 1 < len(tokens) and tokens[here + 1].is_capitalised:
        here += 1
    return here + 1


def _may_join(  # noqa: C901, PLR0911, PLR0912 - a decision list
    tokens: Sequence[Token], left: Group, right: Group, run: list[Group]
) -> bool:
    if left.kind not in _UNNUMBERED or right.kind not in _UNNUMBERED:
        return False
    if "list" in (left.kind, right.kind) and not (left.has_name and right.has_name):
        return False
    if (left.kind == "bare") != (right.kind == "bare"):
        return False
    if tokens[right.outer].kind == "s":
        return False  # "Hale's mother": the possessor is another
    joint = _past_home(tokens, left) if left.has_name else left.outer_last + 1
    between = [t.low for t in tokens[joint : right.outer]]
    if joint > left.outer_last + 1 and ";" not in between:
        end = _past_home(tokens, right)
        if "and" in between and len(run) == 1 and end < len(tokens) and tokens[end].text != ".":
            return False  # "killed Akira Waters of Northtown | and Leila Noor said"
        if "and" not in between and not right.has_name:
            return False  # "Akira Waters of Northtown, | a teacher"
    if between in _SEMICOLONS and left.has_name and right.has_name:
        is_aged = left.years is not None and right.years is not None  # "23-year-old Akira; 31-year-old Leila"
        return is_aged or left.outer_last > left.last or right.outer_last > right.last
    if between == [",", "as", "well", "as"]:
        return left.has_name and right.has_name and len(run) > 1
    if between not in (["and"], [","], [",", "and"], []) or (not between and right.kind in ("named", "maybe")):
        return False
    if (
        not between
        and len(run) == 1
        and not (right.outer < right.first or tokens[right.outer].low in DETERMINERS or right.kind in ("loose",))
    ):
        return False
    if between == [","] and opens_clause(tokens, right.outer):
        return False
    if left.kind == "loose" and len(run) == 1 and not left.has_name:
        return False
    if left.kind == "maybe" and len(run) == 1 and between == [",", "and"]:
        return False  # "while crossing Ash Creek, | and a student was killed": two of a list have no comma
    if between == [","] and _is_apposition(tokens, left, right):
        return True
    differs = left.victim != right.victim and left.age != right.age and None not in (left.age, right.age)
    goes_on = (len(run) > 1 or between == [","]) and not right.head.endswith("old")  # "and 6-year-old Leila"
    differs = differs and not (goes_on and left.has_name and right.has_name)  # names in a list, whoever they are
    armed = (left.victim == "combatant") + (right.victim == "combatant")
    is_one_side = armed == 0 or (armed == 2 and left.kind == right.kind == "single")  # noqa: PLR2004 - "an officer and a soldier"
    return not differs and (is_one_side or (left.has_name and right.has_name))


def without_lists(tokens: Sequence[Token], groups: Iterable[Group]) -> Iterator[Group]:
    """The groups without lists that say who those counted before are: "two people, a mother and her baby, died"."""
    before: Group | None = None
    for group in groups:
        if before is not None and _lists_members(tokens, before, group):
            continue
        yield group
        before = group


def _lists_members(tokens: Sequence[Token], whole: Group, listed: Group) -> bool:
    if whole.kind != "counted" or listed.kind != "list" or whole.value != listed.value or whole.high is None:
        return False
    after = tokens[listed.outer_last + 1].text if listed.outer_last + 1 < len(tokens) else ","
    between = [t.text for t in tokens[whole.outer_last + 1 : listed.outer]]
    is_named = any(g.has_name for g in listed.members)
    return between == [","] and after == "," and not is_named


def _sum(tokens: Sequence[Token], run: list[Group]) -> Group:
    kept = [run[0]]
    for before, group in pairwise(run):
        if before is not kept[-1] and _is_second_office(tokens, before, group):
            continue
        if _is_apposition(tokens, kept[-1], group):
            kept[-1] = kept[-1] if kept[-1].has_name else group
        else:
            kept.append(group)
    if len(kept) == 1:
        named = kept[0]
        if named is run[0]:
            return replace(named, outer_last=run[-1].outer_last)
        return replace(
            named,
            first=run[0].first,
            outer=run[0].outer,
            age=named.age or run[0].age,
            gender=named.gender or run[0].gender,
            victim=run[0].victim if named.victim == "unknown" else named.victim,
            years=named.years if named.years is not None else run[0].years,
        )
    first, last = run[0], run[-1]
    total = sum(g.low or 0 for g in kept)
    run = kept
    is_bare = first.kind == "bare"
    classes = {g.victim for g in run}
    is_led = sum(g.victim == "unknown" for g in run) > len(run) / 2 and all(g.has_name for g in run)
    mixed: VictimClass = "unknown" if is_led else "civilian"  # names of whom most might be anybody
    victim: VictimClass = first.victim if len(classes) == 1 else mixed
    ages, genders = {g.age for g in run}, {g.gender for g in run}
    return replace(
        first, last=last.last, outer_last=last.outer_last, low=total, best=None if is_bare else total,
        high=None if is_bare else total, is_plural=True, victim=victim, age=first.age if len(ages) == 1 else None,
        gender=first.gender if len(genders) == 1 else None, person=None, kind="bare" if is_bare else "list",
        years=None, members=tuple(one for g in run for one in (g.members or (g,))),
    )  # fmt: skip
