"""Where reading stops: what is beyond any document of a government, whoever made it. In counts, not seconds: the same file is read the same anywhere.

What is beyond one of these is refused by name with the remedy, or, where it says so, left out. What is large and real is read in
time in proportion to it; that nothing grows faster, tests/test_extract_growth.py holds.
"""

from __future__ import annotations

# Pages, columns and site maps.
MOST_ATTRIBUTES = 500  # of one tag; templates give a dozen, scripts some forty. The parser compares each with each: the rest is left out
MOST_TABLE_CELLS = 400_000  # of one table, those that cells reach over among them; the longest of a yearbook has 20,000
LONGEST_TITLE = 500  # characters looked at of a title; official ones end before 80
MOST_SITEMAP_BYTES = 50_000_000  # what the protocol allows one unpacked file (sitemaps.org)
MOST_SITEMAP_ADDRESSES = 50_000  # the same
MOST_SITEMAP_TAGS = (
    2_000_000  # forty an address, as those who list their images write; an element takes a hundred bytes of memory
)

# PDF.
MOST_PAGES = 400  # the longest report known to us has 80 pages, a yearbook 600
MOST_PAGE_CHARACTERS = 30_000  # a page of small print has 3,000
MOST_PAGE_OBJECTS = 20_000  # ruling lines and images looked at; the others are left out
MOST_PAGE_RULES = (
    1_000  # ruling lines of one direction on a page that may draw tables; a page with more is a map or a chart
)

# Word and Excel.
MOST_UNPACKED_BYTES = 150_000_000  # more is a bomb
MOST_UNPACKED_RATIO = 200  # a part that unpacks to more than so many times its size, and over 10 MB, is a bomb
MOST_PARTS = 5_000
MOST_CELLS = 400_000  # of a workbook's visible sheets; the tables of a bulletin have some hundred
MOST_PARAGRAPHS = 100_000  # the longest report known to us has 900
