"""How an import has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from twilio_memory._core.text import escape_control
from twilio_memory.errors import ImportIncompleteError
from twilio_memory_api.models import ProfileImport

if TYPE_CHECKING:
    from typing import Self

    from twilio_memory._core.accepted import AcceptedOperation


class ImportResult(ProfileImport):
    """A completed import. COMPLETED does not mean that every row was imported: look at `errors`."""

    __slots__ = ()

    @classmethod
    def from_import(cls, completed: ProfileImport) -> Self:
        result = cls.from_dict(completed.to_dict())
        result._response = completed.response  # noqa: SLF001 - of the new object
        return result

    @property
    def errors(self) -> int | None:
        """How many errors Twilio has counted in refused rows; None if the API does not state it."""
        return self.summary.errors if self.summary else None

    @property
    def warnings(self) -> int | None:
        """How many warnings Twilio has counted; None if the API does not state it."""
        return self.summary.warnings if self.summary else None

    def raise_on_errors(self, accepted: AcceptedOperation) -> None:
        """Raise an error if rows were refused.

        Raises:
            ImportIncompleteError: They were.
        """
        if self.errors:
            raise ImportIncompleteError(
                f"{accepted.describe()} is COMPLETED, but rows were refused: {self._counts()}. The API does not name "
                f"them: they are in Twilio's Console under Data sources, CSV Upload, {escape_control(self.filename)}, "
                "and in the logs of the import's ID; on the emulator, in `emulator.events`.",
                **accepted.error_attributes(self),
            )

    def _counts(self) -> str:
        return f"errors: {self.errors}, warnings: {self.warnings}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {escape_control(self.filename)}: {self.status}, {self._counts()}>"
