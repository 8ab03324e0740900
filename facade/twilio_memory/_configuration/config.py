"""Reads the file of a store's configuration."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from twilio_memory import InvalidArgumentError
from twilio_memory._configuration import fields

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from twilio_memory._configuration.fields import Field

JSON = dict[str, Any]


class ConfigError(InvalidArgumentError):
    """A file that is not a valid configuration. Nothing was sent."""

    key: str = ""
    """The path of the key, such as `trait_groups.Loyalty.traits.tier`; empty if the file is not TOML."""
    line: int | None = None
    """The line of the key, or of the nearest table above it; None if it is not known."""


@dataclass(frozen=True)
class Config:
    """The configuration of a store, as `load` has read it. A section that the file does not have is None."""

    store: JSON
    """The store, with the names of the API."""
    identifiers: dict[str, JSON] | None = None
    """The types of identifiers, by name."""
    matching_rules: list[str] | None = None
    """The types by which profiles are matched."""
    trait_groups: dict[str, JSON] | None = None
    """The trait groups by name, each with its `traits` by name."""
    data_mappings: dict[str, JSON] | None = None
    """The data mappings by name."""
    source: str = field(default="<string>", compare=False)
    """The name of the file, for messages."""

    @classmethod
    def from_toml(cls, text: str, source: str = "<string>") -> Config:
        """Read a configuration from the text of a file.

        Args:
            text: The TOML.
            source: The name of the file, for messages.

        Returns:
            The configuration.

        Raises:
            ConfigError: It is not valid; the message has the file, the line and the key.
        """
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            place = re.search(r"line (\d+)", str(error))
            raise ConfigError(f"{source}: {error}", line=int(place[1]) if place else None) from None
        return _Reader(text, source).read(document)


def load(path: str | os.PathLike[str]) -> Config:
    """Read the file of a store's configuration.

    Args:
        path: The file, as TOML in UTF-8.

    Returns:
        The configuration.

    Raises:
        ConfigError: The file is not valid; the message has the line and the key.
        OSError: The file cannot be read.
    """
    try:
        text = Path(path).read_text("utf-8")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8: {error}") from None
    return Config.from_toml(text, str(path))


class _Reader:
    def __init__(self, text: str, source: str) -> None:
        self._text = text
        self._source = source

    def read(self, document: JSON) -> Config:
        sections = {"store", "identity_resolution_settings", "trait_groups", "data_mappings"}
        self._known((), document, sections)
        if "store" not in document:
            raise self._error((), "needs a table [store] with the display_name")
        store = self._fields(("store",), document["store"], fields.STORE)
        settings = self._section(document, "identity_resolution_settings")
        identifiers = rules = groups = mappings = None
        if settings is not None:
            at = ("identity_resolution_settings",)
            rules = self._fields(at, settings, fields.SETTINGS, {"identifiers"}).get("matchingRules")
            identifiers = self._named((*at, "identifiers"), settings.get("identifiers", {}), fields.ID_TYPE)
            if len(identifiers) > fields.MAX_IDENTIFIERS:
                raise self._error((*at, "identifiers"), f"has more than {fields.MAX_IDENTIFIERS} types")
            for name, table in identifiers.items():
                identifiers[name] = self._fields((*at, "identifiers", name), table, fields.IDENTIFIER)
            if rules is not None and len({*rules}) < len(rules):
                raise self._error((*at, "matching_rules"), "has a type more than once")
        if (section := self._section(document, "trait_groups")) is not None:
            groups = self._named(("trait_groups",), section, fields.GROUP_NAME)
            groups = {name: self._group(name, table) for name, table in groups.items()}
        if (section := self._section(document, "data_mappings")) is not None:
            mappings = self._named(("data_mappings",), section, fields.MAPPING_NAME)
            mappings = {name: self._mapping(name, table) for name, table in mappings.items()}
        return Config(store, identifiers, rules, groups, mappings, self._source)

    def _group(self, name: str, table: JSON) -> JSON:
        at = ("trait_groups", name)
        if name in {".", ".."}:
            raise self._error(at, "this name cannot be addressed")
        group = self._fields(at, table, fields.TRAIT_GROUP, {"traits"})
        traits = self._named((*at, "traits"), table.get("traits", {}), fields.TRAIT_NAME)
        if len(traits) > fields.MAX_TRAITS:
            raise self._error((*at, "traits"), f"has more than {fields.MAX_TRAITS} traits")
        for trait, definition in traits.items():
            traits[trait] = self._trait((*at, "traits", trait), definition)
        return {**group, "traits": traits}

    def _trait(self, path: tuple[str, ...], definition: JSON) -> JSON:
        trait = self._fields(path, definition, fields.TRAIT, {"validation_rule"})
        if "validation_rule" in definition:
            at = (*path, "validation_rule")
            trait["validationRule"] = self._variant(at, definition["validation_rule"], "rule_type", fields.RULES)
            if trait["validationRule"]["ruleType"] != trait["dataType"]:
                raise self._error(at, "its rule_type must be the data_type of the trait")
        return trait

    def _mapping(self, name: str, table: JSON) -> JSON:
        at = ("data_mappings", name)
        mapping = self._fields(at, table, fields.DATA_MAPPING, {"mapping_from", "mapping_to"})
        for key in ("mapping_from", "mapping_to"):
            if key not in table:
                raise self._error(at, f"needs {key}")
        items = table["mapping_to"]
        if not isinstance(items, list) or not 1 <= len(cast("list[object]", items)) <= fields.MAX_ITEMS:
            raise self._error((*at, "mapping_to"), f"expected an array of 1 to {fields.MAX_ITEMS} tables")
        path = (*at, "mapping_to")
        mappings = [self._fields(path, item, fields.ITEM) for item in cast("list[JSON]", items)]
        mapping["mappingTo"] = {"type": "TRAITS", "mappings": mappings}
        mapping["mappingFrom"] = self._variant((*at, "mapping_from"), table["mapping_from"], "type", fields.SOURCES)
        return mapping

    def _section(self, document: JSON, name: str) -> JSON | None:
        return self._table((name,), document[name]) if name in document else None

    def _table(self, path: tuple[str, ...], value: object) -> JSON:
        if not isinstance(value, dict):
            raise self._error(path, f"expected a table, got {value!r}")
        return cast("JSON", value)

    def _named(self, path: tuple[str, ...], value: object, name_field: Field) -> dict[str, JSON]:
        table = self._table(path, value)
        for name in table:
            if problem := name_field.problem(name):
                raise self._error((*path, name), f"as a name, {problem}")
        return dict(table)

    def _variant(
        self, path: tuple[str, ...], value: object, key: str, variants: Mapping[str, Mapping[str, Field]]
    ) -> JSON:
        kind: str = self._table(path, value).get(key, "")
        if not isinstance(kind, str) or kind not in variants:
            raise self._error((*path, key), f"expected one of {', '.join(variants)}, got {kind!r}")
        return self._fields(path, value, {key: fields.Field(str), **variants[kind]})

    def _fields(
        self,
        path: tuple[str, ...],
        value: object,
        known: Mapping[str, Field],
        others: AbstractSet[str] = frozenset(),
    ) -> JSON:
        table = self._table(path, value)
        self._known(path, table, {*known, *others})
        for name, each in known.items():
            if name in table and (problem := each.problem(table[name])):
                raise self._error((*path, name), problem)
            if each.required and name not in table:
                raise self._error(path, f"needs {name}")
        return {to_camel(name): value for name, value in table.items() if name in known}

    def _known(self, path: tuple[str, ...], table: JSON, known: set[str]) -> None:
        for name in table:
            if name not in known:
                raise self._error((*path, name), f"unknown key; here may be {', '.join(sorted(known)) or 'none'}")

    def _error(self, path: tuple[str, ...], text: str) -> ConfigError:
        key, line = ".".join(path), _line_of(self._text, path)
        place = self._source if line is None else f"{self._source}:{line}"
        return ConfigError(f"{place}: {key}{': ' if key else ''}{text}", key=key, line=line)


def to_camel(name: str) -> str:
    """Write the name of a key as the API does."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def _line_of(text: str, path: tuple[str, ...]) -> int | None:
    """Return the line of a key, or of the nearest table or key around it."""
    header: tuple[str, ...] = ()
    depth, found = 0, None
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"\s*(?:\[+([^\]]+)\]+|([\w.\"'-]+)\s*=)", line)
        if not match:
            continue
        try:
            keys = _keys(tomllib.loads(f"{match[1] or match[2]}=0"))
        except tomllib.TOMLDecodeError:  # a line of a text or an array
            continue
        keys = keys if match[1] else (*header, *keys)
        header = keys if match[1] else header
        if depth < len(keys) <= len(path) and keys == path[: len(keys)]:
            depth, found = len(keys), number
    return found


def _keys(table: object) -> tuple[str, ...]:
    if not isinstance(table, dict):
        return ()
    ((key, value),) = cast("JSON", table).items()
    return (key, *_keys(value))
