"""Tickets and their timelines: the record of everything that happens to a reported fault."""
