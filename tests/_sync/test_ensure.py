"""Find and ensure: what exists is not changed, failures lead to another read, two programs end with one resource."""

from __future__ import annotations

import copy
import operator
import pickle

import httpx
import pytest

from twilio_memory import (
    APIConnectionError,
    APIStatusError,
    DataMappingAlreadyExistsError,
    Difference,
    InvalidArgumentError,
    InvalidRequestError,
    OperationFailedError,
    OperationTimeoutError,
    Outcome,
    ProtectedTraitError,
    QuotaExceededError,
    ServiceUnavailableError,
    StoreNotActiveError,
    StoreNotFoundError,
)
from twilio_memory.models import (
    IdentifierConfig,
    LimitPolicy,
    MappingFromIngress,
    MappingToTraits,
    MappingTraitItem,
    TraitDataType,
    TraitDefinition,
)
from twilio_memory.testing import Emulator, Fault

TEXT = TraitDefinition(data_type=TraitDataType.STRING)
NUMBER = TraitDefinition(data_type=TraitDataType.NUMBER)
ITEM = MappingTraitItem(expression="email", trait_group="Contact", trait_name="email")
MAPPING = {"mapping_from": MappingFromIngress(columns=["email"]), "mapping_to": MappingToTraits(mappings=[ITEM])}
WRITES = {"CreateStore", "CreateTraitGroup", "PatchTraitGroup", "UpdateIdentityResolutionSettings", "CreateDataMapping"}


@pytest.fixture
def emulator():
    """Make an emulator whose operations end after 3 seconds, polled or not."""
    with Emulator(operation_seconds=3) as emulator:
        yield emulator


@pytest.fixture
def store_id(emulator):
    return emulator.add_store("support")


def writes(emulator):
    return [call.operation for call in emulator.calls if call.operation in WRITES]


def interrupted(emulator, path, interfere):
    """Return a client before whose first request to a path, or write to it, another program interferes."""
    pending = [interfere]

    def hook(request):
        if pending and f"{request.method} {request.url.path}".startswith(path):
            pending.pop()()

    http_client = httpx.Client(transport=emulator.transport(), event_hooks={"request": [hook]})
    return emulator.client(http_client=http_client)


def call_group(memory, store_id, **options):
    return memory.trait_groups.ensure(store_id, display_name="Loyalty", traits={"tier": TEXT}, **options)


def call_settings(memory, store_id, **options):
    configs = [IdentifierConfig(id_type="member_id")]
    return memory.identity_resolution_settings.ensure(store_id, identifier_configs=configs, **options)


def call_mapping(memory, store_id, **options):
    return memory.data_mappings.ensure(store_id, display_name="crm", **MAPPING, **options)


def call_store(memory, _store_id, **options):
    return memory.stores.ensure(display_name="sandbox", **options)


CALLS = {
    "CreateStore": call_store,
    "CreateTraitGroup": call_group,
    "UpdateIdentityResolutionSettings": call_settings,
    "CreateDataMapping": call_mapping,
}


def test_stores_find_returns_the_store_of_the_name(emulator, memory, store_id):
    emulator.add_store("other")
    store = memory.stores.find(display_name="support")
    assert (store.id, store.etag is not None) == (store_id, True)
    assert memory.stores.find(display_name="Support") is None


def test_stores_find_skips_a_store_that_is_deleted_after_it_was_listed(emulator, memory):
    emulator.add_store("sandbox")
    emulator.add_fault(Fault.error_response("FetchStore", 404, code=520041))
    assert memory.stores.find(display_name="sandbox") is None


def test_data_mappings_find_returns_the_mapping_with_its_etag(emulator, memory, store_id):
    mapping_id = emulator.add_data_mapping(store_id, display_name="crm")
    found = memory.data_mappings.find(store_id, display_name="crm")
    assert (found.id, found.etag is not None) == (mapping_id, True)
    assert memory.data_mappings.find(store_id, display_name="other") is None


