"""Compares a store with its file. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from twilio_memory import Difference
from twilio_memory._configuration.state import DEFAULT_TYPES, PROTECTED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from twilio_memory._configuration.config import Config
    from twilio_memory._configuration.state import JSON, State

_DEFAULTS: Final[JSON] = {
    "matchingAlgo": "exact",
    "limit": 100,
    "limitPolicy": "fifo",
    "enforceUnique": True,
    "normalization": "trim",
}
_RESERVED: Final = ("whatsapp", "chat")
_TRAIT: Final = ("dataType", "description", "validationRule", "idTypePromotion")
_CANNOT: Final = "the API cannot change it; replace={{{!r}}} removes it, with a backup, and creates it again"

Row = tuple[Any, str, str, tuple[Difference, ...], str]


@dataclass
class Target:
    """What is to be written, by resource and in the JSON of the API."""

    store: JSON = field(default_factory=dict[str, Any])
    settings: JSON | None = None
    """All settings; None if they stay."""
    removed_types: set[str] = field(default_factory=set[str])
    new_groups: dict[str, JSON] = field(default_factory=dict[str, Any])
    group_patches: dict[str, JSON] = field(default_factory=dict[str, Any])
    replaced_traits: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    removed_traits: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    removed_groups: list[str] = field(default_factory=list[str])
    new_mappings: dict[str, JSON] = field(default_factory=dict[str, Any])
    mapping_patches: dict[str, JSON] = field(default_factory=dict[str, Any])
    replaced_mappings: set[str] = field(default_factory=set[str])
    removed_mappings: list[str] = field(default_factory=list[str])


def compare(config: Config, state: State, *, prune: bool, replace: frozenset[str]) -> tuple[list[Row], Target]:
    """Return a row for each thing, as a `Change` takes it, and what is to be written."""
    comparison = _Comparison(config, state, prune=prune, replace=replace)
    comparison.store()
    types = comparison.settings()
    traits = comparison.trait_groups()
    comparison.promotions(types, traits)
    comparison.data_mappings(traits)
    return comparison.rows, comparison.target


class _Comparison:
    def __init__(self, config: Config, state: State, *, prune: bool, replace: frozenset[str]) -> None:
        self._config = config
        self._state = state
        self._prune = prune
        self._replace = replace
        self.rows: list[Row] = []
        self.target = Target()

    def store(self) -> None:
        wanted, found = self._config.store, self._state.store.body
        if self._state.store_id is None:
            self._add("store", wanted["displayName"], wanted)
            return
        self.target.store = {key: value for key, value in wanted.items() if Difference.between({key: value}, found)}
        self._changed("store", wanted["displayName"], Difference.between(wanted, found))

    def settings(self) -> set[str]:
        """Return the types that there will be."""
        body = self._state.settings.body
        found: dict[str, JSON] = {config["idType"]: config for config in body["identifierConfigs"]}
        result, start = dict(found), len(self.rows)
        for name, wanted in (self._config.identifiers or {}).items():
            result[name] = self._identifier(name, wanted, found.get(name))
        gone = self.target.removed_types
        for name in _others(found, self._config.identifiers):
            if self._extra("identifier", name, "is one of Twilio's own" if name in DEFAULT_TYPES else ""):
                gone.add(name)
        types = {*result} - gone
        rules = self._rules(body["matchingRules"], types)
        if any(row[0] in {"add", "change", "remove"} for row in self.rows[start:]):
            configs = [config for name, config in result.items() if name in types]
            self.target.settings = {"identifierConfigs": configs, "matchingRules": rules}
        return types

    def _identifier(self, name: str, wanted: JSON, found: JSON | None) -> JSON:
        """Compare a type of identifier; return it as it will be."""
        complete = {**_DEFAULTS, "normalization": DEFAULT_TYPES.get(name, "trim"), **wanted}
        differs = Difference.between(complete, {} if found is None else {**_DEFAULTS, **found})
        allowed = {"matching_algo": "exact", "enforce_unique": True}
        if name in DEFAULT_TYPES:
            allowed["normalization"] = DEFAULT_TYPES[name]
        if stuck := tuple(each for each in differs if allowed.get(each.field, each.wanted) != each.wanted):
            self.rows.append(("blocked", "identifier", name, stuck, "Twilio has locked these settings"))
        elif found is None:
            self._add("identifier", name, wanted)
        else:
            self._changed("identifier", name, differs)
        return {**(found or {}), "idType": name, **complete} if differs else found or {}

    def _rules(self, found: list[str], types: set[str]) -> list[str]:
        """Compare the matching rules; return them as they will be."""
        wanted = self._config.matching_rules
        rules = [rule for rule in found if rule in types] if wanted is None else list(wanted)
        if wanted is not None and not self._prune:
            rules += [rule for rule in found if rule not in rules]
        if unknown := [rule for rule in rules if rule not in types]:
            reason = f"{', '.join(unknown)}: there will be no type of identifier of this name"
            self.rows.append(("blocked", "matching_rules", "matching_rules", (), reason))
        elif wanted is not None or rules != found:
            differs = Difference.between({"matchingRules": rules}, {"matchingRules": found})
            self._changed("matching_rules", "matching_rules", differs)
        return rules

    def trait_groups(self) -> dict[str, dict[str, JSON]]:
        """Return the traits that there will be, by group."""
        target, found = self.target, self._state.trait_groups
        result = {name: dict(group.body.get("traits", {})) for name, group in found.items()}
        for name, wanted in (self._config.trait_groups or {}).items():
            about = {key: value for key, value in wanted.items() if key != "traits"}
            if name in found:
                self._group(name, about, wanted["traits"], found[name].body, result[name])
                continue
            self._add("trait_group", name, about)
            target.new_groups[name] = {"displayName": name, **about, "traits": wanted["traits"]}
            result[name] = dict(wanted["traits"])
            for trait, definition in wanted["traits"].items():
                self._new_trait(name, trait, definition)
        for name in _others(found, self._config.trait_groups):
            if self._extra("trait_group", name, "is one of Twilio's own" if name in PROTECTED else ""):
                target.removed_groups.append(name)
                del result[name]
        return result

    def _group(self, name: str, about: JSON, traits: Mapping[str, JSON], found: JSON, result: dict[str, JSON]) -> None:
        """Compare a group that exists; change `result` to the traits that it will have."""
        differs = Difference.between(about, found)
        if differs and name in PROTECTED:
            self.rows.append(("blocked", "trait_group", name, differs, "Twilio protects this group"))
        else:
            self._changed("trait_group", name, differs)
        changed = self._traits(name, traits, result)
        patch: JSON = {**(about if differs else {}), **({"traits": changed} if changed else {})}
        if patch:
            self.target.group_patches[name] = patch
        result.update(changed)
        for trait in self.target.removed_traits.get(name, ()):
            del result[trait]

    def _traits(self, group: str, wanted: Mapping[str, JSON], found: Mapping[str, JSON]) -> JSON:
        """Compare the traits of a group; return those to add or to replace."""
        patch: JSON = {}
        protected = PROTECTED.get(group, {})
        for trait, definition in wanted.items():
            name = f"{group}.{trait}"
            if trait not in found:
                self._new_trait(group, trait, definition)
                patch[trait] = definition
                continue
            keys = definition if trait in protected else _TRAIT
            differs = _difference({key: definition.get(key) for key in keys}, found[trait])
            if differs and trait in protected:
                self.rows.append(("blocked", "trait", name, differs, "Twilio protects this trait"))
            elif any(each.field == "data_type" for each in differs) and name not in self._replace:
                self.rows.append(("blocked", "trait", name, differs, _CANNOT.format(name)))
            elif any(each.field == "data_type" for each in differs):
                self.rows.append(("replace", "trait", name, differs, "its values in all profiles are lost"))
                self.target.replaced_traits.setdefault(group, set()).add(trait)
                patch[trait] = definition
            else:
                self._changed("trait", name, differs)
                if differs:
                    unknown = {key: value for key, value in found[trait].items() if key not in _TRAIT}
                    patch[trait] = {**unknown, **definition}
        for trait in found:
            reason = "is one of Twilio's own" if trait in protected else ""
            if trait not in wanted and self._extra("trait", f"{group}.{trait}", reason):
                self.target.removed_traits.setdefault(group, set()).add(trait)
        return patch

    def _new_trait(self, group: str, trait: str, definition: JSON) -> None:
        name = f"{group}.{trait}"
        if trait in _RESERVED:
            self.rows.append(("blocked", "trait", name, (), "Twilio reserves this name"))
        else:
            self._add("trait", name, definition)

    def promotions(self, types: set[str], traits: Mapping[str, Mapping[str, JSON]]) -> None:
        """Check that each trait feeds a type of identifier that there will be."""
        for group, definitions in traits.items():
            for trait, definition in definitions.items():
                promoted = definition.get("idTypePromotion")
                if promoted and promoted not in types:
                    reason = f"is promoted to the identifier {promoted!r}, which there will not be"
                    self.rows.append(("blocked", "trait", f"{group}.{trait}", (), reason))

    def data_mappings(self, traits: Mapping[str, Mapping[str, JSON]]) -> None:
        found = self._state.data_mappings
        left = {name: mapping.body for name, mapping in found.items()}
        for name, wanted in (self._config.data_mappings or {}).items():
            self._mapping(name, wanted, left.get(name))
            left[name] = wanted
        for name in _others(found, self._config.data_mappings):
            if self._extra("data_mapping", name):
                self.target.removed_mappings.append(name)
                del left[name]
        for name, mapping in left.items():
            if missing := sorted(_missing(mapping, traits, self._had)):
                reason = f"needs {', '.join(missing)}, which there will not be"
                self.rows.append(("blocked", "data_mapping", name, (), reason))

    def _mapping(self, name: str, wanted: JSON, found: JSON | None) -> None:
        if found is None:
            self._add("data_mapping", name, wanted)
            self.target.new_mappings[name] = {"displayName": name, **wanted}
            return
        source = {"mappingFrom": wanted["mappingFrom"]}
        patch = {"isEnabled": True, **{key: wanted[key] for key in wanted if key != "mappingFrom"}}
        differs = Difference.between({**patch, **source}, {"isEnabled": True, **found})
        stuck = Difference.between(source, found)
        if stuck and name not in self._replace:
            self.rows.append(("blocked", "data_mapping", name, stuck, _CANNOT.format(name)))
        elif stuck:
            self.rows.append(("replace", "data_mapping", name, differs, "it gets a new ID"))
            self.target.replaced_mappings.add(name)
            described = {"description": found["description"]} if found.get("description") else {}
            self.target.new_mappings[name] = {"displayName": name, **described, **patch, **source}
        else:
            self._changed("data_mapping", name, differs)
            if differs:
                self.target.mapping_patches[name] = patch

    def _had(self, group: str, trait: str) -> bool:
        return group in self._state.trait_groups and trait in self._state.trait_groups[group].body.get("traits", {})

    def _add(self, kind: str, name: str, wanted: JSON) -> None:
        self.rows.append(("add", kind, name, Difference.between(wanted, {}), ""))

    def _changed(self, kind: str, name: str, differs: tuple[Difference, ...]) -> None:
        self.rows.append(("change" if differs else "unchanged", kind, name, differs, ""))

    def _extra(self, kind: str, name: str, kept: str = "") -> bool:
        """Describe what is not in the file; return whether it is to be removed."""
        is_removed = self._prune and not kept
        reason = "" if is_removed else kept or "is not in the file"
        self.rows.append(("remove" if is_removed else "keep", kind, name, (), reason))
        return is_removed


def _others(found: Iterable[str], wanted: Iterable[str] | None) -> list[str]:
    """Return what a section of the file does not have; nothing if the file does not have the section."""
    return [] if wanted is None else [name for name in found if name not in {*wanted}]


def _difference(wanted: JSON, found: JSON) -> tuple[Difference, ...]:
    """Compare definitions of traits; a rule is compared as a whole, because it is replaced as a whole."""
    rules = wanted.get("validationRule"), found.get("validationRule")
    differs = Difference.between({**wanted, "validationRule": None}, {**found, "validationRule": None})
    if "validationRule" in wanted and _plain(rules[0]) != _plain(rules[1]):
        differs += (Difference("validation_rule", *rules),)
    return differs


def _plain(rule: JSON | None) -> JSON | None:
    return rule and {key: value for key, value in rule.items() if value is not None}


def _missing(mapping: JSON, traits: Mapping[str, Mapping[str, JSON]], had: Any) -> Iterable[str]:  # noqa: ANN401 - a function
    is_dataset = mapping["mappingFrom"].get("type", "").startswith("DATASET")
    for item in mapping["mappingTo"].get("mappings", ()):
        group, trait = item["traitGroup"], item["traitName"]
        if trait not in traits.get(group, {}) and (is_dataset or had(group, trait)):
            yield f"{group}.{trait}"
