"""Carries documents from room to room, and owns every clock, retry, schedule and the command line."""