@pytest.mark.parametrize("name", ["", None, 5])
def test_find_and_ensure_refuse_an_invalid_name_before_any_request(emulator, memory, name):
    store_id = "mem_store_00000000000000000000000000"
    for call in (
        lambda: memory.stores.find(display_name=name),
        lambda: memory.stores.ensure(display_name=name),
        lambda: memory.data_mappings.find(store_id, display_name=name),
        lambda: memory.data_mappings.ensure(store_id, display_name=name, **MAPPING),
        lambda: memory.trait_groups.ensure(store_id, display_name=name),
    ):
        with pytest.raises(InvalidArgumentError, match="display_name"):
            call()
    assert emulator.calls == []


@pytest.mark.parametrize("call", CALLS.values())
@pytest.mark.parametrize("seconds", [0, -1, "60", True, float("nan")])
def test_ensure_refuses_an_invalid_timeout_before_any_request(emulator, memory, call, seconds):
    with pytest.raises(InvalidArgumentError, match="timeout"):
        call(memory, "mem_store_00000000000000000000000000", timeout=seconds)
    assert emulator.calls == []


@pytest.mark.parametrize("operation", CALLS)
def test_ensure_sends_its_headers_with_every_request(emulator, memory, store_id, operation):
    if operation == "CreateTraitGroup":  # Added traits are a write of their own.
        memory.trait_groups.ensure(store_id, display_name="Loyalty")
        operation = "PatchTraitGroup"
        call = call_group
    else:
        call = CALLS[operation]
    sent = len(emulator.calls)
    call(memory, store_id, extra_headers={"X-Tenant": "t1"}, max_attempts=2)
    calls = emulator.calls[sent:]
    assert {operation, "FetchOperation"} < {each.operation for each in calls}
    assert {each.headers.get("x-tenant") for each in calls} == {"t1"}


def test_trait_groups_ensure_creates_a_group_with_its_headers(emulator, memory, store_id):
    call_group(memory, store_id, extra_headers={"x-a": "1"})
    assert [each.operation for each in emulator.calls if each.headers.get("x-a") != "1"] == []
    assert writes(emulator) == ["CreateTraitGroup"]


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("count", [1, 2])
def test_ensure_sends_each_request_as_often_as_max_attempts(emulator, memory, store_id, operation, count):
    reads = {
        "CreateStore": "ListStores",
        "CreateTraitGroup": "FetchTraitGroup",
        "CreateDataMapping": "ListDataMappings",
    }
    read = reads.get(operation, "FetchIdentityResolutionSettings")
    emulator.add_fault(Fault.error_response(read, 503, times=None))
    with pytest.raises(ServiceUnavailableError):
        CALLS[operation](memory, store_id, max_attempts=count)
    assert [each.operation for each in emulator.calls] == [read] * count


@pytest.mark.parametrize("call", CALLS.values())
@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"max_attempts": 0}, "max_attempts: expected"),
        ({"max_attempts": True}, "max_attempts: expected"),
        ({"extra_headers": ["x-a"]}, "extra_headers: expected headers by name"),
        ({"extra_headers": {"Authorization": "hush"}}, "extra_headers: authorization is set by the library"),
        ({"extra_headers": {"If-Match": "hush"}}, "extra_headers: if-match is set by the library"),
        ({"extra_headers": {"content-type": "hush"}}, "extra_headers: content-type is set by the library"),
        ({"extra_headers": {"x-a": "hush\n"}}, "extra_headers: the value of x-a"),
    ],
)
def test_ensure_refuses_invalid_options_before_any_request(emulator, memory, call, options, text):
    with pytest.raises(InvalidArgumentError, match=text) as caught:
        call(memory, "mem_store_00000000000000000000000000", **options)
    assert "hush" not in str(caught.value)
    assert caught.value.method.endswith(".ensure")
    assert emulator.calls == []


@pytest.mark.parametrize("call", CALLS.values())
@pytest.mark.parametrize("name", ["extra_query", "time_out"])
def test_ensure_refuses_options_of_a_single_request_in_the_words_of_python(emulator, memory, call, name):
    with pytest.raises(TypeError, match=rf"ensure\(\) got an unexpected keyword argument '{name}'"):
        call(memory, "mem_store_00000000000000000000000000", **{name: {"a": "b"}})
    assert emulator.calls == []


