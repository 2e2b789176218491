"""Backfill: the news of days gone by into staged Parquet, beside the live feeds and with no effect on them.

Three ways to start it:

- **A range of days**: *Backfill* in the trigger menu, or
  `airflow backfill create --dag-id tollwatch_backfill --from-date 2018-11-01 --to-date 2018-11-30`. Each run reads the
  news of its own day, its **logical date**; several run at once. Airflow's **run ids bear the day after**, on which the
  interval ends: `backfill__2018-11-02T00:00:00+00:00` reads 1 November, as its squares say. What to read goes into
  `--dag-run-conf`, in the names of the form's fields; nothing named, it is the sitemaps of all outlets of the list.
- **One run for as many days as you like**: *Trigger*, with the days in the form. Cheaper for archives, each of which is
  read once for all days.
- **The command line**: `tollwatch backfill`, which shares its journal, so that neither does what the other has done.

1. **portions** cuts the order into an outlet and a week, a file, or a week of the raw zone. An order that cannot be
   meant fails here, at once, and says what to change.
2. **stage_portion** (one each) fetches and stages. Killed, it goes on where it was. The log and the result say what
   it **changed**: the same code on the same input changes nothing; otherwise it names which of the two is another,
   and what the counts were before.
3. **announce** emits the asset `tollwatch_staged`, with these sentences, and *load* follows.
4. **all_had** is red where something could not be had, or was put aside. What was had is loaded; run it again later.

Nothing starts by itself: a run that the daily schedule makes is skipped. The schedule is there because Airflow cuts
backfills into the intervals of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from airflow.sdk import CronDataIntervalTimetable, Metadata, Param, TriggerRule, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException

from dags import form
from dags.wiring import BACKFILLS, STAGED, TASK_DEFAULTS

SCHEDULE: Final = CronDataIntervalTimetable("0 0 * * *", timezone="UTC")

PARAMS: Final = {
    "source": Param(
        "sitemaps",
        enum=["sitemaps", "files", "raw"],
        values_display={
            "sitemaps": "The outlets' own sites, by their sitemaps",
            "files": "Archives and documents: WARC, JSON lines, Parquet, HTML",
            "raw": "Our own raw zone, by the present code",
        },
        title="Source",
    ),
    "first": form.day(
        "First day", "Of publication; for the raw zone, of fetching. Empty where runs have a day of their own."
    ),
    "last": form.day("Last day", "Included. Empty: the first day alone."),
    "outlets": form.words("Outlets", "Ids from `feeds.toml`, one a line. Empty: all of them.", section="Sitemaps"),
    "wide": form.switch(
        "Undated pages too",
        "Also asks for pages of which no sitemap says when they were published. They may be very many.",
        section="Sitemaps",
    ),
    "max_pages": Param(
        10_000,
        type="integer",
        minimum=1,
        title="Pages of one outlet",
        section="Sitemaps",
        description_md="More are not asked for in one run.",
    ),
    "paths": form.words(
        "Files and folders", "Paths on the workers' disk, one a line; of a folder every file below it.", section="Files"
    ),
    "hosts": form.words(
        "Hosts",
        "Only pages of these and of the hosts below them, one a line. Empty: of all.",
        section="Files",
    ),
    "undated": form.switch(
        "Undated articles too", "Also takes articles that have neither a date nor a time of capture.", section="Files"
    ),
    "again": form.switch(
        "Again", "Forgets what earlier runs of the same order did. Pages that were had are not asked for twice."
    ),
}


@dag(
    dag_id="tollwatch_backfill",
    dag_display_name="Tollwatch: backfill",
    description="The news of days gone by, from sitemaps, archives or the raw zone, into staged Parquet",
    schedule=SCHEDULE,
    start_date=datetime(1990, 1, 1, tzinfo=UTC),  # of days before it Airflow says that they are not to be run
    catchup=False,
    max_active_runs=4,
    is_paused_upon_creation=False,  # the runs of a backfill would wait unseen; nothing starts by itself
    params=PARAMS,
    # The live feeds go first: the weights of their tasks grow with what waits for them.
    default_args={**TASK_DEFAULTS, "weight_rule": "absolute"},
    doc_md=__doc__,
    tags=["tollwatch"],
)
def backfill() -> None:
    """Lay out the tasks."""

    @task
    def portions() -> list[dict[str, Any]]:
        """The order of the form, or of the run's day, in portions; fails at once where it cannot be meant."""
        from pipeline.backfill.order import Order
        from pipeline.backfill.order import portions as cut
        from pipeline.settings import Settings

        context = get_current_context()
        run = context["dag_run"]
        if run.run_type == "scheduled":
            raise AirflowSkipException("nobody asked for this day: a backfill is created, or triggered")
        # A run that somebody triggers names its days: its interval is the day before, which nobody has asked for.
        day = run.data_interval_start.date() if run.run_type == "backfill" and run.data_interval_start else None
        return cut(Settings(), Order.of_form(context["params"], day))

    @task(
        pool=BACKFILLS,
        execution_timeout=timedelta(hours=8),  # 10,000 pages, two seconds apart
        map_index_template="{{ task.op_kwargs['portion']['label'] }}",
    )
    def stage_portion(portion: dict[str, Any]) -> dict[str, Any]:
        """Fetch and stage one portion; folders of batches and what changed become the task's result."""
        from pipeline.backfill.portion import stage_portion as stage
        from pipeline.settings import Settings

        return stage(Settings(), portion)

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS, outlets=[STAGED])
    def announce(staged: Any) -> Iterator[Metadata]:
        """Tell *load* that batches wait, and everybody what this run changed."""
        results = staged[:]  # in one request
        changed = {result["label"]: result["changed"] for result in results}
        yield Metadata(STAGED, {"batches": sum(len(result["batches"]) for result in results), "changed": changed})

    @task
    def all_had(staged: Any) -> None:
        """Fail the run where something could not be had; what was had is loaded all the same."""
        from pipeline.backfill.portion import check_whole

        check_whole(staged[:])

    staged = stage_portion.expand(portion=portions())
    announce(staged)
    all_had(staged)


backfill()
