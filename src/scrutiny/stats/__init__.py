"""Kernels: arrays in, named results out; no word of elections."""
