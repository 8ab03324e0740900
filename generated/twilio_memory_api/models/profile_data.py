from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="ProfileData")

_new = object.__new__

_NAMES: dict[str, str] = {
    "traits": "traits",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class ProfileData(_Model):
    """What is known of a profile, in at most 50 groups of at most 99 traits."""

    traits: dict[str, dict[str, Any]] | None = None
    """ Traits by group and name. """
    _extra: dict[str, Any] = _attrs_field(init=False, repr=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        traits: dict[str, dict[str, Any]] | Unset = UNSET,
    ) -> None:
        self.traits = _given("traits", traits)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self._extra}
        if self.traits is not None:
            field_dict["traits"] = self.traits
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        return cls._from_dicts((src_dict,))[0]

    @classmethod
    def _from_dicts(cls: type[T], _iter: Iterable[Mapping[str, Any]]) -> list[T]:
        _list: list[T] = []
        for src_dict in _iter:
            traits = src_dict.get("traits")

            _self = _new(cls)
            _self.traits = traits
            if len(src_dict) > 0 + (traits is not None):
                _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
            _list.append(_self)
        return _list
