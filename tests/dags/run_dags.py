"""Runs DAGs with `dag.test()`, one after the other, and tells what became of their tasks.

A process of its own, with AIRFLOW_HOME set: each line of standard input is an environment and a list, as JSON, and each
is answered with a line into the file descriptor that is named (on standard output Airflow tells of its work). In the
list stand names of DAGs, as "ingest"; NAME=VALUE sets an environment variable for those that follow, and
package.module.NAME=NUMBER a constant.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from datetime import timedelta
from typing import Any

from airflow.models.asset import AssetEvent
from airflow.utils.session import create_session
from sqlalchemy import select


def run(name: str) -> dict[str, Any]:
    dag = getattr(importlib.import_module(f"dags.{name}"), name)()
    for task in dag.tasks:  # the policy decides whether there is a next try; the test need not wait long for it
        vars(task).get("partial_kwargs", vars(task))["retry_delay"] = timedelta(seconds=0.1)
    done = dag.test()
    tasks = [
        {
            "task": ti.task_id,
            "label": ti.rendered_map_index,
            "state": ti.state and str(ti.state.value if hasattr(ti.state, "value") else ti.state),
            "tries": ti.try_number,
            "result": ti.xcom_pull(task_ids=ti.task_id, map_indexes=ti.map_index),
        }
        for ti in sorted(done.get_task_instances(), key=lambda ti: (ti.task_id, ti.map_index))
    ]
    with create_session() as session:
        events = session.scalars(select(AssetEvent).where(AssetEvent.source_run_id == done.run_id)).all()
        emitted = [{"uri": event.asset.uri, "extra": event.extra} for event in events]
    return {"state": str(done.state.value), "tasks": tasks, "assets": emitted}


def answer(environment: dict[str, str], arguments: list[str]) -> list[dict[str, Any]]:
    """Run what was asked for, and leave the process as it was."""
    before, constants = dict(os.environ), []
    os.environ.update(environment)
    runs = []
    for argument in arguments:
        name, is_setting, value = argument.partition("=")
        module, is_constant, constant = name.rpartition(".")
        if is_setting and is_constant:
            holder = importlib.import_module(module)
            constants.append((holder, constant, getattr(holder, constant)))
            setattr(holder, constant, int(value))
        elif is_setting:
            os.environ[name] = value
        else:
            runs.append(run(name))
    for holder, constant, value in constants:
        setattr(holder, constant, value)
    os.environ.clear()
    os.environ.update(before)
    return runs


def main(answers: int) -> None:
    """Answer line by line, into that file descriptor, until there are no more."""
    with os.fdopen(answers, "w", buffering=1) as told:
        for line in sys.stdin:
            told.write(json.dumps(answer(*json.loads(line)), default=str) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
