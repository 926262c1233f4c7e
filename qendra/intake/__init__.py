"""The ways in: one folder per channel; each parses, finds the case and calls one action."""
