"""The telephone: a call that an agent writes down becomes a ticket like any other (G1, S6)."""
