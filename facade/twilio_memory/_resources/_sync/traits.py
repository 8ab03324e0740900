"""The traits of a profile, as a flat list. They are written through `memory.profiles`.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.arguments import join_names, unset_if_none, validate_enum, validate_page_size
from twilio_memory._core.loading import api, models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from twilio_memory._core._sync.pagination import Paginator
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory_api.models import OrderBy, Trait, TraitList


class Traits(Resource):
    """The traits of a profile, as a flat list. They are written through `memory.profiles`: `memory.traits`."""

    def list(
        self,
        store_id: str,
        profile_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        trait_groups: Sequence[str] | None = None,
        **options: Unpack[CallOptions],
    ) -> Paginator[Trait, TraitList]:
        """List the traits of a profile.

        Pages through a profile's traits as a flat list.

        Args:
            store_id: The store's ID.
            profile_id: The profile's ID.
            page_size: How many items a page may have; 50 if not given; 1 to 1000.
            page_token: Where to start: the `next_token` of another list's pages.
            order_by: The order of a list by time of creation; Twilio's default is DESC, newest first; one of
                `OrderBy.ASC`, `OrderBy.DESC`.
            trait_groups: Only the traits of these groups, by name.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of the traits of a profile; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/conversations/memory/limits
        """
        return self._list(
            options,
            api.traits.list_profile_traits,
            lambda page: page.traits,
            store_id,
            profile_id,
            page_size=validate_page_size(page_size, 1000),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
            trait_groups=join_names("trait_groups", trait_groups),
        )
