"""The emulator behind HTTP: the requests that reach it, its responses, and its admin API."""

import base64
import datetime as dt
import gzip
import json
import socket
import subprocess
import sys
from urllib.parse import urlsplit

import anyio
import httpx
import pytest

from raw_client import CREDENTIALS, RawClient, http
from twilio_memory import AsyncMemoryClient, MemoryClient, NotFoundError
from twilio_memory.models import ColumnMappingItem, MappingFromIngress, MappingToTraits, MappingTraitItem
from twilio_memory.testing import Emulator, EmulatorError, Fault, _server, serve
from twilio_memory.testing._server_options import ServerOptions

STORES = "/v1/ControlPlane/Stores"
STORE = "mem_store_00000000000000000000000000"
COLUMNS = [
    ColumnMappingItem(column_name="Mail", trait_group="Contact", trait_name="email"),
    ColumnMappingItem(column_name="First", trait_group="Contact", trait_name="firstName"),
]
ITEM = MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")
MIB = 2**20


@pytest.fixture(scope="module")
def http_client(served):
    with httpx.Client(base_url=served[1], auth=("SKtest", "secret"), trust_env=False) as web:
        yield web


@pytest.fixture
def memory(emulator, url):
    with MemoryClient("SKtest", "secret", base_url=url, clock=emulator.clock) as memory:
        yield memory


class TestOurOwnClients:
    def test_clients_work_on_the_server(self, memory):
        store_id = memory.stores.create(display_name="sandbox").wait()
        mapping_id = memory.data_mappings.create(
            store_id,
            display_name="crm",
            mapping_from=MappingFromIngress(columns=["a"]),
            mapping_to=MappingToTraits(mappings=[ITEM]),
        ).wait()
        assert [each.id for each in memory.data_mappings.list(store_id, page_size=1)] == [mapping_id]
        memory.data_mappings.delete(store_id, mapping_id).wait()
        with pytest.raises(NotFoundError):
            memory.data_mappings.fetch(store_id, mapping_id)

    @pytest.mark.anyio
    async def test_async_clients_work_on_the_server(self, emulator, url):
        async with AsyncMemoryClient("SKtest", "secret", base_url=url, clock=emulator.clock) as memory:
            store_id = await (await memory.stores.create(display_name="sandbox")).wait()
            assert [each async for each in memory.stores.list()] == [store_id]

    def test_clients_upload_files_to_the_server(self, emulator, memory, tmp_path):
        file = tmp_path / "people.csv"
        file.write_text("Mail,First\nada@example.com,Ada\n", encoding="utf-8")
        store_id = memory.stores.create(display_name="sandbox").wait()
        done = memory.imports.upload(store_id, file, column_mappings=COLUMNS).wait()
        assert (done.summary.errors, len(list(memory.profiles.list(store_id)))) == (0, 1)
        (sent,) = [call for call in emulator.calls if call.method == "PUT"]
        assert (sent.path.startswith("/__emulator__/uploads/"), sent.body) == (True, file.read_bytes())