def test_settings_ensure_takes_no_extra_body_since_it_keeps_all_properties(memory, store_id):
    with pytest.raises(TypeError, match="extra_body"):
        call_settings(memory, store_id, extra_body={"a": 1})


@pytest.mark.parametrize("operation", [name for name in CALLS if name.startswith("Create")])
def test_ensure_creates_with_the_properties_of_extra_body(emulator, memory, store_id, operation):
    emulator.add_fault(Fault.error_response(operation, 400, code=520046))
    with pytest.raises(InvalidRequestError):
        CALLS[operation](memory, store_id, extra_body={"futureOption": [1]})
    [creation] = [each for each in emulator.calls if each.operation == operation]
    assert creation.json()["futureOption"] == [1]


def test_stores_ensure_creates_a_store_and_waits_until_it_is_active(memory):
    store = memory.stores.ensure(display_name="sandbox", description="For trying things out")
    assert (store.status, store.description) == ("ACTIVE", "For trying things out")
    assert (store.created, store.added, store.differs) == (True, (), ())


def test_stores_ensure_reports_another_description_and_keeps_it(emulator, memory):
    emulator.add_store("sandbox", description="Old")
    store = memory.stores.ensure(display_name="sandbox", description="New")
    assert (store.created, store.description) == (False, "Old")
    assert store.differs == (Difference("description", "New", "Old"),)
    assert writes(emulator) == []


def test_stores_ensure_waits_for_a_store_that_another_program_creates(emulator, memory):
    creation = emulator.client().stores.create(display_name="sandbox")
    store = memory.stores.ensure(display_name="sandbox", extra_headers={"x-a": "1"})
    assert [call.headers.get("x-a") for call in emulator.calls[1:]] == ["1"] * (len(emulator.calls) - 1)
    assert (store.id, store.status, store.created) == (creation.wait(), "ACTIVE", False)


def test_stores_ensure_fails_for_a_store_that_failed_to_be_provisioned(emulator, memory):
    emulator.add_fault(Fault.failed_operation("CreateStore", 520022))
    creation = emulator.client().stores.create(display_name="sandbox")
    with pytest.raises(OperationFailedError):
        creation.wait()
    with pytest.raises(StoreNotActiveError, match="delete it"):
        memory.stores.ensure(display_name="sandbox")
    assert writes(emulator) == ["CreateStore"]


def test_trait_groups_ensure_creates_a_group_with_all_traits(memory, store_id):
    group = memory.trait_groups.ensure(
        store_id, display_name="Loyalty", description="Points", traits={"tier": TEXT, "points": NUMBER}
    )
    assert (group.created, group.added, group.differs) == (True, ("tier", "points"), ())
    assert (memory.trait_groups.fetch(store_id, "Loyalty")).etag == group.etag
    assert {*group.traits.additional_properties} == {"tier", "points"}


def test_trait_groups_ensure_adds_missing_traits_and_reports_others(emulator, memory, store_id):
    other = emulator.client()
    old = {"tier": TEXT, "points": NUMBER}
    other.trait_groups.create(store_id, display_name="Loyalty", description="Old", traits=old).wait()
    group = memory.trait_groups.ensure(
        store_id, display_name="Loyalty", description="New", traits={"tier": NUMBER, "since": TEXT}
    )
    assert (group.created, group.added) == (False, ("since",))
    assert group.differs == (
        Difference("description", "New", "Old"),
        Difference("traits.tier.data_type", "NUMBER", "STRING"),
    )
    traits = (memory.trait_groups.fetch(store_id, "Loyalty")).trait_group.traits.to_dict()
    assert {name: trait["dataType"] for name, trait in traits.items()} == {
        "tier": "STRING",
        "points": "NUMBER",
        "since": "STRING",
    }


