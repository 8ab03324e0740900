"""Contains endpoint functions for accessing the API"""

from typing import TYPE_CHECKING

__all__ = (
    "create_store",
    "delete_store",
    "fetch_store",
    "list_stores",
    "patch_store",
)

if TYPE_CHECKING:
    from . import create_store, delete_store, fetch_store, list_stores, patch_store
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return import_module(f".{name}", __name__)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
