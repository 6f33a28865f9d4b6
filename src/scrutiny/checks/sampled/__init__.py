"""Checks of the question `sampled`, a file per method."""
