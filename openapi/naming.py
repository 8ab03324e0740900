"""Give the schemas that another description writes in place the names that our spec has for them.

A class is made of each enum and each object. Where our spec has a name and the other description has none, the schema
moves to the components under our name. What no operation reaches is left out. Examples of bodies are ours, too: the
tests fetch what is in them.
"""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flattening import Node, extra, flat, resolve
from spec import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "#/components/schemas/"
#: What two schemas of one name may differ in.
WORDS = {"description", "examples", "title", "default", "maxLength", "minLength", "maxProperties", "x-twilio"}


class Naming:
    """The names given to a description, which is changed in place."""

    def __init__(self, doc: Node, ours: Node) -> None:
        self.doc, self.ours = doc, ours
        self.schemas: Node = doc["components"]["schemas"]
        self.named: set[str] = set()
        """Schemas that got a name."""
        self.others: dict[tuple[str, str], str] = {}
        """Where a schema has another name than ours: the first place, by both names."""
        self.conflicts: list[str] = []
        """Places with another schema than an earlier place of that name."""
        self._done: set[tuple[str, str]] = set()

    def run(self) -> None:
        """Name what has no name, then drop what is not used."""
        theirs, ours = ({op["operationId"]: (item, op) for item, op in operations(d)} for d in (self.doc, self.ours))
        for name in filter(theirs.__contains__, ours):
            for theirs_in, ours_in, place in self._pairs(name, theirs[name], ours[name]):
                self._visit(theirs_in, "schema", ours_in["schema"], place)
        prune(self.doc)

    def _pairs(self, name: str, theirs: tuple[Node, Node], ours: tuple[Node, Node]) -> Iterator[tuple[Node, Node, str]]:
        """Iterate over the objects that have a schema in both descriptions."""
        bodies = theirs[1].get("requestBody", {}), ours[1].get("requestBody", {})
        yield from self._contents(*bodies, f"{name} body")
        responses = ours[1]["responses"]
        for status, response in theirs[1]["responses"].items():
            if status in responses:
                yield from self._contents(response, responses[status], f"{name} {status}")
        parameters = [
            {(each["in"], each["name"].lower()): each for each in (resolve(doc, node) for node in nodes)}
            for doc, nodes in (
                (self.doc, [*theirs[0].get("parameters", ()), *theirs[1].get("parameters", ())]),
                (self.ours, [*ours[0].get("parameters", ()), *ours[1].get("parameters", ())]),
            )
        ]
        for key in filter(parameters[1].__contains__, parameters[0]):
            yield parameters[0][key], parameters[1][key], f"{name} {key[1]}"

    def _contents(self, theirs: Node, ours: Node, place: str) -> Iterator[tuple[Node, Node, str]]:
        contents = resolve(self.doc, theirs).get("content", {}), resolve(self.ours, ours).get("content", {})
        for media in filter(contents[1].__contains__, contents[0]):
            if "example" in contents[1][media]:
                contents[0][media]["example"] = contents[1][media]["example"]
            yield contents[0][media], contents[1][media], place

    def _visit(self, holder: Node, key: str, ours: Node, place: str) -> None:
        node = holder[key]
        if not isinstance(node, dict):
            return
        name = ours.get("$ref", "").removeprefix(PREFIX)
        if "$ref" in node:
            own = node["$ref"].removeprefix(PREFIX)
            if name and own != name:
                self.others.setdefault((own, name), place)
            if (own, name) not in self._done and own in self.schemas:
                self._done.add((own, name))
                self._children(self.schemas[own], ours, own)
            return
        target = flat(self.ours, ours)
        if name and ("enum" in target or target.get("type") == "object"):
            if name in self.schemas and _bare(self.schemas[name]) != _bare(node):
                self.conflicts.append(f"{place}: {name}")
            if self.schemas.setdefault(name, node) is node:
                self.named.add(name)
            holder[key] = {"$ref": f"{PREFIX}{name}"}
        self._children(node, ours, place)

    def _children(self, node: Node, ours: Node, place: str) -> None:
        target = flat(self.ours, ours)
        for name in node.get("properties", {}):
            if name in target.get("properties", {}):
                self._visit(node["properties"], name, target["properties"][name], f"{place}.{name}")
        if "items" in node and "items" in target:
            self._visit(node, "items", target["items"], f"{place}[]")
        if extra(node) and (theirs := extra(target)):
            parts = theirs.get("allOf", [theirs])
            self._visit(node, "additionalProperties", parts[0], f"{place}.*")
        for part in node.get("allOf", ()):
            if "$ref" not in part:
                self._children(part, ours, place)


def operations(doc: Node) -> Iterator[tuple[Node, Node]]:
    """Iterate over the path items and operations."""
    for item in doc["paths"].values():
        yield from ((item, item[method]) for method in item if method in METHODS)


def prune(doc: Node) -> None:
    """Drop the schemas that no operation uses."""
    schemas, used = doc["components"]["schemas"], reachable(doc)
    for name in [name for name in schemas if name not in used]:
        del schemas[name]


def reachable(doc: Node) -> set[str]:
    """Name the schemas that the operations use."""
    found: set[str] = set()
    todo = [*_references(doc["paths"])]
    seen: set[str] = set()
    while todo:
        reference = todo.pop()
        if reference in seen:
            continue
        seen.add(reference)
        if reference.startswith(PREFIX):
            found.add(reference.removeprefix(PREFIX))
        todo += _references(resolve(doc, {"$ref": reference}))
    return found


def _references(node: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a description
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for each in node:
            yield from _references(each)


def _bare(node: Any) -> str:  # noqa: ANN401 - any part of a description
    def strip(each: Any) -> Any:  # noqa: ANN401 - any part of a description
        if isinstance(each, dict):
            return {key: strip(value) for key, value in each.items() if key not in WORDS}
        return [strip(item) for item in each] if isinstance(each, list) else each

    return json.dumps(strip(node), sort_keys=True)
