"""The pages of people, roles and teams, one noun a module."""
