"""Runs DAGs with `dag.test()`, one after the other, and prints what became of their tasks as JSON.

Run in a process of its own, with AIRFLOW_HOME set: `python run_dags.py ingest load publish`.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from airflow.models.asset import AssetEvent
from airflow.utils.session import create_session
from sqlalchemy import select


def run(name: str) -> dict[str, Any]:
    dag = getattr(importlib.import_module(f"dags.{name}"), name)()
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


if __name__ == "__main__":
    report = {name: run(name) for name in sys.argv[1:]}
    print("\n" + json.dumps(report, default=str))
