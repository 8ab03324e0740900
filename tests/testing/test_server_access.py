"""Who reaches the emulator's server: by which host and origin, and with which token."""

import io
import re
import socket
from urllib.parse import urlsplit

import anyio
import httpx
import pytest

from raw_client import CREDENTIALS, RawClient, http
from twilio_memory import AsyncMemoryClient, InvalidArgumentError, MemoryClient
from twilio_memory.models import ColumnMappingItem
from twilio_memory.testing import Emulator, serve
from twilio_memory.testing import __main__ as command

STORES = "/v1/ControlPlane/Stores"
NAME = "memory-emulator"
ORIGIN = "http://localhost:3000"
TOKEN = "a-token.of_the~tests"
PAGE = "/__emulator__/page"
GUARDED = [
    "GET /",
    "HEAD /",
    "GET /?done=x",
    "GET /%0A",
    "GET /__emulator__",
    "GET /__emulator__/",
    "GET /__emulator__/calls",
    "GET /%5F_emulator__/calls",
    "GET http://127.0.0.1/__emulator__/calls",
    "GET /__emulator__/nothing",
    "GET /__emulator__/healthy",
    "GET /__emulator__/health/../calls",
    "POST /__emulator__/reset",
    "PUT /__emulator__/clock",
    "DELETE /__emulator__/calls",
    "PUT /__emulator__/snapshot",
    f"GET {PAGE}/calls",
    f"GET {PAGE}/changes",
    f"GET {PAGE}/static/page.css",
    f"POST {PAGE}/actions/advance",
]
COLUMNS = [
    ColumnMappingItem(column_name="Mail", trait_group="Contact", trait_name="email"),
    ColumnMappingItem(column_name="First", trait_group="Contact", trait_name="firstName"),
]


@pytest.fixture(scope="module")
def served():
    with Emulator() as emulator, serve(emulator, allow_hosts=[NAME], allow_origins=[ORIGIN], admin_token=TOKEN) as url:
        yield emulator, url


@pytest.fixture
def web(url):
    with httpx.Client(base_url=url, trust_env=False) as web:
        yield web


