"""Fields of the trigger forms: Airflow checks what is entered against the type before there is a run."""

from __future__ import annotations

from typing import Any

from airflow.sdk import Param


def day(title: str, told: str) -> Param:
    """A day that may stay empty."""
    return Param(None, type=["null", "string"], format="date", title=title, description_md=told)


def words(title: str, told: str, **more: Any) -> Param:
    """Names or paths, one a line, that may stay empty."""
    items = {"type": "string", "minLength": 1}
    return Param([], type="array", items=items, title=title, description_md=told, **more)


def switch(title: str, told: str, **more: Any) -> Param:
    """Yes or no, and no unless somebody says otherwise."""
    return Param(default=False, type="boolean", title=title, description_md=told, **more)
