"""Reporting clauses of one sentence: who says, and whether what is said stands before, after, or around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.casualties.sources import phrases, statements
from extractors.casualties.sources.phrases import SourceName
from extractors.casualties.sources.subjects import subject_before
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.tokens import Token

_AUXILIARIES = frozenset({"was", "were", "been", "be", "being", "is", "are"})
_MEANS = frozenset({"telephone", "phone", "email", "e-mail", "text", "letter", "fax", "radio", "satellite"})
_RATES = frozenset({"cent", "day", "week", "month", "year", "hour", "head", "person", "capita"})
_ITSELF = frozenset({"story", "article", "version", "headline", "correction"})
_TAIL = 24  # tokens between "quoted X" and "as saying"


@dataclass(frozen=True, slots=True)
class ReportingClause:
    """A source and the tokens of the sentence that it covers, `first:last`; `via` carries what the source said."""

    source: SourceName
    via: SourceName | None
    first: int
    last: int
    verb: int


def clauses_of(tokens: Sequence[Token]) -> list[ReportingClause]:
    """The reporting clauses of a sentence, in the order of their verbs."""
    found: list[ReportingClause] = []
    opens = reporting_words().opens_clause
    named: set[int] = set()  # tokens of sources, in which no verb reports
    for at, token in enumerate(tokens):
        if token.low not in opens or at in named:
            continue
        clause = _prefixed(tokens, at) or _at_verb(tokens, at, found)
        if clause:
            found.append(clause)
            named.update(range(clause.source.first, clause.source.last))
    return _clipped(tokens, _nested(tokens, found))


def _nested(tokens: Sequence[Token], clauses: list[ReportingClause]) -> list[ReportingClause]:
    """Of one report inside another the outer stands ("police say the man told them"), but a medium only carries it."""
    words = reporting_words()
    kept: list[ReportingClause] = []
    for clause in clauses:
        outer = _outer_of(tokens, clause, kept)
        if outer and not statements.is_media(tokens, outer.source):
            continue
        if kept and clause.via and clause.via.first == kept[-1].source.first:
            kept.pop()  # "SANA said ..., citing a police source"
        inner = kept[-1] if kept and clause.first == 0 and kept[-1].verb < clause.source.first else None
        if inner and tokens[inner.verb].low in words.belief:
            kept.pop()  # "authorities believe ..., the sheriff said"
            inner = None
        if (
            inner
            and inner.via is None
            and statements.is_media(tokens, clause.source)
            and not statements.is_media(tokens, inner.source)
        ):
            kept[-1] = replace(inner, via=clause.source)  # "a source said ..., SANA reported"
        else:
            kept.append(replace(clause, via=clause.via or (outer.source if outer else None)))
    return kept


def _outer_of(
    tokens: Sequence[Token], clause: ReportingClause, before: Sequence[ReportingClause]
) -> ReportingClause | None:
    """The report of which this one is a part, if it is one."""
    if clause.first < clause.source.first or tokens[clause.verb].low in reporting_words().participle:
        return None
    around = (c for c in reversed(before) if c.verb < clause.source.first and c.first <= clause.first < c.last)
    outer = next(around, None)
    return outer if outer and _is_direct(tokens, outer, clause) else None


def _is_direct(tokens: Sequence[Token], outer: ReportingClause, inner: ReportingClause) -> bool:
    """Whether nothing between the verbs opens a statement of its own ("..., and the army said")."""
    between = tokens[outer.verb + 1 : inner.source.first]
    return not any(t.low in {"and", "but", "while", "although", "though", "whereas"} or t.text in ",;" for t in between)


def _clipped(tokens: Sequence[Token], clauses: list[ReportingClause]) -> list[ReportingClause]:
    """What a source says ends where the next source begins to speak, or after a picture's credit."""
    clipped = []
    for clause in clauses:
        next_starts = [
            c.first
            for c in clauses
            if c.verb > clause.verb and max(clause.source.last, clause.first + 1) <= c.first < clause.last
        ]
        captions = [i + 1 for i in range(max(clause.verb, 2), clause.last) if _is_credit(tokens, i)]
        last = min([clause.last, *next_starts, *captions])
        if last > clause.first:  # else nothing is left that it reports
            clipped.append(replace(clause, last=last))
    return clipped


def _is_credit(tokens: Sequence[Token], at: int) -> bool:
    """Whether the token closes a credit in brackets: "(Reuters)"."""
    return tokens[at].text == ")" and tokens[at - 2].text == "(" and tokens[at - 1].low in reporting_words().agencies


