"""From any configuration to any other and back, with a crash at any request, a store ends where the file says."""

from __future__ import annotations

import tempfile

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from twilio_memory import MemoryClient, provisioning
from twilio_memory.testing import Emulator

TYPES, GROUPS, TRAITS, MAPPINGS = (
    ["member_id", "crm_id"],
    ["Loyalty", "Profile"],
    ["tier", "since", "points"],
    ["a", "b"],
)


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
