"""The methods of an emulator that add resources without calls."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypedDict, cast

from ._errors import APIProblem, EmulatorError
from ._messages import Request
from ._operation_effects import STORES
from ._state import Collection
from ._trait_groups import trait_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Unpack

    from twilio_memory.models import (
        MappingFromDatasetCloudApp,
        MappingFromDatasetWarehouse,
        MappingFromIngress,
        MappingToTraits,
        TraitDefinition,
    )

    from ._core import Core
    from ._lock import ProcessLock
    from ._meter import Meter
    from ._spec import Operation


class DataMappingFields(TypedDict, total=False):
    """The keyword arguments of `data_mappings.create`."""

    display_name: str
    description: str
    is_enabled: bool
    mapping_from: MappingFromIngress | MappingFromDatasetCloudApp | MappingFromDatasetWarehouse
    mapping_to: MappingToTraits


class TraitGroupFields(TypedDict, total=False):
    """The keyword arguments of `trait_groups.create`; a definition may be a mapping, too."""

    display_name: str
    description: str
    traits: Mapping[str, TraitDefinition | Mapping[str, Any]]


class Seeding:
    """The methods of an emulator that add resources. They are not recorded as calls, and no fault affects them."""

    _core: Core
    _meter: Meter
    _lock: ProcessLock

    def add_store(
        self, display_name: str | None = None, *, description: str | None = None, account: str | None = None
    ) -> str:
        """Add a store that is ready for use.

        Args:
            display_name: Its name; another one each time if not given.
            description: Its description; none if not given.
            account: The account, where `Emulator(accounts=...)` keeps them apart; the first one if not given.

        Returns:
            The ID of the store.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        body = {"displayName": display_name or self._unused_name("store", STORES)}
        accounts = self._core.accounts
        if account is not None and (accounts is None or account not in accounts.names):
            raise EmulatorError(f"there is no account {account!r}")
        owner = account or (None if accounts is None else accounts.first.account)
        whole = body if description is None else {**body, "description": description}
        return self._add("CreateStore", {}, whole, owner)

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
            **json_properties(properties),
        }
        body.setdefault("displayName", self._unused_name("data-mapping", Collection("data_mapping", store_id)))
        return self._add("CreateDataMapping", {"storeId": store_id}, body)

    def add_trait_group(self, store_id: str, **properties: Unpack[TraitGroupFields]) -> str:
        """Add a trait group to a store.

        Args:
            store_id: The store.
            **properties: The keyword arguments of `trait_groups.create`; a definition may be a mapping, such as
                `{"data_type": "STRING"}`. By default it has another name each time, and no traits.

        Returns:
            The name of the trait group.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        body = json_properties(properties)
        if isinstance(traits := body.get("traits"), Mapping):
            definitions = cast("Mapping[str, Any]", traits)
            body["traits"] = {name: _api_names(definition) for name, definition in definitions.items()}
        body.setdefault("displayName", self._unused_name("trait-group", trait_groups(store_id)))
        return self._add("CreateTraitGroup", {"storeId": store_id}, body)

    def _add(
        self, operation_id: str, in_path: Mapping[str, str], body: Mapping[str, Any], account: str | None = None
    ) -> str:
        """Run an operation that creates something, to its end and without recording a call; return the ID."""
        operation = self._core.spec.operations[operation_id]
        refuse_unknown(body, operation.request_body.properties if operation.request_body else ())
        headers = (("Content-Type", "application/json"),)
        try:
            content = json.dumps(body).encode()
        except (TypeError, ValueError) as error:
            raise EmulatorError(f"{operation_id}: the properties cannot be written as JSON: {error}") from error
        request = Request(operation.method, operation.path, headers=headers, body=content)
        with self._lock:
            at = self._core.begin()
            with self._meter.paused():
                return self._run(operation, request, in_path, at, account)

    def _run(
        self, operation: Operation, request: Request, in_path: Mapping[str, str], at: float, account: str | None
    ) -> str:
        before = self._core.operations.last_id()
        try:
            response = self._core.execute(operation, request, in_path, at, account)
        except APIProblem as problem:
            errors = [f"{error.field} {error.message}" for error in problem.errors]
            raise EmulatorError("; ".join([problem.message, *errors])) from problem
        with self._core.database.transaction():
            self._core.operations.run_since(before, at)
            created = response.headers.get("Operation-Id")
            if created is None:
                return str(response.body.get("id"))
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


def refuse_unknown(body: Mapping[str, Any], known: Iterable[str]) -> None:
    """Refuse a property that the API would ignore."""
    names = set(known)
    if unknown := sorted(body.keys() - names):
        listed = ", ".join(sorted(map(python_name, names)))
        raise EmulatorError(f"there is no property {python_name(unknown[0])!r}; there are {listed}")


def python_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties of the API under the names that they have in Python."""
    return {python_name(name): value for name, value in properties.items()}


def json_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return properties under the names, and with the values, that they have in the API.

    Raises:
        EmulatorError: A name is not one of Python, such as `displayName`.
    """
    for name in properties:
        if name != python_name(name):
            raise EmulatorError(f"there is no property {name!r}; did you mean {python_name(name)!r}?")
    return {api_name(name): _json_value(value) for name, value in properties.items()}


def _json_value(value: Any) -> Any:  # noqa: ANN401 - a model, a time, or what JSON has
    if isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_json_value(item) for item in cast("Sequence[Any]", value)]
    if isinstance(value, dict):
        return {name: _json_value(item) for name, item in cast("dict[str, Any]", value).items()}
    return value.to_dict() if hasattr(value, "to_dict") else value


def _api_names(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, Mapping):
        return {api_name(name): _api_names(each) for name, each in cast("Mapping[str, Any]", value).items()}
    return value


def api_name(name: str) -> str:
    """Return the name that a property has in the API."""
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def python_name(name: str) -> str:
    """Return the name that a property has in Python."""
    return re.sub(r"[A-Z]", lambda match: f"_{match[0].lower()}", name)