class TestARequest:
    @pytest.mark.parametrize(
        "target",
        [
            "/v1/Stores/%2E%2E/Profiles",
            "/v1/Stores/a%2Fb/Profiles",
            "/v1/Stores/../Profiles",
            "//v1///Stores/",
            "/__emulator__/uploads/..%2f/%C3%A9?signature=a%2Fb",
            "/%5F%5Femulator__x?a=%20&a=+&b",
        ],
    )
    def test_request_keeps_its_raw_path_and_query(self, emulator, raw, target):
        assert raw.send(http(f"GET {target} HTTP/1.1", CREDENTIALS)).read_response()[0] in {400, 404}
        path, _, query = target.partition("?")
        assert emulator.calls[-1].path == path
        assert len(emulator.calls[-1].query) == (query.count("&") + 1 if query else 0)

    def test_request_keeps_repeated_headers(self, raw):
        status, _, body = raw.send(http(f"GET {STORES} HTTP/1.1", CREDENTIALS, CREDENTIALS)).read_response()
        assert (status, json.loads(body)["code"]) == (401, 20003)

    @pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "TRACE", "PROPFIND"])
    def test_request_with_unknown_method_is_20404(self, raw, method):
        status, headers, body = raw.send(http(f"{method} {STORES} HTTP/1.1", CREDENTIALS)).read_response(method)
        assert (status, int(headers["content-length"]) > 0) == (404, True)
        assert body == b"" if method == "HEAD" else json.loads(body)["code"] == 20404
        assert raw.send(http(f"GET {STORES} HTTP/1.1", CREDENTIALS)).read_response()[0] == 200

    def test_request_may_be_pipelined(self, emulator, raw):
        body = b'{"displayName": "sandbox"}'
        create = http(f"POST {STORES} HTTP/1.1", CREDENTIALS, "Content-Type: application/json", body=body)
        raw.send(create + 2 * http(f"GET {STORES} HTTP/1.1", CREDENTIALS))
        assert [raw.read_response()[0] for _ in range(3)] == [202, 200, 200]
        assert [call.operation for call in emulator.calls] == ["CreateStore", "ListStores", "ListStores"]

    def test_request_may_expect_100_continue(self, raw):
        body = b'{"displayName": "sandbox"}'
        headers = (CREDENTIALS, "Content-Type: application/json", "Expect: 100-continue")
        raw.send(http(f"POST {STORES} HTTP/1.1", *headers, body=body)[: -len(body)])
        assert raw.receive() == b"HTTP/1.1 100 Continue\r\n\r\n"
        assert raw.send(body).read_response()[0] == 202

    def test_request_may_be_chunked(self, emulator, raw):
        headers = (CREDENTIALS, "Content-Type: application/json", "Transfer-Encoding: chunked")
        raw.send(http(f"POST {STORES} HTTP/1.1", *headers))
        raw.send(b'6\r\n{"disp\r\n').send(b'11\r\nlayName": "chunk"\r\n').send(b"1\r\n}\r\n0\r\n\r\n")
        assert raw.read_response()[0] == 202
        assert emulator.calls[-1].json() == {"displayName": "chunk"}

    def test_response_is_not_delayed_by_nagle(self, url, monkeypatch):
        made, begin = [], _server.Connection.connection_made

        def note(connection, transport):
            begin(connection, transport)
            option = (socket.IPPROTO_TCP, socket.TCP_NODELAY)
            made.append(transport.get_extra_info("socket").getsockopt(*option))

        monkeypatch.setattr(_server.Connection, "connection_made", note)
        raw = RawClient(url)
        assert raw.send(http(f"GET {STORES} HTTP/1.1", CREDENTIALS)).read_response()[0] == 200
        raw.close()
        assert made == [1]

    def test_request_may_be_http_1_0_without_host(self, raw, url):
        request = http(f"POST {STORES} HTTP/1.0", CREDENTIALS, "Content-Type: application/json", body=b'{"a', host=None)
        assert raw.send(request).read_response()[0] == 400
        with RawClient(url) as another:
            assert another.send(http(f"GET {STORES} HTTP/1.0", CREDENTIALS, host=None)).read_response()[0] == 200

    @pytest.mark.parametrize("target", ["*", "http://127.0.0.1/v1/ControlPlane/Stores"])
    def test_request_target_without_path_is_20404(self, raw, target):
        assert raw.send(http(f"OPTIONS {target} HTTP/1.1", CREDENTIALS)).read_response()[0] == 404

    def test_malformed_request_is_refused_and_closes_the_connection(self, raw):
        assert raw.send(b"What is this?\r\n\r\n").rest().startswith(b"HTTP/1.1 400 ")

    def test_truncated_request_is_not_handled(self, emulator, raw, web):
        raw.send(http(f"POST {STORES} HTTP/1.1", CREDENTIALS, body=b"12345678")[:-4]).close()
        assert web.get(STORES).status_code == 200
        assert [call.operation for call in emulator.calls] == ["ListStores"]

    def test_request_that_is_too_large_is_refused(self, emulator, web):
        response = web.post(STORES, content=bytes(16 * MIB + 1))
        assert (response.status_code, emulator.calls) == (413, [])
        assert web.post(STORES, content=bytes(16 * MIB)).status_code == 400

    def test_upload_may_be_as_large_as_imports(self):
        max_size = 100 * MIB
        with Emulator() as emulator, serve(emulator) as url, httpx.Client(trust_env=False) as anybody:
            memory = MemoryClient("SKtest", "secret", base_url=url, clock=emulator.clock)
            with memory:
                store_id = memory.stores.create(display_name="sandbox").wait()
                opened = memory.imports.create(store_id, filename="a.csv", file_size=max_size, column_mappings=COLUMNS)
            assert anybody.put(opened.url, content=bytes(max_size)).status_code == 200
            assert [len(call.body) for call in emulator.calls if call.method == "PUT"] == [max_size]

    def test_request_without_credentials_is_20003(self, url):
        response = httpx.get(f"{url}{STORES}", trust_env=False)
        assert (response.status_code, response.json()["code"]) == (401, 20003)

    @pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
    def test_response_urls_have_the_origin_of_the_request(self, web, url, name):
        here = f"{name}:{urlsplit(url).port}"
        response = web.post(STORES, json={"displayName": "sandbox"}, headers={"Host": here})
        assert response.headers["Location"].startswith(f"http://{here}/v1/ControlPlane/Operations/")
        assert web.get(response.json()["statusUrl"]).status_code == 200

    def test_emulator_error_is_status_500_with_the_reason(self, emulator, web, monkeypatch):
        def fail(_):
            raise EmulatorError("no good")

        monkeypatch.setattr(emulator, "handle", fail)
        response = web.get(STORES)
        assert (response.status_code, response.json()) == (500, {"message": "The emulator has failed: no good"})

    def test_unexpected_error_is_status_500(self, emulator, web, monkeypatch, caplog):
        monkeypatch.setattr(emulator, "handle", lambda _: 1 / 0)
        response = web.get(STORES)
        assert (response.status_code, response.json()["message"]) == (500, "The emulator has failed: division by zero")
        assert "ZeroDivisionError" in caplog.text


class TestAPageInTheBrowser:
    @pytest.mark.parametrize(
        "host",
        [
            "evil.example",
            "evil.example:4010",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "192.168.1.5",
            "0.0.0.0",
            "[::2]",
            "[::1",
            "127.0.0.1:4010:1",
            "a@127.0.0.1",
            "",
        ],
    )
    @pytest.mark.parametrize("path", [STORES, "/__emulator__/calls", "/__emulator__/uploads/a/b"])
    def test_foreign_page_cannot_use_another_host_name(self, emulator, raw, host, path):
        emulator.calls.clear()
        request = b"\r\n".join(
            [f"GET {path} HTTP/1.1".encode(), f"Host: {host}".encode(), CREDENTIALS.encode(), b"", b""]
        )
        assert raw.send(request).read_response()[0] == 421
        assert emulator.calls == []

    @pytest.mark.parametrize(
        "host", ["127.0.0.1", "127.1.2.3:80", "localhost", "LocalHost:4010", "[::1]", "[::1]:4010"]
    )
    def test_loopback_names_are_accepted(self, raw, host):
        assert raw.send(http(f"GET {STORES} HTTP/1.1", CREDENTIALS, host=host)).read_response()[0] == 200

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", ""])
    @pytest.mark.parametrize("path", [STORES, "/__emulator__/reset"])
    def test_foreign_page_cannot_send_requests(self, emulator, raw, origin, path):
        status, headers, _ = raw.send(http(f"POST {path} HTTP/1.1", CREDENTIALS, f"Origin: {origin}")).read_response()
        assert (status, "access-control-allow-origin" in headers, emulator.calls) == (403, False, [])

    @pytest.mark.parametrize("site", ["cross-site", "same-site", "Cross-Site"])
    def test_foreign_page_cannot_fetch(self, emulator, raw, site):
        request = http(f"GET {STORES} HTTP/1.1", CREDENTIALS, f"Sec-Fetch-Site: {site}")
        assert raw.send(request).read_response()[0] == 403
        assert emulator.calls == []

    @pytest.mark.parametrize("site", ["same-origin", "none"])
    def test_browser_navigation_is_accepted(self, raw, site):
        assert (
            raw.send(http(f"GET {STORES} HTTP/1.1", CREDENTIALS, f"Sec-Fetch-Site: {site}")).read_response()[0] == 200
        )

    def test_same_origin_page_is_accepted(self, raw):
        headers = (CREDENTIALS, "Origin: http://localhost:4010")
        assert raw.send(http(f"GET {STORES} HTTP/1.1", *headers, host="localhost:4010")).read_response()[0] == 200


