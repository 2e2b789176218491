"""docker-compose.yml, the Dockerfile and .env.example held against the code and Airflow's own configuration."""

from __future__ import annotations

import importlib.util
import json
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from pipeline.settings import Settings
from scripts import servers
from tests.dags.conftest import PROJECT, Environment, execute
from tests.servers import installed

WORKERS: Final = ("worker", "extractor")
AIRFLOW_SERVICES: Final = ("init", "api-server", "scheduler", "dag-processor", "triggerer", *WORKERS)
SECRETS: Final = {
    "POSTGRES_PASSWORD",
    "AIRFLOW_JWT_SECRET",
    "AIRFLOW_SECRET_KEY",
    "AIRFLOW_FERNET_KEY",
    "AIRFLOW_ADMIN_PASSWORD",
}
INTERPOLATION: Final = re.compile(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}")
DOCKERFILE: Final = (PROJECT / "Dockerfile").read_text()


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
    return content


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = compose["services"]
    return found


def dockerfile_environment() -> dict[str, str]:
    block = re.search(r"^ENV (PATH=.*?[^\\])\n", DOCKERFILE, re.M | re.S)
    assert block
    return dict(pair.split("=", 1) for pair in block[1].replace("\\\n", " ").split())


def environments(services: dict[str, Any]) -> dict[str, str]:
    """All variables that any service of ours gets."""
    return {k: v for name in AIRFLOW_SERVICES for k, v in services[name]["environment"].items()} | (
        dockerfile_environment()
    )


def test_the_services_are_those_of_airflow(services: dict[str, Any]) -> None:
    assert set(services) == {"postgres", "redis", "snapshot", *AIRFLOW_SERVICES}
    assert {name for name in services if services[name].get("profiles") == ["celery"]} == {"redis", *WORKERS}
    for name in AIRFLOW_SERVICES:
        assert services[name]["image"] == "tollwatch"
    assert {name for name in AIRFLOW_SERVICES if "build" in services[name]} == {"init"}  # one image, built once
    assert {services[name]["pull_policy"] for name in AIRFLOW_SERVICES if name != "init"} == {"never"}


def test_everything_that_stays_up_is_watched_and_restarted(services: dict[str, Any]) -> None:
    for name in set(services) - {"init"}:
        assert services[name]["healthcheck"]["test"][0] == "CMD"
        assert services[name]["restart"] == "unless-stopped"
    assert services["init"]["restart"] == "no"


