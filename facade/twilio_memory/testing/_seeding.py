"""The methods of an emulator that add resources without calls."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import TYPE_CHECKING, Any, TypedDict, cast

from ._communications import new_communication, put_communication
from ._errors import APIProblem, EmulatorError
from ._messages import Request
from ._operation_effects import STORES
from ._state import Collection

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from twilio_memory import Traits
    from twilio_memory.models import (
        MappingFromDatasetCloudApp,
        MappingFromDatasetWarehouse,
        MappingFromIngress,
        MappingToTraits,
        Participant,
        Recipient,
    )

    from ._core import Core


class DataMappingFields(TypedDict, total=False):
    """The keyword arguments of `data_mappings.create`."""

    display_name: str
    description: str
    is_enabled: bool
    mapping_from: MappingFromIngress | MappingFromDatasetCloudApp | MappingFromDatasetWarehouse
    mapping_to: MappingToTraits


class CommunicationFields(TypedDict, total=False):
    """The properties of a `Communication` but its content."""

    id: str
    channel_id: str
    author: Participant | Mapping[str, Any]
    recipients: Sequence[Recipient | Mapping[str, Any]]
    created_at: dt.datetime
    updated_at: dt.datetime


class Seeding:
    """The methods of an emulator that add resources. They are not recorded as calls, and no fault affects them."""

    _core: Core
    _lock: threading.RLock

    def add_store(self, display_name: str | None = None, *, description: str | None = None) -> str:
        """Add a store that is ready for use.

        Args:
            display_name: Its name; another one each time if not given.
            description: Its description; none if not given.

        Returns:
            The ID of the store.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        body = {"displayName": display_name or self._unused_name("store", STORES)}
        return self._add("CreateStore", {}, body if description is None else {**body, "description": description})

    def add_data_mapping(self, store_id: str, **properties: Unpack[DataMappingFields]) -> str:
        """Add a data mapping to a store.

        Args:
            store_id: The store.
            **properties: The keyword arguments of `data_mappings.create`. By default it has another name each time,
                and maps a column to the email address of `Contact`.

        Returns:
            The ID of the data mapping.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        item = {"expression": "email", "traitGroup": "Contact", "traitName": "email"}
        body = {
            "mappingFrom": {"type": "INGRESS", "columns": ["email"]},
            "mappingTo": {"type": "TRAITS", "mappings": [item]},
            **_json_properties(properties),
        }
        body.setdefault("displayName", self._unused_name("data-mapping", Collection("data_mapping", store_id)))
        return self._add("CreateDataMapping", {"storeId": store_id}, body)

    def add_profile(self, store_id: str, traits: Traits) -> str:
        """Add a profile to a store.

        Args:
            store_id: The store.
            traits: By group and name; one at least must be promoted to an identifier, such as `Contact.email`.

        Returns:
            The ID of the profile; if the traits identify an existing one, its ID.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        return self._add("CreateProfile", {"storeId": store_id}, {"traits": traits})

    def add_communication(
        self,
        store_id: str,
        profile_id: str,
        text: str,
        *,
        conversation_id: str = "conv_conversation_00000000000000000000000001",
        **properties: Unpack[CommunicationFields],
    ) -> str:
        """Add a past communication to a profile, for Recall to return. The API itself has no operation for that.

        Args:
            store_id: The store of the profile.
            profile_id: The profile.
            text: The text of the communication.
            conversation_id: The conversation of which it is part, by which Recall finds it.
            **properties: Properties of `twilio_memory.models.Communication`, such as `author` and `recipients`. By
                default the customer has sent it now by SMS, without recipients.

        Returns:
            The ID of the communication.

        Raises:
            EmulatorError: The profile does not exist, the communication is invalid, or the emulator is closed.
        """
        with self._lock:
            at = self._core.begin()
            with self._core.database.transaction():
                communication = new_communication(
                    self._core.ids, at, text, conversation_id, _json_properties(properties)
                )
                put_communication(self._core.state, store_id, profile_id, communication)
                return str(communication["id"])

    def _add(self, operation_id: str, in_path: Mapping[str, str], body: Mapping[str, Any]) -> str:
        """Run an operation that creates something, to its end and without recording a call; return the ID."""
        operation = self._core.spec.operations[operation_id]
        known = operation.request_body.properties if operation.request_body else frozenset[str]()
        # The API would ignore it.
        if unknown := sorted(body.keys() - known):
            names = ", ".join(sorted(map(_python_name, known)))
            raise EmulatorError(f"there is no property {_python_name(unknown[0])!r}; there are {names}")
        headers = (("Content-Type", "application/json"),)
        try:
            content = json.dumps(body).encode()
        except (TypeError, ValueError) as error:
            raise EmulatorError(f"{operation_id}: the properties cannot be written as JSON: {error}") from error
        request = Request(operation.method, operation.path, headers=headers, body=content)
        with self._lock:
            at = self._core.begin()
            before = self._core.operations.last_id()
            try:
                response = self._core.execute(operation, request, in_path, at)
            except APIProblem as problem:
                errors = [f"{error.field} {error.message}" for error in problem.errors]
                raise EmulatorError("; ".join([problem.message, *errors])) from problem
            with self._core.database.transaction():
                self._core.operations.run_since(before, at)
                created = response.headers.get("Operation-Id")
                if created is None:
                    return str(response.body["id"])
                ended = self._core.operations.poll(created, at, request.origin)
                if "error" in ended:
                    raise EmulatorError(ended["error"]["title"])
                return str(ended["result"]["id"])

    def _unused_name(self, kind: str, collection: Collection) -> str:
        """Return a display name that is not taken."""
        with self._lock:
            self._core.now()
            with self._core.database.transaction():
                while self._core.state.is_taken(collection, name := f"{kind}-{self._core.database.increment(kind)}"):
                    pass
                return name


def python_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties of the API under the names that they have in Python."""
    return {_python_name(name): value for name, value in properties.items()}


def _json_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties under the names, and with the values, that they have in the API.

    Raises:
        EmulatorError: A name is not one of Python, such as `displayName`.
    """
    for name in properties:
        if name != _python_name(name):
            raise EmulatorError(f"there is no property {name!r}; did you mean {_python_name(name)!r}?")
    return {_api_name(name): _json_value(value) for name, value in properties.items()}


def _json_value(value: Any) -> Any:  # noqa: ANN401 - a model, a time, or what JSON has
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in cast("Sequence[Any]", value)]
    return value.to_dict() if hasattr(value, "to_dict") else value


def _api_name(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def _python_name(name: str) -> str:
    return re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", name)