class TestAdminAPI:
    def test_admin_api_lists_its_endpoints(self, web):
        message = web.get("/__emulator__/").json()
        assert web.get("/__emulator__").json() == message
        assert "PUT /__emulator__/clock" in message
        for each in message:
            method, _, path = each.partition(" ")
            assert web.request("PATCH", path).status_code == 405
            allowed = web.request("PATCH", path).headers["Allow"].split(", ")
            assert method in allowed
            assert allowed == sorted(allowed)

    def test_admin_api_needs_no_credentials_and_is_not_recorded(self, emulator, url):
        assert httpx.get(f"{url}/__emulator__/calls", trust_env=False).json() == {"calls": []}
        assert emulator.calls == []

    @pytest.mark.parametrize("path", ["/__emulator__/nothing", "/__emulator__/calls/", "/__emulator__/uploadsx"])
    def test_admin_api_refuses_unknown_paths(self, web, path):
        response = web.get(path)
        assert (response.status_code, "GET /__emulator__/ lists" in response.json()["message"]) == (404, True)

    def test_admin_api_returns_and_sets_the_clock(self, emulator, web):
        emulator.clock.set(dt.datetime(2026, 1, 15, 10, 30, tzinfo=dt.UTC))
        assert web.get("/__emulator__/clock").json() == {"time": "2026-01-15T10:30:00.000Z"}
        assert web.put("/__emulator__/clock", json={"advance": 1.5}).json() == {"time": "2026-01-15T10:30:01.500Z"}
        moved = web.put("/__emulator__/clock", json={"set": "2030-01-01T02:00:00+02:00"})
        assert moved.json() == {"time": "2030-01-01T00:00:00.000Z"}
        assert emulator.clock.time() == dt.datetime(2030, 1, 1, tzinfo=dt.UTC).timestamp()
        assert web.head("/__emulator__/clock").content == b""

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b'{"set": "2030-01-01T00:00:00"}', "zone"),
            (b'{"set": "0001-01-01T00:00:00Z"}', "1970"),
            (b'{"set": "soon"}', "soon"),
            (b'{"set": 5}', "expected"),
            (b'{"advance": -1}', "forward"),
            (b'{"advance": NaN}', "NaN|nan"),
            (b'{"advance": 1e300}', "8999"),
            (b'{"advance": 1e12}', "8999|range"),
            (b'{"advance": true}', "expected"),
            (b'{"advance": 1, "set": "2030-01-01T00:00:00Z"}', "expected"),
            (b"{}", "expected"),
            (b"[]", "expected"),
            (b"{", "JSON"),
            (b"\xff", "JSON"),
            (b"[" * 100_000, "JSON"),
        ],
    )
    def test_admin_api_rejects_invalid_clock_changes(self, emulator, web, content, reason):
        before = emulator.clock.time()
        response = web.put("/__emulator__/clock", content=content)
        assert response.status_code == 400
        assert any(each in response.json()["message"] for each in reason.split("|")), response.text
        assert emulator.clock.time() == before

    def test_admin_api_adds_lists_and_clears_faults(self, emulator, web):
        ordered = [
            Fault.error_response("FetchStore", 429, retry_after=3),
            Fault.slow_body("*", 2.5, times=None, skip=1),
        ]
        given = [fault.to_dict() for fault in ordered]
        response = web.post("/__emulator__/faults", json=given)
        assert (response.status_code, response.json()) == (201, {"faults": given})
        web.post("/__emulator__/faults", json={"operation": "ListStores", "kind": "reset"})
        assert emulator.pending_faults == (*ordered, Fault.reset("ListStores"))
        assert [each["kind"] for each in web.get("/__emulator__/faults").json()["faults"]] == [
            "error_response",
            "slow_body",
            "reset",
        ]
        assert web.delete("/__emulator__/faults").status_code == 204
        assert emulator.pending_faults == ()

    @pytest.mark.parametrize(
        ("fault", "reason"),
        [
            ({"operation": "FetchStroe", "kind": "hang"}, "did you mean 'FetchStore'?"),
            ({"operation": "FetchStore", "kind": "fire"}, "kind"),
            ({"operation": "FetchStore", "kind": "hang", "when": 1}, "when"),
            ({"operation": ["FetchStore"], "kind": "hang"}, "expected a name"),
            ({"operation": "FetchStore", "kind": "slow_body", "seconds": "1"}, "seconds: expected"),
            ({"kind": "hang"}, "operation"),
            (5, "5"),
        ],
    )
    def test_admin_api_adds_all_faults_or_none(self, emulator, web, fault, reason):
        response = web.post("/__emulator__/faults", json=[{"operation": "*", "kind": "hang"}, fault])
        assert (response.status_code, reason in response.json()["message"]) == (400, True), response.text
        assert emulator.pending_faults == ()

    def test_admin_api_lists_and_clears_calls(self, emulator, web):
        emulator.add_fault(Fault.error_response("CreateStore", 503))
        web.post(f"{STORES}?a=1&a=%20", json={"displayName": "sandbox"})
        web.post(STORES, content=b"\xff")
        web.post(STORES, content=b'{"number": 1e999}')
        web.get(f"{STORES}/")
        first, second, third, fourth = web.get("/__emulator__/calls").json()["calls"]
        headers = first.pop("headers")
        assert (headers["content-type"], "authorization" in headers) == ("application/json", False)
        assert first == {
            "operation": "CreateStore",
            "method": "POST",
            "path": STORES,
            "query": [["a", "1"], ["a", " "]],
            "body": {"displayName": "sandbox"},
            "status": 503,
            "at": emulator.calls[0].at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "fault": {"operation": "CreateStore", "kind": "error_response", "times": 1, "status": 503},
            "code": 20503,
            "reason": "The service is not available",
        }
        assert [base64.b64decode(each["bodyBase64"]) for each in (second, third)] == [b"\xff", b'{"number": 1e999}']
        assert (fourth["operation"], fourth["body"], fourth["status"]) == (None, None, 404)
        assert web.delete("/__emulator__/calls").status_code == 204
        assert emulator.calls == []

    def test_admin_api_restores_a_snapshot(self, web, memory):
        kept = memory.stores.create(display_name="kept").wait()
        snapshot = web.get("/__emulator__/snapshot")
        assert (snapshot.status_code, snapshot.headers["Content-Type"]) == (200, "application/octet-stream")
        memory.stores.create(display_name="gone").wait()
        assert web.put("/__emulator__/snapshot", content=snapshot.content).status_code == 204
        assert list(memory.stores.list()) == [kept]
        refused = web.put("/__emulator__/snapshot", content=b"nothing")
        assert (refused.status_code, "snapshot" in refused.json()["message"]) == (400, True)
        assert list(memory.stores.list()) == [kept]

    def test_admin_api_completes_operations(self, web):
        accepted = web.post(STORES, json={"displayName": "sandbox"})
        assert web.post("/__emulator__/complete-operations").status_code == 204
        assert web.get(accepted.headers["Location"]).json()["status"] == "COMPLETED"

    def test_admin_api_resets(self, emulator, web, memory):
        memory.stores.create(display_name="sandbox").wait()
        emulator.add_fault(Fault.hang("*"))
        assert web.post("/__emulator__/reset").status_code == 204
        assert (list(memory.stores.list()), len(emulator.calls)) == ([], 1)

    def test_admin_api_adds_a_communication(self, web, memory):
        store_id = memory.stores.create(display_name="sandbox").wait()
        accepted = memory.profiles.create(store_id, traits={"Contact": {"email": "ada@example.com"}})
        conversation = "conv_conversation_00000000000000000000000000"
        wanted = {"store_id": store_id, "profile_id": accepted.id, "text": "Where is my parcel?"}
        wanted["conversation_id"] = conversation
        response = web.post("/__emulator__/communications", json=wanted)
        assert (response.status_code, response.json()["id"].startswith("conv_communication_")) == (201, True)
        recalled = memory.profiles.recall(store_id, accepted.id, conversation_id=conversation, communications_limit=1)
        assert [each.content.text for each in recalled.communications] == ["Where is my parcel?"]
        for other in ({"profile_id": f"mem_profile_{26 * '0'}"}, {"author": 5}, {"self": 1}, {"text": 5}):
            assert web.post("/__emulator__/communications", json={**wanted, **other}).status_code == 400

    def test_admin_api_refuses_large_bodies(self, web):
        response = web.put("/__emulator__/clock", content=bytes(MIB + 1))
        assert (response.status_code, str(MIB) in response.json()["message"]) == (413, True)


