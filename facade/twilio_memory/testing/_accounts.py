"""Accounts with their API keys: which stores a request may see, so that 401, 403 and 404 can be tested."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, cast

from ._errors import APIProblem
from ._operation_effects import STORES
from ._schema_validation import authenticate
from ._validation import is_unicode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ._messages import Headers
    from ._operations import Operations
    from ._state import State

AccountKeys: TypeAlias = "Mapping[str, Mapping[str, str | Mapping[str, object]]]"
"""By account, the secrets of its keys by SID; for a key that may use some stores only, `secret` and `stores`."""


class Key(NamedTuple):
    """An API key."""

    account: str
    secret: str
    stores: frozenset[str] | None
    """The stores that it may use; None for all of its account."""


class Accounts:
    """The valid keys.

    Args:
        accounts: By account, the secrets of its keys.

    Raises:
        ValueError: It is not of that form, is empty, or two accounts have the same key.
    """

    def __init__(self, accounts: AccountKeys) -> None:
        self._keys: dict[str, Key] = {}
        for account, keys in _table(accounts, "a table of accounts").items():
            for sid, given in _table(keys, f"a table of keys for the account {account!r}").items():
                expected = f"a secret, and perhaps stores, for the key {sid!r}"
                table = _table({"secret": given} if isinstance(given, str) else given, expected)
                secret, stores = table.get("secret"), table.get("stores")
                is_list = stores is None or _is_list_of_texts(stores)
                if not (
                    isinstance(secret, str)
                    and secret
                    and sid
                    and table.keys() <= {"secret", "stores"}
                    and is_list
                    and all(map(is_unicode, (account, sid, secret)))
                ):
                    raise ValueError(f"accounts: expected {expected}")
                if sid in self._keys:
                    raise ValueError(f"accounts: the key {sid!r} is there twice")
                allowed = None if stores is None else frozenset(cast("list[str]", stores))
                self._keys[sid] = Key(account, secret, allowed)
        if not self._keys:
            raise ValueError("accounts: expected at least one account with a key")
        self.first_sid, self.first = next(iter(self._keys.items()))
        self._names = dict.fromkeys(key.account for key in self._keys.values())
        self.names = {*self._names}

    @property
    def sids(self) -> dict[str, list[str]]:
        """The SIDs of the keys by account, without secrets."""
        return {name: [sid for sid, key in self._keys.items() if key.account == name] for name in self._names}

    def require(self, headers: Headers) -> Key:
        """Return the key of a request.

        Raises:
            APIProblem: 20003, the credentials are not among them.
        """
        username, password = authenticate(headers)
        key = self._keys.get(username)
        if key is None or key.secret != password:
            raise APIProblem(20003)
        return key


def require_access(key: Key, in_path: Mapping[str, str], state: State, operations: Operations) -> None:
    """Check that a key may do something with a store.

    Raises:
        APIProblem: 403, the key is restricted to other stores; or 520041 or 520052, it is of another account.
    """
    is_fetch_operation = "operationId" in in_path
    store_id = operations.store_of(in_path["operationId"]) if is_fetch_operation else in_path.get("storeId")
    if key.stores is not None and (store_id is None or store_id not in key.stores):
        raise APIProblem(403)
    store = None if store_id is None else state.get(STORES, store_id, hidden=True)
    if store is not None and store.get("account") != key.account:
        raise APIProblem(520052 if is_fetch_operation else 520041)


def _table(value: object, expected: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError(f"accounts: expected {expected}")  # noqa: TRY004 - as for its values
    return cast("Mapping[str, Any]", value)


def _is_list_of_texts(value: object) -> bool:
    if not isinstance(value, list | tuple | set | frozenset):
        return False
    return all(isinstance(each, str) for each in cast("Iterable[object]", value))
