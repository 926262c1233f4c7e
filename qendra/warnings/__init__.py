"""Who is warned, and when, that a promise of a ticket runs out."""