def _prefixed(tokens: Sequence[Token], at: int) -> ReportingClause | None:
    """As in "according to X" and "citing X": at the head of the sentence before its statement, else after it."""
    for phrase in reporting_words().prefix.get(tokens[at].low, ()):
        end = at + len(phrase)
        if tuple(t.low for t in tokens[at:end]) != phrase:
            continue
        if phrase == ("per",) and end < len(tokens) and tokens[end].low in _RATES:
            return None
        source = phrases.after(tokens, end) or phrases.bare_after(tokens, end)
        if source is None or (phrase[-1] == "by" and tokens[source.last - 1].low in _MEANS):
            return None  # "a spokesman said by telephone"
        carrier = _reporter_before(tokens, at) if phrase[0] in {"citing", "quoting"} else None
        return ReportingClause(source, carrier, at if at <= 1 else 0, len(tokens), at)
    return None


def _reporter_before(tokens: Sequence[Token], end: int) -> SourceName | None:
    """Who reports in the part of the sentence before "citing ..."."""
    words = reporting_words()
    verbs = (i for i in range(end - 1, -1, -1) if tokens[i].low in words.say)
    return next((name for i in verbs if (name := subject_before(tokens, i))), None)


def _at_verb(  # noqa: PLR0911 - a decision list
    tokens: Sequence[Token], at: int, found: Sequence[ReportingClause]
) -> ReportingClause | None:
    words, verb = reporting_words(), tokens[at].low
    if clause := _carried(tokens, at) or _reckoned(tokens, at):
        return clause
    if verb in words.participle:
        return _participle(tokens, at, found)
    if not _reports(tokens, at):
        return None
    if verb in words.say and (clause := _inverted(tokens, at)):
        return clause
    source = subject_before(tokens, at)
    if source is None and verb in words.human:
        source = phrases.bare_before(tokens, at)
    if source is None or (_is_weak(tokens, at) and not _is_plain_source(tokens, source)):
        return None
    if any(t.low in _ITSELF for t in tokens[source.first : source.last]):
        return None  # "this story originally stated"
    return _told(tokens, source, at)


def _is_weak(tokens: Sequence[Token], at: int) -> bool:
    """Whether only a plain source makes the verb report; "that" after it opens a report by whoever is its subject."""
    words = reporting_words()
    opens_report = at + 1 < len(tokens) and tokens[at + 1].low == "that"
    return tokens[at].low in words.unsure and not opens_report


def _reckoned(tokens: Sequence[Token], at: int) -> ReportingClause | None:
    """As in "the UN's estimate of 670 dead", "by the ministry's latest count, 30 people died"."""
    words = reporting_words()
    if tokens[at].low not in words.reckoning:
        return None
    mark = next((i for i in range(at - 1, max(0, at - 3), -1) if tokens[i].kind == "s"), None)
    source = phrases.named_before(tokens, mark - 1) if mark else None
    if source is None or not _is_plain_source(tokens, source):
        return None
    if source.first and tokens[source.first - 1].low == "by":
        return ReportingClause(source, None, 0, len(tokens), at)
    if at + 1 == len(tokens) or tokens[at + 1].low != "of":
        return None
    last = next((i for i in range(at, len(tokens)) if tokens[i].text in ",;"), len(tokens))
    return ReportingClause(source, None, source.first, last, at)


def _told(tokens: Sequence[Token], source: SourceName, verb: int) -> ReportingClause:
    words = reporting_words()
    if tokens[verb].low not in words.say and tokens[verb].low not in words.finding:
        return ReportingClause(source, None, source.first, len(tokens), verb)
    start, via = statements.after_verb(tokens, verb)
    first, last = statements.reach(tokens, source, start)
    return ReportingClause(source, via, first, last, verb)


