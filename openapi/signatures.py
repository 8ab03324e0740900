"""The parameters and results of generated methods, from the spec, its overlay and the generator of the models."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from docstrings import argument
from params import accepting
from parsed import code, properties
from spec import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spec import Operation, Schema


class Parameter(NamedTuple):
    """A parameter of a method."""

    name: str
    annotation: str
    description: str
    default: str = ""
    sent: str = ""
    """The expression that is handed to the endpoint; nothing for what is part of the body or the path."""


def body_fields(spec: Schema, operation: Operation, body: Any) -> Iterator[Parameter]:  # noqa: ANN401 - of the generator
    """Describe the properties of a body."""
    for each in properties(body):
        name, annotation = str(each.python_name), code(each.get_type_string(no_optional=True))
        schema = resolved(spec, operation.body["properties"][each.name.get_untrusted_value()])
        if conversion := operation.record.get("converts", {}).get(name):
            annotation = accepting(each, conversion["type"])
        else:
            annotation = accepting(each, annotation)
        if "batch_size" in operation.record:
            item = item_type(operation, each)
            annotation = f"Iterable[{item}] | AsyncIterable[{item}]"
        is_required = each.required or name in operation.record.get("positional", ())
        annotation, default = (annotation, "") if is_required else (f"{annotation} | Unset", "UNSET")
        yield Parameter(name, annotation, argument(operation, name, {}, schema), default)


def sent_fields(operation: Operation, body: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - of the generator
    """Name each field of a body, and the expression for it."""
    for each in properties(body):
        name = "batch" if "batch_size" in operation.record else str(each.python_name)
        conversion = operation.record.get("converts", {}).get(str(each.python_name))
        yield str(each.python_name), f"{conversion['function']}({name})" if conversion else name


def item_type(operation: Operation, field: Any) -> str:  # noqa: ANN401 - of the generator
    """Return the type of the items that a body has in its only field."""
    conversion = operation.record.get("converts", {}).get(str(field.python_name))
    return str(conversion["type"]) if conversion else accepting(field, code(field.inner_property.get_type_string()))


def requirements(operation: Operation, body: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - of the generator
    """Name the parameters of a body that have an effect only together with another one."""
    names = {each.name: str(each.python_name) for each in properties(body)}
    for name, other in operation.record.get("requires", {}).items():
        yield names[name], names[other]


def queries(operation: Operation, endpoint: Any) -> Iterator[Parameter]:  # noqa: ANN401 - of the generator
    """Describe the parameters of the query."""
    for each in endpoint.query_parameters:
        name, annotation = str(each.python_name), code(each.get_type_string(no_optional=True))
        data = operation.parameters[each.name.get_untrusted_value()]
        schema, sent = data["schema"], f"unset_if_none({name})"
        description = argument(operation, name, data, schema, annotation)
        if name == "page_size":
            sent = f"validate_page_size({name}, {schema['maximum']})"
        elif "enum" in schema:
            sent = f'validate_enum(models.{annotation}, "{name}", {name})'
        elif annotation == "bool":
            sent = f'validate_bool("{name}", {name})'
        elif data.get("x-comma-separated"):
            sent, annotation = f'join_names("{name}", {name})', "Sequence[str]"
        yield Parameter(name, f"{annotation} | None", description, "None", sent)


def conditions(operation: Operation) -> Iterator[Parameter]:
    """Describe what a write is conditional on. Other headers are the transport's."""
    if data := operation.parameters.get("If-Match"):
        description = argument(operation, "if_match", data, data["schema"])
        yield Parameter("if_match", "str | Unset | None", description, "UNSET", "validate_etag(if_match)")


def base_method(operation: Operation, success: Any) -> tuple[str, str, str]:  # noqa: ANN401 - of the generator
    """Return the method of the base class, what it returns, and for a list the attribute with its items."""
    model = code(success.get_type_string())
    if result := operation.record.get("result"):
        return "astart_operation", f"AsyncPendingOperation[{'str' if result == 'resource-id' else 'None'}]", ""
    if operation.name.startswith("List"):
        (items,) = (each for each in properties(success) if hasattr(each, "inner_property"))
        item = code(items.inner_property.get_type_string())
        return "_list", f"AsyncPaginator[{item}, {model}]", str(items.python_name)
    if operation.record["retry"] == "idempotent":
        return "_request_deletion", model, ""
    return "_request", model, ""
