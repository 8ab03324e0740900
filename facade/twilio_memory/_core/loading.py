"""What is loaded when it is first used. If it cannot be loaded, that is an error of this library.

After a request was sent nothing is loaded: there may be no file descriptor left, or another version of the package on
disk.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from twilio_memory.errors import APIConnectionError
from twilio_memory_api import api as _api
from twilio_memory_api import models as _models

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import ModuleType

    from twilio_memory_api import api, models

__all__ = ["api", "loading", "models"]


@contextlib.contextmanager
def loading() -> Generator[None]:
    """Load modules before anything is sent.

    Raises:
        APIConnectionError: One cannot be loaded: no file descriptor is left, or the package was removed or replaced.
    """
    try:
        yield
    except (ImportError, OSError) as error:
        text = f"a module of this library could not be loaded ({error}). Nothing has reached Twilio."
        raise APIConnectionError(text) from error


class _Package:
    """A package of which each module, or class, is loaded once."""

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