def _reports(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word is a verb that reports: not denied, not in the passive, not one of other meanings."""
    words, verb = reporting_words(), tokens[at].low
    following = tokens[at + 1].low if at + 1 < len(tokens) else ""
    before = tokens[max(0, at - 2) : at]
    if verb in words.responsibility and any(t.low == "responsibility" for t in tokens[at + 1 : at + 3]):
        return True  # but "claimed responsibility" boasts and counts nobody
    if verb in words.spoken and following != "of":
        return False
    if verb in words.finding and following not in {"that", ",", ".", ";", ""}:
        return False
    # "the police report says", "three suspects were killed"
    is_noun = verb in words.weak and (following in words.say or following in _AUXILIARIES)
    is_denied = any(t.low in words.negations or t.low.endswith("n't") for t in before)
    is_passive = bool(before) and before[-1].low in _AUXILIARIES
    is_other = following == "responsibility" or (verb == "accused" and following == "of")
    return verb in words.reports and not (is_noun or is_denied or is_passive or is_other)


def _is_plain_source(tokens: Sequence[Token], source: SourceName) -> bool:
    """What verbs that are also nouns, or take plain objects, need as subject: a source by its noun or known name."""
    words = reporting_words()
    taken = tokens[source.first : source.last]
    is_plain = any(words.is_source_noun(t.low) or t.low in words.agencies for t in taken)
    return (
        source.kind == "pronoun"
        or is_plain
        or any(phrases.is_acronym(tokens, i) for i in range(source.first, source.last))
    )


def _carried(tokens: Sequence[Token], at: int) -> ReportingClause | None:
    """As in "SANA quoted a military source as saying ..."; "a source was quoted by SANA as saying"."""
    words = reporting_words()
    if tokens[at].low not in words.carry and tokens[at].low not in {"reported", "reports"}:
        return None
    stop = min(len(tokens), at + _TAIL)
    saying = next((i for i in range(at + 2, stop) if tokens[i].low == "saying" and tokens[i - 1].low == "as"), None)
    if saying is None:
        return None
    carrier: SourceName | None
    if at and tokens[at - 1].low in _AUXILIARIES:
        source = subject_before(tokens, at - 1)
        places = (i for i in range(at + 1, saying) if tokens[i].low in {"by", "on", "in"})
        carrier = next((name for i in places if (name := phrases.after(tokens, i + 1))), None)
    else:
        source, carrier = phrases.after(tokens, at + 1), subject_before(tokens, at)
        if carrier and carrier.kind != "pronoun" and not statements.is_media(tokens, carrier):
            source, carrier = carrier, None  # a monitor that quotes its sources reports in its own name
    if source is None:
        return None
    is_trailing = all(t.kind == "p" for t in tokens[saying + 1 :])
    first = 0 if is_trailing else min(source.first, carrier.first if carrier else source.first)
    return ReportingClause(source, carrier, first, len(tokens), at)


def _participle(tokens: Sequence[Token], at: int, found: Sequence[ReportingClause]) -> ReportingClause | None:
    """As in "..., saying a car had exploded": by whoever reports before it in the sentence, or opens it as a source."""
    words = reporting_words()
    if at and tokens[at - 1].low == "as":
        return None
    if at and tokens[at - 1].low in _AUXILIARIES:
        source = subject_before(tokens, at - 1)
    elif found and tokens[at].low not in words.weak:
        source = found[-1].source
    else:
        source = _opening_source(tokens, at)
    if source is None or source.first >= at:
        return None
    return ReportingClause(source, None, at, len(tokens), at)


def _opening_source(tokens: Sequence[Token], end: int) -> SourceName | None:
    """The source with which the sentence opens, where no other clause begins between it and the participle."""
    words = reporting_words()
    source = phrases.after(tokens, 0)
    if source is None or source.kind == "pronoun" or not _is_plain_source(tokens, source):
        return None
    return None if any(t.low in words.conjunctions for t in tokens[source.last : end]) else source


def _inverted(tokens: Sequence[Token], at: int) -> ReportingClause | None:
    """As in "..., said the Observatory": the source closes the sentence or its clause, for else a clause follows."""
    if at == 0 or tokens[at].low in reporting_words().recipient:
        return None
    left, is_quoted = tokens[at - 1].text, statements.ends_in_quote(tokens[:at])
    source = phrases.after(tokens, at + 1)
    if source is None and is_quoted:
        source = phrases.bare_after(tokens, at + 1)
    if source is None or source.kind == "pronoun" or any(t.low in _AUXILIARIES for t in tokens[at + 1 : source.last]):
        return None  # "POLICE SAY TWO MEN WERE SHOT"
    rest = tokens[source.last :]
    ends = statements.closes(rest)
    if is_quoted:
        return ReportingClause(source, None, 0, len(tokens), at)
    if not (ends or statements.goes_on(rest) or statements.explains(rest)) or (
        left != "," and not ends and subject_before(tokens, at)
    ):
        return None
    return ReportingClause(source, None, 0, len(tokens), at)
