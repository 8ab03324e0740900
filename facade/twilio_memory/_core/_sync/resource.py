"""The base class of the resources."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from twilio_memory._core._sync.pagination import ItemT, PageT, Paginator
from twilio_memory._core.accepted import deletion_message
from twilio_memory._core.call_options import build_call_with
from twilio_memory._core.loading import models
from twilio_memory._core.request import build_call
from twilio_memory.errors import NotFoundError
from twilio_memory_api.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.endpoint import Call, Endpoint
    from twilio_memory_api.models import MessageAccepted
    from twilio_memory_api.types import Unset

P = ParamSpec("P")
T = TypeVar("T")


class Resource:
    """A group of methods of one client."""

    _method: str | None = None
    """The outermost method within which these are used; `InvalidArgumentError` reads it."""

    def __init_subclass__(cls) -> None:
        # Python names a method in its errors by the qualified name; that of the public class is the last to be set.
        for base in cls.__mro__[:2]:
            for name, value in vars(base).items():
                if isinstance(value, FunctionType) and not name.startswith("_"):
                    value.__qualname__ = f"{cls.__name__}.{name}"

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._executor.base}>"

    def _within(self, method: str) -> Self:
        """Return these methods for use within another one, which errors and logs name instead."""
        executor = self._executor

        def execute(call: Call[T], *arguments: Any) -> Any:  # noqa: ANN401
            record = call.record._replace(client_method=method)
            return executor.execute(call._replace(record=record), *arguments)

        methods = type(self)(executor.through(execute))
        methods._method = self._method or method  # noqa: SLF001 - its own class
        return methods

    def _request(self, options: CallOptions, endpoint: Endpoint[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        call = build_call_with(options, endpoint, *args, **kwargs) if options else build_call(endpoint, *args, **kwargs)
        return (self._executor.execute(call))[0]

    def _list(
        self,
        options: CallOptions,
        endpoint: Endpoint[P, PageT],
        items: Callable[[PageT], list[ItemT] | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Paginator[ItemT, PageT]:
        """Return a list, which starts at the `page_token` if there is one among the arguments."""

        def request(token: str | Unset) -> Call[PageT]:
            arguments: Any = {**kwargs, "page_token": token} if "page_token" in kwargs else kwargs
            return build_call_with(options, endpoint, *args, **arguments)

        token: Any = kwargs.get("page_token", UNSET)
        return Paginator(self._executor, request, items, None if token is UNSET else token)

    def _request_deletion(
        self, options: CallOptions, endpoint: Endpoint[P, MessageAccepted], *args: P.args, **kwargs: P.kwargs
    ) -> MessageAccepted:
        call = build_call_with(options, endpoint, *args, **kwargs) if options else build_call(endpoint, *args, **kwargs)
        try:
            return (self._executor.execute(call))[0]
        except NotFoundError as error:
            return models.MessageAccepted(message=deletion_message(call, error))
