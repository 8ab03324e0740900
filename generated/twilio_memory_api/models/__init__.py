"""Contains all the data models used in inputs/outputs"""

from .create_data_mapping_input import CreateDataMappingInput
from .data_mapping import DataMapping
from .data_mapping_core import DataMappingCore
from .data_mapping_list import DataMappingList
from .error import Error
from .error_details import ErrorDetails
from .mapping_from_dataset_cloud_app import MappingFromDatasetCloudApp
from .mapping_from_dataset_warehouse import MappingFromDatasetWarehouse
from .mapping_from_ingress import MappingFromIngress
from .mapping_from_other import MappingFromOther
from .mapping_from_type import MappingFromType
from .mapping_to_other import MappingToOther
from .mapping_to_traits import MappingToTraits
from .mapping_trait_item import MappingTraitItem
from .operation import Operation
from .operation_accepted import OperationAccepted
from .operation_error import OperationError
from .operation_result_other import OperationResultOther
from .operation_result_resource_id import OperationResultResourceId
from .operation_status import OperationStatus
from .order_by import OrderBy
from .page_meta import PageMeta
from .service_request import ServiceRequest
from .store import Store
from .store_list import StoreList
from .store_patch import StorePatch
from .store_status import StoreStatus

__all__ = (
    "CreateDataMappingInput",
    "DataMapping",
    "DataMappingCore",
    "DataMappingList",
    "Error",
    "ErrorDetails",
    "MappingFromDatasetCloudApp",
    "MappingFromDatasetWarehouse",
    "MappingFromIngress",
    "MappingFromOther",
    "MappingFromType",
    "MappingToOther",
    "MappingToTraits",
    "MappingTraitItem",
    "Operation",
    "OperationAccepted",
    "OperationError",
    "OperationResultOther",
    "OperationResultResourceId",
    "OperationStatus",
    "OrderBy",
    "PageMeta",
    "ServiceRequest",
    "Store",
    "StoreList",
    "StorePatch",
    "StoreStatus",
)
