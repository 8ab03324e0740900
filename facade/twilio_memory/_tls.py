"""How TLS is verified where nobody says: as httpx does it, but without loading httpx for that."""

from __future__ import annotations

import functools
import os
import ssl

import certifi

from twilio_memory.errors import InvalidArgumentError


@functools.cache
def default_ssl_context() -> ssl.SSLContext:
    """Return the usual way to verify TLS; it takes long to make, so there is one for all clients.

    Raises:
        InvalidArgumentError: What the environment names for it cannot be used.
    """
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    try:
        if file:
            context = ssl.create_default_context(cafile=file)
        elif folder:
            context = ssl.create_default_context(capath=folder)
        else:
            context = ssl.create_default_context(cafile=certifi.where())
    except OSError as error:
        if not file and not folder:
            raise
        name = "SSL_CERT_FILE" if file else "SSL_CERT_DIR"
        raise InvalidArgumentError(f"{name} of the environment cannot be used: {error}") from error
    context.options |= ssl.OP_NO_RENEGOTIATION  # It would begin in the middle of an answer.
    context.set_alpn_protocols(["http/1.1"])
    return context
