"""Apply an OpenAPI Overlay to a spec.

https://spec.openapis.org/overlay/v1.0.0.html
"""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import copy
import importlib
from typing import Any


def apply(overlay: dict[str, Any], spec: dict[str, Any], *, extensions_only: bool = True) -> dict[str, Any]:
    """Return a spec with the actions of an overlay.

    Args:
        overlay: The overlay.
        spec: The spec, which stays as it is.
        extensions_only: Whether an action may only add `x-` keys. Otherwise all that the standard has is allowed.

    Raises:
        ValueError: An action has no effect, or asks for more than is allowed.
    """
    find = importlib.import_module("jsonpath_rfc9535").find
    spec = copy.deepcopy(spec)
    known = {"target", "description", "update", *([] if extensions_only else ["remove"])}
    for action in overlay["actions"]:
        if unknown := action.keys() - known:
            raise ValueError(f"{action['target']}: unsupported {', '.join(sorted(unknown))}")
        nodes = find(action["target"], spec)
        if not nodes:
            raise ValueError(f"{action['target']}: not in the spec")
        before = copy.deepcopy([node.value for node in nodes])
        for node in reversed(nodes):  # From the end: to remove an entry moves those after it.
            if action.get("remove"):
                _remove(spec, node.location)
            elif extensions_only:
                _add(node.value, action["update"], action["target"])
            else:
                _merge(node.value, action["update"])
        if "update" in action and before == [node.value for node in nodes]:
            raise ValueError(f"{action['target']}: the spec says so already")
    return spec


def _add(node: object, update: dict[str, Any], target: str) -> None:
    if not isinstance(node, dict):
        raise ValueError(f"{target}: not an object")  # noqa: TRY004 - of the overlay's value, not of an argument
    for name, value in update.items():
        if not name.startswith("x-"):
            raise ValueError(f"{target}: {name} is the spec's own")
        if name in node:
            raise ValueError(f"{target}: {name} is there already")
        node[name] = copy.deepcopy(value)


def _merge(node: Any, update: Any) -> None:  # noqa: ANN401 - objects or arrays
    if isinstance(node, list):
        node.append(copy.deepcopy(update))
        return
    for name, value in update.items():
        if isinstance(value, dict) and isinstance(node.get(name), dict):
            _merge(node[name], value)
        elif isinstance(value, list) and isinstance(node.get(name), list):
            node[name] += [each for each in copy.deepcopy(value) if each not in node[name]]
        else:
            node[name] = copy.deepcopy(value)


def _remove(spec: Any, location: tuple[int | str, ...]) -> None:  # noqa: ANN401 - objects or arrays
    *parents, last = location
    for part in parents:
        spec = spec[part]
    del spec[last]
