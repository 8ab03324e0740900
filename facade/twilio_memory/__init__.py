"""Twilio Conversation Memory: typed, safe with deletions, and runnable on your own machine.

`MemoryClient` and `AsyncMemoryClient` are where to start. What goes into bodies and comes out of
responses is in `twilio_memory.models`, what is raised in `twilio_memory.errors`, and the emulator for your tests in
`twilio_memory.testing`.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twilio_memory import errors as _errors
    from twilio_memory._async.client import AsyncMemoryClient
    from twilio_memory._concurrent.snapshots import FoundProfile, ProfileSnapshot
    from twilio_memory._core._async.operations import AsyncPendingOperation
    from twilio_memory._core._async.pagination import AsyncPages, AsyncPaginator
    from twilio_memory._core._sync.operations import PendingOperation
    from twilio_memory._core._sync.pagination import Pages, Paginator
    from twilio_memory._core.call_options import CallOptions, RequestOptions
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.config import Timeouts
    from twilio_memory._core.connection_options import ConnectionOptions
    from twilio_memory._core.retry_budget import RetryBudget
    from twilio_memory._core.traits import TraitChanges, Traits, TraitValue
    from twilio_memory._ensure.differences import Difference
    from twilio_memory._ensure.results import (
        EnsuredDataMapping,
        EnsuredIdentityResolutionSettings,
        EnsuredStore,
        EnsuredTraitGroup,
    )
    from twilio_memory._imports.result import ImportResult
    from twilio_memory._outcome import APIResponse, Attempt, Batch, Outcome, WithResponse
    from twilio_memory._resources._async.special_imports import AsyncPendingImport
    from twilio_memory._resources._sync.special_imports import PendingImport
    from twilio_memory._sync.client import MemoryClient
    from twilio_memory._version import __version__
    from twilio_memory.errors import *  # noqa: F403 - its __all__ is the list
    from twilio_memory.ids import TTID, TTIDKind
    from twilio_memory.prompts import memory_prompt
    from twilio_memory_api.types import UNSET, SkippedItem, Unset

__all__ = [
    "TTID",
    "UNSET",
    "APIResponse",
    "AsyncMemoryClient",
    "AsyncPages",
    "AsyncPaginator",
    "AsyncPendingImport",
    "AsyncPendingOperation",
    "Attempt",
    "Batch",
    "CallOptions",
    "Clock",
    "ConnectionOptions",
    "Difference",
    "EnsuredDataMapping",
    "EnsuredIdentityResolutionSettings",
    "EnsuredStore",
    "EnsuredTraitGroup",
    "FoundProfile",
    "ImportResult",
    "MemoryClient",
    "Outcome",
    "Pages",
    "Paginator",
    "PendingImport",
    "PendingOperation",
    "ProfileSnapshot",
    "RequestOptions",
    "RetryBudget",
    "SkippedItem",
    "TTIDKind",
    "Timeouts",
    "TraitChanges",
    "TraitValue",
    "Traits",
    "Unset",
    "WithResponse",
    "__version__",
    "memory_prompt",
]

if TYPE_CHECKING:
    __all__ += _errors.__all__
else:
    # A name is loaded when it is first used. Type checkers must not see this: they would believe in any name.
    from twilio_memory._lazy import MODULES as _MODULES

    __all__ += [name for name, module in _MODULES.items() if module == "twilio_memory.errors" and name != "errors"]

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            import sys

            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=sys.modules[__name__])
        from importlib import import_module

        module = import_module(_MODULES[name])
        if module.__name__ == f"{__name__}.{name}":
            return module
        value = globals()[name] = getattr(module, name)
        return value

    def __dir__() -> list[str]:
        return sorted({*globals(), *_MODULES})
