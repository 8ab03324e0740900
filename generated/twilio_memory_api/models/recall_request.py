from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..types import Model as _Model
from ..types import given as _given
from ..types import time_to_json as _time_to_json
from ..types import unknown_property as _unknown_property

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T", bound="RecallRequest")

_new = object.__new__
_moment = datetime.datetime.fromisoformat

_NAMES: dict[str, str] = {
    "conversation_id": "conversationId",
    "query": "query",
    "begin_date": "beginDate",
    "end_date": "endDate",
    "communications_limit": "communicationsLimit",
    "observations_limit": "observationsLimit",
    "summaries_limit": "summariesLimit",
    "relevance_threshold": "relevanceThreshold",
}
_KNOWN = frozenset(_NAMES.values())


@_attrs_define(weakref_slot=False, kw_only=True, repr=False, init=False)
class RecallRequest(_Model):
    """What to recall."""

    conversation_id: str | None = None
    """ A conversation ID. """
    query: str | None = None
    """ What to search for; if not given, the last 10 communications of the conversation say it. """
    begin_date: datetime.datetime | None = None
    """ Only what is from this time or later. """
    end_date: datetime.datetime | None = None
    """ Only what is from before this time. """
    communications_limit: int | None = None
    """ How many communications to recall; the server's default is 0. """
    observations_limit: int | None = None
    """ How many observations to recall; the server's default is 20. """
    summaries_limit: int | None = None
    """ How many summaries to recall; the server's default is 5. """
    relevance_threshold: float | None = None
    """ The minimum relevance score; ignored unless results are ranked by relevance. The server's default is 0. """
    additional_properties: dict[str, Any] = _attrs_field(init=False)
    _nulls: frozenset[str] = _attrs_field(init=False, repr=False, eq=False)

    _names = _NAMES

    def __init__(
        self,
        *,
        conversation_id: str | Unset = UNSET,
        query: str | Unset = UNSET,
        begin_date: datetime.datetime | Unset = UNSET,
        end_date: datetime.datetime | Unset = UNSET,
        communications_limit: int | Unset = UNSET,
        observations_limit: int | Unset = UNSET,
        summaries_limit: int | Unset = UNSET,
        relevance_threshold: float | Unset = UNSET,
    ) -> None:
        self.conversation_id = _given("conversation_id", conversation_id)
        self.query = _given("query", query)
        self.begin_date = _given("begin_date", begin_date)
        self.end_date = _given("end_date", end_date)
        self.communications_limit = _given("communications_limit", communications_limit)
        self.observations_limit = _given("observations_limit", observations_limit)
        self.summaries_limit = _given("summaries_limit", summaries_limit)
        self.relevance_threshold = _given("relevance_threshold", relevance_threshold)

    def to_dict(self) -> dict[str, Any]:
        field_dict: dict[str, Any] = {**self.additional_properties}
        if self.conversation_id is not None:
            field_dict["conversationId"] = self.conversation_id
        if self.query is not None:
            field_dict["query"] = self.query
        if self.begin_date is not None:
            field_dict["beginDate"] = _time_to_json(self.begin_date)
        if self.end_date is not None:
            field_dict["endDate"] = _time_to_json(self.end_date)
        if self.communications_limit is not None:
            field_dict["communicationsLimit"] = self.communications_limit
        if self.observations_limit is not None:
            field_dict["observationsLimit"] = self.observations_limit
        if self.summaries_limit is not None:
            field_dict["summariesLimit"] = self.summaries_limit
        if self.relevance_threshold is not None:
            field_dict["relevanceThreshold"] = self.relevance_threshold
        for name in self._nulls:
            field_dict.setdefault(name, None)
        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        conversation_id = src_dict.get("conversationId")
        query = src_dict.get("query")
        _begin_date = src_dict.get("beginDate")
        begin_date: datetime.datetime | None = None
        if _begin_date is not None:
            begin_date = _moment(_begin_date)

        _end_date = src_dict.get("endDate")
        end_date: datetime.datetime | None = None
        if _end_date is not None:
            end_date = _moment(_end_date)

        communications_limit = src_dict.get("communicationsLimit")
        observations_limit = src_dict.get("observationsLimit")
        summaries_limit = src_dict.get("summariesLimit")
        relevance_threshold = src_dict.get("relevanceThreshold")

        _self = _new(cls)
        _self.conversation_id = conversation_id
        _self.query = query
        _self.begin_date = begin_date
        _self.end_date = end_date
        _self.communications_limit = communications_limit
        _self.observations_limit = observations_limit
        _self.summaries_limit = summaries_limit
        _self.relevance_threshold = relevance_threshold
        if len(src_dict) > 0 + (conversation_id is not None) + (query is not None) + (
            begin_date is not None
        ) + (end_date is not None) + (communications_limit is not None) + (
            observations_limit is not None
        ) + (summaries_limit is not None) + (relevance_threshold is not None):
            _self.additional_properties = {
                name: value for name, value in src_dict.items() if name not in _KNOWN
            }
            _self._nulls = _KNOWN & {name for name in src_dict if src_dict[name] is None}
        return _self

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
