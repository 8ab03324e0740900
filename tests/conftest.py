from __future__ import annotations

import asyncio
import gc
import importlib
import importlib.util
import os
import pkgutil
import ssl
import sys
from pathlib import Path
from types import SimpleNamespace

import certifi
import pytest

import platforms
import twilio_memory
import twilio_memory_api

# Without bytecode, each worker would compile all tests, and each process that a test starts the whole library.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

pytest_plugins = ["pytester"]
collect_ignore = ["ecosystem", "tools"]  # `make ecosystem` and `make tools` run them, with what they are about


def pytest_collection_modifyitems(config, items):
    """Deselect the tests whose `needs` this system lacks."""
    kept, without = [], []
    for item in items:
        needs = [name for mark in item.iter_markers("needs") for name in mark.args]
        (without if platforms.missing(needs, platforms.FEATURES) else kept).append(item)
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = kept


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """Use one worker more than processors, since many tests wait for a timeout or another process."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (usable or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Leave the tests of a module to one worker until another has nothing to do."""
    if config.option.dist == "load":
        from xdist.scheduler import WorkStealingScheduling

        return WorkStealingScheduling(config, log)
    return None


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Collect no garbage meanwhile, and leave the thousands of tests out of the collections that tests wait for."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


def pytest_report_header():
    """Name the features that the system lacks."""
    return [f"without {reason}" for reason in platforms.missing((*platforms.FEATURES,), platforms.FEATURES)]


def pytest_sessionfinish(session):
    """Save the coverage of a worker of pytest-xdist: one that takes 10 seconds to end is killed, and its data lost."""
    coverage = sys.modules.get("coverage")
    if coverage is not None and hasattr(session.config, "workerinput") and (current := coverage.Coverage.current()):
        current.save()


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    """Run each asynchronous test on both event loops."""
    return request.param


@pytest.fixture(scope="session", autouse=True)
def quick_shutdown():
    """Shorten the pauses of uvicorn, which looks every tenth of a second whether to end, and then waits as long."""

    def sleep(seconds):
        return asyncio.sleep(min(seconds, 0.005))

    with pytest.MonkeyPatch.context() as patch:
        if importlib.util.find_spec("uvicorn"):  # Environments without the server's extra run some of the tests.
            patch.setattr("uvicorn.server.asyncio", SimpleNamespace(**{**vars(asyncio), "sleep": sleep}))
        yield


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory):
    """Let all clients trust one certificate authority, since each takes 20 ms to load the usual hundred."""
    certificate, end, _ = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----\n")
    file = tmp_path_factory.mktemp("authority") / "certificate.pem"
    file.write_text(certificate + end, "utf-8")
    paths = ssl.get_default_verify_paths()._replace(openssl_cafile=str(file), openssl_capath="")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SSL_CERT_FILE", raising=False)
        patch.delenv("SSL_CERT_DIR", raising=False)
        patch.setattr(certifi, "where", lambda: str(file))
        patch.setattr(ssl, "get_default_verify_paths", lambda: paths)
        yield


@pytest.fixture(scope="session")
def whole_library():
    """Load every module of the library."""
    for package in (twilio_memory, twilio_memory_api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


@pytest.fixture
def pytester(whole_library, pytester):
    """Run pytest in pytest. It unloads modules imported during the run, so the whole library is imported before."""
    gc.collect()
    gc.freeze()  # At its end it collects garbage five times.
    return pytester
