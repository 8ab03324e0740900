"""`profiles.find` and `profiles.snapshot`."""

from __future__ import annotations

import contextlib
import copy
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from twilio_memory._concurrent.concurrency import run_together
from twilio_memory._concurrent.snapshots import FoundProfile, ProfileSnapshot, check_candidates
from twilio_memory._core.arguments import validate_timeout
from twilio_memory._core.logs import logger
from twilio_memory.errors import ClientClosedError, InvalidArgumentError, TwilioMemoryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Unpack

    from twilio_memory._concurrent._sync.bulk import UpsertBatches
    from twilio_memory._concurrent.snapshots import RecallOptions
    from twilio_memory._core._sync.executor import Executor
    from twilio_memory._core.call_options import CallOptions
    from twilio_memory._core.clock import Clock
    from twilio_memory._core.traits import Traits
    from twilio_memory_api.models import LookupResult, Profile, RecallResult

_log = logger()
_SHORTEST: Final = 0.001
_OF_EACH_REQUEST: Final = {"max_attempts", "extra_headers"}
_ANY_PROFILE: Final = "mem_profile_00000000000000000000000000"


class ProfileMethods(Protocol):
    """What is used of the resource."""

    def __init__(self, executor: Any) -> None: ...  # noqa: ANN401
    def lookup(self, store_id: str, *, id_type: str, value: str, **options: Unpack[CallOptions]) -> LookupResult: ...
    @property
    def bulk_upsert(self) -> Callable[..., Any]: ...
    @property
    def fetch(self) -> Callable[..., Profile]: ...
    @property
    def recall(self) -> Callable[..., RecallResult]: ...


class _Checked(Exception):  # noqa: N818 - no error
    """The arguments of a call are valid."""


class _AsyncArgumentCheck:
    """Takes the place of what sends calls, so that a method checks its arguments and sends nothing."""

    def execute(self, *_: object, **__: object) -> None:
        raise _Checked


def find(
    profiles: ProfileMethods,
    store_id: str,
    candidates: Iterable[tuple[str, str]],
    **options: Unpack[CallOptions],
) -> FoundProfile | None:
    """Find the profile of the first of several identifiers that has one.

    Looks every candidate up, one after the other, and merges nothing.

    Args:
        store_id: The store's ID.
        candidates: Types and values of identifiers, the preferred one first, e.g.
            `[("phone", "+15550100"), ("whatsapp", "whatsapp:+15550100")]`.
        **options: Options of each request: see `CallOptions`.

    Returns:
        The `id` of the profile, and by which candidate it was found; `others` has the IDs of further profiles that
        the candidates belong to. None if there is none.

    Raises:
        InvalidArgumentError: There is no candidate, or one is not a pair of texts.
        TwilioMemoryError: A lookup has failed.

    See https://www.twilio.com/docs/api/memory/retrieval
    """
    return _find(profiles, store_id, check_candidates(candidates), lambda: options)


def snapshot(
    profiles: ProfileMethods,
    clock: Clock,
    store_id: str,
    candidates: Iterable[tuple[str, str]] | str,
    *,
    timeout: float = 1.5,
    **recall: Unpack[RecallOptions],
) -> ProfileSnapshot:
    """Fetch a profile and recall its memories side by side, within one deadline.

    A failure does not raise: what is late or has failed is in `missing`, so that a conversation can go on with the
    rest; it is logged as a warning. The synchronous client sends the two calls from two threads, which end within
    the timeout.

    Args:
        store_id: The store's ID.
        candidates: Identifiers as for `find`, or the ID of the profile.
        timeout: The longest time for all of it, in seconds; more than 0.
        **recall: The arguments of `recall`, such as `query` and `observations_limit`; `max_attempts` and
            `extra_headers` are those of each request.

    Returns:
        The `profile`, the `recall`, and why one of them is `missing`.

    Raises:
        InvalidArgumentError: An argument is invalid. Nothing was sent.
        ClientClosedError: The client is closed.

    See https://www.twilio.com/docs/api/memory/retrieval
    """
    validate_timeout("timeout", timeout)
    profile_id = candidates if isinstance(candidates, str) else None
    pairs = [] if isinstance(candidates, str) else check_candidates(candidates)
    check: Any = copy.copy(profiles)
    check._executor = _AsyncArgumentCheck()  # noqa: SLF001 - see there
    with contextlib.suppress(_Checked):
        check.recall(store_id, _ANY_PROFILE if profile_id is None else profile_id, **recall)
    end = clock.monotonic() + timeout
    shared: dict[str, Any] = {name: value for name, value in recall.items() if name in _OF_EACH_REQUEST}

    def options() -> CallOptions:
        return cast("CallOptions", shared | {"timeout": max(end - clock.monotonic(), _SHORTEST)})

    missing: dict[str, TwilioMemoryError] = {}
    others: tuple[str, ...] = ()
    if profile_id is None:
        try:
            found = _find(profiles, store_id, pairs, options)
        except TwilioMemoryError as error:
            found = None
            missing["find"] = _tolerated("find", error)
        if found is None:
            return ProfileSnapshot(missing=missing)
        profile_id, others = found.id, found.others
    functions: dict[str, Any] = {
        "profile": partial(profiles.fetch, store_id, profile_id, **options()),
        "recall": partial(profiles.recall, store_id, profile_id, **{**recall, **options()}),
    }
    results = run_together(functions, end - clock.monotonic())
    for name in functions:
        if isinstance(results[name], TwilioMemoryError):
            missing[name], results[name] = _tolerated(name, results[name]), None
    return ProfileSnapshot(
        profile_id=profile_id, others=others, profile=results["profile"], recall=results["recall"], missing=missing
    )


