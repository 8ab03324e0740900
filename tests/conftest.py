from __future__ import annotations

import importlib
import pkgutil

import pytest

import twilio_memory
import twilio_memory_api

pytest_plugins = ["pytester"]


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request):
    """Run each asynchronous test on both event loops."""
    return request.param


@pytest.fixture(scope="session")
def whole_library():
    """Load every module of the library."""
    for package in (twilio_memory, twilio_memory_api):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)


@pytest.fixture
def pytester(whole_library, pytester):
    """Run pytest in pytest. It unloads modules imported during the run, so the whole library is imported before."""
    return pytester
