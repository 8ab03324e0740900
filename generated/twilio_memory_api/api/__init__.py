"""Contains methods for accessing the API"""

from typing import TYPE_CHECKING

__all__ = (
    "conversation_summaries",
    "data_mapping",
    "identifiers",
    "identity_resolution_settings",
    "observations",
    "operations",
    "profile",
    "retrieval",
    "store",
    "trait_group",
    "traits",
)

if TYPE_CHECKING:
    from . import (
        conversation_summaries,
        data_mapping,
        identifiers,
        identity_resolution_settings,
        observations,
        operations,
        profile,
        retrieval,
        store,
        trait_group,
        traits,
    )
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return import_module(f".{name}", __name__)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
