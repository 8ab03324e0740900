"""Communications: the API has no way to make them, so a program puts them in."""

from __future__ import annotations

import functools
import json
from typing import TYPE_CHECKING

from ._effects import STORES
from ._errors import EmulatorError
from ._identity import canonical_id, profiles
from ._operations import timestamp
from ._spec import load
from ._state import Place
from ._validation import compile_schema, inspect

if TYPE_CHECKING:
    import jsonschema_rs

    from ._ids import Ids
    from ._state import JsonObject, State

KIND = "communication"


def new_communication(ids: Ids, at: float, text: str, properties: JsonObject) -> JsonObject:
    """Return a communication.

    Args:
        ids: Gives it its ID.
        at: The time, in seconds since the epoch.
        text: What was said.
        properties: What it has instead of what it has by itself.

    Raises:
        EmulatorError: The API has no such communications.
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
        raise EmulatorError("the API has no such communications: a text has half of a surrogate pair") from error
    except (TypeError, ValueError) as error:
        raise EmulatorError(f"the API has no such communications: {error}") from error
    if findings := inspect(_schema(), communication, "body"):
        told = "; ".join(f"{finding.field}: {finding.message}".removeprefix(": ") for finding in findings)
        raise EmulatorError(f"the API has no such communications: {told}")
    return communication


def put_communication(state: State, store_id: str, profile_id: str, communication: JsonObject) -> None:
    """Put a communication into a profile, or, if that has been merged into another, into the other one.

    Raises:
        EmulatorError: There is no such profile.
    """
    canonical = canonical_id(state, store_id, profile_id)
    if state.get(STORES, store_id) is None or state.get(profiles(store_id), canonical) is None:
        raise EmulatorError(f"there is no profile {profile_id} in the store {store_id}")
    place = Place(KIND, f"{store_id}/{canonical}")
    if state.get(place, communication["id"]) is not None:
        raise EmulatorError(f"there is a communication {communication['id']}")
    state.insert(place, communication["id"], communication)


@functools.cache
def _schema() -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": "#/components/schemas/Communication", "unevaluatedProperties": False}
    return compile_schema(schema, load().components)
