"""Run each recipe of examples/recipes/ on the emulator, with the real framework in the pinned version."""

import asyncio
import csv
import datetime as dt
import importlib.metadata
import json
import re
import sqlite3
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
RECIPES = ROOT / "examples" / "recipes"
sys.path.insert(0, str(RECIPES))

from twilio_memory.models import ObservationInput  # noqa: E402
from twilio_memory.testing import Emulator  # noqa: E402

PHONE = "+15550100123"
AT = "2026-01-15T00:00:00+00:00"


class World:
    """A store with one person on an emulator."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.store_id = emulator.add_store(display_name="Support")
        with emulator.client() as memory:
            traits = {"Contact": {"phone": PHONE, "firstName": "Ada"}}
            self.profile_id = memory.profiles.create(self.store_id, traits).id

    def observe(self, content, source="voice"):
        with self.emulator.client() as memory:
            seen = ObservationInput(content=content, source=source, occurred_at=dt.datetime.fromisoformat(AT))
            memory.observations.create(self.store_id, self.profile_id, [seen])

    def observed(self):
        with self.emulator.client() as memory:
            return sorted(item.content for item in memory.observations.list(self.store_id, self.profile_id))


def langgraph_store(world):
    from langgraph.graph import END, START, StateGraph
    from langgraph.store.base import BaseStore
    from langgraph_store import MemoryStore

    async def node(state: dict, *, store: BaseStore):
        space = ("memories", world.profile_id)
        await store.aput(space, "any", {"text": state["fact"]})
        return {"fact": (await store.asearch(space, query="seat"))[0].value["text"] + " Recalled."}

    async def talk():
        async with world.emulator.async_client() as memory:
            graph = StateGraph(dict).add_node("node", node).add_edge(START, "node").add_edge("node", END)
            return await graph.compile(store=MemoryStore(memory, world.store_id)).ainvoke(
                {"fact": "Prefers a window seat."}
            )

    assert asyncio.run(talk()) == {"fact": "Prefers a window seat. Recalled."}


def mcp_server(world):
    from mcp import Client
    from mcp_server import memory_server

    async def talk():
        memory = world.emulator.async_client()
        async with memory, Client(memory_server(memory, world.store_id)) as client:
            tools = {tool.name for tool in (await client.list_tools()).tools}
            assert tools == {"recall", "remember", "update_profile"}, tools
            for name, arguments in (
                ("remember", {"phone": PHONE, "fact": "Prefers a window seat."}),
                ("update_profile", {"phone": PHONE, "group": "Contact", "trait": "firstName", "value": "Grace"}),
            ):
                assert not (await client.call_tool(name, arguments)).is_error
            result = await client.call_tool("recall", {"phone": PHONE, "question": "seat"})
            return result.content[0].text

    text = asyncio.run(talk())
    assert "Contact.firstName: Grace" in text, text
    assert "Prefers a window seat." in text, text


def openai_agents_tools(world):
    from agents import Agent, Model, ModelResponse, Runner, Usage, set_tracing_disabled
    from openai.types.responses import ResponseFunctionToolCall, ResponseOutputMessage, ResponseOutputText
    from openai_agents_tools import memory_tools

    set_tracing_disabled(disabled=True)
    seen = []

    class FakeModel(Model):
        """Call remember, then recall, then return what the tool returned."""

        async def get_response(self, *_args, **arguments):
            outputs = [item["output"] for item in arguments["input"] if isinstance(item, dict) and "output" in item]
            seen[:] = outputs
            calls = [("remember", {"fact": "Prefers a window seat."}), ("recall", {"question": "seat"})]
            if len(outputs) < len(calls):
                name, values = calls[len(outputs)]
                output = ResponseFunctionToolCall(
                    arguments=json.dumps(values), call_id=name, name=name, type="function_call"
                )
            else:
                text = ResponseOutputText(text="done", type="output_text", annotations=[])
                output = ResponseOutputMessage(
                    id="1", content=[text], role="assistant", status="completed", type="message"
                )
            return ModelResponse(output=[output], usage=Usage(), response_id=None)

        def stream_response(self, *_args, **_kwargs):
            raise NotImplementedError

    async def talk():
        async with world.emulator.async_client() as memory:
            agent = Agent(name="a", model=FakeModel(), tools=memory_tools(memory, world.store_id, PHONE))
            return (await Runner.run(agent, "Where do I like to sit?")).final_output

    assert asyncio.run(talk()) == "done"
    assert seen[0] == "Remembered.", seen
    assert "Prefers a window seat." in seen[1], seen


def fastapi_app(world):
    from fastapi.testclient import TestClient
    from fastapi_app import create_app

    world.observe("Prefers a window seat.")
    memory = world.emulator.async_client()
    with TestClient(create_app(memory, world.store_id)) as client:
        body = client.get("/context", params={"phone": PHONE, "question": "seat"}).json()
    assert "Prefers a window seat." in body["prompt"], body
    assert body["missing"] == []


def celery_tasks(world):
    from celery import Celery
    from celery_tasks import memory_task

    app = Celery(broker="memory://", backend="cache+memory://")
    app.conf.task_always_eager = True
    task = memory_task(app, world.emulator.client, world.store_id)
    assert task.delay(PHONE, "Prefers a window seat.", AT).get() == world.profile_id
    assert task.delay("+15550100999", "Nothing.", AT).get() is None
    assert world.observed() == ["Prefers a window seat."]


def nightly_sync(world):
    from nightly_sync import sync_csv, sync_database

    with tempfile.TemporaryDirectory() as folder, world.emulator.client() as memory:
        export, path = Path(folder, "people.csv"), Path(folder, "people.db")
        with export.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("email", "first_name"), ("eve@example.com", "Eve"), ("no address", "Bob")])
        assert sync_csv(memory, world.store_id, export).errors
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE people (email, first_name, changed)")
            rows = [(f"p{n}@example.com", f"P{n}", "2026-01-02") for n in range(250)]
            database.executemany("INSERT INTO people VALUES (?, ?, ?)", [*rows, ("old@example.com", "Old", "2025")])
        database.close()
        assert sync_database(memory, world.store_id, path, "2026") == 250
        assert memory.profiles.find(world.store_id, [("email", "eve@example.com")])
        assert memory.profiles.find(world.store_id, [("email", "p249@example.com")])
        assert not memory.profiles.find(world.store_id, [("email", "old@example.com")])


def clean_up(world):
    from clean_up import clean_up as run

    for number in range(120):
        world.observe(f"Heard {number}.", "test")
    world.observe("Prefers a window seat.")
    with world.emulator.client() as memory:
        shown = run(memory, world.store_id, world.profile_id, "test")
        assert len(shown) == 120
        assert len(world.observed()) == 121
        assert run(memory, world.store_id, world.profile_id, "test", delete=True) == shown
    assert world.observed() == ["Prefers a window seat."]


def cached_recall(world):
    from cached_recall import CachedRecall

    world.observe("Prefers a window seat.")
    now = [0.0]
    with world.emulator.client() as memory:
        recall = CachedRecall(memory, world.store_id, clock=lambda: now[0])
        first = recall(world.profile_id, "seat")
        assert "window" in first.observations[0].content
        assert recall(world.profile_id, "seat") is first
        now[0] = 60
        second = recall(world.profile_id, "seat")
        assert second is not first
        recall.forget(world.profile_id)
        assert recall(world.profile_id, "seat") is not second


# Each recipe with the framework whose version is asserted, or None where it needs the standard library alone.
CHECKS = {
    cached_recall: None,
    celery_tasks: "celery",
    clean_up: None,
    fastapi_app: "fastapi",
    langgraph_store: "langgraph",
    mcp_server: "mcp",
    nightly_sync: None,
    openai_agents_tools: "openai-agents",
}


def main():
    lock = (ROOT / "tests" / "ecosystem" / "requirements.txt").read_text("utf-8")
    pinned = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    for check, framework in CHECKS.items():
        installed = framework and importlib.metadata.version(framework)
        assert installed == (framework and pinned[framework]), f"{framework}: {installed} is installed"
        with Emulator() as emulator:
            check(World(emulator))
        sys.stdout.write(f"{check.__name__}: passed{f' with {framework} {installed}' if framework else ''}\n")


if __name__ == "__main__":
    main()
