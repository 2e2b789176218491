"""Nouns for people that no list holds: "five trekkers", "a jeweller", known by the verb of harm that takes them.

The language has no end of words for people. A number with a plural, or "a" with a noun, counts as people where it is
the subject of "were killed", "died", "was wounded", or the object of "killed", "shot ... dead", and is no animal or
thing.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.lexicon import Trigger, is_closed, lexicon
from extractors.casualties.numbers.words import spelled
from extractors.casualties.tokens import Token
from extractors.casualties.victims.open_heads import head_of, looks_like_people, may_be_people, noun_of, open_lists
from extractors.casualties.victims.traits import Phrase

_REACH = 14  # tokens between a subject and its verb: "five trekkers from the village of ... were killed"
_NEAR = 4  # tokens between "were" and the participle
_HARMED = frozenset(
    ["dead", "killed", "wounded", "injured", "hurt", "missing", "lifeless", "unaccounted", "hospitalised"]
)
_DEATHS_OWN = frozenset(["lost", "lose", "suffered", "sustained", "received"])


def read_open(tokens: Sequence[Token], outer: int, at: int, *, is_plural: bool) -> Phrase | None:
    """The noun phrase of unknown people that starts at `at`, after the number or article from `outer` on.

    None where the head may be an animal or a thing, or where no verb of harm takes the phrase.
    """
    head = head_of(tokens, at, is_plural=is_plural)
    if head is None or not may_be_people(tokens[head]):
        return None
    if not (_is_object(tokens, outer, head, is_plural=is_plural) or _is_subject(tokens, outer, head)):
        return None
    words = [t.low for t in tokens[at:head]]
    return Phrase(head, head, noun_of(tokens[head], is_plural=is_plural), words)


def _is_object(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], outer: int, head: int, *, is_plural: bool
) -> bool:
    """Whether a verb of harm stands before: "killed five trekkers", "the deaths of two campers"."""
    at = outer - 1
    while at > 0 and (tokens[at].low.endswith("ly") or tokens[at].low in ("dead", "to", "death")):
        at -= 1  # "shot dead five trekkers", "beat to death"
    if at < 0:
        return False
    low, lists = tokens[at].low, open_lists()
    if low == "of" and at:
        return tokens[at - 1].low in lists["of_nouns"]
    if low == "with" and at and tokens[at - 1].low in ("along", "together"):
        return looks_like_people(tokens[head]) and _is_harmed_before(tokens, at)
    if low in lists["leave"]:
        return any(t.low in _HARMED for t in _clause(tokens, head + 1))
    trigger = lexicon().triggers.get(low) or _phrase_before(tokens, at)
    if low in ("and", ",") and at:
        return _is_joined(tokens, at, head)
    if trigger is None or trigger.frame not in ("transitive", "weak") or _is_passive(tokens, at):
        return _is_done_to_death(tokens, head)
    if low in lists["loose_verbs"]:
        return looks_like_people(tokens[head])
    if trigger.frame == "weak" and not is_plural:
        return any(t.low in ("dead", "killed") for t in tokens[max(0, at - 2) : outer]) or _is_done_to_death(
            tokens, head
        )
    return True


def _phrase_before(tokens: Sequence[Token], at: int) -> Trigger | None:
    """The effect phrase of two words that ends at `at`: "ran | over", "gunned | down"."""
    found = lexicon().phrase_at([tokens[at - 1].low, tokens[at].low]) if at else None
    return found[1] if found is not None else None


def _is_harmed_before(tokens: Sequence[Token], at: int) -> bool:
    """As in "A priest was shot dead | along with two altar servers"."""
    near = (lexicon().triggers.get(t.low) for t in tokens[max(0, at - _NEAR) : at])
    return any(t is not None and t.frame in ("transitive", "weak", "intransitive", "adjective") for t in near)


def _is_done_to_death(tokens: Sequence[Token], head: int) -> bool:
    """As in "beat a jeweller to death", "shot a jeweller dead"."""
    after = [t.low for t in tokens[head + 1 : head + 3]]
    return after[:1] == ["dead"] or after == ["to", "death"]


def _is_joined(tokens: Sequence[Token], at: int, head: int) -> bool:
    """As in "killed a soldier and two trekkers", where the verb stands directly before the group joined."""
    if not looks_like_people(tokens[head]):
        return False
    back = at - 1 - (tokens[at - 1].text == ",")
    for here in range(back, max(-1, back - 5), -1):
        token = tokens[here]
        trigger = lexicon().triggers.get(token.low)
        if trigger is not None:
            return trigger.frame == "transitive" and not _is_passive(tokens, here)
        if token.kind == "p" or (
            is_closed(token.low) and token.low not in ("a", "an", "the", "another", "his", "her", "their")
        ):
            return False
    return False


def _is_passive(tokens: Sequence[Token], at: int) -> bool:
    return any(lexicon().has("be", t.low) for t in tokens[max(0, at - 3) : at])


def _is_subject(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], outer: int, head: int
) -> bool:
    """Whether the phrase is the subject of a verb of harm: "five trekkers from Kars were killed"."""
    before = tokens[outer - 1].low if outer else ""
    is_verb = before.endswith("ing") and before not in (*_CLAUSE_OPENERS, "morning", "evening")
    if is_verb and not lexicon().has("preposition", before):
        return False  # "a man hurt while visiting | a Keld cemetery | has died"
    if before in ("of", "by", "to") or (lexicon().has("preposition", before) and before not in _CLAUSE_OPENERS):
        return False
    at = _after_phrase(tokens, head + 1, opens_clause=_opens_clause(tokens, outer))
    if at >= len(tokens):
        return False
    token, known = tokens[at], lexicon()
    if token.low in _DEATHS_OWN:
        near = {t.low for t in tokens[at + 1 : at + 6]}
        return bool(near & (known.hurt_objects | {"life", "lives"}))
    if known.has("be", token.low) or known.has("have", token.low) or token.low in ("went", "remain", "remained", "may"):
        return _is_harm_after(tokens, at + 1, is_sure=looks_like_people(tokens[head]))
    trigger = known.triggers.get(token.low)
    if trigger is None:
        return False
    if trigger.frame == "intransitive" and "ing" not in trigger.forms:
        return True
    is_sure = trigger.effect != "missing" or looks_like_people(tokens[head])
    bare = (trigger.frame == "adjective" and is_sure) or (
        trigger.frame == "transitive" and "participle" in trigger.forms
    )
    return bare and at == head + 1 and not _has_object(tokens, at + 1)


_CLAUSE_OPENERS = frozenset(
    ["morning", "evening", "after", "before", "since", "as", "when", "while", "until", "following", "about", "like"]
)


def _has_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether the verb that ends before `at` takes an object, so that its subject is not its victim."""
    if at >= len(tokens):
        return False
    token, words = tokens[at], lexicon().words
    if token.low in words["article"] or token.low in words["possessive"] or token.is_capitalised:
        return True
    return spelled(tokens, at) is not None or token.low in lexicon().nouns


