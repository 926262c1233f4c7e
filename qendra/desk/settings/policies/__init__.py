"""The forms of calendars, targets and matrices, and what they would mean."""
