"""Read a schema as one object, however it is written: references followed, `allOf` merged, unions by their tags."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

from typing import Any

Node = dict[str, Any]

ANYTHING = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})

NULL = {"type": "null"}


def resolve(doc: Node, node: Node) -> Node:
    """Follow references; what stands beside one has precedence. Without that it is the target itself, not a copy."""
    while "$ref" in node:
        target: Any = doc
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part.replace("~1", "/").replace("~0", "~")]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        node = {**target, **beside} if beside else target
    return node


def flat(doc: Node, node: Node) -> Node:
    """Return a schema without references and `allOf` at its own level. Later entries have precedence."""
    node = resolve(doc, node)
    variants = node.get("oneOf", ())
    if NULL in variants:
        (inner,) = (flat(doc, each) for each in variants if each != NULL)
        return {**inner, "type": sorted({*known_types(inner), "null"})}
    if "allOf" not in node:
        return node
    merged: Node = {}
    own = {key: value for key, value in node.items() if key != "allOf"}
    for part in (*(flat(doc, each) for each in node["allOf"]), own):
        properties = dict(merged.get("properties", {}))
        for name, value in part.get("properties", {}).items():
            properties[name] = {"allOf": [properties[name], value]} if name in properties else value
        required = sorted({*merged.get("required", ()), *part.get("required", ())})
        merged = {**merged, **part}
        merged |= {"properties": properties} if properties else {}
        merged |= {"required": required} if required else {}
    return merged


def known_types(node: Node) -> frozenset[str]:
    """Return the types that a schema allows."""
    types = node.get("type")
    if types is None and node.get("if") == {"type": "object"} and node.get("else") == {"not": {}}:
        types = "object"
    if types is None:
        if "oneOf" in node or "anyOf" in node:
            return frozenset({"object"})
        return frozenset({"object"}) if "properties" in node else ANYTHING
    found = {types} if isinstance(types, str) else {*types}
    return frozenset(found | ({"integer"} if "number" in found else set()))


def branches(doc: Node, node: Node) -> dict[str, Node]:
    """Return the variants of a union by their constant; the one for all other constants is `other`."""
    found: dict[str, Node] = {}
    for each in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        properties = flat(doc, each).get("properties", {}).values()
        constants = [value["const"] for value in (flat(doc, value) for value in properties) if "const" in value]
        found[str(constants[0]) if constants else "other"] = each
    return found


def extra(node: Node) -> Node | None:
    """Return the schema of properties that are not listed; None if there is none."""
    schema = node.get("additionalProperties", node.get("patternProperties", {}).get("^"))
    return schema if isinstance(schema, dict) and schema else None


def is_open(node: Node) -> bool:
    """Return whether properties that are not listed are allowed."""
    return node.get("additionalProperties", True) is not False and node.get("unevaluatedProperties", True) is not False
