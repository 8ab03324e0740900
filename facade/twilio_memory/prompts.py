"""Memories as text for the context of a language model."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from twilio_memory._concurrent.snapshots import ProfileSnapshot

__all__ = ["memory_prompt"]


def memory_prompt(snapshot: ProfileSnapshot, *, max_chars: int = 4000) -> str:
    """Return what is known of a person as plain text for the context of a language model.

    The form is stable: up to four sections, each a heading and a line for each entry, in the order profile,
    observations, summaries, conversation. Traits are sorted by group and name; the others keep the order of the recall.
    Line breaks within an entry become spaces, so that no entry can look like a heading. What is missing from the
    snapshot, and a section without entries, is left out.

        # Profile
        Contact.firstName: Ada

        # Observations
        - 2026-01-15: Prefers a window seat.

    Args:
        snapshot: What `profiles.snapshot` returned.
        max_chars: The greatest length of the text, in characters; 1 or more. Entries are taken as long as they fit,
            section by section; no entry is cut. Of a conversation, the last entries are taken.

    Returns:
        The text, which ends without a line break; an empty text if nothing is known or nothing fits.

    Raises:
        InvalidArgumentError: `max_chars` is not a whole number of 1 or more.
    """
    if isinstance(max_chars, bool) or not isinstance(max_chars, int) or max_chars < 1:
        raise InvalidArgumentError(f"max_chars: expected a whole number of 1 or more, got {max_chars!r}")
    recall = snapshot.recall
    sections = {
        "Profile": [
            f"{_one_line(group)}.{_one_line(name)}: {_one_line(value)}"
            for group, values in sorted(snapshot.traits.items())
            for name, value in sorted(values.items())
            if value is not None
        ],
        **{
            kind.title(): [_dated(each.occurred_at or each.created_at, each.content) for each in _items(recall, kind)]
            for kind in ("observations", "summaries")
        },
        "Conversation": [
            f"- {_one_line(each.author.name or each.author.type_ or 'unknown')}: {_one_line(each.content.text)}"
            for each in _items(recall, "communications")
            if each.content.text
        ],
    }
    text = ""
    for heading, lines in sections.items():
        start = f"{text}\n\n# {heading}" if text else f"# {heading}"
        order: Any = reversed if heading == "Conversation" else iter
        taken: list[str] = []
        left = max_chars - len(start)
        for line in order(lines):
            left -= len(line) + 1
            if left < 0:
                break
            taken.append(line)
        if taken:
            text = "\n".join([start, *order(taken)])
    return text


def _items(recall: object, name: str) -> Iterable[Any]:
    return getattr(recall, name, None) or ()


def _dated(at: dt.datetime | None, content: str) -> str:
    return f"- {at:%Y-%m-%d}: {_one_line(content)}" if at else f"- {_one_line(content)}"


def _one_line(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()
