"""Whether customers are satisfied (G2): asked once a ticket, measured, answered if they are not."""
