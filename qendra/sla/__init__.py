"""Calendars, targets and clocks: by when, and why.

Knows nothing of tickets: whoever keeps a clock hands in its facts (`clock.Fact`) and reads
deadlines.  Above: tickets.  Below: catalogue, whose services the targets hold for.
"""
