"""The status of an answer from its first line, whatever the rest of its head turns out to be."""

from __future__ import annotations

import re
from typing import Final

_STATUS_LINE: Final = re.compile(rb"HTTP/[0-9]\.[0-9] ([0-9]{3})(?: [^\r\n]*)?\r?\n")
_END: Final = re.compile(rb"\n\r?\n")
_FIRST_FINAL: Final = 200


class Head:
    """The head of the answer that comes in: a parser of HTTP gives nothing of a head that is cut or broken.

    Yet its first line tells that the server has decided, and that the request must not be sent again.
    """

    def __init__(self) -> None:
        self._seen = bytearray()
        self.status: int | None = None
        """The final status, once its line has arrived."""

    def add(self, data: bytes) -> None:
        """Take in what has arrived. Answers that announce another one are passed over."""
        if self.status is not None:
            return
        self._seen += data
        while line := _STATUS_LINE.match(self._seen):
            status = int(line[1])
            if status >= _FIRST_FINAL:
                self.status = status
                return
            end = _END.search(self._seen, line.end() - 1)
            if end is None:
                return
            del self._seen[: end.end()]
