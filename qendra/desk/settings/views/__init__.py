"""The pages of settings, one noun a module."""
