"""What changed between two reports, or two states of a case."""
