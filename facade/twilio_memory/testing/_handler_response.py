"""The value that a handler returns. It imports nothing, because faults and handlers both make one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class HandlerResponse:
    """A status, a body, and the headers that belong to this response alone."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    html: str | None = None
    """Sent in place of the body by something in front of the API."""
