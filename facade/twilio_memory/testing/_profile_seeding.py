"""The methods of an emulator that add profiles and what they hold without calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from ._communications import new_communication, put_communication
from ._errors import APIProblem, EmulatorError
from ._identity_events import log_resolution
from ._identity_resolution import Identifier, IdentityIndex, canonical_id
from ._identity_settings import read_settings
from ._memory_items import OBSERVATIONS, SUMMARIES
from ._operations import timestamp
from ._seeding import Seeding, json_properties, refuse_unknown
from ._state import Collection
from ._traits import Traits as StoredTraits

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence
    from typing import Unpack

    from twilio_memory import Traits
    from twilio_memory.models import Participant, Recipient

    from ._memory_items import MemoryKind
    from ._state import JsonObject

_CONVERSATION = "conv_conversation_00000000000000000000000001"


class CommunicationFields(TypedDict, total=False):
    """The properties of a `Communication` but its content."""

    id: str
    channel_id: str
    author: Participant | Mapping[str, Any]
    recipients: Sequence[Recipient | Mapping[str, Any]]
    created_at: dt.datetime
    updated_at: dt.datetime


class ObservationFields(TypedDict, total=False):
    """The properties of an `ObservationInput` but its content."""

    occurred_at: dt.datetime
    source: str
    conversation_ids: Sequence[str]


class SummaryFields(TypedDict, total=False):
    """The properties of a `ConversationSummaryInput` but its content."""

    conversation_id: str
    occurred_at: dt.datetime
    source: str


class ProfileSeeding(Seeding):
    """The methods of an emulator that add profiles and what they hold."""

    def add_profile(
        self,
        store_id: str,
        traits: Traits | None = None,
        *,
        identifiers: Mapping[str, str | Sequence[str]] | None = None,
    ) -> str:
        """Add a profile to a store.

        Args:
            store_id: The store.
            traits: By group and name; without `identifiers` one at least must be promoted to an identifier, such as
                `Contact.email`.
            identifiers: Values by type, such as `{"whatsapp": "whatsapp:+13175550100"}`, one or several of each.

        Returns:
            The ID of the profile; if the traits or identifiers identify an existing one, its ID.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        given = {id_type: [each] if isinstance(each, str) else [*each] for id_type, each in (identifiers or {}).items()}
        if not any(given.values()):
            return self._add("CreateProfile", {"storeId": store_id}, {"traits": {} if traits is None else traits})
        with self._lock:
            self._core.begin()
            # All that can be wrong is found before anything is written.
            found = self._identifiers(store_id, given)
            if traits:
                self._refuse_wrong_traits(store_id, traits)
            at = self._core.now()
            with self._meter.paused(), self._core.database.transaction():
                identities = IdentityIndex(self._core.state, store_id)
                new_id = self._core.ids.type_id("mem_profile", at)
                resolution = identities.identify(found, new_id, timestamp(at))
                log_resolution(self._core.state, store_id, resolution, timestamp(at))
            profile_id = resolution.profile_id
            if traits:
                path = {"storeId": store_id, "profileId": profile_id}
                self._add("PatchProfileTraits", path, {"traits": traits})
            return canonical_id(self._core.state, store_id, profile_id)

    def add_observation(
        self, store_id: str, profile_id: str, content: str, **properties: Unpack[ObservationFields]
    ) -> str:
        """Add an observation to a profile.

        Args:
            store_id: The store of the profile.
            profile_id: The profile.
            content: 1 to 4096 characters.
            **properties: Properties of `twilio_memory.models.ObservationInput`: `occurred_at`, by default now;
                `source`, by default `emulator`; and `conversation_ids`.

        Returns:
            The ID of the observation.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        item = {"content": content, **json_properties(properties)}
        return self._add_item("CreateProfileObservation", OBSERVATIONS, store_id, profile_id, item)

    def add_summary(self, store_id: str, profile_id: str, content: str, **properties: Unpack[SummaryFields]) -> str:
        """Add a conversation summary to a profile.

        Args:
            store_id: The store of the profile.
            profile_id: The profile.
            content: 1 to 4096 characters.
            **properties: Properties of `twilio_memory.models.ConversationSummaryInput`: `conversation_id`, by default
                that of `add_communication`; `occurred_at`, by default now; and `source`, by default `emulator`.

        Returns:
            The ID of the summary.

        Raises:
            EmulatorError: The API would refuse it, or the emulator is closed.
        """
        properties.setdefault("conversation_id", _CONVERSATION)
        item = {"content": content, **json_properties(properties)}
        return self._add_item("CreateProfileConversationSummary", SUMMARIES, store_id, profile_id, item)

    def add_communication(
        self,
        store_id: str,
        profile_id: str,
        text: str,
        *,
        conversation_id: str = _CONVERSATION,
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
                    self._core.ids, at, text, conversation_id, json_properties(properties)
                )
                put_communication(self._core.state, store_id, profile_id, communication)
                return str(communication["id"])

    def _add_item(self, operation_id: str, kind: MemoryKind, store_id: str, profile_id: str, item: JsonObject) -> str:
        """Add an observation or a summary, and return its ID, which the API does not return."""
        refuse_unknown(item, kind.properties)
        with self._lock:
            item = {"source": "emulator", "occurredAt": timestamp(self._core.begin()), **item}
            profile_id = canonical_id(self._core.state, store_id, profile_id)
            self._add(operation_id, {"storeId": store_id, "profileId": profile_id}, {kind.key: [item]})
            return str(self._core.state.all(Collection(kind.name, f"{store_id}/{profile_id}"))[-1]["id"])

    def _identifiers(self, store_id: str, given: Mapping[str, Sequence[str]]) -> list[Identifier]:
        """Return identifiers in their normal form.

        Raises:
            EmulatorError: The store or the type does not exist, or a value does not fit its type.
        """
        try:
            settings = read_settings(self._core.state, store_id)
        except APIProblem as problem:
            raise EmulatorError(problem.message) from problem
        found: list[Identifier] = []
        for id_type, values in given.items():
            if id_type not in settings.configs:
                names = ", ".join(settings.configs)
                raise EmulatorError(f"there is no identifier type {id_type!r}; there are {names}")
            for value in values:
                normal = settings.normalize(id_type, value) if isinstance(value, str) else None
                if normal is None:
                    why = settings.refusal(id_type, value) if isinstance(value, str) else "is no text"
                    raise EmulatorError(f"identifiers: {value!r} {why} (identifier type {id_type})")
                found.append(Identifier(id_type, normal))
        return found

    def _refuse_wrong_traits(self, store_id: str, traits: Mapping[str, Any]) -> None:
        known = StoredTraits(self._core.state, store_id, IdentityIndex(self._core.state, store_id))
        if faults := known.read(dict(traits)).faults:
            raise EmulatorError("; ".join(f"{error.field} {error.message}" for _, error in faults))
