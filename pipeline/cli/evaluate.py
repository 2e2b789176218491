"""eval: how well a labelled set is read, and every error with its passage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Final, get_args

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from extractors.casualties import default_extractor
from extractors.casualties.model import Extraction
from pipeline.cli.app import AsJson, app, err, out
from pipeline.cli.ask import print_json
from pipeline.cli.render import NOTHING, plain_table
from pipeline.cli.watch import watching
from pipeline.evaluation.agreement import Figure, Kind, Pair, figures, headline_scores, pairs, scores
from pipeline.evaluation.labels import Labelled, read_set
from warehouse.account.words import counted

BEFORE: Final = 160
AFTER: Final = 120
"""Characters of the article shown around an error."""

BOTH, MISSED, EXTRA = "bold green", "bold white on red", "bold black on yellow"

SHOWN: Final = (
    "quote", "effect", "low", "high", "qualifier", "victim", "age", "gender", "subset", "scope", "modality", "source",
    "date",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Compared:
    """One article, its extraction, and what the comparison with its label gave."""

    labelled: Labelled
    extraction: Extraction
    pairs: Sequence[Pair] = ()
    figures: Sequence[Figure] = ()

    @property
    def kinds(self) -> list[Kind]:
        """Each difference by its kind."""
        claims: list[Kind] = [kind for pair in self.pairs for kind in pair.kinds]
        return claims + ["headline" for figure in self.figures if not figure.agrees]


@app.command(name="eval", rich_help_panel="Measure")
def evaluate(  # noqa: PLR0913, PLR0917  # each is one option
    prefix: Annotated[Path, typer.Argument(help="Names PREFIX.docs.jsonl and PREFIX.gold.jsonl (docs/format.md).")],
    errors: Annotated[bool, typer.Option("--errors", help="Show each error: the passage, label and reading.")] = False,
    kind: Annotated[list[str] | None, typer.Option(help="Only errors of this kind; repeatable.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most that many articles with errors.")] = 50,
    held_out: Annotated[bool, typer.Option("--held-out", help="Show errors of the held-out third too.")] = False,
    document: Annotated[str | None, typer.Option(help="Only the article whose id begins so.")] = None,
    as_json: AsJson = False,
) -> None:
    """How well a labelled set of articles is read; with --errors, label and reading side by side.

    A third of the articles, by a hash of the id, is held out: it is scored in a column of its own and not shown, so
    that rules written from the errors can be told from rules that fit them.

    [dim]Examples:[/] tollwatch eval labels/war · tollwatch eval labels/war --errors --kind missed --kind figures
    """
    if unknown := set(kind or ()) - set(get_args(Kind)):
        raise typer.BadParameter(f"no such kind: {', '.join(sorted(unknown))}; known are {', '.join(get_args(Kind))}")
    chosen = [row for row in read_set(prefix) if document is None or row.document.id.startswith(document)]
    if not chosen:
        raise typer.BadParameter(f"no document of {prefix} has an id that begins with {document}")
    compared = list(_compared(prefix, chosen))
    if errors:
        shown = compared if held_out else [c for c in compared if not c.labelled.is_held_out]
        _show_errors(shown, set(kind or get_args(Kind)), limit, as_json=as_json)
    elif as_json:
        print_json({"measure": name, **values} for name, values in _measures(compared).items())
    else:
        out.print(_scores_table(compared))


def _compared(prefix: Path, chosen: Sequence[Labelled]) -> Iterator[Compared]:
    with watching() as watch:
        watch.step("extract", len(chosen))
        for number, labelled in enumerate(chosen, 1):
            extraction = default_extractor(labelled.document)
            if labelled.has_claims:
                yield Compared(labelled, extraction, pairs=pairs(labelled, extraction))
            else:
                yield Compared(labelled, extraction, figures=list(figures(labelled, extraction)))
            watch.article(prefix, number)


def _measures(compared: Sequence[Compared]) -> dict[str, dict[str, float]]:
    """Each measure over all articles, those that are read, and those held out."""
    parts = {
        "all": compared,
        "read": [c for c in compared if not c.labelled.is_held_out],
        "held_out": [c for c in compared if c.labelled.is_held_out],
    }
    by_part = {name: _scores(part) for name, part in parts.items() if part}
    return {m: {name: part[m] for name, part in by_part.items() if m in part} for m in by_part["all"]}


def _scores(compared: Sequence[Compared]) -> dict[str, float]:
    claims = [c.pairs for c in compared if c.labelled.has_claims]
    headlines = [c.figures for c in compared if c.figures]
    return {**(scores(claims) if claims else {}), **(headline_scores(headlines) if headlines else {})}


def _scores_table(compared: Sequence[Compared]) -> RenderableType:
    table = plain_table("", "all", "read", "held out", right=("all", "read", "held out"))
    for name, values in _measures(compared).items():
        table.add_row(
            name, *(f"{values[part]:.3f}" if part in values else NOTHING for part in ("all", "read", "held_out"))
        )
    counts = Counter(kind for c in compared for kind in c.kinds)
    told = ", ".join(f"{kind} {n:,}" for kind, n in counts.most_common()) or "none"
    return Group(table, Text(f"{counted(len(compared), 'article')}; errors: {told}", style="dim"))


def _show_errors(compared: Iterable[Compared], wanted: set[str], limit: int, *, as_json: bool) -> None:
    wrong = [c for c in compared if wanted & set(c.kinds)]
    for article in wrong[:limit]:
        if as_json:
            print_json(_error_rows(article, wanted))
        else:
            out.print(_error_page(article, wanted))
    counts = Counter(kind for c in wrong for kind in c.kinds if kind in wanted)
    told = ", ".join(f"{kind} {n:,}" for kind, n in counts.most_common()) or "none"
    err.print(f"{counted(len(wrong), 'article')} with errors, {min(len(wrong), limit):,} shown; {told}", style="dim")


def _error_rows(article: Compared, wanted: set[str]) -> Iterator[dict[str, object]]:
    name = article.labelled.document.id
    for pair in article.pairs:
        if kinds := [kind for kind in pair.kinds if kind in wanted]:
            yield {"id": name, "kinds": kinds, "gold": pair.gold, "ours": asdict(pair.ours) if pair.ours else None}
    for figure in article.figures:
        if not figure.agrees and "headline" in wanted:
            yield {"id": name, "kinds": ["headline"], **asdict(figure)}


def _error_page(article: Compared, wanted: set[str]) -> RenderableType:
    document = article.labelled.document
    head = Text.assemble(
        (document.id, "bold cyan"), "  ", (document.title, "bold"), "  ", (document.published or "", "dim")
    )
    parts: list[RenderableType] = [head]
    for pair in article.pairs:
        if wanted & set(pair.kinds):
            parts += [_passage(article, pair), Padding(_side_by_side(pair), (0, 0, 1, 4))]
    if any(not figure.agrees for figure in article.figures):
        parts += [_whole(article), _figures_table(article.figures)]
    return Group(*parts, Text())


def _side_by_side(pair: Pair) -> RenderableType:
    """The fields in which the two differ; of a claim that stands alone all that it says."""
    table = plain_table("", "label", "read")
    gold, ours = pair.gold or {}, _as_label(pair)
    for name in SHOWN:
        left, right = gold.get(name), ours.get(name)
        if left == right if gold and ours else left is None and right is None:
            continue
        style = "red" if gold and ours and name != "quote" else ""
        table.add_row(Text(name, style="dim"), Text(_told(left), style="green"), Text(_told(right), style=style))
    return table


def _as_label(pair: Pair) -> dict[str, object]:
    if pair.ours is None:
        return {}
    row = asdict(pair.ours)
    days = dict.fromkeys(day for day in (pair.ours.date_start, pair.ours.date_end) if day)
    return {**row, "subset": bool(pair.ours.subset_of), "date": "/".join(days) or None}


def _told(value: object) -> str:
    return NOTHING if value is None else str(value)


def _passage(article: Compared, pair: Pair) -> Text:
    """The words around the claim, with every claim near it in the colour of how it was read."""
    text = article.labelled.document.text
    ends = [(c["start"], c["end"]) for c in (pair.gold,) if c] + [(c.start, c.end) for c in (pair.ours,) if c]
    first, last = max(0, min(a for a, _ in ends) - BEFORE), min(len(text), max(b for _, b in ends) + AFTER)
    passage = _coloured(article, first, last)
    return Text.assemble("… " if first else "", passage, " …" if last < len(text) else "")


def _whole(article: Compared) -> Text:
    """The article's beginning, where the headline figures mostly stand, with our claims in it."""
    text = article.labelled.document.text
    last = min(len(text), max((c.end for c in article.extraction.claims), default=0) + AFTER)
    return _coloured(article, 0, max(last, BEFORE))


def _coloured(article: Compared, first: int, last: int) -> Text:
    text = article.labelled.document.text
    shown = Text(" ".join(text[first:last].split("\n")))
    for pair in article.pairs or [Pair(None, claim) for claim in article.extraction.claims]:
        style = MISSED if pair.ours is None else EXTRA if pair.gold is None and article.pairs else BOTH
        start, end = (
            (pair.gold["start"], pair.gold["end"])
            if pair.gold
            else (pair.ours.start, pair.ours.end)
            if pair.ours
            else (0, 0)
        )
        shown.stylize(style, max(0, start - first), max(0, end - first))
    return shown


def _figures_table(figures: Sequence[Figure]) -> RenderableType:
    table = plain_table("", "label", "read")
    for figure in figures:
        style = "" if figure.agrees else "red"
        table.add_row(
            Text(figure.name, style="dim"),
            Text(_told(figure.gold), style="green"),
            Text(_told(figure.ours), style=style),
        )
    return Padding(table, (0, 0, 1, 4))
