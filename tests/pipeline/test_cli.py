"""The command as its user meets it: what it prints, and how it ends."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from pipeline.cli.app import COMMANDS, _import_commands, app
from tests.conftest import PROJECT

WITH_HELP = (
    ["run"], ["pull"], ["extract"], ["load"], ["publish"], ["sql"], ["series"], ["events"], ["show"],
    ["why"], ["judge"], ["eval"], ["export", "links"], ["export", "ged"], ["export", "digest"], ["report"],
    ["feeds"], ["feeds", "check"], ["feeds", "add"], ["feeds", "status"], ["feeds", "import"], ["feeds", "export"],
    ["doctor"],
)  # fmt: skip


NOWHERE = """
[[feeds]]
id = "nowhere"
publisher = "Nowhere"
url = "https://feeds.invalid/rss"
country = "INT"
language = "en"
zone = "UTC"
kind = "outlet"
region = "world"
"""


def tollwatch(*words: str | Path, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, with a home of its own and no terminal."""
    return subprocess.run(
        [sys.executable, "-c", "from pipeline.cli import main; main()", *map(str, words)],
        cwd=PROJECT,
        env={
            **os.environ,
            "COLUMNS": "240",
            "TOLLWATCH_HOME": str(home),
            "TOLLWATCH_HOST_INTERVAL_S": "0",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


def rows(result: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.fixture
def snapshot(newsroom_home: Path) -> Path:
    return newsroom_home / "published" / "tollwatch.duckdb"


@pytest.mark.parametrize("command", WITH_HELP, ids=" ".join)
def test_every_command_has_help_with_an_example(command: list[str], tmp_path: Path) -> None:
    result = tollwatch(*command, "--help", home=tmp_path)
    assert result.returncode == 0
    assert "Example" in result.stdout


def test_every_command_is_found_in_its_module_alone_and_a_question_waits_for_nothing_else(
    snapshot: Path, tmp_path: Path
) -> None:
    _import_commands([])
    known = get_command(app)
    assert isinstance(known, TyperGroup)
    assert sorted(chain.from_iterable(COMMANDS.values())) == sorted(known.commands)
    code = (
        "import sys; from pipeline.cli import main\n"
        "try: main()\n"
        "finally: print([name for name in ('trafilatura', 'httpx', 'extractors.casualties', 'pyarrow', 'altair') "
        "if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "events", "--json", "--db", snapshot],
        cwd=PROJECT, env={**os.environ, "TOLLWATCH_HOME": str(tmp_path)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(done.stdout.splitlines()) > 3
    assert done.stdout.splitlines()[-1] == "[]"


def test_run_without_a_network_goes_on_with_the_newsroom_and_then_finds_nothing_new(tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(NOWHERE)
    first = tollwatch("run", home=tmp_path, TOLLWATCH_FEEDS=str(feeds))
    assert first.returncode == 0, first.stderr
    assert "nowhere" in first.stdout
    assert "does not resolve" in first.stdout
    assert "bundled newsroom" in first.stderr
    assert "Casualties by period" in first.stdout
    assert "█" in first.stdout
    unread = tollwatch("events", home=tmp_path)
    assert unread.returncode == 1
    bundled = str(tmp_path / "newsroom" / "published" / "tollwatch.duckdb")
    assert bundled in unread.stderr.replace("\n", "")
    script = "import tollwatch; tollwatch.connect()"
    python = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "TOLLWATCH_HOME": str(tmp_path)},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert bundled in python.stderr
    second = tollwatch("run", home=tmp_path, TOLLWATCH_FEEDS=str(feeds))
    assert second.returncode == 0, second.stderr
    assert "Nothing new" in second.stdout


def test_events_and_show_lead_from_a_figure_to_its_quote(snapshot: Path, tmp_path: Path) -> None:
    events = rows(tollwatch("events", "--json", "--db", snapshot, home=tmp_path))
    assert len(events) >= 3
    event = max(events, key=lambda row: int(str(row["articles"])))
    (detail,) = rows(tollwatch("show", str(event["event_id"]), "--json", "--db", snapshot, home=tmp_path))
    claims = detail["claims"]
    assert isinstance(claims, list)
    page = tollwatch("show", str(event["event_id"])[:8], "--db", snapshot, home=tmp_path).stdout
    for claim in claims:
        assert claim["quote"] in page


def test_a_judgement_parts_an_event_from_its_time_on(newsroom_home: Path, snapshot: Path, tmp_path: Path) -> None:
    database = Path(shutil.copy(newsroom_home / "tollwatch.duckdb", tmp_path / "live.duckdb"))
    largest = "SELECT event_id FROM core.event_members GROUP BY ALL ORDER BY count(*) DESC, event_id LIMIT 1"
    (found,) = rows(tollwatch("sql", largest, "--db", database, "--json", home=tmp_path))
    event = str(found["event_id"])
    page = tollwatch("why", event, "--db", database, home=tmp_path)
    assert "What holds it together" in page.stdout
    (told,) = rows(tollwatch("why", event, "--db", database, "--json", home=tmp_path))
    first, second = [member["incident_id"] for member in told["members"]][:2]  # type: ignore[attr-defined]
    judged = tollwatch(
        "judge", "different", first, second, "--reason", "another day", "--by", "Jo", "--db", database, home=tmp_path
    )
    assert judged.returncode == 0, judged.stderr
    open_again = re.search(r"judge open ju-\w+", judged.stdout)
    assert open_again
    now = rows(tollwatch("events", "--db", database, "--json", home=tmp_path))
    then = rows(tollwatch("events", "--as-of", "2026-11-01", "--db", database, "--json", home=tmp_path))
    assert len(now) > len(rows(tollwatch("events", "--db", snapshot, "--json", home=tmp_path))) >= len(then)
    opened = tollwatch(*open_again[0].split(), "--reason", "x", "--db", database, home=tmp_path)
    assert opened.returncode == 0, opened.stderr
    again = rows(tollwatch("events", "--db", database, "--json", home=tmp_path))
    assert len(again) == len(rows(tollwatch("events", "--db", snapshot, "--json", home=tmp_path)))
    assert tollwatch("judge", "open", "ju-0", "--reason", "x", "--db", database, home=tmp_path).returncode == 1
    assert tollwatch("judge", "same", "ev-0", second, "--reason", "x", "--db", database, home=tmp_path).returncode == 1


def test_show_tells_the_toll_over_time_under_a_policy(snapshot: Path, tmp_path: Path) -> None:
    events = rows(tollwatch("events", "--json", "--policy", "ibc", "--db", snapshot, home=tmp_path))
    event = max(events, key=lambda row: int(str(row["articles"])))
    assert event["grade"] in {"corroborated", "provisional"}
    (detail,) = rows(
        tollwatch("show", str(event["event_id"]), "--json", "--policy", "ibc", "--db", snapshot, home=tmp_path)
    )
    steps = detail["trajectory"]
    assert isinstance(steps, list)
    assert steps[0]["change"] == "first report"
    page = tollwatch("show", str(event["event_id"]), "--policy", "ibc", "--db", snapshot, home=tmp_path).stdout
    assert "Toll over time" in page
    assert f"ibc: {event['grade']}" in page


def test_sql_answers_as_table_json_and_csv(snapshot: Path, tmp_path: Path) -> None:
    query = "SELECT count(*) AS articles FROM core.articles"
    (row,) = rows(tollwatch("sql", query, "--json", "--db", snapshot, home=tmp_path))
    assert str(row["articles"]) in tollwatch("sql", query, "--db", snapshot, home=tmp_path).stdout
    csv = tollwatch("sql", query, "--csv", "--db", snapshot, home=tmp_path).stdout
    assert csv.split() == ["articles", str(row["articles"])]


def test_a_table_in_a_pipe_is_as_wide_as_its_rows(snapshot: Path, tmp_path: Path) -> None:
    asked = ("sql", "FROM mart.events_by() ORDER BY event_id", "--db", snapshot)
    table = tollwatch(*asked, home=tmp_path, COLUMNS="80").stdout.splitlines()
    found = rows(tollwatch(*asked, "--json", home=tmp_path))
    assert [line.split()[0] for line in table] == ["event_id", *(row["event_id"] for row in found)]
    assert all(name in table[0].split() for name in found[0])


def test_series_gives_a_row_for_every_day(snapshot: Path, tmp_path: Path) -> None:
    days = rows(tollwatch("series", "--json", "--db", snapshot, home=tmp_path))
    assert len(days) > 5
    assert any(day["events"] == 0 for day in days)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["sql", "SELEC 1"], 1, "SELEC"),
        (["sql", "DROP TABLE core.claims"], 1, "only queries"),
        (["series", "--country", "SYR"], 1, "SY"),
        (["series", "--by", "fortnight"], 2, "fortnight"),
        (["series", "--policy", "ucpd"], 1, "did you mean ucdp"),
        (["events", "--policy", "airwar"], 1, "did you mean airwars"),
        (["show", "ev-nothing", "--policy", "house"], 1, "known: tollwatch"),
        (["series", "--since", "2026-10-09", "--until", "2026-10-08"], 1, "comes after the last"),
        (["show", "ev-nothing"], 1, "nearest"),
        (["events", "--since", "last week"], 2, "last week"),
        (["frobnicate"], 2, "frobnicate"),
        (["extract", "missing.jsonl", "-o", "-"], 1, "missing.jsonl"),
        (["export", "links", "-o", "no/such/folder/x.jsonl"], 1, "no such folder"),
    ],
)
def test_bad_input_ends_with_its_code_and_says_what_is_wrong(
    words: list[str], code: int, said: str, snapshot: Path, tmp_path: Path
) -> None:
    asks = words[0] in {"sql", "series", "show", "events", "export"}
    result = tollwatch(*words, *(["--db", str(snapshot)] if asks else []), home=tmp_path)
    assert result.returncode == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_snapshot_says_what_to_run(tmp_path: Path) -> None:
    result = tollwatch("events", home=tmp_path)
    assert result.returncode == 1
    assert "tollwatch run" in result.stderr


def test_extract_in_part_tells_and_exits_with_3(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    good = {"id": "a", "title": "T", "text": "Two people were killed in Homs.", "published": "2026-10-10"}
    source.write_text(json.dumps(good) + "\nnot json\n", "utf-8")
    result = tollwatch("extract", source, "-o", tmp_path / "out.jsonl", home=tmp_path)
    assert result.returncode == 3
    assert "in.jsonl:2" in result.stderr
    (extraction,) = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert extraction["claims"][0]["quote"] == "Two people"


def test_load_twice_then_export_links(tmp_path: Path) -> None:
    source, database = tmp_path / "in.jsonl", tmp_path / "mine.duckdb"
    text = "Two people were killed on Friday in a strike on Homs, the governor said."
    source.write_text(json.dumps({"id": "a", "title": "T", "text": text, "published": "2026-10-10"}) + "\n", "utf-8")
    assert tollwatch("load", source, "--db", database, home=tmp_path).returncode == 0
    assert tollwatch("load", source, "--db", database, home=tmp_path).returncode == 0
    out = tmp_path / "links.jsonl"
    assert tollwatch("export", "links", "--db", database, "-o", out, home=tmp_path).returncode == 0
    (link,) = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert link["id"] == "a"
    assert link["event"].startswith("ev-")


def test_a_folder_stands_for_the_files_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "2018").mkdir(parents=True)
    for name in ("a", "b"):
        line = json.dumps({"id": name, "title": "", "text": "Fourteen people were killed in Idlib on Sunday."})
        (folder / "2018" / f"{name}.jsonl").write_text(line + "\n", "utf-8")
    (folder / "notes.txt").write_text("nothing to read", "utf-8")
    result = tollwatch("extract", folder, "-o", "-", home=tmp_path)
    assert [row["id"] for row in rows(result)] == ["a", "b"]
    loaded = tollwatch("load", folder, "--db", tmp_path / "x.duckdb", home=tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.split()[3:6] == ["articles", "2", "2"]


def test_extract_says_what_it_cannot_read(tmp_path: Path) -> None:
    text = "Minst fjorton personer dödades på lördagen i en attack mot en marknad i staden, uppger polisen."
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"id": "sv-1", "title": "", "text": text, "language": "en"}) + "\n", "utf-8")
    result = tollwatch("extract", source, "-o", "-", home=tmp_path)
    assert [row["not_read"] for row in rows(result)] == ["sv"]
    assert "1 article not read, in a language without a reader: 1 sv" in result.stderr


