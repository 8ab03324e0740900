"""The page of the emulator's server, to look at and to click: what an agent did, and what is stored."""

from __future__ import annotations

from ._log import CallLog, LoggedCall
from ._views import page_routes

__all__ = ["CallLog", "LoggedCall", "page_routes"]
