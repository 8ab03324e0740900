"""Imports: the upload of a file, and the handle to wait for it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from twilio_memory._core._sync.operations import Handle
from twilio_memory._core.accepted import AcceptedOperation
from twilio_memory._core.arguments import build_body, validate_timeout
from twilio_memory._core.call_options import with_call_options
from twilio_memory._core.concurrency import invoke, iter_file
from twilio_memory._core.loading import api, models
from twilio_memory._core.request import build_call
from twilio_memory._imports.result import ImportResult
from twilio_memory._imports.uploads import (
    UPLOAD_CHUNK_SIZE,
    build_upload,
    column_items,
    open_upload,
    parse_created_import,
    upload_filename,
)
from twilio_memory.errors import APIConnectionError, OperationFailedError, TwilioMemoryError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping
    from typing import Any, BinaryIO, Unpack

    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.call_options import CallOptions, RequestOptions
    from twilio_memory._core.endpoint import Call
    from twilio_memory._core.polling import Poller
    from twilio_memory._imports.uploads import ColumnMappings
    from twilio_memory_api.models import ProfileImport, ProfileImportCreated


class PendingImport(Handle["ProfileImport"]):
    """A handle on an import whose file has been uploaded."""

    @property
    def import_id(self) -> str:
        """The ID of the import."""
        return self._accepted.arguments["import_id"]

    def fetch(self, **options: Unpack[CallOptions]) -> ProfileImport:
        """Fetch the import once.

        Args:
            **options: Options of this call alone: see `CallOptions`.

        Raises:
            TwilioMemoryError: One of its subclasses.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        return (self._executor.execute(with_call_options(self._fetch_call(), options)))[0]

    def wait(
        self,
        timeout: float = 3600.0,
        *,
        progress: Callable[[ProfileImport], object] | None = None,
        raise_on_errors: bool = False,
        **options: Unpack[RequestOptions],
    ) -> ImportResult:
        """Wait until the import has ended.

        Args:
            timeout: The longest time to wait, in seconds; more than 0. The last poll may take up to 1 second longer.
            progress: Called with the import after each poll.
            raise_on_errors: Whether rows that Twilio has refused raise an error.
            **options: Options of the polls: see `RequestOptions`.

        Returns:
            The completed import. Rows may have been refused: see its `errors` and `warnings`.

        Raises:
            ImportIncompleteError: Rows were refused, and `raise_on_errors` is set. The others are imported.
            OperationFailedError: It has failed, and nothing is imported. It is also of the class of the code that its
                operation gives; `details` has the reason.
            OperationTimeoutError: It has not ended in time. It goes on; wait again if you like.
            OperationPollError: It could not be read, several times in a row or for good. It may go on.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        wait = self._begin_wait(timeout, progress, options)
        try:
            result = self._end_wait(wait.run())
        except OperationFailedError as error:
            raise self._with_reason(error, wait.poller) from error.__cause__
        if raise_on_errors:
            result.raise_on_errors(self._accepted)
        return result

    def _end_wait(self, state: ProfileImport) -> ImportResult:
        return ImportResult.from_import(state)

    def _with_reason(self, error: OperationFailedError, poller: Poller[ProfileImport]) -> TwilioMemoryError:
        """Read the operation of a failed import once, and return an error with its reason."""
        if self.operation_id is None or poller.last_state is None:
            return error
        try:
            call = build_call(api.operations.fetch_operation, self.operation_id)
            timeout = min(poller.request_timeout(), self._executor.options.timeouts.total)
            operation = (self._executor.execute(call._replace(timeout=timeout)))[0]
        except TwilioMemoryError as read_error:
            error.__cause__ = read_error
            return error
        return poller.failure(poller.last_state, operation) if operation.error else error

    def _fetch_call(self) -> Call[ProfileImport]:
        return build_call(api.profile.fetch_profile_import_v2, self._accepted.arguments["store_id"], self.import_id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(import_id={self.import_id!r})"


def upload(
    executor: Executor,
    store_id: str,
    source: str | os.PathLike[str] | BinaryIO,
    *,
    column_mappings: ColumnMappings,
    filename: str | None = None,
    check_file: bool = True,
    timeout: float = 900.0,
    extra_body: Mapping[str, Any] | None = None,
    **options: Unpack[RequestOptions],
) -> PendingImport:
    """Create an import and upload its file, part by part and without your credentials.

    The upload is sent once. Where it fails, nothing is imported: upload again, which is another import.

    Args:
        store_id: The store's ID.
        source: The path of the CSV file, or the file, open in binary mode; 1 byte to 100 MiB with a header line.
            A file whose size is unknown, such as one of `gzip.open`, is copied to a temporary file first.
        column_mappings: Which column feeds which trait, 2 to 100 of them: a list of `ColumnMappingItem`, or a dict
            such as `{"E-Mail": "Contact.email"}`.
        filename: The file's name where it has none of its own, up to 255 characters.
        check_file: Whether the first 64 KiB of the file and the columns are checked before anything is sent, by the
            rules of Twilio's Console.
        timeout: The longest time that the upload may take, in seconds.
        extra_body: Properties of the request body that this method has no parameter for, by their names in the API.
        **options: Options of the request that creates the import: see `RequestOptions`.

    Returns:
        The import, which can be waited for.

    Raises:
        InvalidArgumentError: The file, the columns or another argument is invalid. Nothing was sent.
        OSError: The file cannot be read. Nothing is imported.
        APIConnectionError: No response has arrived, or the file has changed its size, and nothing is imported.
        TwilioMemoryError: Any other failure; its `operation_name` says which step has failed.

    See https://www.twilio.com/docs/api/memory/v1/Profile
    """
    validate_timeout("timeout", timeout)
    columns = column_items(column_mappings)

    def build(name: str, size: int) -> Call[ProfileImportCreated]:
        fields: dict[str, Any] = {"filename": name, "file_size": size, "column_mappings": columns}
        body = build_body(models.ProfileImportRequest, extra_body, **fields)
        call = build_call(api.profile.create_profiles_import_v2, store_id, body=body)
        return with_call_options(call._replace(record=call.record._replace(client_method="imports.upload")), options)

    build(upload_filename(source, "-" if filename is None else filename), 1)  # Refuses arguments before any I/O.
    with contextlib.ExitStack() as stack:
        file = invoke(stack.enter_context, open_upload(source))
        call = build(upload_filename(source, filename), file.size)
        if check_file:
            invoke(file.check, columns)
        created, response, _ = executor.execute(call)
        accepted, url = parse_created_import(call, created, response, executor.base)
        chunks = iter_file(file, UPLOAD_CHUNK_SIZE)
        max_size = executor.options.max_response_bytes
        upload = build_upload(accepted, url, chunks, file.size, max_response_size=max_size, timeout=timeout)
        try:
            executor.execute(*upload)
        except APIConnectionError as error:
            raise file.error(error) from error.__cause__
    return PendingImport(executor, accepted, response)


def resume(executor: Executor, store_id: str, import_id: str, *, operation_id: str | None = None) -> PendingImport:
    """Resume an import whose file has been uploaded, maybe by another process or by yourself. Nothing is sent.

    Args:
        store_id: The store's ID.
        import_id: The import's ID.
        operation_id: The ID of its operation, if you have it: where the import fails, it gives the reason.

    Returns:
        The import, which can be waited for.

    Raises:
        InvalidTTIDError: An ID is invalid.

    See https://www.twilio.com/docs/api/memory/v1/Profile
    """
    call = build_call(api.profile.fetch_profile_import_v2, store_id, import_id)
    accepted = AcceptedOperation.from_id(operation_id, "imports.resume", call.arguments)
    return PendingImport(executor, accepted)
