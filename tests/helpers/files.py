"""Files for tests, made from text written here: PDFs with Chinese and no font in them, Word and Excel files, and broken ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import pypdfium2 as pdfium

WIDTH, HEIGHT = 595.0, 842.0


@dataclass
class PdfPage:
    """A page: texts as (x, y from the top, size, text), rules as (x0, y0, x1, y1), and how far the page is turned."""

    texts: list[tuple[float, float, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    rotate: int = 0
    upwards: bool = False  # text runs up the page, as on a sheet turned on its side


def pdf(pages: list[PdfPage]) -> bytes:
    """A PDF whose font is named and not embedded: readers know its characters, and nothing has to be installed."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R /DW 1000 /W [1 95 500 814 939 500] >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
    ]
    kids: list[str] = []
    for page in pages:
        content = _content(page)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {page.rotate} /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F 3 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    out = b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, found in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, found)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _content(page: PdfPage) -> bytes:
    parts: list[str] = []
    for x, y, size, text in page.texts:
        matrix = f"0 1 -1 0 {y} {x}" if page.upwards else f"1 0 0 1 {x} {HEIGHT - y}"
        parts.append(f"BT /F {size} Tf {matrix} Tm <{text.encode('utf-16-be').hex()}> Tj ET")
    for x0, y0, x1, y1 in page.rules:
        parts.append(f"0.5 w {x0} {HEIGHT - y0} m {x1} {HEIGHT - y1} l S")
    return "\n".join(parts).encode()


def prose(
    lines: list[str], top: float = 100, size: float = 16, left: float = 80, gap: float = 28
) -> list[tuple[float, float, float, str]]:
    """Lines one below the other; a line that begins with two wide blanks is indented by them."""
    found: list[tuple[float, float, float, str]] = []
    for i, line in enumerate(lines):
        bare = line.lstrip("\u3000")
        found.append((left + size * (len(line) - len(bare)), top + gap * i, size, bare))
    return found


def table(rows: list[list[str]], top: float, columns: list[float], size: float = 10, gap: float = 20) -> PdfPage:
    """A table as PDF pages have them: three long rules, and a column's cells at one x; blanks before a cell indent it."""
    page = PdfPage()
    for i, row in enumerate(rows):
        for x, cell in zip(columns, row, strict=False):
            bare = cell.lstrip(" ")
            if bare:
                page.texts.append((x + size * (len(cell) - len(bare)) / 2, top + 15 + gap * i, size, bare))
    right = columns[-1] + 90
    bottom = top + gap * len(rows) + 2
    page.rules += [(columns[0] - 5, y, right, y) for y in (top, top + gap, bottom)]
    return page


def zipped(parts: dict[str, bytes]) -> bytes:
    """A ZIP archive of these parts, deflated."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def ofd(pages: list[list[tuple[float, float, float, str]]]) -> bytes:
    """An OFD (GB/T 33190): each page a list of texts as (x, y of the baseline from the top, size, text), in millimetres; no text, no object."""
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    parts = {
        "OFD.xml": f'<ofd:OFD {space} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>1</ofd:DocID></ofd:DocInfo>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    }
    listed = "".join(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts["Doc_0/Document.xml"] = (
        f"<ofd:Document {space}><ofd:CommonData><ofd:MaxUnitID>9999</ofd:MaxUnitID><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        f"</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages></ofd:Document>"
    )
    for n, page in enumerate(pages):
        objects = "".join(
            f'<ofd:TextObject ID="{n * 500 + k + 100}" Boundary="{x} {y - size} {len(text) * size} {size * 1.2}" Font="3" Size="{size}">'
            f'<ofd:TextCode X="0" Y="{size}" DeltaX="g {len(text) - 1} {size}">{text}</ofd:TextCode></ofd:TextObject>'
            for k, (x, y, size, text) in enumerate(page)
        )
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f'<ofd:Page {space}><ofd:Content><ofd:Layer ID="{n + 50}" Type="Body">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
        )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def scanned(body: bytes, pages: Sequence[int], scale: float = 2.0) -> bytes:
    """A PDF of the page images of another one, as a scanner gives it: JPEG, and no text."""
    source, made = pdfium.PdfDocument(body), pdfium.PdfDocument.new()
    for number in pages:
        width, height = source[number].get_size()
        image = pdfium.PdfImage.new(made)
        image.load_jpeg(io.BytesIO(picture(body, number, scale)), inline=True)
        image.set_matrix(pdfium.PdfMatrix().scale(width, height))
        page = made.new_page(width, height)
        page.insert_obj(image)
        page.gen_content()
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def picture(body: bytes, number: int = 0, scale: float = 2.0, form: str = "JPEG") -> bytes:
    """A page of a PDF as a picture."""
    out = io.BytesIO()
    pdfium.PdfDocument(body)[number].render(scale=scale).to_pil().convert("RGB").save(out, form, quality=85)
    return out.getvalue()
