"""Linking: which figure, sentence or target of the next report tells the same thing as a promise; a step of its own, before any rule."""
