"""OFD, one document in a ZIP archive, pages saved as one file; each that cannot be read is refused with what it is and what to do."""

from __future__ import annotations

import io
import zipfile

import pytest
from files import PdfPage, ofd, pdf, prose

from extract.formats import wrapped
from extract.formats.reader import read_page
from extract.model import Page, ReadError

TITLE = "云溪县2024年国民经济和社会发展统计公报"
NAME = "http://www.example.cn/a.ofd"
SAVED = (
    'From: <Saved by WPS>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="=_b"; type="text/html"\r\n\r\n'
    '--=_b\r\nContent-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: base64\r\nContent-Location: file:///a.htm\r\n\r\n{}\r\n'
    "--=_b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--=_b--\r\n"
)


def page_of(body: bytes) -> Page:
    return read_page(body, "application/octet-stream", NAME)


def refusal(body: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        page_of(body)
    assert str(caught.value).startswith(f"{NAME}: ") and "; " in str(caught.value)
    return str(caught.value)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            archive.writestr(name.replace("_", "."), body)
    return out.getvalue()


def bulletin() -> bytes:
    row = [(30.0, "指标"), (90.0, "产量"), (140.0, "增长（%）")]
    second = [(30.0, "水泥"), (90.0, "88.0"), (140.0, "4.5")]
    third = [(30.0, "钢材"), (90.0, "120.5"), (140.0, "-3.2")]
    first = [
        (45.0, 40.0, 6.0, TITLE),
        (38.0, 60.0, 5.0, "全年全县生产总值123.4亿元，比上年增长5.6%。其中第"),
        (28.0, 69.0, 5.0, "一产业增加值20.1亿元，增长3.2%。"),
    ]
    first += [(x, 100.0 + 9 * n, 5.0, text) for n, cells in enumerate((row, second, third)) for x, text in cells]
    return ofd([first, [(28.0, 40.0, 5.0, "年末常住人口45.6万人。"), (100.0, 400.0, 5.0, "纸外的话777。")]])


def test_an_ofd_is_read_with_its_paragraphs_rows_and_pages() -> None:
    page = page_of(bulletin())
    lines = page.text.split("\n")
    assert page.title == TITLE and page.encoding == "OFD"
    assert "全年全县生产总值123.4亿元，比上年增长5.6%。其中第一产业增加值20.1亿元，增长3.2%。" in lines
    assert "水泥\t88.0\t4.5" in lines and "钢材\t120.5\t-3.2" in lines
    assert page.number_at(page.text.index("常住人口")) == 2 and "777" not in page.text


def test_ofds_that_cannot_be_read_say_so() -> None:
    assert "an OFD without text: 2 pages" in refusal(ofd([[], []]))
    assert "a damaged OFD" in refusal(zipped(OFD_xml=b"<broken"))
    assert "limit" in refusal(ofd([[(10.0, 10.0, 4.0, "一")]] * 401))
    some = page_of(ofd([[(28.0, 40.0, 5.0, "年末常住人口45.6万人。")], []]))
    assert some.gap == "1 pages are images without text"


def test_one_document_in_a_zip_archive_is_it() -> None:
    inside = pdf([PdfPage(prose([TITLE, "　　全年全县生产总值123.4亿元，比上年增长5.6%。"], top=80))])
    assert "123.4亿元" in page_of(zipped(bulletin_pdf=inside, picture_png=b"\x89PNG")).text
    assert "123.4亿元" in page_of(zipped(bulletin_ofd=bulletin())).text
    assert page_of(zipped(bulletin_txt="全年生产总值123.4亿元。".encode("gbk"))).text == "全年生产总值123.4亿元。"


def test_archives_in_which_nobody_can_choose_are_refused_with_their_names() -> None:
    one = pdf([PdfPage(prose(["全年全县生产总值123.4亿元。"], top=80))])
    assert "holds 2 documents (一.pdf、二.pdf)" in refusal(zipped(一_pdf=one, 二_pdf=one))
    assert "holds no document (a.png)" in refusal(zipped(a_png=b"\x89PNG"))
    assert "a ZIP archive in a ZIP archive" in refusal(zipped(a_pdf=zipped(b_pdf=one)))


def test_names_in_an_archive_are_read_as_programs_here_write_them() -> None:
    part = zipfile.ZipInfo("公报一.pdf".encode("gbk").decode("cp437"))
    assert wrapped._name(part) == "公报一.pdf"
    part.flag_bits |= 0x800
    part.filename = "公报二.pdf"
    assert wrapped._name(part) == "公报二.pdf"


def test_a_page_saved_as_one_file_and_called_a_word_file_is_read() -> None:
    import base64

    text = "全县生产总值123.4亿元，比上年增长5.6%，粮食产量稳定，民生持续改善。" * 12
    html = f"<html><head><title>{TITLE}</title></head><body><p>{text}</p></body></html>"
    page = page_of(SAVED.format(base64.b64encode(html.encode("gbk")).decode()).encode())
    assert (page.title, page.text) == (TITLE, text)
    assert "without the page in it" in refusal(
        SAVED.replace("text/html; charset", "text/css; charset").format("").encode()
    )
