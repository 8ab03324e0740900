"""Recipes for agents, each with its real framework and a model that is faked."""

import asyncio
import json

from world import PHONE


def remembered(world):
    """Return what a tool says of a write, whose response is lost on a network with faults."""
    return "Perhaps remembered; do not repeat it." if world.faults else "Remembered."


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
    assert world.observed() == ["Prefers a window seat."]


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
                result = await client.call_tool(name, arguments)
                assert not result.is_error
                assert name != "remember" or result.content[0].text == remembered(world), result
            result = await client.call_tool("recall", {"phone": PHONE, "question": "seat"})
            return result.content[0].text

    text = asyncio.run(talk())
    assert "Contact.firstName: Grace" in text, text
    assert "Prefers a window seat." in text, text
    assert world.observed() == ["Prefers a window seat."]


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
    assert seen[0] == remembered(world), seen
    assert "Prefers a window seat." in seen[1], seen
    assert world.observed() == ["Prefers a window seat."]


def openai_agents_session(world):
    from agents import Agent, Model, ModelResponse, Runner, Usage, set_tracing_disabled
    from agents.memory import Session
    from openai.types.responses import ResponseOutputMessage, ResponseOutputText
    from openai_agents_session import MemorySession

    set_tracing_disabled(disabled=True)

    class FakeModel(Model):
        """Say how many messages it was given."""

        async def get_response(self, *_args, **arguments):
            text = ResponseOutputText(text=str(len(arguments["input"])), type="output_text", annotations=[])
            message = ResponseOutputMessage(
                id="1", content=[text], role="assistant", status="completed", type="message"
            )
            return ModelResponse(output=[message], usage=Usage(), response_id=None)

        def stream_response(self, *_args, **_kwargs):
            raise NotImplementedError

    async def talk():
        agent = Agent(name="a", model=FakeModel())
        async with world.emulator.async_client() as memory:

            def session(name="call-7"):
                return MemorySession(name, memory, world.store_id, world.profile_id)

            assert isinstance(session(), Session)
            assert [await session().get_items(), await session().pop_item()] == [[], None]
            long = 'A "long" question, with Zoë\\. ' * 400
            # Each run has a session of its own, as in another process.
            for question, count in (("Hello", "1"), (long, "3"), ("Bye", "5")):
                assert (await Runner.run(agent, question, session=session())).final_output == count
            items = await session().get_items()
            assert [item["content"] for item in items if item["role"] == "user"] == ["Hello", long, "Bye"]
            assert await session().get_items(limit=2) == items[-2:]
            assert await session().get_items(limit=0) == []
            limited = session()
            limited.session_settings.limit = 3
            assert await limited.get_items() == items[-3:]
            assert [await session().pop_item(), await session().pop_item()] == items[:-3:-1]
            one = session()
            await one.add_items([{"role": "user", "content": "again"}])
            await one.add_items([])
            assert await one.get_items() == await session().get_items() == [*items[:-2], await one.pop_item()]
            await session("call-8").add_items(items[:1])
            await one.clear_session()
            assert [await one.get_items(), await session().get_items()] == [[], []]
            assert await session("call-8").get_items() == items[:1]
            await session().add_items(items[:1])
            world.observe('[9, 0, 2, "[0, "]', "session call-7")  # Half of a record, whose writer died.
            assert await session().get_items() == items[:1]
            await session().add_items(items[1:2])
            assert await session().get_items() == items[:2]

    asyncio.run(talk())
    assert len(world.observed()) == 5


def pipecat_voice(world):
    from loguru import logger
    from pipecat.frames.frames import LLMContextFrame
    from pipecat.processors.aggregators.llm_context import LLMContext
    from pipecat.tests.utils import run_test
    from pipecat_voice import CallerMemory

    logger.remove()
    world.observe("Prefers a window seat.")
    first = {"role": "user", "content": "Where do I like to sit?"}

    async def talk():
        async with world.emulator.async_client() as memory:
            caller = CallerMemory(memory, world.store_id, PHONE)
            context = LLMContext([{"role": "developer", "content": "Be kind."}, first])
            for turn, known in enumerate(expected):
                before = world.emulator.clock.monotonic()
                frames, _ = await run_test(caller, frames_to_send=[LLMContextFrame(context)])
                assert [frame.context for frame in frames] == [context], "the call does not go on"
                assert world.emulator.clock.monotonic() - before <= 0.3 + 1e-6
                messages = context.get_messages()
                assert sum("firstName" in each["content"] for each in messages) == ("Ada" in known), (turn, messages)
                assert all(text in messages[0]["content"] for text in known.split(",")), (turn, messages)
                assert first in messages
                context.add_message({"role": "user", "content": f"And turn {turn}: which seat?"})
            assert len(context.get_messages()) == 2 + len(expected) + 1

    # With faults: the lookup is late, then the recall; then nothing is.
    expected = ["Be kind.", "Ada", "Ada,window", "Ada,window"] if world.faults else ["Ada,window", "Ada,window"]
    asyncio.run(talk())
