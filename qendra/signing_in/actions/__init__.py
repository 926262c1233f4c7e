"""Writes about how people sign in, each in one transaction."""
