"""Configuration as code: plans, runs with faults on the way, backups, restoration and export."""

from __future__ import annotations

import json

import httpx
import pytest

from twilio_memory import (
    InvalidArgumentError,
    OperationFailedError,
    OperationTimeoutError,
    PermissionDeniedError,
    QuotaExceededError,
    StoreNotActiveError,
    TwilioMemoryError,
    provisioning,
)
from twilio_memory.models import MappingFromIngress, TraitDataType, TraitDefinition
from twilio_memory.testing import Emulator, Fault

TEXT = """
[store]
display_name = "support"
description = "Customers"

[identity_resolution_settings]
matching_rules = ["email", "phone", "member_id"]

[identity_resolution_settings.identifiers.member_id]
limit = 1

[trait_groups.Loyalty]
description = "Points"

[trait_groups.Loyalty.traits]
tier = { data_type = "STRING", validation_rule = { rule_type = "STRING", pattern = "gold|silver" } }
memberId = { data_type = "STRING", id_type_promotion = "member_id" }

[data_mappings.crm]
description = "Nightly export"
mapping_from = { type = "INGRESS", columns = ["email", "tier"] }
mapping_to = [
    { expression = "email", trait_group = "Contact", trait_name = "email" },
    { expression = "tier", trait_group = "Loyalty", trait_name = "tier" },
]
"""
STORE = '[store]\ndisplay_name = "support"'
EMAIL = '[trait_groups.Contact.traits.email]\ndata_type = "NUMBER"'
WRITES = ("Create", "Patch", "Update", "Delete")


@pytest.fixture
def emulator():
    with Emulator(operation_seconds=3) as emulator:
        yield emulator


@pytest.fixture
def memory(emulator):
    with emulator.client() as memory:
        yield memory


def run(emulator, memory, text, tmp_path, **options):
    plan = provisioning.plan(memory, provisioning.Config.from_toml(text), **options)
    return provisioning.apply(memory, plan, backup_dir=tmp_path, sleep=emulator.clock.sleep)


def writes(emulator):
    return [call.operation for call in emulator.calls if call.operation.startswith(WRITES)]


def names(changes):
    return [change.name for change in changes]


def backup_of(mapping, memory, store_id, folder):
    return provisioning.delete_data_mapping(memory, store_id, mapping, backup_dir=folder)


#: By function: a call of it with a client, the ID of a filled store, and a folder; and an operation that it needs.
FUNCTIONS = {
    "plan": (lambda memory, *_: provisioning.plan(memory, provisioning.Config.from_toml(TEXT)), "ListStores"),
    "export": (lambda memory, *_: provisioning.export(memory, display_name="support"), "FetchTraitGroup"),
    "apply": (
        lambda memory, _, folder: provisioning.apply(
            memory,
            provisioning.plan(memory, provisioning.Config.from_toml(f"{STORE}\n[data_mappings]"), prune=True),
            backup_dir=folder,
        ),
        "DeleteDataMapping",
    ),
    "delete_data_mapping": (
        lambda memory, store_id, folder: backup_of("crm", memory, store_id, folder),
        "DeleteDataMapping",
    ),
    "restore": (
        lambda memory, store_id, folder: provisioning.restore(memory, backup_of("crm", memory, store_id, folder)),
        "CreateDataMapping",
    ),
}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_errors_name_the_function_that_was_called(emulator, memory, tmp_path, function):
    call, operation = FUNCTIONS[function]
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    emulator.add_fault(Fault.error_response(operation, 403, code=20003))
    with pytest.raises(PermissionDeniedError, match=rf"\Aprovisioning\.{function} failed with status 403") as caught:
        call(memory, store_id, tmp_path)
    assert (caught.value.method, caught.value.operation_name) == (f"provisioning.{function}", operation)


def test_error_of_another_plan_within_apply_names_apply(emulator, memory, tmp_path):
    emulator.add_fault(Fault.error_response("CreateDataMapping", 409, code=20409))
    plan = provisioning.plan(memory, provisioning.Config.from_toml(TEXT))
    emulator.add_fault(Fault.error_response("ListTraitGroups", 403, code=20003))
    with pytest.raises(PermissionDeniedError, match=r"\Aprovisioning\.apply failed") as caught:
        provisioning.apply(memory, plan, backup_dir=tmp_path, sleep=emulator.clock.sleep)
    assert caught.value.method == "provisioning.apply"


