"""The examples for containers say what this program understands: commands, ports, settings, paths, secrets."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import typer
import yaml
from starlette.testclient import TestClient

import pinprick.interfaces.cli.commands
from pinprick.diary.place import diary_url
from pinprick.interfaces.cli.app import app
from pinprick.interfaces.service.app import Service
from pinprick.interfaces.service.settings import Settings, read_settings
from pinprick.knowledge.schema.pack import Pack

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
CONTAINER = (EXAMPLES / "Containerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((EXAMPLES / "compose.yaml").read_text())
VALUES: dict[str, Any] = yaml.safe_load((EXAMPLES / "helm-values.yaml").read_text())
PORT = 8765


def understood(command: list[str]) -> tuple[str, dict[str, Any]]:
    """A command line as the program reads it: the name of the command, and its options."""
    assert pinprick.interfaces.cli.commands.REGISTERED
    program, *given = command
    assert program == "pinprick"
    reader: Any = typer.main.get_command(app)
    name = ""
    while hasattr(reader, "commands"):
        name, *given = given
        reader = reader.commands[name]
    return name, reader.make_context(name, given).params


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} (.*)$", CONTAINER, re.MULTILINE)


@pytest.mark.parametrize("command", [json.loads(instructions("CMD")[-1]), VALUES["args"]])
def test_the_command_starts_the_service_where_others_reach_it(command: list[str]) -> None:
    name, options = understood(command)
    assert name == "serve" and options["production"] is True
    assert options["host"] == "0.0.0.0" and options["port"] == PORT


def test_ports_agree() -> None:
    assert instructions("EXPOSE") == [str(PORT)]
    assert VALUES["service"]["port"] == PORT
    (published,) = COMPOSE["services"]["pinprick"]["ports"]
    assert published.endswith(f":{PORT}") and published.startswith("127.0.0.1:"), "not open to the network"
    check = json.loads(instructions("HEALTHCHECK CMD")[0])[-1]
    assert urlsplit(re.findall(r"http://[^']+", check)[0]).port == PORT
    compile(check, "healthcheck", "exec")


def test_what_is_copied_and_installed_exists() -> None:
    for line in instructions("COPY"):
        if not line.startswith("--from"):
            assert all((ROOT / name).exists() for name in line.split()[:-1]), line
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(re.findall(r'"\.\[(\w+)\]"', CONTAINER)) <= set(extras)
    assert instructions("USER") == ["10001"] and instructions("STOPSIGNAL") == ["SIGTERM"]


def test_health_is_where_it_is_looked_for(pack: Pack, tmp_path: Path) -> None:
    service = Service(read_settings({}, diary=str(tmp_path / "d.sqlite"), keys=True), pack)
    client = TestClient(service)
    looked = [VALUES[probe]["httpGet"] for probe in ("livenessProbe", "readinessProbe")]
    assert [one["port"] for one in looked] == [PORT, PORT]
    for path in (*(one["path"] for one in looked), *re.findall(r"8765(/[a-z/]+)", CONTAINER)):
        assert client.get(path).status_code == 200, path
    assert client.get(VALUES["podAnnotations"]["prometheus.io/path"]).status_code == 401, "there, and closed"
    service.close()


def test_the_settings_given_are_safe_and_understood(tmp_path: Path) -> None:
    compose = COMPOSE["services"]["pinprick"]["environment"]
    image = dict(
        pair.split("=", 1) for pair in instructions("ENV")[0].split() if pair.startswith("PINPRICK_")
    )
    for told in ({**image, **compose}, {**image, **VALUES["env"], "PINPRICK_DIARY": "postgresql://u@db/n"}):
        assert read_settings(told, host="0.0.0.0").asks_who
        assert sa.make_url(diary_url(told["PINPRICK_DIARY"])).drivername == "postgresql+psycopg"
    with pytest.raises(Exception, match="lets others in"):
        read_settings({}, host="0.0.0.0")


def test_time_to_stop_is_longer_than_the_program_takes() -> None:
    longest = Settings().stop_seconds
    assert VALUES["terminationGracePeriodSeconds"] > longest
    assert int(COMPOSE["services"]["pinprick"]["stop_grace_period"].rstrip("s")) > longest


def test_compose_hangs_together() -> None:
    services = COMPOSE["services"]
    ours = services["pinprick"]
    build = (EXAMPLES / ours["build"]["context"]).resolve()
    assert build == ROOT and (build / ours["build"]["dockerfile"]).is_file()
    assert set(ours["depends_on"]) <= set(services)
    for name, service in services.items():
        assert set(service["secrets"]) <= set(COMPOSE["secrets"]), name
        for given in re.findall(r"/run/secrets/(\w+)", json.dumps(service["environment"])):
            assert given in service["secrets"], f"{name} reads {given}"
    url = urlsplit(ours["environment"]["PINPRICK_DIARY"])
    assert url.hostname in services and url.username == services["db"]["environment"]["POSTGRES_USER"]
    assert url.password is None, "no password in the settings"
    mounted = {volume.split(":")[0] for volume in services["db"]["volumes"]}
    assert mounted <= set(COMPOSE["volumes"])
    first_key = re.search(r"exec pinprick (pinprick keys add .*)", (EXAMPLES / "compose.yaml").read_text())
    assert first_key and understood(first_key.group(1).split())[1]["scope"] == ["assess"]


def test_a_read_only_root_has_a_place_for_what_workers_share() -> None:
    assert COMPOSE["services"]["pinprick"]["read_only"] and "/tmp" in COMPOSE["services"]["pinprick"]["tmpfs"]
    assert VALUES["securityContext"]["readOnlyRootFilesystem"]
    assert any("emptyDir" in mount and mount["path"] == "/tmp" for mount in VALUES["mounts"])
