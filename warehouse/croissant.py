"""The research panel as Croissant metadata (mlcommons.org/croissant/1.0): what csv/panel.csv holds, column by column, for programs that look for data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warehouse.catalog import Column
from warehouse.publication import sha256_of

FILE = "croissant.json"
_PANEL = "csv/panel.csv"
_TYPES = {"VARCHAR": "sc:Text", "BOOLEAN": "sc:Boolean", "INTEGER": "sc:Integer", "DOUBLE": "sc:Float"}
# The context that the format prescribes, word for word.
_CONTEXT = {
    "@language": "en", "@vocab": "https://schema.org/", "citeAs": "cr:citeAs", "column": "cr:column", "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"}, "extract": "cr:extract", "field": "cr:field", "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject", "fileSet": "cr:fileSet", "format": "cr:format", "includes": "cr:includes", "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath", "key": "cr:key", "md5": "cr:md5", "parentField": "cr:parentField", "path": "cr:path",
    "recordSet": "cr:recordSet", "references": "cr:references", "regex": "cr:regex", "repeated": "cr:repeated", "replace": "cr:replace",
    "sc": "https://schema.org/", "separator": "cr:separator", "source": "cr:source", "subField": "cr:subField", "transform": "cr:transform",
}  # fmt: skip


def croissant(columns: Sequence[Column], folder: Path) -> dict[str, Any]:
    """The metadata of the panel, a view of these columns, as it was written into `folder`. Raises OSError."""
    key = ("place_code", "year", "indicator_id", "growth", "unit")
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "pledgewatch-panel",
        "description": (
            "Targets of Chinese government work reports and what was reported of them later: a row a place, year, indicator,"
            " whether it is a growth, and unit. Each row has the quotes and where they were fetched from."
        ),
        "distribution": [{
            "@type": "cr:FileObject", "@id": "panel.csv", "name": "panel.csv", "contentUrl": _PANEL, "encodingFormat": "text/csv",
            "sha256": sha256_of(folder / _PANEL),
        }],
        "recordSet": [{
            "@type": "cr:RecordSet", "@id": "panel", "name": "panel", "key": [{"@id": f"panel/{name}"} for name in key],
            "field": [
                {
                    "@type": "cr:Field", "@id": f"panel/{name}", "name": name, "dataType": _TYPES[kind], **({"description": comment} if comment else {}),
                    "source": {"fileObject": {"@id": "panel.csv"}, "extract": {"column": name}},
                }
                for name, kind, comment in columns
            ],
        }],
    }  # fmt: skip
