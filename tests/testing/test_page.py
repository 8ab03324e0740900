"""The page of the emulator's server: what it shows, what it refuses, and that text is never markup."""

import html
import json
import re

import pytest

from page_sample import OBSERVATIONS, work
from twilio_memory.testing import Fault, _emulator

ROOT = "/__emulator__/page"
HOSTILE = "<script>alert(1)</script>\"'&\x1b[31m\u202e\u05d0\x7f"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.fixture
def sample(emulator, url, tmp_path):
    return work(emulator, url, tmp_path)


def text_of(response):
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", response.text)).split())


def token_of(web):
    return re.search('name="token" value="([^"]+)"', web.get("/").text)[1]


def press(web, action, *, headers=None, **values):
    form = {"token": token_of(web), **values}
    own = {"Origin": str(web.base_url).rstrip("/")} if headers is None else headers
    return web.post(f"{ROOT}/actions/{action}", data=form, headers=own)


def stored(emulator):
    """Return the whole database as text."""
    return list(_emulator.core_of(emulator).database.connection.iterdump())


def pages(store_id, profile_id):
    store = f"{ROOT}/stores/{store_id}"
    return ["/", f"{ROOT}/calls", f"{ROOT}/operations", store, f"{store}/profiles/{profile_id}"]


class TestPages:
    @pytest.mark.usefixtures("sample")
    def test_overview_shows_the_calls_and_stores(self, web):
        text = text_of(web.get("/"))
        for each in (
            "Recall",
            "When should we deliver the parcel?",
            "fault: Error response",
            "shop-assistant",
            "3 profiles",
        ):
            assert each in text

    @pytest.mark.usefixtures("sample")
    def test_calls_show_request_response_duration_and_fault(self, web):
        text = text_of(web.get(f"{ROOT}/calls"))
        for each in ('"query": "When should we deliver the parcel?"', '"score":', " ms ", '"kind": "error_response"'):
            assert each in text

    @pytest.mark.usefixtures("sample")
    def test_operations_show_the_reason_of_a_refused_row(self, web):
        text = text_of(web.get(f"{ROOT}/operations"))
        assert "record 2:" in text
        assert "Completed Import" in text or "Completed" in text

    def test_store_shows_profiles_groups_settings_and_imports(self, web, sample):
        text = text_of(web.get(f"{ROOT}/stores/{sample[0]}"))
        for each in (
            "ada@example.com",
            "firstName: Ada",
            "identifier: email",
            "people.csv",
            "record 2:",
            "email, whatsapp",
        ):
            assert each in text

    @pytest.mark.usefixtures("emulator")
    def test_profile_shows_its_memories_and_revisions(self, web, sample):
        store_id, profile_id = sample
        base = f"/v1/Stores/{store_id}/Profiles/{profile_id}/Observations"
        first = web.get(base, auth=("SKtest", "secret")).json()["observations"][0]
        web.patch(f"{base}/{first['id']}", json={"content": "Changed since."}, auth=("SKtest", "secret"))
        text = text_of(web.get(f"{ROOT}/stores/{store_id}/profiles/{profile_id}"))
        for each in ("Changed since.", first["content"], "2 revisions", "ada@example.com", *OBSERVATIONS):
            assert each in text

    def test_recall_shows_scores_and_words(self, web, sample):
        page = f"{ROOT}/stores/{sample[0]}/profiles/{sample[1]}"
        found = web.get(page, params={"query": "peanuts"}).text
        assert re.search(r'<meter min="0" max="1" value="0\.[1-9]', found)
        assert "Same words: <mark>peanut</mark>" in found
        assert "No word in common" in found

    def test_merged_profile_leads_to_the_one_it_is_in(self, emulator, web, sample):
        store_id, ada = sample
        phone = {"Contact": {"phone": "+12025550123"}}
        other = emulator.add_profile(store_id, phone)
        path = f"/v1/Stores/{store_id}/Profiles/{ada}"
        assert web.patch(path, json={"traits": phone}, auth=("SKtest", "secret")).status_code == 202
        ids = {ada, other}
        pages = [web.get(f"{ROOT}/stores/{store_id}/profiles/{each}").text for each in ids]
        assert [("was merged into this profile" in page) for page in pages].count(True) == 1
        assert all(each in page for each in ids for page in pages)

    def test_profile_is_found_by_an_identifier(self, web, sample):
        found = web.get(f"{ROOT}/stores/{sample[0]}", params={"find": "ada@example.com"})
        assert (found.status_code, found.headers["location"]) == (
            303,
            f"{ROOT}/stores/{sample[0]}/profiles/{sample[1]}",
        )

    @pytest.mark.usefixtures("emulator")
    def test_missing_things_are_named(self, web):
        for path in ("stores/none", "stores/none/profiles/none"):
            response = web.get(f"{ROOT}/{path}")
            assert (response.status_code, "does not exist" in response.text) == (404, True)

    def test_reading_changes_nothing(self, emulator, web, sample):
        calls, before = len(emulator.calls), stored(emulator)
        emulator.add_fault(Fault.hang("*"))
        for path in pages(*sample):
            assert web.get(path, params={"query": "x"}).status_code == 200
        assert (len(emulator.calls), stored(emulator) == before) == (calls, True)
        assert len(emulator.pending_faults) == 1

    def test_profiles_come_in_pages(self, emulator, web):
        store_id = emulator.add_store("many")
        for number in range(60):
            emulator.add_profile(store_id, {"Contact": {"email": f"p{number}@example.com"}})
        first = web.get(f"{ROOT}/stores/{store_id}").text
        older = re.search('href="([?]after=[^"]+)"', first)[1]
        second = web.get(f"{ROOT}/stores/{store_id}{older}").text
        shown = [set(re.findall(r"p\d+@example.com", page)) for page in (first, second)]
        assert (len(shown[0]), len(shown[1]), shown[0] & shown[1]) == (50, 10, set())

    @pytest.mark.parametrize("edge", ["x", "1e9", "9" * 40, "-", "\u0663"])
    def test_page_numbers_that_are_none_are_ignored(self, emulator, web, edge):
        store_id = emulator.add_store("one")
        assert web.get(f"{ROOT}/stores/{store_id}", params={"after": edge, "before": edge}).status_code == 200
        assert web.get(f"{ROOT}/operations", params={"before": edge}).status_code == 200


