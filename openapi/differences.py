"""Compare two descriptions of the API by what they mean to the users of a client.

A difference is said once, at the component of the spec that has it, however many operations use the component. Of what
is sent, accepting less breaks writers; of what comes back, promising less breaks readers. Values are not compared with
their limits when they come back, so that a wider limit there breaks no client.
"""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import json
import re
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

from flattening import ANYTHING, branches, extra, flat, is_open, known_types, resolve
from spec import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flattening import Node


class Kind(Enum):
    """What a difference means, worst first."""

    READERS = "breaking for readers"
    WRITERS = "breaking for writers"
    NEW = "new"
    WIDER = "widening"
    NARROWER = "narrowing"
    """Less comes back than before: nothing to do for users, something for the emulator."""
    BEHAVIOR = "behavior"
    WORDING = "wording"

    @property
    def is_breaking(self) -> bool:
        """Whether a program that was right may have to change."""
        return self in {Kind.READERS, Kind.WRITERS}


class Difference(NamedTuple):
    """One difference."""

    place: str
    change: str
    kind: Kind


Side = tuple[Any, "Node"]
"""A description of the API, and a node of it."""

#: Limits, and what each is where it is not given.
UNLIMITED: dict[str, float] = {
    **dict.fromkeys(("minLength", "minItems", "minProperties"), 0),
    **dict.fromkeys(("minimum", "exclusiveMinimum"), float("-inf")),
    **dict.fromkeys(("maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"), float("inf")),
}
#: Formats that decide the type of an attribute.
TYPED_FORMATS = {"date-time", "date", "binary", "uuid"}
WORDS = ("summary", "description")


def compare(before: Node, after: Node) -> list[Difference]:
    """List the differences of two descriptions, worst first."""
    comparison = _Comparison(before, after)
    comparison.run()
    kinds = list(Kind)
    return sorted(comparison.found, key=lambda each: (kinds.index(each.kind), each.place.lower(), each.change))


