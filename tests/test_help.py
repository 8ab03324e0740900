"""`help()` shows the library, without a client and with one."""

import pydoc

import pytest

import twilio_memory
from twilio_memory import AsyncMemoryClient, MemoryClient


def shown(thing):
    return pydoc.plain(pydoc.render_doc(thing))


def test_help_on_the_package_shows_its_classes():
    assert "class MemoryClient(" in shown(twilio_memory)


@pytest.mark.parametrize("client", [MemoryClient, AsyncMemoryClient])
def test_help_on_the_class_of_a_client_shows_its_resources(client):
    text = shown(client)
    assert "Send a request that the library has no method for" in text
    assert "data_mappings = " in text


def test_help_on_a_resource_shows_the_methods_of_one_call_and_of_several():
    with MemoryClient("key", "secret") as memory:
        text = shown(memory.operations)
    assert "  fetch(" in text
    assert "Resume an accepted write" in text
