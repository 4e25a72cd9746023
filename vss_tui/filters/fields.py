"""The fields of an image that the service filters and sorts by."""

from enum import StrEnum


class Field(StrEnum):
    """A field's name as the API spells it (``filter`` and ``sort`` parameters of the lists)."""

    ID = "id"
    NAME = "name"
    PATH = "path"
    DATA_STORE = "data_store"
    PUBLIC = "public"
    CREATED_ON = "created_on"
    UPDATED_ON = "updated_on"