class _Comparison:
    def __init__(self, before: Node, after: Node) -> None:
        self.before, self.after = before, after
        self.found: dict[Difference, None] = {}
        self._seen: set[tuple[str, str, bool]] = set()

    def say(self, place: str, change: str, kind: Kind) -> None:
        self.found[Difference(place, change, kind)] = None

    def run(self) -> None:
        urls = [[each["url"] for each in doc.get("servers", ())] for doc in (self.before, self.after)]
        if urls[0] != urls[1]:
            self.say("servers", _changed("url", *urls), Kind.WRITERS)
        old, new = ({op["operationId"]: (m, p, i, op) for m, p, i, op in _operations(d)} for d in self._docs())
        moved = {(m, p): name for name, (m, p, *_) in new.items()}
        for name, (method, path, item, operation) in old.items():
            now = name if name in new else moved.get((method, path))
            if now is None or (now != name and now in old):
                self.say(name, "operation removed", Kind.WRITERS)
                continue
            if now != name:
                self.say(name, f"operation renamed to {now}", Kind.WRITERS)
            if new[now][:2] != (method, path):
                self.say(name, f"moved: {method.upper()} {path} -> {new[now][0].upper()} {new[now][1]}", Kind.BEHAVIOR)
            in_path = [re.findall(r"{(\w+)}", each) for each in (path, new[now][1])]
            if in_path[0] != in_path[1]:
                self.say(name, _changed("positional order", *in_path), Kind.WRITERS)
            self._operation(name, (item, operation), new[now][2:])
        renamed = {moved.get((m, p)) for name, (m, p, *_) in old.items() if name not in new}
        for name in new.keys() - old.keys() - renamed:
            self.say(name, f"new operation: {new[name][0].upper()} {new[name][1]}", Kind.NEW)

    def _docs(self) -> tuple[Node, Node]:
        return self.before, self.after

    def _operation(self, name: str, before: tuple[Node, Node], after: tuple[Node, Node]) -> None:
        (old_item, old), (new_item, new) = before, after
        self._words(name, old, new)
        if old.get("tags") != new.get("tags"):
            self.say(name, _changed("tags", old.get("tags"), new.get("tags")), Kind.WRITERS)
        for key, kind in (("x-method", Kind.WRITERS), ("x-retry", Kind.BEHAVIOR), ("x-result", Kind.READERS)):
            if key in old and old[key] != new.get(key):
                self.say(name, _changed(key, old[key], new.get(key)), kind)
        self._parameters(name, _parameters(self.before, old_item, old), _parameters(self.after, new_item, new))
        bodies = resolve(self.before, old.get("requestBody", {})), resolve(self.after, new.get("requestBody", {}))
        if bool(bodies[0]) != bool(bodies[1]):
            self.say(name, "body removed" if bodies[0] else "body added", Kind.WRITERS)
        elif bodies[0]:
            self._required(f"{name} body", *bodies)
            self._content(f"{name} body", *bodies, sent=True)
        self._responses(name, old["responses"], new["responses"])

    def _parameters(self, name: str, old: dict[str, Node], new: dict[str, Node]) -> None:
        for key, each in old.items():
            if key not in new:
                self.say(f"{name} {key}", "parameter removed", Kind.WRITERS)
                continue
            self._required(f"{name} {key}", each, new[key])
            self.schema((self.before, each["schema"]), (self.after, new[key]["schema"]), f"{name} {key}", sent=True)
        for key, each in new.items():
            if key not in old:
                required = each.get("required", False)
                text = "new required parameter" if required else "new parameter"
                self.say(f"{name} {key}", text, Kind.WRITERS if required else Kind.NEW)

    def _required(self, place: str, old: Node, new: Node) -> None:
        flags = old.get("required", False), new.get("required", False)
        if flags[0] != flags[1]:
            text = "now required" if flags[1] else "no longer required"
            self.say(place, text, Kind.WRITERS if flags[1] else Kind.WIDER)

    def _responses(self, name: str, old: Node, new: Node) -> None:
        for status in old:
            if status not in new:
                kind = Kind.READERS if status.startswith("2") else Kind.NARROWER
                self.say(name, f"status {status} removed", kind)
                continue
            reference = old[status].get("$ref", "").rpartition("/")[2]
            place = f"response {reference}" if reference else f"{name} {status}"
            sides = resolve(self.before, old[status]), resolve(self.after, new[status])
            headers = [{key.lower(): (key, value) for key, value in side.get("headers", {}).items()} for side in sides]
            for key, (header, node) in headers[0].items():
                if key not in headers[1]:
                    self.say(place, f"header {header} removed", Kind.READERS)
                    continue
                nodes = resolve(self.before, node), resolve(self.after, headers[1][key][1])
                schemas = (self.before, nodes[0]["schema"]), (self.after, nodes[1]["schema"])
                self.schema(*schemas, f"{place} header {header}", sent=False)
            for key in headers[1].keys() - headers[0].keys():
                self.say(place, f"new header {headers[1][key][0]}", Kind.NEW)
            self._content(place, *sides, sent=False)
        for status in new.keys() - old.keys():
            self.say(name, f"new status {status}", Kind.READERS if status.startswith("2") else Kind.NEW)

    def _content(self, place: str, old: Node, new: Node, *, sent: bool) -> None:
        contents = old.get("content", {}), new.get("content", {})
        if contents[0].keys() != contents[1].keys():
            text = _changed("content types", sorted(contents[0]), sorted(contents[1]))
            self.say(place, text, Kind.WRITERS if sent else Kind.READERS)
        for media in contents[0].keys() & contents[1].keys():
            schemas = [content[media].get("schema", {}) for content in contents]
            self.schema((self.before, schemas[0]), (self.after, schemas[1]), place, sent=sent)

    def schema(self, before: Side, after: Side, place: str, *, sent: bool) -> None:
        """Compare two schemas, of what is sent or of what comes back."""
        (old_doc, old), (new_doc, new) = before, after
        if old.keys() == {"$ref"}:
            place = old["$ref"].rpartition("/")[2]
            key = place, new.get("$ref") or json.dumps(new, sort_keys=True), sent
            if key in self._seen:
                return
            self._seen.add(key)
        old, new = flat(old_doc, old), flat(new_doc, new)
        self._words(place, old, new)
        self._values(place, old, new, sent=sent)
        self._properties(place, (old_doc, old), (new_doc, new), sent=sent)
        if "items" in old or "items" in new:
            self.schema((old_doc, old.get("items", {})), (new_doc, new.get("items", {})), f"{place}[]", sent=sent)
        inner = extra(old), extra(new)
        if inner[0] is not None or inner[1] is not None:
            self.schema((old_doc, inner[0] or {}), (new_doc, inner[1] or {}), f"{place}.*", sent=sent)
        variants = branches(old_doc, old), branches(new_doc, new)
        names = [", ".join(sorted(side)) for side in variants]
        if names[0] != names[1]:
            self._set(place, "variants", set(variants[0]), set(variants[1]), sent=sent)
        for tag in variants[0].keys() & variants[1].keys():
            self.schema((old_doc, variants[0][tag]), (new_doc, variants[1][tag]), f"{place}<{tag}>", sent=sent)

    def _values(self, place: str, old: Node, new: Node, *, sent: bool) -> None:
        types = known_types(old), known_types(new)
        if types[0] != types[1]:
            lost, gained = types[0] - types[1], types[1] - types[0]
            text = _changed("type", *(sorted(each) if each != ANYTHING else "any" for each in types))
            breaking, kind = (lost, Kind.WRITERS) if sent else (gained, Kind.READERS)
            self.say(place, text, kind if breaking else Kind.WIDER if sent else Kind.NARROWER)
        self._enum(place, old, new, sent=sent)
        if old.get("const") != new.get("const"):
            self.say(place, _changed("const", old.get("const"), new.get("const")), _breaking(sent=sent))
        self._limits(place, old, new, sent=sent)
        for name in ("pattern", "format", "uniqueItems"):
            values = old.get(name), new.get(name)
            if values[0] != values[1]:
                typed = name == "format" and bool(TYPED_FORMATS & {*values})
                kind = _breaking(sent=sent) if typed else _limit(values[1] in {None, False}, sent=sent)
                self.say(place, _changed(name, *values), kind)
        # A constant may be its own default: the generator needs it, and it changes nothing.
        defaults = [None if "const" in side else side.get("default") for side in (old, new)]
        if defaults[0] != defaults[1]:
            self.say(place, _changed("default", *defaults), Kind.BEHAVIOR)
        if old.get("deprecated", False) != new.get("deprecated", False):
            self.say(place, "now deprecated" if new.get("deprecated") else "no longer deprecated", Kind.BEHAVIOR)

    def _enum(self, place: str, old: Node, new: Node, *, sent: bool) -> None:
        if "enum" in old and "enum" in new:
            values = [{str(value) for value in side["enum"] if value is not None} for side in (old, new)]
            self._set(place, "enum value", values[0], values[1], sent=sent)
        elif "enum" in old or "enum" in new:
            self.say(place, "now an enum" if "enum" in new else "no longer an enum", _breaking(sent=sent))

    def _limits(self, place: str, old: Node, new: Node, *, sent: bool) -> None:
        for name, unlimited in UNLIMITED.items():
            limits = [old.get(name), new.get(name)]
            numbers = [unlimited if limit is None else limit for limit in limits]
            if numbers[0] != numbers[1]:
                is_wider = (numbers[0] < numbers[1]) == (unlimited > 0)
                self.say(place, _changed(name, *limits), _limit(is_wider, sent=sent))

    def _properties(self, place: str, before: Side, after: Side, *, sent: bool) -> None:
        (old_doc, old), (new_doc, new) = before, after
        properties = old.get("properties", {}), new.get("properties", {})
        required = {*old.get("required", ())}, {*new.get("required", ())}
        for name, node in properties[0].items():
            if name not in properties[1]:
                self.say(f"{place}.{name}", "property removed", _breaking(sent=sent))
                continue
            self.schema((old_doc, node), (new_doc, properties[1][name]), f"{place}.{name}", sent=sent)
            if (name in required[0]) != (name in required[1]):
                now = name in required[1]
                kinds = (Kind.WRITERS, Kind.WIDER) if sent else (Kind.NARROWER, Kind.READERS)
                self.say(f"{place}.{name}", "now required" if now else "no longer required", kinds[not now])
        for name in properties[1].keys() - properties[0].keys():
            needed = sent and name in required[1]
            text = "new required property" if needed else "new property"
            self.say(f"{place}.{name}", text, Kind.WRITERS if needed else Kind.NEW)
        if (properties[0] or properties[1]) and is_open(old) != is_open(new):
            text = "other properties are " + ("allowed" if is_open(new) else "refused")
            self.say(place, text, _limit(is_open(new), sent=sent))

    def _set(self, place: str, what: str, old: set[str], new: set[str], *, sent: bool) -> None:
        for value in sorted(old - new):
            self.say(place, f"{what} removed: {value or repr(value)}", _breaking(sent=sent))
        for value in sorted(new - old):
            self.say(place, f"new {what}: {value or repr(value)}", Kind.NEW)

    def _words(self, place: str, old: Node, new: Node) -> None:
        for name in WORDS:
            if old.get(name) != new.get(name):
                self.say(place, name, Kind.WORDING)


def _breaking(*, sent: bool) -> Kind:
    return Kind.WRITERS if sent else Kind.READERS


def _limit(is_wider: bool, *, sent: bool) -> Kind:  # noqa: FBT001 - what is decided
    if is_wider:
        return Kind.WIDER
    return Kind.WRITERS if sent else Kind.NARROWER


def _changed(name: str, old: object, new: object) -> str:
    texts = ("none" if value is None else json.dumps(value) for value in (old, new))
    return f"{name} {' -> '.join(texts)}"


def _operations(doc: Node) -> Iterator[tuple[str, str, Node, Node]]:
    for path, item in doc["paths"].items():
        yield from ((method, path, item, item[method]) for method in item if method in METHODS)


def _parameters(doc: Node, item: Node, operation: Node) -> dict[str, Node]:
    nodes = [resolve(doc, each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    return {f"{each['in']} {each['name'].lower() if each['in'] == 'header' else each['name']}": each for each in nodes}
