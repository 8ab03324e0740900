"""What the generator of the models and endpoints has read of the spec."""
# ruff: noqa: INP001 - a module of scripts, part of no package

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

from generate import SETTINGS
from spec import SPEC

if TYPE_CHECKING:
    from spec import Schema

#: The models of the spec by name, once it was read: a property of one of them has no properties of its own.
MODELS: dict[str, Any] = {}


def endpoints_by_name(spec: Schema) -> dict[str, tuple[str, Any]]:
    """Let the generator of the endpoints and models read the spec; return the tag and the endpoint of each."""
    config = importlib.import_module("openapi_python_client.config")
    parser = importlib.import_module("openapi_python_client.parser")
    settings = config.Config.from_sources(
        config.ConfigFile.load_from_path(SETTINGS),
        config.MetaType.NONE,
        document_source=SPEC,
        file_encoding="utf-8",
        overwrite=False,
        output_path=None,
    )
    data = parser.GeneratorData.from_dict(spec, config=settings)
    tags = data.endpoint_collections_by_tag
    MODELS.update({str(each.class_info.name): each for each in data.models})
    return {str(each.name): (str(tag), each) for tag, collection in tags.items() for each in collection.endpoints}


def properties(model: Any) -> list[Any]:  # noqa: ANN401 - of the generator
    """List the properties of a generated model, those that are required first."""
    return [*model.required_properties, *model.optional_properties]


def code(value: Any) -> str:  # noqa: ANN401 - of the generator
    """Return a piece of code as it stands in a class that has a method `list`."""
    text = value.as_unembedded_code().replace("datetime.datetime", "dt.datetime")
    return re.sub(r"\blist\[", "builtins.list[", text)


def snake(name: str) -> str:
    """Write a name as the generator writes it in Python."""
    return str(importlib.import_module("openapi_python_client.strings").snake_case(name))


def pascal(name: str) -> str:
    """Write a name of a resource as that of its class."""
    return "".join(part.capitalize() for part in name.split("_"))
