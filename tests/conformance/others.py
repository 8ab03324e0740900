"""Run third-party clients against the emulator's server: curl, and Twilio's own helper for Node.

    make conformance

The exit status is 1 if a check fails. The helper for Python is tested in `tests/testing`.
"""
# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from twilio_memory.testing import Emulator, Fault, serve

HERE = Path(__file__).resolve().parent
STORES = "/v1/ControlPlane/Stores"
SECONDS = 60
MIB = 2**20
# The exit status of curl by fault, https://curl.se/libcurl/c/libcurl-errors.html.
FAULTS = {
    Fault.lost_response("ListStores"): 52,  # Empty reply from server.
    Fault.reset("ListStores"): 56,  # Failure in receiving network data.
    Fault.refused_connection("ListStores"): 56,
    Fault.truncated_body("ListStores"): 18,  # Partial file.
    Fault.hang("ListStores"): 28,  # Operation timeout.
    Fault.slow_body("ListStores", 30): 28,
    Fault.slow_body("ListStores", 0.2): 0,
}


def main() -> int:
    """Run all checks; return the exit status."""
    complaints = [f"curl: {each}" for each in by_curl()] + [f"Node: {each}" for each in by_node()]
    for complaint in complaints:
        print(complaint)
    print(
        "Third-party clients work on the server" if not complaints else "Third-party clients do not work on the server"
    )
    return 1 if complaints else 0


def by_node() -> list[str]:
    """Run the program of the helper; return its complaints."""
    with Emulator(operation_polls=0) as emulator, serve(emulator) as url:
        done = subprocess.run(
            ["node", HERE / "helper.mjs", url], check=False, capture_output=True, text=True, timeout=SECONDS
        )
        calls = {call.headers.get("user-agent", "").partition("/")[0] for call in emulator.calls}
    return [done.stderr] if done.returncode else [] if calls == {"twilio-node"} else [f"the calls came from {calls}"]


def by_curl() -> list[str]:
    """Use curl for features of HTTP itself; return the complaints."""
    if shutil.which("curl") is None:
        return ["is not installed"]
    complaints: list[str] = []

    def expect(wanted: object, got: object, what: str) -> None:
        if got != wanted:
            complaints.append(f"{what}: expected {wanted}, got {got}")

    with Emulator(operation_polls=0) as emulator, serve(emulator) as url:
        expect((0, 401), curl(url + STORES)[:2], "no credentials")
        posted = ("-H", "Content-Type: application/json", "-H", "Expect: 100-continue", "-d", '{"displayName": "a"}')
        expect((0, 202), curl(url + STORES, *posted, user="a:b")[:2], "a body with Expect: 100-continue")
        expect((0, 404), curl(url + STORES, "--head", user="a:b")[:2], "HEAD")
        status, _, body = curl(url + STORES, "--http2", "--compressed", user="a:b")
        expect((0, 1), (status, len(body["stores"])), "an offer to upgrade to HTTP/2")
        curl(f"{url}/v1/Stores/%2E%2E/../%c3%a9", "--path-as-is", user="a:b")
        expect("/v1/Stores/%2E%2E/../%c3%a9", emulator.calls[-1].path, "the path")
        upload(emulator, url, f"/v1/Stores/{body['stores'][0]}/Profiles/Imports", expect)
        for fault, wanted in FAULTS.items():
            emulator.add_fault(fault)
            expect(wanted, curl(url + STORES, "--max-time", "1", user="a:b")[0], fault.kind)
        expect((0, 403), curl(f"{url}/__emulator__/reset", "-X", "POST", "-H", "Origin: null")[:2], "a page's request")
        expect((0, 204), curl(f"{url}/__emulator__/reset", "-X", "POST")[:2], "a reset")
        expect((0, 200), curl(url + STORES, user="a:b")[:2], "the end")
    return complaints


def upload(emulator: Emulator, url: str, path: str, expect: Any) -> None:
    """Upload a file so large that curl sends Expect: 100-continue."""
    size = 2 * MIB
    columns = [{"columnName": name, "traitGroup": "Contact", "traitName": name} for name in ("email", "firstName")]
    request = json.dumps({"filename": "a.csv", "fileSize": size, "columnMappings": columns})
    opened = curl(url + path, "-H", "Content-Type: application/json", "-d", request, user="a:b")[2]
    with tempfile.NamedTemporaryFile() as file:
        file.write(bytes(size))
        file.flush()
        expect((0, 200), curl(opened["url"], "--upload-file", file.name)[:2], "an upload")
    expect(size, len(emulator.calls[-1].body), "the size of the upload")


def curl(url: str, *options: str, user: str | None = None) -> tuple[int, int, Any]:
    """Run curl; return its exit status, the HTTP status, and the body, parsed if it is JSON."""
    credentials = () if user is None else ("--user", user)
    command = ["curl", "--disable", "--silent", "--noproxy", "*", "--write-out", "\n%{http_code}"]
    done = subprocess.run(
        [*command, *credentials, *options, url], check=False, capture_output=True, text=True, timeout=SECONDS
    )
    body, _, status = done.stdout.rpartition("\n")
    try:
        return done.returncode, int(status), json.loads(body)
    except ValueError:
        return done.returncode, int(status), body


if __name__ == "__main__":
    sys.exit(main())
