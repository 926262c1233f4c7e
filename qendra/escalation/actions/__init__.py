"""Writes of escalation: runs, steps, requests, acknowledgements, matrices and the defaults."""
