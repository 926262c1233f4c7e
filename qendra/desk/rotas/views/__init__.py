"""The views of these pages, one noun a module."""
