"""Rows in, verdicts out: the schema, the linking, the verdict rules, and publication."""
