"""Writes the configuration of a store as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twilio_memory._configuration import fields
from twilio_memory._configuration.config import Config, to_camel
from twilio_memory._configuration.state import read_state, require_store_id, within

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twilio_memory import MemoryClient
    from twilio_memory._configuration.state import JSON, State


def export(memory: MemoryClient, *, store_id: str | None = None, display_name: str | None = None) -> str:
    """Write the configuration of a store as TOML: a plan of it has nothing to do.

    Args:
        memory: The client.
        store_id: The store's ID, or:
        display_name: The store's name.

    Returns:
        The text of the file. Data mappings from sources of a type that this version of the library does not know are
        named in a comment.

    Raises:
        ImportError: The extra `provisioning` is not installed.
        LookupError: No store has the name.
        ConfigError: The store has something that the file cannot have.
        TwilioMemoryError: Any other failure.
    """
    memory = within(memory, "export")
    try:
        import tomli_w
    except ImportError as error:
        raise ImportError('export needs an extra: pip install "twilio-memory[provisioning]"') from error
    state = read_state(memory, require_store_id(memory, store_id, display_name))
    unknown = [name for name, found in state.data_mappings.items() if not _is_known(found.body)]
    comments = [f"# Store {state.store_id}"]
    comments += [f"# Left out, from a source of an unknown type: the data mapping {name}" for name in unknown]
    text = "\n".join(comments) + "\n\n" + tomli_w.dumps(_document(state))
    Config.from_toml(text, "export")
    return text


def _document(state: State) -> JSON:
    settings = state.settings.body
    return {
        "store": _known(state.store.body, fields.STORE),
        "identity_resolution_settings": {
            "matching_rules": settings["matchingRules"],
            "identifiers": {
                config["idType"]: _known(config, fields.IDENTIFIER) for config in settings["identifierConfigs"]
            },
        },
        "trait_groups": {
            name: {
                **_known(group.body, fields.TRAIT_GROUP),
                "traits": {trait: _trait(each) for trait, each in group.body.get("traits", {}).items()},
            }
            for name, group in sorted(state.trait_groups.items())
        },
        "data_mappings": {
            name: _mapping(found.body) for name, found in sorted(state.data_mappings.items()) if _is_known(found.body)
        },
    }


def _trait(definition: JSON) -> JSON:
    trait = _known(definition, fields.TRAIT)
    if rule := definition.get("validationRule"):
        trait["validation_rule"] = _known(rule, ["rule_type", *fields.RULES.get(rule["ruleType"], ())])
    return trait


def _mapping(body: JSON) -> JSON:
    source = body["mappingFrom"]
    return {
        **_known(body, fields.DATA_MAPPING),
        "mapping_from": _known(source, ["type", *fields.SOURCES[source["type"]]]),
        "mapping_to": [_known(item, fields.ITEM) for item in body["mappingTo"]["mappings"]],
    }


def _is_known(body: JSON) -> bool:
    return body["mappingFrom"]["type"] in fields.SOURCES and body["mappingTo"]["type"] == "TRAITS"


def _known(body: JSON, names: Iterable[str]) -> dict[str, Any]:
    """Return what has a key in the file; an empty text is the same as none."""
    found = {name: body.get(to_camel(name)) for name in names}
    return {name: value for name, value in found.items() if value not in (None, "")}
