"""Keep the bytes: WARC files, and each body by its SHA-256."""
