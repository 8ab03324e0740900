"""The log of the library."""

from __future__ import annotations

import logging
import os
from typing import Final

from twilio_memory.errors import InvalidArgumentError

logger: Final = logging.getLogger("twilio_memory")
logger.addHandler(logging.NullHandler())

_VARIABLE: Final = "TWILIO_MEMORY_LOG"
_LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO}


def configure_logging() -> None:
    """Show the log on stderr if the environment asks for it, unless the program has handlers of its own."""
    value = os.environ.get(_VARIABLE)
    if not value:
        return
    if value.lower() not in _LEVELS:
        raise InvalidArgumentError(f"{_VARIABLE} of the environment: expected 'debug' or 'info', got {value!r}")
    logger.setLevel(_LEVELS[value.lower()])
    if not logging.getLogger().handlers and not any(type(each) is logging.StreamHandler for each in logger.handlers):
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        logger.addHandler(handler)
