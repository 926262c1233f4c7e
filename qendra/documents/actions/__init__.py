"""Writes of documents: what changed becomes due, what is due is issued, what arrives is noted."""
