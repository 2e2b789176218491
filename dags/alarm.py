"""Tells people when a task has failed for good: see pipeline/alarm.py for how, docs/runbook.md for what to do."""

from __future__ import annotations

from typing import Any

from airflow.sdk import BaseNotifier


class Alarm(BaseNotifier):
    """Posts which task of which run failed, why, and where its log is."""

    def notify(self, context: Any) -> None:
        """Tell of the task in the context."""
        from pipeline.alarm import tell
        from pipeline.settings import Settings

        task = context["task_instance"]
        place = f"{task.dag_id} / {task.task_id}" + (f" [{task.map_index}]" if task.map_index >= 0 else "")
        reason = context.get("exception") or "no reason was given"
        tell(Settings(), f"{place} failed in {task.run_id}: {reason}\n{task.log_url}")
