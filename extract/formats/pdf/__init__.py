"""PDF: whole paragraphs in reading order, table rows, footnotes apart."""
