"""Who changed what of the configuration, when and why: written once, never changed.

Knows no app above it: an actor is described by what it needs of one, a subject by kind and ID.
"""
