"""Writes of rotas, one noun a module."""
