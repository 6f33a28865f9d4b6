"""What a bundle carries to be checked without Scrutiny: a script for a bare Python, and what to read first."""
