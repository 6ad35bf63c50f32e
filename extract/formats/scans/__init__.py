"""Pages that are pictures: what stands on them, read by an engine that is not installed by itself, and how sure each number is."""
