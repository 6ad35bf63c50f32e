"""Files that wrap a document: one document in a ZIP archive, and pages that an office program saved with their pictures (MHT, often named .doc)."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile

from extract.faults import one_line
from extract.formats.detect import kind_of
from extract.model import ReadError

_MHT = re.compile(
    rb"\s*(?:(?:MIME-Version|From|Subject|Date|Snapshot-Content-Location|Content-Type|X-[\w-]+):[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:\s*1\.0",
    re.I,
)
_HEAD = 4096  # bytes in which its head stands
_NAMES = re.compile(r"\.(?:pdf|docx?|wps|xlsx?|ofd|html?|txt|mht)$", re.IGNORECASE)
_UTF8 = (
    0x800  # a member's name is in UTF-8; without this flag programs here write GBK, which the library reads as CP437
)


def is_mht(body: bytes) -> bool:
    """Whether bytes are a page saved as one file (MIME, RFC 2557)."""
    head = body[:_HEAD]
    return _MHT.match(head) is not None and b"multipart/related" in head.lower()


def page_of_mht(body: bytes, name: str) -> tuple[bytes, str]:
    """The page in such a file, and its content type. Raises ReadError for one without a page."""
    message = email.message_from_bytes(body, policy=email.policy.default)
    for part in message.walk():
        if (
            part.get_content_type() == "text/html"
            and isinstance(found := part.get_payload(decode=True), bytes)
            and found
        ):
            charset = part.get_content_charset()
            return found, f"text/html; charset={charset}" if charset else "text/html"
    raise ReadError(f"{name}: a page saved as one file (MHT) without the page in it; save it as HTML, and add that")


def document_of_zip(body: bytes, name: str) -> tuple[bytes, str]:
    """The one document in a ZIP archive, and its name. Raises ReadError where there is none, or several of which nobody here can choose."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        named = [(part, _name(part)) for part in archive.infolist() if not part.is_dir()]
        found = [(part, said) for part, said in named if _NAMES.search(said) and not said.startswith("__MACOSX/")]
        if len(found) != 1:
            held = "、".join(one_line(said, 40) for _, said in (found or named)[:4]) or "nothing"
            how = f"{len(found)} documents" if found else "no document"
            raise ReadError(f"{name}: a ZIP archive that holds {how} ({held}); unpack it, and add the document in it")
        part, said = found[0]
        inside = archive.read(part)
    if kind_of(inside) == "ZIP":
        raise ReadError(f"{name}: a ZIP archive in a ZIP archive; unpack it, and add the document in it")
    return inside, said


def _name(part: zipfile.ZipInfo) -> str:
    if part.flag_bits & _UTF8:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename
