"""Named undertakings."""
