"""The example of an MCP server, with the real client of MCP."""

from __future__ import annotations

import importlib.util
from importlib.metadata import version
from pathlib import Path

import pytest
from mcp import Client

pytestmark = pytest.mark.anyio

EXAMPLE = Path(__file__).parents[2] / "examples" / "mcp_server.py"
PINS = (Path(__file__).parent / "requirements.txt").read_text("utf-8")


@pytest.fixture
def person(emulator, url, monkeypatch):
    monkeypatch.setenv("TWILIO_MEMORY_BASE_URL", url)
    monkeypatch.setenv("TWILIO_API_KEY", "SKmcp")
    monkeypatch.setenv("TWILIO_API_SECRET", "secret")
    store = emulator.add_store(display_name="support")
    monkeypatch.setenv("TWILIO_MEMORY_STORE_ID", store)
    return emulator.add_profile(store, {"Contact": {"phone": "+15550100123"}})


@pytest.fixture
def server(person):
    spec = importlib.util.spec_from_file_location("mcp_server", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.server


def test_version_is_the_pinned_one():
    assert f"\nmcp=={version('mcp')} " in PINS


async def test_tools_read_back_what_they_wrote(server, person):
    async with Client(server) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"recall", "remember", "update_profile"}
        await client.call_tool("remember", {"profile_id": person, "content": "Prefers a window seat."})
        await client.call_tool(
            "update_profile", {"profile_id": person, "group": "Contact", "trait": "firstName", "value": "Ada"}
        )
        found = await client.call_tool("recall", {"profile_id": person, "query": "window seat"})
    text = found.content[0].text
    assert "Contact.firstName: Ada" in text
    assert "Prefers a window seat." in text
