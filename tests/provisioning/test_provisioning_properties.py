"""From any store to any configuration and back, with a crash at any request, a store ends where the file says."""

from __future__ import annotations

import os
import tempfile

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twilio_memory import MemoryClient, provisioning
from twilio_memory.models import IdentifierConfig, MappingFromIngress, MappingToTraits, TraitDefinition
from twilio_memory.testing import Emulator

TYPES, GROUPS, TRAITS, MAPPINGS = (
    ["member_id", "crm_id"],
    ["Loyalty", "Profile"],
    ["tier", "since", "points"],
    ["a", "b"],
)


NOT_ACTIVE = 520042


@pytest.fixture(autouse=True, scope="module")
def _no_disk():
    """Wait for no disk: the thousands of backups need to survive no failure of power."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


class CrashError(BaseException):
    """The end of the process."""


@st.composite
def configs(draw):
    types = draw(st.dictionaries(st.sampled_from(TYPES), st.builds(dict, limit=st.sampled_from([1, 5]))))
    all_types = [*types, "email", "phone"]
    trait = st.fixed_dictionaries(
        {"dataType": st.sampled_from(["STRING", "NUMBER"])},
        optional={"description": st.sampled_from(["x", "y"]), "idTypePromotion": st.sampled_from(all_types)},
    )
    group = st.fixed_dictionaries(
        {"traits": st.dictionaries(st.sampled_from(TRAITS), trait)}, optional={"description": st.sampled_from("xy")}
    )
    groups = draw(st.dictionaries(st.sampled_from(GROUPS), group))
    targets = [("Contact", "email"), *((name, each) for name in groups for each in groups[name]["traits"])]
    items = st.lists(st.sampled_from(targets), min_size=1, unique=True)
    mappings = {}
    for name in draw(st.lists(st.sampled_from(MAPPINGS), unique=True)):
        chosen = [{"expression": "c", "traitGroup": group, "traitName": trait} for group, trait in draw(items)]
        mappings[name] = {
            "isEnabled": draw(st.booleans()),
            "mappingFrom": {"type": "INGRESS", "columns": draw(st.sampled_from([["c"], ["c", "d"]]))},
            "mappingTo": {"type": "TRAITS", "mappings": chosen},
        }
    rules = draw(st.permutations(all_types))
    store = {"displayName": "support", "description": draw(st.sampled_from("xy"))}
    return provisioning.Config(store, types, rules, groups, mappings)


def run(emulator, memory, config, folder):
    traits = {f"{name}.{each}" for name, group in config.trait_groups.items() for each in group["traits"]}
    replace = {*config.data_mappings, *traits}
    plan = provisioning.plan(memory, config, prune=True, replace=replace)
    provisioning.apply(memory, plan, backup_dir=folder, sleep=emulator.clock.sleep)


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.tuples(configs(), st.lists(st.integers(0, 60), max_size=2)), min_size=2, max_size=3))
def test_apply_ends_where_the_file_says_after_crashes_at_any_request(steps):
    with Emulator(operation_seconds=2) as emulator, tempfile.TemporaryDirectory() as folder:
        for config, crashes in steps:
            for crash_at in [*crashes, None]:
                left = [crash_at]

                def hook(_message, left=left):
                    if left[0] is not None:
                        left[0] -= 1
                        if left[0] < 0:
                            raise CrashError

                http_client = httpx.Client(
                    transport=emulator.transport(), event_hooks={"request": [hook], "response": [hook]}
                )
                memory: MemoryClient = emulator.client(http_client=http_client)
                try:
                    run(emulator, memory, config, folder)
                except CrashError:
                    emulator.clock.sleep(1)
            check(emulator, config)


def check(emulator, config):
    assert NOT_ACTIVE not in {call.code for call in emulator.calls}
    memory = emulator.client()
    (store_id,) = memory.stores.list()
    store = memory.stores.fetch(store_id)
    assert (store.display_name, store.description) == ("support", config.store["description"])
    found = memory.identity_resolution_settings.fetch(store_id)
    limits = {each.id_type: {"limit": each.limit} for each in found.identifier_configs if each.id_type in TYPES}
    assert (limits, found.matching_rules) == (config.identifiers, config.matching_rules)
    groups = {group.display_name: group for group in memory.trait_groups.list(store_id, include_traits=True)}
    assert groups.keys() == {*config.trait_groups, "Contact"}
    for name, group in config.trait_groups.items():
        assert groups[name].traits.to_dict() == group["traits"]
        assert groups[name].description == group.get("description", groups[name].description)
    mappings = {each.display_name: each.to_dict() for each in memory.data_mappings.list(store_id)}
    assert mappings.keys() == config.data_mappings.keys()
    for name, mapping in config.data_mappings.items():
        assert {key: mappings[name][key] for key in ("isEnabled", "mappingFrom")} == {
            key: mapping[key] for key in ("isEnabled", "mappingFrom")
        }
        order = {"key": str}
        found_items, items = (each["mappingTo"]["mappings"] for each in (mappings[name], mapping))
        assert sorted(found_items, **order) == sorted(items, **order)
    assert provisioning.plan(memory, config, prune=True).is_empty


def build(memory, config, order):
    """Make a store as a program without provisioning does, its groups and its mappings each in some order."""
    store_id = memory.stores.create(
        display_name=config.store["displayName"], description=config.store["description"]
    ).wait()
    found = memory.identity_resolution_settings.fetch(store_id)
    added = [IdentifierConfig(id_type=name, **options) for name, options in config.identifiers.items()]
    memory.identity_resolution_settings.update(
        store_id, identifier_configs=[*found.identifier_configs, *added], matching_rules=config.matching_rules
    ).wait()
    for name, group in sorted(config.trait_groups.items(), key=order):
        traits = {each: TraitDefinition.from_dict(trait) for each, trait in group["traits"].items()}
        description = group.get("description", "made elsewhere")
        memory.trait_groups.create(store_id, display_name=name, description=description, traits=traits).wait()
    for name, mapping in sorted(config.data_mappings.items(), key=order):
        memory.data_mappings.create(
            store_id,
            display_name=name,
            is_enabled=mapping["isEnabled"],
            mapping_from=MappingFromIngress.from_dict(mapping["mappingFrom"]),
            mapping_to=MappingToTraits.from_dict(mapping["mappingTo"]),
        ).wait()


class Crashes:
    """An end of the process before a request is sent, or when its response arrives: at one of these moments."""

    def __init__(self, emulator, crash_at):
        self._emulator, self._left = emulator, crash_at

    def _moment(self, _message):
        self._left -= 1
        if self._left == -1:
            raise CrashError

    def client(self):
        hooks = {"request": [self._moment], "response": [self._moment]}
        http_client = httpx.Client(transport=self._emulator.transport(), event_hooks=hooks)
        return self._emulator.client(http_client=http_client)


def end(emulator, config, folder, crashes):
    """Run until the end, after a crash in each run before that; return how many runs have crashed."""
    crashed = 0
    for crash_at in crashes:
        try:
            run(emulator, Crashes(emulator, crash_at).client(), config, folder)
        except CrashError:
            crashed += 1
            emulator.clock.sleep(1)
    run(emulator, emulator.client(), config, folder)
    check(emulator, config)
    return crashed


@settings(max_examples=40, deadline=None)
@given(
    start=configs(),
    target=configs(),
    crashes=st.lists(st.lists(st.integers(0, 120), max_size=3), min_size=2, max_size=2),
    is_reversed=st.booleans(),
)
def test_any_store_ends_where_any_file_says_and_back(start, target, crashes, is_reversed):
    with Emulator(operation_seconds=2) as emulator, tempfile.TemporaryDirectory() as folder:
        build(emulator.client(), start, lambda item: -ord(item[0][0]) if is_reversed else ord(item[0][0]))
        end(emulator, target, folder, crashes[0])
        end(emulator, start, folder, crashes[1])


def mapping(columns, *targets, enabled=True):
    items = [{"expression": columns[0], "traitGroup": group, "traitName": trait} for group, trait in targets]
    return {
        "isEnabled": enabled,
        "mappingFrom": {"type": "INGRESS", "columns": columns},
        "mappingTo": {"type": "TRAITS", "mappings": items},
    }


STORE = {"displayName": "support", "description": "x"}
FIRST = provisioning.Config(
    STORE,
    {"member_id": {"limit": 1}},
    ["member_id", "email", "phone"],
    {
        "Loyalty": {
            "traits": {
                "tier": {"dataType": "STRING", "idTypePromotion": "member_id"},
                "points": {"dataType": "NUMBER"},
            }
        },
        "Profile": {"traits": {"since": {"dataType": "STRING"}}, "description": "x"},
    },
    {
        "a": mapping(["c"], ("Loyalty", "tier"), ("Profile", "since")),
        "b": mapping(["c", "d"], ("Contact", "email"), enabled=False),
    },
)
# A type of identifier, a group and a mapping go and come; a trait changes its type, and a mapping its source.
SECOND = provisioning.Config(
    STORE | {"description": "y"},
    {"crm_id": {"limit": 5}},
    ["phone", "crm_id", "email"],
    {
        "Loyalty": {
            "traits": {
                "tier": {"dataType": "NUMBER"},
                "since": {"dataType": "STRING", "idTypePromotion": "crm_id", "description": "x"},
            },
            "description": "y",
        }
    },
    {"a": mapping(["c", "d"], ("Loyalty", "since"), ("Contact", "email"))},
)


@pytest.mark.parametrize(
    ("start", "target"), [(None, FIRST), (FIRST, SECOND), (SECOND, FIRST)], ids=["from no store", "there", "back"]
)
def test_store_ends_where_the_file_says_after_a_crash_at_each_moment(start, target):
    with Emulator(operation_seconds=2) as emulator, tempfile.TemporaryDirectory() as folder:
        if start:
            build(emulator.client(), start, str)
        snapshot = emulator.snapshot()
        moment = 0
        while end(emulator, target, folder, [moment]):
            emulator.restore(snapshot)
            moment += 1
    assert moment > 50


def test_run_after_a_crash_while_the_store_is_provisioned_waits_until_it_is_active():
    with Emulator(operation_seconds=30) as emulator, tempfile.TemporaryDirectory() as folder:
        snapshot = emulator.snapshot()
        statuses, moment = [], 0
        while "ACTIVE" not in statuses:
            emulator.restore(snapshot)
            with pytest.raises(CrashError):
                run(emulator, Crashes(emulator, moment).client(), FIRST, folder)
            moment += 1
            memory = emulator.client()
            statuses += [memory.stores.fetch(store_id).status for store_id in memory.stores.list()]
            calls = len(emulator.calls)
            run(emulator, memory, FIRST, folder)
            assert [call.reason for call in emulator.calls[calls:] if call.code == NOT_ACTIVE] == []
            check(emulator, FIRST)
    assert len(statuses) > 2
