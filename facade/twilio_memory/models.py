"""The models of request bodies and responses, generated from the API's description."""

from typing import TYPE_CHECKING

from twilio_memory_api import models as _models

if TYPE_CHECKING:
    from twilio_memory_api.models import *  # noqa: F403 - its __all__ is the list
else:
    __all__ = _models.__all__
    __getattr__ = _models.__getattr__
    __dir__ = _models.__dir__
