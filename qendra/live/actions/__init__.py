"""Writes of live pages: what all processes are told, and who is at which ticket."""
