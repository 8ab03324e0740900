"""What goes into request bodies and comes out of answers, as the generator made it from the API's description."""

from twilio_memory_api.models import *  # noqa: F403 - its __all__ is the list
