"""Bytes in, claims out: fetching and archiving at the edge, and behind it pure functions that read a document."""
