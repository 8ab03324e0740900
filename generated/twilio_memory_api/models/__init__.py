"""Contains all the data models used in inputs/outputs"""

from typing import TYPE_CHECKING

__all__ = (
    "ColumnMappingItem",
    "Communication",
    "CommunicationContent",
    "ContentEncoding",
    "ConversationSummary",
    "ConversationSummaryInput",
    "ConversationSummaryList",
    "ConversationSummaryPatch",
    "CreateConversationSummariesInput",
    "CreateDataMappingInput",
    "CreateObservationsInput",
    "DataMapping",
    "DataMappingCore",
    "DataMappingList",
    "DeliveryStatus",
    "Error",
    "ErrorDetails",
    "Identifier",
    "IdentifierConfig",
    "IdentifierList",
    "IdentifierSet",
    "IdentifierUpdate",
    "IdentityResolutionSettings",
    "IdentityResolutionSettingsCore",
    "LimitPolicy",
    "LookupRequest",
    "LookupResult",
    "MappingFromDatasetCloudApp",
    "MappingFromDatasetWarehouse",
    "MappingFromIngress",
    "MappingFromOther",
    "MappingFromType",
    "MappingToOther",
    "MappingToTraits",
    "MappingTraitItem",
    "MatchingAlgo",
    "MessageAccepted",
    "Normalization",
    "Observation",
    "ObservationInput",
    "ObservationList",
    "ObservationPatch",
    "ObservationRevisionList",
    "Operation",
    "OperationAccepted",
    "OperationError",
    "OperationResultOther",
    "OperationResultResourceId",
    "OperationStatus",
    "OrderBy",
    "PageMeta",
    "Participant",
    "ParticipantChannel",
    "ParticipantType",
    "Profile",
    "ProfileAccepted",
    "ProfileData",
    "ProfileImport",
    "ProfileImportCreated",
    "ProfileImportList",
    "ProfileImportRequest",
    "ProfileImportStatus",
    "ProfileImportSummary",
    "ProfileList",
    "ProfilePatch",
    "ProfilesBulkAccepted",
    "ProfilesBulkRequest",
    "RecallMeta",
    "RecallObservation",
    "RecallRequest",
    "RecallResult",
    "RecallSummary",
    "Recipient",
    "ResourceMoved",
    "ServiceRequest",
    "Store",
    "StoreList",
    "StorePatch",
    "StoreStatus",
    "Trait",
    "TraitDataType",
    "TraitDefinition",
    "TraitDefinitions",
    "TraitGroup",
    "TraitGroupList",
    "TraitGroupPage",
    "TraitGroupPatch",
    "TraitGroupRequest",
    "TraitList",
    "ValidationRuleArray",
    "ValidationRuleBoolean",
    "ValidationRuleNumber",
    "ValidationRuleOther",
    "ValidationRuleString",
)