def test_errors_of_operations_and_timeouts_name_the_function_that_was_called(emulator, memory, tmp_path):
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    emulator.add_fault(Fault.failed_operation("DeleteDataMapping", 20500))
    with pytest.raises(OperationFailedError, match=r"\Aprovisioning\.delete_data_mapping") as failed:
        backup_of("crm", memory, store_id, tmp_path)
    backup = backup_of("crm", memory, store_id, tmp_path)
    with pytest.raises(OperationTimeoutError, match=r"\Aprovisioning\.restore") as late:
        provisioning.restore(memory, backup, timeout=1)
    assert failed.value.method == "provisioning.delete_data_mapping"
    assert (late.value.method, late.value.operation_name) == ("provisioning.restore", "CreateDataMapping")


def test_store_that_has_failed_is_named_with_the_function_that_was_called(emulator, memory, tmp_path):
    plan = provisioning.plan(memory, provisioning.Config.from_toml(STORE))
    emulator.add_fault(Fault.failed_operation("CreateStore", 520022))
    with pytest.raises(OperationFailedError):
        memory.stores.create(display_name="support").wait()
    with pytest.raises(StoreNotActiveError, match=r"\Aprovisioning\.apply: mem_store_") as caught:
        provisioning.apply(memory, plan, backup_dir=tmp_path)
    assert caught.value.method == "provisioning.apply"


def test_plan_of_a_new_store_writes_nothing_and_apply_creates_everything(emulator, memory, tmp_path):
    plan = provisioning.plan(memory, provisioning.Config.from_toml(TEXT))
    assert (plan.store_id, writes(emulator)) == (None, [])
    assert names(plan.added) == ["support", "member_id", "Loyalty", "Loyalty.tier", "Loyalty.memberId", "crm"]
    applied = provisioning.apply(memory, plan, backup_dir=tmp_path, sleep=emulator.clock.sleep)
    again = provisioning.plan(memory, plan.config)
    assert (again.store_id, again.is_empty, applied.backups) == (applied.store_id, True, ())
    assert json.loads(json.dumps(again.to_dict()))["counts"]["unchanged"] == len(again.unchanged) == 7


def test_export_is_a_file_whose_plan_has_nothing_to_do(emulator, memory, tmp_path):
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    text = provisioning.export(memory, display_name="support")
    assert text == provisioning.export(memory, store_id=store_id)
    plan = provisioning.plan(memory, provisioning.Config.from_toml(text), prune=True)
    assert (plan.is_empty, plan.blocked, plan.kept) == (True, (), ())
    with pytest.raises(LookupError, match="other"):
        provisioning.export(memory, display_name="other")


def test_apply_removes_only_with_prune_and_restore_brings_it_back(emulator, memory, tmp_path):
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    bare = f"{STORE}\n[trait_groups]\n[data_mappings]\n[identity_resolution_settings.identifiers]"
    kept = provisioning.plan(memory, provisioning.Config.from_toml(bare))
    assert (kept.is_empty, {"Loyalty", "crm", "member_id"} < {*names(kept.kept)}) == (True, True)
    before = memory.data_mappings.find(store_id, display_name="crm").to_dict()
    applied = run(emulator, memory, bare, tmp_path, prune=True)
    assert [*memory.data_mappings.list(store_id)] == []
    assert [group.display_name for group in memory.trait_groups.list(store_id)] == ["Contact"]
    assert "member_id" not in memory.identity_resolution_settings.fetch(store_id).matching_rules
    restored = [provisioning.restore(memory, backup) for backup in reversed(applied.backups)]
    # A type comes back as the last rule.
    assert [[each.field for each in resource.differs] for resource in restored] == [["matching_rules"], [], []]
    plan = provisioning.plan(memory, provisioning.Config.from_toml(TEXT))
    assert (names(plan.changed), plan.added) == (["matching_rules"], ())
    after = memory.data_mappings.find(store_id, display_name="crm").to_dict()
    changing = {"id", "createdAt", "updatedAt"}
    assert {key: after[key] for key in after if key not in changing} == {
        key: before[key] for key in before if key not in changing
    }


