"""The lock of an emulator, which belongs to the process that has made it."""

from __future__ import annotations

import os
import threading

from ._errors import EmulatorError


class ProcessLock:
    """A reentrant lock that refuses a forked process, where the state is a copy that its parent never sees."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._process = os.getpid()

    @property
    def is_ours(self) -> bool:
        """Whether this is the process that has made it."""
        return os.getpid() == self._process

    def __enter__(self) -> None:
        # Before the lock, which a thread of the parent may have held for good.
        if not self.is_ours:
            raise EmulatorError(
                f"the emulator belongs to process {self._process}, and this is process {os.getpid()}, forked from it: "
                "what is done here would not be seen there. Make an emulator in each process, or start a server with "
                "serve() and give its URL to clients in all processes"
            )
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