def test_servers_run_side_by_side_and_end_immediately():
    with Emulator() as emulator, serve(emulator) as first, serve(emulator) as second:
        assert first != second
        assert [httpx.get(f"{url}/__emulator__/", trust_env=False).status_code for url in (first, second)] == [200, 200]
    with pytest.raises(httpx.ConnectError):
        httpx.get(first, trust_env=False)


@pytest.mark.anyio
async def test_server_keeps_only_the_last_calls():
    with Emulator() as emulator:
        transport = httpx.ASGITransport(_server._application(emulator, ServerOptions.parse(), max_calls=2))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
            for number in range(4):
                assert (await web.get(f"/v1/{number}")).status_code == 401
        assert [call.path for call in emulator.calls] == ["/v1/2", "/v1/3"]


@pytest.mark.anyio
async def test_server_keeps_no_large_body():
    with Emulator() as emulator:
        transport = httpx.ASGITransport(_server._application(emulator, ServerOptions.parse(), max_calls=9))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as web:
            for size in (2**16, 2**16 + 1):
                await web.post("/v1", content=bytes(size))
        assert [len(call.body) for call in emulator.calls] == [2**16, 0]


def test_server_port_that_is_taken_is_an_error(emulator, url):
    with pytest.raises(OSError, match="in use"), serve(emulator, port=urlsplit(url).port):
        pytest.fail("two servers on one port")


