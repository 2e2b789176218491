"""Attribution: who reports each statement of an article, and through whom."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.casualties.quotes import quoted
from extractors.casualties.sources import phrases, wording
from extractors.casualties.sources.clauses import ReportingClause, clauses_of
from extractors.casualties.sources.phrases import SourceName
from extractors.casualties.sources.words import reporting_words
from extractors.casualties.text import Attribution, Sentence, Span
from extractors.casualties.tokens import Token

__all__ = ["find_attributions", "source_for"]

# A sentence that goes on counting what the one before counted is told by the same source.
_ANAPHOR = re.compile(
    r"[\"“]?(?:(?:at\s+least\s+|about\s+)?\w+\s+of\s+(?:them|those|these|the\s+(?:dead|victims|wounded|injured))\b"
    r"|(?:of|among)\s+(?:them|those|these|the\s+(?:dead|victims|wounded|injured))\b"
    r"|the\s+(?:dead|victims|wounded|injured|others?)\s+(?:also\s+)?(?:include|comprise|were|was)"
    r"|(?:another|the\s+other|the\s+rest)\b)",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"(?:that|this|it)(?:['’]s|\s+is|\s+was|\s+comes)\s+(?:all\s+|the\s+\w+\s+)?(?:according\s+to|as\s+per)\s+(?:the\s+)?",
    re.IGNORECASE,
)
_WINDOW = 400  # tokens; a longer sentence is a table or has lost its stops, and is read in pieces
_CREDIT_MARKS = frozenset(":-–—")
_DISTINCT = frozenset({"ministry", "department"})  # there are many: "the health ministry" is not the army before it
_LONGEST_CREDIT = 6  # tokens of "- local TV" at the end of a flash
_PLAIN = 2  # words of "the report", which is the last source's; "the police report" is one of its own
_REMEMBERED = 24  # sources that a reader still has in mind
_BARE = 30  # characters after the source in a sentence that only names it: "Novak told reporters."
_NEAR_QUOTE = 3  # characters between a closing mark and the words that name its speaker


@dataclass(slots=True)
class _Article:
    """The sources named last, the latest first, each with the kinds of source that it may be."""

    named: deque[tuple[str, frozenset[str]]] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))

    def remember(self, text: str, kinds: frozenset[str]) -> None:
        self.named.appendleft((text, kinds))

    def resolve(self, kinds: Sequence[str], like: frozenset[str] = frozenset()) -> str | None:
        """The last source of one of the kinds; where `like` is given, one that has such a word in its name."""
        fit = (text for text, known in self.named if known & set(kinds))
        return next((text for text in fit if not like or any(w in text.lower() for w in like)), None)


@dataclass(slots=True)
class _Quotes:
    """The quoted passages of the article; they do not overlap."""

    spans: Sequence[Span]
    starts: list[int] = field(init=False)
    ends: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [q.start for q in self.spans]
        self.ends = [q.end for q in self.spans]

    def opens_within(self, start: int, end: int) -> bool:
        """Whether a quote opens from `start` on, before `end`."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)

    def around(self, at: int) -> Span | None:
        """The quote that opened before `at` and is not closed by then, or just before."""
        nth = bisect_right(self.ends, at - _NEAR_QUOTE)
        return self.spans[nth] if nth < len(self.spans) and self.spans[nth].start < at else None

    def over(self, end: int) -> Span | None:
        """The quote that opens before `end` and goes on after it."""
        nth = bisect_left(self.starts, end) - 1
        return self.spans[nth] if nth >= 0 and end < self.spans[nth].end else None


def find_attributions(sentences: Sequence[Sentence], until: int | None = None) -> list[Attribution]:
    """Every statement of who reports, in order; pronouns and "the group" resolved to the last source that they fit.

    Args:
        sentences: the article's sentences, in order.
        until: the offset up to which statements are wanted; to the end where it is null.

    Returns:
        Attributions whose `start:end` are the words that name the source there, and whose scope is what the source
        says: a clause, a sentence, or a quote over several.
    """
    article = _Article()
    quotes = _Quotes(quoted(sentences))
    found: list[Attribution] = []
    for sentence in _up_to(until, sentences, quotes):
        own = _of_sentence(sentence, article)
        if not own and found and _goes_on(sentence, sentences, found[-1], quotes):
            found[-1] = replace(found[-1], scope_end=sentence.end)
        found.extend(_with_quotes(_with_sentence_before(a, sentence, sentences), sentence, quotes) for a in own)
    return found


