"""Bytes in, a page of text out, whatever the format."""
