"""The resources of a client, each loaded when it is first used.

Generated from the spec and its overlay by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from twilio_memory._core.loading import cached_property, loading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Unpack

    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.call_options import CallOptions, RequestOptions
    from twilio_memory._outcome import WithResponse
    from twilio_memory._resources._sync.data_mappings import DataMappings
    from twilio_memory._resources._sync.identifiers import Identifiers
    from twilio_memory._resources._sync.identity_resolution_settings import IdentityResolutionSettings
    from twilio_memory._resources._sync.imports import Imports
    from twilio_memory._resources._sync.observations import Observations
    from twilio_memory._resources._sync.operations import Operations
    from twilio_memory._resources._sync.profiles import Profiles
    from twilio_memory._resources._sync.stores import Stores
    from twilio_memory._resources._sync.summaries import Summaries
    from twilio_memory._resources._sync.trait_groups import TraitGroups
    from twilio_memory._resources._sync.traits import Traits
    from twilio_memory._waiting._sync.client import Handle
    from twilio_memory.errors import TwilioMemoryError


T = TypeVar("T")


class Resources:
    """A client's resources, and its methods that belong to none."""

    _executor: Executor

    @cached_property
    def stores(self) -> Stores:
        """The account's stores."""
        from twilio_memory._resources._sync.stores import Stores

        return Stores(self._executor)

    @cached_property
    def trait_groups(self) -> TraitGroups:
        """The trait groups of a store, addressed by name."""
        from twilio_memory._resources._sync.trait_groups import TraitGroups

        return TraitGroups(self._executor)

    @cached_property
    def identity_resolution_settings(self) -> IdentityResolutionSettings:
        """How a store matches and merges profiles."""
        from twilio_memory._resources._sync.identity_resolution_settings import IdentityResolutionSettings

        return IdentityResolutionSettings(self._executor)

    @cached_property
    def data_mappings(self) -> DataMappings:
        """The data mappings of a store."""
        from twilio_memory._resources._sync.data_mappings import DataMappings

        return DataMappings(self._executor)

    @cached_property
    def operations(self) -> Operations:
        """The operations that carry out accepted writes."""
        from twilio_memory._resources._sync.operations import Operations

        return Operations(self._executor)

    @cached_property
    def profiles(self) -> Profiles:
        """The profiles of a store."""
        from twilio_memory._resources._sync.profiles import Profiles

        return Profiles(self._executor)

    @cached_property
    def imports(self) -> Imports:
        """Imports of profiles from CSV files."""
        from twilio_memory._resources._sync.imports import Imports

        return Imports(self._executor)

    @cached_property
    def identifiers(self) -> Identifiers:
        """The identifiers of a profile, such as e-mail addresses and phone numbers."""
        from twilio_memory._resources._sync.identifiers import Identifiers

        return Identifiers(self._executor)

    @cached_property
    def traits(self) -> Traits:
        """The traits of a profile, as a flat list. They are written through `memory.profiles`."""
        from twilio_memory._resources._sync.traits import Traits

        return Traits(self._executor)

    @cached_property
    def observations(self) -> Observations:
        """Observations about a customer."""
        from twilio_memory._resources._sync.observations import Observations

        return Observations(self._executor)

    @cached_property
    def summaries(self) -> Summaries:
        """Summaries of a customer's conversations."""
        from twilio_memory._resources._sync.summaries import Summaries

        return Summaries(self._executor)

    @overload
    def wait_all(
        self,
        handles: Iterable[Handle[T]],
        timeout: float = ...,
        *,
        progress: Callable[[int, int], object] | None = ...,
        return_exceptions: Literal[False] = ...,
        **options: Unpack[RequestOptions],
    ) -> list[T]: ...
    @overload
    def wait_all(
        self,
        handles: Iterable[Handle[T]],
        timeout: float = ...,
        *,
        progress: Callable[[int, int], object] | None = ...,
        return_exceptions: bool,
        **options: Unpack[RequestOptions],
    ) -> list[T | TwilioMemoryError]: ...
    def wait_all(
        self,
        handles: Iterable[Handle[Any]],
        timeout: float = 300.0,
        *,
        progress: Callable[[int, int], object] | None = None,
        return_exceptions: bool = False,
        **options: Unpack[RequestOptions],
    ) -> list[Any]:
        """Wait until all operations have ended, polling side by side.

        Args:
            handles: What writes and uploads of this client have returned.
            timeout: The longest time for all of them, in seconds; more than 0.
            progress: Called after each end with how many operations have ended, and how many there are; it may be a
                coroutine function.
            return_exceptions: Whether errors take the places of results; otherwise the first of them, in the order of
                the handles, is raised after all operations have ended.
            **options: Options of each poll: see `RequestOptions`.

        Returns:
            What `wait()` of each handle returns, in their order.

        Raises:
            InvalidArgumentError: An argument is invalid, or a handle is another client's.
            TwilioMemoryError: What `wait()` of a handle raises; a note on it says how many have failed.

        See https://www.twilio.com/docs/api/memory/v1/Operations
        """
        with loading():
            from twilio_memory._waiting._sync.client import wait_all
        function: Any = wait_all
        result: list[Any] = function(
            self._executor, handles, timeout, progress=progress, return_exceptions=return_exceptions, **options
        )
        return result

    def request(
        self,
        http_method: str,
        path: str,
        *,
        body: object = None,
        retry: Literal["safe", "idempotent", "unsafe"] = "unsafe",
        **options: Unpack[CallOptions],
    ) -> WithResponse[Any]:
        """Send a request that the library has no method for, with the credentials and options of the client.

        Args:
            http_method: `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
            path: The path on the client's base URL, e.g. `/v1/ControlPlane/Stores`.
            body: What to send as JSON; None for no body.
            retry: Whether it is sent again after a failure that leaves open whether it was carried out: not if
                `unsafe`.
            **options: Options of this call alone: see `CallOptions`. The query is its `extra_query`.

        Returns:
            The `value` of the body as JSON, None for an empty one, and the `response`.

        Raises:
            InvalidArgumentError: An argument is invalid. Nothing was sent.
            APIStatusError: The status is an error.
            APIConnectionError: No response has arrived.
            UnexpectedResponseError: The response is a redirect, or no JSON.
        """
        with loading():
            from twilio_memory._raw_requests._sync.client import request
        return request(self._executor, http_method, path, body=body, retry=retry, **options)
