"""Seed files: what is saved is loaded without loss, also by later versions; what does not fit changes nothing."""

import contextlib
import io
import itertools
import json
import sqlite3
import tomllib
from pathlib import Path

import pytest

from filled_store import CONVERSATION, THEN, fill
from twilio_memory import MemoryClient
from twilio_memory.models import ColumnMappingItem, IdentifierConfig, OrderBy
from twilio_memory.testing import Behavior, Emulator, EmulatorError, FakeClock
from twilio_memory.testing._seed_files import load_seed

DATA = Path(__file__).parent.parent / "data"


def documents(emulator):
    """Return all documents by kind and scope, in their order, without what belongs to operations."""
    rows = emulator._core.database.connection.execute(
        "SELECT kind, scope, id, name, body FROM documents WHERE kind <> 'import' ORDER BY kind, scope, seq"
    )
    return [(*list(row)[:-1], json.loads(row["body"])) for row in rows]


def bulk(emulator):
    memory = emulator.client()
    store_id = emulator.add_store()
    rows = "email,firstName\n" + "".join(f"p{number}@example.com,P{number}\n" for number in range(30))
    columns = [
        ColumnMappingItem(column_name=name, trait_group="Contact", trait_name=name) for name in ("email", "firstName")
    ]
    memory.imports.upload(store_id, io.BytesIO(rows.encode()), filename="a.csv", column_mappings=columns).wait()


def unlocked(emulator):
    memory = emulator.client()
    store_id = emulator.add_store()
    settings = memory.identity_resolution_settings.fetch(store_id)
    home = IdentifierConfig.from_dict({"idType": "home", "enforceUnique": False, "matchingAlgo": "fuzzy"})
    memory.identity_resolution_settings.update(
        store_id,
        identifier_configs=[*settings.identifier_configs, home],
        matching_rules=[*settings.matching_rules, "home"],
    ).wait()
    for name in ("ada", "grace"):
        emulator.add_profile(store_id, identifiers={"home": "1 High Street", "email": f"{name}@example.com"})


def failed(emulator):
    store_id = emulator.add_store()
    emulator._core.database.connection.execute(
        "UPDATE documents SET body = json_set(body, '$.status', 'FAILED', '$.intelligenceServiceId', null)"
        " WHERE kind = 'store'"
    )
    return store_id


@pytest.mark.parametrize("suffix", ["toml", "json"])
@pytest.mark.parametrize("make", [Emulator.complete_operations, fill, bulk, unlocked, failed])
def test_seed_is_loaded_as_it_was_saved(tmp_path, make, suffix):
    first, second = tmp_path / f"first.{suffix}", tmp_path / f"second.{suffix}"
    behavior = Behavior(lock_identity_settings=False)
    with Emulator(behavior=behavior) as emulator, Emulator() as copy:
        make(emulator)
        emulator.save(first)
        copy.load(first)
        assert documents(copy) == documents(emulator)
        assert copy.clock.time() == emulator.clock.time()
        copy.save(second)
    assert second.read_bytes() == first.read_bytes()


def test_seed_gives_the_same_responses(tmp_path):
    def read(memory: MemoryClient, store_id):
        return [
            memory.stores.fetch(store_id),
            list(memory.trait_groups.list(store_id, include_traits=True)),
            list(memory.data_mappings.list(store_id)),
            [
                (
                    memory.profiles.fetch(store_id, each),
                    list(memory.traits.list(store_id, each)),
                    list(memory.identifiers.list(store_id, each)),
                    list(memory.observations.list(store_id, each)),
                    list(memory.summaries.list(store_id, each)),
                    memory.profiles.recall(store_id, each, query="train"),
                )
                for each in memory.profiles.list(store_id)
            ],
        ]

    with Emulator() as emulator, Emulator() as copy:
        store_id = fill(emulator)
        emulator.save(tmp_path / "seed.toml")
        loaded = copy.load(tmp_path / "seed.toml")
        assert loaded == list(copy.client().stores.list(order_by=OrderBy.ASC))
        assert loaded[0] == store_id
        assert read(copy.client(), store_id) == read(emulator.client(), store_id)
        # New IDs are others than those of the seed.
        assert copy.add_store() not in list(emulator.client().stores.list())


