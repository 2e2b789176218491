"""What came of the people of an attack: one outcome and one set of attributes for all mentions of a victim.

"A boy was shot ... Akira Waters, 16, died": one person, killed, a child, male. "He was pronounced dead" is no claim,
but tells what came of whom the text named before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Set
from itertools import pairwise, takewhile

from extractors.casualties.claims import Draft
from extractors.casualties.incidents.antecedents import Antecedents
from extractors.casualties.incidents.fates import Fate, fates_of
from extractors.casualties.incidents.roster import Victim, is_death, is_survival, roster
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Age, Gender
from extractors.casualties.screened import Screened

_DEATH = Screened(
    r"""\b(?:he|she|they|who|victim)\s+(?:(?:later|then|also|had|has|was|were|have|been)\s+)*(?:died|(?:pronounced|declared|found)\s+dead)\b
    |\b(?:fatal|deadly)\s+(?:shooting|stabbing|attack|crash|accident)\b|\b(?:shooting|stabbing)\s+deaths?\b
    |(?P<tried>\b(?:attempt(?:ed|ing)?|intent|tried|try|trying|conspir\w+|solicit\w*)\s+(?:(?:to|of|commit|[\w-]+degree|premeditated|capital)\s+)*)?\b(?:homicide|manslaughter|murder)\b(?!\s+(?:detective|investigator)\b|\s+(?:unit|division|squad|bureau|section|detectives|investigators)\b(?!\s+(?:is|are|was|were|has|have)\b))""",
    re.IGNORECASE | re.VERBOSE,
)

_FEW_CLAIMS = 20  # before "he then shot himself" among which the deed is looked for
_DOER_REACH = 2  # sentences from a deed to "he then shot himself"
_PRONOUNS = frozenset(["he", "she", "him", "her", "they", "them", "who", "whom"])
_SONS = frozenset(["son", "brother", "grandson", "nephew", "stepson"])


def tells_of_death(text: str) -> bool:
    """Whether the text says that somebody died without saying who: "He was pronounced dead", "charged with murder"."""
    return any(not m.group("tried") for m in _DEATH.finditer(text))


def unify(
    claims: Sequence[Draft],
    headline: Sequence[Draft] = (),
    asides: Sequence[Draft] = (),
    *,
    is_fatal: bool = False,
    is_one_dead: bool = True,
) -> None:
    """Gives every mention of one victim the same outcome, age, gender and class, in place; incidents must be numbered.

    Args:
        claims: those of the text.
        headline: what the title tells, further evidence of what came of a victim of the main incident.
        asides: what befell people whom only a pronoun names.
        is_fatal: the article says that somebody died, which settles the fate of the main incident's only victim.
        is_one_dead: the article may tell of one dead alone: no "double homicide".
    """
    by_incident: dict[int, list[Draft]] = {}
    for claim in claims:
        if claim.incident and claim.modality != "denied":
            by_incident.setdefault(claim.incident, []).append(claim)
    _tell_genders(asides, claims)
    _take_up(claims)
    main = _headlined(by_incident, headline)
    by_incident.setdefault(main, []).extend(c for c in headline if c.modality != "denied")
    foretold = _foretold(asides, claims)
    rosters = {number: roster(told, foretold) for number, told in by_incident.items()}
    _tell(asides, [v for victims in rosters.values() for v in victims], claims)
    dead = {id(c.person) for told in by_incident.values() for c in told if c.person is not None and is_death(c)}
    for number, told in by_incident.items():
        _settle(
            told, rosters[number], dead, is_main=number == main and is_one_dead, is_fatal=is_fatal and number == main
        )
        for victim in rosters[number]:
            _describe(victim)
    if dead or any(is_death(c) for c in claims):
        for claim in claims:  # "four people were shot in two incidents", of whom some died
            if claim.is_of_several and claim.is_weak and not claim.is_more and claim.effect == "injured":
                claim.effect = "casualties"


def _headlined(by_incident: Mapping[int, Sequence[Draft]], headline: Sequence[Draft]) -> int:
    """The incident with the person of the headline, by name or age; failing that the first."""
    people = {id(c.person) for c in headline if c.person is not None}
    years = {c.years for c in headline if c.years is not None}
    for number, told in by_incident.items():
        if any((c.person is not None and id(c.person) in people) or c.years in years for c in told):
            return number
    return min(by_incident, default=1)


def _tell_genders(asides: Sequence[Draft], claims: Sequence[Draft]) -> None:
    """Of "They found Dana Roe, 31. She was pronounced dead": gives her, whom alone the text told before, her gender."""
    for aside in asides:
        if aside.head not in ("he", "she") or aside.gender is None:
            continue
        last = bisect_right(claims, aside.start, key=lambda c: c.start)
        told = [c for c in claims[max(0, last - _FEW_CLAIMS) : last] if aside.sentence - c.sentence <= 1]
        told = [c for c in told if c.sentence == told[-1].sentence]
        if len(told) == 1 and told[0].low == told[0].high == 1 and told[0].person and not told[0].members:
            told[0].gender = told[0].gender or aside.gender


def _foretold(asides: Sequence[Draft], claims: Sequence[Draft]) -> dict[int, Draft]:
    """By claim, what the words right after it tell of the one whom it counts: "a boy was shot. He died"."""
    found: dict[int, Draft] = {}
    for aside in asides:
        last = bisect_right(claims, aside.start, key=lambda c: c.start)
        told = [c for c in claims[max(0, last - _FEW_CLAIMS) : last] if c.sentence == claims[last - 1].sentence]
        if len(told) != 1 or aside.head not in _PRONOUNS or aside.is_own or not is_death(aside):
            continue
        is_next = told[0].is_weak and aside.sentence - told[0].sentence <= 1
        if is_next and told[0].low == told[0].high == aside.high == 1 and told[0].gender in (None, aside.gender):
            found[id(told[0])] = aside
    return found


def _take_up(claims: Sequence[Draft]) -> None:
    """Gives the hurt of whom the next sentence tells the death that it tells: "a woman was hurt. The woman died"."""
    for before, claim in pairwise(claims):
        is_next = claim.is_definite and not before.is_definite and claim.sentence - before.sentence == 1
        is_one = claim.low == claim.high == before.low == before.high == 1 and claim.head == before.head
        is_same = is_one and not (claim.person or before.person or claim.is_more or before.has_survived)
        if is_next and is_same and is_death(claim) and before.effect == "injured":
            before.effect, before.is_weak = "killed", False


def _tell(asides: Sequence[Draft], victims: Sequence[Victim], claims: Sequence[Draft]) -> None:
    """Gives what befell a pronoun to whom it stands for."""
    antecedents = Antecedents(victims)
    for aside in asides:
        if aside.modality == "asserted" and aside.high is None and (is_death(aside) or is_survival(aside)):
            _tell_all(aside, victims, claims)
        if aside.modality != "asserted" or aside.high != 1:
            continue
        victim = antecedents.named(aside) if aside.head not in _PRONOUNS else antecedents.find(aside)
        is_doer = aside.is_own and (victim is None or _is_harmed_by_another(victim, aside))
        if is_doer and (told := _told_last(aside, claims)) is not None:
            told.is_doer_dead = True
        elif victim is not None and not is_doer:
            victim.told.append(aside)


def _tell_all(aside: Draft, victims: Sequence[Victim], claims: Sequence[Draft]) -> None:
    """Of "Two men were shot. Both died": gives what came of them to all whom the sentence told last counts."""
    last = bisect_right(claims, aside.sentence - 1, key=lambda c: c.sentence)
    told = [c for c in claims[max(0, last - _FEW_CLAIMS) : last] if aside.sentence - c.sentence <= _DOER_REACH]
    told = [c for c in told if c.sentence == told[-1].sentence and c.effect in ("injured", "casualties")]
    count = sum(c.value for c in told)
    if count < (aside.low or 0) or (aside.head == "both" and count != aside.low):
        return
    for victim in victims:
        if any(m.claim is c for m in victim.mentions for c in told):
            victim.told.append(aside)
    for claim in told:
        if claim.is_weak and claim.value > 1 and not claim.members and is_death(aside):
            claim.effect, claim.is_weak = "killed", False
        elif claim.is_weak:
            claim.is_alive |= is_survival(aside)


def _is_harmed_by_another(victim: Victim, aside: Draft) -> bool:
    """Of "He killed his brother and then himself", the brother."""
    harms = list(victim.evidence())
    return not any(c.is_own for c in harms) and any(c.sentence == aside.sentence for c in harms)


def _told_last(aside: Draft, claims: Sequence[Draft]) -> Draft | None:
    """The claim whose harm the one did of whom the aside tells; the claims stand in the order of the text."""
    last = bisect_right(claims, aside.sentence, key=lambda c: c.sentence)
    near = claims[max(0, last - _FEW_CLAIMS) : last]
    return next((c for c in reversed(near) if c.incident and aside.sentence - c.sentence <= _DOER_REACH), None)


def _settle(told: Sequence[Draft], victims: Sequence[Victim], dead: Set[int], *, is_main: bool, is_fatal: bool) -> None:
    """Decides what came of each victim, and writes it into the claims; `dead`: persons told as dead anywhere."""
    fates = fates_of(told, victims, dead, is_main=is_main, is_fatal=is_fatal)
    for number, victim in enumerate(victims):
        for mention in victim.mentions:
            mention.claim.victims = (*mention.claim.victims, number)
    for claim in told:
        if claim.members:
            _settle_list(claim, [fates[n] for n in claim.victims])
        elif claim.victims:
            _settle_single(claim, fates[claim.victims[0]])
    _settle_groups([c for c in told if not c.victims], told)


def _settle_single(claim: Draft, fate: Fate) -> None:
    if fate == "dead" and claim.effect == "injured":
        claim.effect = "killed"
    elif fate == "alive" and claim.effect == "killed" and claim.is_weak:
        claim.effect = "injured"


def _settle_list(claim: Draft, fates: Sequence[Fate]) -> None:
    """A list of the hurt of whom all, some or none died."""
    if claim.effect != "injured":
        return
    claim.died = fates.count("dead")
    if claim.died == len(fates):
        claim.effect, claim.died = "killed", 0
    elif claim.died and claim.is_weak:
        claim.effect = "casualties"


def _settle_groups(groups: Sequence[Draft], told: Sequence[Draft]) -> None:
    """Counted groups of which the words leave open what came of them: "Five people were shot"."""
    fatal = max((c.value for c in told if is_death(c)), default=0)
    is_any_alive = any(is_survival(c) for c in told)
    for claim in groups:
        if claim.effect == "killed" and claim.is_weak and not fatal and is_any_alive:
            claim.effect = "injured"
        if _counts_dead(claim, fatal, told):
            claim.effect = "casualties"
        if claim.effect != "injured" or not claim.is_weak or claim.is_alive or not fatal:
            continue
        if claim.best is None:
            claim.effect = "casualties"
        elif claim.is_more or claim.is_also:  # "killed his wife and shot three others", "two were also shot"
            claim.effect = "killed" if fatal > claim.value and not is_any_alive else "injured"
        else:
            claim.effect = "killed" if fatal >= claim.value and not is_any_alive else "casualties"


def _counts_dead(claim: Draft, fatal: int, told: Sequence[Draft]) -> bool:
    """Of "One person is dead, another injured. Both victims were flown to hospital", the two."""
    is_all = claim.is_weak or claim.head == "victims"
    if not (fatal and is_all and claim.is_alive and claim.best) or claim.is_more or claim.is_also:
        return False
    return any(c.is_more and is_survival(c) and c.value == claim.value - fatal for c in told)


def _describe(victim: Victim) -> None:
    """Gives every mention of the victim the same age, gender and class."""
    age = next((m.age for m in victim.mentions if m.age), None)
    gender = next((m.gender for m in victim.mentions if m.gender), None)
    for mention in victim.mentions:
        if not mention.claim.members and mention.claim.victim != "combatant":
            _complete(mention.claim, age, gender)


def _complete(claim: Draft, age: Age | None, gender: Gender | None) -> None:
    if claim.head == "person":
        return
    claim.age = claim.age or age
    claim.gender = claim.gender or gender
    if claim.victim == "unknown" and (claim.age == "child" or claim.gender == "female"):
        claim.victim = "civilian"
    if claim.head in _SONS and claim.age == "adult":
        claim.victim = "unknown"  # a grown son is a man


def omitted_classes(claims: Sequence[Draft]) -> None:
    """As in "another 250": an omitted noun takes the class of the noun it refers to; "others" stays unknown."""
    for at, claim in enumerate(claims):
        if _is_of_fighters(claim):
            claim.victim = "combatant"
        if claim.has_class or claim.person is not None:
            continue
        after = [c for c in claims[at + 1 : at + 4] if not c.is_part]  # "14 killed included three soldiers"
        before = (claims[k] for k in range(at - 1, -1, -1))
        whole = claim.host or _antecedent(claim, before) or _antecedent(claim, after)
        if whole is not None:
            claim.victim = whole.victim
            claim.age = claim.age or (whole.age if whole.effect == claim.effect else None)
            claim.gender = claim.gender or (whole.gender if whole.effect == claim.effect else None)


def _is_of_fighters(claim: Draft) -> bool:
    """As in "194 insurgents, including 12 leaders": who is told as one of fighters is a fighter."""
    host = claim.host
    is_open = claim.victim == "unknown" and claim.age != "child" and claim.gender != "female" and claim.has_class
    return host is not None and host.victim == "combatant" and is_open and claim.is_told_part and claim.head != "others"


def _antecedent(claim: Draft, others: Iterable[Draft]) -> Draft | None:
    """The nearest claim with a noun of its own in the sentence; of a part ("five of them") also in the two before."""
    reach = 2 if claim.is_part else 0
    around = takewhile(lambda c: abs(c.sentence - claim.sentence) <= reach, others)
    # a toll counts others besides: "two soldiers died, bringing the toll to 20"
    near = (c for c in around if not (claim.is_toll and c.effect == claim.effect))
    return next(
        (
            c
            for c in near
            if c.has_class
            and (c.value > 1 or claim.head == "another")
            and not (c.is_part and (not claim.is_part or c.value < claim.value))
            and (c.effect == claim.effect or claim.head not in lexicon().taken_up)  # "13 of the injured", after dead
        ),
        None,
    )  # nor does a part tell of the whole: "35 killed (20 civilians, 15 soldiers)"
