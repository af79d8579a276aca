"""Digests: what is posted when and where, each slot at most once."""