def test_seed_of_version_1_stays_readable(tmp_path):
    """The files were written by the first version that had seeds; later versions read them, and write the same."""
    for suffix in ("toml", "json"):
        golden = DATA / f"seed-version-1.{suffix}"
        with Emulator() as emulator:
            emulator.load(golden)
            emulator.save(tmp_path / f"again.{suffix}")
            found = documents(emulator)
            kinds = {kind for kind, *_ in found}
        assert (tmp_path / f"again.{suffix}").read_text("utf-8") == golden.read_text("utf-8")
        assert kinds == {
            "store", "identity_resolution_settings", "data_mapping", "trait_group", "trait_definition", "profile",
            "merged_profile", "identifier", "trait", "observation", "revision", "summary", "communication",
        }  # fmt: skip


SHORT = """
version = 1

[[stores]]
display_name = "shop"

[[stores.trait_groups]]
display_name = "Loyalty"
traits.tier.data_type = "STRING"

[[stores.profiles]]
traits.Contact = {email = "Ada@example.com", firstName = "Ada"}
traits.Loyalty.tier = "gold"
observations = [{content = "Has a dog.", occurred_at = 2026-01-01T12:00:00Z}]
summaries = [{content = "Asked for a train.", conversation_id = "conv_conversation_00000000000000000000000007"}]

[[stores.profiles]]
identifiers.chat = ["one", "two"]
"""


def test_seed_written_by_hand_has_the_defaults_of_something_new(tmp_path):
    (tmp_path / "seed.toml").write_text(SHORT)
    with Emulator() as emulator, emulator.client() as memory:
        [store_id] = emulator.load(tmp_path / "seed.toml")
        store = memory.stores.fetch(store_id)
        assert (store.display_name, store.status, store.version) == ("shop", "ACTIVE", 1)
        [ada] = memory.profiles.lookup(store_id, id_type="email", value="ada@example.com").profiles
        assert memory.profiles.fetch(store_id, ada).traits == {
            "Contact": {"email": "Ada@example.com", "firstName": "Ada"},
            "Loyalty": {"tier": "gold"},
        }
        [observation] = memory.observations.list(store_id, ada)
        assert (observation.content, observation.occurred_at) == ("Has a dog.", THEN)
        [summary] = memory.summaries.list(store_id, ada)
        assert summary.conversation_id == CONVERSATION
        assert memory.profiles.lookup(store_id, id_type="chat", value="two").profiles != [ada]
        assert [group.display_name for group in memory.trait_groups.list(store_id)] == ["Loyalty", "Contact"]


