"""Requests that Schemathesis makes from the spec, valid and invalid, at every operation."""

import base64
import copy
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis import builder
from schemathesis.generation.meta import TestPhase
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source

from operation_cases import COLUMNS, CONVERSATION, ITEM, OPERATIONS, SPEC, TIME
from twilio_memory import models as m
from twilio_memory.testing import Behavior, Emulator, Request, Response
from wsgi import EmulatorApp

OFF = [
    "ignored_auth",  # any well-formed credentials are valid here; that there must be some, is tested below
    "positive_data_acceptance",  # which rules beyond the spec may refuse good data, is listed below
    "unsupported_method",  # Twilio documents no 405: a method that a path does not have is not found, like a path
]
# An Accept-Encoding that does not fit the spec is ignored, and not refused: ordinary clients send it.
ACCEPT_ENCODING = {"$ref": "#/components/parameters/AcceptEncoding"}
CHECKED = copy.deepcopy(SPEC)
for path_item in CHECKED["paths"].values():
    for definition in path_item.values():
        if isinstance(definition, dict) and ACCEPT_ENCODING in definition.get("parameters", ()):
            definition["parameters"].remove(ACCEPT_ENCODING)
SCHEMA = schemathesis.openapi.from_dict(
    CHECKED, config=schemathesis.Config.from_dict({"checks": {name: {"enabled": False} for name in OFF}})
)
SCHEMA.app = EmulatorApp()
CREDENTIALS = {"Authorization": "Basic " + base64.b64encode(b"SKtest:secret").decode()}

#: What may refuse a request that fits the spec: a code of Twilio's, and which fields it may be about.
RULES_BEYOND_THE_SPEC = {
    520005: r"/traits/.*",  # a trait is not defined, or is defined otherwise
    520010: r"/profiles/.*",  # the same in a batch, or no identifier in it
    520020: r"/traits/.*",  # a trait group is not defined
    520024: r"/(identifierConfigs|matchingRules)(/.*)?",  # settings contradict each other, or are fixed
    520046: (
        r"pageToken"  # none that was given out
        r"|Content-Encoding"  # the body is not compressed like that
        r"|/idType|/value|/newValue"  # no configured type, or not a value of it
        r"|/traits|/traits/.*/(validationRule/.*|idTypePromotion|dataType)|/traits/"  # cannot be defined like that
        r"|/communicationsLimit"  # without a conversation
        r"|/profiles"  # missing: the spec does not say that it is required
    ),
    520050: r"/traits/(whatsapp|chat)",  # a trait has the name of an identifier type
    520051: r"operationId",  # no Twilio type ID
    520045: r"",  # a store has this name
    520055: r"",  # a trait group has this name
}


def only_known_rules_refuse_what_fits_the_spec(_context, response, case):
    if case.meta.generation.mode.is_positive and response.status_code == 400:
        error = response.json()
        fields = [item["field"] for item in error.get("details", {"fields": [{"field": ""}]})["fields"]]
        rule = RULES_BEYOND_THE_SPEC.get(error["code"], "nothing")
        assert all(re.fullmatch(rule, field, re.DOTALL) for field in fields), error


@pytest.fixture(scope="module")
def world():
    """Make an emulator, and a snapshot with one of everything in it."""
    # Else invalid items of a bulk upsert are skipped and not refused.
    behavior = Behavior(strict=True, reject_whole_bulk=True)
    with Emulator(operation_polls=0, behavior=behavior) as emulator, emulator.client() as memory:
        store = memory.stores.create(display_name="sandbox").wait()
        tier = m.TraitDefinition(data_type=m.TraitDataType.STRING)
        memory.trait_groups.create(store, display_name="Loyalty", traits={"tier": tier}).wait()
        profile = memory.profiles.create(store, {"Contact": {"email": "ada@example.com", "phone": "+13175550100"}}).id
        memory.profiles.create(store, {"Contact": {"email": "bob@example.com"}})
        seen = m.ObservationInput(
            content="likes shoes", occurred_at=TIME, source="web", conversation_ids=[CONVERSATION]
        )
        memory.observations.create(store, profile, [seen])
        said = m.ConversationSummaryInput(content="asked for shoes", conversation_id=CONVERSATION, occurred_at=TIME)
        memory.summaries.create(store, profile, [said])
        emulator.add_communication(store, profile, "Do you have shoes?")
        mapping = memory.data_mappings.create(
            store,
            display_name="crm",
            mapping_from=m.MappingFromIngress(columns=["e"]),
            mapping_to=m.MappingToTraits(mappings=[ITEM]),
        )
        opened = memory.imports.create(store, filename="a.csv", file_size=10, column_mappings=COLUMNS)
        ids = {
            "storeId": store,
            "traitGroupName": "Loyalty",
            "dataMappingId": mapping.wait(),
            "operationId": mapping.operation_id,
            "profileId": profile,
            "idType": "email",
            "importId": opened.import_id,
            "observationId": next(iter(memory.observations.list(store, profile))).id,
            "summaryId": next(iter(memory.summaries.list(store, profile))).id,
        }
        yield SimpleNamespace(emulator=emulator, snapshot=emulator.snapshot(), ids=ids, is_changed=True)


