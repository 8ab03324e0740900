"""Middleware: your own code around each call, each attempt and each wait of a client.

class Timing(Middleware):
    def call(self, context, proceed):
        try:
            return proceed()
        finally:
            print(context.method, context.status, context.elapsed)

memory = MemoryClient(middleware=[Timing()])
"""

from twilio_memory._core._async.middleware import AsyncMiddleware
from twilio_memory._core._sync.middleware import Middleware
from twilio_memory._core.contexts import AttemptContext, CallContext, RequestDetails, WaitContext
from twilio_memory._core.json_response import RawResponse

__all__ = [
    "AsyncMiddleware",
    "AttemptContext",
    "CallContext",
    "Middleware",
    "RawResponse",
    "RequestDetails",
    "WaitContext",
]
