"""Imports of profiles from CSV files.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

from twilio_memory._core._async.resource import AsyncResource
from twilio_memory._core.arguments import build_body, unset_if_none, validate_enum, validate_page_size
from twilio_memory._core.loading import api, loading, models
from twilio_memory._imports.uploads import column_items

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from typing import Unpack

    from twilio_memory._core._async.pagination import AsyncPaginator
    from twilio_memory._core.call_options import CallOptions, RequestOptions
    from twilio_memory._imports._async.imports import AsyncPendingImport
    from twilio_memory._imports.uploads import ColumnMappings
    from twilio_memory_api.models import OrderBy, ProfileImport, ProfileImportCreated, ProfileImportList


class AsyncImports(AsyncResource):
    """Imports of profiles from CSV files: `memory.imports`."""

    async def create(
        self,
        store_id: str,
        *,
        filename: str,
        file_size: int,
        column_mappings: ColumnMappings,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[CallOptions],
    ) -> ProfileImportCreated:
        """Open an import of profiles.

        Creates an import, for a file that you upload yourself, then `resume`; `upload` does all of it.

        Args:
            store_id: The store's ID.
            filename: The file's name, up to 255 characters.
            file_size: Its size in bytes, 1 to 104857600.
            column_mappings: Which column feeds which trait, 2 to 100 of them: a list of `ColumnMappingItem`, or a
                dict such as `{"E-Mail": "Contact.email"}`.
            extra_body: Properties of the body that this method has no parameter for, by their names in the API.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The import's ID, and the pre-signed `url` for one PUT without credentials.

        Raises:
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure; `outcome` says what became of the request.

        See https://www.twilio.com/docs/api/memory/v1/profile/create-profiles-import-v2
        """
        body = build_body(
            models.ProfileImportRequest,
            extra_body,
            filename=filename,
            file_size=file_size,
            column_mappings=column_items(column_mappings),
        )
        return await self._request(options, api.profile.create_profiles_import_v2, store_id, body=body)

    def list(
        self,
        store_id: str,
        *,
        page_size: int | None = None,
        page_token: str | None = None,
        order_by: OrderBy | None = None,
        **options: Unpack[CallOptions],
    ) -> AsyncPaginator[str, ProfileImportList]:
        """List import IDs.

        Pages through the IDs of a store's imports, newest first.

        Args:
            store_id: The store's ID.
            page_size: How many items a page may have; 50 if not given; 1 to 1000.
            page_token: Where to start: the `next_token` of another list's pages.
            order_by: The order of a list by time of creation; Twilio's default is DESC, newest first; one of
                `OrderBy.ASC`, `OrderBy.DESC`.
            **options: Options of the request for each page: see `CallOptions`.

        Returns:
            An iterable of import IDs; its `pages()` iterates over pages.

        Raises:
            InvalidArgumentError: An argument is invalid. For what iterating raises, see `pages`.

        See https://www.twilio.com/docs/api/memory/v1/Profile
        """
        return self._list(
            options,
            api.profile.list_profile_imports_v2,
            lambda page: page.imports,
            store_id,
            page_size=validate_page_size(page_size, 1000),
            page_token=unset_if_none(page_token),
            order_by=validate_enum(models.OrderBy, "order_by", order_by),
        )

    async def fetch(self, store_id: str, import_id: str, **options: Unpack[CallOptions]) -> ProfileImport:
        """Fetch an import.

        Its `status` and `summary` show how far it is.

        Args:
            store_id: The store's ID.
            import_id: The import's ID.
            **options: Options of this call alone: see `CallOptions`.

        Returns:
            The import as it is now.

        Raises:
            NotFoundError: The resource does not exist (20404).
            StoreNotFoundError: The account has no such memory store, or it has been marked deleted (520041).
            TwilioMemoryError: Any other failure.

        See https://www.twilio.com/docs/api/memory/v1/profile/fetch-profile-import-v2
        """
        return await self._request(options, api.profile.fetch_profile_import_v2, store_id, import_id)

    async def upload(
        self,
        store_id: str,
        source: str | os.PathLike[str] | BinaryIO,
        *,
        column_mappings: ColumnMappings,
        filename: str | None = None,
        check_file: bool = True,
        timeout: float = 900.0,
        extra_body: Mapping[str, Any] | None = None,
        **options: Unpack[RequestOptions],
    ) -> AsyncPendingImport:
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
        with loading():
            from twilio_memory._imports._async.imports import upload
        return await upload(
            self._executor,
            store_id,
            source,
            column_mappings=column_mappings,
            filename=filename,
            check_file=check_file,
            timeout=timeout,
            extra_body=extra_body,
            **options,
        )

    def resume(self, store_id: str, import_id: str, *, operation_id: str | None = None) -> AsyncPendingImport:
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
        with loading():
            from twilio_memory._imports._async.imports import resume
        return resume(self._executor, store_id, import_id, operation_id=operation_id)