def test_trait_groups_ensure_reads_traits_of_every_page(emulator, memory, store_id):
    page_sizes = []

    def small(request):
        if request.method == "GET" and "pageSize" in request.url.params:
            request.url = request.url.copy_set_param("pageSize", "4")
            page_sizes.append(4)

    def hook(request):
        small(request)

    http_client = httpx.Client(transport=emulator.transport(), event_hooks={"request": [hook]})
    paged = emulator.client(http_client=http_client)
    traits = {f"t{number}": TEXT for number in range(9)}
    memory.trait_groups.ensure(store_id, display_name="Loyalty", traits=traits)
    group = paged.trait_groups.ensure(store_id, display_name="Loyalty", traits=traits)
    assert (group.added, group.differs, len(page_sizes)) == ((), (), 3)
    assert {*group.traits.additional_properties} == {*traits}


def test_trait_groups_ensure_adds_to_the_group_that_twilio_protects(memory, store_id):
    group = memory.trait_groups.ensure(store_id, display_name="Contact", traits={"nickname": TEXT})
    assert group.added == ("nickname",)
    with pytest.raises(ProtectedTraitError):
        memory.trait_groups.ensure(store_id, display_name="Contact", traits={"whatsapp": TEXT})


@pytest.mark.parametrize(
    "traits", [["tier"], {"tier": "STRING"}, {"tier": TraitDefinition(data_type=TraitDataType.REMOVED)}]
)
def test_trait_groups_ensure_refuses_invalid_traits_before_any_request(emulator, memory, store_id, traits):
    with pytest.raises(InvalidArgumentError, match="traits"):
        memory.trait_groups.ensure(store_id, display_name="Loyalty", traits=traits)
    assert writes(emulator) == []


TRAIT_JSON = {"dataType": "STRING"}
CONFIG_JSON = {"idType": "member_id", "limit": 1}
MAPPING_JSON = {name: model.to_dict() for name, model in MAPPING.items()}


def test_ensure_takes_dictionaries_in_the_places_of_models(emulator, memory, store_id):
    group = memory.trait_groups.ensure(store_id, display_name="Shop", traits={"tier": TRAIT_JSON})
    settings = memory.identity_resolution_settings.ensure(store_id, identifier_configs=[CONFIG_JSON])
    mapping = memory.data_mappings.ensure(store_id, display_name="crm", **MAPPING_JSON)
    assert (group.created, settings.added, mapping.created) == (True, ("member_id",), True)
    done = writes(emulator)
    group = memory.trait_groups.ensure(
        store_id, display_name="Shop", traits={"tier": {"dataType": TraitDataType.NUMBER}}
    )
    settings = memory.identity_resolution_settings.ensure(store_id, identifier_configs=[CONFIG_JSON | {"limit": 2}])
    other = MAPPING_JSON | {"mapping_from": {"type": "INGRESS", "columns": ["mail"]}}
    mapping = memory.data_mappings.ensure(store_id, display_name="crm", **other)
    assert [*group.differs, *settings.differs, *mapping.differs] == [
        Difference("traits.tier.data_type", "NUMBER", "STRING"),
        Difference("member_id.limit", 2, 1),
        Difference("mapping_from.columns", ["mail"], ["email"]),
    ]
    assert writes(emulator) == done


@pytest.mark.parametrize(
    ("method", "arguments", "place"),
    [
        (
            "trait_groups.ensure",
            {"display_name": "Shop", "traits": {"tier": TRAIT_JSON | {"x": 1}}},
            "traits.tier: there is no",
        ),
        (
            "trait_groups.ensure",
            {"display_name": "Shop", "traits": {"tier": {}}},
            "traits.tier: the property 'dataType'",
        ),
        (
            "identity_resolution_settings.ensure",
            {"identifier_configs": [CONFIG_JSON, {"limit": 1}]},
            "identifier_configs[1]: the property 'idType' is missing",
        ),
        (
            "data_mappings.ensure",
            {"display_name": "crm", **MAPPING_JSON, "mapping_from": {}},
            "mapping_from: the property 'type' is missing",
        ),
    ],
    ids=str,
)
def test_ensure_refuses_dictionaries_that_are_not_of_the_api(emulator, memory, method, arguments, place):
    store_id = emulator.add_store("empty")
    with pytest.raises(InvalidArgumentError) as caught:
        operator.attrgetter(method)(memory)(store_id, **arguments)
    assert place in str(caught.value)
    assert emulator.calls == []