if TYPE_CHECKING:
    from .column_mapping_item import ColumnMappingItem
    from .communication import Communication
    from .communication_content import CommunicationContent
    from .content_encoding import ContentEncoding
    from .conversation_summary import ConversationSummary
    from .conversation_summary_input import ConversationSummaryInput
    from .conversation_summary_list import ConversationSummaryList
    from .conversation_summary_patch import ConversationSummaryPatch
    from .create_conversation_summaries_input import CreateConversationSummariesInput
    from .create_data_mapping_input import CreateDataMappingInput
    from .create_observations_input import CreateObservationsInput
    from .data_mapping import DataMapping
    from .data_mapping_core import DataMappingCore
    from .data_mapping_list import DataMappingList
    from .delivery_status import DeliveryStatus
    from .error import Error
    from .error_details import ErrorDetails
    from .identifier import Identifier
    from .identifier_config import IdentifierConfig
    from .identifier_list import IdentifierList
    from .identifier_set import IdentifierSet
    from .identifier_update import IdentifierUpdate
    from .identity_resolution_settings import IdentityResolutionSettings
    from .identity_resolution_settings_core import IdentityResolutionSettingsCore
    from .limit_policy import LimitPolicy
    from .lookup_request import LookupRequest
    from .lookup_result import LookupResult
    from .mapping_from_dataset_cloud_app import MappingFromDatasetCloudApp
    from .mapping_from_dataset_warehouse import MappingFromDatasetWarehouse
    from .mapping_from_ingress import MappingFromIngress
    from .mapping_from_other import MappingFromOther
    from .mapping_from_type import MappingFromType
    from .mapping_to_other import MappingToOther
    from .mapping_to_traits import MappingToTraits
    from .mapping_trait_item import MappingTraitItem
    from .matching_algo import MatchingAlgo
    from .message_accepted import MessageAccepted
    from .normalization import Normalization
    from .observation import Observation
    from .observation_input import ObservationInput
    from .observation_list import ObservationList
    from .observation_patch import ObservationPatch
    from .observation_revision_list import ObservationRevisionList
    from .operation import Operation
    from .operation_accepted import OperationAccepted
    from .operation_error import OperationError
    from .operation_result_other import OperationResultOther
    from .operation_result_resource_id import OperationResultResourceId
    from .operation_status import OperationStatus
    from .order_by import OrderBy
    from .page_meta import PageMeta
    from .participant import Participant
    from .participant_channel import ParticipantChannel
    from .participant_type import ParticipantType
    from .profile import Profile
    from .profile_accepted import ProfileAccepted
    from .profile_data import ProfileData
    from .profile_import import ProfileImport
    from .profile_import_created import ProfileImportCreated
    from .profile_import_list import ProfileImportList
    from .profile_import_request import ProfileImportRequest
    from .profile_import_status import ProfileImportStatus
    from .profile_import_summary import ProfileImportSummary
    from .profile_list import ProfileList
    from .profile_patch import ProfilePatch
    from .profiles_bulk_accepted import ProfilesBulkAccepted
    from .profiles_bulk_request import ProfilesBulkRequest
    from .recall_meta import RecallMeta
    from .recall_observation import RecallObservation
    from .recall_request import RecallRequest
    from .recall_result import RecallResult
    from .recall_summary import RecallSummary
    from .recipient import Recipient
    from .resource_moved import ResourceMoved
    from .service_request import ServiceRequest
    from .store import Store
    from .store_list import StoreList
    from .store_patch import StorePatch
    from .store_status import StoreStatus
    from .trait import Trait
    from .trait_data_type import TraitDataType
    from .trait_definition import TraitDefinition
    from .trait_definitions import TraitDefinitions
    from .trait_group import TraitGroup
    from .trait_group_list import TraitGroupList
    from .trait_group_page import TraitGroupPage
    from .trait_group_patch import TraitGroupPatch
    from .trait_group_request import TraitGroupRequest
    from .trait_list import TraitList
    from .validation_rule_array import ValidationRuleArray
    from .validation_rule_boolean import ValidationRuleBoolean
    from .validation_rule_number import ValidationRuleNumber
    from .validation_rule_other import ValidationRuleOther
    from .validation_rule_string import ValidationRuleString
