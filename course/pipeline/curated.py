"""What transform leaves for load: a manifest of Parquet objects, one a data set."""

import datetime as dt

from pydantic import BaseModel

from course.pipeline.storage import StoredObject


class CuratedTable(BaseModel):
    """A data set's table: rows the source gave, rows set aside, and the object with the others."""

    rows_in: int
    rejected: int
    stored: StoredObject


class CuratedManifest(BaseModel):
    """The tables of a day by data set, and one object with the rejects of all of them."""

    day: dt.date
    source_version: str
    tables: dict[str, CuratedTable]
    rejects: StoredObject
