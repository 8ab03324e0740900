"""An HTTP server with canned responses, so that only the client is measured.

    python tests/benchmarks/canned_server.py

It serves on a loopback port, prints its URL, and exits at the end of its standard input.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import json
import re
import selectors
import socket
import sys
from typing import Any

STORE = "mem_store_01kpttrksqe08rhv122gzq52ax"
MAPPING = "mem_datamapping_01kpttrkrnfjgvwjwcwggqdk96"
MISSING = "mem_datamapping_01kpttrkrnfjgvwjwcwggqdk97"
PROFILE = "mem_profile_01kpttrkrnfjgvwjwcwggqdk96"
QUERY = "How should deliveries be made?"

MAPPINGS = f"/v1/ControlPlane/Stores/{STORE}/DataMappings"
RECALL = f"/v1/Stores/{STORE}/Profiles/{PROFILE}/Recall"
TIME = "2026-01-15T10:30:00Z"
PAGE_SIZE = 100
OBSERVATIONS = 20
COLUMNS = ("email", "first_name", "last_name", "phone", "preferred_language")


def mapping(number: int = 0) -> dict[str, Any]:
    """Return a data mapping of typical size."""
    return {
        "id": MAPPING[:-4] + f"{number:04}" if number else MAPPING,
        "displayName": f"crm-contacts-{number}",
        "description": "Customers from the nightly export.",
        "isEnabled": True,
        "mappingFrom": {"type": "INGRESS", "columns": list(COLUMNS)},
        "mappingTo": {
            "type": "TRAITS",
            "mappings": [
                {"expression": column, "traitGroup": "Contact", "traitName": column.title().replace("_", "")}
                for column in COLUMNS
            ],
        },
        "createdAt": TIME,
        "updatedAt": TIME,
        "version": 3,
    }


def page(size: int, next_token: str | None = None) -> dict[str, Any]:
    """Return a page of data mappings."""
    meta = {"key": "dataMappings", "pageSize": size} | ({"nextToken": next_token} if next_token else {})
    return {"dataMappings": [mapping(number) for number in range(1, size + 1)], "meta": meta}


RECALLED = {
    "observations": [
        {
            "id": f"mem_observation_01kpttrkrnfjgvwjwcwggqdk{number}",
            "content": "Prefers deliveries in the evening, after six, and to be called before.",
            "occurredAt": TIME,
            "source": "conversational-intelligence",
            "conversationIds": ["conv_conversation_01kpttrkrnfjgvwjwcwggqdk96"],
            "createdAt": TIME,
            "updatedAt": TIME,
            "score": 0.92,
        }
        for number in range(10, 10 + OBSERVATIONS)
    ],
    "summaries": [],
    "communications": [],
    "meta": {"queryTime": 42},
}
OPERATION = "proc_job_01kpttrkrnfjgvwjwcwggqdk96"
ACCEPTED = {
    "message": "Data mapping deletion request accepted for processing.",
    "statusUrl": f"https://memory.twilio.com/v1/ControlPlane/Operations/{OPERATION}",
}
NOT_FOUND = {
    "code": 520048,
    "message": "Data mapping not found",
    "more_info": "https://www.twilio.com/docs/api/errors/520048",
    "status": 404,
}


def response(status: str, body: dict[str, Any], *headers: str) -> bytes:
    """Return the bytes of a response."""
    content = json.dumps(body, separators=(",", ":")).encode()
    head = [
        f"HTTP/1.1 {status}",
        "Content-Type: application/json",
        f"Content-Length: {len(content)}",
        "Twilio-Request-Id: RQ00000000000000000000000000000000",
        *headers,
    ]
    return "\r\n".join([*head, "", ""]).encode() + content


# By request line; any other request gets 400.
RESPONSES = {
    f"DELETE {MAPPINGS}/{MAPPING}": response(
        "202 Accepted", ACCEPTED, f"Operation-Id: {OPERATION}", f"Location: {ACCEPTED['statusUrl']}", "Retry-After: 1"
    ),
    f"GET {MAPPINGS}/{MAPPING}": response("200 OK", mapping(), 'ETag: "3"'),
    f"GET {MAPPINGS}/{MISSING}": response("404 Not Found", NOT_FOUND),
    f"GET {MAPPINGS}?pageSize={PAGE_SIZE}": response("200 OK", page(PAGE_SIZE)),
    f"POST {RECALL}": response("200 OK", RECALLED),
}
READY = {request.encode(): ready for request, ready in RESPONSES.items()}
UNKNOWN = response("400 Bad Request", {"message": "There is no response for this request"})
# An endless list of pages with one item each.
ENDLESS = re.compile(re.escape(f"GET {MAPPINGS}?pageSize=1").encode() + rb"(?:&pageToken=(\d+))?")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def find_response(head: bytes) -> bytes:
    """Return the response to a request."""
    request = head[: head.index(b" HTTP/1.1\r\n")]
    if request in READY:
        return READY[request]
    endless = ENDLESS.fullmatch(request)
    return response("200 OK", page(1, str(int(endless[1] or 0) + 1))) if endless else UNKNOWN


def serve() -> None:
    """Serve until the standard input ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener, selectors.DefaultSelector() as selector:
        selector.register(listener, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        received: dict[socket.socket, bytes] = {}
        print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        while True:
            for key, _ in selector.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is listener:
                    connection, _ = listener.accept()
                    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    selector.register(connection, selectors.EVENT_READ)
                    received[connection] = b""
                    continue
                connection = key.fileobj
                rest = read(connection, received[connection])
                if rest is None:
                    selector.unregister(connection)
                    del received[connection]
                    connection.close()
                else:
                    received[connection] = rest


def read(connection: socket.socket, received: bytes) -> bytes | None:
    """Receive bytes and respond to complete requests; return the rest, or None at the end of the connection."""
    try:
        arrived = connection.recv(65536)
        received += arrived
        while (end := received.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(received, 0, end + 4)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(received) < size:
                break
            connection.sendall(find_response(received[: end + 4]))
            received = received[size:]
    except ConnectionError:
        return None
    return received if arrived else None


if __name__ == "__main__":
    serve()