def test_airflow_waits_for_its_database_to_be_prepared(services: dict[str, Any]) -> None:
    assert services["init"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in set(AIRFLOW_SERVICES) - {"init"}:
        assert services[name]["depends_on"]["init"]["condition"] == "service_completed_successfully"


def test_no_secret_is_committed_and_each_missing_one_stops_the_start() -> None:
    text = (PROJECT / "docker-compose.yml").read_text()
    used = INTERPOLATION.findall(text)
    assert {name for name, how, message in used if how == ":?" and message} == SECRETS
    assert {name for name, how, _ in used if how != ":?"} == {
        "AIRFLOW_EXECUTOR",
        "AIRFLOW_PORT",
        "TOLLWATCH_ALARM_URL",
        "TOLLWATCH_CONTACT",
        "TOLLWATCH_SNAPSHOT_PORT",
        "TOLLWATCH_STORE",
        "TOLLWATCH_TASKS",
        "TOLLWATCH_WAREHOUSE",
    }
    for line in text.splitlines():
        if re.search(r"(PASSWORD|SECRET|FERNET_KEY|SECRET_KEY|ACCESS_KEY)\w*: ", line):
            assert "${" in line, line


def test_the_example_names_every_variable_and_holds_no_secret() -> None:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    used = {name for name, _, _ in INTERPOLATION.findall((PROJECT / "docker-compose.yml").read_text())}
    assert set(given) == used
    empty = {"TOLLWATCH_ALARM_URL", "TOLLWATCH_STORE", "TOLLWATCH_TASKS", "TOLLWATCH_WAREHOUSE"}
    assert {name for name, value in given.items() if not value} == {*SECRETS, *empty}
    assert ".env" in (PROJECT / ".gitignore").read_text().splitlines()


def _starter() -> dict[str, Any]:
    return runpy.run_path(str(PROJECT / "scripts" / "start_airflow.py"))


def airflow_options() -> set[str]:
    """Every option of the installed Airflow, as the name of its environment variable (`airflow config list`)."""
    spec = importlib.util.find_spec("airflow")
    assert spec
    assert spec.submodule_search_locations
    reference = Path(next(iter(spec.submodule_search_locations)), "config_templates", "config.yml")
    sections = yaml.safe_load(reference.read_text())
    celery = reference.parents[1] / "providers" / "celery" / "get_provider_info.py"
    sections |= runpy.run_path(str(celery))["get_provider_info"]()["config"]
    known = {f"AIRFLOW__{s}__{o}".upper() for s, section in sections.items() for o in section["options"]}
    # As the reference says of these two of [core], each part may have them as its own.
    return known | {name.replace("CORE", "SCHEDULER") for name in known if name.startswith("AIRFLOW__CORE__MP_")}


def test_workers_take_the_queues_that_tasks_are_put_in(services: dict[str, Any]) -> None:
    """One takes what needs the home (pull, load, publish), any number what needs none."""
    taken = {name: services[name]["command"][-1] for name in WORKERS}
    (extract,) = re.findall(r'^EXTRACT: Final = "(\w+)"$', (PROJECT / "dags" / "wiring.py").read_text(), re.M)
    assert taken == {"worker": "default", "extractor": extract}
    queued = re.findall(r"queue=(\w+)", "".join(path.read_text() for path in (PROJECT / "dags").glob("*.py")))
    assert set(queued) == {"EXTRACT"}
    for name in WORKERS:
        assert "celery_executor.app inspect ping" in services[name]["healthcheck"]["test"][-1]


def test_airflow_knows_every_option_that_we_set(services: dict[str, Any]) -> None:
    known = airflow_options()
    set_here = {name for name in environments(services) if name.startswith("AIRFLOW__")}
    assert len(set_here) > 8
    assert set_here <= known
    starter = set(re.findall(r"AIRFLOW__[A-Z_]+[A-Z]", (PROJECT / "scripts" / "start_airflow.py").read_text()))
    assert len(starter) > 8
    assert starter <= known


def test_tollwatch_knows_every_variable_that_we_set(services: dict[str, Any]) -> None:
    set_here = {name for name in environments(services) if name.startswith("TOLLWATCH_")}
    given = {"HOME", "FEEDS", "CONTACT", "ALARM_URL", "STORE", "TASKS", "WAREHOUSE"}
    assert set_here == {f"TOLLWATCH_{name}" for name in given}
    assert {name.removeprefix("TOLLWATCH_").lower() for name in set_here} <= set(Settings.model_fields)


def test_tasks_and_browser_talk_to_the_server_where_it_listens(services: dict[str, Any]) -> None:
    settings = services["scheduler"]["environment"]
    assert settings["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"] == "http://api-server:8080/execution/"
    assert services["api-server"]["ports"] == ["127.0.0.1:${AIRFLOW_PORT:-8080}:8080"]
    assert ":8080/api/v2/monitor/health" in services["api-server"]["healthcheck"]["test"][-1]
    assert settings["AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK"] == "True"
    assert ":8974/health" in services["scheduler"]["healthcheck"]["test"][-1]


def test_the_connection_opens_what_is_published(services: dict[str, Any]) -> None:
    told = json.loads(services["scheduler"]["environment"]["AIRFLOW_CONN_TOLLWATCH_SNAPSHOT"])
    assert told == json.loads(_starter()["connection"](Path(dockerfile_environment()["TOLLWATCH_HOME"])))


def test_analysts_get_the_snapshot_and_nothing_else(services: dict[str, Any]) -> None:
    """tests/dags/test_serve_snapshot.py asks that server."""
    served = services["snapshot"]
    assert served["environment"] == {}  # no secret
    assert served["volumes"] == [f"tollwatch:{dockerfile_environment()['TOLLWATCH_HOME']}:ro"]
    assert (served["image"], served["pull_policy"]) == ("tollwatch", "never")
    assert served["ports"] == ["127.0.0.1:${TOLLWATCH_SNAPSHOT_PORT:-8081}:8081"]
    assert "http://localhost:8081/" in served["healthcheck"]["test"][-1]
    interpreter, *command = served["command"]
    assert interpreter == "python"
    told = subprocess.run(
        [sys.executable, command[0], "--help"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert "(default: 8081)" in told.stdout


def test_what_must_last_lies_on_volumes(compose: dict[str, Any], services: dict[str, Any]) -> None:
    inside = dockerfile_environment()
    for name in AIRFLOW_SERVICES:
        *named, feeds = services[name]["volumes"]
        mounts = dict(volume.split(":")[:2] for volume in named)
        assert mounts["tollwatch"] == inside["TOLLWATCH_HOME"]
        assert mounts["airflow"] == inside["AIRFLOW_HOME"]
        # The folder of the list: an editor that saves by renaming would leave a mounted file as it was.
        assert Path(services[name]["environment"]["TOLLWATCH_FEEDS"]) == Path(feeds["target"], "feeds.toml")
        assert (feeds["type"], feeds["source"], feeds["read_only"]) == ("bind", "./config", True)
    assert "/config/" in (PROJECT / ".gitignore").read_text().splitlines()
    assert set(compose["volumes"]) == {"postgres", "airflow", "tollwatch"}
    for home in (inside["TOLLWATCH_HOME"], inside["AIRFLOW_HOME"]):
        assert home in DOCKERFILE.partition("USER tollwatch")[0].partition("useradd")[2]  # made for that user


def test_the_image_holds_what_it_names_and_runs_without_root() -> None:
    sources = [s for line in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.M) for s in line.split()]
    ignored, *allowed = [
        s for s in (PROJECT / ".dockerignore").read_text().splitlines() if not s.startswith(("#", "**"))
    ]
    assert ignored == "*"
    assert sorted(sources) == sorted(line.removeprefix("!") for line in allowed)
    assert [source for source in sources if not (PROJECT / source).exists()] == []
    assert re.findall(r"^USER (.+)$", DOCKERFILE, re.M) == ["tollwatch"]
    assert dockerfile_environment()["AIRFLOW__CORE__DAGS_FOLDER"] == "/opt/tollwatch/dags"


def test_the_image_installs_what_is_locked() -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    locked = (PROJECT / "requirements.lock").read_text()
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["airflow"]
    assert "apache-airflow==3.3.2" in wanted
    for needle in (
        "apache-airflow==3.3.2 ",
        "psycopg2-binary==",
        "asyncpg==",
        "apache-airflow-providers-celery==",
        "redis==",
    ):
        assert re.search(rf"^{re.escape(needle)}", locked, re.M)
    uv = re.search(r"^UV_VERSION := (\S+)$", (PROJECT / "Makefile").read_text(), re.M)
    assert uv
    build = (PROJECT / "requirements-build.lock").read_text()
    assert re.search(rf"^uv=={re.escape(uv[1])} ", build, re.M)
    assert re.search(r"^setuptools==\d+", build, re.M)
    # Nothing comes without a hash: our own package is the only other thing, and is built by what is there.
    installs = re.findall(r"^RUN .*?((?:uv )?pip install .+)$", DOCKERFILE, re.M)
    assert len(installs) == 3
    for install in installs:
        assert "--require-hashes" in install or "--no-deps --no-build-isolation --editable ." in install


def test_the_documents_start_it_as_either_release_of_compose_does() -> None:
    told = (PROJECT / "docs" / "airflow.md").read_text()
    assert "docker compose up --build --detach" in told
    assert "`docker-compose`" in told
    for setup in ("cp .env.example .env", "mkdir -p config && cp feeds.toml config/"):
        assert setup in told
        assert setup in (PROJECT / "docker-compose.yml").read_text()


def test_docker_compose_reads_the_file(tmp_path: Path) -> None:
    with installed():
        program = servers.program("docker-compose", package="docker-compose")
    shutil.copy(PROJECT / "docker-compose.yml", tmp_path)
    (tmp_path / ".env").write_text("".join(f"{name}=x\n" for name in sorted(SECRETS)))
    for options, more in (([], set()), (["--profile", "celery"], {"redis", *WORKERS})):
        command = [program, *options, "config"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert (
            more <= set(yaml.safe_load(done.stdout)["services"]) <= {"postgres", "redis", "snapshot", *AIRFLOW_SERVICES}
        )


def test_airflow_knows_every_command(services: dict[str, Any], airflow_environment: Environment) -> None:
    commands = [services[name]["command"] for name in AIRFLOW_SERVICES if name != "init"]
    commands += [services[name]["healthcheck"]["test"][1:] for name in ("dag-processor", "triggerer")]
    assert all(command[0] == "airflow" for command in commands)
    environment = airflow_environment | {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",  # it brings commands of its own
        "AIRFLOW__CELERY__EXTRA_CELERY_CONFIG": environments(services)["AIRFLOW__CELERY__EXTRA_CELERY_CONFIG"],
    }
    check = """
import json, sys
from airflow.cli.cli_parser import get_parser
from airflow.providers.celery.executors.celery_executor import app  # of a release of celery that it knows
for command in json.loads(sys.argv[1]):
    get_parser().parse_args(command[1:])
try:
    get_parser().parse_args(["no-such-command"])
except SystemExit:
    print("refused")
app.loader.import_default_modules()  # as a worker does before it forks: no task has to read our code again
assert "extractors.casualties" in sys.modules and "duckdb" not in sys.modules
"""
    assert execute(["-c", check, json.dumps(commands)], environment).endswith("refused\n")


def test_init_is_our_own_script(services: dict[str, Any]) -> None:
    command = services["init"]["command"]
    assert command[0] == "python"
    done = subprocess.run(
        [sys.executable, *command[1:], "--help"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert "--init-only" in done.stdout
