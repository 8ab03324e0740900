"""`help()` shows the library, without a client and with one."""

import inspect
import pydoc

import pytest

import twilio_memory
from twilio_memory import AsyncMemoryClient, MemoryClient
from twilio_memory_api.types import Model


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


def public_methods():
    for name in twilio_memory.__all__:
        cls = getattr(twilio_memory, name)
        if isinstance(cls, type) and not issubclass(cls, Model):
            for each in inspect.classify_class_attrs(cls):
                ours = each.defining_class.__module__.startswith("twilio_memory")
                if ours and each.name[0] != "_" and each.kind != "data":
                    yield pytest.param(each.object, id=f"{name}.{each.name}")


@pytest.mark.parametrize("method", [*public_methods()])
def test_help_on_a_public_method_says_what_it_does(method):
    assert inspect.getdoc(getattr(method, "__func__", method))
