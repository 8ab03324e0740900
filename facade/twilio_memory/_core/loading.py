"""Packages whose modules are loaded on first use, with an error of this library if one cannot be loaded.

After a request was sent nothing is loaded: there may be no file descriptor left, or another version of the package on
disk.
"""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from twilio_memory.errors import APIConnectionError
from twilio_memory_api import api as _api
from twilio_memory_api import models as _models

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from types import ModuleType

    from twilio_memory_api import api, models

__all__ = ["api", "cached_property", "loading", "models"]

T = TypeVar("T")


@contextlib.contextmanager
def loading() -> Generator[None]:
    """Load modules before anything is sent; a module that cannot be loaded is an APIConnectionError."""
    try:
        yield
    except (ImportError, OSError) as error:
        text = f"a module of this library could not be loaded ({error}). Nothing has reached Twilio."
        raise APIConnectionError(text) from error


class _NoExecutor:
    """Refuses calls of a resource that was taken from the class of a client."""

    base = "no client"  # In the repr, which `help` shows.

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):  # `create_autospec` asks for such names.
            raise AttributeError(name)
        raise TypeError("this resource is of the class: make a client first, e.g. memory = MemoryClient()")


class cached_property(Generic[T]):  # noqa: N801 - used like functools.cached_property
    """Compute an attribute once.

    That of `functools` has a lock before Python 3.12, which a fork may leave held. Two threads may compute it at once
    here; all get the value of the first.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    def __get__(self, instance: object | None, owner: type) -> T:
        if instance is None:  # `create_autospec` takes its specification from the class.
            return self._compute(SimpleNamespace(_executor=_NoExecutor()))
        with loading():
            value: T = vars(instance).setdefault(self._name, self._compute(instance))
        return value


class _Package:
    """A package whose modules and classes are loaded on first use."""

    def __init__(self, package: ModuleType) -> None:
        self._package = package

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - type checkers see the packages themselves
        with loading():
            value: Any = getattr(self._package, name)
        if hasattr(value, "__path__"):
            value = _Package(value)
        setattr(self, name, value)
        return value


if not TYPE_CHECKING:
    api, models = _Package(_api), _Package(_models)
