"""The choices of the emulator where Twilio documents none, as switches."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Behavior:
    """The emulator's choices where Twilio's documentation leaves one.

    Args:
        strict: Refuse query parameters that the API does not document, such as a misspelt one, with status 400. By
            default they are ignored, because live programs send some; the pytest fixtures are strict.
        hide_deleted_stores: Hide a store as soon as its deletion is accepted. If false it can be read until the
            operation ends.
        reject_whole_bulk: Refuse a bulk upsert of which one profile is invalid. If false the others are accepted, and
            the invalid ones are skipped with an event each.
        lock_identity_settings: Refuse identity resolution settings with fuzzy matching or `enforceUnique: false`. If
            false, fuzzy matching is stored but done exactly, and values that are not unique may be on several profiles.
        push_user_id: Give new stores the identifier type `pushUserID` besides `email`, `whatsapp`, `phone` and `chat`.
        drop_undeclared_traits: Create a profile without the traits that no group defines, with an event of the level
            ERROR. If false it is refused.
        refuse_taken_names: Refuse a display name that is taken when it is asked for. If false, stores, trait groups
            and renamings are accepted, and their operations fail; a new data mapping is refused anyway.
        old_store_name_code: Use the code 20001 for the taken display name of a store. If false it is 520045.
        refuse_overlapping_profiles: Skip a profile of a bulk upsert that shares an identifier with an earlier one of
            the same request. If false it is written too, with an event of the level WARNING.
        strict_csv_characters: Refuse the rows of a CSV file with characters that Twilio's list does not have, such as
            a comma or an apostrophe. If false such rows are written, with a warning.

    Raises:
        TypeError: A switch is neither true nor false.
    """

    strict: bool = False
    hide_deleted_stores: bool = True
    reject_whole_bulk: bool = False
    lock_identity_settings: bool = True
    push_user_id: bool = False
    drop_undeclared_traits: bool = False
    refuse_taken_names: bool = False
    old_store_name_code: bool = False
    refuse_overlapping_profiles: bool = False
    strict_csv_characters: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            value: object = getattr(self, field.name)
            if not isinstance(value, bool):
                raise TypeError(f"{field.name}: expected True or False, got {value!r}")
