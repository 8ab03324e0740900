"""Twilio Conversation Memory: typed, safe with deletions, and runnable on your own machine.

`MemoryClient` and `AsyncMemoryClient` are where to start. What goes into bodies and comes out of
responses is in `twilio_memory.models`, what is raised in `twilio_memory.errors`, and the emulator for your tests in
`twilio_memory.testing`.
"""
# ruff: noqa: I001 - `as` makes a name public for type checkers

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twilio_memory._async.client import AsyncMemoryClient as AsyncMemoryClient
    from twilio_memory._concurrent.snapshots import FoundProfile as FoundProfile, ProfileSnapshot as ProfileSnapshot
    from twilio_memory._core._async.operations import AsyncPendingOperation as AsyncPendingOperation
    from twilio_memory._core._async.pagination import AsyncPages as AsyncPages, AsyncPaginator as AsyncPaginator
    from twilio_memory._core._sync.operations import PendingOperation as PendingOperation
    from twilio_memory._core._sync.pagination import Pages as Pages, Paginator as Paginator
    from twilio_memory._core.call_options import CallOptions as CallOptions, RequestOptions as RequestOptions
    from twilio_memory._core.clock import Clock as Clock
    from twilio_memory._core.config import Timeouts as Timeouts
    from twilio_memory._core.connection_options import ConnectionOptions as ConnectionOptions
    from twilio_memory._core.retry_budget import RetryBudget as RetryBudget
    from twilio_memory._core.traits import TraitChanges as TraitChanges, Traits as Traits, TraitValue as TraitValue
    from twilio_memory._ensure.differences import Difference as Difference
    from twilio_memory._ensure.results import (
        EnsuredDataMapping as EnsuredDataMapping,
        EnsuredIdentityResolutionSettings as EnsuredIdentityResolutionSettings,
        EnsuredStore as EnsuredStore,
        EnsuredTraitGroup as EnsuredTraitGroup,
    )
    from twilio_memory._imports._async.imports import AsyncPendingImport as AsyncPendingImport
    from twilio_memory._imports._sync.imports import PendingImport as PendingImport
    from twilio_memory._imports.result import ImportResult as ImportResult
    from twilio_memory._outcome import (
        APIResponse as APIResponse,
        Attempt as Attempt,
        Batch as Batch,
        Outcome as Outcome,
        WithResponse as WithResponse,
    )
    from twilio_memory._sync.client import MemoryClient as MemoryClient
    from twilio_memory._version import __version__ as __version__
    from twilio_memory.errors import *  # noqa: F403 - its __all__ is the list
    from twilio_memory.ids import TTID as TTID, TTIDKind as TTIDKind
    from twilio_memory.prompts import memory_prompt as memory_prompt
    from twilio_memory_api.types import UNSET as UNSET, SkippedItem as SkippedItem, Unset as Unset
else:
    # A name is loaded when it is first used. Type checkers must not see this: they would believe in any name.
    from twilio_memory._lazy import MODULES as _MODULES

    __all__ = [name for name, module in _MODULES.items() if module != f"{__name__}.{name}"]

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
