"""Shows a plan to a person."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from twilio_memory._planning.changes import Change

_SIGNS: Final = {"add": "+", "change": "~", "remove": "-", "replace": "±", "keep": " ", "blocked": "!"}
_TITLES: Final = {
    "store": "Store",
    "identifier": "Identity resolution settings",
    "matching_rules": "Identity resolution settings",
    "trait_group": "Trait groups",
    "trait": "Trait groups",
    "data_mapping": "Data mappings",
}


def render(name: str, store_id: str | None, changes: Sequence[Change]) -> str:
    """Return the text of a plan."""
    lines = [f"Store {name} ({store_id or 'will be created'})"]
    title = "Store"
    for change in changes:
        if change.action != "unchanged":
            if _TITLES[change.kind] != title:
                title = _TITLES[change.kind]
                lines += ["", title]
            lines += _lines(change)
    counts = Counter(change.action for change in changes)
    removed = counts["remove"] + counts["replace"]
    summary = f"{counts['add']} to add, {counts['change']} to change, {removed} to remove"
    lines += ["", f"Plan: {summary}, {counts['unchanged']} unchanged, {counts['keep']} not in the file."]
    if counts["blocked"]:
        lines.append(f"The API cannot make {counts['blocked']} of the changes (!), so nothing would be done.")
    return "\n".join(lines)


def _lines(change: Change) -> Iterator[str]:
    kind = {"identifier": "identifier ", "trait": "trait "}.get(change.kind, "")
    note = {"keep": f" ({change.reason}; it stays)", "replace": f" (removed and created again; {change.reason})"}
    ends = note.get(change.action, f" ({change.reason})" if change.reason else "")
    yield f"  {_SIGNS[change.action]} {kind}{change.name}{ends}"
    for each in change.fields:
        value = _show(each.wanted) if change.action == "add" else f"{_show(each.found)} -> {_show(each.wanted)}"
        yield f"      {each.field}: {value}"


def _show(value: object) -> str:
    return "none" if value is None else json.dumps(value, ensure_ascii=True)