def _up_to(until: int | None, sentences: Sequence[Sentence], quotes: _Quotes) -> Sequence[Sentence]:
    """The sentences in which it may be said who told what stands before `until`.

    The speaker is named in the sentence itself, or after the end of the quote in which it stands, by the next sentence.
    """
    if until is None:
        return sentences
    quote = quotes.over(until)
    end = (until if quote is None else quote.end) + _NEAR_QUOTE
    after = next((nth for nth, sentence in enumerate(sentences) if sentence.start >= end), len(sentences))
    return sentences[: after + 1]


def source_for(start: int, end: int, attributions: Sequence[Attribution]) -> Attribution | None:
    """The attribution that covers the claim at `start:end`, the narrowest of several.

    None where the article speaks in its own voice. Who suffered it does not tell it: "a mine, which claimed two
    farmers".
    """
    covering = (
        a
        for a in attributions
        if a.scope_start <= start and end <= a.scope_end and not (a.start < end and start < a.end)
    )
    return min(covering, key=lambda a: (a.scope_end - a.scope_start, abs(a.start - start)), default=None)


def _of_sentence(sentence: Sentence, article: _Article) -> list[Attribution]:
    tokens = sentence.tokens
    words = reporting_words()
    if all(sentence.words.isdisjoint(telling) for telling in (words.opens_clause, _CREDIT_MARKS)):
        return []
    windows = [tokens[first : first + _WINDOW] for first in range(0, len(tokens), _WINDOW)]
    found = (_attribution(clause, window, sentence, article) for window in windows for clause in _clauses(window))
    return [attribution for attribution in found if attribution]


def _clauses(tokens: Sequence[Token]) -> list[ReportingClause]:
    return clauses_of(tokens) or _headline(tokens)


def _headline(tokens: Sequence[Token]) -> list[ReportingClause]:
    """As in "Five dead in blast: police", "Police: five dead in blast", "Five dead in blast - local TV"."""
    dash = max((i for i, t in enumerate(tokens) if t.text in "-–—"), default=-1)
    behind = phrases.after(tokens, dash + 1) if 0 < dash < len(tokens) - 1 else None
    if behind and behind.last - dash <= _LONGEST_CREDIT and all(t.kind == "p" for t in tokens[behind.last :]):
        return [ReportingClause(behind, None, 0, len(tokens), dash)] if _is_source(tokens, behind) else []
    first = dash + 1 if all(t.kind != "w" for t in tokens[: dash + 1]) else 0  # "15:55 - Minister: five dead"
    colons = [i for i, t in enumerate(tokens) if t.text == ":" and i >= first]
    if len(colons) != 1 or any(t.text == "(" for t in tokens[: colons[0]]):
        return []
    at = colons[0]
    behind, ahead = phrases.after(tokens, at + 1), phrases.after(tokens, first)
    if behind is None or any(t.kind != "p" for t in tokens[behind.last :]):
        behind = None
    name = behind or (ahead if ahead and ahead.last == at else None)
    return [ReportingClause(name, None, 0, len(tokens), at)] if name and _is_source(tokens, name) else []


def _is_source(tokens: Sequence[Token], name: SourceName) -> bool:
    speakers = {"person", "people", "organisation", "media"}
    return any(reporting_words().kinds_of(t.low) & speakers for t in tokens[name.first : name.last])


def _attribution(
    clause: ReportingClause, tokens: Sequence[Token], sentence: Sentence, article: _Article
) -> Attribution | None:
    via = _carrier(clause.via, tokens, sentence, article) if clause.via else None
    source = _named(wording.behind_document(tokens, clause.source), tokens, sentence, article)
    if source is None:
        return None
    return Attribution(
        start=tokens[clause.source.first].start,
        end=tokens[clause.source.last - 1].end,
        source=source,
        via=via if via != source else None,
        scope_start=tokens[clause.first].start,
        scope_end=tokens[clause.last - 1].end,
    )


