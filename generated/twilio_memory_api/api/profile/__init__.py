"""Contains endpoint functions for accessing the API"""

from typing import TYPE_CHECKING

__all__ = (
    "create_profile",
    "create_profiles_import_v2",
    "delete_profile",
    "fetch_profile",
    "fetch_profile_import_v2",
    "list_profile_imports_v2",
    "list_profiles",
    "patch_profile_traits",
    "update_profiles_bulk",
)

if TYPE_CHECKING:
    from . import (
        create_profile,
        create_profiles_import_v2,
        delete_profile,
        fetch_profile,
        fetch_profile_import_v2,
        list_profile_imports_v2,
        list_profiles,
        patch_profile_traits,
        update_profiles_bulk,
    )
else:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return import_module(f".{name}", __name__)

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
