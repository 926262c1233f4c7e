"""The forms: text to values, nothing decided."""
