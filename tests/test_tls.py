"""TLS is verified as httpx verifies it."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi
import httpx
import pytest

from twilio_memory import _tls

CERTIFICATE = Path(__file__).parent / "support" / "loopback.pem"


@pytest.fixture(params=["nothing", "a file", "a folder", "both"])
def environment(request, tmp_path, monkeypatch):
    for name, value, where in [
        ("SSL_CERT_FILE", CERTIFICATE, {"a file", "both"}),
        ("SSL_CERT_DIR", tmp_path, {"a folder", "both"}),
    ]:
        monkeypatch.delenv(name, raising=False)
        if request.param in where:
            monkeypatch.setenv(name, str(value))
    _tls.default_ssl_context.cache_clear()
    yield
    _tls.default_ssl_context.cache_clear()


@pytest.mark.usefixtures("environment")
def test_contract_29_the_usual_context_verifies_as_that_of_httpx_does():
    own, theirs = _tls.default_ssl_context(), httpx.create_ssl_context()
    assert own.verify_mode is theirs.verify_mode is ssl.CERT_REQUIRED
    assert own.check_hostname is theirs.check_hostname is True
    assert own.minimum_version is theirs.minimum_version
    assert own.get_ca_certs() == theirs.get_ca_certs()
    assert own.cert_store_stats() == theirs.cert_store_stats()


def test_a_connection_is_never_negotiated_anew():
    assert _tls.default_ssl_context().options & ssl.OP_NO_RENEGOTIATION


def test_there_is_one_context_for_all_clients_and_it_knows_certificates():
    assert _tls.default_ssl_context() is _tls.default_ssl_context()
    assert Path(certifi.where()).exists()
    assert _tls.default_ssl_context().get_ca_certs()
