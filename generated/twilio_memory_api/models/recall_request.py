from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import nulls_of as _nulls_of

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="RecallRequest")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_KNOWN = frozenset(
    (
        "conversationId",
        "query",
        "beginDate",
        "endDate",
        "communicationsLimit",
        "observationsLimit",
        "summariesLimit",
        "relevanceThreshold",
    )
)

_OPTIONAL = (
    "conversationId",
    "query",
    "beginDate",
    "endDate",
    "communicationsLimit",
    "observationsLimit",
    "summariesLimit",
    "relevanceThreshold",
)


@_attrs_define(weakref_slot=False)
class RecallRequest(_Model):
    """What to recall."""

    conversation_id: str | Unset = UNSET
    """ A conversation ID. """
    query: str | Unset = UNSET
    """ What to search for; if not given, the last 10 communications of the conversation say it. """
    begin_date: datetime.datetime | Unset = UNSET
    """ Only what is from this time or later. """
    end_date: datetime.datetime | Unset = UNSET
    """ Only what is from before this time. """
    communications_limit: int | Unset = UNSET
    """ How many communications to recall; the server's default is 0. """
    observations_limit: int | Unset = UNSET
    """ How many observations to recall; the server's default is 20. """
    summaries_limit: int | Unset = UNSET
    """ How many summaries to recall; the server's default is 5. """
    relevance_threshold: float | Unset = UNSET
    """ The minimum relevance score; ignored unless results are ranked by relevance. The server's default is 0. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    def to_dict(self) -> dict[str, Any]:
        conversation_id = self.conversation_id

        query = self.query

        begin_date: str | Unset = UNSET
        if not isinstance(self.begin_date, Unset):
            begin_date = self.begin_date.isoformat()

        end_date: str | Unset = UNSET
        if not isinstance(self.end_date, Unset):
            end_date = self.end_date.isoformat()

        communications_limit = self.communications_limit

        observations_limit = self.observations_limit

        summaries_limit = self.summaries_limit

        relevance_threshold = self.relevance_threshold

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if conversation_id is not UNSET:
            field_dict["conversationId"] = conversation_id
        if query is not UNSET:
            field_dict["query"] = query
        if begin_date is not UNSET:
            field_dict["beginDate"] = begin_date
        if end_date is not UNSET:
            field_dict["endDate"] = end_date
        if communications_limit is not UNSET:
            field_dict["communicationsLimit"] = communications_limit
        if observations_limit is not UNSET:
            field_dict["observationsLimit"] = observations_limit
        if summaries_limit is not UNSET:
            field_dict["summariesLimit"] = summaries_limit
        if relevance_threshold is not UNSET:
            field_dict["relevanceThreshold"] = relevance_threshold
        for name in self._nulls:
            field_dict.setdefault(name, None)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        conversation_id = UNSET if (given := src_dict.get("conversationId")) is None else given
        query = UNSET if (given := src_dict.get("query")) is None else given

        _begin_date = UNSET if (given := src_dict.get("beginDate")) is None else given
        begin_date: datetime.datetime | Unset
        if isinstance(_begin_date, Unset):
            begin_date = UNSET
        else:
            begin_date = _moment(_begin_date)

        _end_date = UNSET if (given := src_dict.get("endDate")) is None else given
        end_date: datetime.datetime | Unset
        if isinstance(_end_date, Unset):
            end_date = UNSET
        else:
            end_date = _moment(_end_date)

        communications_limit = (
            UNSET if (given := src_dict.get("communicationsLimit")) is None else given
        )
        observations_limit = (
            UNSET if (given := src_dict.get("observationsLimit")) is None else given
        )
        summaries_limit = UNSET if (given := src_dict.get("summariesLimit")) is None else given
        relevance_threshold = (
            UNSET if (given := src_dict.get("relevanceThreshold")) is None else given
        )

        _self = _new(cls)
        _self.conversation_id = conversation_id
        _self.query = query
        _self.begin_date = begin_date
        _self.end_date = end_date
        _self.communications_limit = communications_limit
        _self.observations_limit = observations_limit
        _self.summaries_limit = summaries_limit
        _self.relevance_threshold = relevance_threshold
        if len(src_dict) > 0 + (conversation_id is not UNSET) + (query is not UNSET) + (
            begin_date is not UNSET
        ) + (end_date is not UNSET) + (communications_limit is not UNSET) + (
            observations_limit is not UNSET
        ) + (summaries_limit is not UNSET) + (relevance_threshold is not UNSET):
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
