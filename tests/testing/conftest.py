"""A client of a few lines, so that these tests see the wire and nothing of the library's own clients."""

import base64
import json

import httpx
import pytest

from raw_client import RawClient
from twilio_memory.testing import Behavior, Emulator, Request, serve

ROOT = "/v1/ControlPlane/Stores"
CREDENTIALS = ("Authorization", "Basic " + base64.b64encode(b"SKtest:secret").decode())
MAPPING = {
    "displayName": "crm-contacts",
    "mappingFrom": {"type": "INGRESS", "columns": ["primary_email"]},
    "mappingTo": {
        "type": "TRAITS",
        "mappings": [{"expression": "primary_email", "traitGroup": "Contact", "traitName": "email"}],
    },
}


class Api:
    """Sends requests to an emulator, and does the steps that many tests begin with."""

    root = ROOT

    def __init__(self, emulator):
        self.emulator = emulator

    def send(self, method, path, body=None, *, query="", headers=()):
        """Send a request with credentials; a body goes as JSON."""
        sent = [CREDENTIALS, *headers]
        content = b""
        if body is not None:
            sent.append(("Content-Type", "application/json"))
            content = json.dumps(body).encode()
        return self.emulator.handle(Request(method, path, query, tuple(sent), content))

    def get(self, path, *, query=""):
        return self.send("GET", path, query=query)

    def done(self, method, path, body=None):
        """Send a write, finish everything, and return its operation."""
        accepted = self.send(method, path, body)
        assert accepted.status == 202, accepted.body
        self.emulator.complete_operations()
        return self.operation(accepted).json()

    def operation(self, accepted):
        """Poll the operation of an accepted write."""
        return self.get(accepted.header("Location").removeprefix("https://memory.twilio.com"))

    def store(self, name="sandbox"):
        """Create a store and return its path."""
        return f"{ROOT}/{self.done('POST', ROOT, {'displayName': name})['result']['id']}"

    def mapping(self, store, name="crm-contacts", **other):
        """Create a data mapping and return its path."""
        operation = self.done("POST", f"{store}/DataMappings", {**MAPPING, "displayName": name, **other})
        return f"{store}/DataMappings/{operation['result']['id']}"

    def profile(self, store=None, email=None):
        """Create a profile, in a new store if none is given, and return its path."""
        profiles = f"/v1/Stores/{(store or self.store()).rpartition('/')[2]}/Profiles"
        contact = {"email": email or f"p{len(self.emulator.calls)}@example.com"}
        accepted = self.send("POST", profiles, {"traits": {"Contact": contact}})
        assert accepted.status == 202, accepted.body
        return f"{profiles}/{accepted.json()['id']}"


@pytest.fixture
def new_api():
    """Make emulators that are closed at the end."""
    emulators = []

    def make(**options):
        emulators.append(Emulator(**options))
        return Api(emulators[-1])

    yield make
    for emulator in emulators:
        emulator.close()


@pytest.fixture
def api(new_api):
    return new_api(behavior=Behavior(strict=True))


@pytest.fixture(scope="module")
def served():
    """An emulator and the URL of its server, for the tests of a module; a fixture of that name has other options."""
    with Emulator() as emulator, serve(emulator) as url:
        yield emulator, url


@pytest.fixture
def emulator(served):
    """The emulator that is served, without what an earlier test has left there."""
    served[0].reset()
    return served[0]


@pytest.fixture
def url(served, emulator):
    return served[1]


@pytest.fixture
def raw(url):
    with RawClient(url) as client:
        yield client


@pytest.fixture(scope="module")
def http_client(served):
    with httpx.Client(base_url=served[1], trust_env=False) as web:
        yield web


@pytest.fixture
def web(http_client, emulator):
    """Any client of HTTP."""
    return http_client


@pytest.fixture
def mapping_body():
    return json.loads(json.dumps(MAPPING))


@pytest.fixture
def refused():
    """Check that a response is Twilio's error body with this status and code, and return its body."""

    def check(response, status, code):
        body = response.json()
        assert (response.status, body["code"], body["status"]) == (status, code, status), body
        assert body["message"]
        assert body["more_info"] == f"https://www.twilio.com/docs/api/errors/{code}"
        return body

    return check