class TestSafety:
    def test_policy_is_on_every_response(self, web, sample):
        for path in [*pages(*sample), f"{ROOT}/static/page.js", f"{ROOT}/static/page.css", f"{ROOT}/stores/none"]:
            headers = web.get(path).headers
            assert headers["content-security-policy"] == POLICY
            assert headers["x-content-type-options"] == "nosniff"

    def test_pages_have_no_inline_script_or_style(self, web, sample):
        for path in pages(*sample):
            text = web.get(path).text
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=)", text)

    def test_text_is_never_markup(self, emulator, web):
        auth = ("SKtest", "secret")
        store_id = emulator.add_store("hostile", description=HOSTILE)
        profile_id = emulator.add_profile(store_id, {"Contact": {"email": "a@example.com", "firstName": HOSTILE}})
        base = f"/v1/Stores/{store_id}/Profiles/{profile_id}"
        item = {"content": HOSTILE, "source": "s", "occurredAt": "2026-01-15T10:00:00Z"}
        web.post(f"{base}/Observations", json={"observations": [item]}, auth=auth)
        web.get("/v1/<script>alert(1)</script>", params={HOSTILE: HOSTILE}, auth=auth, headers={"X-Note": "<script>"})
        for path in pages(store_id, profile_id):
            text = web.get(path, params={"query": HOSTILE, "find": HOSTILE, "done": HOSTILE}).text
            assert len(re.findall("<script", text)) == 1
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
        assert "\\u202e" in web.get(f"{ROOT}/stores/{store_id}/profiles/{profile_id}").text

    def test_credentials_are_not_shown(self, web, sample):
        for path in pages(*sample):
            text = web.get(path).text
            assert "U0t0ZXN0OnNlY3JldA==" not in text
            assert "authorization" not in text.lower()

    @pytest.mark.parametrize(
        "headers",
        [{}, {"Origin": "null"}, {"Origin": "http://evil.example"}, {"Origin": "http://127.0.0.1:1"}],
    )
    def test_action_of_another_origin_is_refused(self, emulator, web, headers):
        assert press(web, "add-fault", headers=headers, operation="*", kind="hang").status_code == 403
        assert emulator.pending_faults == ()

    @pytest.mark.parametrize("token", ["", "x", "\u00e9"])
    def test_action_without_the_token_is_refused(self, emulator, web, token):
        assert press(web, "add-fault", token=token, operation="*", kind="hang").status_code == 403
        assert emulator.pending_faults == ()

    def test_action_by_get_is_refused(self, web, emulator):
        fault = Fault.hang("FetchStore")
        emulator.add_fault(fault)
        assert web.get(f"{ROOT}/actions/clear-faults", params={"token": token_of(web)}).status_code == 404
        assert emulator.pending_faults == (fault,)


