"""The default TLS verification: the same as httpx's, without loading httpx."""

from __future__ import annotations

import functools
import os
import ssl

import certifi

from twilio_memory._http.exceptions import InvalidInputError


@functools.cache
def default_ssl_context() -> ssl.SSLContext:
    """Return the default context, which is slow to make and therefore shared by all clients."""
    file, folder = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    try:
        context = ssl.create_default_context(
            cafile=file or (None if folder else certifi.where()), capath=None if file else folder
        )
    except OSError as error:
        if not file and not folder:
            raise
        name = "SSL_CERT_FILE" if file else "SSL_CERT_DIR"
        raise InvalidInputError(f"{name} of the environment cannot be used: {error}") from error
    return _for_http11(context)


@functools.cache
def system_ssl_context() -> ssl.SSLContext:
    """Return a context that trusts what the operating system trusts; it needs truststore."""
    import truststore

    return _for_http11(truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


def _for_http11(context: ssl.SSLContext) -> ssl.SSLContext:
    context.options |= ssl.OP_NO_RENEGOTIATION  # Renegotiation could start mid-response.
    context.set_alpn_protocols(["http/1.1"])
    return context
