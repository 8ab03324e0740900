"""The examples of provisioning, with faults on the way, and the limits that are checked before any request."""

from __future__ import annotations

import importlib.util
import itertools
import json
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from twilio_memory._configuration import fields
from twilio_memory.testing import Emulator, Fault

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
SCHEMAS = json.loads(resources.files("twilio_memory.testing").joinpath("spec.json").read_text("utf-8"))["components"][
    "schemas"
]


def load(name):
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


OPERATIONS = ["CreateStore", "UpdateIdentityResolutionSettings", "CreateTraitGroup"]
FAULTS = [
    *map(Fault.lost_response, OPERATIONS),
    *(Fault.failed_operation(operation, 20500) for operation in OPERATIONS[1:]),
    *(
        Fault.error_response(operation, 503, skip=1)
        for operation in ("FetchStore", "FetchTraitGroup", "FetchOperation")
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.summary)
def test_program_of_the_field_study_ends_with_one_store_after_a_fault(fault):
    module = load("ensure_a_store")
    with Emulator(operation_seconds=3, faults=[fault]) as emulator, emulator.client() as memory:
        store_id = module.provision(memory)
        assert module.provision(memory) == store_id
        assert [*memory.stores.list()] == [store_id]
        assert {group.display_name for group in memory.trait_groups.list(store_id)} == {
            "Contact",
            "Loyalty",
            "Preferences",
        }
        assert "member_id" in memory.identity_resolution_settings.fetch(store_id).matching_rules


@pytest.mark.parametrize("name", ["ensure_a_store", "provision"])
def test_program_of_the_field_study_has_at_most_twenty_lines(name):
    assert len([line for line in (EXAMPLES / f"{name}.py").read_text("utf-8").splitlines() if line.strip()]) <= 20


def test_example_of_provisioning_shows_its_plan_and_each_step():
    done = subprocess.run([sys.executable, EXAMPLES / "provision.py"], capture_output=True, text=True, check=True)
    assert "  + trait Loyalty.points" in done.stdout
    assert "\ncreate data mapping crm-contacts\nTWILIO_MEMORY_STORE_ID=mem_store_" in done.stdout


def resolved(node):
    while "$ref" in node:
        node = SCHEMAS[node["$ref"].rpartition("/")[2]]
    return node


def limits(schema):
    schema = resolved(schema)
    names = {"string": "Length", "array": "Items"}
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    low, high = (f"{side}{names[kind]}" if kind in names else f"{side}imum" for side in ("min", "max"))
    return schema.get(low), schema.get(high), tuple(filter(None, schema.get("enum", ())))


TABLES = {
    "ServiceRequest": fields.STORE,
    "IdentifierConfig": fields.IDENTIFIER,
    "TraitGroupRequest": fields.TRAIT_GROUP,
    "TraitDefinition": fields.TRAIT,
    "CreateDataMappingInput": fields.DATA_MAPPING,
    "MappingTraitItem": fields.ITEM,
    "DataMappingFromIngress": fields.SOURCES["INGRESS"],
    "IdentityResolutionSettingsCore": fields.SETTINGS,
    "StringValidationRule": fields.RULES["STRING"],
    "NumberValidationRule": fields.RULES["NUMBER"],
    "ArrayValidationRule": fields.RULES["ARRAY"],
}


@pytest.mark.parametrize(("schema", "name"), [(schema, name) for schema, table in TABLES.items() for name in table])
def test_limits_of_the_file_are_those_of_the_api(schema, name):
    field = TABLES[schema][name]
    node = SCHEMAS[schema]["properties"][re.sub("_(.)", lambda match: match[1].upper(), name)]
    assert (field.minimum, field.maximum, tuple(sorted(field.choices))) == (
        *limits(node)[:2],
        tuple(sorted(limits(node)[2])),
    )
    if field.items:
        assert (field.items.minimum, field.items.maximum) == limits(resolved(node)["items"])[:2]
    if field.pattern:
        pattern, documented = (re.compile(text) for text in (field.pattern, resolved(node)["pattern"]))
        for text in map("".join, itertools.product("aZ9_-. $é", repeat=2)):
            assert bool(pattern.fullmatch(text)) == bool(documented.fullmatch(text)), text
