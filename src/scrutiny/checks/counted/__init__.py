"""Checks of the question `counted`, a file per method."""
