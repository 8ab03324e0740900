"""Resources that come with an ETag: the generated models, and that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from twilio_memory_api.models import DataMapping, IdentityResolutionSettings, Store, TraitGroupPage

if TYPE_CHECKING:
    from collections.abc import Mapping

C = TypeVar("C")


def _none_at_first(cls: type[C]) -> type[C]:
    """Let `etag` be None before it is set: `from_dict`, which calls no constructor, does not set it."""
    slot: Any = cls.__dict__["etag"]

    def get(self: C) -> str | None:
        try:
            etag: str | None = slot.__get__(self)
        except AttributeError:
            return None
        return etag

    setattr(cls, "etag", property(get, slot.__set__))  # noqa: B010 - type checkers are to see the attribute
    return cls


@_none_at_first
@attrs.define
class FetchedStore(Store):
    """A store as it was fetched."""

    etag: str | None = attrs.field(default=None, kw_only=True)
    """Its version, for `if_match`."""


@_none_at_first
@attrs.define
class FetchedDataMapping(DataMapping):
    """A data mapping as it was fetched."""

    etag: str | None = attrs.field(default=None, kw_only=True)
    """Its version, for `if_match`."""


@_none_at_first
@attrs.define
class FetchedTraitGroupPage(TraitGroupPage):
    """A trait group as it was fetched, with a page of its traits."""

    etag: str | None = attrs.field(default=None, kw_only=True)
    """Its version, for `if_match`."""


@_none_at_first
@attrs.define
class FetchedIdentityResolutionSettings(IdentityResolutionSettings):
    """Identity resolution settings as they were fetched."""

    etag: str | None = attrs.field(default=None, kw_only=True)
    """Their version, for `if_match`."""


FetchedT = TypeVar(
    "FetchedT", FetchedStore, FetchedDataMapping, FetchedTraitGroupPage, FetchedIdentityResolutionSettings
)


def with_etag(
    kind: type[FetchedT],
    model: Store | DataMapping | TraitGroupPage | IdentityResolutionSettings,
    headers: Mapping[str, str],
) -> FetchedT:
    """Return what a model holds as an instance of its class with an ETag."""
    fetched = kind.__new__(kind)
    for field in attrs.fields(type(model)):
        setattr(fetched, field.name, getattr(model, field.name))
    fetched.etag = headers.get("etag")
    return fetched
