"""The report of what changes for users, and the check of what is written by hand."""

from __future__ import annotations

import copy
import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def scripts():
    """Give the scripts by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "openapi")
        patch.syspath_prepend(ROOT / "scripts")
        yield importlib.import_module
    for name in ("api_changes", "python_api", "check_handwritten", "differences", "flattening", "overlay", "spec"):
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def spec(scripts):
    return scripts("spec").read()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"m.f": "-> int", "m.f(a)": "keyword, required: int"}, {}, ["m.f: removed: WRITERS"]),
        ({"m.A": "class", "m.A.x": ": int"}, {"m.A": "class"}, ["m.A.x: removed: READERS"]),
        ({}, {"m.f": "-> int", "m.f(a)": "keyword, required: int"}, ["m.f: new: NEW"]),
        ({"m.f": "-> int"}, {"m.f": "-> int", "m.f(a)": "keyword, optional: int"}, ["m.f(a): new: NEW"]),
        (
            {"m.f": "-> int"},
            {"m.f": "-> int", "m.f(a)": "keyword, required: int"},
            ["m.f(a): new and required: WRITERS"],
        ),
        (
            {"m.f(a)": "positional 1, required: str"},
            {"m.f(a)": "positional 2, required: str"},
            ["m.f(a): positional 1, required: str => positional 2, required: str: WRITERS"],
        ),
        (
            {"m.f(a)": "keyword, required: str"},
            {"m.f(a)": "keyword, optional: str | None"},
            ["m.f(a): keyword, required: str => keyword, optional: str | None: WIDER"],
        ),
        ({"m.x": ": int"}, {"m.x": ": int | None"}, ["m.x: int => int | None: READERS"]),
        ({"m.x": ": int | None"}, {"m.x": ": int"}, ["m.x: int | None => int: NARROWER"]),
        ({"m.f": "-> A"}, {"m.f": "-> B"}, ["m.f: -> A => -> B: READERS"]),
    ],
)
def test_names_in_python_are_compared_by_what_they_mean(scripts, before, after, expected):
    found = scripts("python_api").compare(before, after)
    assert [f"{each.place}: {each.change}: {each.kind.name}" for each in found] == expected


def test_names_in_python_are_those_that_users_write(scripts):
    names = scripts("python_api").load(None)
    assert names["memory.data_mappings.delete(data_mapping_id)"] == "positional 2, required: str"
    assert names["twilio_memory.models.DataMapping.version"] == ": int"
    assert names["twilio_memory.models.StoreStatus.ACTIVE"] == ": 'ACTIVE'"
    assert {
        "memory.profiles.lookup",
        "twilio_memory.MemoryClient.stores",
        "twilio_memory.NotFoundError",
    } <= names.keys()


@pytest.mark.parametrize(
    ("version", "kinds", "suggested"),
    [
        ("0.3.1", ["WORDING"], "0.3.2"),
        ("0.3.1", ["NEW"], "0.3.2"),
        ("0.3.1", ["NEW", "READERS"], "0.4.0"),
        ("1.3.1", ["NEW"], "1.4.0"),
        ("1.3.1", ["WRITERS"], "2.0.0"),
    ],
)
def test_version_follows_from_the_differences(scripts, version, kinds, suggested):
    module = scripts("differences")
    found = [module.Difference("a", "b", module.Kind[kind]) for kind in kinds]
    assert f"**{suggested}**" in scripts("api_changes").bump(version, found)


def test_report_has_every_kind_under_its_title(scripts):
    module = scripts("differences")
    found = [module.Difference(f"Place{kind.name}", "change", kind) for kind in module.Kind]
    text = "\n".join(scripts("api_changes").sections(found))
    for kind in module.Kind:
        assert f"`Place{kind.name}`" in text
    assert text.startswith("**Breaking for readers**\n\n- `PlaceREADERS`: change\n")
    assert "\n".join(scripts("api_changes").sections([])) == "Nothing.\n"


def test_handwritten_code_fits_the_spec(scripts, spec):
    assert [*scripts("check_handwritten").problems(spec)] == []


def test_handwritten_code_is_named_where_it_lags(scripts, spec):
    changed = copy.deepcopy(spec)
    schemas = changed["components"]["schemas"]
    schemas["ProfilePatch"]["properties"]["values"] = schemas["ProfilePatch"]["properties"].pop("traits")
    schemas["ImportFileName"]["maxLength"] = 100
    schemas["OperationState"]["enum"].append("TIMED_OUT")
    changed["paths"]["/v1/ControlPlane/Stores"]["get"]["responses"]["422"] = {}
    found = [*scripts("check_handwritten").problems(changed)]
    for sentence in (
        "sdk.overlay.yaml: PatchProfileTraits has no argument traits, which x-arguments names",
        "sdk.overlay.yaml: PatchProfileTraits has no argument traits, which x-converts names",
        "sdk.overlay.yaml: PatchProfileTraits has no argument traits, which x-positional names",
        (
            "sdk.overlay.yaml, CreateProfilesImportV2: it states 'up to 255', and 255 is not a limit of "
            "CreateProfilesImportV2"
        ),
        "twilio_memory._imports.uploads: _MAX_NAME_LENGTH is 255, and ImportFileName has the maxLength 100",
        "_core/polling.py: OperationState has the status TIMED_OUT, and polling does not know whether it is final",
        "error_codes.toml: ListStores documents the status 422, which has no class",
    ):
        assert sentence in found
