"""Wiring: settings, addresses, the command line, the embedded database."""
