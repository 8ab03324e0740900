from enum import StrEnum


class ParticipantType(StrEnum):
    AGENT = "AGENT"
    AI_AGENT = "AI_AGENT"
    CUSTOMER = "CUSTOMER"
    HUMAN_AGENT = "HUMAN_AGENT"
    UNKNOWN = "UNKNOWN"

    def __str__(self) -> str:
        return str(self.value)

    def __reduce_ex__(self, _protocol: object) -> tuple[type["ParticipantType"], tuple[str]]:
        return type(self), (self.value,)

    @classmethod
    def _missing_(cls, value: object) -> "ParticipantType | None":
        """Keep a value that is not known yet."""
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = "unknown"
        unknown._value_ = str(value)
        cls._value2member_map_.setdefault(unknown._value_, unknown)
        return cls(unknown._value_)