def _carrier(name: SourceName, tokens: Sequence[Token], sentence: Sentence, article: _Article) -> str:
    """The medium's name; remembered as a medium alone, for "it said" goes on with the source, not its carrier."""
    carrier = wording.carrier_of(tokens, name)
    text = _text(carrier, tokens, sentence)
    article.remember(text, frozenset({"media"}))
    return text


def _text(name: SourceName, tokens: Sequence[Token], sentence: Sentence) -> str:
    return wording.text_of(tokens, name, lambda a, b: sentence.text[a - sentence.start : b - sentence.start])


def _named(name: SourceName, tokens: Sequence[Token], sentence: Sentence, article: _Article) -> str | None:
    """The source as the text names it; a pronoun or "the group" as the last source that it fits."""
    words = reporting_words()
    text = _text(name, tokens, sentence)
    taken = [t for t in tokens[name.first : name.last] if t.kind == "w"]
    if name.kind == "pronoun":
        return article.resolve(words.refers.get(text.lower(), ()))
    kinds = _kinds(taken)
    taken_up = taken[0].low in {"the", "this", "that", "these", "those"}
    if taken_up and not any(phrases.is_name(t) for t in taken[1:]):
        head = " ".join(t.low for t in taken[1:] if not t.low.endswith("-based"))
        is_plain = len(taken) == _PLAIN or taken[-1].low not in words.kinds["document"]
        noun = head if head in words.refers else taken[-1].low
        may = words.refers.get(noun, ()) if noun == head or is_plain else ()
        resolved = article.resolve(may, words.alike.get(noun, frozenset()))
        is_another = taken[-1].low in _DISTINCT and any(t.low not in (resolved or "").lower() for t in taken[1:-1])
        if resolved and not is_another:
            return resolved
    article.remember(text, kinds)
    return text


def _kinds(taken: Sequence[Token]) -> frozenset[str]:
    """What kinds of source the noun phrase may be; a bare name may be a person's or an organisation's."""
    words = reporting_words()
    inner = next((i for i, t in enumerate(taken) if t.low in {"of", "for", "at", "with", "from", "in"}), len(taken))
    taken = taken[:inner]
    kinds = frozenset(kind for t in taken for kind in words.kinds_of(t.low))
    if any(t.low in words.agencies for t in taken):
        kinds |= {"media", "organisation"}
    if any((len(t.text) > 1 and t.text.isupper()) or (t.is_capitalised and t.low in words.bodies) for t in taken):
        kinds |= {"organisation"}
    return kinds or frozenset({"person"})


def _goes_on(sentence: Sentence, sentences: Sequence[Sentence], last: Attribution, quotes: _Quotes) -> bool:
    """Whether a sentence without a source of its own still belongs to the last one."""
    if not sentence.index:
        return False
    previous = sentences[sentence.index - 1]
    if last.scope_end < previous.end - _NEAR_QUOTE or previous.paragraph != sentence.paragraph:
        return False
    opens = quotes.opens_within(sentence.start, sentence.start + 2)
    if opens and quotes.opens_within(last.scope_start, last.scope_end):
        return True
    return bool(_ANAPHOR.match(sentence.text))


def _with_sentence_before(attribution: Attribution, sentence: Sentence, sentences: Sequence[Sentence]) -> Attribution:
    """A bare "Novak said." after a quote that ended in a question mark covers the sentence before.

    So does "That's according to police", after any.
    """
    if sentence.index and _POINTS_BACK.fullmatch(sentence.text, 0, max(0, attribution.start - sentence.start)):
        return replace(attribution, scope_start=sentences[sentence.index - 1].start)
    is_bare = len(sentence.text) <= attribution.end - sentence.start + _BARE
    if not is_bare or not sentence.index or attribution.start > sentence.start + 1:
        return attribution
    previous = sentences[sentence.index - 1]
    if not previous.text.endswith(('"', "”")):
        return attribution
    return replace(attribution, scope_start=previous.start)


def _with_quotes(attribution: Attribution, sentence: Sentence, quotes: _Quotes) -> Attribution:
    """The attribution with the whole of a quote that runs into its sentence, or out of it."""
    start, end = attribution.scope_start, attribution.scope_end
    if start <= sentence.start + 1 and (opened := quotes.around(start)) is not None:
        start = opened.start
    if (running := quotes.over(end)) is not None and running.start >= start:
        end = running.end
    return replace(attribution, scope_start=start, scope_end=end)
