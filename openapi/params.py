"""The dictionaries that may be given in the places of models in a body."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from parsed import MODELS, properties

if TYPE_CHECKING:
    from collections.abc import Iterator


class Param(NamedTuple):
    """A dictionary that may be given in the place of a model."""

    name: str
    docstring: str
    fields: list[tuple[str, str]]
    """The properties by their names in the API, and their types."""


def params(names: set[str]) -> Iterator[Param]:
    """Describe the dictionaries of these names, and those that are parts of them."""
    todo, seen = {name.removesuffix("Param") for name in names}, set[str]()
    while todo:
        name = todo.pop()
        seen.add(name)
        fields = properties(MODELS[name])
        todo |= {each for field in fields for each in models_in(field)} - seen
        types = [(each.name.get_untrusted_value(), param_field(each)) for each in fields]
        yield Param(f"{name}Param", f"A dictionary in the place of the model `{name}`.", types)


def param_field(field: Any) -> str:  # noqa: ANN401 - of the generator
    """Return the type of a property in a dictionary."""
    return param_type(field) if field.required else f"NotRequired[{param_type(field)}]"


def param_type(field: Any) -> str:  # noqa: ANN401 - of the generator
    """Return the type of a value in a dictionary."""
    if inner := getattr(field, "inner_properties", None):
        return " | ".join(dict.fromkeys(map(param_type, inner)))
    if getattr(field, "inner_property", None):
        return f"Sequence[{param_type(field.inner_property)}]"
    if found := models_in(field):
        return " | ".join(f"models.{name} | {name}Param" for name in sorted(found))
    if isinstance(values := getattr(field, "values", None), dict):
        texts = ", ".join(repr(str(value)) for value in values.values())
        return f"models.{field.class_info.name} | Literal[{texts}]"
    text = str(field.get_type_string(no_optional=True).as_unembedded_code())
    return text.replace("datetime.datetime", "str | dt.datetime")


def models_in(field: Any) -> set[str]:  # noqa: ANN401 - of the generator
    """Name the models that a property may hold, those in a dictionary with any keys in its place."""
    if model := MODELS.get(str(field.class_info.name) if hasattr(field, "class_info") else ""):
        if properties(model):
            return {str(model.class_info.name)}
        return models_in(model.additional_properties) if hasattr(model.additional_properties, "template") else set()
    inner = [getattr(field, "inner_property", None), *(getattr(field, "inner_properties", None) or ())]
    return {name for each in inner if each is not None for name in models_in(each)}


def accepting(field: Any, annotation: str) -> str:  # noqa: ANN401 - of the generator
    """Return the annotation of a field of a body that takes dictionaries in the places of models."""
    for name in sorted(models_in(field)):
        annotation = re.sub(rf"(?<!\w){name}(?!\w)", f"{name} | {name}Param", annotation)
        annotation = annotation.replace("builtins.list[", "Sequence[")  # A list of one of the two is no list of both.
    return annotation
