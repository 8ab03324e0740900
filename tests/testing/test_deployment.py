"""The image, the compose file and the action: what they run is run here, without Docker and without GitHub."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest
import yaml

from docker_engine import DOCKERFILE, command_of, free_port
from tracked import ROOT
from twilio_memory import InvalidArgumentError, MemoryClient

COMPOSE = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text("utf-8"))
ACTION = ROOT / ".github" / "actions" / "emulator"


@pytest.fixture
def port():
    return free_port()


def test_image_serves_other_containers_and_its_check_of_health_sees_it(tmp_path, port):
    command = [*command_of("ENTRYPOINT"), *command_of("CMD")]
    command = [part.replace("/state", str(tmp_path)).replace("4010", port) for part in command]
    check = [part.replace("4010", port) for part in command_of("HEALTHCHECK")]
    assert subprocess.run(check, check=False, capture_output=True).returncode != 0
    token = COMPOSE["services"]["memory"]["environment"]["TWILIO_MEMORY_ADMIN_TOKEN"]
    environment = {**os.environ, "TWILIO_MEMORY_ADMIN_TOKEN": token}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout.readline().startswith("The Memory API is at http://memory:")
            assert subprocess.run(check, check=False).returncode == 0
            with MemoryClient("SKtest", "secret", base_url=f"http://127.0.0.1:{port}") as memory:
                memory.stores.create(display_name="kept").wait(progress=None)
        finally:
            server.terminate()
            server.wait(10)
    assert (tmp_path / "memory.db").stat().st_size > 0


def test_image_runs_without_privileges():
    assert re.search(r"^USER [1-9]\d*$", DOCKERFILE, re.MULTILINE)
    assert DOCKERFILE.index("USER ") < DOCKERFILE.index("ENTRYPOINT")
    for path in re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE):
        for each in path.split():
            assert (ROOT / each).exists(), each
            assert f"!{each}\n" in (ROOT / ".dockerignore").read_text("utf-8")


def test_compose_file_gives_the_application_what_a_client_needs(monkeypatch):
    services = COMPOSE["services"]
    environment = services["app"]["environment"]
    assert services["app"]["depends_on"]["memory"]["condition"] == "service_healthy"
    assert services["memory"]["command"] == ["--allow-host", "memory"]
    assert all(each.startswith("127.0.0.1:") for each in services["memory"]["ports"])
    for name in ("TWILIO_MEMORY_BASE_URL", "TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_MEMORY_ALLOW_HTTP"):
        monkeypatch.setenv(name, environment[name])
    assert "http://memory:4010" in repr(MemoryClient())
    monkeypatch.delenv("TWILIO_MEMORY_ALLOW_HTTP")
    with pytest.raises(InvalidArgumentError, match="allow_http"):
        MemoryClient()
    compile(services["app"]["command"][0], "command", "exec")


def test_action_starts_the_emulator_and_sets_the_environment(tmp_path, port):
    action = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))
    [step] = action["runs"]["steps"]
    assert {*step["env"]} == {"PORT", "LOAD"} == {name.upper() for name in action["inputs"]}
    seed = tmp_path / "seed.json"
    seed.write_text((ROOT / "tests" / "data" / "seed-version-1.json").read_text("utf-8"))
    variables = tmp_path / "variables"
    environment = {
        **os.environ,
        "PORT": port,
        "LOAD": str(seed),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_ENV": str(variables),
        "GITHUB_ACTION_PATH": str(ACTION),
        "EMULATOR_PYTHON": sys.executable,
    }
    try:
        subprocess.run(["bash", "-c", step["run"]], env=environment, check=True, capture_output=True, timeout=60)
        found = dict(line.split("=", 1) for line in variables.read_text("utf-8").splitlines())
        with MemoryClient(
            found["TWILIO_API_KEY"], found["TWILIO_API_SECRET"], base_url=found["TWILIO_MEMORY_BASE_URL"]
        ) as memory:
            assert list(memory.stores.list())
    finally:
        os.kill(int((tmp_path / "twilio-memory-emulator" / "pid").read_text("ascii")), signal.SIGTERM)
