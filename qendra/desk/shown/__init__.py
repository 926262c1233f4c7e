"""What the pages of the desk show of a ticket, as small objects for templates."""
