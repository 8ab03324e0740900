"""Imports: the upload of a file, and the handle to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core._sync.operations import poll_until_done
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.accepted import AcceptedOperation
from twilio_memory._core.config import validate_timeout
from twilio_memory._core.imports import build_import_request, open_upload, parse_created_import, upload_filename
from twilio_memory._core.loading import api
from twilio_memory._core.polling import Poller
from twilio_memory._core.request import build_call

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.endpoint import Call
    from twilio_memory_api.models import (
        ColumnMappingItem,
        ProfileImport,
        ProfileImportCreated,
    )


class PendingImport:
    """A handle on an import whose file has been uploaded."""

    def __init__(self, executor: Executor, accepted: AcceptedOperation) -> None:
        self._executor = executor
        self._accepted = accepted

    @property
    def import_id(self) -> str:
        """The ID of the import."""
        return self._accepted.arguments["import_id"]

    def fetch(self) -> ProfileImport:
        """Fetch the import once.

        Raises:
            TwilioMemoryError: One of its subclasses.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        return (self._executor.execute(self._fetch_call())).value

    def wait(
        self,
        timeout: float = 3600.0,
        *,
        progress: Callable[[ProfileImport], object] | None = None,
    ) -> ProfileImport:
        """Wait until the import has ended.

        Args:
            timeout: The longest time to wait, in seconds; more than 0.
            progress: Called with the import after each poll.

        Returns:
            The completed import, with its `summary` of errors and warnings.

        Raises:
            OperationFailedError: It has failed; `last_state.summary` may say more.
            OperationTimeoutError: It has not ended in time. It goes on; wait again if you like.
            OperationPollError: It could not be read, several times in a row or for good. It goes on.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        poller: Poller[ProfileImport] = Poller(self._accepted, self._executor.clock, timeout)
        return poll_until_done(self._executor, self._fetch_call, poller, progress)

    def _fetch_call(self) -> Call[ProfileImport]:
        return build_call(api.profile.fetch_profile_import_v2, self._accepted.arguments["store_id"], self.import_id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(import_id={self.import_id!r})"


class SpecialImports(Resource):
    """Files are uploaded to a pre-signed URL."""

    def create(
        self, store_id: str, *, filename: str, file_size: int, column_mappings: Sequence[ColumnMappingItem]
    ) -> ProfileImportCreated:
        """Create an import, for a file that you upload yourself, then `resume`; `upload` does all of it.

        Args:
            store_id: The store's ID.
            filename: The file's name, up to 255 characters.
            file_size: Its size in bytes, 1 to 104857600.
            column_mappings: Which column feeds which trait, 2 to 100 of them.

        Returns:
            The import's ID, and the pre-signed `url` for one PUT without credentials.

        Raises:
            StoreNotFoundError: The store does not exist.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/profile/create-profiles-import-v2
        """
        body = build_import_request(filename, file_size, column_mappings)
        return self._request(api.profile.create_profiles_import_v2, store_id, body=body)

    def upload(
        self,
        store_id: str,
        source: str | os.PathLike[str] | BinaryIO,
        *,
        column_mappings: Sequence[ColumnMappingItem],
        filename: str | None = None,
        timeout: float = 900.0,
    ) -> PendingImport:
        """Create an import and upload its file, part by part and without your credentials.

        The upload is sent once. Where it fails, nothing is imported: upload again, which is another import.

        Args:
            store_id: The store's ID.
            source: The path of the CSV file, or the file, open in binary mode; 1 byte to 100 MiB with a header line.
            column_mappings: Which column feeds which trait, 2 to 100 of them.
            filename: The file's name where it has none of its own, up to 255 characters.
            timeout: The longest time that the upload may take, in seconds.

        Returns:
            The import, which can be waited for.

        Raises:
            InvalidArgumentError: The file, the columns or another argument is invalid. Nothing was sent.
            OSError: The file cannot be read.
            TwilioMemoryError: Any other failure; its `operation_name` says which step has failed.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        validate_timeout("timeout", timeout)
        executor = self._executor
        with open_upload(source) as (file, size):
            body = build_import_request(upload_filename(source, filename), size, column_mappings)
            call = build_call(api.profile.create_profiles_import_v2, store_id, body=body)
            call = call._replace(record=call.record._replace(client_method="imports.upload"))
            created = executor.execute(call)
            accepted, url = parse_created_import(call, created.value, created.attempts, executor.base)
            executor.upload(dict(accepted.arguments), url, file, size, timeout)
        return PendingImport(executor, accepted)

    def resume(self, store_id: str, import_id: str) -> PendingImport:
        """Resume an import whose file has been uploaded, maybe by another process or by yourself. Nothing is sent.

        Args:
            store_id: The store's ID.
            import_id: The import's ID.

        Returns:
            The import, which can be waited for.

        Raises:
            InvalidTTIDError: An ID is invalid.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        call = build_call(api.profile.fetch_profile_import_v2, store_id, import_id)
        return PendingImport(
            self._executor, AcceptedOperation("imports.create", "CreateProfilesImportV2", call.arguments)
        )
