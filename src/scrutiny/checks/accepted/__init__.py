"""Checks of the question `accepted`, a file per method."""
