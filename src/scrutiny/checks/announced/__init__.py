"""Checks of the question `announced`, a file per method."""
