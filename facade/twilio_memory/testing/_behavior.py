"""The choices of the emulator where Twilio documents none, as switches."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Behavior:
    """The emulator's choices where Twilio's documentation leaves one. The defaults are the stricter ones.

    Args:
        strict: Refuse query parameters that the API does not document, such as a misspelt one, with status 400. If
            false they are ignored.
        hide_deleted_stores: Hide a store as soon as its deletion is accepted. If false it can be read until the
            operation ends.
        reject_whole_bulk: Refuse a bulk upsert of which one profile is invalid. If false the others are accepted, and
            the invalid ones are left out.

    Raises:
        TypeError: A switch is neither true nor false.
    """

    strict: bool = True
    hide_deleted_stores: bool = True
    reject_whole_bulk: bool = True

    def __post_init__(self) -> None:
        for field in fields(self):
            value: object = getattr(self, field.name)
            if not isinstance(value, bool):
                raise TypeError(f"{field.name}: expected True or False, got {value!r}")
