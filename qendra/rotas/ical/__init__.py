"""Shifts as iCalendar (RFC 5545), and what calendars of others say."""
