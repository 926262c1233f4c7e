"""The database as Django knows it: its own backend for PostgreSQL, with one question less."""
