"""Writes of the desk: what is held for a moment, and what is taken back."""
