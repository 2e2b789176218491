"""How far what a source says reaches: what stands after its verb, and on which side of it the statement lies."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.casualties.sources import phrases
from extractors.casualties.sources.phrases import SourceName
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.tokens import Token

QUOTES = frozenset("\"“”'‘’")
_PREFACE = 7  # tokens before "police said" that hold no statement of their own
_GATHERED = frozenset({"press", "news", "media"})  # "told the media", "told a news conference": no outlet carries it
_GATHERINGS = frozenset({"conference", "briefing", "meeting", "hearing", "call"})
_TAIL = 3  # words after "..., a spokesman said by telephone from" that add no statement to the one before
_EXPLANATION = 6  # words of "a British-based monitoring group" at the end of a sentence


def after_verb(tokens: Sequence[Token], at: int) -> tuple[int, SourceName | None]:
    """The first token of what is said after the verb, past recipient, day and medium; and the medium that was told."""
    words = reporting_words()
    start, via = at + 1, None
    if tokens[at].low in words.recipient:
        told = phrases.after(tokens, start)
        via = told if told and is_media(tokens, told) and tokens[told.last - 1].text not in _GATHERED else None
        start = told.last if told else min(start + 1, len(tokens))
        while start < len(tokens) and tokens[start].low in _GATHERINGS:
            start += 1
    end = _after_circumstances(tokens, start)
    carriers = (i for i in range(start, end) if tokens[i].low in words.agencies and tokens[i].is_capitalised)
    if via is None and (carrier := next(carriers, None)) is not None:
        via = phrases.after(tokens, carrier)
    return end, via


def _after_circumstances(tokens: Sequence[Token], start: int) -> int:
    """Past "on Thursday", "in a statement", "by telephone", "in an interview with Reuters"."""
    words = reporting_words()
    opens = {"on", "in", "at", "to", "by", "via", "during", "late", "early", "earlier", "through", "here"}
    if start >= len(tokens) or not (tokens[start].low in opens or phrases.is_day(tokens[start])):
        return start
    end = start
    while end < len(tokens):
        token, left = tokens[end], tokens[end - 1].low
        is_medium = token.is_capitalised and left in {"to", "with", "by", "via", "on", "the", "in", "agency"}
        if not (token.low in words.circumstances or is_medium or (token.kind == "n" and end > start)):
            break
        end += 1
    while end > start and tokens[end - 1].low in {"a", "an", "the", "in", "at", "on", "another", "to", "of"}:
        end -= 1
    return end


def reach(tokens: Sequence[Token], source: SourceName, start: int) -> tuple[int, int]:
    """The tokens that the clause covers, by what stands before its subject and after its verb."""
    words, count = reporting_words(), len(tokens)
    preface, rest = tokens[: source.first], tokens[start:]
    if not preface or all(t.kind == "p" for t in rest) or ends_in_quote(preface):
        return 0, count
    if rest[0].is_capitalised and rest[0].low in words.determiners | {"in", "but"}:
        return 0, start  # "the Observatory said The hospital ...": the stop between two sentences is lost
    last = preface[-1]
    if last.low in words.conjunctions:
        return (0 if last.low == "what" else source.first), count
    spoken = [t for t in preface if t.kind == "w"]
    states = len(spoken) >= _PREFACE or (bool(spoken) and spoken[0].low not in words.openers)
    is_amid = rest[0].text == "," and last.text == ","
    is_tail = last.text == "," and sum(t.kind == "w" for t in rest) <= _TAIL
    return (0 if is_amid or (states and (is_tail or goes_on(rest))) else source.first), count


def ends_in_quote(tokens: Sequence[Token]) -> bool:
    """Whether a quotation mark, and perhaps a comma, stands last."""
    last = tokens[-1].text
    return last in QUOTES or (last == "," and len(tokens) > 1 and tokens[-2].text in QUOTES)


def goes_on(rest: Sequence[Token]) -> bool:
    """Whether what follows "X said" belongs to the statement before it: "..., adding", "... in the second attack"."""
    following = next((t for t in rest if t.text not in QUOTES and t.text != ","), None)
    if following is None or following.text in ".;":
        return True
    is_participle = following.low.endswith("ing") and not following.is_capitalised
    return following.low in reporting_words().continuing or is_participle


def explains(rest: Sequence[Token]) -> bool:
    """Whether an apposition follows a name: "said Karim Nasser, a doctor", "said Salma, 55", also without commas."""
    words = [t for t in rest if t.kind != "p"]
    if not words or rest[0].text == ",":
        return True
    heads = reporting_words().is_source_noun
    is_role = heads(words[0].low) and len(words) > 1 and words[1].low in {"of", "for", "at"}
    return is_role or words[0].kind == "n"


def closes(rest: Sequence[Token]) -> bool:
    """Whether nothing follows a name, or only what explains it: "... said the Observatory a Norway-based group."."""
    words = [t for t in rest if t.kind != "p"]
    if not words:
        return True
    is_phrase = words[0].low in {"a", "an"} and len(words) <= _EXPLANATION
    return is_phrase and reporting_words().is_source_noun(words[-1].low)


def is_media(tokens: Sequence[Token], name: SourceName) -> bool:
    """Whether the source is an agency, a broadcaster or a paper, which carries what others say."""
    words = reporting_words()
    return any(t.low in words.agencies or t.low in words.kinds["media"] for t in tokens[name.first : name.last])
