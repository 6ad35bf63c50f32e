"""Tables in the text."""
