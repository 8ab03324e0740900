"""Trait groups: dictionaries of definitions, and names that can be addressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import build_body, validate_etag
from twilio_memory.errors import InvalidArgumentError
from twilio_memory.ids import validate_path_value
from twilio_memory_api import api, models
from twilio_memory_api.types import UNSET, Unset

if TYPE_CHECKING:
    from typing import Unpack

    from twilio_memory._core._sync.operations import PendingOperation
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory_api.models import TraitDefinition, TraitDefinitions


def _definitions(traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset) -> TraitDefinitions | Unset:
    if isinstance(traits, Unset | models.TraitDefinitions):
        return traits
    if not isinstance(traits, Mapping):
        raise InvalidArgumentError(f"traits: expected definitions by name, got {type(traits).__name__}")
    definitions = models.TraitDefinitions()
    definitions.additional_properties = dict(traits)
    return definitions


class SpecialTraitGroups(Resource):
    """Definitions of traits are a plain dictionary, too."""

    def create(
        self,
        store_id: str,
        *,
        display_name: str,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PendingOperation[None]:
        """Create a trait group.

        Args:
            store_id: The store's ID.
            display_name: Its name, by which it is addressed: 1 to 64 ASCII letters, digits, `_`, `-` and `.`; neither
                `.` nor `..`.
            description: Up to 1024 characters.
            traits: What it holds, by name; up to 95.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write.

        Raises:
            TraitGroupAlreadyExistsError: The store has a group of this name.
            QuotaExceededError: The store has too many groups.
            InvalidRequestError: Something does not fit, such as too many traits.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        body = build_body(
            models.TraitGroupRequest,
            extra_body,
            display_name=display_name,
            description=description,
            traits=_definitions(traits),
        )
        # A group of another name could not be addressed again, not even to delete it.
        validate_path_value("trait_group_name", display_name)
        return self._start_operation(options, api.trait_group.create_trait_group, store_id, body=body)

    def update(
        self,
        store_id: str,
        trait_group_name: str,
        *,
        description: str | Unset = UNSET,
        traits: Mapping[str, TraitDefinition] | TraitDefinitions | Unset = UNSET,
        if_match: str | Unset | None = UNSET,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> PendingOperation[None]:
        """Change a trait group; traits that are not named stay as they are.

        Args:
            store_id: The store's ID.
            trait_group_name: The group's name, which cannot be changed.
            description: Up to 1024 characters.
            traits: Traits to add or replace, by name; one whose `data_type` is `TraitDataType.REMOVED` is deleted.
            if_match: Update only if the group still has this ETag: the `etag` of what was fetched. None is refused.
            extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The accepted write.

        Raises:
            PreconditionFailedError: The group has changed since that ETag was read.
            ProtectedTraitError: The group or a trait belongs to the system.
            TraitGroupNotFoundError: The store has no such group.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        body = build_body(models.TraitGroupPatch, extra_body, description=description, traits=_definitions(traits))
        return self._start_operation(
            options,
            api.trait_group.patch_trait_group,
            store_id,
            trait_group_name,
            body=body,
            if_match=validate_etag(if_match),
        )