def test_doctor_finds_nothing_wrong_after_a_cycle(newsroom_home: Path) -> None:
    feeds = PROJECT / "examples" / "newsroom" / "feeds.toml"
    result = tollwatch("doctor", "--json", home=newsroom_home, TOLLWATCH_FEEDS=str(feeds))
    assert {finding["state"] for finding in rows(result)} == {"ok"}


def test_brackets_and_colons_of_a_quote_are_printed_as_they_stand(tmp_path: Path, snapshot: Path) -> None:
    asked = "SELECT '[bold]Raid[/] [update] :skull: [/x]' AS quote"
    assert "[bold]Raid[/] [update] :skull: [/x]" in tollwatch("sql", asked, "--db", snapshot, home=tmp_path).stdout
    source = tmp_path / "in[update].jsonl"
    source.write_text("not json\n", "utf-8")
    result = tollwatch("extract", source, "-o", "-", home=tmp_path)
    assert result.returncode == 1
    assert "in[update].jsonl:1" in result.stderr
    assert "Traceback" not in result.stderr


def test_nothing_read_leaves_the_old_output_alone(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("not json\n", "utf-8")
    out.write_text("kept\n", "utf-8")
    assert tollwatch("extract", source, "-o", out, home=tmp_path).returncode == 1
    assert out.read_text("utf-8") == "kept\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_a_refused_batch_is_said_and_the_others_are_loaded(newsroom_home: Path, tmp_path: Path) -> None:
    shutil.copytree(newsroom_home / "staged", tmp_path / "staged")
    (tmp_path / "staged" / "bad-1.v").mkdir()
    result = tollwatch("load", home=tmp_path)
    assert result.returncode == 3
    assert "bad-1.v" in result.stderr
    (row,) = rows(
        tollwatch(
            "sql",
            "SELECT count(*) AS n FROM core.articles",
            "--json",
            "--db",
            tmp_path / "tollwatch.duckdb",
            home=tmp_path,
        )
    )
    assert int(str(row["n"])) > 12


@pytest.mark.parametrize(
    ("environment", "code", "said"),
    [
        ({"TOLLWATCH_HOST_INTERVAL_S": "abc"}, 2, "TOLLWATCH_HOST_INTERVAL_S"),
        ({"TOLLWATCH_HOME": "/dev/null/var"}, 1, "/dev/null"),
        ({"TOLLWATCH_FEEDS": "/nowhere/feeds.toml"}, 1, "/nowhere/feeds.toml"),
    ],
)
def test_wrong_settings_are_named(environment: dict[str, str], code: int, said: str, tmp_path: Path) -> None:
    result = tollwatch("pull", home=tmp_path, **environment)
    assert result.returncode == code
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_run_reads_what_was_pulled_before_the_network_went(newsroom_home: Path, tmp_path: Path) -> None:
    for part in ("raw", "state"):
        shutil.copytree(newsroom_home / part, tmp_path / part)
    feeds = PROJECT / "examples" / "newsroom" / "feeds.toml"  # without the newsroom's proxy its names do not resolve
    result = tollwatch("run", home=tmp_path, TOLLWATCH_FEEDS=str(feeds))
    assert result.returncode == 3
    assert "bundled newsroom" not in result.stderr
    assert (tmp_path / "published" / "tollwatch.duckdb").exists()


def test_a_figure_that_only_the_headline_gives_is_shown_as_the_headlines(tmp_path: Path) -> None:
    source, database = tmp_path / "in.jsonl", tmp_path / "mine.duckdb"
    title = "Boy killed, two hurt in Gary shooting"
    document = {"id": "a", "title": title, "text": "Please log in to read on.", "published": "2026-10-10"}
    source.write_text(json.dumps(document) + "\n", "utf-8")
    assert tollwatch("load", source, "--db", database, home=tmp_path).returncode == 0
    (event,) = rows(tollwatch("events", "--json", "--db", database, home=tmp_path))
    assert (event["killed_best"], event["injured_best"]) == (1, 2)
    page = tollwatch("show", str(event["event_id"]), "--db", database, home=tmp_path).stdout
    assert sum(f"“{title}”" in line and "the headline" in line for line in page.splitlines()) == 2


@pytest.mark.parametrize("words", [["FROM range(1000000)", "--csv"], ["FROM range(9)", "--json"], ["FROM range(9)"]])
def test_who_reads_no_further_ends_the_command_quietly(snapshot: Path, words: list[str], tmp_path: Path) -> None:
    """As `head` does: in a shell the command ended of a closed pipe, and says nothing."""
    read, write = os.pipe()
    os.close(read)
    asked = subprocess.run(
        [sys.executable, "-c", "from pipeline.cli import main; main()", "sql", *words, "--db", snapshot],
        cwd=PROJECT, stdout=write, stderr=subprocess.PIPE, check=False, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert (asked.returncode, asked.stderr) == (141, b"")


@pytest.mark.parametrize(("ending", "said"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "ended")])
def test_who_ends_the_command_does_not_wait_for_its_query(newsroom_home: Path, ending: int, said: str) -> None:
    code = (
        "import os, signal, threading; import pipeline.cli.ask as ask; from pipeline.cli import main\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background begins with it ignored\n"
        "real = ask.run_query\n"
        "def begun(*asked):\n"
        f"    threading.Timer(0.5, os.kill, (os.getpid(), {int(ending)})).start()\n"
        "    return real(*asked)\n"
        "ask.run_query = begun; main()"
    )
    database = newsroom_home / "published" / "tollwatch.duckdb"
    # DuckDB itself looks for signals between its tasks, and of costly rows one task takes minutes
    endless = "SELECT sum(levenshtein(repeat('ab', 300), repeat('ba', 300) || range)) FROM range(4_000_000_000_000)"
    done = subprocess.run(
        [sys.executable, "-c", code, "sql", endless, "--db", database],
        cwd=PROJECT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr.splitlines()) == (
        128 + ending,
        [f"{said} what was finished is kept; run it again to go on"],
    )


def test_a_full_disk_ends_a_publication_with_one_line_and_leaves_the_old_one(
    newsroom_home: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    shutil.copytree(newsroom_home, home)
    published = home / "published" / "tollwatch.duckdb"
    before = published.read_bytes()
    publish = f"{shlex.quote(sys.executable)} -c 'from pipeline.cli import main; main()' publish"
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 1000; exec {publish}"],
        cwd=PROJECT,
        env={**os.environ, "TOLLWATCH_HOME": str(home), "COLUMNS": "240"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "the disk cannot be written" in done.stderr
    assert published.read_bytes() == before
    assert [path.name for path in published.parent.iterdir()] == [published.name]


def test_what_is_read_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text('{"id": "a", "title": "", "text": "Five people died.", "published": "2018-11-04"}\n')
    before = path.read_bytes()
    result = tollwatch("extract", path, "-o", path, home=tmp_path)
    assert result.returncode == 2
    assert "write to another" in result.stderr
    assert path.read_bytes() == before
