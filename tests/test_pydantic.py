"""Models in pydantic, which FastAPI uses for bodies, responses and its OpenAPI document; their repr and equality."""

from __future__ import annotations

import json

import pydantic
import pytest

from scripted import MAPPING, mapping
from twilio_memory import FoundProfile, NotFoundError, ProfileSnapshot, models

STORE = {
    "displayName": "support",
    "id": "mem_store_00000000000000000000000000",
    "status": "ACTIVE",
    "intelligenceServiceId": None,
    "version": 3,
    "mood": "good",
}
OBSERVATION = {"content": "Prefers a window seat.", "source": "voice", "occurredAt": "2026-01-15T00:00:00Z"}
ADAPTER = pydantic.TypeAdapter(models.Store)


def test_model_is_read_from_its_json_and_written_as_it():
    store = ADAPTER.validate_python(STORE)
    assert (type(store), store.display_name, store.status) == (models.Store, "support", models.StoreStatus.ACTIVE)
    assert ADAPTER.validate_json(json.dumps(STORE)) == store
    assert ADAPTER.dump_python(store) == STORE
    assert json.loads(ADAPTER.dump_json(store)) == STORE


def test_to_json_writes_what_came_as_text():
    given = {**STORE, "displayName": "Zoë", "mood": ["\u2028"]}
    text = models.Store.from_dict(given).to_json()
    assert "Zoë" in text
    assert "\n" not in text
    assert json.loads(text) == given
    assert models.Store.from_dict(given).to_json(indent=2) == json.dumps(json.loads(text), ensure_ascii=False, indent=2)


def test_to_json_refuses_what_is_no_json():
    store = models.Store.from_dict(STORE)
    store["mood"] = float("nan")
    with pytest.raises(ValueError, match="Out of range float values"):
        store.to_json()


@pytest.mark.parametrize(
    ("model", "given"), [(models.Store, STORE), (models.ObservationInput, OBSERVATION)], ids=["read", "written"]
)
def test_model_is_a_field_of_another(model, given):
    class Reply(pydantic.BaseModel):
        shown: model
        mapping: models.DataMapping | None = None

    shown = model.from_dict(given)
    reply = Reply(shown=shown, mapping=mapping())
    assert reply.shown is shown
    assert reply.mapping.id == MAPPING
    for each, kept in ((reply, mapping()), (Reply(shown=shown), None)):
        assert each.model_dump() == each.model_dump(mode="json") == {"shown": given, "mapping": kept}
        assert Reply.model_validate_json(each.model_dump_json()) == each


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"id": "x"}, "the property '.*' is missing"),
        (5, "."),
        ({**STORE, "version": "3"}, "'version' must be an integer"),
    ],
)
def test_json_that_does_not_fit_is_a_validation_error(given, message):
    with pytest.raises(pydantic.ValidationError, match=message):
        ADAPTER.validate_python(given)


def test_schema_for_openapi_names_the_properties():
    for mode in ("validation", "serialization"):
        schema = ADAPTER.json_schema(mode=mode)
        assert (schema["type"], schema["title"]) == ("object", "Store")
        assert {"displayName", "id", "status", "dataAsOf"} <= {*schema["properties"]}


def test_all_models_have_a_schema():
    classes = [each for name in models.__all__ if hasattr(each := getattr(models, name), "from_dict")]
    assert len(classes) > 30
    for each in classes:
        assert pydantic.TypeAdapter(each).json_schema()["title"] == each.__name__


def test_repr_shows_what_has_a_value():
    store = models.Store.from_dict({key: STORE[key] for key in STORE if key != "mood"})
    assert repr(store) == (
        "Store(display_name='support', id='mem_store_00000000000000000000000000', "
        "status=<StoreStatus.ACTIVE: 'ACTIVE'>, version=3)"
    )
    assert repr(models.Store.from_dict(STORE)).endswith("version=3, additional_properties={'mood': 'good'})")


def test_models_are_compared_by_value_and_cannot_be_hashed():
    first, second = models.Store.from_dict(STORE), models.Store.from_dict(STORE)
    assert first == second
    second.version = 4
    assert first != second
    with pytest.raises(TypeError, match="unhashable"):
        hash(first)


PROFILE = {
    "id": "mem_profile_00000000000000000000000000",
    "createdAt": "2026-01-15T00:00:00Z",
    "traits": {"Contact": {"email": "ada@example.com"}},
}
SNAPSHOT = ProfileSnapshot(
    profile_id=PROFILE["id"],
    profile=models.Profile.from_dict(PROFILE),
    missing={"recall": NotFoundError("mem_store_00000000000000000000000000")},
)
FOUND = FoundProfile(id=PROFILE["id"], id_type="email", value="ada@example.com", others=("other",))
RESULTS = {
    "a snapshot": (
        SNAPSHOT,
        {"profileId": PROFILE["id"], "others": [], "profile": PROFILE, "missing": {"recall": "NotFoundError"}},
    ),
    "a found profile": (
        FOUND,
        {"id": PROFILE["id"], "idType": "email", "value": "ada@example.com", "others": ["other"]},
    ),
}


@pytest.mark.parametrize(("result", "given"), RESULTS.values(), ids=RESULTS)
def test_result_of_several_requests_is_written_as_json(result, given):
    adapter = pydantic.TypeAdapter(type(result))
    assert result.to_dict() == given
    assert json.loads(result.to_json(indent=2)) == given
    assert adapter.validate_python(result) is result
    assert adapter.dump_python(result) == given
    assert adapter.json_schema()["properties"].keys() >= given.keys()
    for other in (given, 5, None):
        with pytest.raises(pydantic.ValidationError, match=f"should be an instance of {type(result).__name__}"):
            adapter.validate_python(other)
