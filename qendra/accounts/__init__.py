"""People who sign in or are written to, teams, and the roles of staff."""
