"""What gateways post to us: an SMS that answers a page, and the keys pressed in a call."""
