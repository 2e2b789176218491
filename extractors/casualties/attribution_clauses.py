"""Reporting clauses of one sentence: who says, and whether what is said stands before, after, or around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.casualties import source_names
from extractors.casualties.reporting_words import reporting_words
from extractors.casualties.source_names import SourceName
from extractors.casualties.tokens import Token

_QUOTES = frozenset("\"“”'‘’")
_SHORT_PREFACE = 7  # tokens before "police said" that hold no statement of their own
_TAIL = 24  # tokens between "quoted X" and "as saying"


@dataclass(frozen=True, slots=True)
class ReportingClause:
    """A source and the tokens of the sentence that it covers (`first:last`); `via` carries what the source said."""

    source: SourceName
    via: SourceName | None
    first: int
    last: int
    verb: int


def clauses_of(tokens: Sequence[Token]) -> list[ReportingClause]:
    """The reporting clauses of a sentence, in the order of their verbs."""
    found: list[ReportingClause] = []
    for at, token in enumerate(tokens):
        if token.kind != "w" or any(c.source.first <= at < c.source.last for c in found):
            continue
        clause = _prefixed(tokens, at) or _at_verb(tokens, at, found)
        if clause and not any(c.verb == clause.verb for c in found):
            found.append(clause)
    return _clipped(found)


def _clipped(clauses: list[ReportingClause]) -> list[ReportingClause]:
    """What a source says ends where the next source begins to say something else."""
    clipped = []
    for clause in clauses:
        starts = [
            c.first
            for c in clauses
            if c is not clause and clause.source.last <= c.first < clause.last and c.source.first >= clause.verb
        ]
        last = min([clause.last, *starts])
        clipped.append(ReportingClause(clause.source, clause.via, clause.first, last, clause.verb))
    return clipped


def _prefixed(tokens: Sequence[Token], at: int) -> ReportingClause | None:
    """ "according to X", "citing X": before its statement at the head of the sentence, else after it."""
    for phrase in reporting_words().prefix:
        end = at + len(phrase)
        if tuple(t.low for t in tokens[at:end]) != phrase:
            continue
        source = source_names.after(tokens, end)
        if source is None:
            return None
        first, last = (at, len(tokens)) if at <= 1 else (0, len(tokens))
        carrier = None
        if phrase[0] in {"citing", "quoting"}:
            carrier = _subject_of_sentence(tokens, at)
        return ReportingClause(source, carrier, first, last, at)
    return None


def _subject_of_sentence(tokens: Sequence[Token], before: int) -> SourceName | None:
    """The source that reports in the part of the sentence before a participle ("SANA said ..., citing ...")."""
    words = reporting_words()
    for i in range(before - 1, -1, -1):
        if tokens[i].low in words.say:
            return source_names.before(tokens, i)
    return None


def _at_verb(tokens: Sequence[Token], at: int, found: Sequence[ReportingClause]) -> ReportingClause | None:
    words, verb = reporting_words(), tokens[at].low
    if verb in words.carry and (clause := _carried(tokens, at)):
        return clause
    if verb in words.participle:
        return _participle(tokens, at, found)
    if verb not in words.say and verb not in words.record:
        return None
    if _is_negated(tokens, at) or _is_passive(tokens, at):
        return None
    inverted = _inverted(tokens, at) if verb in words.say else None
    if inverted:
        return inverted
    source = source_names.before(tokens, at)
    if source is None or not _is_plausible(tokens, source, verb):
        return None
    if verb in words.record:
        return ReportingClause(source, None, source.first, len(tokens), at)
    after, via = _after_verb(tokens, at)
    first, last = _reach(tokens, source, at, after)
    return ReportingClause(source, via, first, last, at)


def _is_plausible(tokens: Sequence[Token], source: SourceName, verb: str) -> bool:
    """A verb that is a common noun too reports only after a plain source: a name, or a noun with its determiner."""
    words = reporting_words()
    if verb not in words.weak:
        return True
    if source.kind == "pronoun":
        return verb not in {"report", "claim", "put", "found", "received", "called", "continued"} or verb == "found"
    heads = [t.low for t in tokens[source.first : source.last]]
    return any(words.is_source_noun(low) or low in words.agencies for low in heads)


def _is_negated(tokens: Sequence[Token], at: int) -> bool:
    words = reporting_words()
    return any(t.low in words.negations or t.low.endswith(("n't", "n’t")) for t in tokens[max(0, at - 2) : at])


def _is_passive(tokens: Sequence[Token], at: int) -> bool:
    """ "was reported", "is believed": nobody is named who reports."""
    return (
        at > 0
        and tokens[at - 1].low in {"was", "were", "been", "be", "being", "is", "are", "reportedly"}
        and not tokens[at].low.endswith("ing")
    )


def _carried(tokens: Sequence[Token], at: int) -> ReportingClause | None:
    """ "SANA quoted a military source as saying ..."; "a source was quoted by SANA as saying"."""
    words = reporting_words()
    saying = next(
        (
            i
            for i in range(at + 1, min(len(tokens), at + _TAIL))
            if tokens[i].low in {"saying", "telling", "reporting"} and tokens[i - 1].low == "as"
        ),
        None,
    )
    if saying is None:
        return None
    is_passive = at > 0 and tokens[at - 1].low in {"was", "were", "been", "is", "are"}
    if is_passive:
        source = source_names.before(tokens, at)
        carrier = next(
            (source_names.after(tokens, i + 1) for i in range(at + 1, saying) if tokens[i].low in {"by", "on", "in"}),
            None,
        )
    else:
        source, carrier = source_names.after(tokens, at + 1), source_names.before(tokens, at)
    if source is None:
        return None
    del words
    is_trailing = saying + 1 >= len(tokens) or all(t.kind == "p" for t in tokens[saying + 1 :])
    first = 0 if is_trailing else min(source.first, carrier.first if carrier else source.first)
    return ReportingClause(source, carrier, first, len(tokens), at)


def _participle(tokens: Sequence[Token], at: int, found: Sequence[ReportingClause]) -> ReportingClause | None:
    """ "..., saying a car had exploded": whoever reports in the clause before, or opens the sentence."""
    if at > 0 and tokens[at - 1].low in {"is", "are", "was", "were"}:
        source = source_names.before(tokens, at - 1)
    elif found:
        source = found[-1].source
    else:
        source = source_names.after(tokens, _opening_subject(tokens))
    if source is None or source.first >= at or (at > 0 and tokens[at - 1].low == "as"):
        return None
    return ReportingClause(source, None, at, len(tokens), at)


def _opening_subject(tokens: Sequence[Token]) -> int:
    return 1 if tokens and tokens[0].kind == "p" else 0


def _inverted(tokens: Sequence[Token], at: int) -> ReportingClause | None:
    """ "...", said the Observatory; it must close the sentence or a clause, for a clause after it is what is said."""
    if at == 0 or tokens[at].low in reporting_words().recipient:
        return None
    previous = tokens[at - 1]
    is_quoted = previous.text in _QUOTES or (previous.text == "," and at > 1 and tokens[at - 2].text in _QUOTES)
    source = source_names.after(tokens, at + 1)
    if source is None or source.kind == "pronoun":
        return None
    rest = tokens[source.last :]
    ends = not rest or all(t.kind == "p" for t in rest)
    if is_quoted or ends or (previous.text == "," and _continues(rest)):
        subject = source_names.before(tokens, at)
        if not is_quoted and previous.text != "," and subject is not None and not ends:
            return None
        if not is_quoted and ends and previous.text != "," and not _is_named_source(tokens, source):
            return None
        return ReportingClause(source, None, 0, len(tokens), at)
    if _continues(rest) and source_names.before(tokens, at) is None and _is_named_source(tokens, source):
        return ReportingClause(source, None, 0, len(tokens), at)
    return None


def _is_named_source(tokens: Sequence[Token], source: SourceName) -> bool:
    words = reporting_words()
    return source.kind == "name" or any(words.is_source_noun(t.low) for t in tokens[source.first : source.last])


def _continues(rest: Sequence[Token]) -> bool:
    following = next((t for t in rest if t.text not in _QUOTES and t.text != ","), None)
    return following is None or following.low in reporting_words().continuing or following.text in ".;"


def _after_verb(tokens: Sequence[Token], at: int) -> tuple[int, SourceName | None]:
    """The first token of what is said after the verb, past recipient, day and medium; and the medium told."""
    words = reporting_words()
    i, via = at + 1, None
    if tokens[at].low in words.recipient:
        told = source_names.after(tokens, i)
        if told:
            via = told if _is_media(tokens, told) else None
            i = told.last
        elif i < len(tokens) and tokens[i].kind == "w":
            i += 1
    is_circumstance = False
    start = i
    while i < len(tokens):
        token = tokens[i]
        opens = token.low in {
            "on",
            "in",
            "at",
            "to",
            "by",
            "via",
            "during",
            "late",
            "early",
            "earlier",
            "through",
            "from",
        } or source_names._is_day(token)
        if not is_circumstance and not opens:
            break
        is_circumstance = True
        is_name = (
            token.is_capitalised
            and tokens[i - 1].low in {"to", "with", "by", "via", "on", "the", "in"}
            and token.low not in words.openers
        )
        if token.low in words.circumstances or is_name or (token.kind == "n" and i > start):
            if is_name and token.low in words.agencies and via is None:
                via = source_names.after(tokens, i)
            i += 1
        else:
            break
    while i > start and tokens[i - 1].low in {"a", "an", "the", "two", "in", "at"}:
        i -= 1
    return i, via


def _is_media(tokens: Sequence[Token], name: SourceName) -> bool:
    words = reporting_words()
    return any(t.low in words.agencies or t.low in words.kinds["media"] for t in tokens[name.first : name.last])


def _reach(tokens: Sequence[Token], source: SourceName, verb: int, after: int) -> tuple[int, int]:
    """The tokens that the clause covers, by what stands before its subject and after its verb."""
    words = reporting_words()
    count = len(tokens)
    rest = [t for t in tokens[after:] if t.kind != "p" or t.text in _QUOTES]
    preface = tokens[: source.first]
    spoken = [t for t in preface if t.kind != "p"]
    if not rest:
        return 0, count
    if not spoken:
        return (0, count) if preface and preface[-1].text in _QUOTES else (source.first, count)
    last = preface[-1]
    follows_quote = last.text in _QUOTES or (last.text == "," and len(preface) > 1 and preface[-2].text in _QUOTES)
    following = tokens[after]
    if follows_quote:
        return 0, count
    if last.low in words.conjunctions:
        return (0, count) if last.low in {"what", "which", "who"} else (source.first, count)
    if following.text == "," and last.text == ",":
        return 0, count
    goes_on = _continues(tokens[after:])
    if goes_on and len(spoken) >= _SHORT_PREFACE:
        return 0, count
    return source.first, count


def sources_in(clauses: Sequence[ReportingClause]) -> Iterator[SourceName]:
    """Each clause's source, then its carrier."""
    for clause in clauses:
        yield clause.source
        if clause.via:
            yield clause.via
