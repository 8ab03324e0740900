from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of
from ..types import taken as _taken

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="TraitList")

_new = object.__new__

_KNOWN = frozenset(
    (
        "traits",
        "meta",
    )
)

_OPTIONAL = (
    "traits",
    "meta",
)


@_attrs_define(weakref_slot=False)
class TraitList(_Model):
    """One page of traits."""

    traits: list[Trait] | Unset = UNSET
    meta: PageMeta | Unset = UNSET
    """ Where a page stands in its list. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        traits: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.traits, Unset):
            traits = []
            for traits_item_data in self.traits:
                traits_item = traits_item_data.to_dict()
                traits.append(traits_item)

        meta: dict[str, Any] | Unset = UNSET
        if not isinstance(self.meta, Unset):
            meta = self.meta.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if traits is not UNSET:
            field_dict["traits"] = traits
        if meta is not UNSET:
            field_dict["meta"] = meta
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _traits = UNSET if (given := src_dict.get("traits")) is None else given
        traits: list[Trait] | Unset
        if _traits is UNSET:
            traits = UNSET
        elif not isinstance(_traits, list):
            raise TypeError()
        else:
            traits = []
            _read = Trait.from_dict
            for _each in _taken(_traits):
                traits.append(_read(_each))

        _meta = UNSET if (given := src_dict.get("meta")) is None else given
        meta: PageMeta | Unset
        if isinstance(_meta, Unset):
            meta = UNSET
        else:
            meta = PageMeta.from_dict(_meta)

        _self = _new(cls)
        _self.traits = traits
        _self.meta = meta
        if len(src_dict) > 0 + (traits is not UNSET) + (meta is not UNSET):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
            _self._nulls = _nulls_of(src_dict, _OPTIONAL)
        return _self

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties


from ..models.page_meta import PageMeta
from ..models.trait import Trait
