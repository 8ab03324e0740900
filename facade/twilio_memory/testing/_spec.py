"""The description of the API: the operation of a request, and what it documents.

It is read once per process and never changes, so every emulator shares it and its compiled validators.
"""

from __future__ import annotations

import functools
import json
import re
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ._errors import APIProblem
from ._validation import Parameter, Parameters, Schema, compile_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jsonschema_rs

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


class Operation:
    """One operation of the description. Its validators are compiled when they are first needed."""

    def __init__(self, document: Document, path: str, method: str, shared: list[Schema], definition: Schema) -> None:
        self.id: str = definition["operationId"]
        self.method = method.upper()
        self.path = path
        self._document = document
        self._definition = definition
        # An operation's own parameter replaces the one of the same place and name that all of the path share.
        parameters = [document.resolve(parameter) for parameter in (*shared, *definition.get("parameters", ()))]
        self._parameters = {(parameter["in"], parameter["name"].lower()): parameter for parameter in parameters}

    @functools.cached_property
    def path_parameters(self) -> Parameters:
        """The parameters in the path."""
        return self._located("path")

    @functools.cached_property
    def query_parameters(self) -> Parameters:
        """The parameters in the query; others are refused by a strict emulator."""
        return self._located("query")

    @functools.cached_property
    def header_parameters(self) -> Parameters:
        """The parameters in headers."""
        return self._located("header")

    @functools.cached_property
    def request_body(self) -> Body | None:
        """The body that a request may have, or None."""
        definition = self._definition.get("requestBody")
        return None if definition is None else Body(self._document, self._document.resolve(definition))

    @functools.cached_property
    def responses(self) -> Mapping[int, ResponseSpec]:
        """The documented responses by status."""
        return {
            int(status): ResponseSpec(self._document, self._document.resolve(response))
            for status, response in self._definition["responses"].items()
            if status.isdecimal()
        }

    @functools.cached_property
    def starts_work(self) -> bool:
        """Whether it starts work that can be polled."""
        return self.method != "GET" and any("statusUrl" in response.properties for response in self.responses.values())

    def _located(self, location: str) -> Parameters:
        chosen = [parameter for (collection, _), parameter in self._parameters.items() if collection == location]
        return self._document.parameters(location, {parameter["name"]: parameter for parameter in chosen})


class Body:
    """The JSON body of a request."""

    def __init__(self, document: Document, definition: Schema) -> None:
        schema = definition["content"]["application/json"]["schema"]
        self.required: bool = definition.get("required", False)
        self.properties = frozenset(document.resolve(schema).get("properties", ()))
        """The documented properties of the body. What else an open object holds is accepted and ignored."""
        self.validator = compile_schema(schema, document.components)


class ResponseSpec:
    """A documented response."""

    def __init__(self, document: Document, definition: Schema) -> None:
        self.headers = document.parameters("header", definition.get("headers", {}))
        self._content: Schema | None = definition.get("content", {}).get("application/json")
        self._components = document.components
        schema = {} if self._content is None else document.resolve(self._content["schema"])
        self.properties = frozenset[str](schema.get("properties", ()))
        """The documented properties of the body."""

    @functools.cached_property
    def body(self) -> jsonschema_rs.Draft202012Validator | None:
        """What the body must fit, or None if there is none."""
        if self._content is None:
            return None
        # Responses are described as open objects, for the sake of what Twilio may add; the emulator adds nothing.
        return compile_schema({"allOf": [self._content["schema"]], "unevaluatedProperties": False}, self._components)


class Document:
    """The whole description."""

    def __init__(self, content: Schema) -> None:
        self.components: Schema = content["components"]
        self._content = content
        self.operations: dict[str, Operation] = {}
        """By operationId."""
        routes: dict[str, dict[str, Operation]] = {}
        for path, item in content["paths"].items():
            routes[path] = {}
            for method in _METHODS:
                if method in item:
                    operation = Operation(self, path, method, item.get("parameters", []), item[method])
                    self.operations[operation.id] = routes[path][operation.method] = operation
        # `/Profiles/Lookup` is tried before `/Profiles/{profileId}`.
        self._routes = [(_pattern(path), routes[path]) for path in sorted(routes, key=_variable_segments)]

    @functools.cached_property
    def error(self) -> ResponseSpec:
        """The response when no operation is known."""
        schema = {"$ref": "#/components/schemas/TwilioError"}
        return ResponseSpec(self, {"content": {"application/json": {"schema": schema}}})

    def resolve(self, part: Schema) -> Schema:
        """Follow references."""
        while "$ref" in part:
            target: Any = self._content
            for step in part["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            part = target
        return part

    def parameters(self, location: str, definitions: Mapping[str, Schema]) -> Parameters:
        """Gather parameters, or headers, by name."""
        resolved = {name: self.resolve(definition) for name, definition in definitions.items()}
        return Parameters(
            self.components,
            location,
            [
                Parameter(name, part["schema"], self.resolve(part["schema"]).get("type"), part.get("required", False))
                for name, part in resolved.items()
            ],
        )

    def route(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """Find the operation of a request.

        Args:
            method: The HTTP method.
            path: The raw path. A percent-encoded slash does not divide segments.

        Returns:
            The operation and the decoded values in its path.

        Raises:
            APIProblem: 20404, no operation has this method and path.
        """
        for pattern, by_method in self._routes:
            if match := pattern.fullmatch(path):
                if operation := by_method.get(method):
                    return operation, {name: unquote(value) for name, value in match.groupdict().items()}
                break
        raise APIProblem(20404)


@functools.cache
def load() -> Document:
    """Return the description, read once per process."""
    text = resources.files("twilio_memory.testing").joinpath("spec.json").read_text(encoding="utf-8")
    return Document(json.loads(text))


def _variable_segments(path: str) -> tuple[bool, ...]:
    return tuple(segment.startswith("{") for segment in path.split("/"))


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    texts = [re.escape(part) if index % 2 == 0 else f"(?P<{part}>[^/]+)" for index, part in enumerate(parts)]
    return re.compile("".join(texts))
