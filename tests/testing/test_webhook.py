"""The webhook of the emulator: order, retries, and calls that never wait for it."""

import contextlib
import http.server
import json
import logging
import socket
import threading

import httpx
import pytest

from twilio_memory.testing import Emulator, _webhook, serve

ADA = {"Contact": {"email": "ada@example.com"}}
WAIT = 30.0  # Nothing waits so long unless it fails.


class Receiver:
    """A server that takes events: it responds with the statuses given, then with 204."""

    def __init__(self, *statuses):
        self.statuses = list(statuses)
        self.bodies, self.requests = [], []
        self.may_respond = threading.Event()
        self.may_respond.set()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.may_respond.wait(WAIT)
                receiver.requests.append((self.path, self.headers["Content-Type"]))
                receiver.bodies.append(json.loads(body))
                status = receiver.statuses.pop(0) if receiver.statuses else 204
                if status is None:
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?from=emulator"


@pytest.fixture
def receive(monkeypatch):
    monkeypatch.setattr(_webhook, "_PAUSES", (0.0, 0.0))
    with contextlib.ExitStack() as stack:

        def start(*statuses):
            receiver = Receiver(*statuses)
            thread = threading.Thread(target=receiver.server.serve_forever, args=(0.01,), daemon=True)
            thread.start()
            stack.callback(thread.join)
            stack.callback(receiver.server.server_close)
            stack.callback(receiver.server.shutdown)
            stack.callback(receiver.may_respond.set)
            return receiver

        yield start


def test_webhook_gets_each_event_in_order(receive):
    receiver = receive()
    with Emulator(webhook=receiver.url) as emulator:
        store_id = emulator.add_store()
        for number in range(20):
            emulator.add_profile(store_id, {"Contact": {"email": f"person{number}@example.com"}})
        assert emulator.flush_webhook(WAIT)
        assert receiver.bodies == [event.to_dict() for event in emulator.events]
    assert set(receiver.requests) == {("/hook?from=emulator", "application/json")}
    assert len(receiver.bodies) == 2 + 4 * 20


@pytest.mark.parametrize("failures", [(500, 429), (None, 503)])
def test_webhook_retries_what_was_not_taken(receive, failures):
    receiver = receive(*failures)
    with Emulator(webhook=receiver.url) as emulator:
        emulator.add_store()
        assert emulator.flush_webhook(WAIT)
        types = [body["eventType"].removeprefix("com.twilio.memory.") for body in receiver.bodies]
        assert types == ["store.created"] * 3 + ["identityresolution.configured"]
        assert emulator._webhook.dropped == 0


def test_webhook_drops_an_event_after_three_attempts(receive, caplog):
    receiver = receive(500, 500, 500)
    with caplog.at_level(logging.WARNING, "twilio_memory.testing"), Emulator(webhook=receiver.url) as emulator:
        emulator.add_store()
        assert emulator.flush_webhook(WAIT)
        assert receiver.bodies[-1]["eventType"] == "com.twilio.memory.identityresolution.configured"
        assert emulator._webhook.dropped == 1
    assert caplog.messages == ["The webhook did not get an event (1 by now): the response is 500"]


def test_webhook_that_hangs_or_is_gone_does_not_affect_calls(receive, caplog):
    receiver = receive()
    receiver.may_respond.clear()
    with Emulator(webhook=receiver.url) as emulator, emulator.client() as memory:
        store_id = memory.stores.create(display_name="sandbox").wait()
        profile = memory.profiles.create(store_id, ADA)
        assert memory.profiles.fetch(store_id, profile.id).traits == ADA
        assert not emulator.flush_webhook(0.0)
        receiver.may_respond.set()
        assert emulator.flush_webhook(WAIT)
        assert len(receiver.bodies) == len(emulator.events)
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    with Emulator(webhook=f"http://127.0.0.1:{port}/") as emulator:
        emulator.add_store()
        assert emulator.flush_webhook(WAIT)
        assert emulator._webhook.dropped == 2
    assert len(caplog.messages) == 1


def test_webhook_queue_is_bounded(receive, monkeypatch):
    monkeypatch.setattr(_webhook, "_MAX_WAITING", 3)
    receiver = receive()
    receiver.may_respond.clear()
    with Emulator(webhook=receiver.url) as emulator:
        store_id = emulator.add_store()
        emulator.add_profile(store_id, ADA)
        emulator.add_profile(store_id, {"Contact": {"phone": "+13175550100"}})
        receiver.may_respond.set()
        assert emulator.flush_webhook(WAIT)
        newest = [event.to_dict() for event in emulator.events[-3:]]
    assert receiver.bodies[-3:] == newest
    assert len(receiver.bodies) in {3, 4}  # One may have been on its way.


def test_webhook_gets_what_is_left_when_the_emulator_is_closed(receive):
    receiver = receive()
    with Emulator(webhook=receiver.url) as emulator:
        emulator.add_store()
    assert len(receiver.bodies) == len(emulator.events) == 2


@pytest.mark.parametrize(
    "url", ["", "localhost:80", "ftp://127.0.0.1/", "http://", "http://u:p@127.0.0.1/", "http://127.0.0.1:x/", 3]
)
def test_webhook_refuses_what_is_no_url(url):
    with pytest.raises(ValueError, match="webhook: expected an http or https URL"):
        Emulator(webhook=url)


def test_events_over_http_are_chosen_by_type_and_cursor():
    with Emulator() as emulator, serve(emulator) as url, httpx.Client(base_url=url, trust_env=False) as web:
        store_id = emulator.add_store()
        emulator.add_profile(store_id, ADA)
        path = "/__emulator__/events"
        whole = web.get(path).json()
        assert whole == {"events": [event.to_dict() for event in emulator.events], "after": len(emulator.events)}
        chosen = web.get(path, params={"type": "profile.created"}).json()
        assert [event["body"]["store_id"] for event in chosen["events"]] == [store_id]
        assert web.get(path, params={"type": "com.twilio.memory.profile.created"}).json() == chosen
        assert web.get(path, params={"after": whole["after"]}).json() == {"events": [], "after": whole["after"]}
        emulator.add_profile(store_id, {"Contact": {"phone": "+13175550100"}})
        fresh = web.get(path, params={"after": whole["after"], "limit": 1}).json()
        assert [event["eventType"] for event in fresh["events"]] == ["com.twilio.memory.profile.created"]
        assert fresh["after"] == whole["after"] + 1
        for query in ("after=-1", "after=x", "limit=0", "kind=x", "after=1e3", f"after={10**20}"):
            assert web.get(f"{path}?{query}").status_code == 400
        assert web.delete(path).status_code == 204
        assert web.get(path).json() == {"events": [], "after": fresh["after"] + 3}
