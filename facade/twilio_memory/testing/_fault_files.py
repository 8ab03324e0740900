"""Faults in a TOML file: a table `[[faults]]` for each, as `Fault.to_dict` writes it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ._faults import Fault

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping


def with_times(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a fault with None for `times = "all"`, since TOML and forms have no null."""
    return {name: None if (name, value) == ("times", "all") else value for name, value in fields.items()}


def read_faults(path: str | os.PathLike[str]) -> list[Fault]:
    """Return the faults of a file, in their order.

    Raises:
        ValueError: The file cannot be read, or has anything else.
    """
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from error
    tables: object = data.get("faults")
    if {*data} != {"faults"} or not isinstance(tables, list):
        raise ValueError(f"{path}: expected tables [[faults]] and nothing else")
    found: list[Fault] = []
    for number, table in enumerate(cast("list[dict[str, Any]]", tables), 1):
        try:
            found.append(Fault.from_dict(with_times(table)))
        except (TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"{path}: fault {number}: {error}") from error
    return found