def test_server_without_extra_names_the_package(monkeypatch):
    monkeypatch.delitem(sys.modules, "twilio_memory.testing._server")
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with Emulator() as emulator, pytest.raises(EmulatorError, match=r'uvicorn is missing: .*"twilio-memory\[server\]"'):  # noqa: SIM117
        with serve(emulator):
            pytest.fail("served without uvicorn")


def test_emulator_import_does_not_import_the_server():
    program = "import sys, twilio_memory.testing; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "twilio_memory.testing" in loaded
    assert loaded.isdisjoint({"starlette", "uvicorn"})


def test_server_accepts_requests_in_absolute_form(url):
    with httpx.Client(proxy=url, auth=("SKtest", "secret"), trust_env=False) as web:
        assert web.get(f"{url}{STORES}").status_code == 200
        assert web.get(f"{url}{STORES}/{STORE}").json()["code"] == 520041


def test_server_keeps_no_large_body_that_was_compressed(emulator):
    server = _server.make_server(emulator, ServerOptions.parse(), max_calls=9)
    transport = httpx.ASGITransport(server.config.app)
    body = gzip.compress(json.dumps({"query": "x" * 100_000}).encode())

    async def ask():
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost", auth=("a", "b")) as web:
            headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
            await web.post(f"/v1/Stores/{STORE}/Profiles/x/Recall", content=body, headers=headers)

    anyio.run(ask)
    assert emulator.calls[-1].body == b""


def test_head_has_no_body_on_any_transport(emulator, web):
    with httpx.Client(transport=emulator.transport(), base_url="http://x", auth=("a", "b")) as inside:
        for client in (inside, web):
            assert client.head(STORES).content == b""
