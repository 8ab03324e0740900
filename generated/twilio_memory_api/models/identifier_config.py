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
from ..types import given as _given
from ..types import required as _required
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

T = TypeVar("T", bound="IdentifierConfig")

_new = object.__new__

_NAMES: dict[str, str] = {
    "id_type": "idType",
    "matching_algo": "matchingAlgo",
    "matching_threshold": "matchingThreshold",
    "limit": "limit",
    "limit_policy": "limitPolicy",
    "enforce_unique": "enforceUnique",
    "normalization": "normalization",
}
_KNOWN = frozenset(_NAMES.values())
_TYPES_BY_NAME: dict[str, Any] = {
    "idType": str,
}


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class IdentifierConfig(_Model):
    """How one identifier type is matched."""

    id_type: str
    """ The kind of identifier, e.g. `email`. """
    matching_algo: MatchingAlgo | None = None
    """ How values of an identifier type are compared; the server's default is exact. """
    matching_threshold: int | None = None
    """ The percentage from which fuzzy values match; the server's default is 75. """
    limit: int | None = None
    """ How many values a profile keeps; the server's default is 100. """
    limit_policy: LimitPolicy | None = None
    """ Which value goes when there are too many; the server's default is fifo. """
    enforce_unique: bool | None = None
    """ Whether a value may belong to one profile only; the server's default is true. """
    normalization: Normalization | None = None
    """ What is done to a value first. phone makes E.164, email makes lower case without spaces, trim strips both
    ends; the server's default is trim. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        id_type: str,
        matching_algo: MatchingAlgo | Unset = UNSET,
        matching_threshold: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        limit_policy: LimitPolicy | Unset = UNSET,
        enforce_unique: bool | Unset = UNSET,
        normalization: Normalization | Unset = UNSET,
    ) -> None:
        self.id_type = _required("id_type", id_type)
        self.matching_algo = _given("matching_algo", matching_algo)
        self.matching_threshold = _given("matching_threshold", matching_threshold)
        self.limit = _given("limit", limit)
        self.limit_policy = _given("limit_policy", limit_policy)
        self.enforce_unique = _given("enforce_unique", enforce_unique)
        self.normalization = _given("normalization", normalization)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        field_dict["idType"] = self.id_type
        if self.matching_algo is not None:
            field_dict["matchingAlgo"] = self.matching_algo.value
        if self.matching_threshold is not None:
            field_dict["matchingThreshold"] = self.matching_threshold
        if self.limit is not None:
            field_dict["limit"] = self.limit
        if self.limit_policy is not None:
            field_dict["limitPolicy"] = self.limit_policy.value
        if self.enforce_unique is not None:
            field_dict["enforceUnique"] = self.enforce_unique
        if self.normalization is not None:
            field_dict["normalization"] = self.normalization.value
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
            id_type = src_dict["idType"]
            if id_type.__class__ is not str:
                _check_types(src_dict, _TYPES_BY_NAME)
            _matching_algo = src_dict.get("matchingAlgo")
            matching_algo: MatchingAlgo | None = None
            if _matching_algo is not None:
                matching_algo = MatchingAlgo(_matching_algo)

            matching_threshold = src_dict.get("matchingThreshold")
            limit = src_dict.get("limit")
            _limit_policy = src_dict.get("limitPolicy")
            limit_policy: LimitPolicy | None = None
            if _limit_policy is not None:
                limit_policy = LimitPolicy(_limit_policy)

            enforce_unique = src_dict.get("enforceUnique")
            _normalization = src_dict.get("normalization")
            normalization: Normalization | None = None
            if _normalization is not None:
                normalization = Normalization(_normalization)

            _self = _new(cls)
            _self.id_type = id_type
            _self.matching_algo = matching_algo
            _self.matching_threshold = matching_threshold
            _self.limit = limit
            _self.limit_policy = limit_policy
            _self.enforce_unique = enforce_unique
            _self.normalization = normalization
            if len(src_dict) > 1 + (matching_algo is not None) + (
                matching_threshold is not None
            ) + (limit is not None) + (limit_policy is not None) + (enforce_unique is not None) + (
                normalization is not None
            ):
                _self.additional_properties = {
                    name: value for name, value in src_dict.items() if name not in _KNOWN
                }
                _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
            _list.append(_self)
        return _list

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        try:
            return self.additional_properties[key]
        except KeyError:
            raise _unknown_property(self, key) from None

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
