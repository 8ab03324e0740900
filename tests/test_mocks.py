"""Mocks that take their specification from the clients."""

from __future__ import annotations

import asyncio
from unittest import mock

import pytest

import twilio_memory
from twilio_memory import AsyncMemoryClient, MemoryClient


@pytest.fixture(params=[False, True], ids=["of the class", "of an instance"])
def memory(request):
    if request.param:
        return mock.create_autospec(MemoryClient, instance=True)
    return mock.create_autospec(MemoryClient)("key", "secret")


def test_autospec_takes_calls_of_resources(memory):
    memory.profiles.fetch.return_value = "a profile"
    assert memory.profiles.fetch("store", "profile", trait_groups=["Contact"]) == "a profile"
    memory.data_mappings.delete("store", "mapping").wait(timeout=60)
    memory.data_mappings.delete.assert_called_once_with("store", "mapping")


@pytest.mark.parametrize("resource", ["profilez", "data_mapping"])
def test_autospec_refuses_unknown_resources(memory, resource):
    with pytest.raises(AttributeError):
        getattr(memory, resource)


def test_autospec_refuses_unknown_methods_and_wrong_arguments(memory):
    with pytest.raises(AttributeError):
        _ = memory.profiles.fetsh
    with pytest.raises(TypeError):
        memory.profiles.fetch()
    with pytest.raises(TypeError):
        memory.profiles.lookup("store", "email", "ada@example.com")


def test_autospec_of_the_constructor_refuses_unknown_options():
    with mock.patch("twilio_memory.MemoryClient", autospec=True) as client:
        twilio_memory.MemoryClient("key", "secret", max_attempts=1)
        with pytest.raises(TypeError):
            twilio_memory.MemoryClient("key", "secret", max_atempts=1)
    assert client.call_count == 1


def test_autospec_of_the_asynchronous_client_has_methods_to_await():
    memory = mock.create_autospec(AsyncMemoryClient)("key", "secret")
    memory.profiles.fetch.return_value = "a profile"
    assert asyncio.run(memory.profiles.fetch("store", "profile")) == "a profile"
    memory.profiles.fetch.assert_awaited_once_with("store", "profile")
    with pytest.raises(TypeError):
        memory.profiles.fetch()


def test_call_on_the_class_of_a_client_says_so():
    with pytest.raises(TypeError, match="make a client first"):
        MemoryClient.stores.fetch("mem_store_00000000000000000000000000")
    with pytest.raises(TypeError, match="make a client first"):
        asyncio.run(AsyncMemoryClient.stores.fetch("mem_store_00000000000000000000000000"))
