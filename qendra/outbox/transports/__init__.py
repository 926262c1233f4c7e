"""How messages leave: one module per transport. Only the worker imports them."""
