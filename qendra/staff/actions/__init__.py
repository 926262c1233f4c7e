"""Writes about the provider's people and teams."""
