"""Which group came to which harm: groups and words of harm of one sentence, linked by nearness and frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.casualties.languages.figures import FigureReader, Group
from extractors.casualties.languages.items import Item, Items
from extractors.casualties.languages.vocabulary import Marks, Vocabulary
from extractors.casualties.languages.words import Word
from extractors.casualties.model import Effect, Modality

_GAP = 5  # words between a verb and its victims
_SHORT_GAP = 2  # between a noun of harm, or a bare participle, and its victims
_TOLL_GAP = 14
_AUXILIARIES = 4  # words before a participle in which its auxiliary stands
_FEARED_REACH = 14  # words


@dataclass(slots=True)
class Telling:
    """One group and what befell it. `trigger`: the token of the word of harm; `host`: the telling it is part of."""

    group: Group
    effect: Effect
    trigger: int
    modality: Modality = "asserted"
    is_part: bool = False
    is_toll: bool = False
    host: Telling | None = None


def tellings(known: Vocabulary, words: Sequence[Word], marks: Marks) -> list[Telling]:
    """What the sentence tells of people harmed, in text order."""
    if not any(category in mark for mark in marks for category in ("harm", "counted", "toll", "among")):
        return []
    groups = FigureReader(known, words, marks).groups()
    if not groups:
        return []
    return _Linker(known, words, marks, groups).link()


class _Linker(Items):
    def __init__(self, known: Vocabulary, words: Sequence[Word], marks: Marks, groups: Sequence[Group]) -> None:
        super().__init__(known, words, marks, groups)
        self._found: dict[int, Telling] = {}

    def link(self) -> list[Telling]:
        self._tolls()
        for item in self.items:
            group = item.group
            if group is None or group.effect is None or group.is_agent:
                continue
            if not group.is_single or self._stands_alone(item):
                self._tell(group, group.effect, item.at)
        for at, item in enumerate(self.items):
            if item.harm is not None:
                self._govern(at, item)
        self._among()
        self._coordinate()
        self._parts()
        told = sorted(self._found.values(), key=lambda t: t.group.first)
        for telling in told:
            self._mood(telling)
        return told

    def _stands_alone(self, item: Item) -> bool:
        """Whether a bare "a dead" is joined to another count: "قتيل و3 جرحى"."""
        at = self.items.index(item)
        for step, far in ((at + 1, at + 2), (at - 1, at - 2)):
            if 0 <= step < len(self.items) and 0 <= far < len(self.items) and self.items[step].kind == "a":
                group = self.items[far].group
                if group is not None and group.effect is not None:
                    return True
        return False

    def _tell(self, group: Group, effect: Effect, trigger: int, *, is_toll: bool = False) -> None:
        if id(group) not in self._found:
            self._found[id(group)] = Telling(group, effect, trigger, is_toll=is_toll)

    def _is_free(self, group: Group | None) -> bool:
        return group is not None and id(group) not in self._found and not group.is_agent

    def _tolls(self) -> None:
        """As in "el número de muertos subió a 20", "le bilan s'alourdit à 20 morts"."""
        for at, item in enumerate(self.items):
            mark = self.marks[item.at].get("toll")
            if mark is None:
                continue
            for step in self.items[at + 1 : at + 1 + _TOLL_GAP]:
                if step.kind in "b" or (step.harm is not None and step.at >= mark.end and mark.value):
                    break
                group = step.group
                if group is None or step.at < mark.end or not self._is_free(group):
                    continue
                if any(self.has(b, "rise") for b in range(max(0, group.lead - _SHORT_GAP), group.lead)):
                    continue  # "from 15", before "to 20"
                effect = group.effect or mark.value or None
                if effect:
                    if group.qualifier == "at_most":  # "rose to 20"
                        group.low, group.qualifier = group.best, "exact"
                    self._tell(group, effect, item.at, is_toll=True)
                break

    def _govern(self, at: int, item: Item) -> None:
        harm = item.harm
        assert harm is not None  # noqa: S101 - narrows the type
        effect = harm.effect
        frame, gap = harm.frame, _GAP
        if frame in ("participle", "passive"):
            frame, gap = self._voice(item.at, is_bare=frame == "participle")
        if frame == "of":
            frame, gap = "after", _SHORT_GAP
        group: Group | None = None
        for side in filter(None, frame.split("_")):
            group = self._before(at, gap) if side == "before" else self._after(at, gap, is_noun=harm.frame == "of")
            if group is not None:
                break
        if group is None:
            return
        if frame.startswith("after") and at >= 2 and self.items[at - 1].kind == "a":  # noqa: PLR2004
            effect = self._with_joined(at - 2, effect)
        self._tell(group, effect, item.at)

    def _with_joined(self, at: int, effect: Effect) -> Effect:
        """As in "مقتل وإصابة 14 شخصا": dead and hurt in one figure."""
        other = self.items[at].harm
        has_own = other is not None and any(t.trigger == self.items[at].at for t in self._found.values())
        if other is None or has_own or {other.effect, effect} != {"killed", "injured"}:
            return effect
        return "casualties"

    def _voice(self, at: int, *, is_bare: bool) -> tuple[str, int]:
        """Where the victims of a participle stand, by the auxiliaries before it; `is_bare`: it may stand without."""
        for step in range(at - 1, max(-1, at - 1 - _AUXILIARIES), -1):
            if self.words[step].kind == "p" and self.words[step].text not in "'’":
                break
            if self.has(step, "passive"):
                return "before_after", _GAP
            if self.has(step, "active"):
                return ("before", _GAP) if self.known.settings.get("verb_last") else ("after", _GAP)
            if self.has(step, "people") or self.words[step].kind == "n":
                break
        if not is_bare:
            return "", 0
        return ("before", _GAP) if self.known.settings.get("verb_last") else ("before_after", 1)

    def _before(self, at: int, gap: int) -> Group | None:
        count = 0
        is_plain = True
        for item in reversed(self.items[:at]):
            if item.group is not None and item.group.is_agent:
                is_plain = False
                continue
            if item.group is not None:
                if not self._is_free(item.group) or (item.group.is_single and count > 1):
                    return None
                return item.group if is_plain or not item.group.is_bare else None
            is_auxiliary = any(self.has(item.at, c) for c in ("passive", "active", "others", "adverb", "link"))
            count += not is_auxiliary
            if item.kind != "x" or count > gap:
                return None
            is_plain &= is_auxiliary
        return None

    def _after(self, at: int, gap: int, *, is_noun: bool) -> Group | None:
        count = 0
        is_plain = True
        for step, item in enumerate(self.items[at + 1 :], start=at + 1):
            if item.group is not None:
                if item.group.is_single and item.group.effect is None and self._has_counted_behind(step):
                    is_plain = False
                    continue
                if not self._is_free(item.group) or (item.group.is_single and count):
                    return None
                return item.group if is_plain or not item.group.is_bare else None
            if item.kind != "x" or count > gap:
                return None
            is_link = any(self.has(item.at, c) for c in ("link", "adverb", "passive", "others"))
            is_function = is_link or self.has(item.at, "of") or self.has(item.at, "the")
            if is_noun and not is_function and not self.has(item.at, "weekday"):
                return None
            count += not is_function
            is_plain &= is_link or is_noun
        return None

    def _has_counted_behind(self, at: int) -> bool:
        """As in "قتل مسلح 3 أشخاص": the single noun is who killed."""
        for item in self.items[at + 1 : at + 4]:
            if item.kind in "abc" or item.harm is not None:
                return False
            if item.group is not None:
                return not item.group.is_single
        return False

    def _among(self) -> None:
        """As in "entre los muertos hay seis niños", "un policier figure parmi les victimes": parts of what was told."""
        for at, item in enumerate(self.items):
            if item.kind != "m":
                continue
            ahead = self.items[at + 1 : at + 2 + _SHORT_GAP]
            back = self.items[max(0, at - 1 - _SHORT_GAP) : at][::-1]
            for side in (ahead, back):
                group = next((i.group for i in side if i.kind != "x"), None)
                if group is not None and self._is_free(group) and not group.is_bare and not group.is_single:
                    self._tell(group, group.effect or self.marks[item.at]["among"].value, item.at)
                    self._found[id(group)].is_part = True
                    break

    def _coordinate(self) -> None:
        """Groups listed with one that is governed share its fate."""
        order = list(enumerate(self.items))
        for direction in (order, order[::-1]):
            last: Item | None = None
            gap = ""
            for _, item in direction:
                if item.group is None:
                    gap += item.kind
                    continue
                if last is not None and gap in ("a", "c", "ca", "ac") and last.group is not None:
                    source = self._found.get(id(last.group))
                    is_ahead = source is not None and (source.trigger < last.at) == (direction is order)
                    joins = self._is_free(item.group) and not item.group.is_bare
                    joins &= not item.group.is_single or (gap == "a" and direction is order)
                    is_own = source is not None and source.group.effect is not None
                    if source is not None and is_ahead and joins and not is_own and not source.is_toll:
                        self._found[id(item.group)] = Telling(
                            item.group, source.effect, source.trigger, is_part=source.is_part
                        )
                last, gap = item, ""

    def _parts(self) -> None:
        for region in self.regions:
            host = self._found.get(id(region.host)) if region.host is not None else None
            for part in region.parts:
                effect = part.effect or (host.effect if host is not None else None)
                if effect is None or part.is_single:
                    continue
                is_same = host is not None and effect in (host.effect, "killed", "injured")
                told = Telling(part, effect, host.trigger if host else part.first, is_part=True)
                told.host = host if is_same and host is not None and effect == host.effect else None
                self._found[id(part)] = told

    def _mood(self, telling: Telling) -> None:
        group = telling.group
        if group.best == 0:
            telling.modality = "denied"
            return
        for step in range(max(0, telling.trigger - _SHORT_GAP), telling.trigger):
            if self.has(step, "negation") and not self.has(step, "people"):
                telling.modality = "denied"
                return
        first = min(group.lead, telling.trigger)
        for step in range(first - 1, max(-1, first - 1 - _FEARED_REACH), -1):
            if self.words[step].text in ".;:؛":
                return
            if self.has(step, "denied"):
                telling.modality = "denied"
                return
            if self.has(step, "feared"):
                telling.modality = "feared"
                return
        behind = _AUXILIARIES if self.known.settings.get("verb_last") else 1
        if any(self.has(step, "feared") for step in range(first, max(group.last, telling.trigger) + behind)):
            telling.modality = "feared"
