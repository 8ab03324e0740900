"""What a store has, as the API returns it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from twilio_memory import (
    AsyncMemoryClient,
    DataMappingNotFoundError,
    InvalidArgumentError,
    MemoryClient,
    TraitGroupNotFoundError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON = dict[str, Any]


class Found(NamedTuple):
    """A resource as it was read."""

    body: JSON
    etag: str | None = None


class State(NamedTuple):
    """A store and what is in it. The ID of a store that is yet to be created is None."""

    store_id: str | None
    store: Found
    settings: Found
    trait_groups: Mapping[str, Found]
    data_mappings: Mapping[str, Found]


_TEXT = {"dataType": "STRING"}
#: The traits that every store has, and which Twilio protects.
PROTECTED: Mapping[str, Mapping[str, JSON]] = {
    "Contact": {
        **dict.fromkeys(("firstName", "lastName", "phoneNumber", "street", "city"), _TEXT),
        **dict.fromkeys(("state", "postalCode", "country"), _TEXT),
        "email": {**_TEXT, "idTypePromotion": "email"},
        "phone": {**_TEXT, "idTypePromotion": "phone"},
    }
}
#: The types of identifiers that every store has, and how their values are normalised.
DEFAULT_TYPES: Mapping[str, str] = {"email": "email", "whatsapp": "trim", "phone": "phone", "chat": "trim"}


def new_store(body: JSON) -> State:
    """Return the state that a new store is expected to have."""
    configs = [{"idType": name, "normalization": kind} for name, kind in DEFAULT_TYPES.items()]
    settings: JSON = {"identifierConfigs": configs, "matchingRules": [*DEFAULT_TYPES]}
    groups = {name: Found({"displayName": name, "traits": dict(traits)}) for name, traits in PROTECTED.items()}
    return State(None, Found(body), Found(settings), groups, {})


class _Within:
    """The resources of a client for use within a function, which errors and logs name instead of their methods."""

    def __init__(self, memory: MemoryClient, function: str) -> None:
        self._memory = memory
        self._function = function

    def __getattr__(self, resource: str) -> Any:  # noqa: ANN401
        return getattr(self._memory, resource)._within(self._function)  # noqa: SLF001 - as methods of several calls do


def within(memory: MemoryClient, function: str) -> MemoryClient:
    """Return a client for use within a function of this library; refuse one whose methods would have to be awaited."""
    if isinstance(memory, AsyncMemoryClient):
        raise InvalidArgumentError(
            "memory: expected a MemoryClient, got an AsyncMemoryClient; provisioning is synchronous"
        )
    return cast("MemoryClient", _Within(memory, f"provisioning.{function}"))


def find_store_id(memory: MemoryClient, store_id: str | None, display_name: str | None) -> str | None:
    """Return the ID of the store that is meant, by its ID or its name; None if no store has the name."""
    if (store_id is None) == (display_name is None):
        raise InvalidArgumentError("give the store's store_id or its display_name, one of them")
    if display_name is None:
        return store_id
    store = memory.stores.find(display_name=display_name)
    return store.id if store else None


def read_state(memory: MemoryClient, store_id: str) -> State:
    """Read all of a store's configuration, each resource with its ETag."""
    store, settings = memory.stores.fetch(store_id), memory.identity_resolution_settings.fetch(store_id)
    groups, mappings = dict[str, Found](), dict[str, Found]()
    for group in memory.trait_groups.list(store_id, page_size=100):
        if found := read_group(memory, store_id, group.display_name):
            groups[group.display_name] = found
    for mapping in memory.data_mappings.list(store_id, page_size=100):
        if found := read_mapping(memory, store_id, mapping.id):
            mappings[mapping.display_name] = found
    return State(
        store_id, Found(store.to_dict(), store.etag), Found(settings.to_dict(), settings.etag), groups, mappings
    )


def read_group(memory: MemoryClient, store_id: str, name: str) -> Found | None:
    """Read a trait group with all of its traits; None if it does not exist."""
    try:
        # Nothing is wanted, so nothing is added: this reads all pages of the traits.
        pages, body, etag, token = 0, dict[str, Any](), None, None
        while not pages or token:
            page = memory.trait_groups.fetch(store_id, name, page_size=100, page_token=token)
            part: JSON = page.trait_group.to_dict() if page.trait_group else {"displayName": name}
            if pages and page.etag != etag:  # changed between two pages: start again
                pages, body, token = 0, {}, None
                continue
            body = {**part, "traits": {**body.get("traits", {}), **part.get("traits", {})}}
            pages, etag, token = pages + 1, page.etag, page.meta.next_token if page.meta else None
    except TraitGroupNotFoundError:
        return None
    return Found(body, etag)


def read_mapping(memory: MemoryClient, store_id: str, mapping_id: str) -> Found | None:
    """Read a data mapping; None if it does not exist."""
    try:
        mapping = memory.data_mappings.fetch(store_id, mapping_id)
    except DataMappingNotFoundError:
        return None
    return Found(mapping.to_dict(), mapping.etag)


def require_store_id(memory: MemoryClient, store_id: str | None, display_name: str | None) -> str:
    """Return the ID of an existing store; raise a LookupError if no store has the name."""
    found = find_store_id(memory, store_id, display_name)
    if found is None:
        raise LookupError(f"the account has no store {display_name!r}")
    return found
