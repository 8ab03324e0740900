"""Searches errors and objects for secrets, wherever error reporters read."""

from __future__ import annotations

import base64
import pickle
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, MethodType, ModuleType
from typing import Any

USER = "SKhush0123456789"
SECRET = "never-to-be-seen-0123456789abcdef"  # a test password, as long as real ones
_NEEDLES = (SECRET, base64.b64encode(f"{USER}:{SECRET}".encode()).decode(), base64.b64encode(SECRET.encode()).decode())


def shows(text: str) -> bool:
    """Return whether a text contains the secret in any form."""
    return any(needle in text for needle in _NEEDLES)


def chain(error: BaseException) -> list[BaseException]:
    """Return an exception with all its causes and contexts."""
    found: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        link = todo.pop()
        if link is not None and not any(link is other for other in found):
            found.append(link)
            todo += [link.__cause__, link.__context__, *getattr(link, "exceptions", ())]
    return found


def shown_by(error: BaseException) -> list[str]:
    """Return the text forms in which an error shows the secret."""
    found = []
    for link in chain(error):
        texts = {
            "str": str(link),
            "repr": repr(link),
            "attributes": repr(vars(link)),
            "traceback": "".join(traceback.TracebackException.from_exception(link, capture_locals=True).format()),
        }
        found += [f"{type(link).__name__}: {where}" for where, text in texts.items() if shows(text)]
    if shows(pickle.dumps(error).decode("latin-1")):
        found.append("pickle")
    return found


def held_by(root: object) -> set[str]:
    """Return the names of the classes that hold the secret in attributes, at any depth below an object."""
    found: set[str] = set()
    todo: list[tuple[object, str]] = [(root, "")]
    seen: dict[int, object] = {}
    while todo:
        thing, owner = todo.pop()
        if id(thing) in seen:
            continue
        seen[id(thing)] = thing  # kept, so that its id is not reused
        if isinstance(thing, str | bytes | bytearray):
            if shows(thing if isinstance(thing, str) else thing.decode("latin-1")):
                found.add(owner)
        elif not isinstance(thing, type | ModuleType | CodeType | FrameType | BuiltinFunctionType):
            todo += [(part, owner if isinstance(thing, Iterable) else type(thing).__name__) for part in _parts(thing)]
    return found


def _parts(thing: Any) -> Iterable[object]:
    if isinstance(thing, FunctionType):
        yield from (cell.cell_contents for cell in thing.__closure__ or ())
        yield from thing.__defaults__ or ()
        return
    if isinstance(thing, MethodType):
        yield thing.__self__
    if isinstance(thing, Mapping):
        yield from list(thing.items())
    elif isinstance(thing, tuple | list | set | frozenset) or type(thing).__name__ == "deque":
        yield from list(thing)
    yield from getattr(thing, "__dict__", {}).values()
    for kind in type(thing).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            mangled = f"_{kind.__name__.lstrip('_')}{name}" if name.startswith("__") and name[-2:] != "__" else name
            try:
                yield getattr(thing, mangled)
            except AttributeError:
                continue


def kept_in_frames(error: BaseException, package: Path) -> list[str]:
    """Return the local variables of a package's frames, over all causes of an error, that hold the secret."""
    found = []
    for link in chain(error):
        for frame, line in traceback.walk_tb(link.__traceback__):
            if Path(frame.f_code.co_filename).is_relative_to(package):
                kept = [name for name, value in frame.f_locals.items() if shows(_safe_repr(value)) or held_by(value)]
                found += [f"{frame.f_code.co_name}:{line}: {name}" for name in kept]
    return found


def _safe_repr(value: object) -> str:
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - the object may be incomplete
        return ""