def test_apply_removes_a_group_whose_traits_a_kept_matching_rule_uses(emulator, memory, tmp_path):
    run(emulator, memory, TEXT, tmp_path)
    head = TEXT.partition("[trait_groups.Loyalty]")[0]
    applied = run(emulator, memory, f"{head}\n[trait_groups]\n[data_mappings]", tmp_path, prune=True)
    assert [group.display_name for group in memory.trait_groups.list(applied.store_id)] == ["Contact"]
    assert "member_id" in memory.identity_resolution_settings.fetch(applied.store_id).matching_rules
    [backup] = [path for path in applied.backups if "Loyalty" in path.name]
    assert sorted(json.loads(backup.read_text())["body"]["traits"]) == ["memberId", "tier"]


def test_section_that_the_file_lacks_is_not_pruned(emulator, memory, tmp_path):
    run(emulator, memory, TEXT, tmp_path)
    plan = provisioning.plan(memory, provisioning.Config.from_toml(STORE), prune=True)
    assert (plan.is_empty, plan.removed) == (True, ())


@pytest.mark.parametrize(
    ("old", "new", "name", "replaceable"),
    [
        ('columns = ["email", "tier"]', 'columns = ["email", "tier", "x"]', "crm", True),
        (
            'tier = { data_type = "STRING", validation_rule = { rule_type = "STRING", pattern = "gold|silver" } }',
            'tier = { data_type = "NUMBER" }',
            "Loyalty.tier",
            True,
        ),
        ("[data_mappings.crm]", f"{EMAIL}\n[data_mappings.crm]", "Contact.email", False),
        ("limit = 1", 'matching_algo = "fuzzy"', "member_id", False),
        ("limit = 1", "enforce_unique = false", "member_id", False),
        ('id_type_promotion = "member_id"', 'id_type_promotion = "other"', "Loyalty.memberId", False),
        ('"phone", "member_id"', '"phone", "other"', "matching_rules", False),
    ],
)  # fmt: skip
def test_plan_names_what_the_api_cannot_change_and_apply_sends_nothing(  # noqa: PLR0917 - fixtures and a table
    emulator, memory, tmp_path, old, new, name, replaceable
):
    run(emulator, memory, TEXT, tmp_path)
    count, text = len(writes(emulator)), TEXT.replace(old, new)
    plan = provisioning.plan(memory, provisioning.Config.from_toml(text))
    assert names(plan.blocked) == [name]
    with pytest.raises(provisioning.PlanBlockedError, match=name):
        provisioning.apply(memory, plan, backup_dir=tmp_path)
    assert len(writes(emulator)) == count
    assert f"! {'trait ' if '.' in name else ''}{'identifier ' if name == 'member_id' else ''}{name}" in str(plan)
    if replaceable:
        applied = run(emulator, memory, text, tmp_path, replace={name})
        assert len(applied.backups) == 1
        assert provisioning.plan(memory, provisioning.Config.from_toml(text)).is_empty


@pytest.mark.parametrize(
    "operation",
    ["CreateStore", "UpdateIdentityResolutionSettings", "CreateTraitGroup", "CreateDataMapping"],
)
def test_apply_ends_as_the_file_says_after_a_lost_response(emulator, memory, tmp_path, operation):
    emulator.add_fault(Fault.lost_response(operation))
    run(emulator, memory, TEXT, tmp_path)
    assert provisioning.plan(memory, provisioning.Config.from_toml(TEXT)).is_empty


def test_apply_tries_failed_operations_again_and_raises_the_third(emulator, memory, tmp_path):
    emulator.add_fault(Fault.failed_operation("CreateTraitGroup", 20500, times=2))
    run(emulator, memory, TEXT, tmp_path)
    emulator.add_fault(Fault.failed_operation("PatchTraitGroup", 20500, times=None))
    with pytest.raises(OperationFailedError):
        run(emulator, memory, TEXT.replace("Points", "Other"), tmp_path)
    assert writes(emulator).count("PatchTraitGroup") == 3


def test_apply_raises_permanent_errors_at_once(emulator, memory, tmp_path):
    emulator.add_fault(Fault.failed_operation("CreateTraitGroup", 520053, times=None))
    with pytest.raises(QuotaExceededError):
        run(emulator, memory, TEXT, tmp_path)
    assert writes(emulator).count("CreateTraitGroup") == 1


def test_apply_refuses_to_write_more_than_the_plan_shows(emulator, memory, tmp_path):
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    plan = provisioning.plan(memory, provisioning.Config.from_toml(TEXT.replace("Points", "Other")))
    memory.trait_groups.update(
        store_id, "Loyalty", traits={"tier": TraitDefinition(data_type=TraitDataType.STRING)}
    ).wait()
    with pytest.raises(provisioning.PlanOutdatedError):
        provisioning.apply(memory, plan, backup_dir=tmp_path, sleep=emulator.clock.sleep)
    assert memory.trait_groups.fetch(store_id, "Loyalty").trait_group.description == "Points"