def test_settings_ensure_adds_types_and_rules_and_reports_others(emulator, memory, store_id):
    settings = memory.identity_resolution_settings.ensure(
        store_id,
        identifier_configs=[
            IdentifierConfig(id_type="member_id", limit=1),
            IdentifierConfig(id_type="phone", limit=5, limit_policy=LimitPolicy.FIFO),
        ],
        matching_rules=["member_id", "phone"],
    )
    assert (settings.created, settings.added) == (False, ("member_id",))
    assert settings.differs == (
        Difference("phone.limit", 5, 100),
        Difference("matching_rules", ["member_id", "phone"], ["phone", "member_id"]),
    )
    assert settings.matching_rules == ["email", "whatsapp", "phone", "chat", "member_id"]
    again = memory.identity_resolution_settings.ensure(
        store_id, identifier_configs=[IdentifierConfig(id_type="member_id", limit=1)]
    )
    assert (again.added, again.differs, again.version) == ((), (), settings.version)
    assert writes(emulator) == ["UpdateIdentityResolutionSettings"]


def test_settings_ensure_adds_a_type_without_a_rule(memory, store_id):
    settings = memory.identity_resolution_settings.ensure(
        store_id, identifier_configs=[IdentifierConfig(id_type="member_id")], matching_rules=[]
    )
    assert settings.added == ("member_id",)
    assert "member_id" not in settings.matching_rules


@pytest.mark.parametrize("arguments", [{"identifier_configs": ["phone"]}, {"matching_rules": "phone"}])
def test_settings_ensure_refuses_invalid_arguments_before_any_request(emulator, memory, store_id, arguments):
    with pytest.raises(InvalidArgumentError):
        memory.identity_resolution_settings.ensure(store_id, **{"identifier_configs": [], **arguments})
    assert [call.operation for call in emulator.calls] == []


def test_settings_ensure_takes_any_iterable_of_types_and_rules(memory, store_id):
    settings = memory.identity_resolution_settings.ensure(
        store_id,
        identifier_configs=(IdentifierConfig(id_type=name) for name in ("loyalty", "badge")),
        matching_rules=iter(["badge"]),
    )
    assert settings.added == ("loyalty", "badge")
    assert "badge" in settings.matching_rules


@pytest.mark.parametrize(
    "arguments",
    [
        {"identifier_configs": None},
        {"identifier_configs": [], "matching_rules": 5},
        {"identifier_configs": [], "matching_rules": [[]]},
    ],
    ids=str,
)
def test_settings_ensure_refuses_what_is_no_list(emulator, memory, store_id, arguments):
    with pytest.raises(InvalidArgumentError, match="expected a list"):
        memory.identity_resolution_settings.ensure(store_id, **arguments)
    assert emulator.calls == []


def test_data_mappings_ensure_creates_a_mapping_once(emulator, memory, store_id):
    mapping = memory.data_mappings.ensure(store_id, display_name="crm", is_enabled=False, **MAPPING)
    assert (mapping.created, mapping.is_enabled, mapping.differs) == (True, False, ())
    again = memory.data_mappings.ensure(store_id, display_name="crm", is_enabled=True, **MAPPING)
    assert (again.created, again.id) == (False, mapping.id)
    assert again.differs == (Difference("is_enabled", True, False),)
    assert writes(emulator) == ["CreateDataMapping"]


@pytest.mark.parametrize(
    "mapping_to",
    [
        MappingToTraits(mappings=[ITEM.to_dict()]),
        {"type": "TRAITS", "mappings": [ITEM]},
        {"type": "TRAITS", "mappings": (ITEM.to_dict(),)},
    ],
    ids=["a dictionary in a model", "a model in a dictionary", "a tuple in a dictionary"],
)
def test_data_mappings_ensure_compares_dictionaries_and_models_alike(memory, store_id, mapping_to):
    wanted = {**MAPPING, "mapping_to": mapping_to}
    assert (memory.data_mappings.ensure(store_id, display_name="crm", **wanted)).created
    again = memory.data_mappings.ensure(store_id, display_name="crm", **wanted)
    assert (again.created, again.differs) == (False, ())


