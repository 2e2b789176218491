"""Tables of figures as plain text: a row of headings with bars between ("District | Killed | Injured"), rows below it.

Situation reports tell their dead so. Each cell is read by the heading of its column. A column is read where all of it
is understood, or where the table gives its total: a figure that leaves out rows is no toll.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.casualties.claims import Draft, draft
from extractors.casualties.harms.harms import Harm
from extractors.casualties.headings import headings
from extractors.casualties.lexicon import lexicon
from extractors.casualties.model import Effect
from extractors.casualties.moods import told
from extractors.casualties.numbers.words import digits_of
from extractors.casualties.text import Sentence
from extractors.casualties.tokens import Token
from extractors.casualties.victims.groups import Group

_BAR = "|"
_LEAST = 2  # cells of a row
_LEAST_ROWS = 2  # equal rows are no sum of one another
_YEARS = range(1900, 2101)
_FEW = 12  # figures up to there add up by chance

Cell = list[Token]


@dataclass(frozen=True, slots=True)
class _Row:
    sentence: Sentence
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class _Figure:
    row: _Row
    token: Token
    value: int
    label: Cell  # whom the row counts


@dataclass(frozen=True, slots=True)
class _Column:
    """`is_whole`: every row is understood."""

    parts: list[_Figure]
    total: _Figure | None
    is_whole: bool


def read_tables(sentences: Sequence[Sentence]) -> dict[int, list[Draft]]:
    """The claims of the rows of all tables, by the index of their sentence; a table ends at the first line of prose."""
    found: dict[int, list[Draft]] = {}
    for lines in _blocks(sentences):
        heads = [(at, columns) for at, line in enumerate(lines) if (columns := _columns(line))]
        ends = [at for at, _ in heads[1:]] + [len(lines)]
        for (at, columns), end in zip(heads, ends, strict=False):
            _read_table(lines[at], lines[at + 1 : end], columns, found)
    return found


def _blocks(sentences: Sequence[Sentence]) -> Iterator[list[Sentence]]:
    """The lines with bars that follow one another, but for those under a caption that speaks of no people."""
    block: list[Sentence] = []
    caption: Sentence | None = None
    for sentence in sentences:
        if _BAR in sentence.text:
            block.append(sentence)
            continue
        if block and not _is_elsewhere(caption):
            yield block
        caption, block = sentence, []
    if block and not _is_elsewhere(caption):
        yield block


def _is_elsewhere(caption: Sentence | None) -> bool:
    """Whether the line above is a caption of a table of periods or of no people: "Livestock deaths since 2015"."""
    if caption is None or caption.text.rstrip().endswith((".", "!", "?")):
        return False
    is_dated = any(t.low == "since" or digits_of(t) in _YEARS for t in caption.tokens)
    words = headings()
    return is_dated or words.are("elsewhere", caption.tokens) or words.are("animals", caption.tokens)


def _columns(line: Sentence) -> list[Effect | None]:
    """What befell those whom each column counts, if the line is a head of a table of people; else nothing."""
    cells = _cells(line.tokens)
    words = headings()
    if len(cells) < _LEAST or any(t.kind == "n" or t.low in words.lists["elsewhere"] for c in cells for t in c):
        return []
    columns = [_effect(cell) for cell in cells]
    named = next((k for k, cell in enumerate(cells) if words.are("places", cell)), None)
    first = next((k for k, effect in enumerate(columns) if effect), None)
    if named is None or first is None or named >= first or any(_is_of_animals(cell) for cell in cells[:first]):
        return []
    told = [effect for effect in columns if effect]
    is_open = set(told) == {"missing"} and not any(words.are("people", cell) for cell in cells)
    return [] if is_open else [e if e and told.count(e) == 1 else None for e in columns]


def _is_of_animals(cell: Cell) -> bool:
    """Whether what the next columns count are animals: "District | Poultry farms | Deaths"."""
    words = headings()
    return words.are("animals", cell) and not any(t.low in words.harms for t in cell)


def _effect(cell: Cell) -> Effect | None:
    """What befell those whom the column counts: its heading is a word of harm, and says nothing that narrows it."""
    words = headings()
    told = {words.harms[t.low] for t in cell if t.low in words.harms}
    is_all = all(t.low in words.harms or t.low in words.lists["beside"] for t in cell)
    return told.pop() if is_all and len(told) == 1 else None


def _cells(tokens: Sequence[Token]) -> list[Cell]:
    """The tokens between the bars; bars around the line open no cells, others do, with or without words in them."""
    cells: list[Cell] = [[]]
    for token in tokens:
        if token.text == _BAR:
            cells.append([])
        else:
            cells[-1].append(token)
    return cells[1:-1] if len(cells) > _LEAST and not cells[0] and not cells[-1] else cells


def _read_table(
    head: Sentence, lines: Sequence[Sentence], columns: Sequence[Effect | None], found: dict[int, list[Draft]]
) -> None:
    rows = [_Row(line, _cells(line.tokens)) for line in lines if any(t.kind in "wn" for t in line.tokens)]
    first = next(k for k, effect in enumerate(columns) if effect)
    if any(_is_time(cell) for row in rows for cell in row.cells[:first]):
        return
    heads = _cells(head.tokens)
    for at, effect in enumerate(columns):
        if effect is None:
            continue
        column = _column(rows, at, len(columns), first)
        for claim in _claims(column, effect):
            claim.trigger = heads[at][0].start
            found.setdefault(claim.sentence, []).append(claim)


def _is_time(cell: Cell) -> bool:
    """Whether the cell names a time: such a row is an attack or a period of its own."""
    words = lexicon()
    return any(words.has("month", t.low) or words.has("time_word", t.low) or digits_of(t) in _YEARS for t in cell)


def _column(rows: Sequence[_Row], at: int, width: int, first: int) -> _Column:
    """The figures of a column; `first` is the first column of figures, the cells before it say whom a row counts."""
    parts: list[_Figure] = []
    totals: list[_Figure] = []
    is_whole = True
    for row in rows:
        label = [t for cell in row.cells[:first] for t in cell]
        value = _value(row.cells[at]) if len(row.cells) == width and label else None
        if value is None:
            is_whole = False
        elif value:
            (totals if _is_total(label) else parts).append(_Figure(row, row.cells[at][0], value, label))
    if len(totals) > 1:  # those of provinces, and that of the land
        totals = [t for t in totals if headings().are("grand", t.label)]
    total = totals[0] if len(totals) == 1 else None
    return _Column(parts, total, is_whole and (total is not None or not totals))


def _value(cell: Cell) -> int | None:
    """The figure of a cell, 0 where it says that there is none; None where it says anything else."""
    if "".join(t.low for t in cell) in headings().lists["nobody"] or not cell:
        return 0
    return digits_of(cell[0]) if len(cell) == 1 else None


def _is_total(label: Cell) -> bool:
    words = headings()
    return words.are("totals", label) or words.are("totals_alone", label[:1])


def _claims(column: _Column, effect: Effect) -> list[Draft]:
    """What the column tells: a total and what it holds; without one all rows, none of them the sum of others."""
    parts, total = column.parts, column.total
    if total is None:
        if not column.is_whole or _holds_sum([p.value for p in parts]):
            return []
        told_parts = [claim for part in parts for claim in _drafts(part, effect, is_part=True)]
        for claim in told_parts:
            claim.is_also = claim.is_besides = True  # they add up
        return told_parts
    wholes = _drafts(total, effect, is_part=False)
    if sum(p.value for p in parts) > total.value:
        return wholes
    told_parts = [claim for part in parts for claim in _drafts(part, effect, is_part=True)]
    for claim in told_parts:
        claim.host = wholes[0] if wholes else None
    return sorted([*told_parts, *wholes], key=lambda claim: claim.start)


def _holds_sum(values: Sequence[int]) -> bool:
    """Whether a row counts what others count too: it is the sum of all others, or of some that stand beside it."""
    if len(values) > _LEAST_ROWS and 2 * max(values) == sum(values):
        return True
    forth, back = list(values), list(reversed(values))
    return any(_is_sum(run, at) for run in (forth, back) for at in range(len(run)))


def _is_sum(values: Sequence[int], at: int) -> bool:
    """Whether the rows after the one at `at`, two or more, add up to it."""
    left = values[at]
    for count, value in enumerate(values[at + 1 :], 1):
        left -= value
        if left <= 0:
            return left == 0 and count > 1 and values[at] > _FEW
    return False


def _drafts(figure: _Figure, effect: Effect, *, is_part: bool) -> list[Draft]:
    """The figure as a claim. It tells no class: none, too, is taken over from what stands around the table."""
    sentence, value = figure.row.sentence, figure.value
    at = next(k for k, token in enumerate(sentence.tokens) if token is figure.token)
    group = Group(at, at, at, at, value, value, value, "exact", "elided", figure.token.low, is_plural=value > 1,
                  is_part=is_part)  # fmt: skip
    harm = Harm(group, effect, at, is_part=is_part, is_toll=not is_part)
    return told(sentence, draft(sentence, sentence.tokens, [harm]))
