"""Timings beside the same work done by hand, in one run on one machine: ratios count, not seconds."""