def judge(case, world):
    """Send a request into the world as it was made, and have Schemathesis check the response."""
    if world.is_changed:
        world.emulator.restore(world.snapshot)

    def handle(request):
        # Schemathesis does not decompress the responses of an application.
        headers = tuple(pair for pair in request.headers if pair[0].lower() != "accept-encoding")
        response = world.emulator.handle(replace(request, headers=headers))
        world.is_changed = request.method != "GET" and response.status < 300
        return response

    SCHEMA.app.handle = handle
    case.call_and_validate(headers=CREDENTIALS, additional_checks=[only_known_rules_refuse_what_fits_the_spec])


@settings(max_examples=10, derandomize=True, deadline=None, database=None)
def send(case, world):
    if case.meta.phase.name is TestPhase.EXAMPLES:
        judge(case, world)  # about things that are not there
    if not case.meta.is_negative_at(ParameterLocation.PATH):
        case.path_parameters = {name: world.ids[name] for name in case.path_parameters}
    judge(case, world)


#: What Schemathesis notes about a test for which it could not make some of the requests.
INCOMPLETE = [
    builder.InvalidHeadersExampleMark,
    builder.InvalidRegexMark,
    builder.MissingPathParameters,
    builder.NonSerializableMark,
    builder.UnsatisfiableExampleMark,
    builder.UnserializablePayloadMark,
]


# The examples of the spec and its limits, from both sides, come besides the random ones. `SCHEMA.parametrize` would
# make the requests of all operations while tests are collected, which takes each worker seconds.
@pytest.mark.parametrize("name", OPERATIONS)
def test_schemathesis_responses_are_documented_and_invalid_requests_refused(name, world):
    load_all_checks()
    (operation,) = SCHEMA.include(operation_id=name).get_all_operations()
    test = build_operation_test(
        config=SCHEMA.config,
        operation=operation.ok(),
        test_func=send,
        given_kwargs={},
        feedback=FeedbackSources(constants_value_source=make_constants_value_source(SCHEMA)),
    )
    assert not [mark for mark in INCOMPLETE if mark.is_set(test)]
    test(world=world)


@pytest.mark.parametrize("name", OPERATIONS)
def test_schemathesis_requests_without_credentials_are_refused(name, world):
    (method, path) = next(
        (method, path) for path, item in SPEC["paths"].items() for method in item if item[method] is OPERATIONS[name]
    )
    response = world.emulator.handle(Request(method.upper(), path.format_map(world.ids)))
    assert (response.status, response.json()["code"]) == (401, 20003)


STORES = SCHEMA["/v1/ControlPlane/Stores"]
RESPONSE = Response(
    200, (("Content-Type", "application/json"),), b'{"stores": [], "meta": {"key": "stores", "pageSize": 0}}'
)


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": 500},
        {"status": 418},
        {"headers": (("Content-Type", "text/plain"),)},
        {"body": b'{"stores": [5], "meta": {"key": "stores", "pageSize": 0}}'},
        {"body": b"<html>"},
    ],
)
def test_schemathesis_detects_a_wrong_response(wrong):
    case = STORES["GET"].Case()
    SCHEMA.app.handle = lambda _: RESPONSE
    case.call_and_validate()
    SCHEMA.app.handle = lambda _: replace(RESPONSE, **wrong)
    with pytest.raises(FailureGroup):
        case.call_and_validate()


def test_schemathesis_detects_missing_validation():
    @given(case=STORES["GET"].as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
    @settings(max_examples=20, derandomize=True, deadline=None, database=None)
    def send(case):
        case.call_and_validate(headers=CREDENTIALS)

    SCHEMA.app.handle = lambda _: RESPONSE
    with pytest.raises(FailureGroup, match="Schema-violating request accepted"):
        send()
