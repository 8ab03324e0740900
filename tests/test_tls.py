"""Contract 29: the default SSL context verifies like that of httpx."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi
import httpx
import pytest

from loopback_tls import CERTIFICATE
from twilio_memory._http import ssl_context


@pytest.fixture(params=["nothing", "a file", "a folder", "both"])
def environment(request, tmp_path, monkeypatch):
    for name, value, where in [
        ("SSL_CERT_FILE", CERTIFICATE, {"a file", "both"}),
        ("SSL_CERT_DIR", tmp_path, {"a folder", "both"}),
    ]:
        monkeypatch.delenv(name, raising=False)
        if request.param in where:
            monkeypatch.setenv(name, str(value))
    ssl_context.default_ssl_context.cache_clear()
    yield
    ssl_context.default_ssl_context.cache_clear()


@pytest.mark.contract(29)
@pytest.mark.usefixtures("environment")
def test_default_ssl_context_verifies_like_httpx():
    own, theirs = ssl_context.default_ssl_context(), httpx.create_ssl_context()
    assert own.verify_mode is theirs.verify_mode is ssl.CERT_REQUIRED
    assert own.check_hostname is theirs.check_hostname is True
    assert own.minimum_version is theirs.minimum_version
    assert own.get_ca_certs() == theirs.get_ca_certs()
    assert own.cert_store_stats() == theirs.cert_store_stats()


def test_default_ssl_context_disables_renegotiation():
    assert ssl_context.default_ssl_context().options & ssl.OP_NO_RENEGOTIATION


def test_default_ssl_context_is_shared_and_has_certificates():
    assert ssl_context.default_ssl_context() is ssl_context.default_ssl_context()
    assert Path(certifi.where()).exists()
    assert ssl_context.default_ssl_context().get_ca_certs()
