"""Dictionaries that may be given in the places of models in the body of a request, for type checkers.

Their keys are the names of the API. Generated from the spec by openapi/generate_resources.py; not edited by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from twilio_memory import models

__all__ = [
    "ConversationSummaryInputParam",
    "IdentifierConfigParam",
    "MappingFromDatasetCloudAppParam",
    "MappingFromDatasetWarehouseParam",
    "MappingFromIngressParam",
    "MappingToTraitsParam",
    "MappingTraitItemParam",
    "ObservationInputParam",
    "TraitDefinitionParam",
    "ValidationRuleArrayParam",
    "ValidationRuleBooleanParam",
    "ValidationRuleNumberParam",
    "ValidationRuleOtherParam",
    "ValidationRuleStringParam",
]


class ConversationSummaryInputParam(TypedDict):
    """A dictionary in the place of the model `ConversationSummaryInput`."""

    content: str
    conversationId: str
    occurredAt: str | dt.datetime
    source: NotRequired[str]


class IdentifierConfigParam(TypedDict):
    """A dictionary in the place of the model `IdentifierConfig`."""

    idType: str
    matchingAlgo: NotRequired[models.MatchingAlgo | Literal["exact", "fuzzy"]]
    matchingThreshold: NotRequired[int]
    limit: NotRequired[int]
    limitPolicy: NotRequired[models.LimitPolicy | Literal["fifo", "lifo"]]
    enforceUnique: NotRequired[bool]
    normalization: NotRequired[models.Normalization | Literal["phone", "email", "trim", "none"]]


class MappingFromDatasetCloudAppParam(TypedDict):
    """A dictionary in the place of the model `MappingFromDatasetCloudApp`."""

    type: Literal["DATASET_CLOUDAPP"]
    datasetId: str


class MappingFromDatasetWarehouseParam(TypedDict):
    """A dictionary in the place of the model `MappingFromDatasetWarehouse`."""

    type: Literal["DATASET_WAREHOUSE"]
    datasetId: str


class MappingFromIngressParam(TypedDict):
    """A dictionary in the place of the model `MappingFromIngress`."""

    type: Literal["INGRESS"]
    columns: Sequence[str]


class MappingToTraitsParam(TypedDict):
    """A dictionary in the place of the model `MappingToTraits`."""

    type: Literal["TRAITS"]
    mappings: Sequence[models.MappingTraitItem | MappingTraitItemParam]


class MappingTraitItemParam(TypedDict):
    """A dictionary in the place of the model `MappingTraitItem`."""

    expression: str
    traitGroup: str
    traitName: str


class ObservationInputParam(TypedDict):
    """A dictionary in the place of the model `ObservationInput`."""

    content: str
    occurredAt: str | dt.datetime
    source: str
    conversationIds: NotRequired[Sequence[str]]


class TraitDefinitionParam(TypedDict):
    """A dictionary in the place of the model `TraitDefinition`."""

    dataType: models.TraitDataType | Literal["STRING", "NUMBER", "BOOLEAN", "ARRAY", ""]
    description: NotRequired[str]
    validationRule: NotRequired[
        models.ValidationRuleString
        | ValidationRuleStringParam
        | models.ValidationRuleNumber
        | ValidationRuleNumberParam
        | models.ValidationRuleBoolean
        | ValidationRuleBooleanParam
        | models.ValidationRuleArray
        | ValidationRuleArrayParam
        | models.ValidationRuleOther
        | ValidationRuleOtherParam
    ]
    idTypePromotion: NotRequired[str | None]


class ValidationRuleArrayParam(TypedDict):
    """A dictionary in the place of the model `ValidationRuleArray`."""

    ruleType: Literal["ARRAY"]
    minItems: NotRequired[int]
    maxItems: NotRequired[int]


class ValidationRuleBooleanParam(TypedDict):
    """A dictionary in the place of the model `ValidationRuleBoolean`."""

    ruleType: Literal["BOOLEAN"]


class ValidationRuleNumberParam(TypedDict):
    """A dictionary in the place of the model `ValidationRuleNumber`."""

    ruleType: Literal["NUMBER"]
    min: NotRequired[float]
    max: NotRequired[float]


class ValidationRuleOtherParam(TypedDict):
    """A dictionary in the place of the model `ValidationRuleOther`."""

    ruleType: str


class ValidationRuleStringParam(TypedDict):
    """A dictionary in the place of the model `ValidationRuleString`."""

    ruleType: Literal["STRING"]
    pattern: NotRequired[str]
    minLength: NotRequired[int]
    maxLength: NotRequired[int]
