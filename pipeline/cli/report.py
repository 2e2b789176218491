"""`tollwatch report`: a period as one page to be read, printed and passed on."""

from __future__ import annotations

from pipeline.cli.app import Database, app, err
from pipeline.cli.ask import QUESTIONS, AsOf, Country, Policy, Since, Until, opened, tell_as_of
from pipeline.cli.export import Output
from pipeline.files import written
from warehouse.account.words import counted
from warehouse.policies.lists import HOUSE_POLICY


@app.command(rich_help_panel=QUESTIONS)
def report(  # noqa: PLR0913, PLR0917  # each is one option
    output: Output,
    since: Since = None,
    until: Until = None,
    country: Country = None,
    policy: Policy = HOUSE_POLICY,
    as_of: AsOf = None,
    db: Database = None,
) -> None:
    """One HTML page of a period: sums, series, map, events with their quotes, what was not read. Needs no network.

    [dim]Example:[/] tollwatch report --from 2018-11-01 --to 2018-11-30 --country SY -o report.html
    """
    # what draws charts takes seconds to start: no other command waits for it
    from report.page import page  # noqa: PLC0415
    from warehouse.account.period import account  # noqa: PLC0415
    from warehouse.exports.asked import Asked  # noqa: PLC0415

    asked = Asked(
        since=since.date() if since else None,
        until=until.date() if until else None,
        country=country,
        policy=policy,
        known_at=as_of,
    )
    with opened(db) as connection, written(output) as stream:
        told = account(connection, asked)
        stream.write(page(told))
        tell_as_of(connection, as_of)
    err.print(
        f"{counted(told.listed_of, 'event')}, {counted(told.coverage.articles, 'article')} read: {output}",
        soft_wrap=True,
    )
