"""Matrices, runs, steps and acknowledgements."""
