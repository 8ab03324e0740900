"""The container for Testcontainers, on an engine that starts the image's command as a process of this machine."""

from __future__ import annotations

import importlib
import re
import sys

import httpx
import pytest
from docker.errors import ImageNotFound
from testcontainers.core.config import ConnectionMode, testcontainers_config

import twilio_memory.testing
from docker_engine import DockerEngine
from tracked import ROOT
from twilio_memory.testing import EmulatorError
from twilio_memory.testing.containers import EmulatorContainer

IMAGE = "twilio-memory-emulator"
TOKEN = "a-token-of-the-tests"
ALIAS = "memory"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """Run the engine, for which nothing of the developer's own Docker counts."""
    with DockerEngine(tmp_path_factory.mktemp("engine"), IMAGE) as engine, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DOCKER_HOST", engine.address)
        patch.setenv("DOCKER_CONFIG", str(tmp_path_factory.mktemp("config")))
        patch.setenv("NO_PROXY", "127.0.0.1")
        for name in ("DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH", "DOCKER_CONTEXT"):
            patch.delenv(name, raising=False)
        for name, value in {
            "tc_properties": {},
            "tc_host_override": None,
            "_docker_auth_config": None,
            "connection_mode_override": ConnectionMode.docker_host,
            "hub_image_name_prefix": "",
            "_ryuk_disabled": True,
        }.items():
            patch.setattr(testcontainers_config, name, value)
        yield engine


@pytest.fixture(scope="module")
def container(engine):
    seed = (ROOT / "tests" / "data" / "seed-version-1.json").read_bytes()
    made = EmulatorContainer(IMAGE, admin_token=TOKEN, command="--load /seed.json --clock 2026-01-15T10:30:00Z")
    with made.with_network_aliases(ALIAS).with_copy_into_container(seed, "/seed.json") as container:
        yield container


def admin(container, path, **headers):
    return httpx.get(f"{container.base_url}/__emulator__/{path}", headers=headers, trust_env=False)


def test_container_runs_the_entry_point_of_the_image_with_its_arguments(engine, container):
    [created] = [each for each in engine.containers.values() if TOKEN in str(each.config["Env"])]
    names = ["--allow-host", ALIAS, "--allow-host", "127.0.0.1"]
    assert created.config["Cmd"] == [*names, "--load", "/seed.json", "--clock", "2026-01-15T10:30:00Z"]
    assert created.config["ExposedPorts"] == {"4010/tcp": {}}
    assert created.process.args[1:4] == ["-m", "twilio_memory.testing", "serve"]
    assert container.base_url == f"http://127.0.0.1:{created.published.number}"


def test_container_client_reads_and_writes(container):
    with container.client() as memory:
        store_id, *_ = memory.stores.list()  # those of the seed
        profile_id = memory.profiles.create(store_id, {"Contact": {"email": "ada@example.com"}}).id
        assert memory.profiles.fetch(store_id, profile_id).traits["Contact"]["email"] == "ada@example.com"


def test_container_client_takes_options(container):
    with container.client(base_url="http://127.0.0.1:9", max_attempts=1) as memory:
        assert "base_url='http://127.0.0.1:9'" in repr(memory)


@pytest.mark.anyio
async def test_container_async_client_reads(container):
    async with container.async_client() as memory:
        assert [each async for each in memory.stores.list()]


