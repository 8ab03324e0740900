"""Attributes that are made, and their modules loaded, when they are first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from twilio_memory._core.loading import loading

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

T = TypeVar("T")


class cached_property(Generic[T]):  # noqa: N801 - used like functools.cached_property
    """Compute an attribute once.

    That of `functools` has a lock before Python 3.12, which a fork may leave held. Two threads may compute it at once
    here; all get the value of the first.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        with loading():
            value: T = vars(instance).setdefault(self._name, self._compute(instance))
        return value
