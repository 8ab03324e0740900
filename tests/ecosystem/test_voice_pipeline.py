"""A voice agent on Pipecat, on real connections: it speaks within its budget although the memory never responds."""

from __future__ import annotations

import sys
from pathlib import Path

import anyio
import pytest
from pipecat.frames.frames import LLMContextFrame, TTSSpeakFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.tests.utils import run_test

from twilio_memory import AsyncMemoryClient
from twilio_memory.testing import Fault

sys.path.insert(0, str(Path(__file__).parent.parent.parent / "examples" / "recipes"))

from pipecat_voice import CallerMemory

pytestmark = pytest.mark.anyio

PHONE = "+15550100123"


class FakeModel(FrameProcessor):
    """Speak the first message of the context, which is what is known of the caller."""

    async def process_frame(self, frame, direction):
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMContextFrame):
            frame = TTSSpeakFrame(frame.context.get_messages()[0]["content"])
        await self.push_frame(frame, direction)


@pytest.fixture
def store(emulator):
    store_id = emulator.add_store(display_name="calls")
    with emulator.client() as memory:
        memory.profiles.create(store_id, {"Contact": {"phone": PHONE, "firstName": "Ada"}})
    return store_id


async def speak(url, store, budget):
    """Return what is spoken in a turn."""
    async with AsyncMemoryClient("SKvoice", "secret", base_url=url) as memory:
        pipeline = Pipeline([CallerMemory(memory, store, PHONE, budget=budget), FakeModel()])
        context = LLMContext([{"role": "user", "content": "Hello?"}])
        frames, _ = await run_test(pipeline, frames_to_send=[LLMContextFrame(context)], expected_up_frames=[])
    return [frame.text for frame in frames]


async def test_turn_knows_the_caller(url, store):
    (text,) = await speak(url, store, budget=30)
    assert "Contact.firstName: Ada" in text


@pytest.mark.parametrize("operation", ["CreateProfilesLookup", "FetchProfile", "CreateFetchProfileMemory"])
async def test_turn_goes_on_where_the_memory_never_responds(emulator, url, store, operation):
    emulator.add_fault(Fault.hang(operation, times=None))
    with anyio.fail_after(60):  # A call without the budget would wait for 90 seconds.
        (text,) = await speak(url, store, budget=0.3)
    if operation == "CreateProfilesLookup":
        assert text == "Hello?"


async def test_frames_that_are_no_context_pass_unchanged(url, store):
    async with AsyncMemoryClient("SKvoice", "secret", base_url=url) as memory:
        caller = CallerMemory(memory, store, PHONE)
        up = LLMContextFrame(LLMContext([{"role": "user", "content": "Hello?"}]))
        _, frames = await run_test(caller, frames_to_send=[up], frames_to_send_direction=FrameDirection.UPSTREAM)
    assert frames == [up]
    assert up.context.get_messages() == [{"role": "user", "content": "Hello?"}]
