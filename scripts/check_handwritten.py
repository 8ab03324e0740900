"""Compare what is written by hand with the spec, where a generated file does not say it: name each place that lags.

.venv/bin/python scripts/check_handwritten.py
"""
# ruff: noqa: T201 - a script, part of no package, that prints

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / folder) for folder in ("openapi", "facade", "generated")]

from flattening import flat, resolve  # noqa: E402 - from a folder that is not a package
from spec import OVERLAY, Operation, operations, read  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flattening import Node

LIBRARY = ROOT / "facade" / "twilio_memory"
#: Constants by module and name, and the limit in the spec that each repeats.
CONSTANTS = {
    ("twilio_memory._imports.uploads", "_MAX_SIZE"): ("ImportFileSize", "maximum"),
    ("twilio_memory._imports.uploads", "_MAX_NAME_LENGTH"): ("ImportFileName", "maxLength"),
    ("twilio_memory._imports.uploads", "_MIN_COLUMNS"): ("ProfileImportRequest.columnMappings", "minItems"),
    ("twilio_memory._imports.uploads", "_MAX_COLUMNS"): ("ProfileImportRequest.columnMappings", "maxItems"),
}
#: Enums of what polling must decide about, and what it knows.
POLLED = ("OperationState", "ProfileImportStatus")
KNOWN_STATES = {"PENDING", "RUNNING", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"}
REDIRECTS = {301, 308}
SUCCESSES = {200, 201, 202}
LIMITS = {
    *("minLength", "maxLength", "minItems", "maxItems"),
    *("minimum", "maximum", "minProperties", "maxProperties"),
}
STATED_LIMIT = re.compile(r"(\d+) to (\d+)|(?:up to|at most|at least|groups of) (\d+)")


def main() -> int:
    """Print each place that lags; 1 if there is one."""
    found = [*problems(read())]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


def problems(spec: Node) -> Iterator[str]:
    """Describe each place that lags behind a spec with its overlay."""
    by_method = {each.record["method"]: each for each in operations(spec)}
    for operation in by_method.values():
        texts = [operation.record.get("description", ""), *operation.record.get("arguments", {}).values()]
        yield from _stated_limits(spec, f"{OVERLAY.name}, {operation.name}", "\n".join(texts), operation)
        yield from _arguments(operation)
        if size := operation.record.get("batch_size"):
            (items,) = operation.body["properties"].values()
            if size != (most := items["maxItems"]):
                what = f"the x-batch-size of {operation.name}"
                yield f"{OVERLAY.name}: {what} is {size}, and its body may have {most} items"
    yield from _statuses(by_method)
    yield from _names(by_method)
    yield from _constants(spec)
    for name in POLLED:
        for state in sorted({*spec["components"]["schemas"][name]["enum"]} - KNOWN_STATES):
            yield f"_core/polling.py: {name} has the status {state}, and polling does not know whether it is final"


def _arguments(operation: Operation) -> Iterator[str]:
    """Name the arguments in a record that the operation does not have."""
    body = {_snake(name) for name in operation.body.get("properties", {})}
    names = {"type_", *body, *map(_snake, operation.parameters)}
    for key, known in (("arguments", names), ("converts", body), ("positional", body)):
        for name in operation.record.get(key, ()):
            if name not in known:
                yield f"{OVERLAY.name}: {operation.name} has no argument {name}, which x-{key} names"


def _stated_limits(spec: Node, place: str, text: str, operation: Operation) -> Iterator[str]:
    limits = {*_limits(spec, {"properties": {"body": operation.body}}, set())}
    for each in operation.parameters.values():
        limits |= {*_limits(spec, each["schema"], set())}
    for match in STATED_LIMIT.finditer(" ".join(text.split())):
        for number in filter(None, match.groups()):
            # A limit of 1 may be what a pattern says; sizes are stated in MiB, too.
            if int(number) > 1 and not {int(number), int(number) * 2**20} & limits:
                yield f"{place}: it states {match[0]!r}, and {number} is not a limit of {operation.name}"


def _limits(spec: Node, node: Any, seen: set[str]) -> Iterator[float]:  # noqa: ANN401 - a schema or a part of one
    if isinstance(node, list):
        for each in node:
            yield from _limits(spec, each, seen)
    elif isinstance(node, dict):
        if (reference := node.get("$ref")) and reference not in seen:
            seen.add(reference)
            yield from _limits(spec, resolve(spec, {"$ref": reference}), seen)
        for key, value in node.items():
            if key in LIMITS and not isinstance(value, dict):
                yield value
            else:
                yield from _limits(spec, value, seen)


def _statuses(by_method: dict[str, Operation]) -> Iterator[str]:
    errors, codes = (importlib.import_module(f"twilio_memory.{name}") for name in ("errors", "_error_codes"))
    first: dict[int, str] = {}
    for operation in by_method.values():
        for status in operation.data["responses"]:
            first.setdefault(int(status), operation.name)
    for status, name in sorted(first.items()):
        if status in SUCCESSES | REDIRECTS:
            continue
        if status < 400:  # noqa: PLR2004 - the first status of an error
            yield f"_core/responses.py: {name} documents the status {status}, which nothing reads"
            continue
        if errors.error_class(status, None) is errors.APIStatusError:
            yield f"error_codes.toml: {name} documents the status {status}, which has no class"
        if status not in codes.BY_STATUS:
            yield f"error_codes.toml: {name} documents the status {status}, which has no row"


def _names(by_method: dict[str, Operation]) -> Iterator[str]:
    endpoints = {(_snake(each.data["tags"][0]), _snake(each.name)) for each in by_method.values()}
    ids = {each.name for each in by_method.values()}
    for path in sorted([*LIBRARY.glob("_core/**/*.py"), *LIBRARY.glob("_imports/**/*.py")]):
        if "_sync" in path.parts:
            continue
        text = path.read_text("utf-8")
        for tag, endpoint in sorted({*re.findall(r"\bapi\.(\w+)\.(\w+)", text)} - endpoints):
            yield f"{path.name}: there is no endpoint api.{tag}.{endpoint}"
        for name in sorted({*re.findall(r'"((?:Create|Delete|Fetch|List|Patch|Update)[A-Z]\w+)"', text)} - ids):
            yield f"{path.name}: there is no operation {name}"


def _constants(spec: Node) -> Iterator[str]:
    schemas = spec["components"]["schemas"]
    for (module, name), (place, limit) in CONSTANTS.items():
        schema, _, prop = place.partition(".")
        node = flat(spec, schemas[schema])
        documented = (flat(spec, node["properties"][prop]) if prop else node)[limit]
        constant = getattr(importlib.import_module(module), name)
        if constant != documented:
            yield f"{module}: {name} is {constant}, and {place} has the {limit} {documented}"
    ids = importlib.import_module("twilio_memory.ids")
    patterns = {each.get("pattern") for each in schemas.values()}
    for kind in ids.TTIDKind:
        # No pattern of operation IDs is documented.
        if kind is not ids.TTIDKind.OPERATION and f"^{kind.pattern}$" not in patterns:
            yield f"ids.py: no ID in the spec has the pattern of TTIDKind.{kind.name}, {kind.pattern}"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|-", "_", name).lower()


if __name__ == "__main__":
    sys.exit(main())
