"""Makes calls in processes in which nothing can be imported after the first byte of a request is written.

    python late_imports.py MODE BLOCK [wire] < cases

Each line of the input is a case: the name of a call, the URL of a server and options of the client. Each case runs in a
process forked after only the client's class was imported; each line of the output is its result. With `wire` the calls
are those of all operations, and the modules of their arguments are imported, too.
"""

import contextlib
import gc
import importlib
import json
import os
import socket
import sys
from errno import EMFILE

STORE = "mem_store_01kpttrksqe08rhv122gzq52ax"
MAPPING = "mem_datamapping_01kpttrkrnfjgvwjwcwggqdk96"
MODE, BLOCK, *WIRE = sys.argv[1:]
RUNNER = {"sync": None, "httpx": None, "asyncio": "asyncio", "httpx-asyncio": "asyncio", "trio": "trio"}[MODE]


class Gate:
    """Blocks imports, or takes all file descriptors, while it is shut."""

    def __init__(self):
        self.is_shut = False
        self.imports = []
        self._taken = []

    def find_spec(self, name, _path=None, _target=None):
        if self.is_shut:
            self.imports.append(name)
            if BLOCK == "imports":
                raise OSError(EMFILE, os.strerror(EMFILE))

    def shut(self):
        if self.is_shut:
            return
        self.is_shut = True
        if BLOCK == "descriptors":
            try:
                while True:
                    self._taken.append(os.dup(0))
            except OSError:
                pass

    def open(self):
        self.is_shut = False
        while self._taken:
            os.close(self._taken.pop())


gate = Gate()
sys.meta_path.insert(0, gate)


def shutting(write):
    def shut_and_write(self, *arguments):
        if self.family == socket.AF_INET:
            gate.shut()
        return write(self, *arguments)

    return shut_and_write


socket.socket.send = shutting(socket.socket.send)
socket.socket.sendall = shutting(socket.socket.sendall)

if BLOCK == "descriptors":
    import resource

    resource.setrlimit(resource.RLIMIT_NOFILE, (128, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
if RUNNER == "asyncio":
    import asyncio
if RUNNER == "trio":
    import trio
if MODE.startswith("httpx"):
    import httpx

    CERTIFICATES = httpx.create_ssl_context()  # To load them takes longer than a call, as do the modules of a client.
    httpx.Client(verify=CERTIFICATES).close()

if RUNNER:
    from twilio_memory import AsyncMemoryClient as Client
else:
    from twilio_memory import MemoryClient as Client


class JumpingClock:
    """A clock on which sleeping takes no real time."""

    def __init__(self):
        self._ahead = 0.0

    def monotonic(self):
        return self._ahead

    def time(self):
        return self._ahead

    def random(self):
        return 0.5

    def sleep(self, seconds):
        self._ahead += seconds

    async def async_sleep(self, seconds):
        self._ahead += seconds


async def complete(result):
    """Await or iterate the result of a call."""
    if hasattr(result, "__await__"):
        result = await result
    if hasattr(result, "__aiter__"):
        return [item async for item in result]
    return [*result] if hasattr(result, "__next__") or hasattr(result, "pages") else result


async def upload(memory):
    import io

    from twilio_memory.models import ColumnMappingItem

    columns = [
        ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=name) for name in ("email", "firstName")
    ]
    file = io.BytesIO(b"a,b\n1,2\n")
    return await complete(
        memory.imports.upload(STORE, file, filename="a.csv", column_mappings=columns, check_file=False)
    )


async def without_modules(_memory, step, shut_before):
    """Run a step while the gate is shut, and again after it is open; raise the first error."""
    shut_before()
    gate.shut()
    try:
        await complete(step())
    except Exception as error:  # noqa: BLE001 - it is reported
        failure = error
    gate.open()
    with contextlib.suppress(Exception):  # The server counts the requests that succeed.
        await complete(step())
    raise failure


async def wait(memory):
    deletion = await complete(memory.data_mappings.delete(STORE, MAPPING))
    return await complete(deletion.wait())


def load_deletion(memory):
    from twilio_memory_api.api.data_mapping import delete_data_mapping

    return memory.data_mappings, delete_data_mapping


CALLS = {
    "delete": lambda memory: complete(memory.data_mappings.delete(STORE, MAPPING)),
    "delete store": lambda memory: complete(memory.stores.delete(STORE)),
    "upload": upload,
    "wait": wait,
    "resource": lambda memory: without_modules(memory, lambda: memory.data_mappings and None, lambda: None),
    "endpoint": lambda memory: without_modules(
        memory, lambda: memory.data_mappings.delete(STORE, MAPPING), lambda: memory.data_mappings
    ),
    "connection": lambda memory: without_modules(
        memory, lambda: memory.data_mappings.delete(STORE, MAPPING), lambda: load_deletion(memory)
    ),
}


def run(case):
    """Make a client and a call; return a report of the result or error."""
    http_client = None
    if MODE.startswith("httpx"):
        http_client = (httpx.AsyncClient if RUNNER else httpx.Client)(verify=CERTIFICATES)
    options = case.get("options", {})
    if case["call"] == "wait":
        options["clock"] = JumpingClock()
    memory = Client("SK", "x", base_url=case["url"], http_client=http_client, **options)

    async def main():
        return await CALLS[case["call"]](memory)

    try:
        if RUNNER == "asyncio":
            result = asyncio.run(main())
        elif RUNNER == "trio":
            result = trio.run(main)
        else:
            try:
                main().send(None)
            except StopIteration as end:
                result = end.value
    except Exception as error:  # noqa: BLE001 - it is reported
        return {
            "error": type(error).__name__,
            "text": str(error),
            "outcome": getattr(error, "outcome", None),
            "cause": type(error.__cause__).__name__,
            "attempts": [attempt.status or attempt.failure for attempt in getattr(error, "attempts", ())],
        }
    attempts = [attempt.status for attempt in getattr(result, "attempts", ())]
    return {"result": type(result).__name__, "text": repr(result), "attempts": attempts}


if WIRE:
    if RUNNER == "asyncio":
        importlib.import_module("anyio._backends._asyncio")  # Cases without `wire` see when it is imported.
    import operation_cases

    CALLS |= {name: lambda memory, call=case[0]: complete(call(memory)) for name, case in operation_cases.WIRE.items()}

gc.disable()  # It would take each child most of its time.
for line in sys.stdin:
    sys.stdout.flush()
    if (child := os.fork()) == 0:
        try:
            report = run(json.loads(line))
            print(json.dumps({**report, "imports": gate.imports}), flush=True)  # noqa: T201
        finally:
            os._exit(0)
    os.waitpid(child, 0)
