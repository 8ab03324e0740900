"""Parts of a body that are given as dictionaries, as the JSON of the API has them. Loaded when there is such a part."""

from __future__ import annotations

import difflib
import traceback
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import attrs

from twilio_memory._core.invalid_values import InvalidValue, parts
from twilio_memory_api.types import Model, attribute_of, items_of, to_json, unknown

if TYPE_CHECKING:
    from twilio_memory_api.types import OperationRecord

Place: TypeAlias = "tuple[str | int, ...]"


def read_dicts(record: OperationRecord, error: Exception, body: object) -> Model | None:
    """Return a body with models in the places of dictionaries; None if the error has another cause than those."""
    is_dict = isinstance(error, AttributeError) and error.name == "to_dict" and isinstance(error.obj, dict)
    if not is_dict or not isinstance(body, Model):
        return None
    content: dict[str, Any] = {}
    try:
        content = to_json(body)
        read: Model = cast("Any", type(body)).from_dict(content)
        cast("Any", read).to_dict()  # Fails where a dictionary is left in the place of a model.
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as failure:
        raise _locate(body, content, failure).to_error(record) from None
    if invalid := _find_unknown(body, read, ()):
        raise invalid.to_error(record)
    return read


def _locate(body: Model, content: dict[str, Any], error: Exception) -> InvalidValue:
    """Name the part of a body that cannot be read: it is what the innermost frame of a model reads."""
    if isinstance(error, RecursionError):
        return InvalidValue((), "a container is part of itself, or nested too deep")
    reason = f"the property {error.args[0]!r} is missing" if isinstance(error, KeyError) else str(error)
    frames = [frame.f_locals for frame, _ in traceback.walk_tb(error.__traceback__) if "src_dict" in frame.f_locals]
    if not frames:
        return InvalidValue((), reason)
    source, model = frames[-1]["src_dict"], frames[-1]["cls"]
    wires: set[str] = {*model._names.values()}  # noqa: SLF001 - see `Model`
    if isinstance(error, KeyError) and (missing := error.args[0]) not in wires:
        # The type of a union is read in the frame of what holds the union.
        children: list[Any] = [each for wire in wires if isinstance(each := source.get(wire), dict)]
        source = next((each for each in children if missing not in each), source)
    place = next((place for place, value in parts(content) if value is source), ())
    place = (*(attribute_of(body, str(part)) or part for part in place[:1]), *place[1:])
    if not isinstance(source, dict):
        return InvalidValue(place, f"expected the properties of {model.__name__}, got {source!r}")
    for field in attrs.fields(model):
        wire = model._names.get(field.name)  # noqa: SLF001 - see `Model`
        if isinstance(field.default, str) and wire in source and source[wire] != field.default:
            return InvalidValue(place, f"the {wire} {source[wire]!r} is not known here")
    return InvalidValue(place, reason)


def _find_unknown(given: Any, read: object, place: Place) -> InvalidValue | None:  # noqa: ANN401
    """Return the first property of a dictionary that its model does not have, or has with another constant."""
    sources: dict[Any, Any] = dict(items_of(given))
    if isinstance(read, Model) and isinstance(given, dict):
        names = read._names  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - see `Model`
        for name in unknown(read) if names else ():
            close = difflib.get_close_matches(str(name), names.values(), 1)
            hint = f"; did you mean {close[0]!r}?" if close else f"; it has {', '.join(names.values())}"
            return InvalidValue(place, f"there is no property {name!r} in {type(read).__name__}{hint}")
        for name, wire in names.items():
            value = getattr(read, name)
            if isinstance(value, str) and sources.get(wire) != value:
                return InvalidValue(place, f"the {wire} {sources.get(wire)!r} is not known here")
        sources = {attribute_of(read, wire) or wire: source for wire, source in sources.items()}
    if not isinstance(read, Model | list):
        return None
    found = (_find_unknown(sources.get(name), item, (*place, name)) for name, item in items_of(read))
    return next(filter(None, found), None)
