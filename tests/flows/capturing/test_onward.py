"""Pages that only lead to the document: followed, archived with the page as the parent, asked again, and told where the way ends."""

from __future__ import annotations

import pytest
from files import PdfPage, pdf, prose
from land import PLACE, Land, html
from local_site import Answer, Host, versioned
from speech import whole

from extract.archive.store import Archive
from extract.formats.multipage import PageRef, read_whole, unpack
from extract.model import Page, ReadError

TITLE = f"{PLACE}2024年国民经济和社会发展统计公报"
LISTED = 'documents:\n  - {kind: statistical_bulletin, year: 2024, url: "HOST/a.html", verified: never}\n'
SENTENCE = "全年全县生产总值123.4亿元，比上年增长5.6%。"


def bulletin(sentence: str = SENTENCE) -> bytes:
    return pdf(
        [PdfPage(prose(["附件", f"　　{sentence}"], top=80)), PdfPage(prose(["　　全市人口45.6万人。"], top=80))]
    )


def notice(link: str = "/f/1.pdf") -> str:
    return f'<html><head><title>{TITLE}</title></head><body><p>发布日期：2025年3月8日</p><p>公报详见附件。</p><a href="{link}">{TITLE}.pdf</a></body></html>'


class Nights:
    """The captures of one source, and what stands for its document."""

    def __init__(self, land: Land, host: Host) -> None:
        self.land, self.host = land, host
        land.source(0, "999941", LISTED)

    def night(self) -> list[str]:
        return self.land.capture().failed

    @property
    def sha256(self) -> str | None:
        return next((sha256 for (sha256,) in self.land.ask("select sha256 from captures")), None)

    @property
    def parts(self) -> list[PageRef]:
        return unpack(Archive(self.land.home / "archive").get(str(self.sha256))) or []

    def read(self) -> Page:
        archive = Archive(self.land.home / "archive")
        ((kind,),) = self.land.ask("select content_type from captures")
        return read_whole(archive.get(str(self.sha256)), kind, self.host.url("/a.html"), archive.get)

    def ways(self) -> list[tuple[str, str]]:
        return [(part.url.removeprefix(self.host.url("")), part.way) for part in self.parts]


@pytest.fixture
def nights(land: Land, site: list[Host]) -> Nights:
    return Nights(land, site[0])


def test_an_attachment_is_the_document_and_its_page_the_parent(nights: Nights) -> None:
    nights.host.pages |= {"/a.html": versioned(notice(), "v1"), "/f/1.pdf": versioned(bulletin(), "p1")}
    assert nights.night() == []
    assert nights.ways() == [("/a.html", ""), ("/f/1.pdf", "attachment")]
    page = nights.read()
    assert SENTENCE in page.text and page.title == TITLE
    assert page.page_starts == (page.text.index("全市人口"),), "the file's own pages"
    assert str(page.published_on) == "2025-03-08", "the day is the parent's, as the file has none"
    first = nights.sha256
    assert nights.land.ask("select number, way from capture_pages order by number") == [(1, None), (2, "attachment")]
    assert nights.night() == [] and nights.sha256 == first and "/f/1.pdf" in nights.host.paths()
    nights.host.pages["/f/1.pdf"] = versioned(bulletin(SENTENCE.replace("5.6", "5.7")), "p2")
    assert nights.night() == [] and nights.sha256 != first and "5.7%" in nights.read().text
    nights.host.pages |= {
        "/a.html": versioned(notice("/f/2.pdf"), "v2"),
        "/f/2.pdf": bulletin(SENTENCE.replace("5.6", "5.8")),
    }
    assert nights.night() == [] and nights.ways()[1:] == [("/f/2.pdf", "attachment")] and "5.8%" in nights.read().text


def test_several_ways_one_after_the_other_and_pages_at_their_end(nights: Nights) -> None:
    text = whole(PLACE, 2024)
    half = text.index("二、2024年工作安排")
    script = '<script>createPageHTML(2, 0, "c", "html");</script>'
    nights.host.pages |= {
        "/a.html": '<html><head><title>跳转</title><meta http-equiv="refresh" content="0;url=/b.html"></head></html>',
        "/b.html": f'<html><head><title>{PLACE}2024年政府工作报告</title></head><body><iframe src="/z/c.html"></iframe></body></html>',
        "/z/c.html": html(text[:half].rstrip("\n"), "正文", script),
        "/z/c_1.html": html(text[half:], "正文", script),
    }
    assert nights.night() == []
    assert nights.ways() == [("/a.html", ""), ("/b.html", "refresh"), ("/z/c.html", "frame"), ("/z/c_1.html", "")]
    page = nights.read()
    assert page.text == text and page.title == f"{PLACE}2024年政府工作报告"
    assert nights.night() == [] and len(nights.parts) == 4


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (Answer(b"", 404), "404 Not Found"),
        (Answer(b"%PDF-", headers={"Content-Length": "99000000"}, length=99_000_000), "is over the 20 MB limit"),
    ],
)
def test_a_file_that_cannot_be_had_is_named_with_its_page(nights: Nights, file: Answer, told: str) -> None:
    nights.host.pages |= {"/a.html": notice(), "/f/1.pdf": file}
    failed = nights.night()
    assert [line for line in failed if nights.host.url("/f/1.pdf") in line and told in line and "a page of" in line]
    with pytest.raises(ReadError, match="what its attachment leads to cannot be had"):
        nights.read()
    nights.host.pages["/f/1.pdf"] = bulletin()
    assert nights.night() == [] and SENTENCE in nights.read().text
    nights.host.pages["/f/1.pdf"] = file
    held = nights.sha256
    assert nights.night() and nights.sha256 == held, "what was held stays"


def test_a_circle_of_pages_ends_and_another_site_is_not_entered(nights: Nights, site: list[Host]) -> None:
    def go(target: str) -> str:
        return f'<html><head><title>跳转</title><meta http-equiv="refresh" content="0;url={target}"></head></html>'

    nights.host.pages |= {"/a.html": go("/b.html"), "/b.html": go("/a.html")}
    assert nights.night() == [] and nights.ways() == [("/a.html", ""), ("/b.html", "refresh")]
    nights.host.pages["/a.html"] = go("http://www.b.gov.cn/x.html")
    for _ in range(2):
        failed = nights.night()
        assert [line for line in failed if "http://www.b.gov.cn/x.html" in line and "is another site's" in line]