def test_trait_groups_ensure_compares_a_dictionary_in_a_definition(memory, store_id):
    rule = {"ruleType": "STRING", "maxLength": 5}
    wanted = {"plan": TraitDefinition(data_type=TraitDataType.STRING, validation_rule=rule)}
    group = memory.trait_groups.ensure(store_id, display_name="Billing", traits=wanted)
    assert (group.added, group.differs) == (("plan",), ())


def test_data_mappings_ensure_reports_other_sources_and_targets(memory, store_id):
    memory.data_mappings.ensure(store_id, display_name="crm", **MAPPING)
    phone = MappingTraitItem(expression="phone", trait_group="Contact", trait_name="phone")
    mapping = memory.data_mappings.ensure(
        store_id,
        display_name="crm",
        mapping_from=MappingFromIngress(columns=["email", "phone"]),
        mapping_to=MappingToTraits(mappings=[phone, ITEM]),
    )
    assert [difference.field for difference in mapping.differs] == ["mapping_to.mappings", "mapping_from.columns"]
    both = MappingToTraits(mappings=[ITEM, phone])
    update = memory.data_mappings.update(store_id, mapping.id, mapping_to=both)
    update.wait()
    swapped = MappingToTraits(mappings=[phone, ITEM])
    mapping = memory.data_mappings.ensure(
        store_id, display_name="crm", mapping_from=MAPPING["mapping_from"], mapping_to=swapped
    )
    assert mapping.differs == ()


@pytest.mark.parametrize("operation", CALLS)
def test_ensure_reads_again_after_a_lost_response(emulator, memory, store_id, operation):
    emulator.add_fault(Fault.lost_response(operation))
    result = CALLS[operation](memory, store_id)
    assert result.differs == ()
    assert set(writes(emulator)) == {operation}
    assert (CALLS[operation](memory, store_id)).version == result.version == (2 if "Update" in operation else 1)


@pytest.mark.parametrize("operation", [name for name in CALLS if name != "CreateStore"])
def test_ensure_tries_again_after_a_failed_operation(emulator, memory, store_id, operation):
    emulator.add_fault(Fault.failed_operation(operation, 20500, times=2))
    result = CALLS[operation](memory, store_id)
    assert result.created or result.added
    assert writes(emulator) == [operation] * 3


@pytest.mark.parametrize("operation", CALLS)
def test_ensure_raises_the_third_failure(emulator, memory, store_id, operation):
    emulator.add_fault(Fault.reset(operation, times=None))
    with pytest.raises(APIConnectionError) as caught:
        CALLS[operation](memory, store_id)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED
    assert writes(emulator) == [operation] * 3


def test_ensure_raises_permanent_errors_at_once(emulator, memory, store_id):
    emulator.add_fault(Fault.failed_operation("CreateTraitGroup", 520053))
    with pytest.raises(QuotaExceededError):
        call_group(memory, store_id)
    emulator.add_fault(Fault.error_response("CreateTraitGroup", 400, code=520046))
    with pytest.raises(Exception, match="520046"):
        call_group(memory, store_id)
    assert writes(emulator) == ["CreateTraitGroup"] * 2
    with pytest.raises(StoreNotFoundError):
        call_group(memory, "mem_store_00000000000000000000000000")


@pytest.mark.parametrize("operation", ["CreateTraitGroup", "UpdateIdentityResolutionSettings", "CreateDataMapping"])
def test_ensure_while_another_program_does_the_same_ends_with_one_resource(emulator, store_id, operation):
    other = emulator.client()

    def interfere():
        if operation == "CreateTraitGroup":
            other.trait_groups.create(store_id, display_name="Loyalty", traits={"other": TEXT})
        elif operation == "CreateDataMapping":
            other.data_mappings.create(store_id, display_name="crm", **MAPPING)
        else:
            now = other.identity_resolution_settings.fetch(store_id)
            other.identity_resolution_settings.update(
                store_id,
                identifier_configs=[*now.identifier_configs, IdentifierConfig(id_type="other")],
                matching_rules=[*now.matching_rules, "other"],
            )

    method = "PUT" if "Update" in operation else "POST"
    memory = interrupted(emulator, f"{method} /v1/ControlPlane/Stores/{store_id}/", interfere)
    result = CALLS[operation](memory, store_id)
    if operation == "CreateDataMapping":
        assert result.created is False
        assert len([*other.data_mappings.list(store_id)]) == 1
    elif operation == "CreateTraitGroup":
        assert {*result.traits.additional_properties} == {"other", "tier"}
        assert (result.created, result.added) == (False, ("tier",))
    else:
        assert result.matching_rules[-2:] == ["other", "member_id"]


