"""Why reports are one event, and what a person has to say of it: why, judge."""

from __future__ import annotations

import getpass
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from pipeline.cli import render
from pipeline.cli.app import AsJson, Database, app, out
from pipeline.cli.ask import QUESTIONS, opened, opened_live, print_json
from warehouse.judgements import judge as record_judgement
from warehouse.judgements import judged
from warehouse.why import Judged, Link, Member, Near, Why
from warehouse.why import why as explain


@app.command(rich_help_panel=QUESTIONS)
def why(
    event: Annotated[str, typer.Argument(help="An event's id, an id that it once had, or the first letters of one.")],
    most: Annotated[int, typer.Option(min=0, help="How many events that almost joined it to show.")] = 5,
    db: Database = None,
    as_json: AsJson = False,
) -> None:
    """What holds an event together, and what almost joined it: each link with its comparisons, in bits.

    [dim]Example:[/] tollwatch why ev-1a2b3
    """
    with opened(db) as connection:
        found = explain(connection, event, most=most)
    if as_json:
        print_json([asdict(found)])
    else:
        out.print(_page(found))


@app.command(rich_help_panel=QUESTIONS)
def judge(  # noqa: PLR0913  # each is one option
    verdict: Annotated[Literal["same", "different", "open"], typer.Argument(help="open takes a judgement back.")],
    a: Annotated[
        str, typer.Argument(help="An event, an incident, or an article by id or address; or a judgement, to open it.")
    ],
    b: Annotated[str, typer.Argument(help="The other one; none beside a judgement.", show_default=False)] = "",
    *,
    reason: Annotated[str, typer.Option(help="Why, for those who come after.")],
    by: Annotated[str | None, typer.Option(help="Who judges; your user name, where it is left out.")] = None,
    db: Annotated[Path | None, typer.Option("--db", help="The live database, not the snapshot.")] = None,
) -> None:
    """Record that two reports tell of one attack, or of two. It outranks every score and survives a rebuild.

    Of an event its founding incident is meant. The snapshot shows it after the next `tollwatch publish`.

    [dim]Examples:[/] tollwatch judge different ev-1a2b3 ev-4c5d6 --reason "two raids, an hour apart" ·
    … judge open ju-1a2b3c4d5e6f70 --reason "it was one raid"
    """
    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    if not b and verdict != "open":
        raise typer.BadParameter("name the other one too", param_hint="B")
    with opened_live(db) as connection:
        first, second = (a, b) if b else judged(connection, a)
        known = record_judgement(
            connection, verdict, first, second, author=by or getpass.getuser(), reason=reason.strip()
        )
    out.print(Text.assemble("recorded as ", (known, "bold"), "; the snapshot shows it after `tollwatch publish`"))
    if verdict != "open":
        out.print(f"to take it back: tollwatch judge open {known} --reason …", highlight=False)


def _page(found: Why) -> RenderableType:
    numbers = {member.incident_id: f"#{at}" for at, member in enumerate(found.members, start=1)}
    parts: list[RenderableType] = [Text(f"Event {found.event_id}", style="bold"), _members(found.members)]
    parts.append(Text("\nWhat holds it together", style="bold"))
    alone = "one report alone" if len(found.members) == 1 else "no score: what people judged"
    parts.append(_links(found.links, numbers) if found.links else Text(alone, style="dim"))
    parts.append(Text("\nWhat almost joined it", style="bold"))
    parts.append(_near(found.near, numbers) if found.near else Text("nothing came near", style="dim"))
    if found.judged:
        parts += [Text("\nWhat people judged", style="bold"), _judged(found.judged, numbers)]
    return Group(*parts)


def _members(members: Sequence[Member]) -> RenderableType:
    table = render.plain_table("", "incident", "known from", "published by", "title", "support", right=("support",))
    for at, member in enumerate(members, start=1):
        table.add_row(
            f"#{at}",
            member.incident_id,
            f"{member.known_from:%Y-%m-%d %H:%M}" if member.known_from else render.NOTHING,
            member.publisher or render.NOTHING,
            member.title or render.NOTHING,
            render.NOTHING if member.support is None else f"{member.support:+.1f}",
        )
    return table


def _links(links: Sequence[Link], numbers: dict[str, str]) -> RenderableType:
    table = render.plain_table("", "bits", "how they compare", right=("bits",))
    for link in links:
        table.add_row(
            f"{numbers[link.incident_a]} {numbers[link.incident_b]}", f"{link.score:+.1f}", _comparisons(link)
        )
    return table


def _near(near: Sequence[Near], numbers: dict[str, str]) -> RenderableType:
    table = render.plain_table("event", "", "bits", "closest pair", right=("bits",))
    for other in near:
        ours, theirs = other.link.incident_a, other.link.incident_b
        if ours not in numbers:
            ours, theirs = theirs, ours
        what = ", ".join(str(part) for part in (other.place, other.date_start) if part) or render.NOTHING
        pair = Text.assemble(f"{numbers[ours]} {theirs} {other.link.score:+.1f}: ", _comparisons(other.link))
        if other.kept_apart:
            pair.append(f" · kept apart: {other.kept_apart}", style="yellow")
        table.add_row(other.event_id, what, f"{other.score:+.1f}", pair)
    return table


def _comparisons(link: Link) -> Text:
    """What speaks for one attack in green, what speaks against it in red, the strongest first."""
    text = Text()
    for each in link.comparisons:
        if each.bits:
            level = each.level.replace("_", " ")
            text.append(f"{each.comparison} {level} {each.bits:+.1f}  ", style="green" if each.bits > 0 else "red")
    return text


def _judged(judged: Sequence[Judged], numbers: dict[str, str]) -> RenderableType:
    table = render.plain_table("", "", "by", "when", "why")
    for each in judged:
        pair = " ".join(numbers.get(name, name) for name in (each.incident_a, each.incident_b))
        table.add_row(each.verdict, pair, each.author, f"{each.judged_at:%Y-%m-%d %H:%M}", each.reason)
    return table
