"""Noun phrases for people: from the first modifier to the head, and what the words tell of class, age and harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.casualties.lexicon import Noun, is_closed, lexicon
from extractors.casualties.numbers.words import spelled, vague_floor
from extractors.casualties.tokens import Token
from extractors.casualties.victims.extents import extend_list, extend_of, is_in_name
from extractors.casualties.victims.traits import HARMED, Phrase
from extractors.casualties.victims.years import ADULT_YEARS, age_at

_LONGEST_BRACKET = 8  # tokens
LONGEST_GAP = 5  # modifiers between a number and its noun: "three suspected al Qaeda-linked foreign fighters"
_SAINTS = frozenset(("St", "Ste", "Mt", "Ft"))  # "two St. Hugo County boys"


def read_phrase(tokens: Sequence[Token], at: int, gap: int) -> Phrase | None:  # noqa: C901, PLR0912, PLR0915
    """The noun phrase whose modifiers start at `at`: the last of the first run of nouns for people."""
    known = lexicon()
    heads: list[int] = []
    words: list[str] = []
    years: int | None = None
    aged_last = at
    here = at
    while here < len(tokens):
        token = tokens[here]
        low = token.low
        aged = age_at(tokens, here) if token.kind in "nw" and not heads else None
        if aged and years is not None and any(t.is_capitalised for t in tokens[aged_last + 1 : here]):
            break  # "42-year-old Akira Waters and | 6-year-old Leila"
        if aged:
            years, aged_last, here = aged[0], aged[1], aged[1] + 1
            words.append("year-old")
            continue
        if is_in_name(tokens, here):
            words.append(low)
            here += 1  # "three New People's Army rebels"
        elif low in known.nouns and not (heads and _ends(tokens, heads[-1], here)):
            heads.append(here)
        elif _is_effect_noun(tokens, here):
            return Phrase(here, here, _class_of(heads, tokens, words), words, years, known.counted[low])
        elif heads and (_goes_on(tokens, here, heads[-1]) or _joins_kinds(tokens, here, heads[-1])):
            words += [tokens[h].low for h in heads] + [low]
            heads = []
        elif heads or token.kind != "w" or here - at > gap:
            closing = _bracket_end(tokens, here) if not heads else None
            if closing is not None:
                here = closing + 1  # "21 Daesh (banned in Norland) fighters"
                continue
            is_saint = token.text == "." and here > at and tokens[here - 1].text in _SAINTS
            if token.kind == "p" and (token.text in "'\"“”‘’-" or is_saint) and not heads and here - at <= gap:
                here += 1
                continue
            break
        elif here + 1 < len(tokens) and _links_to_noun(tokens, here, words):
            words.append(low)
        elif (
            (low in HARMED and here + 1 < len(tokens) and not _is_modifier_of_people(tokens, here))
            or spelled(tokens, here) is not None
            or vague_floor(tokens, here) is not None
            or (
                (low in known.triggers and low not in known.counted and low != "nursing")
                or is_closed(low, token.text)
                or (low in known.words["unit_words"] and token.text not in _SAINTS and not _ranks(tokens, here, at))
            )
            or low in ("of", "ago")
        ):
            break
        else:
            words.append(low)
        here += 1
    if not heads:
        if years is not None:
            last = aged_last
            return Phrase(last, last, _aged_noun(years, tokens[last].low), words, years)
        return None
    head = heads[-1]
    words += [tokens[h].low for h in heads[:-1]]
    noun = known.nouns[tokens[head].low]
    if _is_modifier(tokens, head, noun) or (tokens[head].low == "head" and not _leads(tokens, head)):
        return None
    phrase = Phrase(head, head, noun, words, years)
    extend_list(tokens, phrase, heads)
    extend_of(tokens, phrase)
    return phrase


def _leads(tokens: Sequence[Token], head: int) -> bool:
    """Whether "head" is a person: "the head of the clinic", "the clinic head", but not "shot in the head"."""
    is_followed = head + 1 < len(tokens) and tokens[head + 1].low == "of"
    return is_followed or (head > 0 and not is_closed(tokens[head - 1].low))


_REPORTED = frozenset(["confirmed", "reported", "suspected"])


def _ranks(tokens: Sequence[Token], here: int, at: int) -> bool:
    """As in "a | second boy", where the word is no unit of time."""
    return tokens[here].low == "second" and here == at and at > 0 and tokens[at - 1].low in ("a", "the")


def _links_to_noun(tokens: Sequence[Token], at: int, words: list[str]) -> bool:
    """Whether the word at `at` stands inside the phrase: "47 confirmed deaths", "regime and rebel fighters"."""
    if tokens[at].low in _REPORTED:
        return _is_counted_noun(tokens, at + 1)
    if lexicon().has("grave_adverb", tokens[at].low):  # "50 seriously injured people"
        return tokens[at + 1].low in HARMED and _is_modifier_of_people(tokens, at + 1)
    return tokens[at].low in ("and", "or") and bool(words) and _joins_modifiers(tokens, at)


def _is_counted_noun(tokens: Sequence[Token], at: int) -> bool:
    """As in "47 confirmed | deaths", "12 reported | victims"."""
    return tokens[at].low in lexicon().nouns or _is_effect_noun(tokens, at)


def _bracket_end(tokens: Sequence[Token], at: int) -> int | None:
    """The token that closes the short bracket at `at`."""
    if tokens[at].text != "(":
        return None
    return next((k for k in range(at + 1, min(at + _LONGEST_BRACKET, len(tokens))) if tokens[k].text == ")"), None)


def _joins_modifiers(tokens: Sequence[Token], at: int) -> bool:
    """As in "regime and rebel fighters", "dead and wounded members", but not "the valley and killed four guards"."""
    after, words = tokens[at + 1].low, lexicon().words
    if after == "another" or after in words["article"] or after in words["possessive"]:
        return False  # "hit in the leg and | another man"
    if after in HARMED:
        return tokens[at - 1].low in HARMED
    return not is_closed(after) and after not in lexicon().triggers


def _is_subject_word(token: Token) -> bool:
    """Whether the word may be what killed, and no adverb or part of a list: "the blast", not "recently", "dead and"."""
    closed = is_closed(token.low) or token.low.endswith("ly") or token.low in HARMED
    return token.kind == "w" and not closed and spelled([token], 0) is None and vague_floor([token], 0) is None


def _is_modifier_of_people(tokens: Sequence[Token], at: int) -> bool:
    """Whether "killed", "wounded" at `at` describes the noun after it: "115 wounded persons"."""
    known = lexicon()
    if at and tokens[at].low in ("killed", "murdered") and _is_subject_word(tokens[at - 1]):
        return False  # "the blast killed soldiers"
    for here in range(at + 1, min(at + 4, len(tokens))):
        low = tokens[here].low
        if low in known.nouns:
            return True
        if spelled(tokens, here) or vague_floor(tokens, here) or (is_closed(low) and low != "and"):
            return False
    return False


_BASIC = frozenset(["man", "woman", "child", "boy", "girl", "baby", "infant", "toddler", "teenager"])


def _ends(tokens: Sequence[Token], head: int, at: int) -> bool:
    """Whether a noun ends the phrase before another: "10 civilians | activist group", "a man | woman | and child"."""
    nouns = lexicon().nouns
    left, right = tokens[head].low, tokens[at].low
    if left in _BASIC and right in _BASIC:
        return True
    return not nouns[left].is_singular and not nouns[right].is_plural


def _goes_on(tokens: Sequence[Token], at: int, head: int) -> bool:
    """Whether the noun before `at` only describes one to come: "30 Syrian government fighters"."""
    known = lexicon()
    if not known.nouns[tokens[head].low].is_singular:
        return False
    for here in range(at, min(at + 3, len(tokens))):
        token = tokens[here]
        if here > at and token.low in known.nouns:
            return True
        if token.kind != "w" or is_closed(token.low) or token.low in known.triggers:
            return False
    return False


def _joins_kinds(tokens: Sequence[Token], at: int, head: int) -> bool:
    """As in "88 rebel and regime forces": two words joined before the one noun that both describe."""
    if tokens[at].low not in ("and", "or") or at + 2 >= len(tokens):
        return False
    known = lexicon()
    noun, after = known.nouns[tokens[head].low], tokens[at + 1]
    is_plain = after.kind == "w" and not is_closed(after.low) and after.low not in known.triggers
    is_plain = is_plain and spelled(tokens, at + 1) is None and vague_floor(tokens, at + 1) is None
    last = known.nouns.get(tokens[at + 2].low)
    is_alone = not any(t.low in ("a", "an", "the", "one") for t in tokens[max(0, head - 3) : head])
    is_one = is_alone and (noun.is_singular or tokens[head].low == "police")
    return is_one and noun.kind == "person" and is_plain and last is not None and last.is_plural


def _is_effect_noun(tokens: Sequence[Token], at: int) -> bool:
    """As in "deaths", "injuries", "martyrs": nouns that count people by themselves. "killed" and "wounded" are not."""
    low = tokens[at].low
    return (
        low in lexicon().counted
        and low
        not in (
            "dead",
            "killed",
            "wounded",
            "injured",
            "slain",
            "hurt",
            "missing",
            "deceased",
            "killing",
            "killings",
            "life",
            "murder",
            "death",
            "homicide",
            "execution",
            "executions",
        )
    ) or (low in ("executions", "death", "killings") and at > 0)


def _class_of(heads: list[int], tokens: Sequence[Token], words: list[str]) -> Noun:
    if heads:
        noun = lexicon().nouns[tokens[heads[-1]].low]
        return replace(noun, is_plural=True)
    if "civilian" in words:
        return Noun("civilian", "person", is_plural=True, is_singular=False)
    if any(lexicon().has("armed_word", w) for w in words):
        return Noun("combatant", "person", is_plural=True, is_singular=False)
    return Noun("unknown", "person", is_plural=True, is_singular=False)


def _aged_noun(years: int, word: str) -> Noun:
    child = years < ADULT_YEARS
    plural = word.endswith("s")
    return Noun("civilian" if child else "unknown", "person", plural, not plural, "child" if child else "adult")


def _is_modifier(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], head: int, noun: Noun
) -> bool:
    """Whether the word only describes another noun: "a police station", "child abuse", "the Russian air force"."""
    if head + 1 >= len(tokens):
        return False
    after = tokens[head + 1]
    known = lexicon()
    if after.kind != "w" or after.is_capitalised:
        return (
            after.kind == "w"
            and tokens[head].is_capitalised
            and not tokens[head].text.isupper()
            and noun.kind == "person"
            and noun.is_singular
            and head > 0
            and after.low in known.words["org_word"]
        )
    if after.low in known.triggers or after.low in known.counted or is_closed(after.low):
        return False
    if after.low in _BASIC:
        return False
    if noun.is_plural and not noun.is_singular:
        return after.low in ("force", "party", "station", "group")
    if tokens[head].is_capitalised and head > 0:  # "a Russian airstrike", but "a Russian died"
        return not (after.low.endswith(("ed", "ing", "ly")) or after.low in known.words["irregular_past"])
    return after.low in known.words["compound_head"]


_HEADED = frozenset(["of", "toll", "tolls", "part", "parts", "bag", "bags"])


def ends_phrase(tokens: Sequence[Token], last: int) -> bool:
    """Whether nothing after `last` makes the noun a head of more: "deaths | in", but not "deaths | of"."""
    return last + 1 >= len(tokens) or tokens[last + 1].low not in _HEADED