def test_delete_data_mapping_survives_a_lost_response_and_restore_is_repeatable(emulator, memory, tmp_path):
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    emulator.add_fault(Fault.lost_response("DeleteDataMapping"))
    backup = provisioning.delete_data_mapping(memory, store_id, "crm", backup_dir=tmp_path)
    emulator.complete_operations()
    assert memory.data_mappings.find(store_id, display_name="crm") is None
    assert provisioning.delete_data_mapping(memory, store_id, "crm", backup_dir=tmp_path) == backup
    restored = [provisioning.restore(memory, backup) for _ in range(2)]
    assert [each.created for each in restored] == [True, False]
    assert provisioning.plan(memory, provisioning.Config.from_toml(TEXT)).is_empty
    with pytest.raises(LookupError):
        provisioning.delete_data_mapping(memory, store_id, "other", backup_dir=tmp_path)


def test_delete_data_mapping_keeps_the_mapping_after_a_failed_operation_and_can_be_called_again(
    emulator, memory, tmp_path
):
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    emulator.add_fault(Fault.failed_operation("DeleteDataMapping", 20500))
    with pytest.raises(OperationFailedError):
        provisioning.delete_data_mapping(memory, store_id, "crm", backup_dir=tmp_path)
    assert memory.data_mappings.find(store_id, display_name="crm") is not None
    assert len([*tmp_path.glob("*.json")]) == 1
    provisioning.delete_data_mapping(memory, store_id, "crm", backup_dir=tmp_path)
    assert len([*tmp_path.glob("*.json")]) == 1


def test_delete_data_mapping_writes_the_whole_backup_before_the_deletion(emulator, tmp_path):
    store_id = emulator.add_store()
    emulator.add_data_mapping(store_id, display_name="crm")
    seen = []

    def hook(request):
        if request.method == "DELETE":
            seen.extend(json.loads(path.read_text("utf-8")) for path in tmp_path.glob("*.json"))
            raise KeyboardInterrupt

    http_client = httpx.Client(transport=emulator.transport(), event_hooks={"request": [hook]})
    memory = emulator.client(http_client=http_client)
    with pytest.raises(KeyboardInterrupt):
        provisioning.delete_data_mapping(memory, store_id, "crm", backup_dir=tmp_path)
    assert [each["body"] for each in seen] == [memory.data_mappings.find(store_id, display_name="crm").to_dict()]


def test_delete_data_mapping_deletes_nothing_if_the_backup_cannot_be_written(emulator, memory, tmp_path):
    store_id = emulator.add_store()
    emulator.add_data_mapping(store_id, display_name="crm")
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):  # noqa: PT011 - the class depends on the system
        provisioning.delete_data_mapping(memory, store_id, "crm", backup_dir=tmp_path / "file")
    assert writes(emulator) == []


def test_restore_reports_what_exists_and_differs(emulator, memory, tmp_path):
    store_id = run(emulator, memory, TEXT, tmp_path).store_id
    backup = provisioning.delete_data_mapping(memory, store_id, "crm", backup_dir=tmp_path)
    source = MappingFromIngress(columns=["other"])
    emulator.add_data_mapping(store_id, display_name="crm", mapping_from=source)
    restored = provisioning.restore(memory, backup)
    assert restored.created is False
    assert "mapping_from.columns" in {each.field for each in restored.differs}


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": "other"}', "\x00"])
def test_restore_refuses_what_is_not_a_backup(emulator, memory, tmp_path, text):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(TwilioMemoryError, match="not a backup"):
        provisioning.restore(memory, tmp_path / "x.json")
    assert emulator.calls == []


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "message"),
    [
        ('display_name = "support"', "", 2, "store", "needs display_name"),
        ('display_name = "support"', 'display_name = "a b"', 3, "store.display_name", "a b"),
        ("limit = 1", "limit = 101", 10, "IDS.member_id.limit", "1 to 100"),
        ("limit = 1", "limt = 1", 10, "IDS.member_id.limt", "unknown key"),
        ("limit = 1", "limit = true", 10, "IDS.member_id.limit", "whole number"),
        ('data_type = "STRING", id', 'data_type = "TEXT", id', 17, "TRAITS.memberId.data_type", "TEXT"),
        ('rule_type = "STRING"', 'rule_type = "NUMBER"', 16, "TRAITS.tier.validation_rule.pattern", "unknown"),
        ('type = "INGRESS"', 'type = "CSV"', 21, "data_mappings.crm.mapping_from.type", "INGRESS"),
        ("[store]", "[stores]", 2, "stores", "unknown key"),
        ("[store]", "[store", 2, "", "line 2"),
    ],
)  # fmt: skip
def test_invalid_file_is_refused_with_its_line_and_key(old, new, line, key, message):
    with pytest.raises(provisioning.ConfigError, match=r"^memory\.toml:") as caught:
        provisioning.Config.from_toml(TEXT.replace(old, new), "memory.toml")
    places = {"IDS": "identity_resolution_settings.identifiers", "TRAITS": "trait_groups.Loyalty.traits"}
    head, dot, rest = key.partition(".")
    assert (caught.value.line, caught.value.key) == (line, f"{places.get(head, head)}{dot}{rest}")
    assert message in str(caught.value)


