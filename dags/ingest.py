"""Ingest: poll the feeds, store every response in WARC, extract the claims into staged Parquet.

1. **feeds_by_host** reads the feed list. Feeds of one host go into one task, so that the polite interval between
   two polls of it holds across processes. The hosts share `TOLLWATCH_TASKS` tasks, one a processor by default.
2. **pull** asks each feed that is due, fetches the pages of its new entries and writes all of it to WARC files. A
   feed that fails makes its square red, with those that share it, and stops nothing: all others of the square are
   polled and kept, and the log has a line for each. A feed keeps its own time of the next poll (Retry-After,
   backoff), so Airflow does not ask it again.
3. **find_unstaged** lists every WARC file that no batch was made of yet, from this run, a killed one, or the
   command line.
4. **stage** (as many tasks, of up to 200 files; more of them where more files wait) extracts articles, claims and
   incidents into Parquet batches, one a file.
5. **announce** emits the asset `tollwatch_staged`, which starts *load*. It is skipped where no feed was due.

The run fails where no feed at all gave an answer that can be used (**any_feed_answered**), or where nothing could be
staged.

Between tasks go feed ids and paths, never articles. Every task may be killed and run again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from airflow.sdk import CronDataIntervalTimetable, Metadata, TriggerRule, dag, get_current_context, task

from dags import form, measures
from dags.wiring import EXTRACT, FETCHES, STAGED, TASK_DEFAULTS

SCHEDULE: Final = CronDataIntervalTimetable("*/30 * * * *", timezone="UTC")
"""Busy feeds replace most of their entries within hours; a feed that is not due yet is not asked."""

PARAMS: Final = {
    "feeds": form.words("Feeds", "Ids from `feeds.toml`, one a line. Empty: all of them."),
    "force": form.switch(
        "Ask feeds that are not due",
        "Asks each feed now, whatever its last answer said of the next poll. Use it sparingly.",
    ),
}


@dag(
    dag_id="tollwatch_ingest",
    dag_display_name="Tollwatch: ingest",
    description="Feeds and article pages into WARC, and their claims into staged Parquet",
    schedule=SCHEDULE,
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,  # a feed shows what it lists now: polling for an hour long past finds nothing of that hour
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=3),
    params=PARAMS,
    default_args=TASK_DEFAULTS,
    doc_md=__doc__,
    tags=["tollwatch"],
)
def ingest() -> None:
    """Lay out the tasks."""

    @task
    def feeds_by_host() -> list[list[str]]:
        """Ids of the feeds to poll, a list for each task; all of one host in one."""
        from pipeline.fan_out import feeds_by_host as group
        from pipeline.settings import Settings

        return group(Settings(), only=get_current_context()["params"]["feeds"])

    @task(
        pool=FETCHES,
        execution_timeout=timedelta(hours=1),
        map_index_template="{{ task.op_kwargs['feeds'][:3] | join(', ') }}"
        "{{ ' and %d more' % (task.op_kwargs['feeds'] | length - 3) if task.op_kwargs['feeds'] | length > 3 else '' }}",
    )
    def pull(feeds: list[str]) -> list[str]:
        """Poll these feeds; the WARC files that were written become the task's result."""
        from pipeline.fan_out import pull_feeds
        from pipeline.settings import Settings

        context = get_current_context()
        answered = []

        def on_result(result: Any) -> None:
            measures.polled(result)
            if result.is_well:
                answered.append(result.feed_id)

        try:
            force = context["params"]["force"]
            return [str(path) for path in pull_feeds(Settings(), feeds, force=force, on_result=on_result)]
        finally:  # a red square may hold feeds that answered
            context["ti"].xcom_push(key="answered", value=len(answered))

    @task(trigger_rule=TriggerRule.ALL_DONE, retries=0)
    def any_feed_answered() -> int:
        """Fail the run where no feed answered, whatever the colours of the squares; how many did becomes the result."""
        from extractors.errors import FeedError

        counts: list[int | None] = get_current_context()["ti"].xcom_pull(task_ids=["pull"], key="answered")
        if answered := sum(count or 0 for count in counts):
            return answered
        raise FeedError("no feed gave an answer that can be used", hint="the logs of pull say why; look at the network")

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def find_unstaged() -> list[list[str]]:
        """Paths of the WARC files that wait to be extracted, in as many lists as Airflow can map over."""
        from pipeline.fan_out import unstaged
        from pipeline.settings import Settings

        return [[str(path) for path in piece] for piece in unstaged(Settings())]

    @task(
        queue=EXTRACT,
        execution_timeout=timedelta(hours=1),
        map_index_template="{{ task.op_kwargs['warcs'][0].split('/')[-1].removesuffix('.warc.gz') }}"
        "{{ ' and %d more' % (task.op_kwargs['warcs'] | length - 1) if task.op_kwargs['warcs'] | length > 1 else '' }}",
    )
    def stage(warcs: list[str]) -> list[str]:
        """Extract WARC files; the folders of their batches become the task's result."""
        from pathlib import Path

        from pipeline.fan_out import stage_files
        from pipeline.settings import Settings

        return [str(folder) for folder in stage_files(Settings(), [Path(warc) for warc in warcs])]

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS, outlets=[STAGED])
    def announce(batches: Any) -> Iterator[Metadata]:
        """Tell *load* that batches wait."""
        yield Metadata(STAGED, {"batches": sum(len(folders) for folders in batches[:])})

    polled = pull.expand(feeds=feeds_by_host())
    waiting = find_unstaged()
    polled >> [any_feed_answered(), waiting]
    announce(stage.expand(warcs=waiting))


ingest()
