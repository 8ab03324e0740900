"""Contains some shared types for properties"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Generic, Literal, TypeVar

from attrs import define

if TYPE_CHECKING:
    from http import HTTPStatus


class Unset:
    _instance: "Unset | None" = None

    def __new__(cls) -> "Unset":
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()


C = TypeVar("C")


def made_when_asked_for(cls: type[C]) -> type[C]:
    """Leave the dict of a model's `additional_properties` unmade until somebody asks for it"""
    slot: Any = cls.__dict__["additional_properties"]

    def get(self: C) -> Any:
        try:
            return slot.__get__(self)
        except AttributeError:
            slot.__set__(self, {})
            return slot.__get__(self)

    setattr(cls, "additional_properties", property(get, slot.__set__, slot.__delete__))
    return cls


class Fresh(list[Any]):
    """A list that nobody but the reader of a response has"""


def taken(items: list[Any]) -> Iterable[Any]:
    """Go through a list. A fresh one lets go of each item when the next is asked for: less for the garbage collector"""
    return _taken(items) if type(items) is Fresh else items


def _taken(items: list[Any]) -> Iterator[Any]:
    items.reverse()
    while items:
        yield items.pop()


# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """Contains information for file uploads"""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """A response from an endpoint"""

    status_code: HTTPStatus
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]
