"""Contains all the data models used in inputs/outputs"""

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
