"""One archive of a whole installation: database, files and secret key."""
