"""FastAPI takes and returns models as they are; what pydantic does with them is in tests/test_pydantic.py."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from twilio_memory.models import Observation, ObservationInput

CONTENT = {"content": "Prefers a window seat.", "source": "voice", "occurredAt": "2026-01-15T00:00:00Z"}


@pytest.fixture
def client(emulator):
    store = emulator.add_store(display_name="Support")
    memory = emulator.client()
    profile_id = memory.profiles.create(store, {"Contact": {"phone": "+15550100123"}}).id
    app = FastAPI()

    @app.post("/observations")
    def observe(observations: list[ObservationInput]) -> list[Observation]:
        memory.observations.create(store, profile_id, observations)
        return list(memory.observations.list(store, profile_id))

    with memory, TestClient(app) as client:
        yield client


def test_models_are_read_from_a_request_and_written_to_a_response(client):
    response = client.post("/observations", json=[CONTENT | {"conversationIds": []}])
    assert response.status_code == 200, response.text
    (shown,) = response.json()
    assert {name: shown[name] for name in CONTENT} == CONTENT
    assert shown["id"].startswith("mem_observation_")


@pytest.mark.parametrize(
    "body", [[{}], ["text"], [None], [CONTENT | {"occurredAt": "yesterday"}], [CONTENT | {"content": 1}]]
)
def test_invalid_model_in_a_request_is_a_422(client, body):
    assert client.post("/observations", json=body).status_code == 422


def test_models_are_described_by_their_properties(client):
    schemas = client.get("/openapi.json").json()["paths"]["/observations"]["post"]
    (shown,) = [schemas["requestBody"]["content"]["application/json"]["schema"]["items"]]
    assert shown["title"] == "ObservationInput"
    assert shown["properties"].keys() == {*CONTENT, "conversationIds"}
