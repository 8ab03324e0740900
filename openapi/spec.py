"""Read the spec as the generators need it, with the overlay applied."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import overlay

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
SPEC = HERE / "memory-v1.yaml"
OVERLAY = HERE / "sdk.overlay.yaml"

Schema = dict[str, Any]

METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace"})
RECORD_KEYS = frozenset(
    f"x-{name}"
    for name in (
        "method",
        "retry",
        "gone-codes",
        "error-codes",
        "result",
        "batch-size",
        "converts",
        "positional",
        "defaults",
        "response-id",
        "requires",
        "skips",
        "description",
        "arguments",
        "returns",
        "helper",
        "example",
    )
)
"""The keys of a record; sdk.overlay.yaml describes them."""


class Operation(NamedTuple):
    """An operation with all that stands elsewhere in the spec and belongs to it."""

    path: str
    http_method: str
    data: dict[str, Any]
    parameters: dict[str, dict[str, Any]]
    """By name; those of the path first. Each has its schema in place of a reference."""
    body: Schema
    """The schema of the body; empty if it takes none."""
    success: dict[str, Any]
    """The response below 300."""

    @property
    def name(self) -> str:
        """Its operation ID."""
        name: str = self.data["operationId"]
        return name

    @property
    def record(self) -> dict[str, Any]:
        """What the overlay says of it, without the prefix of the keys."""
        found = {key: value for key, value in self.data.items() if key.startswith("x-") and key != "x-twilio"}
        if unknown := found.keys() - RECORD_KEYS:
            sys.exit(f"{OVERLAY.name}: {self.name} has the unknown key {', '.join(sorted(unknown))}")
        return {key.removeprefix("x-").replace("-", "_"): value for key, value in found.items()}


def read_yaml(path: Path) -> dict[str, Any]:
    """Read a YAML file: the way the generator does, where that is installed."""
    text = path.read_text(encoding="utf-8")
    content: dict[str, Any]
    if importlib.util.find_spec("ruamel"):
        content = importlib.import_module("ruamel.yaml").YAML(typ="safe").load(text)
    else:
        yaml = importlib.import_module("yaml")
        content = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return content


def read() -> dict[str, Any]:
    """Read the spec and apply the overlay.

    Raises:
        ValueError: The overlay does not fit the spec, or has no record of an operation.
    """
    spec = overlay.apply(read_yaml(OVERLAY), read_yaml(SPEC))
    for operation in operations(spec):
        if missing := {"method", "retry"} - operation.record.keys():
            keys = " and ".join(f"x-{key}" for key in sorted(missing))
            raise ValueError(f"{operation.name}: {OVERLAY.name} has no {keys} for it")
        resource = operation.record["method"].rpartition(".")[0]
        if resource not in spec["x-resources"]:
            raise ValueError(f"{operation.name}: {OVERLAY.name} has no resource {resource} in x-resources")
    return spec


def read_or_exit() -> dict[str, Any]:
    """Read the spec with the overlay, or end the script with what does not fit."""
    try:
        return read()
    except ValueError as error:
        sys.exit(str(error))


def operations(spec: dict[str, Any]) -> Iterator[Operation]:
    """Iterate over the operations of a spec, in its order."""
    for path, item in spec["paths"].items():
        for method in item:
            if method in METHODS:
                data = item[method]
                parameters = [
                    resolved(spec, each) for each in (*item.get("parameters", ()), *data.get("parameters", ()))
                ]
                parameters = [{**each, "schema": resolved(spec, each["schema"])} for each in parameters]
                parameters.sort(key=lambda each: each["in"] != "path")
                body = data.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
                success = next(response for status, response in data["responses"].items() if status.startswith("2"))
                yield Operation(
                    path,
                    method,
                    data,
                    {each["name"]: each for each in parameters},
                    resolved(spec, body),
                    resolved(spec, success),
                )


def resolved(spec: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """Follow a reference, or an `allOf` of one, which is another name; what stands beside it has precedence."""
    while "$ref" in node or len(node.get("allOf", ())) == 1:
        target: Any = node.get("$ref") or node["allOf"][0]
        if isinstance(target, str):
            parts, target = target.removeprefix("#/").split("/"), spec
            for part in parts:
                target = target[part]
        node = {**target, **{key: value for key, value in node.items() if key not in {"$ref", "allOf"}}}
    return node
