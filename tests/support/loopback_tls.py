"""The certificate of loopback, for servers of tests and for clients that trust it."""

from __future__ import annotations

import ssl
from pathlib import Path

CERTIFICATE = str(Path(__file__).with_name("loopback.pem"))


def server_context() -> ssl.SSLContext:
    """Return a context for a server that shows the certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting() -> ssl.SSLContext:
    """Return a context for a client that trusts the certificate."""
    return ssl.create_default_context(cafile=CERTIFICATE)
