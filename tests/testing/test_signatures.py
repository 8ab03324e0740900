"""What signs the URLs of uploads is shown nowhere."""

import base64
import io
import json

import httpx
import pytest

from twilio_memory import MemoryClient
from twilio_memory.models import ColumnMappingItem
from twilio_memory.testing import Emulator, serve
from twilio_memory.testing._messages import Request
from twilio_memory.testing._request_log import write_json, write_text
from twilio_memory.testing._signatures import hide_in_query, hide_signatures
from twilio_memory.testing.page import CallLog

COLUMNS = [
    ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=name) for name in ("email", "firstName")
]
STORES = "/v1/ControlPlane/Stores"
OURS = "signature_01kf0k8y20ek49v6gp2gzsw37e"


def test_admin_api_and_page_show_no_signature():
    webhook = []
    with (
        Emulator(on_event=webhook.append) as emulator,
        serve(emulator) as url,
        MemoryClient("SK", "x", base_url=url) as memory,
        httpx.Client(base_url=url, trust_env=False, auth=("SK", "x")) as web,
    ):
        store_id = emulator.add_store()
        file = io.BytesIO(b"email,firstName\nada@example.com,Ada\nnone,\n")
        job = memory.imports.upload(store_id, file, filename="a.csv", column_mappings=COLUMNS)
        signature = dict(emulator.calls[-1].query)["signature"]
        assert signature.startswith("signature_")
        # In other places, and other encodings.
        web.put(f"/__emulator__/uploads/x/y?%73ignature={signature}&X-Amz-Signature=abc%2Fdef")
        web.get(STORES, params={"url": f"https://a.example/?signature={signature}"})
        web.get(STORES, headers={"Referer": f"https://a.example/?signature={signature}"})
        web.post(STORES, json={"displayName": "a", "description": f"https://a.example/?x=1&signature={signature}"})
        web.post(STORES, content=f'{{"description": "x\\u0026signature\\u003d{signature}"}}')
        web.post(f"{STORES}/signature={signature}", content=b"\xff signature=" + signature.encode())
        emulator.complete_operations()
        assert job.fetch().status
        shown = {
            path: web.get(path).text
            for path in (
                "/__emulator__/calls",
                "/__emulator__/events",
                "/__emulator__/page/calls",
                "/__emulator__/page/operations",
                f"/__emulator__/page/stores/{store_id}",
                "/",
            )
        }
    for path, text in shown.items():
        assert signature not in text, path
        assert "abc/def" not in text, path
    assert signature not in str(webhook)
    calls = json.loads(shown["/__emulator__/calls"])["calls"]
    assert ["signature", "..."] in calls[1]["query"]
    assert calls[2]["query"] == [["signature", "..."], ["X-Amz-Signature", "..."]]
    assert base64.b64decode(calls[-2]["bodyBase64"]) == b"\xff signature=..."


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"https://a.example/?x=1&signature={OURS}&y=2", "https://a.example/?x=1&signature=...&y=2"),
        ("https://a.example/?X-Amz-Signature=aZ%2F+9-_~&y=2", "https://a.example/?X-Amz-Signature=...&y=2"),
        (f"https://a.example/?x=1\\u0026signature\\u003d{OURS}", "https://a.example/?x=1\\u0026signature\\u003d..."),
        (f"https%3A%2F%2Fa.example%2F%3Fsignature%3D{OURS}%26y", "https%3A%2F%2Fa.example%2F%3Fsignature%3D...%26y"),
        (r'{"a": "Signature=abc\"", "b": 1}', r'{"a": "Signature=...\"", "b": 1}'),
        ("The signature is missing; signature_of_x.", "The signature is missing; signature_of_x."),
    ],
)
def test_signature_is_hidden_in_text(text, shown):
    assert hide_signatures(text) == shown


def test_signature_is_hidden_in_a_query():
    assert hide_in_query([("signature", "abc"), ("x", f"a={OURS}"), ("signatures", "7")]) == [
        ("signature", "..."),
        ("x", "a=..."),
        ("signatures", "7"),
    ]


@pytest.mark.parametrize("write", [write_text, write_json])
def test_console_log_shows_no_signature_of_a_quoted_url(write, capsys):
    with Emulator() as emulator:
        path = f"/__emulator__/uploads/x/y%3FX-Amz-Signature=abc123&signature={OURS}"
        CallLog(emulator, write).handle(Request("PUT", path))
    logged = capsys.readouterr().err
    assert "/__emulator__/uploads/x/y%3FX-Amz-Signature=...&signature=..." in logged
    assert OURS not in logged
