"""Imports: the upload of a file, and the handle to wait for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core._sync.operations import follow
from twilio_memory._core._sync.resource import Resource
from twilio_memory._core.accepted import Accepted
from twilio_memory._core.config import checked_seconds
from twilio_memory._core.endpoint import prepare
from twilio_memory._core.imports import created_import, filename_of, import_request, opened
from twilio_memory._core.loading import api
from twilio_memory._core.polling import Poll

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence
    from typing import BinaryIO

    from twilio_memory._core._sync.executor import Session
    from twilio_memory._core.endpoint import Call
    from twilio_memory_api.models import (
        ColumnMappingItem,
        ProfileImport,
        ProfileImportCreated,
    )


class PendingImport:
    """A handle on an import whose file has been uploaded."""

    def __init__(self, session: Session, accepted: Accepted) -> None:
        self._session = session
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
        return (self._session.deliver(self._look())).value

    def wait(
        self,
        timeout: float = 3600.0,
        *,
        progress: Callable[[ProfileImport], object] | None = None,
    ) -> ProfileImport:
        """Wait until the import has ended.

        Args:
            timeout: For how many seconds to wait at most; more than 0.
            progress: Called with the import after each poll.

        Returns:
            The completed import, with its `summary` of errors and warnings.

        Raises:
            OperationFailedError: It has failed; `last_state.summary` may say more.
            OperationTimeoutError: It has not ended in time. It goes on; wait again if you like.
            OperationUnreadableError: It could not be read, several times in a row or for good. It goes on.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        poll: Poll[ProfileImport] = Poll(self._accepted, self._session.clock, timeout)
        return follow(self._session, self._look, poll, progress)

    def _look(self) -> Call[ProfileImport]:
        return prepare(api.profile.fetch_profile_import_v2, self._accepted.arguments["store_id"], self.import_id)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(import_id={self.import_id!r})"


class SpecialImports(Resource):
    """A file is uploaded to an address that Twilio gives."""

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
            StoreNotFoundError: There is no such store.
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/profile/create-profiles-import-v2
        """
        body = import_request(filename, file_size, column_mappings)
        return self._read(api.profile.create_profiles_import_v2, store_id, body=body)

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
            timeout: How many seconds the upload may take.

        Returns:
            The import, which can be waited for.

        Raises:
            InvalidArgumentError: The file, the columns or another argument is invalid. Nothing was sent.
            OSError: The file cannot be read.
            TwilioMemoryError: Any other failure; its `operation` says which step has failed.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        checked_seconds("timeout", timeout)
        with opened(source) as (file, size):
            body = import_request(filename_of(source, filename), size, column_mappings)
            created = self._session.send(api.profile.create_profiles_import_v2, store_id, body=body)
            base = self._session.base
            accepted, to = created_import(created.value, store_id, created.attempts, base)
            self._session.upload(accepted.arguments, to, file, size, timeout)
        return PendingImport(self._session, accepted)

    def resume(self, store_id: str, import_id: str) -> PendingImport:
        """Take up an import whose file has been uploaded, maybe by another process or by yourself. Nothing is sent.

        Args:
            store_id: The store's ID.
            import_id: The import's ID.

        Returns:
            The import, which can be waited for.

        Raises:
            InvalidTTIDError: An ID is none.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        call = prepare(api.profile.fetch_profile_import_v2, store_id, import_id)
        return PendingImport(self._session, Accepted("CreateProfilesImportV2", call.arguments))
