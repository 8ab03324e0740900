"""Seed files: stores with all that is in them as readable TOML or JSON, for later versions of the emulator, too."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ._clock import FakeClock
from ._core import Core
from ._errors import EmulatorError
from ._operations import OperationTiming
from ._seed_loading import SeedLoader, require_version
from ._seed_reading import seed_of
from ._validation import is_unicode

if TYPE_CHECKING:
    from ._lock import ProcessLock
    from ._state import JsonObject


class SeedFiles:
    """The methods of an emulator that read and write seed files."""

    _core: Core
    _lock: ProcessLock

    def load(self, path: str | os.PathLike[str]) -> list[str]:
        """Add the stores of a seed file, with all that is in them.

        The clock moves on to the time of the seed, if that is later.

        Args:
            path: A file whose name ends in `.toml` or `.json`.

        Returns:
            The IDs of the stores.

        Raises:
            EmulatorError: The file cannot be read, is of a newer version, does not fit, or has IDs or names that are
                there already; nothing has changed. Or the emulator is closed.
        """
        file = seed_file(path)
        try:
            text = file.read_text("utf-8")
            document: object = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
        except (OSError, ValueError, RecursionError) as error:
            raise EmulatorError(f"cannot read the seed {file}: {error}") from error
        with self._lock:
            self._core.now()
            try:
                return load_seed(self._core, document)
            except EmulatorError as error:
                raise EmulatorError(f"the seed {file} cannot be loaded: {error}") from error

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write all stores, with all that is in them, into a seed file, as they are once nothing is pending any more.

        The emulator itself is not changed. Operations and imports are left out.

        Args:
            path: A file whose name ends in `.toml` or `.json`; one that is there is replaced.

        Raises:
            EmulatorError: The file cannot be written; one that was there is as it was. Or the emulator is closed.
        """
        file = seed_file(path)
        with self._lock:
            seed = settled_seed(self._core)
        write_seed(file, seed)


def load_seed(core: Core, document: object) -> list[str]:
    """Add the stores of a document, move the clock on to its time, and return their IDs. The caller has the lock.

    Raises:
        EmulatorError: It does not fit; nothing has changed.
    """
    now = core.begin()
    try:
        seed = require_version(_with_text_times(document))
    except RecursionError as error:
        raise EmulatorError("it is nested too deeply") from error
    at = max(now, _time(seed))
    with core.database.transaction():
        found = SeedLoader(core, at).load(seed)
        core.database.set_max("time", at)
    if at > now:
        core.set_clock(at)
    return found


def settled_seed(core: Core) -> JsonObject:
    """Return the seed of a core as it is once nothing is pending any more. The caller has the lock."""
    at = core.begin()
    copy = Core(
        seed=0,
        timing=OperationTiming(0, None, 0.0),
        behavior=core.behavior,
        ranker=core.ranker,
        database=":memory:",
        clock=FakeClock(at),
    )
    try:
        copy.database.restore(core.database.dump())
        with copy.database.transaction():
            copy.operations.run_all(at)
        return seed_of(copy)
    finally:
        copy.close()


def as_text(seed: JsonObject, suffix: str) -> str:
    """Return a seed as the text of a file whose name ends so.

    Raises:
        EmulatorError: It cannot be TOML, or the package that writes it is not installed.
    """
    return _as_toml(seed) if suffix == ".toml" else json.dumps(seed, indent=2, ensure_ascii=False) + "\n"


def seed_file(path: str | os.PathLike[str]) -> Path:
    """Return the path of a seed file.

    Raises:
        EmulatorError: Its name ends in something else than `.toml` or `.json`.
    """
    file = Path(path)
    if file.suffix not in {".toml", ".json"}:
        raise EmulatorError(f"the name of a seed file ends in .toml or .json, not {file.name!r}")
    return file


def require_writer(file: Path) -> None:
    """Check that a seed can be written in the form that the name of its file says, and at its place.

    Raises:
        EmulatorError: The package that writes TOML is not installed, the directory does not exist or cannot be written
            to, or the file cannot be one.
    """
    if file.suffix == ".toml":
        _as_toml({})
    if file.is_dir():
        raise EmulatorError(f"cannot write the seed {file}: it is a directory")
    try:
        descriptor, name = _temporary_file(file)
        os.close(descriptor)
        Path(name).unlink()
    except FileNotFoundError as error:
        raise EmulatorError(f"cannot write the seed {file}: the directory does not exist") from error
    except OSError as error:
        raise EmulatorError(f"cannot write the seed {file}: {error.strerror}") from error


def write_seed(file: Path, seed: JsonObject) -> None:
    """Write a seed in the form that the name of its file says.

    Raises:
        EmulatorError: The file cannot be written; one that was there is as it was.
    """
    text = as_text(seed, file.suffix)
    try:
        descriptor, name = _temporary_file(file)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as target:
                target.write(text)
            Path(name).replace(file)
        except BaseException:
            with contextlib.suppress(OSError):
                Path(name).unlink()
            raise
    except (OSError, UnicodeError) as error:
        raise EmulatorError(f"cannot write the seed {file}: {error}") from error


def _temporary_file(file: Path) -> tuple[int, str]:
    """Make a file that can be renamed to another one: of any name that the other one may have."""
    return tempfile.mkstemp(prefix=".seed.", dir=file.parent)


def _time(seed: JsonObject) -> float:
    if "time" not in seed:
        return 0.0
    try:
        clock = FakeClock()
        clock.set(dt.datetime.fromisoformat(seed["time"]))
    except (TypeError, ValueError) as error:
        raise EmulatorError(f"time: expected a time with a zone, got {seed['time']!r}") from error
    return clock.time()


def _with_text_times(value: Any) -> Any:  # noqa: ANN401 - what TOML has
    """Return times of TOML as text, as the API has them.

    Raises:
        EmulatorError: A time has no zone, or a text has half of a surrogate pair.
    """
    if isinstance(value, str) and not is_unicode(value):
        raise EmulatorError(f"the text {value!r} has half of a surrogate pair")
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, dt.date | dt.time):
        raise EmulatorError(f"expected a text or a time with a zone, got {value}")
    if isinstance(value, dict):
        table = cast("JsonObject", value)
        return {_with_text_times(name): _with_text_times(each) for name, each in table.items()}
    if isinstance(value, list):
        return [_with_text_times(each) for each in cast("list[object]", value)]
    return value


def _as_toml(seed: JsonObject) -> str:
    try:
        import tomli_w  # an extra, which JSON does not need
    except ModuleNotFoundError as error:
        raise EmulatorError(
            'tomli-w is missing: pip install "twilio-memory[provisioning]", or save it as .json'
        ) from error
    try:
        return tomli_w.dumps(seed, multiline_strings=False)
    except TypeError as error:  # It has no null.
        raise EmulatorError(f"it cannot be written as TOML, only as JSON: {error}") from error
