"""What kind of file bytes are: told by the bytes alone, whatever a name or a server says."""

from __future__ import annotations

import io
import zipfile
from importlib import import_module
from typing import Any

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_PICTURES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
_PDF_WITHIN = 1024  # the specification's own allowance for junk before the header


def kind_of(body: bytes) -> str | None:
    """pdf, docx, xlsx, doc, xls, picture, another Office format by name, or None for what is none of these: told by the bytes alone."""
    if body.startswith(ZIP):  # before PDF, which may lie in it as it is
        return _zip_kind(body)
    if _PDF in body[:_PDF_WITHIN]:
        return "pdf"
    if body.startswith(_OLE[:4]):
        return _ole_kind(body)
    if body[:64].lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if body.startswith(_PICTURES) or (body.startswith(b"RIFF") and body[8:12] == b"WEBP"):
        return "picture"
    return None


def _zip_kind(body: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError):
        return "broken Office"
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "ppt/presentation.xml" in names:
        return "PowerPoint"
    if "content.xml" in names:
        return "OpenDocument"
    return "OFD" if "OFD.xml" in names else "ZIP"


def _ole_kind(body: bytes) -> str:
    olefile: Any = import_module("olefile")
    try:
        with olefile.OleFileIO(io.BytesIO(body)) as ole:
            if ole.exists("EncryptedPackage"):
                return "encrypted Office"
            if ole.exists("WordDocument"):
                return "doc"
            if ole.exists("Workbook") or ole.exists("Book"):
                return "xls"
            return "PowerPoint" if ole.exists("PowerPoint Document") else "OLE"
    except Exception:  # olefile raises what its struct and list accesses raise on broken files
        return "broken Office"
