"""Declared public data: address, size, sha256, licence, citation."""