def test_trait_groups_ensure_does_not_overwrite_a_trait_that_another_program_adds(emulator, memory, store_id):
    memory.trait_groups.ensure(store_id, display_name="Loyalty")
    other = emulator.client()
    client = interrupted(
        emulator,
        "PATCH ",
        lambda: other.trait_groups.update(store_id, "Loyalty", traits={"tier": NUMBER}),
    )
    group = call_group(client, store_id)
    assert (group.added, group.differs) == ((), (Difference("traits.tier.data_type", "STRING", "NUMBER"),))


def test_stores_ensure_twice_at_once_creates_one_store(emulator, memory):
    other = emulator.client()
    client = interrupted(emulator, "POST /v1/ControlPlane/Stores", lambda: other.stores.create(display_name="sandbox"))
    store = client.stores.ensure(display_name="sandbox")
    assert (store.status, store.created) == ("ACTIVE", False)
    assert len([store_id for store_id in memory.stores.list()]) == 1


def test_ensure_ends_with_its_timeout(emulator, memory, store_id):
    emulator.add_fault(Fault.error_response("CreateDataMapping", 409, code=520056, times=None))
    start = emulator.clock.monotonic()
    with pytest.raises(OperationTimeoutError, match="ensure did not finish within 20 seconds") as caught:
        memory.data_mappings.ensure(store_id, display_name="crm", timeout=20, **MAPPING)
    assert isinstance(caught.value.__cause__, DataMappingAlreadyExistsError)
    assert emulator.clock.monotonic() - start == pytest.approx(20)


@pytest.mark.parametrize("operation", CALLS)
def test_ensure_timeout_limits_a_request_that_gets_no_response(emulator, memory, store_id, operation):
    emulator.add_fault(Fault.delay(operation, 60, times=None))
    start = emulator.clock.monotonic()
    with pytest.raises(OperationTimeoutError, match="ensure did not finish within 5 seconds") as caught:
        CALLS[operation](memory, store_id, timeout=5)
    assert emulator.clock.monotonic() - start == pytest.approx(5)
    assert caught.value.outcome is Outcome.MAYBE_PROCESSED


def test_ensure_timeout_after_an_accepted_write_says_so(emulator, memory, store_id):
    emulator.add_fault(Fault.delay("FetchDataMapping", 60, times=None))
    with pytest.raises(OperationTimeoutError, match="ensure did not finish within 50 seconds") as caught:
        memory.data_mappings.ensure(store_id, display_name="crm", timeout=50, **MAPPING)
    assert caught.value.outcome is Outcome.ACCEPTED


def test_ensure_timeout_limits_reads(emulator, memory):
    emulator.add_fault(Fault.delay("ListStores", 60, times=None))
    start = emulator.clock.monotonic()
    with pytest.raises(OperationTimeoutError, match="ensure did not finish within 5 seconds"):
        memory.stores.ensure(display_name="new", timeout=5)
    assert emulator.clock.monotonic() - start == pytest.approx(5)


@pytest.mark.parametrize("operation", CALLS)
def test_ensured_resources_can_be_copied_and_pickled(memory, store_id, operation):
    result = CALLS[operation](memory, store_id)
    assert result.response.status == 200
    for clone in (copy.deepcopy(result), pickle.loads(pickle.dumps(result))):
        assert clone == result
        assert (clone.created, clone.added, clone.etag) == (result.created, result.added, result.etag)
        assert clone.response is None


