"""Writes of webhooks: by their owners, from the news, and by the deliverer."""