@pytest.fixture
def by_name(url, monkeypatch):
    """The URL of the server by its allowed name, which is looked up as that of another container is."""
    lookup = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **options):
        return lookup("127.0.0.1" if host in {NAME, NAME.encode()} else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setenv("NO_PROXY", NAME)
    return f"http://{NAME}:{urlsplit(url).port}"


def status(raw, line, *headers, host="127.0.0.1"):
    return raw.send(http(line, CREDENTIALS, *headers, host=host)).read_response()[0]


class TestClientByName:
    def test_client_works_and_uploads_with_allow_http(self, by_name, emulator):
        with pytest.raises(InvalidArgumentError, match="allow_http"):
            MemoryClient("SK", "x", base_url=by_name)
        with MemoryClient("SK", "x", base_url=by_name, allow_http=True, clock=emulator.clock) as memory:
            store_id = memory.stores.create(display_name="sandbox").wait()
            file = b"Mail,First\nada@example.com,Ada\n"
            done = upload(memory, store_id, file).wait()
        assert done.status == "COMPLETED"

    def test_async_client_works_and_uploads_with_the_environment(self, by_name, emulator, monkeypatch):
        monkeypatch.setenv("TWILIO_MEMORY_ALLOW_HTTP", "1")
        monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", by_name)

        async def main():
            async with AsyncMemoryClient("SK", "x", clock=emulator.clock) as memory:
                store_id = await (await memory.stores.create(display_name="sandbox")).wait()
                return await (await upload(memory, store_id, b"Mail,First\nada@example.com,Ada\n")).wait()

        assert anyio.run(main).status == "COMPLETED"


def upload(memory, store_id, content):
    return memory.imports.upload(store_id, io.BytesIO(content), column_mappings=COLUMNS, filename="a.csv")


class TestHost:
    @pytest.mark.parametrize("host", [NAME, f"{NAME}:4010", NAME.upper(), "localhost", "127.0.0.1:80", "[::1]"])
    def test_allowed_and_loopback_hosts_are_accepted(self, raw, host):
        assert status(raw, f"GET {STORES} HTTP/1.1", host=host) == 200

    @pytest.mark.parametrize(
        "host",
        ["evil.example", f"{NAME}.evil.example", f"x{NAME}", f"x.{NAME}", f"{NAME}.", "192.0.2.7", f"a@{NAME}"],
    )
    @pytest.mark.parametrize("path", [STORES, "/", "/__emulator__/health", "/__emulator__/uploads/a/b"])
    def test_dns_rebinding_is_refused(self, raw, emulator, host, path):
        request = http(f"GET {path} HTTP/1.1", CREDENTIALS, f"Authorization: Bearer {TOKEN}", host=host)
        assert raw.send(request).read_response()[0] == 421
        assert emulator.calls == []

    @pytest.mark.parametrize(
        ("host", "expected"), [("192.0.2.7:4010", 200), ("[2001:db8::7]", 200), ("evil.example", 421)]
    )
    def test_server_beyond_loopback_accepts_addresses_but_no_other_names(self, host, expected):
        with Emulator() as emulator, serve(emulator, host="0.0.0.0", admin_token=TOKEN) as url, RawClient(url) as raw:
            assert url.startswith("http://127.0.0.1:")
            assert status(raw, f"GET {STORES} HTTP/1.1", host=host) == expected

    @pytest.mark.needs("ipv6")
    def test_server_listens_on_ipv6(self):
        with Emulator() as emulator, serve(emulator, host="::1") as url:
            assert re.fullmatch(r"http://\[::1\]:\d+", url)
            assert httpx.get(f"{url}/__emulator__/health", trust_env=False).json() == {"status": "ok"}


class TestOrigin:
    def test_page_of_an_allowed_origin_sends_requests(self, web):
        headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}
        created = web.post(STORES, json={"displayName": "sandbox"}, headers=headers, auth=("SK", "x"))
        assert created.status_code == 202
        assert created.headers["access-control-allow-origin"] == ORIGIN
        assert created.headers["access-control-expose-headers"] == "*"
        assert "access-control-allow-credentials" not in created.headers
        refused = web.get(STORES, headers=headers)
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, ORIGIN)

    def test_preflight_of_an_allowed_origin_lists_what_may_be_sent(self, web, emulator):
        headers = {
            "Origin": ORIGIN,
            "Sec-Fetch-Site": "cross-site",
            "Access-Control-Request-Method": "PATCH",
            "Access-Control-Request-Headers": "authorization,content-type,if-match",
        }
        for path in (f"{STORES}/x", "/__emulator__/clock"):
            found = web.options(path, headers=headers)
            assert found.status_code == 200
            assert found.headers["access-control-allow-origin"] == ORIGIN
            assert "PATCH" in found.headers["access-control-allow-methods"]
            assert found.headers["access-control-allow-headers"] == "authorization,content-type,if-match"
        assert emulator.calls == []

    @pytest.mark.parametrize(
        "origin", ["http://localhost:3001", "https://localhost:3000", "null", "", f"{ORIGIN}.evil.example"]
    )
    @pytest.mark.parametrize("method", ["OPTIONS", "GET", "POST"])
    def test_page_of_another_origin_is_refused(self, raw, emulator, origin, method):
        headers = (CREDENTIALS, f"Origin: {origin}", "Access-Control-Request-Method: POST")
        code, found, _ = raw.send(http(f"{method} {STORES} HTTP/1.1", *headers)).read_response()
        assert (code, "access-control-allow-origin" in found, emulator.calls) == (403, False, [])

    def test_two_origins_are_refused(self, raw):
        assert status(raw, f"GET {STORES} HTTP/1.1", f"Origin: {ORIGIN}", "Origin: http://evil.example") == 403

    def test_server_without_allowed_origins_has_no_cors(self):
        with Emulator() as emulator, serve(emulator) as url:
            headers = {"Origin": ORIGIN, "Access-Control-Request-Method": "GET"}
            assert httpx.options(f"{url}{STORES}", headers=headers, trust_env=False).status_code == 403

    def test_default_port_of_an_origin_is_left_out(self):
        with Emulator() as emulator, serve(emulator, allow_origins=["HTTPS://App.Example:443"]) as url:
            headers = {"Origin": "https://app.example"}
            assert httpx.get(f"{url}/__emulator__/clock", headers=headers, trust_env=False).status_code == 200


