"""Work that is accepted first and done later. Tasks are stored as data, so they survive the process."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._errors import APIProblem
from ._event_types import log_done, log_failed
from ._operation_effects import EFFECTS, OperationTask, fail_operation, start_operation, touch_store
from ._state import Collection

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Generator, Iterator, Sequence

    from ._database import Database
    from ._ids import Ids
    from ._state import JsonObject, State

# The configuration of a store; all other kinds are its data.
_CONFIGURATION = frozenset({"store", "trait_group", "identity_resolution_settings", "data_mapping"})
_READABLE_SECONDS = 7 * 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class OperationTiming:
    """When operations end: at a poll, or some seconds after they were accepted.

    Attributes:
        polls: The number of the poll that finds the operation ended; 0 for at once.
        seconds: How long an operation takes on the clock; if given, polls do not count.
        write_lag: How many seconds on the clock a write without an operation takes.
        recall_lag: How many seconds on the clock it takes until Recall finds what was written.
    """

    polls: int
    seconds: float | None
    write_lag: float
    recall_lag: float = 0.0

    def __post_init__(self) -> None:
        if isinstance(self.polls, bool) or not isinstance(self.polls, int) or self.polls < 0:
            raise ValueError(f"operation_polls: expected a whole number of at least 0, got {self.polls!r}")
        if self.seconds is not None:
            _check_seconds("operation_seconds", self.seconds)
        _check_seconds("write_lag", self.write_lag)
        _check_seconds("recall_lag", self.recall_lag)


def _check_seconds(name: str, value: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ValueError(f"{name}: expected a number of seconds, at least 0, got {value!r}")


class Operations:
    """Accepts tasks, and runs them when they are due."""

    def __init__(self, database: Database, state: State, ids: Ids, pace: OperationTiming) -> None:
        self._connection = database.connection
        self._state = state
        self._ids = ids
        self._pace = pace
        self._fails_with: int | None = None
        self._started: dict[int, Iterator[None]] = {}
        self.in_background = False
        """Whether what takes long is done in parts, by `step` and by each call, and not in the call that begins it."""

    @property
    def recall_delay(self) -> float:
        """How many seconds after a write can be read Recall finds it."""
        return max(self._pace.recall_lag - self._pace.write_lag, 0.0)

    @contextlib.contextmanager
    def fail_with(self, code: int | None) -> Generator[None]:
        """Make tasks that are accepted in the block fail with a code when they are due."""
        self._fails_with = code
        try:
            yield
        finally:
            self._fails_with = None

    def accept(self, task: OperationTask, at: float) -> str:
        """Accept a task; one that takes no time is run before this returns.

        Args:
            task: The task.
            at: The time, in seconds since the epoch.

        Returns:
            The ID of the operation.
        """
        operation_id = self.create_held(task, at)
        self.release(operation_id, at)
        return operation_id

    def create_held(self, task: OperationTask, at: float) -> str:
        """Accept a task that runs only after it is released."""
        operation_id = self._ids.type_id("proc_job", at)
        self._insert(task, at, operation_id, due_at=None)
        return operation_id

    def release(self, operation_id: str, at: float) -> None:
        """Start a task that was held."""
        seconds = self._pace.seconds
        polls = self._pace.polls if seconds is None else None
        self._connection.execute(
            "UPDATE operations SET polls_left = ?, due_at = ? WHERE id = ?",
            (polls, None if seconds is None else at + seconds, operation_id),
        )
        self.run_due(at)

    def create_untracked(self, task: OperationTask, at: float) -> None:
        """Accept a task without an operation to poll; without a lag it is run before this returns.

        Args:
            task: The task.
            at: The time, in seconds since the epoch.
        """
        self._insert(task, at, None, due_at=at + self._pace.write_lag)
        self.run_due(at)

    def is_changing(self, collection: Collection, target: str) -> bool:
        """Return whether a change of a resource is pending."""
        row = self._connection.execute(
            """
            SELECT 1 FROM operations
            WHERE kind = ? AND scope = ? AND target = ? AND action IN ('change', 'redefine') AND completed_at IS NULL
            """,
            (collection.kind, collection.scope, target),
        ).fetchone()
        return row is not None

    def run_due(self, at: float) -> None:
        """Run everything that is due."""
        self._run_where(["polls_left <= 0", "due_at <= :at"], at, wait=False)

    def run_all(self, at: float) -> None:
        """Run everything now that is not held."""
        self._run_where(["polls_left IS NOT NULL", "due_at IS NOT NULL"], at)

    def last_id(self) -> int:
        """Return the number of the task that was accepted last."""
        return int(self._connection.execute("SELECT coalesce(max(seq), 0) FROM operations").fetchone()[0])

    def run_since(self, number: int, at: float) -> None:
        """Run everything now that was accepted after the given number."""
        self._run_where([f"seq > {number:d}"], at)

    def poll(self, operation_id: str, at: float, origin: str) -> JsonObject:
        """Return an operation as a client sees it; the poll may complete it.

        Args:
            operation_id: The ID of the operation.
            at: The time, in seconds since the epoch.
            origin: The origin of URLs.

        Raises:
            APIProblem: 520052, the operation does not exist or it ended more than seven days ago.
        """
        row = self._find(operation_id)
        if row is None or (row["completed_at"] is not None and at > row["completed_at"] + _READABLE_SECONDS):
            raise APIProblem(520052)
        is_held = row["polls_left"] is None and row["due_at"] is None
        if row["completed_at"] is None and not is_held:
            if row["status"] == "PENDING":
                self._connection.execute("UPDATE operations SET status = 'RUNNING' WHERE id = ?", (operation_id,))
                start_operation(self._state, _task(row))
            self._connection.execute("UPDATE operations SET polls_left = polls_left - 1 WHERE id = ?", (operation_id,))
            # Earlier operations on the same resource run first.
            self._connection.execute(
                """
                UPDATE operations SET polls_left = 0
                WHERE (kind, scope, target) = (:kind, :scope, :target) AND seq < :seq AND completed_at IS NULL
                    AND polls_left IS NOT NULL AND :left <= 0
                """,
                {**row, "left": (row["polls_left"] or 1) - 1},
            )
            self.run_due(at)
            row = self._find(operation_id)
        return _to_json(row, origin)

    def store_of(self, operation_id: str) -> str | None:
        """Return the store on which an operation works, if there is one."""
        return row["scope"].partition("/")[0] or row["target"] if (row := self._find(operation_id)) else None

    def _find(self, operation_id: str) -> Any:  # noqa: ANN401 - a row or None; sqlite alone knows its columns
        return self._connection.execute("SELECT * FROM operations WHERE id = ?", (operation_id,)).fetchone()

    def _insert(self, task: OperationTask, at: float, operation_id: str | None, *, due_at: float | None) -> None:
        row = {
            "id": operation_id,
            "status": "PENDING",
            "action": task.action,
            "kind": task.collection.kind,
            "scope": task.collection.scope,
            "target": task.target,
            "name": task.payload.get("displayName"),
            "payload": json.dumps(task.payload),
            "result_path": task.result_path,
            "fails_with": self._fails_with,
            "due_at": due_at,
            "created_at": at,
        }
        marks = ", ".join(f":{column}" for column in row)
        self._connection.execute(f"INSERT INTO operations ({', '.join(row)}) VALUES ({marks})", row)  # noqa: S608 - the columns come from the dict above

    @property
    def is_busy(self) -> bool:
        """Whether `step` has anything to do."""
        return bool(self._started)

    def step(self) -> bool:
        """Do a part of what was begun; return whether there was anything to do."""
        for seq, work in self._started.items():
            if next(work, self) is self:
                del self._started[seq]
            return True
        return False

    def forget(self) -> None:
        """Break off what was begun, because the database is another now."""
        self._started.clear()

    def _run_where(self, conditions: Sequence[str], at: float, *, wait: bool = True) -> None:
        # A union, and not OR, so that each condition is looked up in its index.
        chosen = " UNION ".join(
            f"SELECT due_at, seq FROM operations WHERE completed_at IS NULL AND {condition}"  # noqa: S608 - the conditions stand above
            for condition in conditions
        )
        for seq in [row["seq"] for row in self._connection.execute(f"{chosen} ORDER BY due_at, seq", {"at": at})]:
            # Read again: the tasks that have run may have moved this one.
            row = self._connection.execute("SELECT * FROM operations WHERE seq = ?", (seq,)).fetchone()
            # Tasks run late if there was no request for a while; their time is when they were due.
            work = self._started.pop(seq, None) or self._run(
                row, at if row["due_at"] is None else min(at, row["due_at"])
            )
            for _ in work:
                if self.in_background and not wait:
                    self._started[seq] = work
                    break

    def _run(self, row: sqlite3.Row, at: float) -> Generator[None]:
        task, events, error = _task(row), self._state.events, None
        caller, events.request = events.request, row["id"] or f"task:{row['seq']}"
        try:
            if row["fails_with"] is not None:
                fail_operation(self._state, task, timestamp(at))
                raise APIProblem(row["fails_with"])  # noqa: TRY301 - recorded like any other failure
            yield from EFFECTS[task.action](self._state, task, timestamp(at)) or ()
            log_done(events, task, timestamp(at), row["id"])
            if task.collection.kind not in _CONFIGURATION:
                touch_store(self._state, task.collection, timestamp(at))
        except APIProblem as problem:
            error = json.dumps(problem.operation_error())
            log_failed(self._state, task, timestamp(at), row["id"], problem, injected=row["fails_with"] is not None)
        finally:
            events.request = caller
        self._connection.execute(
            "UPDATE operations SET status = ?, error = ?, completed_at = ? WHERE seq = ?",
            ("COMPLETED" if error is None else "FAILED", error, at, row["seq"]),
        )
        self._connection.execute("DELETE FROM operations WHERE seq = ? AND id IS NULL", (row["seq"],))


def operation_path(operation_id: str) -> str:
    """Return where an operation can be read."""
    return f"/v1/ControlPlane/Operations/{operation_id}"


def timestamp(at: float) -> str:
    """Return a time as the API writes it, to the millisecond."""
    moment = dt.datetime.fromtimestamp(round(at, 3), dt.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _task(row: sqlite3.Row) -> OperationTask:
    collection = Collection(row["kind"], row["scope"])
    return OperationTask(row["action"], collection, row["target"], json.loads(row["payload"]), row["result_path"])


def _to_json(row: sqlite3.Row, origin: str) -> JsonObject:
    body: JsonObject = {
        "operationId": row["id"],
        "status": row["status"],
        "createdAt": timestamp(row["created_at"]),
        "statusUrl": f"{origin}{operation_path(row['id'])}",
    }
    if row["completed_at"] is not None:
        body["completedAt"] = timestamp(row["completed_at"])
    if row["status"] == "COMPLETED":
        body["result"] = {"type": "RESOURCE_ID", "id": row["target"]}
        if row["result_path"] is not None:
            body["resultUrl"] = f"{origin}{row['result_path']}"
    if row["error"] is not None:
        body["error"] = json.loads(row["error"])
    return body
