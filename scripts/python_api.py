"""List what users of the library can name in Python, and compare two such lists."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import griffe

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "openapi"))

from differences import Difference, Kind  # noqa: E402 - from a folder that is not a package

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("facade", "generated")
PACKAGES = ("twilio_memory_api", "twilio_memory")  # The facade takes names from the other.
#: What is public, and where it is: the resources' methods are, their modules are not.
MODELS = "twilio_memory_api.models"
RESOURCES = "twilio_memory._resources._sync"
_OWN = {"TYPE_CHECKING", "_MODULES"}

Names = dict[str, str]
"""What stands behind each name: the annotation of an attribute or a result, the kind and annotation of a parameter."""


def load(commit: str | None) -> Names:
    """List the names, without running anything, as of a commit or as they are now."""
    modules, lines = griffe.ModulesCollection(), griffe.LinesCollection()
    options = {"modules_collection": modules, "lines_collection": lines, "allow_inspection": False}
    for package in PACKAGES:
        if commit is None:
            paths = [ROOT / folder for folder in FOLDERS]
            griffe.load(package, search_paths=paths, resolve_aliases=True, **options)  # type: ignore[arg-type]
        else:
            griffe.load_git(package, ref=commit, repo=ROOT, search_paths=FOLDERS, resolve_aliases=True, **options)  # type: ignore[arg-type]
    return dict(_names(modules))


def _names(modules: griffe.ModulesCollection) -> Iterator[tuple[str, str]]:
    public = {"twilio_memory": modules["twilio_memory"], "twilio_memory.models": modules[MODELS]}
    for prefix, module in public.items():
        # The list of the root is made at run time, of what it imports for type checkers.
        imported = [name for name, each in module.members.items() if each.is_alias and name not in _OWN]
        for name in module.exports or imported:
            member = module.members.get(str(name))
            if member is not None:
                yield from _described(f"{prefix}.{name}", member)
    folder: griffe.Object | griffe.Alias = modules["twilio_memory"]
    for part in RESOURCES.split(".")[1:]:
        folder = folder.members.get(part, griffe.Module(part))
    for name, module in folder.members.items():
        if not module.is_alias and module.is_module and not name.startswith(("_", "special_")):
            for member in module.members.values():
                if not member.is_alias and member.is_class:
                    yield from _methods(f"memory.{name}", member)


def _methods(prefix: str, resource: griffe.Object | griffe.Alias) -> Iterator[tuple[str, str]]:
    for name, method in resource.all_members.items():
        if not name.startswith("_"):
            yield from _described(f"{prefix}.{name}", method)


def _described(name: str, member: griffe.Object | griffe.Alias) -> Iterator[tuple[str, str]]:
    if isinstance(member, griffe.Alias):
        try:
            member = member.final_target
        except (griffe.AliasResolutionError, griffe.CyclicAliasError):
            yield name, "name"
            return
    if isinstance(member, griffe.Function):
        yield name, f"-> {member.returns}"
        yield from _parameters(name, member)
    elif isinstance(member, griffe.Attribute):
        yield name, f": {member.annotation if member.annotation is not None else member.value}"
    elif isinstance(member, griffe.Class):
        yield name, "class"
        for inner, each in member.all_members.items():
            if inner == "__init__" or (not inner.startswith("_") and each.is_public):
                yield from (pair for pair in _described(f"{name}.{inner}", each) if pair[0] != f"{name}.__init__")
    else:
        yield name, "name"


def _parameters(name: str, function: griffe.Function) -> Iterator[tuple[str, str]]:
    positional = 0
    for parameter in function.parameters:
        if parameter.name in {"self", "cls"}:
            continue
        kind = parameter.kind.name if parameter.kind else ""
        positional += kind.startswith("positional")
        place = f"positional {positional}" if kind.startswith("positional") else "keyword"
        needed = "required" if parameter.required and not kind.startswith("var") else "optional"
        yield f"{name}({parameter.name})", f"{place}, {needed}: {parameter.annotation}"


def compare(before: Names, after: Names) -> list[Difference]:
    """List what was lost, gained and changed. What belongs to a name that is lost or new as a whole is left out."""
    lost, gained = before.keys() - after.keys(), after.keys() - before.keys()
    found = [
        Difference(name, "removed", Kind.READERS if before[name].startswith(":") else Kind.WRITERS)
        for name in lost
        if not _owner_in(name, lost)
    ]
    for name in gained:
        if not _owner_in(name, gained):
            required = ", required:" in after[name]
            text, kind = ("new and required", Kind.WRITERS) if required else ("new", Kind.NEW)
            found.append(Difference(name, text, kind))
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            text = f"{before[name].lstrip(': ')} => {after[name].lstrip(': ')}"
            found.append(Difference(name, text, _changed(before[name], after[name])))
    return sorted(found, key=lambda each: (each.place, each.change))


def _owner_in(name: str, names: set[str]) -> bool:
    owner = name.partition("(")[0] if "(" in name else name.rpartition(".")[0]
    return owner in names


def _changed(before: str, after: str) -> Kind:
    """Decide whom a change concerns: unions that grow as parameters, or shrink as results, are safe."""
    if before.startswith(("->", ":")):
        old, new = _union(before.lstrip("->: ")), _union(after.lstrip("->: "))
        return Kind.NARROWER if new < old else Kind.READERS
    (old_place, _, was), (new_place, _, now) = before.partition(": "), after.partition(": ")
    if new_place not in {old_place, old_place.replace("required", "optional")} or not _union(was) <= _union(now):
        return Kind.WRITERS
    return Kind.WIDER


def _union(annotation: str) -> set[str]:
    return {part.strip() for part in annotation.split("|")}
