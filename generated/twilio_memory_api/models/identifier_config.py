from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.limit_policy import LimitPolicy
from ..models.matching_algo import MatchingAlgo
from ..models.normalization import Normalization
from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import check_types as _check_types
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="IdentifierConfig")

_new = object.__new__

_KNOWN = frozenset(
    (
        "idType",
        "matchingAlgo",
        "matchingThreshold",
        "limit",
        "limitPolicy",
        "enforceUnique",
        "normalization",
    )
)

_OPTIONAL = (
    "matchingAlgo",
    "matchingThreshold",
    "limit",
    "limitPolicy",
    "enforceUnique",
    "normalization",
)


_REQUIRED: dict[str, Any] = {
    "idType": str,
}


@_attrs_define(weakref_slot=False)
class IdentifierConfig(_Model):
    """How one identifier type is matched."""

    id_type: str
    """ An identifier type. """
    matching_algo: MatchingAlgo | Unset = UNSET
    """ How values of an identifier type are compared; the server's default is exact. """
    matching_threshold: int | Unset = UNSET
    """ The percentage from which fuzzy values match; the server's default is 75. """
    limit: int | Unset = UNSET
    """ How many values a profile keeps; the server's default is 100. """
    limit_policy: LimitPolicy | Unset = UNSET
    """ Which value goes when there are too many; the server's default is fifo. """
    enforce_unique: bool | Unset = UNSET
    """ Whether a value may belong to one profile only; the server's default is true. """
    normalization: Normalization | Unset = UNSET
    """ What is done to a value first. phone makes E.164, email makes lower case without spaces, trim strips both
    ends; the server's default is trim. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        id_type = self.id_type

        matching_algo: str | Unset = UNSET
        if not isinstance(self.matching_algo, Unset):
            matching_algo = self.matching_algo.value

        matching_threshold = self.matching_threshold

        limit = self.limit

        limit_policy: str | Unset = UNSET
        if not isinstance(self.limit_policy, Unset):
            limit_policy = self.limit_policy.value

        enforce_unique = self.enforce_unique

        normalization: str | Unset = UNSET
        if not isinstance(self.normalization, Unset):
            normalization = self.normalization.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "idType": id_type,
            }
        )
        if matching_algo is not UNSET:
            field_dict["matchingAlgo"] = matching_algo
        if matching_threshold is not UNSET:
            field_dict["matchingThreshold"] = matching_threshold
        if limit is not UNSET:
            field_dict["limit"] = limit
        if limit_policy is not UNSET:
            field_dict["limitPolicy"] = limit_policy
        if enforce_unique is not UNSET:
            field_dict["enforceUnique"] = enforce_unique
        if normalization is not UNSET:
            field_dict["normalization"] = normalization
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        id_type = src_dict["idType"]
        if id_type.__class__ is not str:
            _check_types(src_dict, _REQUIRED)

        _matching_algo = UNSET if (given := src_dict.get("matchingAlgo")) is None else given
        matching_algo: MatchingAlgo | Unset
        if isinstance(_matching_algo, Unset):
            matching_algo = UNSET
        else:
            matching_algo = MatchingAlgo(_matching_algo)

        matching_threshold = (
            UNSET if (given := src_dict.get("matchingThreshold")) is None else given
        )
        limit = UNSET if (given := src_dict.get("limit")) is None else given

        _limit_policy = UNSET if (given := src_dict.get("limitPolicy")) is None else given
        limit_policy: LimitPolicy | Unset
        if isinstance(_limit_policy, Unset):
            limit_policy = UNSET
        else:
            limit_policy = LimitPolicy(_limit_policy)

        enforce_unique = UNSET if (given := src_dict.get("enforceUnique")) is None else given

        _normalization = UNSET if (given := src_dict.get("normalization")) is None else given
        normalization: Normalization | Unset
        if isinstance(_normalization, Unset):
            normalization = UNSET
        else:
            normalization = Normalization(_normalization)

        _self = _new(cls)
        _self.id_type = id_type
        _self.matching_algo = matching_algo
        _self.matching_threshold = matching_threshold
        _self.limit = limit
        _self.limit_policy = limit_policy
        _self.enforce_unique = enforce_unique
        _self.normalization = normalization
        if len(src_dict) > 1 + (matching_algo is not UNSET) + (matching_threshold is not UNSET) + (
            limit is not UNSET
        ) + (limit_policy is not UNSET) + (enforce_unique is not UNSET) + (
            normalization is not UNSET
        ):
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
