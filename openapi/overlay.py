"""Apply an OpenAPI Overlay to a spec.

https://spec.openapis.org/overlay/v1.0.0.html
"""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import copy
import importlib
from typing import Any


def apply(overlay: dict[str, Any], spec: dict[str, Any]) -> dict[str, Any]:
    """Return a spec with the updates of an overlay.

    Raises:
        ValueError: An action has no effect, or asks for more than to add something.
    """
    find = importlib.import_module("jsonpath_rfc9535").find
    spec = copy.deepcopy(spec)
    for action in overlay["actions"]:
        if unknown := action.keys() - {"target", "description", "update"}:
            raise ValueError(f"{action['target']}: unsupported {', '.join(sorted(unknown))}")
        nodes = find(action["target"], spec).values()
        if not nodes:
            raise ValueError(f"{action['target']}: not in the spec")
        for node in nodes:
            _add(node, action["update"], action["target"])
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
