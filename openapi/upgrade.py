"""Turn a description in OpenAPI 3.0 into one in 3.1.

https://www.openapis.org/blog/2021/02/16/migrating-from-openapi-3-0-to-3-1-0
"""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

from collections import Counter
from typing import Any

Node = dict[str, Any]

#: What has schemas in it: by name, in a list, or one.
MAPS = {"properties", "patternProperties"}
LISTS = {"allOf", "oneOf", "anyOf"}
SINGLE = {"items", "additionalProperties", "not"}
LIMITS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


def upgrade(doc: Node) -> tuple[Node, Counter[str]]:
    """Return a description in 3.1, and how often what was changed.

    Raises:
        ValueError: It is not in 3.0.
    """
    if not str(doc.get("openapi", "")).startswith("3.0."):
        raise ValueError(f"expected OpenAPI 3.0, got {doc.get('openapi')}")
    counts: Counter[str] = Counter()
    components = {
        kind: {name: _schema(each, counts) for name, each in entries.items()}
        if kind == "schemas"
        else _walk(entries, counts)
        for kind, entries in doc.get("components", {}).items()
    }
    rest = _walk({key: value for key, value in doc.items() if key != "components"}, counts)
    return {**rest, "components": components, "openapi": "3.1.0"}, counts


def _walk(node: Any, counts: Counter[str]) -> Any:  # noqa: ANN401 - any part of a description
    if isinstance(node, list):
        return [_walk(each, counts) for each in node]
    if not isinstance(node, dict):
        return node
    return {
        key: value
        if key in {"example", "examples"}
        else _schema(value, counts)
        if key == "schema"
        else _walk(value, counts)
        for key, value in node.items()
    }


def _schema(node: Any, counts: Counter[str]) -> Any:  # noqa: ANN401 - a schema may be a truth value
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        counts["siblings of $ref dropped"] += len(node) > 1  # 3.0 ignores them.
        return {"$ref": node["$ref"]}
    node = dict(node)
    _nullable(node, counts)
    _exclusive(node, counts)
    if "example" in node:
        counts["example -> examples"] += 1
        node["examples"] = [node.pop("example")]
    if len(node.get("enum", ())) == 1:
        counts["enum of one -> const"] += 1
        (node["const"],) = node.pop("enum")
    for key, value in node.items():
        if key in MAPS:
            node[key] = {name: _schema(each, counts) for name, each in value.items()}
        elif key in LISTS:
            node[key] = [_schema(each, counts) for each in value]
        elif key in SINGLE:
            node[key] = _schema(value, counts)
    return node


def _nullable(node: Node, counts: Counter[str]) -> None:
    if (nullable := node.pop("nullable", None)) is None:
        return
    counts[f"nullable: {str(nullable).lower()}"] += 1
    if nullable and "type" in node:
        node["type"] = [node["type"], "null"]
        if "enum" in node and None not in node["enum"]:
            node["enum"] = [*node["enum"], None]


def _exclusive(node: Node, counts: Counter[str]) -> None:
    for exclusive, limit in LIMITS.items():
        if isinstance(node.get(exclusive), bool):
            counts[exclusive] += 1
            if node.pop(exclusive) and limit in node:
                node[exclusive] = node.pop(limit)
