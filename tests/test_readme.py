"""What the README shows is what comes out. `python -m tests.test_readme` writes the present output into it."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from pipeline import cycle
from pipeline.cli.watch import watching
from pipeline.settings import Settings
from tests.conftest import PROJECT
from tests.pipeline.test_cli import rows, tollwatch

README = PROJECT / "README.md"


def shown(snapshot: Path, home: Path) -> dict[str, str]:
    """The two examples of the README, as the command prints them now."""
    events = rows(tollwatch("events", "--json", "--db", snapshot, home=home))
    most_told = max(events, key=lambda event: (int(str(event["articles"])), int(str(event["killed_best"] or 0))))
    page = tollwatch("show", str(most_told["event_id"]), "--db", snapshot, home=home).stdout
    return {
        "events": tidy(tollwatch("events", "--db", snapshot, home=home).stdout),
        # the toll over time tells when the pages were fetched: each time another minute
        "show": tidy(re.split(r"\n(?:Toll over time|Articles)\b", page)[0]),
    }


def tidy(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(<!-- {name} -->\n```\n)(.*?)(\n?```\n<!-- /{name} -->)", re.DOTALL)


def test_the_readme_shows_what_comes_out(newsroom_home: Path, tmp_path: Path) -> None:
    snapshot = newsroom_home / "published" / "tollwatch.duckdb"
    readme = README.read_text("utf-8")
    for name, text in shown(snapshot, tmp_path).items():
        found = block(name).search(readme)
        assert found, name
        assert found[2] == text, "the output has changed: python -m tests.test_readme"


def test_every_page_that_the_readme_names_is_there() -> None:
    for page in re.findall(r"\]\(([^)#]+)\)", README.read_text("utf-8")):
        assert (PROJECT / page).exists(), page


def with_block(readme: str, name: str, text: str) -> str:
    return block(name).sub(lambda found: f"{found[1]}{text}\n{found[3].lstrip()}", readme)


def update() -> None:
    readme = README.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder, cycle.newsroom_settings(Settings(home=Path(folder))) as settings:
        with watching() as watch:
            report = cycle.run_cycle(settings, watch)
        for name, text in shown(report.snapshot, Path(folder)).items():
            readme = with_block(readme, name, text)
    README.write_text(readme, "utf-8")


if __name__ == "__main__":
    update()