def _is_harm_after(tokens: Sequence[Token], at: int, *, is_sure: bool) -> bool:
    """Whether a participle of harm follows the auxiliary: "were | instantly killed", "have | died".

    Things go missing too: `is_sure` says that the head looks like people.
    """
    known = lexicon()
    for here in range(at, min(at + _NEAR, len(tokens))):
        low = tokens[here].low
        trigger = known.triggers.get(low)
        if trigger is not None and trigger.frame in ("transitive", "weak", "intransitive", "adjective"):
            return "ing" not in trigger.forms and (trigger.effect != "missing" or is_sure)
        if tokens[here + 1 : here + 3] and [t.low for t in tokens[here + 1 : here + 3]] == ["to", "death"]:
            return True
        linked = known.has("be", low) or known.has("adverb", low) or known.has("verb_link", low) or low.endswith("ly")
        if not linked and low not in ("still", "not", "also", "declared", "pronounced"):
            return False
    return False


def _opens_clause(tokens: Sequence[Token], outer: int) -> bool:
    """Whether nothing before the phrase can be a verb that takes it: "seized | ten ... and three men were killed"."""
    if outer == 0:
        return True
    token, known = tokens[outer - 1], lexicon()
    return (
        token.kind == "p"
        or token.is_capitalised
        or known.has("subject_barrier", token.low)
        or known.has("conjunction", token.low)
        or token.low in _CLAUSE_OPENERS
        or token.low in ("that", "says", "night", "morning", "today", "yesterday")
    )


def _after_phrase(tokens: Sequence[Token], at: int, *, opens_clause: bool) -> int:
    """The token after the phrases with a preposition that follow a noun, and after a second group joined to it.

    Only at the opening of a clause is a second group joined to the first, and not the subject of a clause of its own.
    """
    known = lexicon()
    end = at
    inside = False
    while end < len(tokens) and end - at < _REACH:
        token = tokens[end]
        opens = (
            known.has("preposition", token.low)
            or token.low in ("who", "and", "of", "also", "alone")
            or token.text == ","
        )
        if known.has("be", token.low) or known.has("have", token.low) or token.low in _DEATHS_OWN:
            return end
        if (token.low in known.triggers and token.low not in known.counted) or token.low in (
            "went",
            "remain",
            "remained",
            "may",
        ):
            return end
        if known.has("subject_barrier", token.low) or (token.kind == "p" and token.text != ",") or token.low == "those":
            return len(tokens)
        if token.low in ("and", ",") and not opens_clause:
            return len(tokens)
        if opens:
            inside = True
        elif not inside:
            return end
        end += 1
    return end if end - at < _REACH else len(tokens)


def _clause(tokens: Sequence[Token], at: int) -> Sequence[Token]:
    """The tokens up to the end of the clause, a few at most."""
    end = at
    while end < len(tokens) and end - at < _REACH and tokens[end].text not in (".", ";", ":"):
        end += 1
    return tokens[at:end]
