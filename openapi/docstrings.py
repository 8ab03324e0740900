"""Write the docstrings of generated methods, from the spec, the overlay and the table of error codes."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import generate_errors

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spec import Operation, Schema

WIDTH = 120


def docstring(operation: Operation, kind: str, arguments: Iterable[tuple[str, str]], response: str) -> str:
    """Write the docstring of a method.

    Args:
        operation: What it sends.
        kind: The method of the base class that does it.
        arguments: The names of its parameters, and what each is.
        response: The model of the response.
    """
    blocks = [
        wrapped(f"{operation.data['summary']}.", 8),
        wrapped(_description(operation), 8),
        _section("Args", arguments),
        f"Returns:\n{textwrap.indent(wrapped(_returned(operation, kind, response), 12), '    ')}",
        _section("Raises", _raised(operation, kind)),
        f"See {operation.data['externalDocs']['url']}" if "externalDocs" in operation.data else "",
    ]
    return textwrap.indent("\n\n".join(filter(None, blocks)), " " * 8).strip() + "\n" + " " * 8


def argument(operation: Operation, name: str, node: Schema, schema: Schema, enum: str = "") -> str:
    """Describe an argument: in the words of the record, of the overlay, or of the spec with the limits.

    Args:
        operation: What it is for.
        name: Its name in Python.
        node: What the spec and the overlay say of the parameter.
        schema: Its schema.
        enum: The name of its class, if that is an enum.
    """
    own: dict[str, str] = operation.record.get("arguments", {})
    if name.endswith("_id") and node.get("in") == "path":
        node = {"x-description": f"The {name.removesuffix('_id').replace('_', ' ')}'s ID.", **node}
    described: str = own.get(name) or node.get("x-description") or limited(schema, enum)
    if "batch_size" in operation.record and name in operation.record["positional"]:
        described += " They are consumed lazily, one request's worth at a time."
    return described


def _section(title: str, entries: Iterable[tuple[str, str]]) -> str:
    lines = [indented(wrapped(f"{name}: {text}", 16)) for name, text in entries]
    return "\n".join([f"{title}:", *lines]) if lines else ""


def _description(operation: Operation) -> str:
    retry = operation.record["retry"]
    text: str = operation.record.get("description", operation.data["description"])
    if operation.http_method == "delete":
        again = "It is retried" if retry == "idempotent" else "It is not retried"
        text += f" {again} after a failure that leaves open whether it was done"
        text += ", since the ID is never reused." if retry == "idempotent" else "."
    elif operation.http_method != "get" and retry == "safe":
        text += " It changes nothing, and is retried like other reads."
    if size := operation.record.get("batch_size"):
        text += f" They are sent in requests of up to {size}, one after the other."
    return text


def _returned(operation: Operation, kind: str, response: str) -> str:
    if text := operation.record.get("returns"):
        return str(text)
    if "batch_size" in operation.record:
        (items,) = operation.body["properties"]
        return f"For each request which {items} it had, by index, and Twilio's message."
    if kind == "astart_operation":
        what = "deletion" if operation.http_method == "delete" else "write"
        creates = operation.record["result"] == "resource-id"
        return f"The accepted {what}; its `wait()` returns {'the ID of what is new' if creates else 'when it is done'}."
    if kind == "_list":
        items = operation.data["summary"].removeprefix("List ")
        return f"An iterable of {items}; its `pages()` iterates over pages."
    if response == "MessageAccepted":
        return "Twilio's message. The work is done soon after."
    description: str = operation.success["description"].removesuffix(".")
    return f"{description}{', with its `etag`' if 'ETag' in operation.success.get('headers', {}) else ''}."


def _raised(operation: Operation, kind: str) -> Iterator[tuple[str, str]]:
    if kind == "_list":
        yield "InvalidArgumentError", "An argument is invalid. For what iterating raises, see `pages`."
        return
    table, responses, retry = generate_errors.read(), operation.data["responses"], operation.record["retry"]
    if "batch_size" in operation.record:
        yield "BatchError", _refused_batch(operation)
        return
    meanings: dict[str, list[str]] = {}
    for number in operation.record.get("error_codes", ()):
        row = table.rows[number]
        meanings.setdefault(table.class_of(row), []).append(f"{row.meaning} ({row.code})")
    if "412" in responses:
        meanings["PreconditionFailedError"] = [table.general_meaning(412)]
    if responses.keys() & {"301", "308"} and retry != "safe":
        meanings["ProfileMergedError"] = ["the profile has become part of another"]
    for name, texts in meanings.items():
        text = "; ".join(texts)
        yield name, f"{text[0].upper()}{text[1:]}."
    fate = "" if retry == "safe" else "; `outcome` says what became of the request"
    yield "TwilioMemoryError", f"Any other failure{fate}."


def _refused_batch(operation: Operation) -> str:
    (items,) = operation.body["properties"]
    text = (
        f"A request was not accepted: it says which {items} were, which were not and which may have been, and where "
        "to go on. The rest was not sent."
    )
    if operation.data["responses"].keys() & {"301", "308"}:
        text += " Where the profile has become part of another, its `__cause__` is a `ProfileMergedError`."
    return text


def limited(schema: Schema, enum: str = "") -> str:
    """Describe a value and its limits."""
    description: str = schema.get("description", "").replace("the server's default", "Twilio's default")
    for value in (True, False):
        description = description.replace(f"default is {str(value).lower()}", f"default is {value}")
    if "enum" in schema:
        limits = "one of " + ", ".join(f"`{enum}.{each}`" for each in schema["enum"])
    elif schema.get("format") == "date-time":
        limits = "with a time zone"
    else:
        limits = (
            _bounds(schema, "minLength", "maxLength", " characters")
            or _bounds(schema, "minItems", "maxItems", " items")
            or _bounds(schema, "minimum", "maximum", "")
        )
    if not limits:
        return description
    return f"{description.removesuffix('.')}; {limits}." if description else f"{limits[0].upper()}{limits[1:]}."


def _bounds(schema: Schema, low: str, high: str, unit: str) -> str:
    if high not in schema:
        return f"at least {schema[low]}{unit}" if low in schema else ""
    return f"{schema[low]} to {schema[high]}{unit}" if low in schema else f"up to {schema[high]}{unit}"


def wrapped(text: str, indent: int) -> str:
    """Wrap a text for a place that is indented so far."""
    paragraphs = [textwrap.fill(each, WIDTH - indent, break_on_hyphens=False) for each in text.split("\n\n")]
    return "\n\n".join(paragraphs)


def indented(text: str) -> str:
    """Indent an entry, its further lines by four more."""
    first, *rest = text.splitlines()
    return "\n".join([f"    {first}", *(f"        {line}" if line else "" for line in rest)])
