"""Validates values by JSON schemas of the API's description, with readable messages."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from ._errors import ValidationError

try:
    import jsonschema_rs
except ImportError as error:
    raise ImportError(
        'twilio_memory.testing needs jsonschema-rs: pip install "twilio-memory[testing]", or [server] for the server'
    ) from error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Schema: TypeAlias = dict[str, Any]

_Kind = jsonschema_rs.ValidationErrorKind

_INTEGER = re.compile(r"-?[0-9]{1,18}")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_BOOLEANS = {"true": True, "false": False}


def compile_schema(schema: Schema, components: Schema) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema whose references lead into the description's components.

    Values are masked in messages: an error body must not contain personal data.
    """
    whole = {**schema, "components": components}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, mask="the value")


@functools.lru_cache(maxsize=1024)
def _pattern(pattern: str) -> jsonschema_rs.Draft202012Validator | None:
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except jsonschema_rs.ValidationError:
        return None


def is_pattern(pattern: str) -> bool:
    """Return whether a text is a regular expression of JSON Schema."""
    return _pattern(pattern) is not None


def matches(pattern: str, text: str) -> bool:
    """Return whether a regular expression matches a text, in linear time."""
    compiled = _pattern(pattern)
    return compiled is not None and compiled.is_valid(text)


class Parameter(NamedTuple):
    """A parameter or header of the description."""

    name: str
    schema: Schema
    type: object
    """The schema's `type` once references are followed."""
    required: bool


class Parameters:
    """The parameters of one location, checked as one object."""

    def __init__(self, components: Schema, location: str, parameters: Iterable[Parameter]) -> None:
        self._components = components
        self._location = location
        self._parameters = {self._normal(parameter.name): parameter for parameter in parameters}

    def is_documented(self, name: str) -> bool:
        """Return whether a parameter is documented here."""
        return self._normal(name) in self._parameters

    def read(self, pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, Any], list[ValidationError]]:
        """Turn text into values of the documented types and check them.

        Args:
            pairs: Names and values, decoded.

        Returns:
            The values by documented name, and the errors in them.
        """
        values: dict[str, Any] = {}
        errors: list[ValidationError] = []
        for name, text in pairs:
            parameter = self._parameters.get(self._normal(name))
            if parameter is None:
                errors.append(ValidationError(self._location, name, "is not documented"))
            elif parameter.name in values:
                errors.append(ValidationError(self._location, name, "is given more than once"))
            else:
                values[parameter.name] = coerce(text, parameter.type)
        errors += inspect(self._validator, values, self._location)
        return values, errors

    @functools.cached_property
    def _validator(self) -> jsonschema_rs.Draft202012Validator:
        parameters = self._parameters.values()
        whole: Schema = {
            "type": "object",
            "properties": {parameter.name: parameter.schema for parameter in parameters},
            "required": [parameter.name for parameter in parameters if parameter.required],
        }
        return compile_schema(whole, self._components)

    def _normal(self, name: str) -> str:
        return name.lower() if self._location == "header" else name


def inspect(validator: jsonschema_rs.Draft202012Validator, value: object, location: str) -> list[ValidationError]:
    """Return what is wrong with a value; nothing if it fits the schema."""
    try:
        errors = list(validator.iter_errors(value))
    except UnicodeEncodeError:
        return [ValidationError(location, "", "a text has half of a surrogate pair")]
    except ValueError:
        return [ValidationError(location, "", "is nested too deeply")]
    return [_validation_error(error, location) for error in _relevant_errors(errors)]


def wrong_types(validator: jsonschema_rs.Draft202012Validator, value: object) -> list[tuple[list[str | int], object]]:
    """Return what has another type than in a schema, each with its place.

    Raises:
        ValueError: A text has half of a surrogate pair, or the value is nested too deeply.
    """
    errors = validator.iter_errors(value)
    return [(error.instance_path, error.instance) for error in errors if isinstance(error.kind, _Kind.Type)]


def is_unicode(text: str) -> bool:
    """Return whether a text has no half of a surrogate pair, which JSON can have, and UTF-8 cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _relevant_errors(errors: Iterable[jsonschema_rs.ValidationError]) -> Iterator[jsonschema_rs.ValidationError]:
    """Replace 'fits none of the variants' by what is wrong with the variant that was meant."""
    errors = list(errors)
    undecided = [error.instance_path for error in errors if isinstance(error.kind, _Kind.OneOfNotValid)]
    for error in errors:
        if isinstance(error.kind, _Kind.OneOfNotValid) and (meant := _best_variant(error)):
            yield from _relevant_errors(meant)
        # Where no variant fits, every property is unevaluated, so that error is useless.
        elif not isinstance(error.kind, _Kind.UnevaluatedProperties) or error.instance_path not in undecided:
            yield error


def _best_variant(error: jsonschema_rs.ValidationError) -> list[jsonschema_rs.ValidationError]:
    """Return the errors of the best variant, or that no variant matches; nothing if the validator is too old."""
    variants: list[list[jsonschema_rs.ValidationError]] = getattr(error.kind, "context", [])
    for variant in variants:
        if not any(isinstance(inner.kind, _Kind.Constant) for inner in variant):
            return variant
    return [inner for variant in variants for inner in variant if isinstance(inner.kind, _Kind.Constant)]


def _validation_error(error: jsonschema_rs.ValidationError, location: str) -> ValidationError:
    path = [str(step) for step in error.instance_path]
    if location == "body":
        return ValidationError(location, pointer(*path), error.message)
    return ValidationError(location, path[0] if path else "", error.message)


def pointer(*steps: str) -> str:
    """Return the JSON Pointer that takes these steps."""
    return "".join(f"/{step.replace('~', '~0').replace('/', '~1')}" for step in steps)


def coerce(text: str, wanted: object) -> object:
    """Read text as the wanted type; text that cannot be read is returned, so that validation refuses it."""
    match wanted:
        case "integer" if _INTEGER.fullmatch(text):
            return int(text)
        case "number" if _NUMBER.fullmatch(text):
            return float(text)
        case "boolean":
            return _BOOLEANS.get(text, text)
        case _:
            return text
