"""Compares the names of the spec's schemas with openapi/schema-names.toml and with the generator's settings."""

from __future__ import annotations

import tomllib
from pathlib import Path

import yaml

OPENAPI = Path(__file__).parent.parent / "openapi"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SCHEMAS = yaml.load((OPENAPI / "memory-v1.yaml").read_bytes(), LOADER)["components"]["schemas"]
OVERRIDES = yaml.load((OPENAPI / "generator.yaml").read_bytes(), LOADER)["class_overrides"]
TABLE = tomllib.loads((OPENAPI / "schema-names.toml").read_text("utf-8"))
TWILIO = TABLE["twilio"]
ABSENT = TABLE["absent"]
ADDITIONAL = [name for group in TABLE["additional"] for name in group["names"]]


def test_schema_names_equal_the_table():
    assert sorted(SCHEMAS.keys() | ABSENT.keys()) == sorted(TWILIO + ADDITIONAL)
    assert not SCHEMAS.keys() & ABSENT.keys()


def test_schema_names_of_twilio_are_nearly_all_in_the_spec():
    assert len(TWILIO) - len(ABSENT) >= 65


def test_class_overrides_belong_to_schemas_that_have_a_class():
    assert not [name for name in OVERRIDES if not {"properties", "enum"} & SCHEMAS.get(name, {}).keys()]
