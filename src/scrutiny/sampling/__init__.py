"""Samples of stations before the vote: how many, which ones, and how anybody can check the draw."""