ADA = {"traits": {"Contact": {"email": "ada@example.com"}}}
MERGE = ["mem_profile_00000000000000000000000001", "mem_profile_00000000000000000000000002"]


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("seed", "message"),
    [
        ([], "expected an object with version and stores"),
        ({}, "version: expected a whole number from 1 to 1, got None"),
        ({"version": True}, "version: expected a whole number"),
        ({"version": 0}, "version: expected a whole number"),
        ({"version": 2}, "it has version 2; this emulator reads up to 1: update twilio-memory"),
        ({"version": 1, "store": []}, "the seed: there is no 'store'; there are ids_drawn, stores, time, version"),
        ({"version": 1, "stores": {}}, "stores: expected a list of tables"),
        ({"version": 1, "stores": [3]}, r"stores\[0\]: expected a table, got 3"),
        ({"version": 1, "time": "yesterday"}, "time: expected a time with a zone, got 'yesterday'"),
        ({"version": 1, "ids_drawn": -1}, "ids_drawn: expected a whole number, got -1"),
        ({}, "displayName"),
        ({"displayName": "x"}, r"stores\[1\]: there is no 'displayName'; did you mean 'display_name'"),
        ({"display_name": "taken"}, r"stores\[1\]: there is a store 'taken' already"),
        ({"display_name": "x", "color": "red"}, r"stores\[1\]: .*color"),
        ({"display_name": "x", "id": "1"}, r"stores\[1\]: /id"),
        ({"display_name": "x", "identity_resolution": {"matching_rules": []}}, "expected identifier_configs"),
        ({"display_name": "x", "trait_groups": [{"display_name": "G", "traits": {"a": 1}}]}, r"\.a: expected a table"),
        ({"display_name": "x", "trait_groups": [{"display_name": "G"}] * 2}, "there is a trait group 'G' already"),
        ({"display_name": "x", "data_mappings": [{"display_name": "m"}]}, r"data_mappings\[0\]: "),
        ({"display_name": "x", "profiles": [ADA, ADA]}, r"profiles\[1\]: the email 'ada@example.com' is that of the"),
        ({"display_name": "x", "profiles": [{"traits": {"Contact": {"a": 1}}}]}, "defines no trait 'Contact.a'"),
        ({"display_name": "x", "profiles": [{"traits": {"Contact": {"email": 1}}}]}, "/Contact/email is no STRING"),
        ({"display_name": "x", "profiles": [{"traits": [{"group": "Contact"}]}]}, "expected group, name, value"),
        ({"display_name": "x", "profiles": [{"identifiers": [{"type": "chat"}]}]}, "expected type and value in each"),
        ({"display_name": "x", "profiles": [{"identifiers": {"chat": 1}}]}, r"profiles\[0\].identifiers: /value"),
        ({"display_name": "x", "profiles": [{"name": "Ada"}]}, "there is no 'name'; there are created_at, id"),
        ({"display_name": "x", "profiles": [{**ADA, "observations": [{}]}]}, r"observations\[0\]: .*content"),
        ({"display_name": "x", "profiles": [{**ADA, "summaries": [{"content": "x"}]}]}, r"summaries\[0\]: .*conv"),
        ({"display_name": "x", "merged_profiles": {MERGE[0]: MERGE[1], MERGE[1]: MERGE[0]}}, "merged into itself"),
        ({"display_name": "x", "merged_profiles": {"me": MERGE[0]}}, "merged_profiles: /id"),
        ({"display_name": "x", "merged_profiles": {MERGE[0]: [MERGE[1]]}}, "merged_profiles: /into"),
        ({"display_name": "x", "profiles": [{"identifiers": {"chat": [["a"]]}}]}, r"profiles\[0\].identifiers: /value"),
        ({"display_name": "x", "trait_groups": [{"display_name": []}]}, r"trait_groups\[0\]: /displayName"),
        (
            {"display_name": "x", "identity_resolution": {"identifier_configs": [{"id_type": {}}]}},
            "expected identifier_configs",
        ),
        ({"display_name": "x", "description": "\ud800"}, "the text '.ud800' has half of a surrogate pair"),
        ({"display_name": "x", "profiles": [{"traits": {"\udfff": {}}}]}, "half of a surrogate pair"),
    ],
)  # fmt: skip
def test_seed_that_does_not_fit_changes_nothing(tmp_path, seed, message):
    if isinstance(seed, dict) and "version" not in seed and not message.startswith("version"):
        seed = {"version": 1, "stores": [{"display_name": "fine"}, seed]}
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(seed))
    with Emulator() as emulator:
        emulator.add_store("taken")
        before = documents(emulator)
        with pytest.raises(EmulatorError, match=message) as caught:
            emulator.load(path)
        assert str(caught.value).startswith(f"the seed {path} cannot be loaded: ")
        assert documents(emulator) == before


def test_seed_that_is_nested_too_deeply_is_refused(tmp_path):
    path = tmp_path / "seed.json"
    path.write_text("[" * 200_000 + "]" * 200_000)
    seed = {"version": 1, "stores": [{"display_name": "x", "profiles": nested(100_000)}]}
    with Emulator() as emulator:
        before = documents(emulator)
        with pytest.raises(EmulatorError, match="maximum recursion depth exceeded"):
            emulator.load(path)
        with pytest.raises(EmulatorError, match=r"^it is nested too deeply$"):
            load_seed(emulator._core, seed)
        assert documents(emulator) == before


def test_seed_is_not_loaded_twice(tmp_path):
    with Emulator() as emulator:
        fill(emulator)
        emulator.save(tmp_path / "seed.json")
        before = documents(emulator)
        with pytest.raises(EmulatorError, match="there is a store 'shop' already"):
            emulator.load(tmp_path / "seed.json")
        assert documents(emulator) == before


