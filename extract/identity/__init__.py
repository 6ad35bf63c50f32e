"""Whose document it is, of which kind and year."""
