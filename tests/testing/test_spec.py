"""The description of the API as the emulator reads it."""

import pathlib
import subprocess
import sys

import pytest

from twilio_memory.testing._errors import APIProblem, EmulatorError
from twilio_memory.testing._handlers import HANDLERS
from twilio_memory.testing._schema_validation import validate_response
from twilio_memory.testing._spec import Document, load

ROOT = pathlib.Path(__file__).parents[2]


def small(paths, **components):
    return Document({"paths": paths, "components": components})


def operation(operation_id, **other):
    return {"operationId": operation_id, "responses": {"200": {"description": "Done."}}, **other}


def test_spec_is_read_once():
    assert load() is load()


def test_every_operation_has_a_handler():
    assert set(HANDLERS) == set(load().operations)


@pytest.mark.parametrize("name", load().operations)
def test_every_operation_documents_the_common_errors(name):
    assert {400, 401, 404} <= load().operations[name].responses.keys()


@pytest.mark.parametrize("name", load().operations)
def test_every_schema_compiles(name):
    described = load().operations[name]
    for parameters in (described.path_parameters, described.query_parameters, described.header_parameters):
        parameters.read([])
    assert all(response.body is not None for response in described.responses.values())
    assert (described.request_body is not None) == (described.method in {"POST", "PATCH", "PUT"})


def test_route_prefers_literal_segments():
    document = small(
        {
            "/p/{id}": {"get": operation("Fetch")},
            "/p/Lookup": {"post": operation("Lookup"), "get": operation("Odd")},
            "/p/{id}/Imports": {"get": operation("Inner")},
            "/p/Imports/{importId}": {"get": operation("Import")},
        }
    )
    found = {path: document.route("GET", path)[0].id for path in ("/p/x", "/p/Lookup", "/p/x/Imports", "/p/Imports/y")}
    assert found == {"/p/x": "Fetch", "/p/Lookup": "Odd", "/p/x/Imports": "Inner", "/p/Imports/y": "Import"}
    assert document.route("GET", "/p/a%2Fb%20")[1] == {"id": "a/b "}
    with pytest.raises(APIProblem):
        document.route("POST", "/p/x")


def test_parameters_are_typed_and_operations_override_path_parameters():
    text, whole = {"schema": {"type": "string"}}, {"schema": {"$ref": "#/components/schemas/Whole"}}
    shared = [{"name": "size", "in": "query", **text}, {"name": "flag", "in": "query", "schema": {"type": "boolean"}}]
    own = [
        {"name": "size", "in": "query", "required": True, **whole},
        {"name": "share", "in": "query", "schema": {"type": "number"}},
    ]
    document = small(
        {"/x": {"parameters": shared, "get": operation("X", parameters=own)}},
        schemas={"Whole": {"type": "integer", "minimum": 1}},
    )
    parameters = document.operations["X"].query_parameters

    assert parameters.read([("size", "7"), ("flag", "true"), ("share", "0.5")]) == (
        {"size": 7, "flag": True, "share": 0.5},
        [],
    )
    for pairs in (
        [],
        [("size", "0")],
        [("size", "1.0")],
        [("size", "1"), ("flag", "1")],
        [("size", "1"), ("Size", "1")],
    ):
        assert len(parameters.read(pairs)[1]) == 1, pairs


def test_formats_are_validated():
    document = small(
        {"/x": {"get": operation("X", parameters=[{"name": "at", "in": "query", "schema": {"format": "date-time"}}])}}
    )
    parameters = document.operations["X"].query_parameters
    assert parameters.read([("at", "2026-01-15T10:30:00Z")])[1] == []
    assert len(parameters.read([("at", "yesterday")])[1]) == 1


def test_response_without_documented_body_has_none():
    document = small({"/x": {"get": operation("X")}})
    with pytest.raises(EmulatorError, match="body"):
        validate_response(document.operations["X"].responses, 200, {}, {"surprise": 1})


def test_missing_validator_is_explained():
    program = "import sys; sys.modules['jsonschema_rs'] = None; from twilio_memory.testing import Emulator"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert 'ImportError: twilio_memory.testing needs jsonschema-rs: pip install "twilio-memory[testing]"' in done.stderr