class TestActions:
    def test_fault_is_injected_and_cleared(self, emulator, web):
        assert press(web, "add-fault", operation="FetchStore", kind="error_response", status="503").status_code == 303
        assert emulator.pending_faults == (Fault.error_response("FetchStore", status=503),)
        assert press(web, "clear-faults").status_code == 303
        assert emulator.pending_faults == ()

    @pytest.mark.parametrize(
        ("values", "fault"),
        [
            ({"kind": "rate_limit", "per_second": "2.5", "burst": "4"}, Fault.rate_limit("*", 2.5, burst=4)),
            ({"kind": "delay", "seconds": "0.1, 0.4,2"}, Fault.delay("*", [0.1, 0.4, 2])),
            ({"kind": "delay", "seconds": "3"}, Fault.delay("*", 3)),
            ({"kind": "hang", "times": "all", "skip": "2"}, Fault.hang("*", times=None, skip=2)),
            ({"kind": "hang", "probability": "0.25"}, Fault.hang("*", probability=0.25)),
            (
                {"kind": "reset", "since": "2031-01-15T10:30:00", "until": "2031-01-15T10:31"},
                Fault.reset("*", since="2031-01-15T10:30:00Z", until="2031-01-15T10:31:00Z"),
            ),
        ],
    )
    def test_fault_is_injected_with_the_fields_of_the_form(self, emulator, web, values, fault):
        form = web.get("/").text
        assert all(f'name="{name}"' in form for name in values)
        assert press(web, "add-fault", operation="*", **values).status_code == 303
        assert emulator.pending_faults == (fault,)

    def test_clock_is_moved_and_what_is_due_is_done(self, web, emulator):
        before = emulator.clock.time()
        assert press(web, "advance", seconds="90").status_code == 303
        assert emulator.clock.time() == before + 90
        assert press(web, "set-clock", time="2031-01-15T10:30:00").status_code == 303
        assert "2031-01-15T10:30:00.000Z" in web.get("/").text

    def test_snapshot_is_taken_and_restored(self, emulator, web):
        press(web, "take-snapshot")
        name = re.findall('name="name" value="([^"]+)"', web.get("/").text)[-1]
        emulator.add_store("later")
        assert press(web, "restore-snapshot", name=name).status_code == 303
        assert "later" not in web.get("/").text

    @pytest.mark.usefixtures("emulator")
    def test_operations_are_completed(self, web):
        web.post("/v1/ControlPlane/Stores", json={"displayName": "s"}, auth=("SKtest", "secret"))
        assert "1 pending" in web.get("/").text
        press(web, "complete-operations")
        assert "0 pending" in web.get("/").text

    @pytest.mark.parametrize(
        ("action", "values"),
        [
            ("advance", {}),
            ("advance", {"seconds": "soon"}),
            ("advance", {"seconds": "1e999"}),
            ("set-clock", {"time": "noon"}),
            ("add-fault", {"operation": "Nothing", "kind": "hang"}),
            ("add-fault", {"operation": "*", "kind": "slow_body"}),
            ("add-fault", {"operation": "*", "kind": "delay", "seconds": "1,x"}),
            ("add-fault", {"operation": "*", "kind": "hang", "times": "some"}),
            ("add-fault", {"operation": "*", "kind": "hang", "since": "noon"}),
            ("restore-snapshot", {"name": "none"}),
        ],
    )
    @pytest.mark.usefixtures("emulator")
    def test_values_that_cannot_be_used_are_refused(self, web, action, values):
        assert press(web, action, **values).status_code == 400


def test_changes_are_streamed(emulator, web):
    with web.stream("GET", f"{ROOT}/changes") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        lines = response.iter_lines()
        assert "event: open" in (next(lines), next(lines))
        web.get("/v1/ControlPlane/Stores", auth=("SKtest", "secret"))
        assert next(line for line in lines if line == "event: change")
        assert json.loads(next(lines).removeprefix("data: ")) == 1
