"""What the provider tells its customers on their pages: incidents, maintenance, other news."""