def test_seed_has_what_is_pending_and_saving_changes_nothing(tmp_path):
    with Emulator(write_lag=60, clock=FakeClock()) as emulator, emulator.client() as memory:
        store_id = emulator.add_store()
        emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com"}})
        [ada] = memory.profiles.list(store_id)
        memory.profiles.update(store_id, ada, {"Contact": {"city": "Turin"}})
        before = emulator.snapshot()
        emulator.save(tmp_path / "seed.json")
        assert memory.profiles.fetch(store_id, ada).traits["Contact"].keys() == {"email"}
        assert dump(emulator.snapshot()) == dump(before)
    seed = json.loads((tmp_path / "seed.json").read_text())
    traits = seed["stores"][0]["profiles"][0]["traits"]
    names = [each["name"] for each in traits] if isinstance(traits, list) else list(traits["Contact"])
    assert sorted(names) == ["city", "email"]


def dump(image):
    asked = "SELECT * FROM documents", "SELECT * FROM operations"
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(image)
        return list(itertools.chain.from_iterable(connection.execute(query).fetchall() for query in asked))


def test_seed_file_errors(tmp_path):
    with Emulator() as emulator:
        for call in (emulator.load, emulator.save):
            with pytest.raises(EmulatorError, match=r"ends in \.toml or \.json, not 'seed.yaml'"):
                call(tmp_path / "seed.yaml")
        with pytest.raises(EmulatorError, match="cannot read the seed"):
            emulator.load(tmp_path / "absent.toml")
        (tmp_path / "bad.toml").write_text("version =")
        with pytest.raises(EmulatorError, match="cannot read the seed"):
            emulator.load(tmp_path / "bad.toml")
        (tmp_path / "bad.json").write_bytes(b'{"version": "\xff"}')
        with pytest.raises(EmulatorError, match="cannot read the seed"):
            emulator.load(tmp_path / "bad.json")
        with pytest.raises(EmulatorError, match="cannot write the seed"):
            emulator.save(tmp_path / "absent" / "seed.json")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_seed_in_toml_is_readable(tmp_path):
    with Emulator() as emulator:
        store_id = emulator.add_store("shop")
        emulator.add_profile(store_id, {"Contact": {"email": "ada@example.com", "firstName": "Ada"}})
        emulator.save(tmp_path / "seed.toml")
    text = (tmp_path / "seed.toml").read_text()
    assert text.startswith('version = 1\ntime = "2026-01-15T10:30:00.000Z"\n')
    [profile] = tomllib.loads(text)["stores"][0]["profiles"]
    assert profile["traits"] == {"Contact": {"email": "ada@example.com", "firstName": "Ada"}}
    assert profile["identifiers"] == {"email": "ada@example.com"}
    assert "trait_groups" not in tomllib.loads(text)["stores"][0]  # It has those of every new store.


def test_seed_with_all_ids_draws_none(tmp_path):
    def load(emulator, name, **properties):
        seed = {"version": 1, "ids_drawn": 0, "stores": [{"display_name": "shop", **properties}]}
        (tmp_path / name).write_text(json.dumps(seed))
        emulator.load(tmp_path / name)
        emulator.save(tmp_path / name)
        return json.loads((tmp_path / name).read_text())

    with Emulator() as emulator:
        first = load(emulator, "first.json")
    [store] = first["stores"]
    assert first["ids_drawn"] > 0
    with Emulator() as emulator:
        ids = {name: store[name] for name in ("id", "intelligence_service_id")}
        second = load(emulator, "second.json", **ids)
    assert (second["ids_drawn"], second["stores"]) == (0, [store])


@pytest.mark.parametrize("value", ["2026-01-01", "07:32:00", "2026-01-01T07:32:00"])
def test_seed_in_toml_with_a_time_without_zone_is_refused(tmp_path, value):
    path = tmp_path / "seed.toml"
    path.write_text(f'version = 1\n[[stores]]\ndisplay_name = "shop"\ndata_as_of = {value}\n')
    with (
        Emulator() as emulator,
        pytest.raises(EmulatorError, match="expected a text or a time with a zone, got "),
    ):
        emulator.load(path)