@pytest.mark.parametrize("operation", [name for name in CALLS if name != "CreateStore"])
def test_ensure_waits_for_a_store_that_is_not_yet_active(emulator, memory, operation):
    emulator.client().stores.create(display_name="new")
    store_id = emulator.client().stores.find(display_name="new").id
    assert (CALLS[operation](memory, store_id)).differs == ()
    assert writes(emulator).count(operation) > 1


@pytest.mark.parametrize(
    ("operation", "status", "code"),
    [
        ("CreateStore", 400, 520045),
        ("CreateTraitGroup", 400, 520055),
        ("CreateTraitGroup", 400, 520042),
        ("CreateDataMapping", 409, 520056),
        ("UpdateIdentityResolutionSettings", 412, 520043),
    ],
)
def test_ensure_reads_again_after_a_conflict_whatever_its_status(  # noqa: PLR0917 - fixtures and a table
    emulator, memory, store_id, operation, status, code
):
    emulator.add_fault(Fault.error_response(operation, status, code=code))
    result = CALLS[operation](memory, store_id)
    assert result.created or result.added
    assert writes(emulator) == [operation] * 2


def test_find_takes_options_of_each_request(emulator, store_id):
    options = {"extra_headers": {"x-a": "1"}, "timeout": 5}
    with emulator.client() as memory:
        assert (memory.stores.find(display_name="support", **options)).id == store_id
        assert memory.data_mappings.find(store_id, display_name="none", **options) is None
        assert memory.profiles.find(store_id, [("email", "a@example.com")], **options) is None
    assert len(emulator.calls) >= 4
    assert all(call.headers["x-a"] == "1" for call in emulator.calls)


#: The method with several requests, how it is called, and what it sends first.
METHODS = {
    "stores.find": (lambda memory, _, **options: memory.stores.find(display_name="crm", **options), "ListStores"),
    "stores.ensure": (call_store, "ListStores"),
    "trait_groups.ensure": (call_group, "FetchTraitGroup"),
    "identity_resolution_settings.ensure": (call_settings, "FetchIdentityResolutionSettings"),
    "data_mappings.find": (
        lambda memory, store_id, **options: memory.data_mappings.find(store_id, display_name="crm", **options),
        "ListDataMappings",
    ),
    "data_mappings.ensure": (call_mapping, "ListDataMappings"),
    "profiles.find": (
        lambda memory, store_id, **options: memory.profiles.find(store_id, [("email", "a@example.com")], **options),
        "CreateProfilesLookup",
    ),
}


@pytest.mark.parametrize("name", METHODS)
def test_errors_name_the_method_that_was_called(emulator, memory, store_id, name):
    call, operation = METHODS[name]
    emulator.add_fault(Fault.error_response(operation, 403, code=20003))
    with pytest.raises(APIStatusError, match=rf"\A{name} failed with status 403") as raised:
        call(memory, store_id)
    assert (raised.value.method, raised.value.operation_name) == (name, operation)


@pytest.mark.parametrize("name", [name for name in METHODS if name.endswith(".find")])
def test_invalid_option_is_refused_in_the_name_of_the_method(emulator, memory, store_id, name):
    call, _ = METHODS[name]
    with pytest.raises(InvalidArgumentError, match="max_attempts: ") as raised:
        call(memory, store_id, max_attempts=0)
    assert raised.value.method == name
    assert not emulator.calls


@pytest.mark.parametrize("name", [name for name in METHODS if name.endswith(".find")])
def test_unknown_option_is_refused_in_the_name_of_the_method(emulator, memory, store_id, name):
    call, _ = METHODS[name]
    with pytest.raises(TypeError, match=rf"\A{name}\(\) got an unexpected keyword argument 'retries'"):
        call(memory, store_id, retries=3)
    assert not emulator.calls


def test_invalid_body_is_refused_in_the_name_of_the_method(memory, store_id):
    with pytest.raises(InvalidArgumentError, match=r"\Atrait_groups.ensure: the request cannot be built") as raised:
        memory.trait_groups.ensure(store_id, display_name="Contact", traits={"email": 1})
    assert raised.value.method == "trait_groups.ensure"
