"""Where reading stops: what is beyond any document of a government. In counts, not seconds: a file is read the same anywhere.

What is beyond one of these is refused by name with the remedy or, where it says so, left out. What is large and real is read in
time in proportion to it; tests/extract/formats/test_growth.py holds that. Limits of files that people edit: extract/yaml_files.py.
"""

from __future__ import annotations

# Pages, columns and site maps.
MOST_ATTRIBUTES = 500  # of one tag, the others are left out; templates give a dozen. The parser compares each with each
MOST_TABLE_CELLS = 200_000  # of a table, those that cells reach over counted; a yearbook has some of 20,000
LONGEST_TITLE = 500  # characters looked at of a title; official ones end before 80
MOST_SITEMAP_BYTES = 50_000_000  # what the protocol allows one unpacked file (sitemaps.org)
MOST_SITEMAP_ADDRESSES = 50_000  # the same
MOST_SITEMAP_TAGS = 2_000_000  # forty an address, as those who list images write; each takes a hundred bytes of memory

# PDF.
MOST_PAGES = 400  # the longest report known to us has 80 pages, a yearbook 600
MOST_PAGE_CHARACTERS = 30_000  # a page of small print has 3,000
MOST_PAGE_OBJECTS = 20_000  # ruling lines and images looked at; the others are left out
MOST_PAGE_RULES = 1_000  # ruling lines one way; on a page with more (a map, a chart) no tables are looked for
MOST_PAGE_LINES = 1_000  # of text; on a page with more no tables are looked for. A page of small print has 100
LONGEST_PARAGRAPH = 20_000  # characters; what follows begins another one. The longest known to us has 3,000
MOST_DRAWN = 20_000  # forms (drawings with a name) on one page, each as often as it is drawn; pages have some dozen
MOST_DRAWN_BYTES = 50_000_000  # of instructions on one page, a form's as often as it is drawn; a map has some million
DEEPEST_FORM = 30  # forms inside each other; three is much, and PDFium stops at some forty

# Scans and pictures, each page of which takes seconds.
MOST_PICTURED_PAGES = 80  # the longest report known to us
MOST_PICTURE_PIXELS = 60_000_000  # of one picture; a page at 600 to the inch has 35 million

# Word and Excel.
MOST_UNPACKED_BYTES = 150_000_000  # more is a bomb
MOST_UNPACKED_RATIO = 200  # a part that unpacks to more than so many times its size, and over 10 MB, is a bomb
MOST_PARTS = 5_000  # files in one; a report with pictures has a hundred
MOST_TAGS = 3_000_000  # of a part of a DOCX; a report has 50,000. Each takes a hundred bytes of memory
MOST_PARAGRAPHS = 100_000  # the longest report known to us has 900
MOST_CELLS = 200_000  # of a workbook; the tables of a bulletin have some hundred, a chapter of a yearbook 20,000
MOST_EMPTY_CELLS = 4_000_000  # passed over: whoever colours a column makes a million
