"""The methods of the resources fit the operations that they send, and document themselves."""

from __future__ import annotations

import importlib
import inspect
import json
import operator
import pkgutil
from importlib import resources
from pathlib import Path

import attrs
import pytest

import twilio_memory_api.api
from operation_cases import RECORDS
from twilio_memory import AsyncMemoryClient, MemoryClient, errors, models
from twilio_memory_api.types import UNSET

FOLDER = Path(__file__).parent.parent / "openapi"
SPEC = json.loads(resources.files("twilio_memory.testing").joinpath("spec.json").read_text("utf-8"))
PAGES = {
    operation["operationId"]: operation["externalDocs"]["url"]
    for item in SPEC["paths"].values()
    for method, operation in item.items()
    if method != "parameters"
}
ENDPOINTS = {
    module.RECORD.name: inspect.signature(module._get_kwargs).parameters
    for found in pkgutil.walk_packages(twilio_memory_api.api.__path__, "twilio_memory_api.api.")
    if not found.ispkg
    for module in [importlib.import_module(found.name)]
}
BODIES = [name for name, parameters in ENDPOINTS.items() if "body" in parameters]
CLIENTS = [MemoryClient("SK0", "secret"), AsyncMemoryClient("SK0", "secret")]
#: Their traits may be left out of the body, but there is nothing to be sent then.
STRICTER = {"CreateProfile", "PatchProfileTraits", "UpdateProfilesBulk"}


def method_of(name, client=CLIENTS[0]):
    return operator.attrgetter(RECORDS[name].client_method)(client)


@pytest.fixture
def script(monkeypatch):
    monkeypatch.syspath_prepend(FOLDER)
    return importlib.import_module


@pytest.mark.parametrize("name", BODIES)
def test_method_takes_the_fields_of_its_body(name):
    taken = inspect.signature(method_of(name)).parameters
    model = getattr(models, ENDPOINTS[name]["body"].annotation)
    fields = {field.name: field for field in attrs.fields(model) if field.init and field.name[0] != "_"}
    others = {*RECORDS[name].path_parameters, "if_match", "extra_body", "options"}
    assert {*taken} - others == {*fields} - others
    required = {field.name for field in fields.values() if field.default is attrs.NOTHING}
    if name not in STRICTER:
        assert {key for key, value in taken.items() if value.default is value.empty} - others == required - others


@pytest.mark.parametrize("name", RECORDS)
def test_method_takes_the_path_and_the_query_of_its_operation(name):
    taken = inspect.signature(method_of(name)).parameters
    own = {"body", "accept_encoding", "content_encoding"}
    assert {*ENDPOINTS[name]} - own <= {*taken}
    positional = [key for key, value in taken.items() if value.kind is value.POSITIONAL_OR_KEYWORD]
    assert positional[: len(RECORDS[name].path_parameters)] == [*RECORDS[name].path_parameters]


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
@pytest.mark.parametrize("name", RECORDS)
def test_method_documents_its_parameters_its_result_and_its_errors(name, client):
    method = method_of(name, client)
    text = inspect.getdoc(method)
    for parameter in inspect.signature(method).parameters.values():
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else ""
        assert f"\n    {stars}{parameter.name}: " in text, parameter
    _, _, raised = text.partition("\n\nRaises:\n")
    assert "\n\nReturns:\n    " in text
    named = [line.strip().partition(":")[0] for line in raised.splitlines() if line[:4].isspace() and line[4] != " "]
    assert named
    assert {*named} <= {*errors.__all__, "OSError"}
    assert text.endswith(f"\n\nSee {PAGES[name]}")


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
def test_generated_class_repeats_no_method_of_its_base(client):
    for name in {record.client_method.partition(".")[0] for record in RECORDS.values()}:
        own, base = type(getattr(client, name)), type(getattr(client, name)).__base__
        assert {key for key in vars(own) if key[0] != "_"}.isdisjoint(vars(base))


def test_function_of_a_room_is_a_method_of_its_resource_or_of_the_client(script):
    hooks = script("hooks").hooks
    upload, resume = hooks("imports")
    assert (upload.name, upload.is_async, upload.call[:14]) == ("upload", True, "self._executor")
    assert (resume.name, resume.is_async, resume.overloads) == ("resume", False, [])
    assert upload.head.startswith("(self, store_id: str, source: ")
    wait_all, request = hooks("client")
    assert (wait_all.room, request.room) == ("_waiting", "_raw_requests")
    assert ["return_exceptions: bool" in head for head in wait_all.overloads] == [False, True]
    [ensure] = [hook for hook in hooks("stores") if hook.name == "ensure"]
    assert ensure.call.startswith('self._within("stores.ensure"), self._executor.clock, ')


@pytest.mark.parametrize("client", CLIENTS, ids=["sync", "async"])
@pytest.mark.parametrize("name", ["wait_all", "request"])
def test_method_of_a_client_from_a_room_documents_its_parameters(client, name):
    method = getattr(client, name)
    for parameter in inspect.signature(method).parameters.values():
        assert f"{parameter.name}: " in inspect.getdoc(method), parameter


def test_if_match_has_a_default_that_is_not_none():
    conditional = [name for name, parameters in ENDPOINTS.items() if "if_match" in parameters]
    assert len(conditional) == 4
    for name in conditional:
        assert inspect.signature(method_of(name)).parameters["if_match"].default is UNSET


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string", "description": "A name.", "minLength": 1, "maxLength": 64}, "A name; 1 to 64 characters."),
        ({"type": "string", "maxLength": 64}, "Up to 64 characters."),
        ({"type": "integer", "description": "A count.", "minimum": 0, "maximum": 5}, "A count; 0 to 5."),
        ({"type": "integer", "description": "A count.", "minimum": 1}, "A count; at least 1."),
        ({"type": "array", "description": "Names.", "minItems": 1, "maxItems": 15}, "Names; 1 to 15 items."),
        ({"type": "string", "format": "date-time", "description": "When."}, "When; with a time zone."),
        ({"type": "string", "enum": ["ASC", "DESC"], "description": "O."}, "O; one of `Order.ASC`, `Order.DESC`."),
        ({"type": "boolean", "description": "If; the server's default is true."}, "If; Twilio's default is True."),
        ({"type": "string", "description": "A text."}, "A text."),
    ],
)
def test_argument_is_described_with_its_limits(script, schema, text):
    assert script("docstrings").limited(schema, "Order") == text


def test_reference_and_other_name_are_followed(script):
    spec = {"a": {"$ref": "#/b"}, "b": {"allOf": [{"$ref": "#/c"}]}, "c": {"type": "string", "description": "C"}}
    found = script("spec").resolved(spec, {"$ref": "#/a", "description": "A"})
    assert found == {"type": "string", "description": "A"}
