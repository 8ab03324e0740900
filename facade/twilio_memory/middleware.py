"""Middleware: your own code around each call, each attempt and each wait of a client.

One that prints the duration of calls::

    class Timing(Middleware):
        def call(self, context, proceed):
            try:
                return proceed()
            finally:
                print(context.method, context.status, context.elapsed)

    memory = MemoryClient(middleware=[Timing()])
"""

from twilio_memory._core.json_response import RawResponse
from twilio_memory._middleware._async.middleware import AsyncMiddleware
from twilio_memory._middleware._sync.middleware import Middleware
from twilio_memory._middleware.contexts import AttemptContext, CallContext, RequestDetails, WaitContext

__all__ = [
    "AsyncMiddleware",
    "AttemptContext",
    "CallContext",
    "Middleware",
    "RawResponse",
    "RequestDetails",
    "WaitContext",
]