else:
    from importlib import import_module

    _MODULES = {
        "ColumnMappingItem": ".column_mapping_item",
        "Communication": ".communication",
        "CommunicationContent": ".communication_content",
        "ContentEncoding": ".content_encoding",
        "ConversationSummary": ".conversation_summary",
        "ConversationSummaryInput": ".conversation_summary_input",
        "ConversationSummaryList": ".conversation_summary_list",
        "ConversationSummaryPatch": ".conversation_summary_patch",
        "CreateConversationSummariesInput": ".create_conversation_summaries_input",
        "CreateDataMappingInput": ".create_data_mapping_input",
        "CreateObservationsInput": ".create_observations_input",
        "DataMapping": ".data_mapping",
        "DataMappingCore": ".data_mapping_core",
        "DataMappingList": ".data_mapping_list",
        "DeliveryStatus": ".delivery_status",
        "Error": ".error",
        "ErrorDetails": ".error_details",
        "Identifier": ".identifier",
        "IdentifierConfig": ".identifier_config",
        "IdentifierList": ".identifier_list",
        "IdentifierSet": ".identifier_set",
        "IdentifierUpdate": ".identifier_update",
        "IdentityResolutionSettings": ".identity_resolution_settings",
        "IdentityResolutionSettingsCore": ".identity_resolution_settings_core",
        "LimitPolicy": ".limit_policy",
        "LookupRequest": ".lookup_request",
        "LookupResult": ".lookup_result",
        "MappingFromDatasetCloudApp": ".mapping_from_dataset_cloud_app",
        "MappingFromDatasetWarehouse": ".mapping_from_dataset_warehouse",
        "MappingFromIngress": ".mapping_from_ingress",
        "MappingFromOther": ".mapping_from_other",
        "MappingFromType": ".mapping_from_type",
        "MappingToOther": ".mapping_to_other",
        "MappingToTraits": ".mapping_to_traits",
        "MappingTraitItem": ".mapping_trait_item",
        "MatchingAlgo": ".matching_algo",
        "MessageAccepted": ".message_accepted",
        "Normalization": ".normalization",
        "Observation": ".observation",
        "ObservationInput": ".observation_input",
        "ObservationList": ".observation_list",
        "ObservationPatch": ".observation_patch",
        "ObservationRevisionList": ".observation_revision_list",
        "Operation": ".operation",
        "OperationAccepted": ".operation_accepted",
        "OperationError": ".operation_error",
        "OperationResultOther": ".operation_result_other",
        "OperationResultResourceId": ".operation_result_resource_id",
        "OperationStatus": ".operation_status",
        "OrderBy": ".order_by",
        "PageMeta": ".page_meta",
        "Participant": ".participant",
        "ParticipantChannel": ".participant_channel",
        "ParticipantType": ".participant_type",
        "Profile": ".profile",
        "ProfileAccepted": ".profile_accepted",
        "ProfileData": ".profile_data",
        "ProfileImport": ".profile_import",
        "ProfileImportCreated": ".profile_import_created",
        "ProfileImportList": ".profile_import_list",
        "ProfileImportRequest": ".profile_import_request",
        "ProfileImportStatus": ".profile_import_status",
        "ProfileImportSummary": ".profile_import_summary",
        "ProfileList": ".profile_list",
        "ProfilePatch": ".profile_patch",
        "ProfilesBulkAccepted": ".profiles_bulk_accepted",
        "ProfilesBulkRequest": ".profiles_bulk_request",
        "RecallMeta": ".recall_meta",
        "RecallObservation": ".recall_observation",
        "RecallRequest": ".recall_request",
        "RecallResult": ".recall_result",
        "RecallSummary": ".recall_summary",
        "Recipient": ".recipient",
        "ResourceMoved": ".resource_moved",
        "ServiceRequest": ".service_request",
        "Store": ".store",
        "StoreList": ".store_list",
        "StorePatch": ".store_patch",
        "StoreStatus": ".store_status",
        "Trait": ".trait",
        "TraitDataType": ".trait_data_type",
        "TraitDefinition": ".trait_definition",
        "TraitDefinitions": ".trait_definitions",
        "TraitGroup": ".trait_group",
        "TraitGroupList": ".trait_group_list",
        "TraitGroupPage": ".trait_group_page",
        "TraitGroupPatch": ".trait_group_patch",
        "TraitGroupRequest": ".trait_group_request",
        "TraitList": ".trait_list",
        "ValidationRuleArray": ".validation_rule_array",
        "ValidationRuleBoolean": ".validation_rule_boolean",
        "ValidationRuleNumber": ".validation_rule_number",
        "ValidationRuleOther": ".validation_rule_other",
        "ValidationRuleString": ".validation_rule_string",
    }

    def __getattr__(name: str) -> object:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        model = globals()[name] = getattr(import_module(_MODULES[name], __name__), name)
        return model

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})
