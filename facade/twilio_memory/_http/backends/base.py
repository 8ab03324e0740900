"""Byte streams. Timeouts are in seconds; errors are those of `exceptions`."""

from __future__ import annotations

from typing import Protocol


class AsyncStream(Protocol):
    """A connection as a stream of bytes."""

    async def read(self, timeout: float) -> bytes:
        """Return the bytes that have arrived, or the next ones; none at the end."""
        ...

    async def write(self, data: bytes, timeout: float) -> None: ...

    def is_readable(self) -> bool:
        """Return whether unread data, or the end, has arrived."""
        ...

    async def has_early_data(self, timeout: float) -> bool:
        """Return whether data, or the end, has arrived before anything was written."""
        ...

    async def aclose(self) -> None: ...


class Stream(Protocol):
    """See `AsyncStream`."""

    def read(self, timeout: float) -> bytes: ...

    def write(self, data: bytes, timeout: float) -> None: ...

    def is_readable(self) -> bool: ...

    def has_early_data(self, timeout: float) -> bool: ...

    def close(self) -> None: ...
