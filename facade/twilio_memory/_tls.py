"""How TLS is verified where nobody says: as httpx does it, but without loading httpx for that."""

from __future__ import annotations

import functools
import os
import ssl
import threading

import certifi

_making = threading.Lock()


def default_ssl_context() -> ssl.SSLContext:
    """Return the usual way to verify TLS; it takes long to make, so there is one for all clients."""
    with _making:
        return _default_ssl_context()


@functools.cache
def _default_ssl_context() -> ssl.SSLContext:
    if file := os.environ.get("SSL_CERT_FILE"):
        context = ssl.create_default_context(cafile=file)
    elif folder := os.environ.get("SSL_CERT_DIR"):
        context = ssl.create_default_context(capath=folder)
    else:
        context = ssl.create_default_context(cafile=certifi.where())
    context.set_alpn_protocols(["http/1.1"])
    return context
