"""HTML: the article's element found, its lines, tables, title and day."""
