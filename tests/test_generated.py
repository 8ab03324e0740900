"""Compares the spec with the generated package, and finds what the generator dropped or changed.

The generator exits with success when it drops something. Therefore each expectation is read from
openapi/memory-v1.yaml, and each check is tested to fail on a mutated copy of the package.
"""

from __future__ import annotations

import builtins
import copy
import datetime as dt
import enum
import functools
import importlib
import inspect
import json
import operator
import pickle
import re
import shutil
import sys
import traceback
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

import attrs
import httpx
import pytest
import yaml

from twilio_memory import EnsuredDataMapping
from twilio_memory_api import models
from twilio_memory_api.api.observations import list_profile_observations
from twilio_memory_api.types import UNSET, Fresh, Model, NoneError, Unset, add_to

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "generated" / "twilio_memory_api"
API = PACKAGE.name
SETTINGS = yaml.safe_load((ROOT / "openapi" / "generator.yaml").read_text("utf-8"))
CLASSES = {name: override["class_name"] for name, override in SETTINGS["class_overrides"].items()}
# Below, schemas have the names of their classes.
TEXT = re.sub(
    r"(?<=#/components/schemas/)\w+",
    lambda name: CLASSES.get(name[0], name[0]),
    (ROOT / "openapi" / "memory-v1.yaml").read_text("utf-8"),
)
# The C loader is several times faster, but not installed on every machine.
SPEC = yaml.load(TEXT, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
SCHEMAS = {CLASSES.get(name, name): schema for name, schema in SPEC["components"]["schemas"].items()}
SPEC["components"]["schemas"] = SCHEMAS
OBJECTS = [name for name, schema in SCHEMAS.items() if schema.get("type") == "object"]
ENUMS = [name for name, schema in SCHEMAS.items() if "enum" in schema]
JSON = "application/json"
FORMATS = {"date-time": datetime, "date": date}
SCALARS = {"string": str, "integer": int, "number": float, "boolean": bool, "null": NoneType}
SAMPLES = {"string": "text", "integer": 3, "number": 1.5, "boolean": True, "null": None}
MOMENT = "2026-01-15T10:30:00Z"
# "number" is not integral, so that it is a wrong value for an integer.
WRONG = {**SAMPLES, "integer": 7, "object": {"a": "b"}, "array": ["a"]}


class Operation(NamedTuple):
    name: str
    method: str
    path: str
    tag: str
    parameters: dict[tuple[str, str], dict]
    body: dict | None
    responses: dict[str, dict]

    def module(self, api):
        return importlib.import_module(f"{api}.api.{snake(self.tag)}.{snake(self.name)}")


def operations():
    for path, item in SPEC["paths"].items():
        for method in sorted(item.keys() & {"get", "put", "post", "delete", "options", "head", "patch", "trace"}):
            data = item[method]
            both = [resolve(parameter)[0] for parameter in item.get("parameters", []) + data.get("parameters", [])]
            yield Operation(
                data["operationId"],
                method,
                path,
                data["tags"][0],
                {(parameter["in"], parameter["name"]): parameter for parameter in both},
                resolve(data["requestBody"])[0] if "requestBody" in data else None,
                {status: resolve(response)[0] for status, response in data["responses"].items()},
            )


# ------------------------------------------------------------------------------------------------------ the spec


def resolve(node):
    """Follow references and aliases; return the schema and its name."""
    name = None
    while "$ref" in node or "$comment" in node:
        *path, name = (node if "$ref" in node else node["allOf"][0])["$ref"].removeprefix("#/").split("/")
        node = functools.reduce(operator.getitem, [*path, name], SPEC)
    assert "allOf" not in node, "this test cannot read allOf yet"
    return node, name


def variants(schema):
    """Return the branches of a union; any other schema is its only branch."""
    node, _ = resolve(schema)
    branches = [*node.get("oneOf", ()), *node.get("anyOf", ())]
    if isinstance(node.get("type"), list):
        values = [value for value in node.get("enum", ()) if value is not None]
        known = {**node, "enum": values} if values else node
        branches = [{"type": "null"} if kind == "null" else {**known, "type": kind} for kind in node["type"]]
    return [variant for branch in branches for variant in variants(branch)] or [schema]


def snake(name):
    return re.sub(r"(?<=[a-z])(?=[A-Z])|-", "_", name).lower()


def python_name(wire, names):
    """Return the Python name of a property or parameter; the generator appends `_` to reserved names."""
    found = {snake(wire), f"{snake(wire)}_"} & set(names)
    assert len(found) == 1, f"{wire} is not among {sorted(names)}"
    return found.pop()


# ------------------------------------------------------------------------------------------------- types and the spec


def options(hint):
    return set(typing.get_args(hint)) if typing.get_origin(hint) in {UnionType, typing.Union} else {hint}


def hints_of(thing):
    """Return the type hints of a class or function; names imported under TYPE_CHECKING are supplied."""
    api = importlib.import_module(thing.__module__.split(".")[0])
    known = importlib.import_module(f"{api.__name__}.models")
    annotated = [getattr(each, "__annotations__", None) for each in getattr(thing, "__mro__", [thing])]
    used = {*re.findall(r"\w+", str(annotated))}  # To import all models takes each copy of the package half a second.
    names = {name: getattr(module, name) for module in (api, known) for name in used.intersection(module.__all__)}
    return typing.get_type_hints(thing, localns=names | {"httpx": httpx, "datetime": dt})


def is_unset(hint):
    return getattr(hint, "__name__", "") == "Unset"


def check_hint(hint, schema, where, *, optional=False):
    """Compare a type hint with a schema by variants, without `Unset`, and without None if the property is optional."""
    types, branches = [option for option in options(hint) if not is_unset(option)], variants(schema)
    if optional and not any(
        resolve(branch)[0].get("type") in {"null", None} for branch in branches if not is_plain(branch)
    ):
        types.remove(NoneType)
    if len(types) == len(branches) == 1:
        check_type(types[0], branches[0], where)
        return
    missing = [branch for branch in branches if not any(fits(option, branch) for option in types)]
    assert not missing, f"{where}: {hint} has nothing for {missing}"
    more = [option for option in types if not any(fits(option, branch) for branch in branches)]
    assert not more, f"{where}: the spec has nothing for {more}"


def fits(hint, branch):
    try:
        check_type(hint, branch, "")
    except AssertionError:
        return False
    return True


def check_type(hint, schema, where):
    """Compare a type with one branch; descend into classes that have no name in the spec."""
    node, name = resolve(schema)
    kind = node.get("type")
    if "const" in node:
        assert hint == Literal[node["const"]], where
    elif "enum" in node:
        assert is_class(hint, enum.StrEnum, name), where
        assert sorted(hint) == sorted(node["enum"]), where
    elif kind == "object":
        assert is_class(hint, object, name), f"{where}: {hint}"
        assert attrs.has(hint), f"{where}: {hint}"
        if name is None:
            check_class(hint, node)
    elif kind == "array":
        assert typing.get_origin(hint) is list, f"{where}: {hint}"
        check_hint(*typing.get_args(hint), node.get("items", {}), f"{where}[]")
    elif is_plain(schema):
        assert hint == dict[str, dict[str, Any]], f"{where}: {hint}"
    else:
        expected = Any if kind is None else FORMATS.get(node.get("format"), SCALARS[kind])
        assert hint is expected, f"{where}: {hint}"


def is_plain(schema):
    """Return whether a schema is the one of traits, which has no type, so that they stay plain dictionaries."""
    return "patternProperties" in resolve(schema)[0]


def is_class(hint, base, name):
    return isinstance(hint, type) and issubclass(hint, base) and name in {None, hint.__name__}


def check_class(cls, node):
    """Compare a generated class with an object schema: properties, requiredness, types, defaults, openness."""
    hints, attributes = hints_of(cls), attrs.fields_dict(cls)
    if node.get("properties"):
        check_constructor(cls, node)
    for wire, schema in node.get("properties", {}).items():
        name, required = python_name(wire, attributes), wire in node.get("required", ())
        default, (target, _) = attributes.pop(name).default, resolve(schema)
        where = f"{cls.__name__}.{name}"
        if "const" in target and "default" in target:
            assert default == target["const"], where
        else:
            assert default is (attrs.NOTHING if required else None), f"{where} has a default"
        check_hint(hints[name], schema, where, optional=not required)
    more = node.get("additionalProperties", True)
    if more is not False:
        assert attributes.pop("additional_properties").init is False
        values = typing.get_args(hints["additional_properties"])[1]
        check_hint(values, {} if more is True else more, f"{cls.__name__}.additional_properties")
    else:
        assert attributes.pop("_extra").init is False
    if may_have_nulls(node):
        assert attributes.pop("_nulls").init is False
    if cls.__name__ in ETAGS:
        assert attributes.pop("etag").default is None
    assert (attributes.pop("skipped", None) is not None) == (cls.__name__ == "RecallResult")
    assert not attributes, f"{cls.__name__}: the spec has no {sorted(attributes)}"


def may_have_nulls(node):
    properties, required = node.get("properties", {}), node.get("required", ())
    return any(wire not in required or is_nullable(schema) for wire, schema in properties.items())


def is_nullable(schema):
    return any(resolve(branch)[0].get("type") == "null" for branch in variants(schema))


def check_constructor(cls, node):
    """Compare the arguments of a class with the properties of its schema."""
    hints, parameters = hints_of(cls.__init__), dict(inspect.signature(cls).parameters)
    etag = parameters.pop("etag", None)
    assert (etag is not None and etag.kind is etag.KEYWORD_ONLY) == (cls.__name__ in ETAGS)
    for wire, schema in node["properties"].items():
        name, required = python_name(wire, parameters), wire in node.get("required", ())
        default, (target, _) = parameters.pop(name).default, resolve(schema)
        where = f"{cls.__name__}({name})"
        assert any(map(is_unset, options(hints[name]))) == (not required), f"{where} is required, or the spec's is"
        if "const" in target and "default" in target:
            assert default == target["const"], where
        else:
            assert default is (inspect.Parameter.empty if required else UNSET) or is_unset(type(default)), where
            assert required == (default is inspect.Parameter.empty), f"{where} has a default"
        check_hint(hints[name], schema, where)
    assert not parameters, f"{cls.__name__}: the spec has no {sorted(parameters)}"


# ---------------------------------------------------------------------------------------------- responses and the spec


def cases(schema, *, full):
    """Return valid values of a schema, each with a check of the parsed value; every nested variant is covered."""
    return [case for branch in variants(schema) for case in cases_of_branch(branch, full=full)]


def cases_of_branch(schema, *, full):
    node, name = resolve(schema)
    if "const" in node or "enum" in node:
        value = node["const"] if "const" in node else node["enum"][0]
        return [(value, lambda read: operator.eq(getattr(read, "value", read), value))]
    match node.get("type"):
        case "object":
            return object_cases(node, name, full=full)
        case "array":
            if not full and not node.get("minItems"):
                return [([], lambda read: read == [])]
            items = cases(node.get("items", {}), full=full)
            return [([value], lambda read, check=check: len(read) == 1 and check(read[0])) for value, check in items]
        case "string" if node.get("format") in FORMATS:
            value = MOMENT if node["format"] == "date-time" else MOMENT[:10]
            expected = FORMATS[node["format"]].fromisoformat(value)
        case kind:
            value = expected = node["examples"][0] if "examples" in node else SAMPLES.get(kind, {"any": ["thing"]})
    return [(value, lambda read: type(read) is type(expected) and read == expected)]


def object_cases(node, name, *, full):
    """Return objects with all or only the required properties; each property takes each of its values."""
    properties = node.get("properties", {})
    chosen = {
        wire: cases(properties[wire], full=full) for wire in properties if full or wire in node.get("required", ())
    }
    more = node.get("additionalProperties", True)
    if full and more is not False:
        chosen["a name that is not known"] = cases({} if more is True else more, full=True)
    first = {wire: values[0] for wire, values in chosen.items()}
    others = [{**first, wire: value} for wire, values in chosen.items() for value in values[1:]]

    def check(read, given):
        assert name in {None, type(read).__name__}, f"{name} is read as {read!r}"
        names = attrs.fields_dict(type(read))
        for wire in properties:
            value = getattr(read, python_name(wire, names))
            if wire not in given:
                assert value is None, f"{wire} was not given"
            else:
                assert given[wire][1](value), f"{wire} is read as {value!r}"
        unknown = given.keys() - properties.keys()
        kept = getattr(read, "additional_properties", {})
        assert kept.keys() == unknown
        return all(given[key][1](kept[key]) for key in unknown)

    return [
        ({wire: value for wire, (value, _) in given.items()}, functools.partial(check, given=given))
        for given in [first, *others]
    ]


def breakages(schema, value):
    """Yield copies of a value with one required property missing, at any depth, or with one constant changed."""
    node = next((node for node, _ in map(resolve, variants(schema)) if is_read_as(node, value)), {})
    if node.get("type") == "array":
        yield from (([less], wire) for item in value[:1] for less, wire in breakages(node.get("items", {}), item))
    if node.get("type") == "object":
        properties, more = node.get("properties", {}), node.get("additionalProperties", True)
        for wire in node.get("required", ()):
            yield {name: part for name, part in value.items() if name != wire}, wire
        if len(variants(schema)) == 1:  # In a union the constant selects the variant.
            yield from (({**value, wire: "SOMETHING ELSE"}, wire) for wire in constants(node))
        for name, part in value.items():
            inner = properties.get(name, {} if isinstance(more, bool) else more)
            yield from (({**value, name: less}, wire) for less, wire in breakages(inner, part))


def is_read_as(node, value):
    if node.get("type") == "object":
        return isinstance(value, dict) and all(value.get(wire) == const for wire, const in constants(node).items())
    return node.get("type") == "array" and isinstance(value, list)


def constants(node):
    targets = {wire: resolve(schema)[0] for wire, schema in node.get("properties", {}).items()}
    return {wire: target["const"] for wire, target in targets.items() if "const" in target}


# ------------------------------------------------------------------------------------------------------- the checks


def check_modules(api):
    folder = Path(importlib.import_module(api).__file__).parent / "api"
    found = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.py") if path.name != "__init__.py"}
    assert found == {f"{snake(operation.tag)}/{snake(operation.name)}.py" for operation in OPERATIONS.values()}


def check_signature(api, operation):
    get_kwargs = operation.module(api)._get_kwargs
    hints, found = hints_of(get_kwargs), dict(inspect.signature(get_kwargs).parameters)
    in_path = [python_name(wire, found) for wire in re.findall(r"{(\w+)}", operation.path)]
    assert list(found)[: len(in_path)] == in_path
    wanted = dict(operation.parameters)
    if operation.body is not None:
        wanted["body", "body"] = {**operation.body, "schema": operation.body["content"][JSON]["schema"]}
    for (place, wire), data in wanted.items():
        name = python_name(wire, found)
        parameter, where = found.pop(name), f"{operation.name}({name})"
        assert (parameter.kind is parameter.POSITIONAL_OR_KEYWORD) == (place == "path"), where
        assert any(map(is_unset, options(hints[name]))) == (not data.get("required")), where
        assert parameter.default is parameter.empty if data.get("required") else is_unset(type(parameter.default)), (
            where
        )
        check_hint(hints[name], data["schema"], where)
    assert not found, "the spec has no such parameters"


def check_request(api, operation, full):
    """Call `_get_kwargs` with all or only the required arguments, and compare the request."""
    get_kwargs = operation.module(api)._get_kwargs
    hints = hints_of(get_kwargs)
    url, arguments, expected = operation.path, {}, {"method": operation.method, "params": {}, "headers": {}}
    for (place, wire), data in operation.parameters.items():
        if not full and not data.get("required"):
            continue
        name = python_name(wire, hints)
        value = f"{wire} 1/2?%" if place == "path" else cases(data["schema"], full=True)[0][0]
        arguments[name] = as_python(value, options(hints[name]))
        if place == "path":
            url = url.replace(f"{{{wire}}}", quote(value, safe=""))
        elif place == "query":
            expected["params"][wire] = value
        else:
            expected["headers"][wire] = value if isinstance(value, str) else json.dumps(value)
    if operation.body is not None:
        expected["headers"]["Content-Type"] = JSON
    if operation.body is not None and (full or operation.body.get("required")):
        (cls,) = (option for option in options(hints["body"]) if not is_unset(option))
        expected["json"], _ = cases(operation.body["content"][JSON]["schema"], full=full)[0]
        arguments["body"] = cls.from_dict(expected["json"])
    assert {"params": {}, "headers": {}, **get_kwargs(**arguments)} == {**expected, "url": url}


def as_python(value, types):
    """Return the Python value that a caller passes for a JSON value."""
    for cls in types:
        if is_class(cls, enum.StrEnum, None):
            return cls(value)
        if is_class(cls, date, None):
            return cls.fromisoformat(value)
    return value


def check_response(api, operation, status):
    content = operation.responses[status].get("content")
    if content is None:
        assert parse(api, operation, httpx.Response(int(status))) is None
        return
    for full in (False, True):
        for value, check in cases(content[JSON]["schema"], full=full):
            read = parse(api, operation, httpx.Response(int(status), json=value))
            assert check(read)
            assert read.to_dict() == value


def check_response_types(api, operation):
    hint = hints_of(operation.module(api)._parse_response)["return"]
    bodies = [data["content"][JSON]["schema"] if "content" in data else {} for data in operation.responses.values()]
    check_hint(hint, {"oneOf": [*bodies, {"type": "null"}]}, operation.name)
    assert parse(api, operation, httpx.Response(418, json={})) is None


def parse(api, operation, response):
    client = importlib.import_module(api).Client(base_url="")
    return operation.module(api)._parse_response(client=client, response=response)


def check_model(api, name):
    cls = getattr(importlib.import_module(f"{api}.models"), name)
    check_class(cls, SCHEMAS[name])
    for full in (False, True):
        for value, check in cases({"$ref": f"#/components/schemas/{name}"}, full=full):
            given = copy.deepcopy(value)
            read = cls.from_dict(given)
            assert check(read)
            assert read.to_dict() == given == value
            if SCHEMAS[name].get("additionalProperties", True) is True:
                more = {**value, "another name that is not known": value}
                assert cls.from_dict(more).to_dict() == more, f"{name} has lost what it does not know"
            for broken, wire in breakages({"$ref": f"#/components/schemas/{name}"}, value):
                check_refusal(cls, broken, wire)


def check_nulls(api, name):
    """Set each optional property to null: its attribute reads None, and `to_dict()` returns the null."""
    cls = getattr(importlib.import_module(f"{api}.models"), name)
    node = SCHEMAS[name]
    names = attrs.fields_dict(cls)
    first = cases({"$ref": f"#/components/schemas/{name}"}, full=True)[0][0]
    for wire in node.get("properties", {}).keys() - set(node.get("required", ())):
        read = cls.from_dict({**first, wire: None})
        value = getattr(read, python_name(wire, names))
        assert all(same.to_dict() == {**first, wire: None} for same in [read, *duplicates(read)]), f"{name}.{wire}"
        assert value is None, f"{name}.{wire} is {value!r} for null"


def check_arguments(api, name):
    """Rebuild a model from its fields; pass None for each argument: sent if nullable, refused otherwise."""
    cls = getattr(importlib.import_module(f"{api}.models"), name)
    node, names = SCHEMAS[name], attrs.fields_dict(cls)
    for full in (True, False):
        for value, _ in cases({"$ref": f"#/components/schemas/{name}"}, full=full):
            read = cls.from_dict(value)
            fields = read.fields()
            assert fields.pop("extra_body", {}) == {
                wire: value[wire] for wire in value.keys() - node["properties"].keys()
            }
            made = cls(**fields)
            assert made.to_dict() == {wire: value[wire] for wire in value.keys() & node["properties"].keys()}
            assert made.fields() == fields
    for wire, schema in node["properties"].items():
        argument = python_name(wire, names)
        if is_nullable(schema):
            made = cls(**{**fields, argument: None})
            assert made.to_dict().get(wire, 0) is made.fields().get(argument, 0) is getattr(made, argument) is None
        elif "const" not in resolve(schema)[0]:
            check_refusal(lambda given: cls(**given), {**fields, argument: None}, argument)


def check_types(api, name):
    """Set each required property, and an item of each array of scalars, to a value of every other JSON type."""
    cls = getattr(importlib.import_module(f"{api}.models"), name)
    properties = SCHEMAS[name].get("properties", {})
    first = cases({"$ref": f"#/components/schemas/{name}"}, full=True)[0][0]
    for wire in SCHEMAS[name].get("required", ()):
        for value in wrong_values(properties[wire]):
            check_refusal(cls, {**first, wire: value}, wire)
    for wire, schema in properties.items():
        if items := scalar_items(schema):
            for value in wrong_values(items):
                check_refusal(cls, {**first, wire: [*first[wire], value]}, wire)


def scalar_items(schema):
    """Return the schema of an array's items if they are scalars of one type, else None."""
    nodes = [resolve(branch)[0] for branch in variants(schema)]
    arrays = [node for node in nodes if node.get("type") == "array"]
    items = arrays[0]["items"] if arrays and len(nodes) <= 1 + is_nullable(schema) else {}
    return items if resolve(items)[0].get("type") in SCALARS else None


def wrong_values(schema):
    """Return a value of each JSON type that a schema does not allow; an integer is also a number."""
    nodes = [resolve(branch)[0] for branch in variants(schema)]
    allowed = {node.get("type") for node in nodes} | ({"integer"} if {"type": "number"} in nodes else set())
    assert None not in allowed, "a schema without a type refuses nothing"
    return [value for kind, value in WRONG.items() if kind not in allowed]


def check_refusal(cls, broken, wire):
    """Parse an invalid value; the error must name the property, and be one of those that callers convert."""
    refused = None
    try:
        getattr(cls, "from_dict", cls)(broken)
    except (KeyError, ValueError, NoneError) as error:
        refused = error
    assert wire in str(refused), f"{cls.__name__} is read although {wire} is wrong"


def check_enum(api, name):
    cls = getattr(importlib.import_module(f"{api}.models"), name)
    check_type(cls, {"$ref": f"#/components/schemas/{name}"}, name)


OPERATIONS = {operation.name: operation for operation in operations()}
ETAGS = {
    resolve(response["content"][JSON]["schema"])[1]
    for operation in OPERATIONS.values()
    for response in operation.responses.values()
    if "ETag" in response.get("headers", {})
}
RESPONSES = [(name, status) for name, operation in OPERATIONS.items() for status in operation.responses]


def test_generated_modules_are_exactly_the_operations_by_tag():
    check_modules(API)


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_signature_has_the_parameters_and_body_of_the_spec(name):
    check_signature(API, OPERATIONS[name])


@pytest.mark.contract(8)
@pytest.mark.parametrize("full", [True, False], ids=["everything", "required"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_request_has_exactly_the_given_values_under_their_names(name, full):
    check_request(API, OPERATIONS[name], full)


@pytest.mark.parametrize(("name", "status"), RESPONSES, ids=[f"{name}-{status}" for name, status in RESPONSES])
def test_documented_response_is_parsed_into_the_class_of_the_spec(name, status):
    check_response(API, OPERATIONS[name], status)


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_return_type_covers_exactly_the_documented_responses(name):
    check_response_types(API, OPERATIONS[name])


@pytest.mark.parametrize("name", OBJECTS)
def test_model_has_every_property_and_round_trips_every_variant(name):
    check_model(API, name)


@pytest.mark.parametrize("name", OBJECTS)
def test_null_of_an_optional_property_reads_as_none(name):
    check_nulls(API, name)


@pytest.mark.parametrize("name", [name for name in OBJECTS if "properties" in SCHEMAS[name]])
def test_model_accepts_its_own_fields_and_refuses_none_if_null_is_not_allowed(name):
    check_arguments(API, name)


def test_etag_is_kept_in_copies_and_omitted_from_json():
    value = cases({"$ref": "#/components/schemas/Store"}, full=True)[0][0]
    listed, fetched = models.Store.from_dict(value), models.Store.from_dict(value)
    fetched.etag = '"3"'
    assert listed.etag is None
    assert fetched != listed
    assert fetched.to_dict() == value
    assert "etag" not in fetched.fields()
    assert [same.etag for same in duplicates(fetched)] == ['"3"'] * len(duplicates(fetched))
    assert (
        models.Store(**{"etag": '"4"', **{k: v for k, v in listed.fields().items() if k != "extra_body"}}).etag == '"4"'
    )
    with pytest.raises(AttributeError, match="'PageMeta' object has no attribute 'etag'"):
        _ = models.PageMeta().etag


def test_extra_body_is_added_to_models_with_and_without_unknown_properties():
    for body in (models.StorePatch(description="a"), models.TraitGroupPatch(description="a")):
        add_to(body, {"color": "red"})
        assert body.to_dict() == {"description": "a", "color": "red"}
        assert body.fields() == {"description": "a", "extra_body": {"color": "red"}}
        assert all(same == body and same.to_dict() == body.to_dict() for same in duplicates(body))
        assert body != type(body)(description="a")
        with pytest.raises(ValueError, match="'description' is a known property"):
            add_to(body, {"description": "b"})


@pytest.mark.contract(21)
@pytest.mark.parametrize("name", OBJECTS)
def test_required_property_of_the_wrong_json_type_is_refused_and_named(name):
    check_types(API, name)


def traceback_with_locals(cls, broken):
    try:
        cls.from_dict(broken)
    except (KeyError, ValueError) as error:
        error.__traceback__ = error.__traceback__.tb_next  # without the locals of this frame
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        assert "repr() failed" not in shown  # as newer versions of Python write it
        return shown


@pytest.mark.parametrize("name", OBJECTS)
def test_traceback_of_a_refused_model_can_be_formatted_with_locals(name):
    for value, _ in cases({"$ref": f"#/components/schemas/{name}"}, full=True):
        for broken, wire in breakages({"$ref": f"#/components/schemas/{name}"}, value):
            assert wire in traceback_with_locals(getattr(models, name), broken)


@pytest.mark.parametrize("name", ENUMS)
def test_enum_has_every_value_of_the_spec(name):
    check_enum(API, name)


# ----------------------------------------------------------------------------------------- values unknown to the spec


@pytest.mark.contract(21)
@pytest.mark.parametrize("name", ENUMS)
def test_unknown_enum_value_is_kept(name):
    cls = getattr(models, name)
    known = list(cls)
    value = cls("NOT KNOWN YET")
    assert value == "NOT KNOWN YET"
    assert (str(value), value.value, hash(value)) == ("NOT KNOWN YET", "NOT KNOWN YET", hash("NOT KNOWN YET"))
    assert isinstance(value, cls)
    assert all(same is value for same in [cls("NOT KNOWN YET"), *duplicates(value)])
    assert cls("NOT KNOWN EITHER") is not value
    assert (list(cls), len(cls), list(cls.__members__.values())) == (known, len(known), known)
    assert all(same is member for member in cls for same in duplicates(member))
    with pytest.raises(ValueError, match="3 is not a valid"):
        cls(3)


OTHERS = [
    (name, wire, fallback)
    for name in OBJECTS
    for wire, schema in SCHEMAS[name].get("properties", {}).items()
    for branch in variants(schema)
    for node, fallback in [resolve(branch)]
    if any("not" in resolve(value)[0] for value in node.get("properties", {}).values())
]


@pytest.mark.contract(21)
@pytest.mark.parametrize(("name", "wire", "fallback"), OTHERS, ids=[f"{name}.{wire}" for name, wire, _ in OTHERS])
def test_unknown_discriminator_selects_the_fallback(name, wire, fallback):
    (discriminator,) = SCHEMAS[fallback]["required"]
    unknown = {discriminator: "NOT_KNOWN_YET", "columns": 7, "more": {"kept": [None]}}
    response = {**cases({"$ref": f"#/components/schemas/{name}"}, full=True)[0][0], wire: unknown}
    read = getattr(models, name).from_dict(response)
    value = getattr(read, python_name(wire, attrs.fields_dict(type(read))))
    assert type(value).__name__ == fallback
    assert value.additional_properties == {"columns": 7, "more": {"kept": [None]}}
    assert read.to_dict() == response


@pytest.mark.parametrize("text", ["10:30:00Z", "10:30:00.5Z", "10:30:00.123456789Z", "12:30:00+02:00"])
def test_datetime_is_parsed_in_every_notation(text):
    store = {**cases({"$ref": "#/components/schemas/Store"}, full=True)[0][0], "dataAsOf": f"2026-01-15T{text}"}
    read = models.Store.from_dict(store).data_as_of
    assert read.replace(microsecond=0) == datetime(2026, 1, 15, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("value", [[], None, "text", 3], ids=repr)
def test_model_from_a_non_object_is_refused(name, value):
    with pytest.raises((TypeError, AttributeError)):
        getattr(models, name).from_dict(value)


@pytest.mark.parametrize(
    ("model", "wire"),
    [("DataMappingList", "dataMappings"), ("MappingToTraits", "mappings"), ("RecallResult", "summaries")],
)
@pytest.mark.parametrize("value", [{}, {"0": {}}, "", 3], ids=repr)
def test_list_of_models_from_a_non_array_is_refused(model, wire, value):
    full, _ = cases({"$ref": f"#/components/schemas/{model}"}, full=True)[0]
    with pytest.raises((TypeError, AttributeError)):
        getattr(models, model).from_dict({**full, wire: value})


def test_from_dict_consumes_only_lists_it_owns():
    def page(kind):
        items = [{"key": str(number), "pageSize": number} for number in range(3)]
        return {"identifiers": kind([{"idType": f"type{number}", "values": []} for number in range(3)]), "x": items}

    own, given = page(Fresh), page(list)
    assert models.IdentifierList.from_dict(own) == models.IdentifierList.from_dict(given)
    assert [len(own["identifiers"]), len(given["identifiers"])] == [0, 3]
    assert own["x"] == given["x"]


@pytest.mark.parametrize("name", OBJECTS)
def test_reading_a_list_uses_no_variable_that_a_property_can_be_named(name):
    """The generator appends `_` to a property's name if it is that of a builtin."""
    cls = getattr(models, name)
    variables = cls._from_dicts.__code__.co_varnames if hasattr(cls, "_from_dicts") else ()
    of_properties = {prefix + attribute for attribute in cls._names for prefix in ("", "_")}
    of_stock = {"cls", "src_dict", "each", "name", "value"}  # The last three are those of comprehensions.
    own = {*variables} - of_properties - of_stock - {"_self"}
    assert [each for each in own if each[:1] != "_" or not hasattr(builtins, each[1:])] == []


def test_additional_properties_are_created_on_access_for_each_model():
    first, second = (models.PageMeta.from_dict({"key": "stores"}) for _ in range(2))
    assert first.additional_properties is first.additional_properties
    assert first == second
    first["more"] = 7
    assert (first.additional_properties, second.additional_properties) == ({"more": 7}, {})
    assert first != second
    assert first.to_dict() == {"key": "stores", "more": 7}
    second.additional_properties = {"more": 7}
    assert first == second
    assert repr(first) == repr(second)


# ------------------------------------------------------------------------------------------------- copies and pickles


def duplicates(value):
    pickles = [pickle.dumps(value, protocol) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    return [copy.copy(value), copy.deepcopy(value), *map(pickle.loads, pickles)]


def test_unset_is_a_singleton():
    assert Unset() is UNSET
    assert all(same is UNSET for same in duplicates(UNSET))
    assert repr(UNSET) == "UNSET"
    assert not UNSET


@pytest.mark.parametrize("name", OBJECTS)
def test_model_can_be_copied_and_pickled(name):
    for full in (False, True):
        for value, check in cases({"$ref": f"#/components/schemas/{name}"}, full=full):
            read = getattr(models, name).from_dict(value)
            for same in duplicates(read):
                assert same == read
                assert check(same)
                assert same.to_dict() == value


# Before Python 3.13, the method of its protocol is called by its name.
replace = getattr(copy, "replace", lambda model, /, **changes: model.__replace__(**changes))


@pytest.mark.parametrize("name", OBJECTS)
def test_replaced_model_keeps_what_was_null_or_left_out(name):
    cls, node = getattr(models, name), SCHEMAS[name]
    names, properties = attrs.fields_dict(cls), node.get("properties", {})
    for full in (False, True):
        for value, check in cases({"$ref": f"#/components/schemas/{name}"}, full=full):
            source = cls.from_dict(value)
            assert check(replace(source))
            optional = properties.keys() - set(node.get("required", ()))
            for given in [value, *({**value, wire: None} for wire in optional)]:
                read = cls.from_dict(given)
                same = replace(read)
                assert (same, type(same), same.to_dict()) == (read, cls, given)
                for wire in properties.keys() & value.keys():
                    argument = python_name(wire, names)
                    if (new := getattr(source, argument)) is not None:
                        assert replace(read, **{argument: new}).to_dict() == {**given, wire: value[wire]}
                assert read.to_dict() == given


@pytest.mark.parametrize("name", OBJECTS)
def test_model_is_replaced_with_what_its_constructor_takes(name):
    cls, node = getattr(models, name), SCHEMAS[name]
    value = cases({"$ref": f"#/components/schemas/{name}"}, full=True)[0][0]
    read, names = cls.from_dict(value), attrs.fields_dict(cls)
    for wire, schema in node.get("properties", {}).items():
        argument = python_name(wire, names)
        if is_nullable(schema):
            assert replace(read, **{argument: None}).to_dict() == {**value, wire: None}
        elif "const" not in resolve(schema)[0]:
            check_refusal(lambda given: replace(read, **given), {argument: None}, argument)
        if wire not in node.get("required", ()):
            without = {each: content for each, content in value.items() if each != wire}
            assert replace(read, **{argument: UNSET}).to_dict() == without
    with pytest.raises(TypeError, match="not_known"):
        replace(read, not_known=1)


def test_replaced_model_has_unknown_properties_of_its_own_and_no_response():
    read = models.PageMeta.from_dict({"key": "stores", "more": 7})
    read._response = object()
    replaced = replace(read, key="x")
    assert replaced.to_dict() == {"key": "x", "more": 7}
    replaced["more"] = 8
    assert (read["more"], replaced.response) == (7, None)


def test_replaced_result_of_ensure_keeps_what_was_done():
    value = cases({"$ref": "#/components/schemas/DataMapping"}, full=True)[0][0]
    found = EnsuredDataMapping.from_dict({**value, "description": None})
    found.created, found.added, found.differs, found.etag = True, (), (), "1"
    replaced = replace(found, display_name="x", etag="2")
    assert (replaced.created, replaced.etag, replaced.display_name) == (True, "2", "x")
    assert replaced.to_dict() == {**value, "description": None, "displayName": "x"}


# ----------------------------------------------------------------------------------------- the checks on mutated copies


def of(check, *arguments):
    return lambda api: check(api, *arguments)


PAGE, STORE, MAPPING, CLOUD_APP = (
    of(check_model, name) for name in ("PageMeta", "Store", "DataMapping", "MappingFromDatasetCloudApp")
)
LIST, PATCH, DELETE = (OPERATIONS[name] for name in ("ListStores", "PatchDataMapping", "DeleteDataMapping"))
LISTING = "api/store/list_stores.py"
PATCHING = "api/data_mapping/patch_data_mapping.py"
DELETING = "api/data_mapping/delete_data_mapping.py"
# By mutation: the file, the pattern, its replacement, and the check that must fail.
MUTATIONS = {
    "a property": ("models/page_meta.py", r".*next_?[tT]oken.*\n", "", PAGE),
    "a property's name": ("models/page_meta.py", '"nextToken"', '"next_token"', PAGE),
    "a property's type": ("models/store.py", "version: int", "version: Any", STORE),
    "a required property": ("models/store.py", "version: int\n", "version: int | None = None\n", STORE),
    "a required argument": ("models/store.py", "version: int,", "version: int | Unset = UNSET,", STORE),
    "a default": ("models/page_meta.py", r"key: str \| None = None", 'key: str | None = "stores"', PAGE),
    "an argument's default": ("models/page_meta.py", r"key: str \| Unset = UNSET", 'key: str | Unset = "stores"', PAGE),
    "a None that is not allowed": (
        "models/page_meta.py",
        r'_given\("key", key\)',
        "key",
        of(check_arguments, "PageMeta"),
    ),
    "a None that is allowed": (
        "models/trait_definition.py",
        r"self\._nulls = ",
        "_unused = ",
        of(check_arguments, "TraitDefinition"),
    ),
    "an ETag": ("models/store.py", r"\n        etag: .*", "", STORE),
    "a date": ("models/store.py", r"_moment\(", "str(", STORE),
    "a variant": ("models/data_mapping.py", r"MappingToOther \| ", "", MAPPING),
    "a const": ("models/mapping_from_dataset_cloud_app.py", "if _type_ != .*", "if False:", CLOUD_APP),
    "a discriminator": ("models/data_mapping.py", '== "TRAITS"', '== "OTHER"', MAPPING),
    "a broken variant": (
        "models/data_mapping.py",
        r"MappingToTraits\.from_dict",
        '(MappingToTraits if "mappings" in _mapping_to else MappingToOther).from_dict',
        MAPPING,
    ),
    "a missing required property": (
        "models/mapping_trait_item.py",
        r'src_dict\["traitName"\]',
        'src_dict.get("traitName", "")',
        MAPPING,
    ),
    "a missing required property of many": (
        "models/store.py",
        r"_values\(src_dict\)",
        '_values({"version": 1, **src_dict})',
        STORE,
    ),
    "the JSON type of a property": (
        "models/message_accepted.py",
        "message.__class__ is not str",
        "False",
        of(check_types, "MessageAccepted"),
    ),
    "the JSON types of properties": ("models/store.py", r"\) != _TYPES", ") is None", of(check_types, "Store")),
    "the JSON type of items": (
        "models/lookup_result.py",
        r"_STR\.issuperset\(.*\)",
        "True",
        of(check_types, "LookupResult"),
    ),
    "the expected JSON type": ("models/store.py", '"version": int', '"version": str', of(check_types, "Store")),
    "a received null": ("models/page_meta.py", r".*_self\._nulls =.*\n", "", of(check_nulls, "PageMeta")),
    "a null": ("models/page_meta.py", r'get\("key"\)', 'get("key") or UNSET', of(check_nulls, "PageMeta")),
    "the parsed dictionary": ("models/page_meta.py", r'src_dict\.get\("key"\)', 'src_dict.pop("key", None)', PAGE),
    "unknown properties": ("models/store.py", r"len\(src_dict\)", "0", STORE),
    "unknown properties beside missing ones": ("models/store.py", r"(?<![._])data_as_of is not None", "1", STORE),
    "an enum's value": ("models/store_status.py", r".*ACTIVE.*\n", "", of(check_enum, "StoreStatus")),
    "a query parameter": (LISTING, r".*page_?[tT]oken.*\n", "", of(check_signature, LIST)),
    "a query parameter's name": (LISTING, '"pageToken"', '"token"', of(check_request, LIST, True)),
    "a query parameter's default": (LISTING, "= UNSET,", "= 7,", of(check_signature, LIST)),
    "a header": (PATCHING, r'headers\["If-Match"\] = .*', "pass", of(check_request, PATCH, True)),
    "a body": (PATCHING, r'_kwargs\["json"\] = .*', "", of(check_request, PATCH, False)),
    "a required body": (PATCHING, "body: DataMappingCore,", "body: int = UNSET,", of(check_signature, PATCH)),
    "a method": (DELETING, '"delete"', '"get"', of(check_request, DELETE, False)),
    "a path": (DELETING, "/v1/", "/v2/", of(check_request, DELETE, False)),
    "an escape": (DELETING, 'safe=""', 'safe="/"', of(check_request, DELETE, False)),
    "a status": (DELETING, "== 404", "== 410", of(check_response, DELETE, "404")),
    "a response's class": (
        DELETING,
        r"(    from .*)operation_accepted import OperationAccepted",
        r"\1error import Error as OperationAccepted",
        of(check_response, DELETE, "202"),
    ),
    "a response's type": (DELETING, r"-> Error \| OperationAccepted", "-> Any", of(check_response_types, DELETE)),
    "an operation": (LISTING, None, None, check_modules),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_generated_code_check_fails_for_each_mutation(mutation, tmp_path, monkeypatch):
    path, old, new, check = MUTATIONS[mutation]
    api = f"{API}_without_{mutation}".replace(" ", "_").replace("'", "")
    shutil.copytree(PACKAGE, tmp_path / api, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / api / path
    if old is None:
        file.unlink()
    else:
        text, count = re.subn(old, new, file.read_text(encoding="utf-8"))
        assert count, f"{path} has no match for the mutation"
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # Each module of the copy is imported once.
    check(API)
    with pytest.raises(AssertionError):
        check(api)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 1, 15, 10, 30, tzinfo=UTC), "2026-01-15T10:30:00Z"),
        (datetime(2026, 1, 15, 10, 30, 0, 123456, tzinfo=UTC), "2026-01-15T10:30:00.123456Z"),
        (datetime(2026, 1, 15, 10, 30, tzinfo=dt.timezone(dt.timedelta(hours=1))), "2026-01-15T10:30:00+01:00"),
    ],
)
def test_times_in_utc_are_written_as_z(moment, text):
    item = models.ObservationInput(content="c", occurred_at=moment, source="s")
    assert item.to_dict()["occurredAt"] == text
    assert models.ObservationInput.from_dict(item.to_dict()) == item
    assert list_profile_observations._get_kwargs("s", "p", created_after=moment)["params"]["createdAfter"] == text


@pytest.mark.parametrize("name", models.__all__)
def test_models_take_keyword_arguments_only(name):
    cls = getattr(models, name)
    if isinstance(cls, type) and issubclass(cls, Model):
        kinds = {each.kind for each in inspect.signature(cls).parameters.values()}
        assert kinds <= {inspect.Parameter.KEYWORD_ONLY}
        assert cls.__match_args__ == ()
