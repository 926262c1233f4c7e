"""Writes of paging: transports, what is queued, and how each attempt ended."""
