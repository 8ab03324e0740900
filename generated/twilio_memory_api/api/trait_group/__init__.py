"""Contains endpoint functions for accessing the API"""

from typing import TYPE_CHECKING

__all__ = (
    "create_trait_group",
    "delete_trait_group",
    "fetch_trait_group",
    "list_trait_groups",
    "patch_trait_group",
)

if TYPE_CHECKING:
    from . import (
        create_trait_group,
        delete_trait_group,
        fetch_trait_group,
        list_trait_groups,
        patch_trait_group,
    )
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return import_module(f".{name}", __name__)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