def upsert_batches(
    profiles: ProfileMethods,
    executor: Executor,
    store_id: str,
    items: Iterable[Traits],
    *,
    identifiers: Iterable[str] = ("Contact.email", "Contact.phone"),
    start: int = 0,
    max_in_flight: int = 1,
    retry_unknown: bool = False,
    progress: Callable[[int], object] | None = None,
    extra_body: Mapping[str, Any] | None = None,
    **options: Unpack[CallOptions],
) -> UpsertBatches:
    """Create or update many profiles, request by request as you iterate.

    A profile that shares an identifier with one before it begins another request, which is sent after the response
    to the earlier one: their order is kept. A request has up to 1000 profiles.

    Args:
        store_id: The store's ID.
        items: The traits of each profile, as in `create`. They are consumed lazily.
        identifiers: The traits that are promoted to identifiers in this store, as `group.trait`. Values that differ
            only in case, spaces and punctuation count as the same.
        start: How many profiles to skip: the `next_index` of a `BatchError`, or the `stop` of the last batch.
        max_in_flight: How many requests to send at once, 1 or more; the synchronous client uses threads for more
            than 1.
        retry_unknown: Whether a request is sent again, up to twice, if it may have been processed, which writes the
            same values again. Not if another program writes these profiles at the same time.
        progress: Called with the number of profiles after each accepted request, those before `start` included;
            it may be a coroutine function.
        extra_body: Properties of each body that this method has no parameter for, by their names in the API.
        **options: Options of each request: see `CallOptions`.

    Returns:
        An iterable of accepted requests, as of `bulk_upsert`; `memory.wait_all` waits for their handles.

    Raises:
        InvalidArgumentError: An argument is invalid. Nothing was sent.
        BatchError: While iterating: a request was not accepted. Go on with its `next_index`.

    See https://www.twilio.com/docs/api/memory/v1/profile/update-profiles-bulk
    """
    from twilio_memory._concurrent._sync.bulk import UpsertBatches

    return UpsertBatches(
        partial(profiles.bulk_upsert, store_id, extra_body=extra_body, **options),
        executor,
        items,
        identifiers=identifiers,
        start=start,
        max_in_flight=max_in_flight,
        retry_unknown=retry_unknown,
        progress=progress,
        options=options,
    )


def _find(
    profiles: ProfileMethods,
    store_id: str,
    candidates: Iterable[tuple[str, str]],
    options: Callable[[], CallOptions],
) -> FoundProfile | None:
    first: FoundProfile | None = None
    found: dict[str, None] = {}  # in the order of the candidates
    for id_type, value in candidates:
        result = profiles.lookup(store_id, id_type=id_type, value=value, **options())
        ids = result.profiles or []
        if ids and first is None:
            first = FoundProfile(id=ids[0], id_type=id_type, value=result.normalized_value or value)
        found.update(dict.fromkeys(ids))
    if first is None:
        return None
    others = tuple(profile_id for profile_id in found if profile_id != first.id)
    return FoundProfile(id=first.id, id_type=first.id_type, value=first.value, others=others)


def _tolerated(name: str, error: TwilioMemoryError) -> TwilioMemoryError:
    """Log an error that only leaves a part missing; raise any other."""
    if isinstance(error, InvalidArgumentError | ClientClosedError):
        raise error
    status, failure = error.attempts[-1][:2] if error.attempts else (None, None)
    fields: dict[str, Any] = {  # Those of every record; of several attempts no single one has a place or a time.
        "method": "profiles.snapshot",
        "operation_name": error.operation_name,
        **dict.fromkeys(("http_method", "url_template", "elapsed")),
        "status": status,
        "failure": failure,
        "attempt": len(error.attempts),
        "request_id": error.request_id,
    }
    _log.warning("profiles.snapshot: %s is missing (%s)", name, type(error).__name__, extra=fields)
    return error
