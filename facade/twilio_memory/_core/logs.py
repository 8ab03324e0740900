"""The log of the library. `logging` is loaded by the program or by `TWILIO_MEMORY_LOG`: it delays a first call."""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Final

from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    import logging

DEBUG: Final = 10
INFO: Final = 20

_VARIABLE: Final = "TWILIO_MEMORY_LOG"
_LEVELS: Final = {"debug": DEBUG, "info": INFO}


@functools.cache
def logger() -> logging.Logger:
    """Return the logger. While the program has not loaded `logging`, it need not be asked: nothing can be shown."""
    import logging

    found = logging.getLogger("twilio_memory")
    found.addHandler(logging.NullHandler())
    return found


def configure_logging() -> None:
    """Show the log on stderr if the environment asks for it, unless the program has handlers of its own."""
    if "logging" in sys.modules:
        logger()
    value = os.environ.get(_VARIABLE)
    if not value:
        return
    import logging

    if value.lower() not in _LEVELS:
        raise InvalidArgumentError(f"{_VARIABLE} of the environment: expected 'debug' or 'info', got {value!r}")
    logger().setLevel(_LEVELS[value.lower()])
    if not logging.getLogger().handlers and not any(type(each) is logging.StreamHandler for each in logger().handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger().addHandler(handler)
