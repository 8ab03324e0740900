"""The benchmarked clients: the same four operations in the usual code of each client, and some extra measurements.

Every method returns a value that is computed from the whole parsed response, and the worker compares it with `PROOFS`,
so that all clients do the same work. Nested values are read for the same reason.
"""

from __future__ import annotations

import base64
import importlib
import json
import re
import socket
import sys
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from canned_server import (
    ACCEPTED,
    COLUMNS,
    MAPPING,
    MAPPINGS,
    MISSING,
    OBSERVATIONS,
    PAGE_SIZE,
    PROFILE,
    QUERY,
    RECALL,
    STORE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

USERNAME, PASSWORD = "SK00000000000000000000000000000000", "secret"
OPERATIONS = ("delete", "fetch", "list", "recall")
PROOFS = {
    "delete": ACCEPTED["message"],
    "fetch": len(COLUMNS),
    "list": PAGE_SIZE * (2026 + len(COLUMNS)),
    "recall": OBSERVATIONS * 2026,
    # Only some clients have these:
    "missing": 404,
    "check": "data mapping",
    "create": 0,
}


def typed_list(mappings: Iterable[Any]) -> int:
    """Read data mappings whose nested values are models."""
    return sum(each.created_at.year + len([item.trait_name for item in each.mapping_to.mappings]) for each in mappings)


def typed_recall(result: Any) -> int:
    """Read recalled observations that are models."""
    return sum(each.occurred_at.year for each in result.observations)


class Ours:
    """This library, without extras."""

    def __init__(self, url: str) -> None:
        sys.modules["msgspec"] = None  # As if it were not installed.
        from twilio_memory import MemoryClient, NotFoundError

        self.memory = MemoryClient(USERNAME, PASSWORD, base_url=url)
        self.not_found = NotFoundError

    def delete(self) -> str:
        return self.memory.data_mappings.delete(STORE, MAPPING).message

    def fetch(self) -> int:
        return len(self.memory.data_mappings.fetch(STORE, MAPPING).mapping_to.mappings)

    def list(self) -> int:
        return typed_list(self.memory.data_mappings.list(STORE, page_size=PAGE_SIZE))

    def recall(self) -> int:
        return typed_recall(self.memory.profiles.recall(STORE, PROFILE, query=QUERY))

    def missing(self) -> int:
        try:
            self.memory.data_mappings.fetch(STORE, MISSING)
        except self.not_found as error:
            return error.status


class OursAsync:
    """This library, without extras and with `await`."""

    def __init__(self, url: str) -> None:
        sys.modules["msgspec"] = None  # As if it were not installed.
        from twilio_memory import AsyncMemoryClient

        self.memory = AsyncMemoryClient(USERNAME, PASSWORD, base_url=url)

    async def delete(self) -> str:
        return (await self.memory.data_mappings.delete(STORE, MAPPING)).message

    async def fetch(self) -> int:
        return len((await self.memory.data_mappings.fetch(STORE, MAPPING)).mapping_to.mappings)

    async def list(self) -> int:
        return typed_list([each async for each in self.memory.data_mappings.list(STORE, page_size=PAGE_SIZE)])

    async def recall(self) -> int:
        return typed_recall(await self.memory.profiles.recall(STORE, PROFILE, query=QUERY))


def helper_list(mappings: Iterable[Any]) -> int:
    """Read data mappings whose nested values are dictionaries."""
    return sum(
        each.created_at.year + len([item["traitName"] for item in each.mapping_to["mappings"]]) for each in mappings
    )


def raw_recall(observations: Iterable[dict[str, Any]]) -> int:
    """Read recalled observations that are dictionaries."""
    return sum(int(each["occurredAt"][:4]) for each in observations)


class HelperClient:
    """The setup of the official helper, sync and async."""

    def __init__(self, url: str, http_client: Any = None) -> None:
        from twilio.base.exceptions import TwilioRestException
        from twilio.rest import Client
        from twilio.rest.memory.v1.recall import RecallList

        client = Client(USERNAME, PASSWORD, http_client=http_client)
        # The base URL of each request; replacing it does not change the cost.
        client.memory.base_url = url
        self.memory = client.memory.v1
        self.request = RecallList.MemoryRetrievalRequest
        self.not_found = TwilioRestException


class Helper(HelperClient):
    """The official helper."""

    def delete(self) -> str:
        return self.memory.data_mappings(STORE, MAPPING).delete()["message"]

    def fetch(self) -> int:
        return len(self.memory.data_mappings(STORE, MAPPING).fetch().mapping_to["mappings"])

    def list(self) -> int:
        return helper_list(self.memory.data_mappings(STORE).list(page_size=PAGE_SIZE))

    def recall(self) -> int:
        return raw_recall(self.memory.recall(STORE, PROFILE).create(self.request({"query": QUERY})).observations)

    def missing(self) -> int:
        try:
            self.memory.data_mappings(STORE, MISSING).fetch()
        except self.not_found as error:
            return error.status


class HelperAsync(HelperClient):
    """The official helper on its asynchronous HTTP client, with keep-alive."""

    def __init__(self, url: str) -> None:
        from twilio.http.async_http_client import AsyncTwilioHttpClient

        super().__init__(url, AsyncTwilioHttpClient())

    async def delete(self) -> str:
        return (await self.memory.data_mappings(STORE, MAPPING).delete_async())["message"]

    async def fetch(self) -> int:
        return len((await self.memory.data_mappings(STORE, MAPPING).fetch_async()).mapping_to["mappings"])

    async def list(self) -> int:
        return helper_list(await self.memory.data_mappings(STORE).list_async(page_size=PAGE_SIZE))

    async def recall(self) -> int:
        recalled = await self.memory.recall(STORE, PROFILE).create_async(self.request({"query": QUERY}))
        return raw_recall(recalled.observations)


def raw_list(page: dict[str, Any]) -> int:
    """Read data mappings that are dictionaries."""
    return sum(
        int(each["createdAt"][:4]) + len([item["traitName"] for item in each["mappingTo"]["mappings"]])
        for each in page["dataMappings"]
    )


class Floor:
    """The least that a call can cost in Python: one socket that is kept, no checks, and the JSON of the body."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        token = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        self.headers = f"Host: {address.netloc}\r\nAuthorization: Basic {token}\r\n"
        self.length = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

    def request(self, method: str, path: str, body: bytes = b"") -> Any:
        head = f"{method} {path} HTTP/1.1\r\n{self.headers}Content-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)
        data = b""
        while (end := data.find(b"\r\n\r\n") + 4) < 4:
            data += self.socket.recv(65536)
        size = end + int(self.length.search(data)[1])
        while len(data) < size:
            data += self.socket.recv(65536)
        return json.loads(data[end:])

    def delete(self) -> str:
        return self.request("DELETE", f"{MAPPINGS}/{MAPPING}")["message"]

    def fetch(self) -> int:
        return len(self.request("GET", f"{MAPPINGS}/{MAPPING}")["mappingTo"]["mappings"])

    def list(self) -> int:
        return raw_list(self.request("GET", f"{MAPPINGS}?pageSize={PAGE_SIZE}"))

    def recall(self) -> int:
        return raw_recall(self.request("POST", RECALL, json.dumps({"query": QUERY}).encode())["observations"])


class AiohttpAsync:
    """Plain aiohttp, as the official helper's asynchronous client uses it."""

    def __init__(self, url: str) -> None:
        import aiohttp

        self.url = url
        self.http = aiohttp.ClientSession(auth=aiohttp.BasicAuth(USERNAME, PASSWORD))

    async def request(self, method: str, path: str, **options: Any) -> Any:
        async with self.http.request(method, f"{self.url}{path}", **options) as response:
            response.raise_for_status()
            return await response.json()

    async def delete(self) -> str:
        return (await self.request("DELETE", f"{MAPPINGS}/{MAPPING}"))["message"]

    async def fetch(self) -> int:
        return len((await self.request("GET", f"{MAPPINGS}/{MAPPING}"))["mappingTo"]["mappings"])

    async def list(self) -> int:
        return raw_list(await self.request("GET", MAPPINGS, params={"pageSize": PAGE_SIZE}))

    async def recall(self) -> int:
        return raw_recall((await self.request("POST", RECALL, json={"query": QUERY}))["observations"])


class Httpx:
    """Plain httpx: a request, its status, and JSON."""

    library = "httpx"

    def __init__(self, url: str) -> None:
        self.http = importlib.import_module(self.library).Client(base_url=url, auth=(USERNAME, PASSWORD))

    def request(self, method: str, path: str, **options: Any) -> Any:
        return self.http.request(method, path, **options).raise_for_status().json()

    def delete(self) -> str:
        return self.request("DELETE", f"{MAPPINGS}/{MAPPING}")["message"]

    def fetch(self) -> int:
        return len(self.request("GET", f"{MAPPINGS}/{MAPPING}")["mappingTo"]["mappings"])

    def list(self) -> int:
        return raw_list(self.request("GET", MAPPINGS, params={"pageSize": PAGE_SIZE}))

    def recall(self) -> int:
        return raw_recall(self.request("POST", RECALL, json={"query": QUERY})["observations"])


class HttpxAsync:
    """Plain httpx with `await`."""

    library = "httpx"

    def __init__(self, url: str) -> None:
        self.http = importlib.import_module(self.library).AsyncClient(base_url=url, auth=(USERNAME, PASSWORD))

    async def request(self, method: str, path: str, **options: Any) -> Any:
        return (await self.http.request(method, path, **options)).raise_for_status().json()

    async def delete(self) -> str:
        return (await self.request("DELETE", f"{MAPPINGS}/{MAPPING}"))["message"]

    async def fetch(self) -> int:
        return len((await self.request("GET", f"{MAPPINGS}/{MAPPING}"))["mappingTo"]["mappings"])

    async def list(self) -> int:
        return raw_list(await self.request("GET", MAPPINGS, params={"pageSize": PAGE_SIZE}))

    async def recall(self) -> int:
        return raw_recall((await self.request("POST", RECALL, json={"query": QUERY}))["observations"])


class Httpx2(Httpx):
    """Plain httpx2."""

    library = "httpx2"


class Httpx2Async(HttpxAsync):
    """Plain httpx2 with `await`."""

    library = "httpx2"


class Fast:
    """This library with its extra `fast`, which speeds up large responses."""

    def __init__(self, url: str) -> None:
        from twilio_memory import MemoryClient

        self.memory = MemoryClient(USERNAME, PASSWORD, base_url=url)

    def list(self) -> int:
        return typed_list(self.memory.data_mappings.list(STORE, page_size=PAGE_SIZE))


class FastAsync:
    """The same with `await`."""

    def __init__(self, url: str) -> None:
        from twilio_memory import AsyncMemoryClient

        self.memory = AsyncMemoryClient(USERNAME, PASSWORD, base_url=url)

    async def list(self) -> int:
        return typed_list([each async for each in self.memory.data_mappings.list(STORE, page_size=PAGE_SIZE)])


class Generated:
    """The generated client below this library, used directly."""

    def __init__(self, url: str) -> None:
        from twilio_memory_api import AuthenticatedClient
        from twilio_memory_api.api.data_mapping import delete_data_mapping, fetch_data_mapping, list_data_mappings
        from twilio_memory_api.api.retrieval import create_fetch_profile_memory
        from twilio_memory_api.models import RecallRequest

        token = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        self.client = AuthenticatedClient(url, token, prefix="Basic")
        self.deleting, self.fetching, self.listing = delete_data_mapping, fetch_data_mapping, list_data_mappings
        self.recalling, self.request = create_fetch_profile_memory, RecallRequest

    def delete(self) -> str:
        return self.deleting.sync_detailed(STORE, MAPPING, client=self.client).parsed.message

    def fetch(self) -> int:
        return len(self.fetching.sync_detailed(STORE, MAPPING, client=self.client).parsed.mapping_to.mappings)

    def list(self) -> int:
        response = self.listing.sync_detailed(STORE, client=self.client, page_size=PAGE_SIZE)
        return typed_list(response.parsed.data_mappings)

    def recall(self) -> int:
        body = self.request(query=QUERY)
        return typed_recall(self.recalling.sync_detailed(STORE, PROFILE, client=self.client, body=body).parsed)


class GeneratedAsync(Generated):
    """The generated client, used directly, with `await`."""

    async def delete(self) -> str:
        return (await self.deleting.asyncio_detailed(STORE, MAPPING, client=self.client)).parsed.message

    async def fetch(self) -> int:
        response = await self.fetching.asyncio_detailed(STORE, MAPPING, client=self.client)
        return len(response.parsed.mapping_to.mappings)

    async def list(self) -> int:
        response = await self.listing.asyncio_detailed(STORE, client=self.client, page_size=PAGE_SIZE)
        return typed_list(response.parsed.data_mappings)

    async def recall(self) -> int:
        body = self.request(query=QUERY)
        return typed_recall(
            (await self.recalling.asyncio_detailed(STORE, PROFILE, client=self.client, body=body)).parsed
        )


class Emulated:
    """This library on an emulator in the process, as in tests."""

    def __init__(self, _: str) -> None:
        from twilio_memory.models import MappingFromIngress, MappingToTraits, MappingTraitItem
        from twilio_memory.testing import Emulator

        self.memory = Emulator().client()
        self.store = self.memory.stores.create(display_name="benchmark").wait()
        items = [MappingTraitItem(expression=name, trait_group="Contact", trait_name=name) for name in COLUMNS]
        self.mapping = self.memory.data_mappings.create(
            self.store,
            display_name="benchmark",
            mapping_from=MappingFromIngress(columns=list(COLUMNS)),
            mapping_to=MappingToTraits(mappings=items),
        ).wait()

    def fetch(self) -> int:
        return len(self.memory.data_mappings.fetch(self.store, self.mapping).mapping_to.mappings)


class Pieces:
    """Parts of this library that need no server."""

    def __init__(self, _: str) -> None:
        from twilio_memory import TTID
        from twilio_memory.testing import Emulator

        self.parse, self.emulator = TTID.parse, Emulator

    def check(self) -> str:
        return self.parse(MAPPING).kind.value

    def create(self) -> int:
        with self.emulator() as emulator:
            return len(emulator.calls)


class ClientSpec(NamedTuple):
    """A client that runs in its own process."""

    name: str
    style: str
    kind: type

    @property
    def operations(self) -> list[str]:
        """The measured operations that the client has."""
        return [operation for operation in PROOFS if hasattr(self.kind, operation)]


OURS, FAST = "twilio-memory", "twilio-memory[fast]"
HELPER, HTTPX, GENERATED = "official helper", "httpx", "generated client"
FLOOR, AIOHTTP, HTTPX2 = "floor", "aiohttp", "httpx2"
EMULATED, PIECES = "emulator", "pieces"
CLIENTS = [
    ClientSpec(FLOOR, "sync", Floor),
    ClientSpec(OURS, "sync", Ours),
    ClientSpec(FAST, "sync", Fast),
    ClientSpec(HELPER, "sync", Helper),
    ClientSpec(HTTPX, "sync", Httpx),
    ClientSpec(HTTPX2, "sync", Httpx2),
    ClientSpec(GENERATED, "sync", Generated),
    ClientSpec(OURS, "async", OursAsync),
    ClientSpec(FAST, "async", FastAsync),
    ClientSpec(HELPER, "async", HelperAsync),
    ClientSpec(HTTPX, "async", HttpxAsync),
    ClientSpec(AIOHTTP, "async", AiohttpAsync),
    ClientSpec(HTTPX2, "async", Httpx2Async),
    ClientSpec(GENERATED, "async", GeneratedAsync),
    ClientSpec(EMULATED, "sync", Emulated),
    ClientSpec(PIECES, "sync", Pieces),
]
