"""How an emulator gets its accounts: by its methods, a file, or the environment."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from ._accounts import Accounts

if TYPE_CHECKING:
    from ._accounts import AccountKeys
    from ._core import Core
    from ._lock import ProcessLock

VARIABLE = "TWILIO_MEMORY_ACCOUNTS"
"""The variable of the environment with the accounts of the command, in JSON: arguments can be seen by other users."""


class AccountControl:
    """The methods of an emulator for accounts."""

    _core: Core
    _lock: ProcessLock

    @property
    def accounts(self) -> dict[str, list[str]] | None:
        """The SIDs of the valid keys by account, without secrets; None if all credentials are valid."""
        accounts = self._core.accounts
        return None if accounts is None else accounts.sids

    def set_accounts(self, accounts: AccountKeys | None) -> None:
        """Replace the valid keys. Stores stay in their accounts: one that was made without accounts is in none.

        Args:
            accounts: As `Emulator(accounts=...)` has them; None makes all credentials valid.

        Raises:
            ValueError: They are not of that form; nothing has changed.
        """
        keys = None if accounts is None else Accounts(accounts)
        with self._lock:
            self._core.accounts = keys


def read_accounts(path: str | os.PathLike[str]) -> AccountKeys:
    """Return the accounts of a file: TOML or JSON with a table for each account.

    Raises:
        ValueError: The file cannot be read; the text has nothing of it, for it holds secrets.
    """
    file = Path(path)
    if file.suffix not in {".toml", ".json"}:
        raise ValueError(f"accounts: the name of the file ends in .toml or .json, not {file.name!r}")
    try:
        text = file.read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ValueError(f"accounts: {file} cannot be read: {reason}") from None
    return parse_accounts(text, file.suffix, str(file))


def parse_accounts(text: str, suffix: str, name: str) -> AccountKeys:
    """Return the accounts of a text in TOML or JSON, by the suffix.

    Raises:
        ValueError: It is neither; the text has nothing of it, for it holds secrets.
    """
    try:
        found: AccountKeys = tomllib.loads(text) if suffix == ".toml" else json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError(f"accounts: {name} is not {suffix[1:].upper()}") from None
    return found


def given_accounts(path: str | None) -> AccountKeys | None:
    """Return the accounts of a file, else those of the environment; None if there are none.

    Raises:
        ValueError: They cannot be read.
    """
    if path is not None:
        return read_accounts(path)
    text = os.environ.get(VARIABLE)
    return parse_accounts(text, ".json", VARIABLE) if text else None
