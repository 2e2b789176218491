"""Makes the pictures of Airflow in docs/images anew: the bundled newsroom, polled and filled in, in a real browser.

usage: python -m tests.dags.screenshots
"""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from pathlib import Path
from typing import Final

import httpx

from benchmarks.running_airflow import PASSWORD, PROJECT, Airflow, running
from pipeline import newsroom
from tests.report.browser import Page, browser, chromium

IMAGES: Final = PROJECT / "docs" / "images"
DAYS: Final = (dt.date(2026, 10, 6), dt.date(2026, 10, 15))
WIDTH: Final = 1200

PICTURES: Final = {
    "airflow-grid.png": ("tollwatch_backfill", "grid", 560),
    "airflow-graph.png": ("tollwatch_ingest", "graph", 560),
}
"""File name, DAG, view, height."""

_HALVES: Final = "{'details-panel,main-panel': {expandToSizes: {}, layout: [60, 40]}}"
"""Percent of the width for the view and for its details: narrow, the grid shows one run alone."""

_DRAWN_S: Final = 15.0
"""Until the page has asked for all it shows, laid the graph out and moved it into place."""


def take(tab: Page, airflow: Airflow, file: str) -> None:
    """Open a DAG's newest run in one of the two views and take its picture."""
    dag_id, view, height = PICTURES[file]
    tab.send("Emulation.setDeviceMetricsOverride", width=WIDTH, height=height, deviceScaleFactor=1, mobile=False)
    tab.run(f"localStorage.setItem('default_dag_view', JSON.stringify('{view}')); 0")
    tab.run(f"localStorage.setItem('react-resizable-panels:grid-ltr', JSON.stringify({_HALVES})); 0")
    run = f"/runs/{airflow.runs(dag_id)[-1]['dag_run_id']}" if view == "graph" else ""
    tab.send("Page.navigate", url=f"{airflow.address}/dags/{dag_id}{run}")
    time.sleep(_DRAWN_S)
    tab.screenshot(IMAGES / file, whole=False)


def log_in(tab: Page, airflow: Airflow) -> None:
    """With the cookie that the login page would set."""
    tab.send("Network.enable")
    tab.send("Page.enable")
    login = {"username": "admin", "password": PASSWORD}
    token = httpx.post(f"{airflow.address}/auth/token", json=login, trust_env=False).json()["access_token"]
    tab.send("Network.setCookie", name="_token", value=token, url=airflow.address)
    tab.send("Page.navigate", url=airflow.address)
    time.sleep(_DRAWN_S)


def main() -> None:
    """Run what is shown, then show it."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, newsroom.serve() as proxy:
        environment = {
            "TOLLWATCH_PROXY": proxy,
            "TOLLWATCH_FEEDS": str(newsroom.FOLDER / "feeds.toml"),
            "TOLLWATCH_HOME": f"{folder}/home",
        }
        with running(Path(folder), environment, within_s=300) as airflow:
            airflow.backfill("tollwatch_backfill", *DAYS)
            airflow.unpause("tollwatch_ingest")
            airflow.settle(within_s=1200)
            with browser(chromium(), sees_loopback=True) as tab:
                log_in(tab, airflow)
                for file in PICTURES:
                    take(tab, airflow, file)
                    print(IMAGES / file)


if __name__ == "__main__":
    main()
