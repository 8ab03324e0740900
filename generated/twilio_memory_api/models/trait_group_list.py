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

T = TypeVar("T", bound="TraitGroupList")

_new = object.__new__

_KNOWN = frozenset(
    (
        "traitGroups",
        "meta",
    )
)

_OPTIONAL = (
    "traitGroups",
    "meta",
)


@_attrs_define(weakref_slot=False)
class TraitGroupList(_Model):
    """One page of trait groups."""

    trait_groups: list[TraitGroup] | Unset = UNSET
    meta: PageMeta | Unset = UNSET
    """ Where a page stands in its list. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        trait_groups: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.trait_groups, Unset):
            trait_groups = []
            for trait_groups_item_data in self.trait_groups:
                trait_groups_item = trait_groups_item_data.to_dict()
                trait_groups.append(trait_groups_item)

        meta: dict[str, Any] | Unset = UNSET
        if not isinstance(self.meta, Unset):
            meta = self.meta.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if trait_groups is not UNSET:
            field_dict["traitGroups"] = trait_groups
        if meta is not UNSET:
            field_dict["meta"] = meta
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _trait_groups = UNSET if (given := src_dict.get("traitGroups")) is None else given
        trait_groups: list[TraitGroup] | Unset
        if _trait_groups is UNSET:
            trait_groups = UNSET
        elif not isinstance(_trait_groups, list):
            raise TypeError()
        else:
            trait_groups = []
            _read = TraitGroup.from_dict
            for _each in _taken(_trait_groups):
                trait_groups.append(_read(_each))

        _meta = UNSET if (given := src_dict.get("meta")) is None else given
        meta: PageMeta | Unset
        if isinstance(_meta, Unset):
            meta = UNSET
        else:
            meta = PageMeta.from_dict(_meta)

        _self = _new(cls)
        _self.trait_groups = trait_groups
        _self.meta = meta
        if len(src_dict) > 0 + (trait_groups is not UNSET) + (meta is not UNSET):
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
from ..models.trait_group import TraitGroup
