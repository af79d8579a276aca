"""Posting digests: what is due is claimed, put together, and handed to the outbox, once."""
