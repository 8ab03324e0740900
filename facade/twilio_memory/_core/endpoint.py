"""The interface of a generated endpoint module, and a call that is ready to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, NamedTuple, ParamSpec, Protocol, TypeVar

from twilio_memory._core.text import for_arguments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twilio_memory_api.models import Error, ResourceMoved
    from twilio_memory_api.types import OperationRecord

P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)


class Endpoint(Protocol[P, T_co]):
    """What every generated endpoint module has."""

    @property
    def RECORD(self) -> OperationRecord: ...  # noqa: N802 - a constant of the module

    def _get_kwargs(self, *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]: ...

    def _parse_response(self, *, client: Any, response: Any) -> T_co | Error | ResourceMoved | None: ...  # noqa: ANN401


class Call(NamedTuple, Generic[T_co]):
    """A request that has been checked and can be sent any number of times."""

    endpoint: Endpoint[..., T_co]
    record: OperationRecord
    path: str
    query: str = ""
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed, as the others
    body: bytes | None = None
    arguments: dict[str, str] = {}  # noqa: RUF012
    """The arguments of the path, by name."""
    options: dict[str, Any] = {}  # noqa: RUF012
    """The other arguments of the endpoint."""
    merged_profile_id: str | None = None
    """The profile that was asked for, if the call is for the profile into which it has been merged."""
    timeout: float | None = None
    """The longest time that it may take, in seconds; None for the total of the client."""
    max_attempts: int | None = None
    extra_headers: Mapping[str, str] = {}
    context: object = None
    """What its middleware is shown; None without middleware."""

    def describe(self) -> str:
        return f"{self.record.client_method}{for_arguments(self.arguments)}"

    def error_attributes(self) -> dict[str, Any]:
        record = self.record
        return {"method": record.client_method, "operation_name": record.name, "arguments": self.arguments}