def press(options, origin, site, *, host):
    """Press a button of the page as a browser does that has opened it at an origin; return the status."""
    with (
        Emulator() as emulator,
        serve(emulator, **options) as url,
        httpx.Client(base_url=url, trust_env=False, headers={"Host": host}) as web,
    ):
        if token := options.get("admin_token"):
            cookie = web.get("/", params={"token": token}).headers["set-cookie"].partition(";")[0]
            web.headers["Cookie"] = cookie
        form = re.search(r'name="token" value="([^"]+)"', web.get("/").text)[1]
        headers = {"Origin": origin} | ({"Sec-Fetch-Site": site} if site else {})
        data = {"token": form, "seconds": "60"}
        return web.post(f"{PAGE}/actions/advance", data=data, headers=headers).status_code


class TestToken:
    @pytest.mark.parametrize("line", GUARDED)
    @pytest.mark.parametrize(
        "headers",
        [
            [],
            [CREDENTIALS],
            ["Authorization: Bearer"],
            [f"Authorization: Bearer {TOKEN}x"],
            [f"Authorization: Bearer {TOKEN[:-1]}"],
            [f"Authorization: Basic {TOKEN}"],
            ["Authorization: bearer \xe9"],
            ["Cookie: twilio_memory_80="],
            [f"Cookie: twilio_memory_80={TOKEN}"],
        ],
    )
    def test_admin_api_and_page_need_the_token(self, raw, line, headers):
        response = raw.send(http(f"{line} HTTP/1.1", *headers)).read_response(line.partition(" ")[0])
        assert (response[0], response[1]["www-authenticate"]) == (401, "Bearer")
        assert TOKEN not in str(response)

    def test_admin_api_accepts_the_token(self, web):
        headers = {"Authorization": f"Bearer {TOKEN}"}
        assert web.get("/__emulator__/clock", headers=headers).status_code == 200
        assert web.post("/__emulator__/reset", headers={"authorization": f"bearer  {TOKEN}"}).status_code == 204
        assert web.get("/", headers=headers).status_code == 200

    def test_api_uploads_and_health_need_no_token(self, web):
        assert web.get("/__emulator__/health").json() == {"status": "ok"}
        assert web.get(STORES, auth=("SK", "x")).status_code == 200
        assert web.put("/__emulator__/uploads/a/b").status_code == 403  # No signature.

    def test_page_with_the_token_sets_a_cookie_and_redirects_to_the_clean_address(self, web, url):
        signed_in = web.get("/", params={"token": TOKEN})
        assert (signed_in.status_code, signed_in.headers["location"], signed_in.text) == (303, "/", "")
        assert (signed_in.headers["referrer-policy"], signed_in.headers["cache-control"]) == ("no-referrer", "no-store")
        cookie = signed_in.headers["set-cookie"]
        assert cookie.startswith(f"twilio_memory_{urlsplit(url).port}=")
        assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
        assert TOKEN not in cookie
        page = web.get("/")
        assert page.status_code == 200
        assert web.get(f"{PAGE}/static/page.css").status_code == 200
        assert TOKEN not in page.text + web.get(f"{PAGE}/calls").text

    def test_page_with_another_token_sets_no_cookie(self, web):
        response = web.get("/", params={"token": f"{TOKEN}x"})
        assert (response.status_code, "set-cookie" in response.headers) == (401, False)

    def test_buttons_of_the_page_work_with_the_cookie(self, web, url, emulator):
        web.get("/", params={"token": TOKEN})
        form = re.search(r'name="token" value="([^"]+)"', web.get("/").text)[1]
        headers = {"Origin": url, "Sec-Fetch-Site": "same-origin"}
        before = emulator.clock.time()
        pressed = web.post(f"{PAGE}/actions/advance", data={"token": form, "seconds": "60"}, headers=headers)
        assert pressed.status_code == 303
        assert emulator.clock.time() == before + 60

    @pytest.mark.parametrize("site", [None, "same-origin"])
    @pytest.mark.parametrize("token", [None, TOKEN])
    def test_buttons_of_the_page_work_behind_tls(self, site, token):
        options = {"allow_hosts": [NAME], "allow_origins": [f"https://{NAME}"]} if token else {}
        options = {"allow_origins": ["https://localhost"], "admin_token": token, **options}
        host = NAME if token else "localhost"
        assert press(options, f"https://{host}", site, host=host) == 303

    def test_buttons_of_the_page_work_behind_a_proxy_with_another_host(self):
        options = {"allow_origins": ["https://memory.example"]}
        assert press(options, "https://memory.example", "same-origin", host="127.0.0.1") == 303

    @pytest.mark.parametrize(
        ("origin", "site"),
        [
            ("https://localhost", None),  # It is not allowed.
            ("https://localhost", "same-origin"),
            (ORIGIN, None),
            (ORIGIN, "same-site"),
            (ORIGIN, "cross-site"),
            ("https://memory.example", None),
        ],
    )
    def test_buttons_of_the_page_are_refused_to_other_pages(self, origin, site):
        assert press({"allow_origins": [ORIGIN, "https://memory.example"]}, origin, site, host="localhost") == 403

    @pytest.mark.parametrize("site", [None, "same-site", "cross-site"])
    def test_cookie_is_not_accepted_from_a_page_of_an_allowed_origin(self, web, site):
        web.get("/", params={"token": TOKEN})
        headers = {"Origin": ORIGIN} | ({"Sec-Fetch-Site": site} if site else {})
        assert web.post("/__emulator__/reset", headers=headers).status_code == 401
        headers["Authorization"] = f"Bearer {TOKEN}"
        assert web.post("/__emulator__/reset", headers=headers).status_code == 204

    def test_cookie_of_another_start_is_refused(self, web, url):
        web.cookies.set(f"twilio_memory_{urlsplit(url).port}", TOKEN)
        assert web.get("/").status_code == 401

    def test_token_never_appears_in_calls_or_log(self, raw, caplog, capfd):
        for target in (f"/?token={TOKEN}", f"/?token={TOKEN}x", f"{STORES}?x=1"):
            status(raw, f"GET {target} HTTP/1.1")
        calls = raw.send(http("GET /__emulator__/calls HTTP/1.1", f"Authorization: Bearer {TOKEN}")).read_response()[2]
        assert b"ListStores" in calls
        assert TOKEN not in calls.decode() + caplog.text + "".join(capfd.readouterr())


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"host": "0.0.0.0"}, "admin_token: is required"),
            ({"host": "::"}, "admin_token: is required"),
            ({"host": "192.0.2.7"}, "admin_token: is required"),
            ({"host": "machine.example"}, "admin_token: is required"),
            ({"allow_hosts": ["emulator"]}, "admin_token: is required"),
            ({"host": ""}, "host: expected"),
            ({"host": "localhost:80"}, "host: expected"),
            ({"allow_hosts": ["*"]}, "allow_hosts: expected"),
            ({"allow_hosts": ["emulator:4010"]}, "allow_hosts: expected"),
            ({"allow_hosts": [".example"]}, "allow_hosts: expected"),
            ({"allow_origins": ["*"]}, "allow_origins: expected"),
            ({"allow_origins": ["http://localhost:3000/"]}, "allow_origins: expected"),
            ({"allow_origins": ["localhost"]}, "allow_origins: expected"),
            ({"admin_token": ""}, "admin_token: expected 16"),
            ({"admin_token": "short"}, "admin_token: expected 16"),
            ({"admin_token": "with a space in it!"}, "admin_token: expected 16"),
        ],
    )
    def test_invalid_option_is_refused_before_anything_is_opened(self, monkeypatch, options, message):
        monkeypatch.setattr(socket, "create_server", None)
        monkeypatch.setattr(socket, "getaddrinfo", None)
        with Emulator() as emulator, pytest.raises(ValueError, match=message) as caught, serve(emulator, **options):
            pass
        assert "with a space" not in str(caught.value)

    def test_text_in_place_of_a_list_is_refused(self):
        with Emulator() as emulator, pytest.raises(TypeError, match="allow_hosts"), serve(emulator, allow_hosts="ab"):
            pass

    def test_token_on_loopback_is_asked_for(self):
        with Emulator() as emulator, serve(emulator, admin_token=TOKEN) as url:
            assert httpx.get(f"{url}/__emulator__/clock", trust_env=False).status_code == 401


