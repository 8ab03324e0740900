"""What `profiles.find` and `profiles.snapshot` return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

import attrs

from twilio_memory.errors import InvalidArgumentError, TwilioMemoryError
from twilio_memory.ids import exact_str
from twilio_memory_api.types import Model, to_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from twilio_memory_api.models import Profile, RecallResult


class RecallOptions(TypedDict, total=False):
    """The arguments of `profiles.recall` besides the IDs of the store and the profile.

    Attributes:
        max_attempts: How often each request of a snapshot is sent at most.
        extra_headers: Headers to send with each request of a snapshot.
    """

    conversation_id: str
    query: str
    begin_date: dt.datetime
    end_date: dt.datetime
    communications_limit: int
    observations_limit: int
    summaries_limit: int
    relevance_threshold: float
    extra_body: Mapping[str, Any] | None
    max_attempts: int | None
    extra_headers: Mapping[str, str] | None


_MODEL: Any = Model


class Result:
    """What several requests have found. Pydantic, and so FastAPI, writes it as `to_dict` does."""

    __slots__ = ()
    _names: ClassVar[dict[str, str]]

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON, without what is None; of the errors in `missing`, whose texts have IDs, their classes."""
        values = {wire: getattr(self, name) for name, wire in self._names.items()}
        if "missing" in values:
            values["missing"] = {part: type(error).__name__ for part, error in values["missing"].items()}
        return {wire: to_json(value) for wire, value in values.items() if value is not None}

    def to_json(self, *, indent: int | None = None) -> str:
        """Return the JSON of `to_dict()` as text, on one line or indented by so many spaces."""
        text: str = _MODEL.to_json(self, indent=indent)
        return text

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> dict[str, Any]:
        """Let pydantic take an instance, and write it as its JSON."""
        writing = {"type": "function-plain", "function": cls.to_dict}
        return {"type": "is-instance", "cls": cls, "serialization": writing}

    __get_pydantic_json_schema__: ClassVar[Any] = classmethod(_MODEL.__get_pydantic_json_schema__.__func__)


@attrs.frozen(kw_only=True)
class FoundProfile(Result):
    """The profile that `profiles.find` found."""

    _names: ClassVar = {"id": "id", "id_type": "idType", "value": "value", "others": "others"}

    id: str
    """The profile's ID."""
    id_type: str
    """The kind of the identifier by which it was found."""
    value: str
    """The identifier's value, as Twilio normalised it."""
    others: tuple[str, ...] = ()
    """The IDs of further profiles that the candidates belong to. They were not merged."""


@attrs.frozen(kw_only=True)
class ProfileSnapshot(Result):
    """A profile and what was recalled of it, as far as both came in time."""

    _names: ClassVar = {name: name for name in ("others", "profile", "recall", "missing")} | {"profile_id": "profileId"}

    profile_id: str | None = None
    """The profile's ID; None if no candidate has a profile, or if finding it failed."""
    others: tuple[str, ...] = ()
    """The IDs of further profiles that the candidates belong to."""
    profile: Profile | None = None
    """The profile with its traits; None if it is missing."""
    recall: RecallResult | None = None
    """The recalled memories; None if they are missing."""
    missing: Mapping[str, TwilioMemoryError] = attrs.field(factory=dict[str, TwilioMemoryError])
    """Why `find`, `profile` or `recall` is missing: the error of each that was late or failed."""

    @property
    def traits(self) -> dict[str, dict[str, Any]]:
        """The traits by group and name; empty if the profile is missing."""
        return (self.profile.traits if self.profile else None) or {}


def check_candidates(candidates: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return pairs of an identifier's type and value; refuse anything else."""
    pairs = [] if isinstance(candidates, str) else list(candidates)
    for index, pair in enumerate(pairs):
        if not isinstance(pair, tuple | list) or len(pair) != 2 or not all(exact_str(part) for part in pair):  # noqa: PLR2004
            raise InvalidArgumentError(
                f"candidates[{index}]: expected the type and the value of an identifier, "
                'e.g. ("phone", "+15550100"), neither of them empty'
            )
    if not pairs:
        raise InvalidArgumentError('candidates: expected at least one pair, e.g. [("phone", "+15550100")]')
    return [(str(id_type), str(value)) for id_type, value in pairs]
