"""A trait group that is in use cannot be deleted."""

from __future__ import annotations

import pytest

from twilio_memory import ConflictError, models
from twilio_memory.testing import Emulator


@pytest.fixture
def memory():
    with Emulator() as emulator, emulator.client() as memory:
        yield memory


@pytest.fixture
def store(memory):
    return memory.stores.create(display_name="support").wait()


def define(memory, store, name, **trait):
    definition = models.TraitDefinition(data_type=models.TraitDataType.STRING, **trait)
    memory.trait_groups.create(store, display_name=name, traits={"tier": definition}).wait()


def test_trait_group_of_a_data_mapping_is_not_deleted(memory, store):
    define(memory, store, "Loyalty")
    item = models.MappingTraitItem(expression="tier", trait_group="Loyalty", trait_name="tier")
    source = models.MappingFromIngress(columns=["tier"])
    target = models.MappingToTraits(mappings=[item])
    memory.data_mappings.create(store, display_name="crm", mapping_from=source, mapping_to=target).wait()
    with pytest.raises(ConflictError):
        memory.trait_groups.delete(store, "Loyalty")
    [mapping] = memory.data_mappings.list(store)
    memory.data_mappings.delete(store, mapping.id).wait()
    memory.trait_groups.delete(store, "Loyalty").wait()


def test_unused_trait_group_is_deleted(memory, store):
    define(memory, store, "Loyalty")
    define(memory, store, "Other")
    memory.trait_groups.delete(store, "Loyalty").wait()
    assert [group.display_name for group in memory.trait_groups.list(store)] == ["Other", "Contact"]


def add_rule(memory, store, id_type):
    settings = memory.identity_resolution_settings.fetch(store)
    config = models.IdentifierConfig(id_type=id_type, limit=1, limit_policy=models.LimitPolicy.FIFO)
    memory.identity_resolution_settings.update(
        store,
        identifier_configs=[*settings.identifier_configs, config],
        matching_rules=[*settings.matching_rules, id_type],
    ).wait()


def test_trait_group_is_not_deleted_while_a_matching_rule_has_values_from_it_alone(memory, store):
    add_rule(memory, store, "member_id")
    define(memory, store, "Loyalty", id_type_promotion="member_id")
    define(memory, store, "Second", id_type_promotion="member_id")
    memory.trait_groups.delete(store, "Second").wait()
    with pytest.raises(ConflictError):
        memory.trait_groups.delete(store, "Loyalty")
    removed = models.TraitDefinition(data_type=models.TraitDataType(""))
    memory.trait_groups.update(store, "Loyalty", traits={"tier": removed}).wait()
    memory.trait_groups.delete(store, "Loyalty").wait()


def test_trait_group_that_feeds_a_default_identifier_type_is_deleted(memory, store):
    define(memory, store, "Web", id_type_promotion="chat")
    memory.trait_groups.delete(store, "Web").wait()