class TestCommand:
    """The command as `twilio-memory emulator` and the module call it; a stand-in for `run` keeps it from serving."""

    @pytest.fixture
    def started(self, monkeypatch, capsys):
        def started(*arguments):
            seen = []

            def run(_, options, announce, _on_call):
                seen.append(options)
                announce(4010)

            monkeypatch.setattr(command, "run", run)
            status = command.main(["serve", *arguments])
            return status, seen[0] if seen else None, capsys.readouterr()

        monkeypatch.delenv("TWILIO_MEMORY_ADMIN_TOKEN", raising=False)
        return started

    def test_command_on_loopback_has_no_token(self, started):
        status, options, console = started()
        assert (status, options.host, options.admin_token) == (0, "127.0.0.1", None)
        assert "See what happens, in a browser: http://127.0.0.1:4010\n" in console.out
        assert "token" not in console.out
        assert "ALLOW_HTTP" not in console.out

    @pytest.mark.parametrize("arguments", [["--host", "0.0.0.0"], ["--host", "::"], ["--allow-host", NAME]])
    def test_command_generates_and_prints_a_token_beyond_loopback(self, started, arguments):
        tokens = set()
        for _ in range(2):
            _, options, console = started(*arguments)
            assert f"/?token={options.admin_token}\n" in console.out
            assert f"Authorization: Bearer {options.admin_token}" in console.out
            tokens.add(options.admin_token)
        assert len(tokens) == 2
        assert min(map(len, tokens)) >= 32

    def test_command_does_not_print_a_token_that_was_given(self, started, monkeypatch):
        _, options, console = started("--host", "0.0.0.0", "--admin-token", TOKEN)
        assert (options.admin_token, TOKEN in console.out) == (TOKEN, False)
        monkeypatch.setenv("TWILIO_MEMORY_ADMIN_TOKEN", TOKEN)
        _, options, console = started()
        assert (options.admin_token, TOKEN in console.out) == (TOKEN, False)
        assert "/?token=$TWILIO_MEMORY_ADMIN_TOKEN\n" in console.out

    def test_command_names_the_allowed_host_and_the_variables(self, started):
        arguments = ["--host", "0.0.0.0", "--allow-host", NAME, "--allow-host", "other", "--allow-origin", ORIGIN]
        _, options, console = started(*arguments)
        assert (options.allow_hosts, options.allow_origins) == ((NAME, "other"), (ORIGIN,))
        assert [line for line in console.out.splitlines() if line.startswith("export ")] == [
            f"export TWILIO_MEMORY_BASE_URL=http://{NAME}:4010",
            "export TWILIO_API_KEY=SKemulator TWILIO_API_SECRET=emulator",
            "export TWILIO_MEMORY_ALLOW_HTTP=1",
        ]

    @pytest.mark.parametrize("arguments", [["--allow-host", "*"], ["--allow-origin", "*"], ["--admin-token", "short"]])
    def test_command_reports_an_invalid_option(self, started, arguments):
        status, options, console = started(*arguments)
        assert (status, options, console.out, console.err.count("\n")) == (2, None, "", 1)
