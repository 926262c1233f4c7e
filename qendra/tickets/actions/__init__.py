"""Writes to tickets: one action for each thing that people, mails and time do to them."""
