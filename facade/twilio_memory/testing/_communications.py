"""Communications, for which the API has no create operation."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING

from ._errors import EmulatorError
from ._identity_resolution import canonical_id, profiles
from ._operation_effects import STORES
from ._operations import timestamp
from ._spec import load
from ._state import Collection
from ._validation import compile_schema, inspect

if TYPE_CHECKING:
    import jsonschema_rs

    from ._ids import Ids
    from ._state import JsonObject, State

KIND = "communication"
CONVERSATION = "conversationId"
"""The property of a stored communication that the API does not show."""


def new_communication(ids: Ids, at: float, text: str, conversation_id: str, properties: JsonObject) -> JsonObject:
    """Return a communication.

    Args:
        ids: Gives it its ID.
        at: The time, in seconds since the epoch.
        text: The text of the communication.
        conversation_id: The conversation of which it is part.
        properties: Properties that override the defaults.

    Raises:
        EmulatorError: It is invalid.
    """
    communication: JsonObject = {
        "id": ids.type_id("conv_communication", at),
        "content": {"text": text},
        "createdAt": timestamp(at),
        "updatedAt": timestamp(at),
        "author": {
            "id": ids.type_id("conv_participant", at),
            "name": "Customer",
            "address": "+13175550100",
            "channel": "SMS",
            "type": "CUSTOMER",
        },
        "recipients": [],
        **properties,
    }
    try:
        json.dumps(communication, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise EmulatorError("invalid communication: a text contains a lone surrogate") from error
    except (TypeError, ValueError) as error:
        raise EmulatorError(f"invalid communication: {error}") from error
    if errors := inspect(_schema(), communication, "body"):
        message = "; ".join(f"{error.field}: {error.message}".removeprefix(": ") for error in errors)
        raise EmulatorError(f"invalid communication: {message}")
    if errors := inspect(_conversation_schema(), conversation_id, "body"):
        raise EmulatorError(f"invalid conversation ID: {errors[0].message}")
    return {**communication, CONVERSATION: conversation_id}


def put_communication(state: State, store_id: str, profile_id: str, communication: JsonObject) -> None:
    """Add a communication to a profile, or to the profile into which that was merged.

    Raises:
        EmulatorError: The profile does not exist.
    """
    canonical = canonical_id(state, store_id, profile_id)
    if state.get(STORES, store_id) is None or state.get(profiles(store_id), canonical) is None:
        raise EmulatorError(f"there is no profile {profile_id} in the store {store_id}")
    collection = Collection(KIND, f"{store_id}/{canonical}")
    if state.get(collection, communication["id"]) is not None:
        raise EmulatorError(f"there is a communication {communication['id']}")
    state.insert(collection, communication["id"], communication)


@functools.cache
def _schema() -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": "#/components/schemas/Communication", "unevaluatedProperties": False}
    return compile_schema(schema, load().components)


@functools.cache
def _conversation_schema() -> jsonschema_rs.Draft202012Validator:
    return compile_schema({"$ref": "#/components/schemas/ConversationID"}, load().components)
