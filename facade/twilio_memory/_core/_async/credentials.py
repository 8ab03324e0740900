"""Credentials that a function of the user returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from twilio_memory._core.concurrency import ainvoke
from twilio_memory._core.config import Credentials, secrets_hidden
from twilio_memory._http.concurrency import atime_limit
from twilio_memory._http.exceptions import ConnectTimeout
from twilio_memory.errors import InvalidArgumentError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from twilio_memory._http.types import Deadline

Pair: TypeAlias = tuple[str, str]
AsyncCredentialsFunction: TypeAlias = "Callable[[], Pair | Awaitable[Pair]]"

_GRACE_SECONDS: Final = 0.1
"""By which the deadline has certainly passed when the time limit ends."""


class AsyncCredentialsProvider:
    """Credentials that are fetched for each attempt. It neither keeps nor shows them."""

    username: Final = None

    def __init__(self, function: AsyncCredentialsFunction, username: str | None, password: str | None) -> None:
        if username is not None or password is not None:
            raise InvalidArgumentError("credentials: give either this, or username and password")
        if not callable(function):
            raise InvalidArgumentError("credentials: expected a function that returns a user name and a password")
        self._function = function

    @property
    def authorization(self) -> str:
        raise NotImplementedError  # The executor puts what `fetch` returns in its place.

    async def fetch(self, deadline: Deadline) -> Credentials:
        """Call the function, until the deadline if it can be cancelled, and check what it returns."""
        try:
            with atime_limit(deadline.remaining() + _GRACE_SECONDS):
                pair: Any = await ainvoke(self._function)
        except TimeoutError as error:
            if deadline.remaining() > 0:
                raise  # The function's own.
            raise ConnectTimeout("the function for credentials took too long") from error
        with secrets_hidden():
            match pair:
                case [username, password]:
                    return Credentials(username, password, ("user name of credentials()", "password of credentials()"))
                case _:
                    reason = f"expected its function to return a user name and a password, got {type(pair).__name__}"
                    raise InvalidArgumentError(f"credentials: {reason}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(...)"