def test_plan_refuses_unknown_names_to_replace(memory):
    for replace in ({"other"}, "crm"):
        with pytest.raises(TwilioMemoryError, match="replace"):
            provisioning.plan(memory, provisioning.Config.from_toml(TEXT), replace=replace)


@pytest.mark.parametrize(
    ("operation", "status", "code"),
    [
        ("CreateTraitGroup", 400, 520055),
        ("CreateTraitGroup", 400, 520042),
        ("CreateDataMapping", 409, 520056),
        ("UpdateIdentityResolutionSettings", 412, 520043),
        ("PatchTraitGroup", 400, 520047),
        ("PatchDataMapping", 404, 520048),
    ],
)
def test_apply_reads_again_after_a_conflict_whatever_its_status(  # noqa: PLR0917 - fixtures and a table
    emulator, memory, tmp_path, operation, status, code
):
    old = TEXT.replace("Points", "Old").replace("Nightly", "Daily")
    if operation.startswith("Patch"):
        run(emulator, memory, old, tmp_path)
    emulator.add_fault(Fault.error_response(operation, status, code=code))
    run(emulator, memory, TEXT, tmp_path)
    assert writes(emulator).count(operation) == 2
    assert provisioning.plan(memory, provisioning.Config.from_toml(TEXT)).is_empty


def test_apply_waits_for_a_store_that_is_being_provisioned(emulator, memory, tmp_path):
    memory.stores.create(display_name="support", description="Customers")
    applied = run(emulator, memory, TEXT, tmp_path)
    assert applied.steps[0] == "wait for the store"
    assert writes(emulator).count("CreateStore") == writes(emulator).count("CreateTraitGroup") == 1
    assert provisioning.plan(memory, provisioning.Config.from_toml(TEXT)).is_empty


def test_apply_fails_at_once_for_a_store_that_failed_to_be_provisioned(emulator, memory, tmp_path):
    emulator.add_fault(Fault.failed_operation("CreateStore", 520022))
    with pytest.raises(OperationFailedError):
        memory.stores.create(display_name="support").wait()
    with pytest.raises(StoreNotActiveError, match="delete it"):
        run(emulator, memory, TEXT, tmp_path)
    assert writes(emulator) == ["CreateStore"]


@pytest.mark.parametrize("name", ["plan", "apply", "export", "delete_data_mapping", "restore"])
def test_asynchronous_client_is_refused_before_anything_is_done(emulator, memory, tmp_path, name):
    store_id = emulator.add_store("support")
    config = provisioning.Config.from_toml(STORE)
    plan = provisioning.plan(memory, config)
    emulator.calls.clear()
    calls = {
        "plan": lambda client: provisioning.plan(client, config),
        "apply": lambda client: provisioning.apply(client, plan),
        "export": lambda client: provisioning.export(client, store_id=store_id),
        "delete_data_mapping": lambda client: provisioning.delete_data_mapping(client, store_id, "crm"),
        "restore": lambda client: provisioning.restore(client, tmp_path / "backup.json"),
    }
    with pytest.raises(InvalidArgumentError, match="memory: expected a MemoryClient, got an AsyncMemoryClient"):
        calls[name](emulator.async_client())
    assert emulator.calls == []
