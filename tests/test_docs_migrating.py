"""The page for those who come from Twilio's helper: both calls of each row ask for the same."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import re
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import httpx
import pytest
from twilio.base.exceptions import TwilioException
from twilio.http import HttpClient
from twilio.http.response import Response
from twilio.rest import Client

from operation_cases import RECORDS
from twilio_memory import Paginator, TwilioMemoryError, models
from twilio_memory.testing import Emulator, Request

PAGE = Path(__file__).parent.parent / "docs/how-to/migrating-from-twilio-python.md"
ROWS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", PAGE.read_text("utf-8"), re.MULTILINE)[1:]
NOW = dt.datetime(2026, 1, 15, tzinfo=dt.UTC)
PREFIXES = {
    "store_id": "mem_store",
    "data_mapping_id": "mem_datamapping",
    "operation_id": "proc_job",
    "profile_id": "mem_profile",
    "import_id": "mem_import",
    "observation_id": "mem_observation",
    "summary_id": "mem_summary",
    "conversation_id": "conv_conversation",
}
IDS = {name: f"{prefix}_{26 * '0'}" for name, prefix in PREFIXES.items()}
EMAIL = models.MappingTraitItem(expression="a", trait_group="Contact", trait_name="email")
NAMES = {
    **IDS,
    "trait_group_name": "Loyalty",
    "id_type": "email",
    "body": SimpleNamespace(to_dict=dict),
    "config": models.IdentifierConfig(id_type="email"),
    "source": models.MappingFromIngress(columns=["a"]),
    "target": models.MappingToTraits(mappings=[EMAIL]),
    "columns": [models.ColumnMappingItem(column_name=each, trait_group="Contact", trait_name=each) for each in "ab"],
    "observation": models.ObservationInput(content="tea", occurred_at=NOW, source="x"),
    "summary": models.ConversationSummaryInput(
        content="tea", conversation_id=IDS["conversation_id"], occurred_at=NOW, source="x"
    ),
}


class ToEmulator(HttpClient):
    """Lets the helper speak to an emulator in the process."""

    def __init__(self, emulator):
        super().__init__(logging.getLogger(), is_async=False)
        self.emulator = emulator

    def request(self, method, url, *_, auth, **__):
        """Hand on what tells the operation."""
        authorization = httpx.BasicAuth(*auth)._auth_header
        response = self.emulator.handle(Request(method, urlsplit(url).path, "", (("Authorization", authorization),)))
        return Response(response.status, response.body.decode(), dict(response.headers))


@pytest.fixture(scope="module")
def emulator():
    with Emulator() as emulator:
        yield emulator


@pytest.fixture(scope="module")
def asked(emulator):
    """Make a call, which finds nothing, and return the operation that it asked for."""

    def asked(call, **roots):
        del emulator.calls[:]
        with contextlib.suppress(TwilioException, TwilioMemoryError):
            made = eval(call, {**NAMES, **roots})
            if isinstance(made, Paginator):
                list(made)
        return [call.operation for call in emulator.calls]

    return asked


@pytest.mark.parametrize(("theirs", "ours"), ROWS, ids=[theirs for theirs, _ in ROWS])
def test_both_calls_of_a_row_ask_for_the_same(emulator, asked, theirs, ours):
    v1 = Client("SKtest", "secret", http_client=ToEmulator(emulator)).memory.v1
    with emulator.client() as memory:
        found = asked(f"memory.{ours}", memory=memory)
    assert len(found) == 1
    assert asked(f"v1.{theirs}", v1=v1) == found


def test_each_operation_has_a_row(emulator, asked):
    with emulator.client() as memory:
        found = [operation for _, ours in ROWS for operation in asked(f"memory.{ours}", memory=memory)]
    assert sorted(found) == sorted(RECORDS)