def test_container_environment_is_what_a_client_of_its_own_needs(container, monkeypatch):
    from twilio_memory import MemoryClient

    environment = container.environment()
    assert environment == {
        "TWILIO_MEMORY_BASE_URL": container.base_url,
        "TWILIO_API_KEY": "SKemulator",
        "TWILIO_API_SECRET": "emulator",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with MemoryClient() as memory:
        assert list(memory.stores.list())


def test_container_environment_for_its_network_names_the_alias(container):
    assert container.environment(ALIAS) == {
        "TWILIO_MEMORY_BASE_URL": "http://memory:4010",
        "TWILIO_MEMORY_ALLOW_HTTP": "1",
        "TWILIO_API_KEY": "SKemulator",
        "TWILIO_API_SECRET": "emulator",
    }
    with pytest.raises(ValueError, match=r"alias: expected one of the network aliases, \['memory'\], got 'other'"):
        container.environment("other")


@pytest.mark.parametrize(("name", "status"), [("memory:4010", 200), ("evil.example", 421)])
def test_container_server_responds_to_its_aliases_only(container, name, status):
    assert admin(container, "health", Host=name).status_code == status


def test_container_admin_api_asks_for_the_token(container):
    assert admin(container, "clock").status_code == 401
    response = admin(container, "clock", Authorization=f"Bearer {container.admin_token}")
    assert (response.status_code, container.admin_token) == (200, TOKEN)
    assert response.json()["time"].startswith("2026-01-15T10:3")


def test_container_is_removed_and_each_has_a_token_of_its_own(engine):
    before = {*engine.containers}
    with EmulatorContainer(IMAGE) as first:
        assert admin(first, "clock", Authorization=f"Bearer {first.admin_token}").status_code == 200
        [started] = [engine.containers[each] for each in {*engine.containers} - before]
    assert {*engine.containers} == before
    assert started.process.returncode is not None
    assert first.admin_token != EmulatorContainer(IMAGE).admin_token


def test_container_reached_by_an_address_runs_the_command_of_the_image(engine, monkeypatch):
    # As from a program that runs in a container itself.
    monkeypatch.setattr(testcontainers_config, "connection_mode_override", ConnectionMode.gateway_ip)
    with EmulatorContainer(IMAGE) as container:
        [created] = [each for each in engine.containers.values() if container.admin_token in str(each.config["Env"])]
        assert not created.config["Cmd"]
        assert container.base_url == f"http://127.0.0.1:{created.published.number}"
        assert admin(container, "health", Host="memory:4010").status_code == 200


def test_container_that_ends_shows_its_log(engine):
    before = {*engine.containers}
    with pytest.raises(EmulatorError, match=r"has ended: [\s\S]*--clock: expected a time with a zone"):  # noqa: SIM117
        with EmulatorContainer(IMAGE, command=["--clock", "noon"]):
            pass
    assert {*engine.containers} == before


def test_container_that_is_not_healthy_in_time_is_a_timeout(engine, monkeypatch):
    # A program that is not the server: it neither ends nor listens.
    monkeypatch.setattr(
        "docker_engine.command_of", lambda _: [sys.executable, "-c", "import time; time.sleep(60)", "--port", "4010"]
    )
    before = {*engine.containers}
    with pytest.raises(TimeoutError, match=r"not healthy after 0 s: (RemoteDisconnected|ConnectionResetError)"):  # noqa: SIM117
        with EmulatorContainer(IMAGE, startup_timeout=0):
            pass
    assert {*engine.containers} == before


def test_container_of_an_unknown_image_is_refused_by_the_engine(engine):
    with pytest.raises(ImageNotFound, match="pull access denied for unknown"):  # noqa: SIM117
        with EmulatorContainer("unknown"):
            pass


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"image": ""}, "image: expected the name of an image"),
        ({"admin_token": "short"}, "admin_token: expected 16 or more letters"),
        ({"startup_timeout": -1}, "startup_timeout: expected seconds, 0 or more, got -1"),
        ({"startup_timeout": float("nan")}, "startup_timeout: expected seconds, 0 or more, got nan"),
        ({"command": "--port 80"}, "command: takes no --port: its port is 4010"),
        ({"command": "--po=80"}, "command: takes no --port: its port is 4010"),
        ({"command": ["--admin", "a-token-of-the-tests"]}, "command: takes no --admin-token: give it as admin_token"),
        (
            {"command": ["--admin-token=a-token-of-the-tests"]},
            "command: takes no --admin-token: give it as admin_token",
        ),
        ({"network_aliases": ["a b"]}, "allow_hosts: expected a host name"),
    ],
)
def test_container_refuses_invalid_arguments(engine, options, message):
    with pytest.raises(ValueError, match=message):
        EmulatorContainer(**{"image": IMAGE, **options})


def test_container_refuses_an_invalid_command_given_later(engine):
    container = EmulatorContainer(IMAGE).with_command("--quiet")
    with pytest.raises(ValueError, match="command: takes no --host"):
        container.with_command(["--host", "127.0.0.1"])


def test_containers_without_the_extra_name_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "twilio_memory.testing.containers")
    monkeypatch.delattr(twilio_memory.testing, "containers")
    monkeypatch.setitem(sys.modules, "testcontainers.core.config", None)
    with pytest.raises(ImportError, match=re.escape('pip install "twilio-memory[testcontainers]"')):
        importlib.import_module("twilio_memory.testing.containers")


def test_fixture_of_the_docs_runs_its_tests(engine, pytester):
    page = (ROOT / "docs" / "how-to" / "emulator-server.md").read_text("utf-8")
    [section] = re.findall(r"^## In Testcontainers\n(.*?)(?=^## )", page, re.MULTILINE | re.DOTALL)
    blocks = re.findall(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    pytester.makepyfile("\n\n".join(blocks))
    result = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-W", "error")
    result.assert_outcomes(passed=len(re.findall(r"^def test_", "".join(blocks), re.MULTILINE)))
    assert blocks
