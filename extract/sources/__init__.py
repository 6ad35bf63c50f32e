"""Where is it? Source files, columns and site maps."""
