"""The rows of an import: what is wrong with each, and the profiles that are made of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ._csv_cells import REMOVED, find_bad_characters, find_bad_spaces, is_plain, read_cell
from ._csv_files import CSVError, columns_of, read_csv
from ._identity_events import log_merge
from ._identity_resolution import IdentityIndex
from ._ids import type_id_of
from ._timestamps import instant
from ._traits import MAX_TEXT_LENGTH, Traits

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from ._csv_files import Column, Record
    from ._identity_resolution import Identifier, Resolution
    from ._operation_effects import OperationTask
    from ._state import JsonObject, State
    from ._state import Row as StoredRow
    from ._traits import FlatTraits

# One of these has to be in each row.
_ROW_IDENTIFIERS = frozenset({"email", "phone", "whatsapp"})
_BATCH = 1000
_MAX_REPORTED = 1000
_CODES = {"ERROR": 520010, "WARNING": 520034}
_CREATED, _UPDATED = "profiles.created.importcsv", "traits.created.importcsv"


@dataclass(slots=True)
class Row:
    """A record of the file as the emulator understands it.

    Attributes:
        record: Its number.
        line: The line of the file in which it ends.
        values: Its values by group and trait.
        identifiers: The identifiers among them.
        errors: What is wrong with it, as columns and reasons.
        warnings: What was changed or left out of it, likewise.
    """

    record: int
    line: int
    values: FlatTraits = field(default_factory=dict[tuple[str, str], Any])
    identifiers: list[Identifier] = field(default_factory=list["Identifier"])
    errors: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    warnings: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


@dataclass(frozen=True, slots=True)
class _Target:
    """The trait that a column feeds.

    Attributes:
        column: The column.
        trait: The group and the name of the trait.
        definition: Its definition; None if it is not defined.
        data_type: The type of its values.
        is_text: Whether it takes any text.
        is_identifier: Whether it is promoted to an identifier.
        may_identify_row: Whether that is one of those of which each row has to have one.
    """

    column: Column
    trait: tuple[str, str]
    definition: JsonObject | None
    data_type: str
    is_text: bool
    is_identifier: bool
    may_identify_row: bool


class Rows:
    """Checks all rows of an import before it writes any, because a file with many bad ones is not imported at all.

    Args:
        state: The resources.
        task: The task of the import.
        job: What all its events have in common.
        now: The time.
    """

    def __init__(self, state: State, task: OperationTask, job: JsonObject, now: str) -> None:
        self._state = state
        self._task = task
        self._job = job
        self._now = now
        self._store_id = task.collection.scope
        self._identities = IdentityIndex(state, self._store_id)
        self._traits = Traits(state, self._store_id, self._identities)
        self._reported = dict.fromkeys(_CODES, 0)
        self.created = self.updated = 0
        self._written: dict[str, int] = {}

    def check(self, content: bytes, mappings: Sequence[JsonObject]) -> Generator[None, None, list[Row]]:
        """Read the file and check its rows; between its parts other requests are handled.

        Raises:
            CSVError: It cannot be imported at all.
        """
        columns = columns_of(mappings)
        targets = [self._target(column) for column in columns]
        if not any(target.may_identify_row for target in targets):
            raise CSVError("No column is mapped to a trait that is an email address, a phone or a WhatsApp number.")
        rows: list[Row] = []
        for records in read_csv(content, columns, _BATCH):
            if rows:
                yield
            rows += [self._check(record, targets) for record in records]
        for first in range(0, len(rows), _BATCH):
            body = {**self._job, "records": min(_BATCH, len(rows) - first)}
            self._state.events.add("profiles.submitted-import", self._now, body, request=self._request(first + 1))
        return rows

    def report(self, rows: Sequence[Row]) -> list[str]:
        """Log the rows that are refused, and return their descriptions."""
        return [self._report(row, "ERROR", row.errors) for row in rows if row.errors]

    def write(self, rows: Sequence[Row]) -> int:
        """Write a batch of rows without errors, and return the number of those with warnings.

        Other requests may have changed the store since the last batch.
        """
        self._identities = IdentityIndex(self._state, self._store_id)
        self._traits = Traits(self._state, self._store_id, self._identities)
        held = self._identities.held(identifier for row in rows for identifier in row.identifiers)
        at = instant(self._now) / 1_000_000
        new: list[StoredRow] = []
        warned, created = 0, self.created
        for row in rows:
            # How many profiles there will be was not known when the import was opened: their IDs come from its own.
            profile_id = type_id_of("mem_profile", at, f"{self._task.target}:{row.record}", order=row.record)
            keys = {identifier.key for identifier in row.identifiers}
            if held.isdisjoint(keys) and len({identifier.id_type for identifier in row.identifiers}) == len(keys):
                # Nothing to resolve, as in most rows; such profiles are inserted together.
                new += self._identities.rows(profile_id, row.identifiers, self._now)
                new += self._traits.rows(profile_id, row.values, self._now)
                created += 1
                if created <= _MAX_REPORTED:
                    self._log(row, profile_id, _CREATED)
            else:
                self._state.insert_all(new)
                new.clear()
                resolution = self._identities.identify(row.identifiers, profile_id, self._now)
                profile_id = resolution.profile_id
                self._traits.write(profile_id, row.values, self._now)
                log_merge(self._state, self._store_id, resolution, self._now, request=self._request(row.record))
                created += resolution.created
                self.updated += not resolution.created
                if created + self.updated <= _MAX_REPORTED:
                    self._log(row, profile_id, _CREATED if resolution.created else _UPDATED)
                row.warnings += _find_overlaps(resolution, self._written)
            held |= keys
            self._written[profile_id] = row.record
            if row.warnings:
                warned += 1
                self._report(row, "WARNING", row.warnings)
        self._state.insert_all(new)
        self.created = created
        return warned

    def _log(self, row: Row, profile_id: str, event_type: str) -> None:
        """Log a profile that was written, of which there are only the first ones."""
        body = {**self._job, "record": row.record, "line": row.line, "profile_id": profile_id}
        self._state.events.add(event_type, self._now, body, request=self._request(row.record))

    def _target(self, column: Column) -> _Target:
        definition = self._traits.definition(column.group, column.trait)
        defined = definition or {}
        promoted = defined.get("idTypePromotion")
        is_identifier = promoted in self._identities.settings.configs
        return _Target(
            column,
            (column.group, column.trait),
            definition,
            defined.get("dataType", "STRING"),
            is_text=defined.get("dataType") == "STRING" and not is_identifier and "validationRule" not in defined,
            is_identifier=is_identifier,
            may_identify_row=is_identifier and promoted in _ROW_IDENTIFIERS,
        )

    def _check(self, record: Record, targets: Sequence[_Target]) -> Row:
        row = Row(record.number, record.line)
        if record.cells is None:
            row.errors.append(("", "it has more or fewer cells than the header"))
            return row
        # Of two columns that feed one trait, the later one counts.
        read: dict[tuple[str, str], _Target] = {}
        for target, cell in zip(targets, record.cells, strict=True):
            if target.is_text and len(cell) <= MAX_TEXT_LENGTH and is_plain(cell):
                row.values[target.trait] = cell
            else:
                self._read_cell(row, target, cell)
                read[target.trait] = target
        for trait, target in read.items():
            if trait in row.values:
                wrong = self._traits.read_value(target.definition, row.values[trait], row.identifiers)
                if wrong is not None:
                    row.errors.append((target.column.name, wrong))
        if not row.errors and not any(identifier.id_type in _ROW_IDENTIFIERS for identifier in row.identifiers):
            names = " and ".join(repr(target.column.name) for target in targets if target.may_identify_row)
            row.errors.append(("", f"it has no identifier: there is no value in {names}"))
        return row

    def _read_cell(self, row: Row, target: _Target, cell: str) -> None:
        name = target.column.name
        value: object = None if cell == REMOVED else ""
        if cell in {"", REMOVED}:
            if target.is_identifier:
                return
            if not cell and target.data_type != "STRING":
                row.warnings.append((name, f"is empty, which is no {target.data_type}: the old value stays"))
                return
        else:
            is_plain_text = target.data_type == "ARRAY" or is_plain(cell)
            refused, unlisted = (None, None) if is_plain_text else find_bad_characters(cell)
            if self._task.payload.get("strictCharacters"):
                refused = unlisted
            if wrong := refused or find_bad_spaces(cell):
                row.errors.append((name, wrong))
                return
            if unlisted:
                row.warnings.append((name, f"{unlisted}, which Twilio does not list"))
            value = read_cell(cell, target.data_type)
        row.values[target.trait] = value

    def _report(self, row: Row, level: str, problems: Sequence[tuple[str, str]]) -> str:
        """Log what is wrong with a row, and return it; of many rows only the first ones are logged."""
        reasons = [f"{name!r} {reason}" if name else reason for name, reason in problems]
        text = f"record {row.record}: {'; '.join(reasons)}"
        self._reported[level] += 1
        if self._reported[level] <= _MAX_REPORTED:
            columns = [name for name, _ in problems if name]
            body = {**self._job, "record": row.record, "line": row.line, "columns": columns}
            self._state.events.add_problem(
                _CREATED,
                self._now,
                body,
                level="ERROR" if level == "ERROR" else "WARNING",
                code=_CODES[level],
                reasons=[f"record {row.record}: {reason}" for reason in reasons],
                request=self._request(row.record),
            )
        return text

    def _request(self, number: int) -> str:
        return f"{self._task.target}:batch:{(number - 1) // _BATCH}"


def _find_overlaps(resolution: Resolution, written: dict[str, int]) -> list[tuple[str, str]]:
    """Return what a row shares with other people, or with earlier rows of the same file."""
    found = [
        ("", f"the identifier of the type {identifier.id_type} stays with another profile")
        for identifier in resolution.skipped
    ]
    for profile_id in resolution.merged:
        if profile_id in written:
            found.append(("", f"it joins the profile of record {written[profile_id]}"))
            break
    return found
