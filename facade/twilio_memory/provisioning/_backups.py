"""Backs up what is removed, and brings it back."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from twilio_memory import EnsuredDataMapping, EnsuredIdentityResolutionSettings, EnsuredTraitGroup, InvalidArgumentError
from twilio_memory._configuration.state import within
from twilio_memory.models import CreateDataMappingInput, IdentifierConfig, TraitGroupRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from twilio_memory import MemoryClient
    from twilio_memory._configuration.state import JSON

_FORMAT: Final = "twilio-memory-backup/1"
BACKUP_DIR: Final = "twilio-memory-backups"
_MADE_BY_TWILIO: Final = ("id", "version", "createdAt", "updatedAt")

Restored = EnsuredDataMapping | EnsuredTraitGroup | EnsuredIdentityResolutionSettings


def write_backup(folder: str | os.PathLike[str], kind: str, store_id: str, name: str, body: JSON) -> Path:
    """Write a backup, and wait until it is on the disk; a backup of the same content is written once.

    Raises:
        InvalidArgumentError: The resource could not be created again.
        OSError: It cannot be written.
    """
    _readable(kind, body)
    data = {"format": _FORMAT, "kind": kind, "store_id": store_id, "name": name, "body": body}
    text = json.dumps(data, indent=2, sort_keys=True) + "\n"
    digest = hashlib.blake2b(text.encode(), digest_size=5).hexdigest()
    path = Path(folder) / f"{kind}.{re.sub(r'[^a-zA-Z0-9_.-]', '_', name)}.{digest}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    with contextlib.suppress(OSError):  # Windows cannot open a folder.
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    return path


def delete_data_mapping(
    memory: MemoryClient,
    store_id: str,
    display_name: str,
    *,
    backup_dir: str | os.PathLike[str] = BACKUP_DIR,
    timeout: float = 300.0,
) -> Path:
    """Delete a data mapping by its name, after its backup is on the disk, and wait until it is gone.

    It can be called again after any failure: the ID is never reused, and a mapping that is gone is not deleted twice.

    Args:
        memory: The client.
        store_id: The store's ID.
        display_name: The name of the mapping, exactly as it is written.
        backup_dir: The folder for the backup; it is created if it does not exist.
        timeout: The longest time to wait for the deletion, in seconds; more than 0.

    Returns:
        The backup, for `restore`; that of an earlier call if the mapping is gone.

    Raises:
        LookupError: The store has no mapping of this name, and there is no backup of one.
        InvalidArgumentError: The mapping could not be created again, since its source is of a type that this version of
            the library does not know. It was not deleted.
        OSError: The backup cannot be written. The mapping was not deleted.
        TwilioMemoryError: Any other failure; `outcome` states whether the mapping may have been deleted.
    """
    memory = within(memory, "delete_data_mapping")
    mapping = memory.data_mappings.find(store_id, display_name=display_name)
    if mapping is None:
        for path, data in _backups(Path(backup_dir)):
            if (data["kind"], data["store_id"], data["name"]) == ("data_mapping", store_id, display_name):
                return path
        raise LookupError(f"{store_id} has no data mapping {display_name!r}, and {backup_dir} has no backup of one")
    path = write_backup(backup_dir, "data_mapping", store_id, display_name, mapping.to_dict())
    memory.data_mappings.delete(store_id, mapping.id).wait(timeout)
    return path


def restore(
    memory: MemoryClient, backup: str | os.PathLike[str], *, store_id: str | None = None, timeout: float = 300.0
) -> Restored:
    """Bring back what a backup has: a data mapping, a trait group, or identity resolution settings.

    What exists is not changed, so it can be called again after any failure. A data mapping gets a new ID. The values
    that profiles had of a removed trait do not come back.

    Args:
        memory: The client.
        backup: The file, from `delete_data_mapping` or `apply`.
        store_id: The ID of another store; that of the backup if not given.
        timeout: The longest time for all of it, in seconds; more than 0.

    Returns:
        The resource; `created` and `added` state what was brought back, and `differs` what exists and is not as in the
        backup.

    Raises:
        InvalidArgumentError: The file is not a backup.
        OSError: The file cannot be read.
        TwilioMemoryError: Any other failure.
    """
    memory = within(memory, "restore")
    data = _read(Path(backup))
    if data is None:
        raise InvalidArgumentError(f"{backup}: is not a backup of this library")
    fields = _readable(data["kind"], data["body"])
    store_id = store_id or cast("str", data["store_id"])
    if data["kind"] == "data_mapping":
        return memory.data_mappings.ensure(store_id, **fields, timeout=timeout)
    if data["kind"] == "trait_group":
        return memory.trait_groups.ensure(store_id, **fields, timeout=timeout)
    return memory.identity_resolution_settings.ensure(store_id, **fields, timeout=timeout)


def _readable(kind: str, body: JSON) -> dict[str, Any]:
    """Return the arguments that create a resource again; refuse a body that could not be created."""
    body = {name: value for name, value in _without_nulls(body).items() if name not in _MADE_BY_TWILIO}
    if not body.get("description", True):  # an empty one is read, and cannot be sent
        del body["description"]
    try:
        if kind == "data_mapping":
            if body["mappingFrom"]["type"] not in {"INGRESS", "DATASET_CLOUDAPP", "DATASET_WAREHOUSE"}:
                raise ValueError(f"its source has the type {body['mappingFrom']['type']!r}")  # noqa: TRY301
            return CreateDataMappingInput.from_dict(body).fields()
        if kind == "trait_group":
            return TraitGroupRequest.from_dict(body).fields()
        configs = [IdentifierConfig.from_dict(config) for config in body["identifierConfigs"]]
        return {"identifier_configs": configs, "matching_rules": body["matchingRules"]}
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidArgumentError(f"this {kind.replace('_', ' ')} could not be created again: {error}") from error


def _without_nulls(value: object) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {name: _without_nulls(each) for name, each in cast("JSON", value).items() if each is not None}
    if isinstance(value, list):
        return [*map(_without_nulls, cast("list[object]", value))]
    return value


def _read(path: Path) -> JSON | None:
    """Read a backup; None if the file is something else."""
    try:
        data: Any = json.loads(path.read_text("utf-8"))
    except ValueError:
        return None
    kinds = {"data_mapping", "trait_group", "identity_resolution_settings"}
    names = {"format": str, "kind": str, "store_id": str, "name": str, "body": dict}
    if not isinstance(data, dict):
        return None
    backup = cast("JSON", data)
    is_backup = all(isinstance(backup.get(key), kind) for key, kind in names.items())
    return backup if is_backup and backup["format"] == _FORMAT and backup["kind"] in kinds else None


def _backups(folder: Path) -> Iterator[tuple[Path, JSON]]:
    """List the backups of a folder, the newest first."""
    for path in sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True):
        if data := _read(path):
            yield path, data
